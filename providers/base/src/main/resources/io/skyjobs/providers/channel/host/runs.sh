# Runs, by the agent.sh of their bundles, which alone writes what is known of them.

# Sets where a run is; fails when there is no such node.
find_run() {
    is_number "$1" || garbage
    run=$node/home/.sky/runs/$1
    [ -d "$node/home/.sky/runs" ] && [ ! -L "$place" ] && [ ! -L "$node" ]
}

gone() {
    reply gone "there is no node $rank of cluster $cluster on this host"
}

# A file of a run of which only one line of ordinary characters counts, in $text.
take() {
    text=
    { IFS= read -r text <"$run/$1"; } 2>/dev/null || [ -n "$text" ] || return 1
    case $text in *[!A-Za-z0-9\ ._-]*) text=? ;; esac
    [ ${#text} -le 200 ] || text=?
}

# The order is what makes it true: the report is written last, so a run without a process is lost only
# if there is no report after that.
view() {
    view=
    take ended && view="$view|ended=$text"
    if take pid; then
        view="$view|pid=$text"
        if holds "$run/pid"; then view="$view|alive=1"; else view="$view|alive=0"; fi
    fi
    take ended && view="$view|late=$text"
    for file in phase setup.pid run.pid setup.exit run.exit; do
        take "$file" && view="$view|$file=$text"
    done
    if { IFS= read -r text <"$run/word"; } 2>/dev/null; then
        view="$view|word=$(said "$text" | tr '|' '/')"
    fi
    reply ok "$view"
}

look() {
    locate "$1" "$2"
    if find_run "$3"; then view; else gone; fi
}

# Takes in files, which come in lines, whatever is to become of them, and does something with them later.
take_in() {
    next=$1
    shift
    locate "$1" "$2"
    is_number "$3" && is_number "$4" || garbage
    epoch=$3
    lines=$4
    draft=
    if find_run "$epoch"; then
        draft=$node/home/.sky/runs/.$epoch.$$.$id
        mkdir "$draft" 2>/dev/null || draft=
    fi
    while [ "$lines" -gt 0 ]; do
        IFS= read -r line || {
            [ -z "$draft" ] || rm -rf "$draft"
            exit 1
        }
        lines=$((lines - 1))
        is_word "${line%% *}" || garbage
        [ -n "$draft" ] || continue
        # One file may end here and the next go on, so that the whole bundle is there or nothing.
        printf %b "${line#* }" 2>/dev/null >>"$draft/${line%% *}" || spoiled=yes
    done
    later "$next" "$draft" "${spoiled-no}"
    spoiled=no
}

# Gives a run other credentials, unless it was begun by an earlier version, which takes none.
lend() {
    is_taken_in "$@" || return 0
    if [ ! -f "$run/storage.sh" ] || [ -e "$run/ended" ]; then
        reply ok
    else
        trouble=$(cd "$run" && exec sh ./storage.sh renew "$run" "$1" </dev/null 2>&1)
        case $? in
            0 | 2) reply ok ;;
            *) reply failed "$(said "$trouble")" ;;
        esac
    fi
    rm -rf "$1"
}

# Whether the files are there, all of each; answers when they are not.
is_taken_in() {
    find_run "$epoch" || {
        gone
        return 1
    }
    [ -n "$1" ] && [ "$2" = no ] || {
        [ -z "$1" ] || rm -rf "$1"
        reply failed "its files could not be written: is the disk full?"
        return 1
    }
}

launch() {
    is_taken_in "$@" || return 0
    if ! lock || ! is_up || [ -e "$node/ending" ] || [ -e "$node/lease-expired" ]; then
        rm -rf "$1"
        reply gone "there is no node $rank of cluster $cluster on this host, or it is being removed"
        return 0
    fi
    if [ -d "$run" ]; then
        rm -rf "$1"
    elif ! mv "$1" "$run" 2>/dev/null; then
        rm -rf "$1"
        reply failed "its files could not be put in place"
        return 0
    fi
    if [ ! -e "$run/pid" ] && ! trouble=$(agent start); then
        reply failed "$(said "$trouble")"
        return 0
    fi
    view
}

# Calls the agent of the run; the lock of the node is not for what it starts.
agent() {
    (
        node_environment
        cd "$run" && exec sh ./agent.sh "$1" "$run" ${2+"$2"} </dev/null 2>&1 9>&-
    )
}

ask() {
    find_run "$2" || {
        gone
        return 0
    }
    [ $# -lt 3 ] || is_number "$3" || garbage
    if [ -e "$run/pid" ] && [ ! -e "$run/ended" ]; then
        trouble=$(agent "$1" ${3+"$3"})
        code=$?
        # A run that was begun by an earlier version has an agent that cannot tell it.
        if [ "$code" != 0 ] && { [ "$1" != warn ] || [ "$code" != 2 ]; }; then
            reply failed "$(said "$trouble")"
            return 0
        fi
    fi
    reply ok
}

log() {
    locate "$1" "$2"
    is_word "$4" && is_number "$5" && is_number "$6" || garbage
    find_run "$3" || {
        gone
        return 0
    }
    size=0
    [ -f "$run/$4" ] && size=$(stat -c %s "$run/$4" 2>/dev/null || wc -c <"$run/$4")
    count=$((size - $5))
    [ "$count" -le "$6" ] || count=$6
    if [ "$count" -le 0 ]; then
        printf 'L %s 0\n' "$id"
        return 0
    fi
    printf 'L %s %s\n' "$id" "$count"
    tail -c "+$(($5 + 1))" "$run/$4" | head -c "$count"
}
