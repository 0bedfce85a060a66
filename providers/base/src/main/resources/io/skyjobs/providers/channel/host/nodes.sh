# Nodes: their directories and leases.

# Holds the lock of a node until this shell ends; fails when its cluster has no directory.
lock() {
    rounds=0
    until [ "$rounds" -gt 2000 ]; do
        rounds=$((rounds + 1))
        [ -d "$place" ] && [ ! -L "$place" ] || return 1
        if true >>"$place/.lock$rank"; then
            exec 9>>"$place/.lock$rank"
            # Whoever removed the node took the lock away, and another has a new one.
            flock -n 9 && [ "$place/.lock$rank" -ef /proc/self/fd/9 ] && return 0
            exec 9>&-
        fi
        pause
    done
    return 1
} 2>/dev/null

is_up() {
    [ -f "$node/id" ] && [ -d "$node/home" ] && [ ! -L "$node" ]
}

# Whether the directory of the node is that of another host that has the same home. What is claimed here
# is here, also where the host was given another name since.
is_elsewhere() {
    machine=
    [ ! -e "$claim" ] && { read -r machine <"$node/host"; } 2>/dev/null
    [ "${machine:-$MACHINE}" != "$MACHINE" ]
}

unfit() {
    free_space=$(df -Pk "$HOME" 2>/dev/null | tail -n 1)
    reply unfit "$1: $(said "$2") (free space: $(said "$free_space"))"
}

# Takes back what a make that did not come to its end has written, unless it was there before.
take_back() {
    [ "$new" = no ] || rm -f "$claim"
    [ -e "$node" ] || {
        rm -f "$place/.lock$rank"
        tidy
    }
}

refuse() {
    take_back
    reply refused "$1"
}

make() {
    installation=$3 epoch=$4 cpus=$5 memory=$6 gpus=$7 room_cpus=$8 room_memory=$9
    shift 9
    room_gpus=$1
    is_claim 1 "$cluster" "$rank" "$installation" "$epoch" x 0 "$cpus" "$memory" "$gpus" \
        && is_claim 1 x 0 x 0 x 0 "$room_cpus" "$room_memory" "$room_gpus" || garbage
    open_claims || {
        reply unfit "the directory for claims $CLAIMS cannot be written: its mode must be 1777"
        return 0
    }
    for round in 1 2 3; do
        trouble=$(mkdir -p "$place" 2>&1) && lock && break
        [ "$round" = 3 ] || continue
        if [ -d "$place" ]; then
            reply failed "another still changes it"
        else
            tidy
            unfit "$place could not be made" "$trouble"
        fi
        return 0
    done
    new=no
    read_tomb
    if is_elsewhere; then
        refuse "its directory is in use by host $(said "$machine"), which has the same home directory"
    elif [ -e "$node/ending" ]; then
        refuse "it is being ended"
    elif [ "$epoch" -le "$tomb_epoch" ]; then
        refuse "it was ended for attempt $tomb_epoch"
    else
        admit
    fi
}

# Decides of a claim with the node's lock held.
admit() {
    if ! read_claim "$claim" && [ -e "$claim" ]; then
        refuse "its claim $claim cannot be read"
        return 0
    elif [ ! -e "$claim" ] && ! read_claim "$node/owner"; then
        new=yes
        read -r c_id </proc/sys/kernel/random/uuid
    elif [ "$c_installation" != "$installation" ] || [ "$c_uid" != "$OWN" ]; then
        refuse "it belongs to installation $c_installation of user $c_uid"
        return 0
    elif [ "$c_epoch" -gt "$epoch" ]; then
        refuse "it belongs to attempt $c_epoch already"
        return 0
    else
        # As it is: the amounts are those that it was made with.
        cpus=$c_cpus memory=$c_memory gpus=$c_gpus
    fi
    text="1 $cluster $rank $installation $epoch $c_id $OWN $cpus $memory $gpus"
    write_claim "$text" "$claim" || {
        [ "$new" = no ] || take_back
        unfit "its claim could not be written to $CLAIMS" "is the disk full?"
        return 0
    }
    own_id=$c_id
    # After it was written, so that of two that claim at once at most one finds room.
    sum_up
    if [ "$new" = yes ] && [ -n "$trouble" ]; then
        take_back
        reply noroom "$trouble"
        return 0
    fi
    if trouble=$(furnish 2>&1); then
        reply ok "$own_id $node"
    elif [ "$new" = yes ]; then
        remove_node
        take_back
        unfit "$node could not be made" "$trouble"
    else
        unfit "$node could not be made" "$trouble"
    fi
}

