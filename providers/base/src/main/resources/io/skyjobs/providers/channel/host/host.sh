# Serves one user's part of one host over a stream that is held: makes nodes, ends them, and starts and
# shows what runs on them. Everything that is known is in files, so any number of these may serve at
# once, any may be killed at any time, and the next says the same.
#
# This file is the last part of the program; before it come facts.sh, claims.sh, nodes.sh, confine.sh,
# end.sh, runs.sh and events.sh of this directory, view-probe.sh, and a function that prints guard.sh. The program is
# never written to the host: a shell reads it from the stream. It is for any POSIX sh.
#
# Requests are lines ID VERB WORD..., of printable ASCII. Replies are lines, each one write of less than
# 4096 bytes, so that those of several requests may be mixed:
#   H ok | H no SENTENCE   once, before all others: whether this host can be served
#   P ID TEXT              a part of a reply
#   R ID STATUS TEXT       the end of a reply; STATUS is ok, noroom, refused, unfit, gone or failed
#   L ID COUNT             the end of a reply; COUNT raw bytes follow
#   E CLUSTER              something about a run of that cluster may have changed
#
#   facts                  what the host has and what is claimed of it
#   make CLUSTER RANK INSTALLATION EPOCH CPUS MEMORY GPUS CPUS MEMORY GPUS
#                          claims the former of what may be claimed, the latter, and makes the node
#   nodes | node CLUSTER RANK
#   end CLUSTER RANK       ends the node and all that is of it; answers once that is proved
#   renew SECONDS WORD CLUSTER:RANK...
#   start CLUSTER RANK EPOCH LINES
#                          so many lines follow: NAME TEXT, where TEXT is in the escapes of printf %b and
#                          is added to the end of that file of the run
#   look CLUSTER RANK EPOCH
#   go CLUSTER RANK EPOCH | stop CLUSTER RANK EPOCH SECONDS | warn CLUSTER RANK EPOCH SECONDS
#   log CLUSTER RANK EPOCH FILE OFFSET COUNT
#
# Below $HOME/.skyjobs, which is there while there is a node:
#   nodes/CLUSTER/nodeN/   a node; in it home, id, owner (its claim again), confinement, viewing, places (files
#                          for absolute paths), ending (once its
#                          end was asked for) and what guard.sh writes
#   nodes/CLUSTER/.lockN   who changes the node holds this by flock
#   events/                a pipe of every server; agent.sh writes the directory of a run into all of them
# In $SKYJOBS_CLAIMS, else /var/tmp/skyjobs, for all users of the host:
#   CLUSTER.N.claim        1 CLUSTER N INSTALLATION EPOCH ID UID CPUS MEMORY GPUS, in thousandths of
#                          processors, MiB, and INDEX:THOUSANDTHS,... or -
#   CLUSTER.N.ended        1 EPOCH of a node that was ended; stays for a day
set -u
login_umask=$(umask)
umask 077
language=${LC_ALL-}
LC_ALL=C
id=0

reply() {
    printf 'R %s %s\n' "$id" "$*"
}

part() {
    printf 'P %s %s\n' "$id" "$*"
}

# What a program said, fit to be told.
said() {
    printf %s "$*" | tr '\n\t' '  ' | tr -cd ' -~' | cut -c 1-400
}

pause() {
    sleep 0.02 2>/dev/null || sleep 1
}

is_number() {
    case $1 in
        0) return 0 ;;
        '' | 0* | *[!0-9]* | ????????????????*) return 1 ;;
    esac
}

