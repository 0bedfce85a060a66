# Saves and restores checkpoints in a bucket that the task has mounted, so that nobody ever sees half of one.
# Users' scripts call it as sky-checkpoint.
#
# Below the path of --to, in the bucket and never through a mount, it keeps
#   .checkpoints/NAME/...          the files; never changed once written. NAME is SEQUENCE-eEPOCH-TASK.UNIQUE
#   .checkpoints/commits/NAME      the commit marker, written last: what is in the checkpoint
#   .checkpoints/fence/TASK.EPOCH  attempt EPOCH of a task has begun; then TASK.EPOCH.seen, which lists
#                                  the checkpoints of earlier attempts that count for ever
# A commit looks for later fences after its marker is there, and a fence lists markers after it is there: so
# an attempt that is over either learns that it is, or has its marker in the list. No clock is asked.
set -u
LC_ALL=C
export LC_ALL

usage() {
    cat <<'END'
Usage: sky-checkpoint publish DIR [--step N] [--keep N]   save a directory; all of it, or nothing
       sky-checkpoint restore DIR [--replace]             bring the newest one; 4 when there is none
       sky-checkpoint latest [--json]                     its name; 4 when there is none
       sky-checkpoint list [--json]                       all of them, the oldest first
       sky-checkpoint prune N                             remove all but the newest N
Each takes --to PATH, a path in a mounted bucket; needed where the task has several.
Exit codes: 0 done, 1 trouble, 2 wrong use, 3 a later attempt of the task has begun, 4 no checkpoint.
END
}

die() {
    code=$1
    shift
    echo "sky-checkpoint: $*" >&2
    exit "$code"
}

number() {
    case $2 in '' | *[!0-9]* | ??????????*) die 2 "$1 wants a number, not '$2'." ;; esac
}

# --- What the task has mounted.

