# Runs one run on one node. It is the only writer of what is known of the run; everybody else reads.
#
#   sh agent.sh start DIR         starts the run, unless it was started; answers once it has its pid
#   sh agent.sh go DIR            lets a run that waits after its setup go on
#   sh agent.sh warn DIR SECONDS  the machine will be taken in so many seconds: runs preemption.sh where
#                                 there is one, else TERM to all of its processes; never kills
#   sh agent.sh stop DIR SECONDS  TERM to all of its processes, KILL after so many seconds
#
# DIR is the absolute $HOME/.sky/runs/EPOCH and holds agent.sh, env.sh and perhaps setup.sh, run.sh,
# preemption.sh, wait and what storage.sh needs. In it appear, each by one rename, so that a reader sees all of a file or nothing:
#   pid        the runner: pid, start time, boot id; its hard link is also the lock of the run
#   phase      MOUNTING, SETUP, WAITING, RUNNING or FLUSHING
#   setup.pid  run.pid    the script: pid, start time, boot id
#   setup.exit run.exit   its exit code; 128 + n for signal n
#   ended      seconds since 1970 and EXITED, STOPPED, WARNED, OUT_OF_MEMORY, NO_BASH, STORAGE_FAILED,
#              STORAGE_REFUSED, STORAGE_LOST or UNFLUSHED; always the last
#   word       what storage.sh has to say of a bucket: one sentence
#   setup.log  run.log    what the script wrote, byte by byte; preemption.sh writes into run.log
#   warned     when the machine will be taken, in seconds since 1970
#   told       TERM or HOOK: how the run was told of that
# The environment may hold SKYJOBS_CGROUP and SKYJOBS_MEMORY_CGROUP (directories to put every process
# into), SKYJOBS_CONFINE (a command to run scripts under), SKYJOBS_VIEW (one that gives them mounts of
# their own, for view.sh) and SKYJOBS_EVENTS (a directory of pipes, into
# all of which DIR is written when something has changed).

# Finds the kernel's count of processes of our cgroup that it killed for want of memory.
find_counter() {
    counter=
    path_v2=
    path_v1=
    while IFS=: read -r _ controllers path; do
        case ",$controllers," in
            ,,) path_v2=$path ;;
            *,memory,*) path_v1=$path ;;
        esac
    done </proc/self/cgroup
    while read -r _ _ _ root point rest; do
        case $rest in
            *' - cgroup2 '*) file=$point/${path_v2#"$root"}/memory.events ;;
            *' - cgroup '*,memory*) file=$point/${path_v1#"$root"}/memory.oom_control ;;
            *) continue ;;
        esac
        [ -r "$file" ] && counter=$file
    done </proc/self/mountinfo
}

count_kills() {
    kills=0
    [ -n "$counter" ] || return 0
    while read -r key value; do
        [ "$key" = oom_kill ] && kills=$value
    done <"$counter"
} 2>/dev/null

# Ends what is left of the scripts, so that no file of a bucket stays open.
clear_out() {
    leader=
    for round in 1 2 3 4 5 6 7 8 9 10 11 12; do
        others
        [ -n "$others" ] || break
        signal=TERM
        [ "$round" -lt 10 ] || signal=KILL
        for found in $others; do kill "-$signal" "$found"; done
        sleep 0.5 || sleep 1
    done
} 2>/dev/null

# Saves what was written into buckets and lets go of them; why the run ends is then in $cause.
settle() {
    cause=$1
    [ -f storage.sh ] || return 0
    if [ -e mounted ] && { [ -e setup.pid ] || [ -e run.pid ]; }; then
        insist phase FLUSHING
        clear_out
        if ! sh ./storage.sh flush "$DIR" "$cause" >>run.log 2>&1; then
            case $cause in EXITED | OUT_OF_MEMORY | NO_BASH) cause=UNFLUSHED ;; esac
        fi
    fi
    sh ./storage.sh release "$DIR" >>agent.err 2>&1
}

