# The end of a node.

# Files of a cgroup go with its directory, and a directory only without sub-directories, and once the last
# of its processes was not only killed but collected.
remove_groups() {
    rounds=0
    while [ -d "$1" ]; do
        find "$1" -depth -type d -exec rmdir {} \;
        [ -d "$1" ] || break
        rounds=$((rounds + 1))
        [ "$rounds" -le 100 ] || return 1
        pause
    done
    rmdir "${1%/*}"
    rmdir "${1%/*/*}"
    return 0
} 2>/dev/null

# Ends a cgroup and waits until the kernel says that it is empty.
kill_group() {
    [ -e "$1/cgroup.kill" ] || return 0
    sh -c "echo 1 >'$1/cgroup.kill'" || return 1
    rounds=0
    until grep -q '^populated 0' "$1/cgroup.events"; do
        [ -d "$1" ] || return 0
        rounds=$((rounds + 1))
        [ "$rounds" -le 250 ] || return 1
        pause
    done
} 2>/dev/null

# First processes of the node's sessions, as PID:START, from what they wrote themselves.
find_leaders() {
    leaders=
    for file in "$node"/home/.sky/runs/[0-9]*/pid "$node"/home/.sky/runs/[0-9]*/*.pid "$node/guard"; do
        held_pid=
        read -r held_pid held_born held_boot <"$file" || continue
        is_number "$held_pid" && is_number "$held_born" && [ "$held_boot" = "$BOOT" ] \
            && [ "$held_born" -gt 0 ] && leaders="$leaders $held_pid:$held_born"
    done
} 2>/dev/null

# The node's processes, in $left: those with its marker, and those of its sessions. A session of the same
# number that began earlier is another one.
find_left() {
    left=
    sessions=
    for leader in $leaders; do
        sessions="$sessions${sessions:+|}${leader%:*}"
    done
    for found in $(
        grep -lszxF "SKYJOBS_NODE=$node" /proc/[0-9]*/environ
        [ -z "$sessions" ] \
            || grep -lsE "^[0-9]+ .*\) . [0-9]+ [0-9]+ ($sessions) " /proc/[0-9]*/stat
    ); do
        marked=yes
        case $found in */stat) marked=no ;; esac
        found=${found#/proc/}
        found=${found%/*}
        born "$found" || continue
        if [ "$marked" = no ]; then
            case " $leaders" in *" $session:"*) ;; *) continue ;; esac
            began=${leaders##*" $session:"}
            [ "$born" -ge "${began%% *}" ] || continue
        fi
        left="$left $found"
    done
} 2>/dev/null

# Kills until nothing is found twice, because a process may have been between a fork and its own entry.
hunt() {
    find_leaders
    # First of all the runners, so that none reports the end of its script as if it had come by itself.
    for file in "$node"/home/.sky/runs/[0-9]*/pid; do
        holds "$file" && kill -KILL "$held_pid"
    done
    quiet=0
    rounds=0
    while [ "$quiet" -lt 2 ]; do
        rounds=$((rounds + 1))
        [ "$rounds" -le 250 ] || return 1
        find_left
        quiet=$((quiet + 1))
        for found in $left; do
            quiet=0
            kill -KILL "$found"
        done
        [ "$quiet" -gt 1 ] || pause
    done
} 2>/dev/null

# Ends every process of the node; how that is known is in $proof.
end_processes() {
    read_confinement
    if [ "$kind" = UNKNOWN ]; then
        # Its directory is gone or is another; what it would have got here may be there still.
        find_confinement
        case $confinement in
            CGROUP*)
                base=${confinement#* }
                memory_base=${base##* }
                base=${base%% *}
                [ ! -d "$base/$cluster/node$rank" ] || kind=CGROUP
                ;;
        esac
    fi
    group=$base/$cluster/node$rank
    [ "$kind" != CGROUP ] || kill_group "$group" || {
        trouble="the cgroup $group still has processes"
        return 1
    }
    # Also where a group has nearly all: who carries out a stop is not in it.
    hunt || {
        trouble="these processes cannot be ended:$left"
        return 1
    }
    case $kind in
        CGROUP)
            kill_group "$group" && remove_groups "$group" || {
                trouble="the cgroup $group cannot be removed"
                return 1
            }
            [ "$memory_base" = - ] || remove_groups "$memory_base/$cluster/node$rank"
            proof="the kernel says that its cgroup is empty"
            ;;
        NAMESPACE) proof="its PID namespaces ended with their first processes" ;;
        UNKNOWN) proof="there is no such node, and no process with its marker" ;;
        *)
            proof="not proved: no process with its marker or in its sessions is left, but one that"
            proof="$proof emptied its environment would not be seen"
            ;;
    esac
}