is_name() {
    case $1 in
        '' | -* | *- | *[!a-z0-9-]*) return 1 ;;
    esac
    [ ${#1} -le 63 ]
}

is_word() {
    case $1 in
        '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*) return 1 ;;
    esac
    [ ${#1} -le 100 ]
}

# Sets where a node is, or ends the program: our side sends no such thing.
locate() {
    is_name "$1" && is_number "$2" || garbage
    cluster=$1
    rank=$2
    place=$NODES/$cluster
    node=$place/node$rank
    claim=$CLAIMS/$cluster.$rank.claim
    tomb=$CLAIMS/$cluster.$rank.ended
}

garbage() {
    echo "this is no request" >&2
    exit 2
}

# Start time of a process in clock ticks; fails when there is none, or only its remains.
born() {
    { IFS= read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    stat=${stat##*) }
    # shellcheck disable=SC2086
    set -- $stat
    [ "$1" != Z ] && [ "$1" != X ] || return 1
    session=$4
    born=${20}
}

# Whether the process that a file names exists. A pid alone may belong to another by now.
holds() {
    read -r held_pid held_born held_boot 2>/dev/null <"$1" || return 1
    is_number "$held_pid" && born "$held_pid" && [ "$born $BOOT" = "$held_born $held_boot" ]
} 2>/dev/null

# A file appears in full or not at all.
put() {
    printf '%s\n' "$2" >"$1.new" && mv -f "$1.new" "$1"
} 2>/dev/null

# Carries out a request beside others. A shell ends where it cannot open a file, hence the second one.
later() {
    (
        {
            ("$@") </dev/null || reply failed "the host ran into trouble with '$1'"
        } &
    )
}

# Whether this host can be served; sets what holds for all of it.
look_around() {
    lacking=
    for tool in setsid flock mkfifo mktemp grep find tail head tr cut cksum id date rm mv ln sleep df env; do
        command -v "$tool" >/dev/null || lacking="$lacking $tool"
    done
    [ -z "$lacking" ] || {
        trouble="it lacks these programs:$lacking (install util-linux, coreutils, findutils, grep)"
        return 1
    }
    { IFS= read -r BOOT </proc/sys/kernel/random/boot_id && read -r MACHINE </proc/sys/kernel/hostname \
        && born $$; } 2>/dev/null || {
        trouble="it shows no processes in /proc, so it is not a Linux machine that can be used"
        return 1
    }
    case ${HOME-} in
        *[!A-Za-z0-9/._@+:=,~-]* | '' | [!/]*)
            trouble="the home directory '$(said "${HOME-}")' is not an absolute path of ordinary characters"
            return 1
            ;;
    esac
    [ -d "$HOME" ] || {
        trouble="the home directory $HOME does not exist: make it"
        return 1
    }
    CLAIMS=${SKYJOBS_CLAIMS:-/var/tmp/skyjobs}
    case $CLAIMS in
        *[!A-Za-z0-9/._@+:=,~-]* | [!/]*)
            trouble="SKYJOBS_CLAIMS is not an absolute path of ordinary characters"
            return 1
            ;;
    esac
    PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin
    OWN=$(id -u)
    STATE=$HOME/.skyjobs
    NODES=$STATE/nodes
    EVENTS=$STATE/events
    server="$$ $born $BOOT"
    # The home may be shared by several hosts.
    is_word "$MACHINE" || MACHINE=unnamed
    pipe=$EVENTS/$MACHINE:$$-$born
}

answer() {
    verb=$1
    shift
    case $verb in
        look) look "$@" ;;
        log) log "$@" ;;
        start) take_in launch "$@" ;;
        lend) take_in lend "$@" ;;
        go | stop | warn)
            locate "$1" "$2"
            later ask "$verb" "$3" ${4+"$4"}
            ;;
        make)
            locate "$1" "$2"
            later make "$@"
            ;;
        end)
            locate "$1" "$2"
            later end
            ;;
        node)
            locate "$1" "$2"
            later show
            ;;
        nodes) later show_all ;;
        facts) later facts ;;
        renew) later renew "$@" ;;
        ping) reply ok ;;
        *) garbage ;;
    esac
}

# Until the stream ends. Only one server of the two of a client tells of events.
serve() {
    look_around || {
        echo "H no $trouble"
        exit 1
    }
    echo "H ok"
    [ "$1" != control ] || attend
    while IFS= read -r request; do
        case $request in *[!\ -~]*) garbage ;; esac
        set -f
        # shellcheck disable=SC2086
        set -- "$1" $request
        set +f
        [ $# -ge 3 ] && is_number "$2" || garbage
        id=$2
        mode=$1
        shift 2
        answer "$@"
        [ "$mode" != control ] || [ -p "$pipe" ] || attend
        set -- "$mode"
    done
    leave
}

serve "$@"