entry() {
    case $2 in MOUNT | MOUNT_CACHED) ;; *) return 0 ;; esac
    case $3 in
        '~') at=$HOME ;;
        '~/'*) at=$HOME/${3#??} ;;
        *) at=$3 ;;
    esac
    at=${at%/}
    if [ -z "$to" ]; then
        count=$((count + 1))
    else
        case $to/ in "$at"/*) ;; *) return 0 ;; esac
        # The innermost of several counts.
        [ ${#at} -gt ${#point} ] || return 0
    fi
    point=$at
    type=$5
    place=$6
}

find_place() {
    run=${SKYJOBS_RUN-}
    [ -n "$run" ] && [ -f "$run/mounts.sh" ] \
        || die 2 "this task has no bucket; mount one with file_mounts and mode MOUNT or MOUNT_CACHED."
    case $to in
        '') ;;
        '~') to=$HOME ;;
        '~/'*) to=$HOME/${to#??} ;;
        /*) ;;
        *) to=$PWD/$to ;;
    esac
    case $to/ in
        */../* | */./*) die 2 "--to must not hold '.' or '..': $to" ;;
    esac
    to=${to%/}
    count=0 point='' type='' place=''
    . "$run/mounts.sh"
    if [ -n "$to" ]; then
        [ -n "$type" ] || die 2 "$to is in no mounted bucket of this task."
        place=$place${to#"$point"}
    elif [ "$count" != 1 ]; then
        die 2 "this task has $count mounted buckets; say which one with --to PATH."
    fi
    base=$place/.checkpoints
    [ "$type" = directory ] || prepare_remote
}

prepare_remote() {
    # Nothing of the task's own environment may lead rclone elsewhere.
    unset AWS_CA_BUNDLE AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY \
        AWS_SESSION_TOKEN AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE GOOGLE_APPLICATION_CREDENTIALS \
        RCLONE_CONFIG_DIR AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN AWS_ACCESS_KEY AWS_SECRET_KEY \
        AWS_ENDPOINT_URL AWS_ENDPOINT_URL_S3
    RCLONE_CONFIG=$run/rclone.conf
    export RCLONE_CONFIG
    if grep -qsxF "[profile ${place%%:*}]" "$run/lent.conf"; then
        AWS_PROFILE=${place%%:*} AWS_CONFIG_FILE=$run/lent.conf AWS_SHARED_CREDENTIALS_FILE=$run/lent.conf
        export AWS_PROFILE AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
    fi
    [ -r "$RCLONE_CONFIG" ] || die 1 "the run is over: its credentials are gone."
    command -v rclone >/dev/null || die 1 "rclone was not found on this node."
}

# --- The store. Paths are relative to .checkpoints; what fails says so in $log.

attempt() {
    "$@" 2>"$log"
}

# Each works, or ends the program.
must() {
    attempt "$@" || die 1 "the bucket did not do its part ($1 $2): $(reason)"
}

reason() {
    { grep -E 'ERROR|CRITICAL|Failed' "$log" || cat "$log"; } | head -n 1 | cut -c 1-300
}

# Names of the files in a directory; none when it is not there. Of rclone only a bucket can be missing.
names() {
    case $type in
        directory)
            [ -d "$base/$1" ] || return 0
            (cd "$base/$1" && for each in *; do [ -f "$each" ] && echo "$each"; done; :)
            ;;
        *) rclone lsf --files-only "$base/$1" ;;
    esac
}

# Names of the directories with files of checkpoints, whole or not.
trees() {
    case $type in
        directory)
            [ -d "$base" ] || return 0
            (cd "$base" && for each in [0-9]*; do [ -d "$each" ] && echo "$each"; done; :)
            ;;
        *) rclone lsf --dirs-only "$base" >"$work/dirs" && sed -n 's|^\([0-9].*\)/$|\1|p' "$work/dirs" ;;
    esac
}

# Lines SIZE PATH of all files below a directory.
sizes() {
    case $type in
        directory) sizes_here "$base/$1" ;;
        *) rclone lsf -R --files-only --format sp --separator ' ' "$base/$1" ;;
    esac
}

sizes_here() {
    (cd "$1" && find -L . -type f -exec stat -L -c '%s %n' '{}' +) | sed 's| \./| |'
}

# What is written is on the disk before anything says that it is.
put_tree() {
    case $type in
        directory) mkdir -p "$base/$2" && cp -RL "$1/." "$base/$2" && { sync -f "$base/$2" || sync; } ;;
        *) rclone copy -L --no-check-dest --transfers 8 --retries 5 "$1" "$base/$2" ;;
    esac
}

put_file() {
    case $type in
        directory)
            mkdir -p "$base/${2%/*}" && cp "$1" "$base/new-$unique" && { sync "$base/new-$unique" || sync; } \
                && mv -f "$base/new-$unique" "$base/$2" && { sync "$base/${2%/*}" || sync; }
            ;;
        *) rclone copyto --no-check-dest --retries 5 "$1" "$base/$2" ;;
    esac
}

get_tree() {
    case $type in
        # Without its files it is damaged, which is for the caller to find.
        directory) [ ! -d "$base/$1" ] || cp -RL "$base/$1/." "$2" ;;
        *) rclone copy --transfers 8 --retries 5 "$base/$1" "$2" || [ $? = 3 ] ;;
    esac
}

get_file() {
    case $type in
        directory) cat "$base/$1" ;;
        *) rclone cat "$base/$1" ;;
    esac
}

# What is gone already, perhaps by another node's hand, is a success.
remove_tree() {
    case $type in
        directory) rm -rf "${base:?}/$1" ;;
        *) rclone purge "$base/$1" || [ $? = 3 ] ;;
    esac
}

remove_file() {
    case $type in
        directory) rm -f "$base/$1" ;;
        # deletefile calls a file that is not there a failure, with the exit code of any other.
        *) rclone delete "$base/${1%/*}" --include "/${1##*/}" || [ $? = 3 ] ;;
    esac
}
