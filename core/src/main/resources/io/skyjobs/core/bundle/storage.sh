# Brings buckets to a node before the scripts of a run, watches over them while they run, and saves what
# was written when they have ended. Called by agent.sh, and to renew by channels.
#
#   sh storage.sh bring DIR        copies and mounts; ends with 3 when the user must act, 1 when not
#   sh storage.sh check DIR        fails when a mount has died
#   sh storage.sh watch DIR        ends the run when a mount dies; ends with the run
#   sh storage.sh flush DIR CAUSE  waits until all that was written is in its bucket; fails when it is not
#   sh storage.sh release DIR      unmounts, and removes caches and credentials; may be asked again
#   sh storage.sh renew DIR FROM   takes files with credentials out of the directory FROM beside it, when
#                                  all of them are here
#
# DIR holds mounts.sh, a line "entry NUMBER MODE DESTINATION ADDRESS TYPE SOURCE WORD..." for each, an outer
# destination before those in it. TYPE is directory, with the directory of the bucket as its only WORD, or
# that of a remote of rclone in rclone.conf, with options of rclone. details-NUMBER.sh is what a store does
# not keep of a tree. In DIR appear:
#   word           one sentence, when something could not be brought, kept or saved
#   view           SOURCE TAB DESTINATION in %XX, for what scripts are to see at another place
#   linked         numbers of entries that are links
#   mounted        numbers of entries that are mounts
#   mount-NUMBER   the rclone of a mount: pid, start time, boot id; then its path, and its path as
#                  /proc/self/mountinfo has it
#   cache/NUMBER   its cache
#   bin            programs for scripts: sky-checkpoint, from checkpoint.sh
#   storage-lost   once a mount has died while a script ran
#   released       once credentials are not wanted any more

# Says why something failed, fit to be shown: printable, and short enough for an answer of a host.
say() {
    put word "$(printf %s "$1" | tr '\n\t|' '  /' | tr -cd ' -~' | cut -c 1-600)"
}

refuse() {
    say "$1"
    echo "$1"
    exit 3
}

fail() {
    say "$1"
    echo "$1"
    exit 1
}

entry() {
    $handle "$@"
}

# Whether something is mounted at a path that is written as the kernel writes it.
is_point() {
    while read -r _ _ _ _ listed _; do
        [ "$listed" = "$1" ] && return 0
    done </proc/self/mountinfo
    return 1
}

escaped() {
    case $1 in
        *[\\\ ]* | *'	'*) printf %s "$1" | sed 's/\\/\\134/g; s/ /\\040/g; s/	/\\011/g' ;;
        *) printf %s "$1" ;;
    esac
}

# Takes whatever is mounted at a path away, whether it is in use or not. It does not touch what is there.
detach() {
    for round in 1 2 3; do
        is_point "$(escaped "$1")" || return 0
        fusermount3 -uz "$1" || fusermount -uz "$1" || umount -l "$1"
    done
} 2>/dev/null

unlink_one() {
    destination=$3 number=$1
    locate
    [ -L "$at" ] && [ "$(readlink "$at")" = "$6" ] && rm -f "$at"
}

# The mark is there before files are looked for, and looked for after files are there: so one of both
# removes what comes at the same moment.
renew() {
    for file in "$1"/*; do
        [ -e "${file##*/}" ] && continue
        # One that began with credentials that last has no place for others.
        [ -e lent.conf ] && [ ! -e released ] || return 0
        echo "the run has other buckets than those that credentials were brought for"
        exit 1
    done
    for file in "$1"/*; do
        mv -f "$file" "${file##*/}" || exit 1
    done
    [ ! -e released ] || forget
}

forget() {
    rm -f rclone.conf lent.conf lent-*.json
}

release() {
    # In a shell of its own, which a full disk may end.
    (: >released) 2>/dev/null
    if [ -e linked ]; then
        while read -r number; do
            handle=only
            only() { [ "$1" != "$number" ] || unlink_one "$@"; }
            . ./mounts.sh
        done <linked
    fi
    [ ! -e mounted ] || release_mounts
    forget
    rm -f linked
}

case $verb in
    bring) bring ;;
    check) check ;;
    watch) watch ;;
    flush) flush "$3" ;;
    release) release ;;
    renew) renew "$3" ;;
    *)
        echo "storage.sh does not know '$verb'" >&2
        exit 2
        ;;
esac
