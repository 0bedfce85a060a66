# Hints that something has changed, so that nobody need ask for every run again and again. They may be
# missing or too many; the truth is what look says.

# Begins to attend to what runs here, unless there is nothing.
attend() {
    [ -d "$NODES" ] && [ ! -p "$pipe" ] || return 0
    mkdir -p "$EVENTS" 2>/dev/null || return 0
    sweep
    mkfifo "$pipe" 2>/dev/null || return 0
    (watch </dev/null 2>/dev/null &)
}

serving() {
    born $$ && [ "$$ $born $BOOT" = "$server" ]
}

# Pipes of servers of this machine that were killed.
sweep() {
    for each in "$EVENTS/$MACHINE":*; do
        other=${each##*:}
        if is_number "${other%%-*}" && born "${other%%-*}" && [ "$born" = "${other##*-}" ]; then
            continue
        fi
        rm -f "$each"
    done
}

leave() {
    [ -p "$pipe" ] && echo bye 1<>"$pipe"
    rm -f "$pipe"
    exit 0
}

# Wakes the watch about once a second, and ends it when its server or its pipe is no more. It writes into
# what the watch holds, for the pipe may have lost its name.
tick() {
    while sleep 1 && [ -p "$pipe" ] && serving; do
        echo tick >&3
    done
    rm -f "$pipe"
    echo bye >&3
}

hint() {
    is_name "$1" && printf 'E %s\n' "$1"
}

# Runs at work, in $active, and hints of those that were when last looked.
scan() {
    before=$active
    active=
    for file in "$NODES"/*/node*/home/.sky/runs/[0-9]*/pid; do
        [ -e "${file%/pid}/ended" ] && continue
        holds "$file" && active="$active $file"
    done
    for file in $before; do
        case " $active " in
            *" $file "*) ;;
            *)
                file=${file#"$NODES"/}
                hint "${file%%/*}"
                ;;
        esac
    done
}

watch() {
    # For reading and writing, so that it never ends of itself.
    exec 3<>"$pipe"
    (tick >/dev/null &)
    active=
    for each in "$NODES"/*; do
        hint "${each##*/}"
    done
    scan
    while IFS= read -r line <&3; do
        case $line in
            tick) scan ;;
            bye) exit 0 ;;
            "$NODES"/*)
                line=${line#"$NODES"/}
                hint "${line%%/*}"
                ;;
        esac
    done
}
