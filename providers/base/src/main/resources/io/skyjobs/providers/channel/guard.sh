#!/bin/sh
# Ends a node of this machine when nobody cares for it any more: once its lease has not been renewed for
# the seconds that it says, and no run is active on it. It never ends a run.
#
#   sh guard.sh start NODE  makes sure that the node is guarded; answers once it is
#
# NODE is the absolute directory of the node. In it are, each written by one rename:
#   lease          SECONDS WORD; renewed whenever it is written with another word
#   guard          the guard: pid, start time, boot id; its hard link is also the lock
#   lease-expired  seconds since 1970 at which the node was ended
# The environment holds SKYJOBS_NODE, which every process of the node inherits, and perhaps
# SKYJOBS_CGROUP, the cgroup of them all.
set -u
umask 077

verb=${1-}
NODE=${2-}
cd "$NODE" 2>/dev/null || exit 1

born() {
    { IFS= read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    stat=${stat##*) }
    # shellcheck disable=SC2086
    set -- $stat
    [ "$1" != Z ] && [ "$1" != X ] || return 1
    born=${20}
}

# Whether the process that a file names exists.
holds() {
    read -r held_pid held_born held_boot 2>/dev/null <"$1" || return 1
    born "$held_pid" || return 1
    IFS= read -r boot </proc/sys/kernel/random/boot_id || boot=-
    [ "$born $boot" = "$held_born $held_boot" ]
}

claim() {
    born $$ || born=0
    IFS= read -r boot </proc/sys/kernel/random/boot_id || boot=-
    { printf '%s\n' "$$ $born $boot" >".guard.$$" && ln ".guard.$$" guard; } 2>/dev/null
    claimed=$?
    rm -f ".guard.$$"
    return $claimed
}

# A run whose runner was killed may still be at work, so its scripts count too.
busy() {
    for run in home/.sky/runs/[0-9]*; do
        [ -e "$run/ended" ] && continue
        for name in pid setup.pid run.pid preemption.pid; do
            [ -e "$run/$name" ] && holds "$run/$name" && return 0
        done
    done
    return 1
}

# Seconds that do not jump when somebody sets the clock.
uptime() {
    read -r now _ </proc/uptime
    now=${now%.*}
}

end() {
    for round in 1 2 3 4 5; do
        left=
        for found in $(grep -lszxF "SKYJOBS_NODE=$NODE" /proc/[0-9]*/environ); do
            found=${found#/proc/}
            found=${found%/environ}
            [ "$found" = $$ ] && continue
            kill -KILL "$found" && left=$found
        done
        [ -n "$left" ] || break
    done 2>/dev/null
    # The last, because this process is in it.
    [ -n "${SKYJOBS_CGROUP-}" ] && [ -w "$SKYJOBS_CGROUP/cgroup.kill" ] \
        && echo 1 >"$SKYJOBS_CGROUP/cgroup.kill"
    exit 0
}

guard() {
    [ -e guard ] && ! holds guard && rm -f guard
    claim || exit 0
    seen=
    seconds=0
    uptime
    since=$now
    # Where the directory is gone, so is the node.
    while [ -e guard ] && holds guard && [ "$held_pid" = $$ ]; do
        uptime
        lease=
        { IFS= read -r lease <lease; } 2>/dev/null
        if [ "$lease" != "$seen" ] || busy; then
            seen=$lease
            seconds=${lease%% *}
            since=$now
            rm -f lease-expired
        elif [ $((now - since)) -ge "${seconds:-0}" ]; then
            if [ -e lease-expired ]; then
                # It has stood for a moment, and no run was begun meanwhile.
                end
            fi
            date +%s >".lease-expired.$$" && mv -f ".lease-expired.$$" lease-expired
        fi
        sleep 0.5 2>/dev/null || sleep 1
    done
}

case $verb in
    start)
        holds guard && exit 0
        [ -z "${SKYJOBS_CGROUP-}" ] || echo $$ >"$SKYJOBS_CGROUP/cgroup.procs" || exit 1
        setsid setsid sh ./guard.sh guard "$NODE" </dev/null >/dev/null 2>&1
        rounds=0
        until [ -e guard ] && holds guard; do
            rounds=$((rounds + 1))
            [ "$rounds" -le 500 ] || {
                echo "the guard did not start" >&2
                exit 1
            }
            sleep 0.02 2>/dev/null || sleep 1
        done
        ;;
    guard) guard ;;
    *)
        echo "guard.sh does not know '$verb'" >&2
        exit 2
        ;;
esac