# Finds the latest mount in the node's directory; $point is its path as the kernel writes it.
find_mount() {
    point=
    while read -r _ _ _ _ listed _; do
        case $listed in "$here/node$rank" | "$here/node$rank/"*) point=$listed ;; esac
    done </proc/self/mountinfo
    [ -n "$point" ]
}

# Takes away what is mounted in the node's directory, such as a bucket, whether it is in use or not. What
# is in it stays, and is not even looked at, for it may hang.
unmount_all() {
    rounds=0
    while find_mount; do
        rounds=$((rounds + 1))
        at=$point
        case $at in
            *\\*) at=$(printf %b "$(printf %s "$at" | sed 's/\\\([0-7][0-7][0-7]\)/\\0\1/g')") ;;
        esac
        trouble=$({ umount -l "$at" || fusermount3 -uz "$at" || fusermount -uz "$at"; } 2>&1) \
            && [ "$rounds" -le 1000 ] || {
            trouble="another file system is mounted at $point and cannot be unmounted: $trouble"
            return 1
        }
    done
}

# Removes the node's directory and nothing else: links are not followed, and what is mounted in it is
# unmounted first.
remove_node() {
    if [ -L "$place" ]; then
        rm -f "$place"
        return
    fi
    [ -e "$node" ] || [ -L "$node" ] || return 0
    cd "$place" 2>/dev/null || return 1
    here=$(pwd -P)
    [ "$here" = "$(cd "$NODES" && pwd -P)/$cluster" ] || {
        trouble="$place is not where it was made"
        return 1
    }
    if [ -d "node$rank" ] && [ ! -L "node$rank" ]; then
        unmount_all || return 1
        find "./node$rank" -xdev -type d ! -perm -700 -exec chmod u+rwx {} \; 2>/dev/null
    fi
    set -- -rf
    # It does not leave the file system even where something was mounted meanwhile.
    rm --one-file-system -f ./.nothing 2>/dev/null && set -- -rf --one-file-system
    trouble=$(rm "$@" "./node$rank" 2>&1)
    [ ! -e "./node$rank" ] && [ ! -L "./node$rank" ]
}

end() {
    epoch=0
    read_claim "$claim" || read_claim "$node/owner" && epoch=$c_epoch
    if [ -e "$claim" ] && [ ! -O "$claim" ]; then
        reply failed "it is claimed by another user"
        return 0
    fi
    if is_elsewhere; then
        bury "$epoch"
        if end_processes; then
            reply ok "$proof; its directory is in use by host $(said "$machine") and stays"
        else
            reply failed "$trouble"
        fi
        return 0
    fi
    # From here on nothing starts on it, and it is not made again.
    [ ! -d "$node" ] || [ -L "$node" ] || true >"$node/ending"
    bury "$epoch"
    if [ -d "$place" ] && [ ! -L "$place" ] && ! lock; then
        [ ! -d "$place" ] || {
            reply failed "another still changes it"
            return 0
        }
    fi
    trouble=
    end_processes || {
        reply failed "$trouble"
        return 0
    }
    remove_node || {
        reply failed "$node could not be removed: $(said "$trouble")"
        return 0
    }
    cd /
    rm -f "$claim" "$place/.lock$rank" 2>/dev/null
    tidy
    reply ok "$proof"
}
