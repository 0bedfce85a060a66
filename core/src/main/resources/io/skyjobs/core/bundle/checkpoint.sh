# Attempts, their fences, and the commands of sky-checkpoint.

# Sets the fields of a name.
read_name() {
    epoch=${1#*-e}
    of=${epoch#*-}
    epoch=${epoch%%-*}
    of=${of%%.*}
}

# Names of commits, the oldest first.
commits() {
    must names commits >"$work/commits"
    grep -E '^[0-9]{8}-e[0-9]+-[0-9a-f]{12}\.[0-9a-f]+$' "$work/commits" | sort -t- -k1,1n -k2.2n,2
}

# Ends with 3 when a later attempt of this task has begun.
check_fence() {
    must names fence >"$work/fences"
    while read -r fence; do
        case $fence in "$task".*) ;; *) continue ;; esac
        fence=${fence#*.}
        fence=${fence%%.*}
        if [ "$fence" -gt "$mine" ]; then
            die 3 "attempt $mine of this task is over: attempt $fence has begun, and only it may go on."
        fi
    done <"$work/fences"
}

# Tells all earlier attempts that they are over.
raise_fence() {
    check_fence
    if ! grep -qxF "$task.$mine.seen" "$work/fences"; then
        date +%s >"$work/fence"
        must put_file "$work/fence" "fence/$task.$mine"
        counting >"$work/seen"
        # An empty object is not liked by every store.
        echo end >>"$work/seen"
        must put_file "$work/seen" "fence/$task.$mine.seen"
        check_fence
    fi
}

# Commits that count: those of an attempt before a fence must be in its list. The latest fence of a task
# heeded those before it. Uses what check_fence has found.
counting() {
    commits >"$work/all"
    grep '\.seen$' "$work/fences" | sort -t. -k1,1 -k2,2nr >"$work/closed"
    fence_of=
    while read -r closed; do
        [ "$fence_of" != "${closed%%.*}" ] || continue
        fence_of=${closed%%.*}
        limit=${closed#*.}
        limit=${limit%%.*}
        grep -q -e "-$fence_of" "$work/all" || continue
        must get_file "fence/$closed" >"$work/counted"
        drop_unseen <"$work/all" >"$work/rest"
        mv -f "$work/rest" "$work/all"
    done <"$work/closed"
    cat "$work/all"
}

drop_unseen() {
    while read -r name; do
        read_name "$name"
        if [ "$of" = "$fence_of" ] && [ "$epoch" -lt "$limit" ]; then
            grep -qxF "$name" "$work/counted" || continue
        fi
        echo "$name"
    done
}

# --- Commands.

publish() {
    [ -d "$directory" ] || die 2 "$directory is no directory."
    newline='
'
    [ -z "$(find -L "$directory" -name "*$newline*" -o -name '*\\*')" ] \
        || die 2 "a name in $directory holds a line break or a backslash, which no store is given."
    sizes_here "$directory" | sort >"$work/sizes"
    [ -s "$work/sizes" ] || die 2 "$directory holds no files."
    before=$(snapshot)
    (cd "$directory" && find -L . -type f -exec sha256sum '{}' +) >"$work/raw" \
        || die 1 "$directory cannot be read."
    sed 's|  \./|  |' "$work/raw" >"$work/sums"
    raise_fence
    choose_name
    committed=no
    must put_tree "$directory" "$name"
    must sizes "$name" >"$work/unsorted"
    sort "$work/unsorted" >"$work/stored"
    cmp -s "$work/sizes" "$work/stored" || die 1 "what was stored is not what $directory holds. Is it being written to?"
    [ "$before" = "$(snapshot)" ] || die 1 "$directory was written to while it was saved."
    marker >"$work/marker"
    check_fence
    # Whether it is there is not known any more when this fails, so the files stay.
    committed=yes
    must put_file "$work/marker" "commits/$name"
    check_fence
    echo "$name"
    [ -z "$keep" ] || prune "$keep"
}

snapshot() {
    (cd "$directory" && find -L . -type f -exec stat -L -c '%s %y %n' '{}' +) | sort | sha256sum
}

choose_name() {
    must trees >"$work/trees"
    commits >"$work/old"
    last=$(sort -n "$work/trees" "$work/old" | tail -n 1)
    last=${last%%-*}
    # A leading zero would make it octal.
    last=${last#"${last%%[!0]*}"}
    name=$(printf '%08d-e%d-%s.%s' "$((${last:-0} + 1))" "$mine" "$task" "$unique")
}

marker() {
    printf 'checkpoint 1\nname %s\nepoch %s\nstep %s\ntask %s\ntime %s\n' "$name" "$mine" "${step:--}" \
        "${SKYPILOT_TASK_ID:-}" "$(date +%s)"
    total=0 files=0
    while read -r size _; do
        total=$((total + size)) files=$((files + 1))
    done <"$work/sizes"
    printf 'files %s\nbytes %s\n' "$files" "$total"
    printf 'digest %s\n' "$(digest <"$work/sums")"
    cat "$work/sizes"
    echo
    cat "$work/sums"
}

digest() {
    summed=$(sort | sha256sum)
    printf %s "${summed%% *}"
}

# Reads a marker into variables, and its sums into a file.
read_marker() {
    must get_file "commits/$1" >"$work/marker"
    step='' time='' files='' bytes='' sum=''
    while read -r key value; do
        case $key in
            step) step=$value ;;
            time) time=$value ;;
            files) files=$value ;;
            bytes) bytes=$value ;;
            digest)
                sum=$value
                break
                ;;
        esac
    done <"$work/marker"
    sed '1,/^$/d' "$work/marker" >"$work/sums"
    [ -n "$sum" ] && [ "$(digest <"$work/sums")" = "$sum" ]
}

