# What is claimed of the host, by whomever. Others' files may hold anything.

are_gpus() {
    case $1 in
        -) return 0 ;;
        '' | *[!0-9:,]*) return 1 ;;
    esac
    set -- "$1" "$IFS"
    IFS=,
    for entry in $1; do
        is_number "${entry%%:*}" && is_number "${entry#*:}" || {
            IFS=$2
            return 1
        }
    done
    IFS=$2
}

is_claim() {
    [ "$1" = 1 ] && is_name "$2" && is_number "$3" && is_word "$4" && is_number "$5" && is_word "$6" \
        && is_number "$7" && is_number "$8" && is_number "$9" && are_gpus "${10}"
}

# Reads a claim; fails when there is none that can be understood.
read_claim() {
    c_file=$1
    [ -f "$1" ] && [ ! -L "$1" ] || return 1
    read -r c_version c_cluster c_rank c_installation c_epoch c_id c_uid c_cpus c_memory c_gpus <"$1" \
        || return 1
    set -f
    # shellcheck disable=SC2086
    set -- $c_version $c_cluster $c_rank $c_installation $c_epoch $c_id $c_uid $c_cpus $c_memory $c_gpus
    set +f
    [ $# -eq 10 ] && is_claim "$@" || return 1
    # Anybody may write into the directory for claims, but nobody in our name.
    case $c_uid:$c_file in
        "$OWN:$CLAIMS"/*) [ -O "$c_file" ] ;;
    esac
} 2>/dev/null

# Files that may be claims. One that others made endless is not even opened.
list_claims() {
    find "$CLAIMS/." ! -name . -prune -type f -name '*.claim' ! -name '*[!a-z0-9.-]*' -size -9 -print
} 2>/dev/null

# Thousandths of a GPU that a list of GPUs has.
share() {
    share=0
    case ",$1," in
        *",$2:"*)
            share=",$1"
            share=${share##*",$2:"}
            share=${share%%,*}
            ;;
    esac
}

# Fails, with the reason in $trouble, when all claims together come to more than there is to claim.
sum_up() {
    all_cpus=0
    all_memory=0
    lists=
    for file in $(list_claims); do
        read_claim "$file" || continue
        all_cpus=$((all_cpus + c_cpus))
        all_memory=$((all_memory + c_memory))
        lists="$lists $c_gpus"
    done
    trouble=
    if [ "$cpus" -gt 0 ] && [ "$all_cpus" -gt "$room_cpus" ]; then
        trouble="$((all_cpus - cpus)) of $room_cpus thousandths of processors are claimed by others"
        trouble="$trouble, and $cpus are wanted"
    elif [ "$memory" -gt 0 ] && [ "$all_memory" -gt "$room_memory" ]; then
        trouble="$((all_memory - memory)) of $room_memory MiB of memory are claimed by others"
        trouble="$trouble, and $memory are wanted"
    fi
    [ -z "$trouble" ] && [ "$gpus" != - ] || return 0
    for entry in $(printf %s "$gpus" | tr , ' '); do
        all=0
        for list in $lists; do
            share "$list" "${entry%%:*}"
            all=$((all + share))
        done
        share "$room_gpus" "${entry%%:*}"
        [ "$all" -le "$share" ] || trouble="GPU ${entry%%:*} is claimed by others"
    done
}

# A directory for the claims of all users. Whoever is first makes it. A link, which anybody may have put
# there, could lead to what is not to be opened to all; and without the sticky bit anybody could take
# away the claims of others.
open_claims() {
    [ -d "$CLAIMS" ] || mkdir -p "$CLAIMS" && [ -w "$CLAIMS" ] || return 1
    if [ -O "$CLAIMS" ] && [ ! -L "$CLAIMS" ]; then
        chmod 1777 "$CLAIMS"
    fi
    [ -k "$CLAIMS" ]
} 2>/dev/null

# Writes a claim, readable by all. A draft has a name that nobody can foresee.
write_claim() {
    draft=$(mktemp "$CLAIMS/.draft.XXXXXXXX") || return 1
    printf '%s\n' "$1" >"$draft" && chmod 644 "$draft" \
        && if [ -e "$2" ]; then mv -f "$draft" "$2"; else ln "$draft" "$2"; fi
    written=$?
    rm -f "$draft"
    return $written
} 2>/dev/null

# The epoch for which a node was ended; 0 when it was not.
read_tomb() {
    tomb_epoch=0
    [ -f "$tomb" ] && [ -O "$tomb" ] && read -r _ tomb_epoch <"$tomb"
    is_number "$tomb_epoch" || tomb_epoch=0
} 2>/dev/null

# Our own only: who else would ask for such a node.
bury() {
    read_tomb
    if [ "$1" -gt "$tomb_epoch" ] && [ -d "$CLAIMS" ]; then
        write_claim "1 $1" "$tomb"
    fi
    find "$CLAIMS" ! -name "${CLAIMS##*/}" -prune -name '*.ended' -user "$OWN" -mtime +0 \
        -exec rm -f {} + 2>/dev/null
    return 0
}