# Everything of a node; the id is last, for with it the node is there.
furnish() {
    mkdir -p "$node/home/.sky/runs" && chmod 700 "$place" && put "$node/host" "$MACHINE" \
        && put "$node/owner" "$text" || {
        echo "no directory or file could be made"
        return 1
    }
    [ -f "$node/confinement" ] || {
        find_confinement
        put "$node/confinement" "$confinement" || return 1
    }
    prepare_confinement
    prepare_view
    guard_program >"$node/guard.sh.new" && mv -f "$node/guard.sh.new" "$node/guard.sh" || return 1
    [ -f "$node/id" ] || put "$node/id" "$own_id"
}

# Removes directories that serve nobody any more, and the pipes of servers with the last of them.
tidy() {
    rmdir "$place"
    rmdir "$NODES" || return 0
    for each in "$EVENTS"/*; do
        [ -p "$each" ] && echo bye 1<>"$each"
        rm -f "$each"
    done
    rmdir "$EVENTS"
    rmdir "$STATE"
    return 0
} 2>/dev/null

# Tells of the node that a claim is of.
tell_node() {
    stage=MADE_IN_PART
    if [ "$c_uid" != "$OWN" ]; then
        stage=UP
    elif [ -e "$node/ending" ]; then
        stage=ENDING
    elif is_up; then
        stage=UP
    fi
    evidence=$node
    [ "$c_uid" = "$OWN" ] || evidence="claimed by user $c_uid"
    part "node $cluster $rank $c_installation $c_epoch $c_id $stage $evidence"
}

show() {
    if read_claim "$claim" || read_claim "$node/owner"; then
        tell_node
    elif [ -e "$node" ] && [ ! -L "$place" ]; then
        part "node $cluster $rank - 0 - MADE_IN_PART $node"
    fi
    reply ok
}

show_all() {
    for file in $(list_claims); do
        read_claim "$file" || continue
        locate "$c_cluster" "$c_rank"
        tell_node
    done
    # What cleans temporary directories may have taken a claim away.
    for file in "$NODES"/*/node*; do
        each=${file#"$NODES"/}
        is_name "${each%/*}" && is_number "${each##*/node}" && [ -d "$file" ] || continue
        locate "${each%/*}" "${each##*/node}"
        [ ! -e "$claim" ] && ! is_elsewhere || continue
        if read_claim "$node/owner"; then
            tell_node
        else
            part "node $cluster $rank - 0 - MADE_IN_PART $node"
        fi
    done
    reply ok
}

renew() {
    seconds=$1 word=$2
    shift 2
    is_number "$seconds" && is_word "$word" || garbage
    for each in "$@"; do
        locate "${each%:*}" "${each##*:}"
        is_up && [ ! -e "$node/ending" ] || continue
        put "$node/lease" "$seconds $word"
        # What is never touched is cleaned away from temporary directories after weeks.
        if [ -e "$claim" ]; then
            touch -c "$claim"
        elif read_claim "$node/owner"; then
            { IFS= read -r text <"$node/owner"; } 2>/dev/null && write_claim "$text" "$claim"
        fi
        holds "$node/guard" && continue
        (
            node_environment
            cd "$node" && sh ./guard.sh start "$node" </dev/null >/dev/null 2>&1
        )
    done
    reply ok
}