# One checkpoint as it is shown.
show() {
    read_marker "$1" || die 1 "the marker of $1 is damaged."
    read_name "$1"
    if [ "$json" = yes ]; then
        shown=$step
        [ "$step" != - ] || shown=null
        printf '{"name": "%s", "epoch": %s, "step": %s, "files": %s, "bytes": %s, "time": %s}' "$1" "$epoch" \
            "$shown" "$files" "$bytes" "$time"
    else
        printf '%-46s %7s %10s %7s %15s\n' "$1" "$epoch" "$step" "$files" "$bytes"
    fi
}

list() {
    counting >"$work/list"
    if [ "$json" = yes ]; then
        printf '['
        separator=
        while read -r name; do
            printf '%s' "$separator"
            show "$name"
            separator=', '
        done <"$work/list"
        echo ']'
    else
        printf '%-46s %7s %10s %7s %15s\n' NAME ATTEMPT STEP FILES BYTES
        while read -r name; do show "$name"; done <"$work/list"
    fi
}

latest() {
    counting >"$work/list"
    name=$(tail -n 1 "$work/list")
    [ -n "$name" ] || die 4 "there is no checkpoint in $place."
    if [ "$json" = yes ]; then
        show "$name"
        echo
    else
        echo "$name"
    fi
}

restore() {
    directory=${directory%/}
    if [ -d "$directory" ] && [ "$replace" = no ] && [ -n "$(ls -A "$directory")" ]; then
        die 2 "$directory is not empty; --replace puts the checkpoint in its place."
    fi
    counting >"$work/list"
    sort -t- -k1,1nr -k2.2nr,2 "$work/list" >"$work/newest"
    [ -s "$work/newest" ] || die 4 "there is no checkpoint in $place."
    fresh=$directory.new-$unique
    while read -r name; do
        mkdir -p "$fresh" || die 1 "$fresh could not be made."
        if read_marker "$name"; then
            # Trouble of the store is no reason to go back to an older one.
            must get_tree "$name" "$fresh"
            if (cd "$fresh" && sha256sum -c "$work/sums") >/dev/null 2>&1; then
                put_in_place
                echo "$name"
                return 0
            fi
        fi
        echo "sky-checkpoint: $name is damaged; the one before it is tried." >&2
        rm -rf "$fresh"
    done <"$work/newest"
    die 1 "every checkpoint in $place is damaged."
}

