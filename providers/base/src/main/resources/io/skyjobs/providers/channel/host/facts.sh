# What the host has.

# A driver in trouble may hang for ever.
ask_gpus() {
    command -v nvidia-smi >/dev/null || return 0
    set -- nvidia-smi --query-gpu=index,name,memory.total --format=csv,noheader,nounits
    if command -v timeout >/dev/null; then
        set -- timeout 10 "$@"
    fi
    "$@" </dev/null 2>/dev/null | while IFS=, read -r index name memory; do
        index=${index## }
        memory=${memory## }
        memory=${memory%%[!0-9]*}
        is_number "$index" || continue
        is_number "$memory" || memory=0
        part "gpu $index $memory $(said "${name## }")"
    done
}

# Memory in MiB: of the machine, or less where our cgroup may have less.
find_memory() {
    memory=0
    while read -r key value _; do
        [ "$key" = MemTotal: ] && memory=$((value / 1024))
    done </proc/meminfo
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
            *' - cgroup2 '*) narrow "$point" "${path_v2#"$root"}" memory.max ;;
            *' - cgroup '*,memory*) narrow "$point" "${path_v1#"$root"}" memory.limit_in_bytes ;;
        esac
    done </proc/self/mountinfo
} 2>/dev/null

# Heeds the limits of a cgroup and of all above it.
narrow() {
    below=${2%/}
    while :; do
        limit=
        [ -r "$1/$below/$3" ] && IFS= read -r limit <"$1/$below/$3"
        if is_number "$limit" && [ $((limit / 1048576)) -lt "$memory" ]; then
            memory=$((limit / 1048576))
        fi
        case $below in
            */*) below=${below%/*} ;;
            '') break ;;
            *) below= ;;
        esac
    done
}

find_cpus() {
    cpus=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null)
    is_number "$cpus" && [ "$cpus" -gt 0 ] || cpus=1
}

find_disk() {
    disk=0
    for at in "$STATE" "$HOME"; do
        [ -d "$at" ] && break
    done
    # shellcheck disable=SC2046
    set -- $(df -Pk "$at" 2>/dev/null | tail -n 1)
    [ $# -ge 6 ] && is_number "$4" && disk=$(($4 / 1024))
}

# Where we were reached at others reach us too, most likely.
find_address() {
    # shellcheck disable=SC2086
    set -- ${SSH_CONNECTION-}
    address=${3-}
    if [ -z "$address" ]; then
        # shellcheck disable=SC2046
        set -- $(hostname -I 2>/dev/null)
        address=${1-}
    fi
    case $address in *[!0-9a-fA-F.:%]*) address= ;; esac
}

may_load() {
    { [ "$(id -u)" = 0 ] || sudo -n true; } 2>/dev/null && PATH=$PATH:/sbin:/usr/sbin modprobe -n -q "$1" 2>/dev/null
}

facts() {
    find_cpus
    find_memory
    find_disk
    find_address
    for tool in bash rsync setsid nvidia-smi tar python3; do
        command -v "$tool" >/dev/null && part "tool $tool"
    done
    find_view "${TMPDIR:-/tmp}" && part "tool view"
    { [ -e /dev/fuse ] || may_load fuse; } && part "tool fuse"
    ask_gpus
    for file in $(list_claims); do
        read_claim "$file" || continue
        part "claim $c_cluster $c_rank $c_installation $c_epoch $c_cpus $c_memory $c_gpus"
    done
    reply ok "$cpus $memory $disk $BOOT $MACHINE ${address:--}"
}
