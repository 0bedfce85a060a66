# Saving: what was written has to be in its bucket before the run counts as ended.

uptime() {
    read -r now _ </proc/uptime
    now=${now%.*}
}

# Asks the rclone of a mount something; the answer is in $answer.
ask() {
    IFS= read -r secret <"secret-$1" || return 1
    rc_port=$(sed -n 's/.*remote control on [^0-9]*127\.0\.0\.1:\([0-9]*\).*/\1/p' "rclone-$1.log" \
        | tail -n 1)
    [ -n "$rc_port" ] || return 1
    answer=$(RCLONE_USER=skyjobs RCLONE_PASS=$secret timeout -s KILL 20 \
        rclone rc --url "http://127.0.0.1:$rc_port" "$2" </dev/null 2>/dev/null)
}

# A number of the answer, in $value.
pick() {
    value=${answer#*\""$1"\": }
    [ "$value" != "$answer" ] || value=0
    value=${value%%[!0-9]*}
    : "${value:=0}"
}

# Whether the cache of a mount holds what is not in the bucket.
is_dirty() {
    [ -d "cache/$1/vfsMeta" ] && grep -rqsE '"Dirty": ?true' "cache/$1/vfsMeta"
}

# Starts the rclone of a dead mount again over its cache, which makes it go on with its uploads.
revive() {
    number=$1
    detach "$at"
    handle=revive_one
    . ./mounts.sh
}

revive_one() {
    [ "$1" = "$number" ] || return 0
    source=$6
    shift 6
    # The run is over: there is nothing more to wait for before an upload begins.
    start_rclone "$@" --vfs-write-back=1s
}

# An rclone that would wait before it uploads is started again over its cache, and does not.
hurry() {
    [ "$2" = MOUNT_CACHED ] && [ "$5" != directory ] || return 0
    case " $* " in
        *" --vfs-write-back=1s "* | *" --vfs-write-back=0"*) return 0 ;;
    esac
    number=$1
    is_alive "$number" && is_dirty "$number" || return 0
    kill -KILL "$held_pid"
    detach "$at"
    revive_one "$@"
}

# Adds up what is left to do on one mount.
survey() {
    if ! is_alive "$1"; then
        is_dirty "$1" || return 0
        left=yes
        [ "$revived" -lt 5 ] || return 0
        revived=$((revived + 1))
        echo "skypilot: the mount at $at has died and is mounted again to go on with its uploads"
        revive "$1" || sleep 2
        return 0
    fi
    ask "$1" vfs/stats || {
        left=yes
        return 0
    }
    pick files
    files=$((files + value))
    pick uploadsQueued
    queued=$((queued + value))
    pick uploadsInProgress
    uploading=$((uploading + value))
    pick erroredFiles
    errored=$((errored + value))
    pick bytesUsed
    bytes=$((bytes + value))
    if [ "$queued" = 0 ] && [ "$uploading" = 0 ] && [ "$errored" = 0 ]; then
        # Closed only this moment, or open still.
        is_dirty "$1" && left=yes
    else
        left=yes
        ask "$1" core/stats || return 0
        pick bytes
        sent=$((sent + value))
        names=$names$(printf %s "$answer" | grep -o '"name": "[^"]*"' | head -n 5 \
            | cut -d '"' -f 4 | tr '\n' ',')
    fi
    return 0
}

survey_all() {
    left=no files=0 queued=0 uploading=0 errored=0 bytes=0 sent=0 names=
    while read -r each; do
        survey "$each"
    done <mounted
}

tell_progress() {
    names=$(printf %s "${names%,}" | sed 's/,/, /g')
    echo "skypilot: cached mount is still uploading (elapsed: ${elapsed}s) [objects $files (was $before) in use\
 0, to upload $queued, uploading $uploading, errored $errored, total size $((bytes / 1048576))Mi]${names:+ \
uploading: $names}"
    before=$files
}

# Why uploads do not come to their end, from the logs of rclone.
find_cause() {
    cause=
    permanent=no
    while read -r each; do
        # Trouble from before the last progress is over.
        tail -n "+$(($(cat "seen-$each" 2>/dev/null || echo 0) + 1))" "rclone-$each.log" | grep -E 'ERROR' \
            | tail -n 5 >flush.err
        [ -s flush.err ] && diagnose flush.err
    done <mounted
    cause="${elapsed} s were not enough (files left: $((queued + uploading)))${cause:+; the last trouble: $cause}"
}

# How many troubles the logs of rclone tell of.
count_faults() {
    faults=0
    while read -r each; do
        faults=$((faults + $(grep -c 'ERROR' "rclone-$each.log")))
    done <mounted
}

# Where the logs of rclone end now.
note_logs() {
    while read -r each; do
        wc -l <"rclone-$each.log" >"seen-$each"
    done <mounted
}

flush() {
    flush_limit=3600
    [ ! -e watcher ] || { holds watcher && kill -KILL "$held_pid"; } 2>/dev/null
    handle=hurry
    . ./mounts.sh
    uptime
    since=$now
    limit=$flush_limit
    if [ "$1" = WARNED ] && IFS= read -r taken <warned; then
        limit=$((taken - $(date +%s)))
    fi
    elapsed=0 told=0 revived=0 stuck=0 queue=- before=0 calm=
    while :; do
        survey_all
        uptime
        elapsed=$((now - since))
        [ "$left" = yes ] || break
        # Bytes are progress of a large file, until there is trouble: then the same bytes go again and again.
        count_faults
        [ "$faults" = "${calm:=$faults}" ] || sent=again
        if [ "$queue" != "$queued $uploading $sent" ]; then
            stuck=$now
            note_logs
        fi
        queue="$queued $uploading $sent"
        if [ "$elapsed" -ge "$limit" ] || [ $((now - stuck)) -ge 120 ] || [ "$revived" -ge 5 ]; then
            find_cause
            if [ "$elapsed" -ge "$limit" ] || [ "$revived" -ge 5 ] || [ "$permanent" = yes ]; then
                put unflushed "$queued"
                say "Not everything that the run wrote into its mounts could be uploaded: $cause."
                echo "skypilot: cached mount upload failed (took ${elapsed}s): $cause"
                return 1
            fi
        fi
        if [ $((elapsed - told)) -ge 10 ]; then
            told=$elapsed
            tell_progress
        fi
        sleep 1
    done
    if [ "$told" != 0 ] || grep -q '^entry [0-9]* MOUNT_CACHED ' mounts.sh; then
        echo "skypilot: cached mount upload complete (took ${elapsed}s)"
    fi
}

# Ends the rclone of a mount, which does so itself once nothing is mounted.
end_rclone() {
    for signal in 0 TERM KILL; do
        rounds=0
        while holds "mount-$1" && [ "$rounds" -lt 20 ]; do
            [ "$signal" = 0 ] || kill "-$signal" "$held_pid"
            rounds=$((rounds + 1))
            sleep 0.1 || sleep 1
        done
    done
} 2>/dev/null

unmount() {
    for round in 1 2 3 4 5; do
        is_point "$point" || return 0
        fusermount3 -u "$at" || fusermount -u "$at" && return 0
        sleep 0.3 || sleep 1
    done
    detach "$at"
} 2>/dev/null

release_mounts() {
    while read -r number; do
        if read_mount "$number"; then
            unmount
            end_rclone "$number"
            rmdir "$at"
        fi
        # What could not be saved may be wanted still.
        [ -e unflushed ] || rm -rf "cache/$number"
        rm -f "secret-$number" "mount-$number"
    done <mounted
    [ -e unflushed ] || rm -rf cache
    rm -f mounted
} 2>/dev/null