finish() {
    settle "$1"
    shift
    set -- "$cause" "$@"
    insist_ended="$(date +%s) $cause"
    until printf '%s\n' "$insist_ended" >".ended.$$"; do
        [ -d "$DIR" ] || exit 1
        sleep 2
    done 2>/dev/null
    # The report survives a crash of the machine once it can be seen.
    for file in setup.exit run.exit; do
        [ -e "$file" ] && set -- "$@" "$file"
    done
    shift
    sync ".ended.$$" "$@" 2>/dev/null || sync
    mv -f ".ended.$$" ended
    hint
    exec sync .
}

was_told() { { IFS= read -r told <told; } 2>/dev/null && [ "$told" = TERM ]; }

# Why the run is to end, if it is. What was stopped before is never told, so the first cause wins.
find_cause() {
    if was_told; then
        cause=WARNED
    elif [ -e stop ]; then
        cause=STOPPED
    elif [ -e storage-lost ]; then
        cause=STORAGE_LOST
    else
        cause=
    fi
}

# Ends the run here if it is to end; the script that was due counts as ended by TERM.
heed() {
    find_cause
    [ -n "$cause" ] || return 0
    [ -f "$1.sh" ] && insist "$1.exit" 143
    finish "$cause"
}

# Holds while a process of the run is left and the machine has time: bash ends at once of TERM, but what
# it started may still save its work.
linger() {
    IFS= read -r taken <warned || taken=0
    leader=
    while [ "$(date +%s)" -lt "$taken" ]; do
        others
        [ -n "$others" ] || break
        sleep 0.1 2>/dev/null || sleep 1
    done
} 2>/dev/null

# Runs a script to its end; its exit code is in $code.
stage() {
    heed "$1"
    find_counter
    count_kills
    before=$kills
    # In the foreground: signals to this shell wait until the script has ended and leave its code alone, and
    # the script may be interrupted.
    setsid sh ./agent.sh script "$DIR" "$1" </dev/null >>"$1.log" 2>&1
    code=$?
    # Before anything else: what ended earlier than it was told keeps its own report.
    find_cause
    insist "$1.exit" "$code"
    count_kills
    if [ "$cause" = WARNED ]; then
        linger
        finish WARNED
    elif [ "$cause" = STOPPED ]; then
        [ "$1" = setup ] && [ "$code" = 0 ] || finish STOPPED
    elif [ "$cause" = STORAGE_LOST ] || { [ "$code" != 0 ] && [ -e mounted ] \
        && ! sh ./storage.sh check "$DIR"; }; then
        finish STORAGE_LOST
    elif [ "$code" != 0 ] && [ "$kills" -gt "$before" ]; then
        finish OUT_OF_MEMORY
    elif [ "$code" != 0 ]; then
        finish EXITED
    fi
}

# Holds until somebody lets the run go on. Reading from a pipe costs nothing while it waits.
barrier() {
    mkfifo wake 2>/dev/null
    [ -p wake ] && exec 3<>wake
    insist phase WAITING
    until [ -e go ] || [ -e stop ] || [ -e storage-lost ] || was_told; do
        if [ -p wake ]; then read -r _ <&3; else sleep 1; fi
    done
    [ -p wake ] && exec 3<&-
}

# Opened for reading too, a pipe that nobody reads does not block.
poke() { [ -p wake ] && echo 1<>wake; }

# Makes buckets visible.
bring() {
    insist phase MOUNTING
    setsid sh ./storage.sh bring "$DIR" </dev/null >>setup.log 2>&1
    code=$?
    put bring.exit "$code"
    script=run
    [ -f setup.sh ] && script=setup
    heed "$script"
    case $code in
        0) ;;
        3) finish STORAGE_REFUSED ;;
        *) finish STORAGE_FAILED ;;
    esac
    [ ! -e mounted ] || setsid sh ./storage.sh watch "$DIR" </dev/null >>agent.err 2>&1 &
}

