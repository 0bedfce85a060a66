# How the processes of a node are kept together, so that none outlives it. It is found once for each node
# and written into its file confinement: CGROUP DIRECTORY MEMORY_DIRECTORY, NAMESPACE COMMAND or SCAN.

# Our own place in a hierarchy, in $mount and $own; $1 is cgroup2, or a controller of version 1.
find_hierarchy() {
    mount=
    own=
    while IFS=: read -r number controllers path; do
        case $1:$number:,$controllers, in
            cgroup2:0:,,) own=$path ;;
            cgroup2:*) ;;
            *,"$1",*) own=$path ;;
        esac
    done </proc/self/cgroup
    [ -n "$own" ] || return 1
    while read -r _ _ _ root point rest; do
        options=${rest##* }
        case $1:$rest:,$options, in
            cgroup2:*' - cgroup2 '*) ;;
            cgroup2:*) continue ;;
            *' - cgroup '*:*,"$1",*) ;;
            *) continue ;;
        esac
        [ "$root" = / ] || own=${own#"$root"}
        own=${own%/}
        case $own in *..*) return 1 ;; esac
        mount=$point
        [ -d "$mount$own" ]
        return
    done </proc/self/mountinfo
    return 1
} 2>/dev/null

# Whether a group can be made at $1, have processes and be $2, which is a file of it.
allows() {
    probe=$1-probe-$$-$id
    mkdir "$probe" || return 1
    allowed=1
    if [ -e "$probe/$2" ] && sh -c "echo 0 >'$probe/cgroup.procs'"; then
        if [ "$2" = cgroup.kill ]; then
            sh -c "echo 1 >'$probe/cgroup.kill'" && allowed=0
        else
            [ -r "$probe/$2" ] && allowed=0
        fi
    fi
    rmdir "$probe" || {
        pause
        rmdir "$probe"
    }
    return "$allowed"
} 2>/dev/null

# The highest place where a process can be moved to, because a run outlives the login that started it,
# and the group of the login may end with it.
find_cgroup() {
    find_hierarchy cgroup2 || return 1
    places=$mount
    at=
    for step in $(printf %s "$own" | tr / ' '); do
        at=$at/$step
        places="$places $mount$at"
    done
    for at in $places; do
        if allows "$at/$group" cgroup.kill; then
            confinement="CGROUP $at/$group -"
            # Below our own place, so that no limit on us is escaped.
            if find_hierarchy memory && allows "$mount$own/$group" memory.oom_control; then
                confinement="${confinement% -} $mount$own/$group"
            fi
            return 0
        fi
    done
    return 1
}

# The best that this host allows. SKYJOBS_CONFINEMENT in the login's environment may ask for less.
find_confinement() {
    group=skyjobs-$OWN-$(printf %s "$STATE" | cksum | cut -d ' ' -f 1)
    asked=${SKYJOBS_CONFINEMENT:-BEST}
    case $asked in BEST | CGROUP) find_cgroup && return 0 ;; esac
    case $asked in
        BEST | NAMESPACE)
            for flags in '' '--user --map-current-user '; do
                run="unshare $flags--pid --fork --kill-child=KILL --mount-proc"
                if $run true </dev/null >/dev/null 2>&1; then
                    confinement="NAMESPACE $run"
                    return 0
                fi
            done
            ;;
    esac
    confinement=SCAN
}

# What a node has, in $kind, $base and $memory_base or $command.
read_confinement() {
    kind=SCAN
    base=-
    memory_base=-
    command=
    read -r kind command <"$node/confinement" || kind=UNKNOWN
    case $kind in
        CGROUP)
            base=${command%% *}
            memory_base=${command##* }
            case $base:$memory_base in
                *..* | *[!A-Za-z0-9/._@:+\\-]*) kind=SCAN ;;
                /*/skyjobs-*) ;;
                *) kind=SCAN ;;
            esac
            ;;
        NAMESPACE)
            case $command in unshare\ -*) ;; *) kind=SCAN ;; esac
            ;;
    esac
} 2>/dev/null

prepare_confinement() {
    read_confinement
    [ "$kind" = CGROUP ] || return 0
    mkdir -p "$base/$cluster/node$rank"
    [ "$memory_base" = - ] || mkdir -p "$memory_base/$cluster/node$rank"
} 2>/dev/null

# How scripts of the node are given mounts of their own is found once, and written into its file viewing: the
# command, or nothing where the host allows none.
prepare_view() {
    [ -f "$node/viewing" ] || {
        find_view "${TMPDIR:-/tmp}"
        put "$node/viewing" "$viewing"
    }
    viewing=
    read -r viewing <"$node/viewing"
    case $viewing in unshare\ -*) ;; *) viewing= ;; esac
} 2>/dev/null

# What a process of the node begins with: the login's own environment, and where it is.
node_environment() {
    prepare_confinement
    prepare_view
    unset SSH_CLIENT SSH_CONNECTION SSH_TTY SSH_AUTH_SOCK SSH_ORIGINAL_COMMAND XDG_SESSION_ID \
        XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS DISPLAY MAIL OLDPWD LC_ALL SKYJOBS_CLAIMS \
        SKYJOBS_CONFINEMENT SKYJOBS_CGROUP SKYJOBS_MEMORY_CGROUP SKYJOBS_CONFINE SKYJOBS_VIEW SKYJOBS_RUN
    [ -z "$language" ] || export LC_ALL="$language"
    HOME=$node/home
    SHELL=/bin/bash
    SKYJOBS_NODE=$node
    SKYJOBS_CLUSTER=$cluster
    SKYJOBS_EVENTS=$EVENTS
    : "${USER:=$(id -un)}" "${LOGNAME:=$USER}" "${LANG:=C.UTF-8}"
    export HOME SHELL SKYJOBS_NODE SKYJOBS_CLUSTER SKYJOBS_EVENTS USER LOGNAME LANG PATH
    case $kind in
        CGROUP)
            export SKYJOBS_CGROUP="$base/$cluster/node$rank"
            [ "$memory_base" = - ] || export SKYJOBS_MEMORY_CGROUP="$memory_base/$cluster/node$rank"
            ;;
        NAMESPACE) export SKYJOBS_CONFINE="$command" ;;
    esac
    [ -z "$viewing" ] || export SKYJOBS_VIEW="$viewing"
    unset CUDA_VISIBLE_DEVICES
    c_gpus=-
    read_claim "$node/owner"
    if [ "$c_gpus" != - ]; then
        CUDA_VISIBLE_DEVICES=$(printf %s "$c_gpus" | sed 's/:[0-9]*//g')
        export CUDA_VISIBLE_DEVICES
    elif command -v nvidia-smi >/dev/null; then
        # None of them is its own.
        export CUDA_VISIBLE_DEVICES=
    fi
    umask "$login_umask"
}