put_in_place() {
    old=$directory.old-$unique
    if [ -d "$directory" ]; then
        rmdir "$directory" 2>/dev/null || mv "$directory" "$old" \
            || die 1 "$directory could not be replaced; the checkpoint is in $fresh."
    fi
    mv "$fresh" "$directory" || die 1 "$directory could not be made; the checkpoint is in $fresh."
    rm -rf "$old"
}

# A marker goes before its files, so that what is listed can always be restored.
prune() {
    check_fence
    # Before what counts is found: what another one commits meanwhile is none of ours to judge.
    commits >"$work/old"
    counting >"$work/list"
    kept=$(tail -n "$1" "$work/list")
    newest=$(tail -n 1 "$work/list")
    [ -n "$newest" ] || return 0
    must trees >"$work/trees"
    sort -u "$work/old" "$work/trees" >"$work/both"
    while read -r name; do
        case "
$kept
" in *"
$name
"*) continue ;; esac
        read_name "$name"
        if ! grep -qxF "$name" "$work/old"; then
            # Another task, or another node of this attempt, may be at work on it.
            [ "$of" = "$task" ] && [ "$epoch" -lt "$mine" ] || continue
        fi
        must remove_file "commits/$name"
        must remove_tree "$name"
    done <"$work/both"
    while read -r fence; do
        case $fence in "$task".*) ;; *) continue ;; esac
        epoch=${fence#*.}
        [ "${epoch%%.*}" -ge "$mine" ] || must remove_file "fence/$fence"
    done <"$work/fences"
}

# What was not committed is of no use to anybody.
leave() {
    code=$?
    trap - EXIT
    if [ "${committed-}" = no ]; then
        remove_tree "$name" >/dev/null 2>&1
    fi
    [ -z "${fresh-}" ] || [ "$code" = 0 ] || rm -rf "$fresh"
    rm -rf "$work"
    exit "$code"
}

command=${1-}
[ $# = 0 ] || shift
case $command in
    publish | restore | latest | list | prune) ;;
    help | --help | -h)
        usage
        exit 0
        ;;
    *)
        usage >&2
        exit 2
        ;;
esac
to='' step='' keep='' json=no replace=no directory=''
while [ $# -gt 0 ]; do
    case $command:$1 in
        *:--to) [ -n "${2-}" ] || die 2 "--to wants a path." ;;
        publish:--step | publish:--keep) number "$1" "${2-}" ;;
    esac
    case $command:$1 in
        *:--to) to=$2 && shift ;;
        publish:--step) step=$2 && shift ;;
        publish:--keep) keep=$2 && shift ;;
        list:--json | latest:--json) json=yes ;;
        restore:--replace) replace=yes ;;
        *:-*) die 2 "$command does not know $1." ;;
        list:* | latest:*) die 2 "$command does not take '$1'." ;;
        *)
            [ -z "$directory" ] || die 2 "$command takes one argument, not also '$1'."
            directory=$1
            ;;
    esac
    shift
done
case $command in
    publish | restore) [ -n "$directory" ] || die 2 "$command wants a directory." ;;
    prune)
        number prune "$directory"
        keep=$directory
        ;;
esac
[ "${keep:-1}" -gt 0 ] || die 2 "at least one checkpoint is kept."
case $directory in '' | /*) ;; *) directory=$PWD/$directory ;; esac

find_place
mine=${SKYJOBS_ATTEMPT-}
number SKYJOBS_ATTEMPT "$mine"
task=$(printf %s "${SKYPILOT_TASK_ID-}" | sha256sum | cut -c 1-12)
unique=$(head -c 6 /dev/urandom | od -An -tx1 | tr -d ' \n')
# It goes with the run, also when this program is killed.
work=$run/checkpoint-$unique
log=$work/log
mkdir -m 700 "$work" || die 1 "$work could not be made."
trap leave EXIT
trap 'exit 1' HUP INT TERM
case $command in
    publish) publish ;;
    restore) raise_fence && restore ;;
    latest) raise_fence && latest ;;
    list) raise_fence && list ;;
    prune) raise_fence && prune "$keep" ;;
esac