run() {
    trap : HUP INT QUIT TERM
    claim pid || exit 0
    [ -f storage.sh ] && bring
    insist phase SETUP
    if [ -n "${SKYJOBS_CGROUP-}" ]; then
        mkdir -p "$SKYJOBS_CGROUP/run-${DIR##*/}"
        put cgroup "$SKYJOBS_CGROUP/run-${DIR##*/}"
    fi
    for script in setup run; do
        if [ -f "$script.sh" ] && ! command -v bash >/dev/null; then
            echo "bash was not found on this node, and $script needs it: install bash." >>"$script.log"
            insist "$script.exit" 127
            finish NO_BASH
        fi
    done
    [ -f setup.sh ] && stage setup
    [ -e wait ] && barrier
    heed run
    insist phase RUNNING
    [ -f run.sh ] && stage run
    finish EXITED
}

# Turns this process into a script of the user: its environment, its place, then bash.
script() {
    identity $$
    insist "$1.pid" "$identity"
    [ -n "${SKYJOBS_CGROUP-}" ] && echo $$ >"$SKYJOBS_CGROUP/run-${DIR##*/}/cgroup.procs"
    umask "$SKYJOBS_UMASK"
    # From here on only positional parameters: the user's variables may have any name.
    set -- "$1" "$HOME" "$(command -v bash)" "$DIR/$1.sh"
    if [ "$1" = preemption ]; then
        IFS= read -r taken <warned
        set -- run "$2" "$(command -v env)" SKYJOBS_HOOK_EVENT=preemption \
            SKYJOBS_PREEMPTION_DEADLINE="$taken" \
            SKYJOBS_PREEMPTION_SECONDS=$((taken - $(date +%s))) "$3" "$4"
    fi
    if [ -n "${SKYJOBS_CONFINE-}" ]; then
        # The first process of a namespace takes no signals by default, so bash must be its second. All
        # others end with the first, which therefore does what linger does elsewhere.
        name=$1 home=$2
        shift 2
        # shellcheck disable=SC2016,SC2086
        set -- "$name" "$home" $SKYJOBS_CONFINE sh -c '
            "$@"
            set -- "$?"
            while [ "$(cat "$0/told" 2>/dev/null)" = TERM ]; do
                set -- "$1" /proc/[0-9]*
                [ $# -gt 2 ] && [ "$(date +%s)" -lt "$(cat "$0/warned")" ] || break
                sleep 0.1 2>/dev/null || sleep 1
            done
            exit "$1"' "$DIR" "$@"
    fi
    if env --default-signal true 2>/dev/null; then
        # Whoever started the server may have made it, and so us, deaf to some.
        name=$1 home=$2
        shift 2
        set -- "$name" "$home" "$(command -v env)" --default-signal "$@"
    fi
    SKYJOBS_RUN=$DIR
    export SKYJOBS_RUN
    unset SKYJOBS_CGROUP SKYJOBS_MEMORY_CGROUP SKYJOBS_CONFINE SKYJOBS_VIEW SKYJOBS_UMASK SKYJOBS_EVENTS
    set +u
    SKYJOBS_PHASE=$1
    . ./env.sh
    shift
    if [ -d "$1/sky_workdir" ]; then
        cd "$1/sky_workdir" || exit 1
    else
        cd "$1" || exit 1
    fi
    shift
    unset OLDPWD
    # sky-checkpoint is there, also where the user's variables set PATH anew.
    [ -d "${SKYJOBS_RUN-}/bin" ] && PATH=$SKYJOBS_RUN/bin:$PATH
    # A stop that came before our pid was known has not reached us.
    [ -e "${SKYJOBS_RUN-}/stop" ] && exit 143
    [ "$(cat "${SKYJOBS_RUN-}/told" 2>/dev/null)" = TERM ] && exit 143
    exec "$@"
}

start() {
    [ -e pid ] && return 0
    command -v setsid >/dev/null || {
        echo "setsid was not found on this node: install util-linux" >&2
        return 1
    }
    for group in "${SKYJOBS_CGROUP-}" "${SKYJOBS_MEMORY_CGROUP-}"; do
        [ -z "$group" ] || echo $$ >"$group/cgroup.procs" || return 1
    done
    # The first setsid leads a group, so the second must leave it by a fork: the run is on its own then.
    setsid setsid sh ./agent.sh run "$DIR" </dev/null >/dev/null 2>>agent.err
    rounds=0
    until [ -e pid ]; do
        rounds=$((rounds + 1))
        [ "$rounds" -le 1500 ] || {
            echo "the run did not start: $(tail -n 1 agent.err 2>/dev/null)" >&2
            return 1
        }
        pause
    done
}

# Every process of the run's scripts, as far as it can be found, without the current script's own group.
others() {
    others=
    group=
    [ -e cgroup ] && IFS= read -r group <cgroup
    # A cgroup has them all; without one, the marker in the environment is what is left.
    for found in $(
        if [ -n "$group" ]; then
            cat "$group/cgroup.procs"
        else
            grep -lszxF "SKYJOBS_RUN=$DIR" /proc/[0-9]*/environ
        fi
    ); do
        found=${found#/proc/}
        found=${found%/environ}
        case " $others " in *" $found "*) continue ;; esac
        born "$found" || continue
        # shellcheck disable=SC2086
        set -- $stat
        [ "$3" = "$leader" ] || others="$others $found"
    done
}

send() {
    leader=
    for script in bring setup run; do
        [ -e "$script.pid" ] && [ ! -e "$script.exit" ] && read -r leader _ <"$script.pid"
    done
    others
    [ "$1" = KILL ] && [ -w "$group/cgroup.kill" ] && echo 1 >"$group/cgroup.kill"
    [ -n "$leader" ] && kill "-$1" "-$leader"
    for found in $others; do kill "-$1" "$found"; done
} 2>/dev/null

# Whether a script may be at work still.
is_at_work() {
    phase=
    { IFS= read -r phase <phase; } 2>/dev/null
    [ ! -e ended ] && [ "$phase" != FLUSHING ] && holds pid
}

# Carries out a stop, apart from whoever asked for it.
end() {
    claim stopper || { holds stopper && exit 0; rm -f stopper; claim stopper || exit 0; }
    poke
    send TERM
    deadline=$(($(date +%s) + $1))
    while [ "$(date +%s)" -lt "$deadline" ] && is_at_work; do
        pause
    done
    while is_at_work; do
        send KILL
        pause
    done
}

# Tells the run of what warned says, apart from whoever asked for it.
tell() {
    claim teller || { holds teller && exit 0; rm -f teller; claim teller || exit 0; }
    [ -e told ] && exit 0
    if [ -f preemption.sh ] && command -v bash >/dev/null; then
        put told HOOK
        setsid sh ./agent.sh script "$DIR" preemption </dev/null >>run.log 2>&1
    else
        put told TERM
        poke
        send TERM
    fi
}

case $verb in
    start) start ;;
    run) run ;;
    script) enter "$3" && script "$3" ;;
    go)
        put go 1 && poke
        exit 0
        ;;
    stop)
        if [ -e pid ] && [ ! -e ended ] && holds pid; then
            put stop "$3"
            poke
            setsid setsid sh ./agent.sh end "$DIR" "$3" </dev/null >/dev/null 2>&1
        fi
        exit 0
        ;;
    warn)
        if [ -e pid ] && [ ! -e ended ] && [ ! -e stop ] && [ ! -e told ] && holds pid; then
            [ -e warned ] || put warned "$(($(date +%s) + $3))"
            setsid setsid sh ./agent.sh tell "$DIR" </dev/null >/dev/null 2>&1
        fi
        exit 0
        ;;
    tell) tell ;;
    end) end "$3" ;;
    *)
        echo "agent.sh does not know '$verb'" >&2
        exit 2
        ;;
esac
