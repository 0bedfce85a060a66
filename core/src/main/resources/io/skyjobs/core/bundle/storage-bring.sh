# Bringing: copies and mounts, before any script of the user.

NO_BUCKET="there is no such bucket; make it, or correct its name"

# Sets where an entry is to be, in $at.
locate() {
    case $destination in
        '~') at=$HOME ;;
        '~/'*) at=$HOME/${destination#??} ;;
        *)
            at=$destination
            # Others on this machine must not see it: the scripts get it bound into their own view.
            [ -z "${SKYJOBS_VIEW-}" ] || at=${SKYJOBS_NODE:-$HOME/.sky}/mounts/${DIR##*/}-$number
            ;;
    esac
}

# Whether the scripts see it at another place than where it is.
is_viewed() {
    [ "$at" != "$destination" ] && [ "${destination#/}" != "$destination" ]
}

# Tells the scripts' own view of an entry that is elsewhere.
view() {
    is_viewed || return 0
    printf '%s\t%s\n' "$(encoded "$at")" "$(encoded "$destination")" >>view
}

encoded() {
    printf %s "$1" | sed 's/%/%25/g; s/	/%09/g; s/ /%20/g'
}

# Makes an empty directory to mount at, or fails with the reason in $why.
make_point() {
    case $at in
        "$HOME" | "$HOME/.sky" | "$HOME/.sky/"* | /)
            why="$destination is needed by the node itself"
            return 1
            ;;
    esac
    # What a run whose runner was killed has left.
    detach "$at"
    if [ -L "$at" ]; then
        rm -f "$at"
    fi
    why=$(mkdir -p "$at" 2>&1) || return 1
    set -- "$at"/* "$at"/.[!.]* "$at"/..?*
    for each in "$@"; do
        if [ -e "$each" ] || [ -L "$each" ]; then
            why="$destination is not empty"
            return 1
        fi
    done
}

# What a store does not keep of a tree: paths are relative to it.
executables() {
    for each in "$@"; do
        [ -e "$each" ] && chmod +x "$each"
    done
}

directories() {
    mkdir -p "$@"
}

link() {
    rm -f "$1"
    ln -s "$2" "$1"
}

# Applies them. A single file is its own tree.
details() {
    [ -f "details-$number.sh" ] || return 0
    details=$DIR/details-$number.sh
    if [ -d "$at" ]; then
        (cd "$at" && . "$details")
    else
        chmod +x "$at"
    fi
}

# A prefix without objects is empty, and that may be what was meant, or a name that was mistyped.
nothing_there() {
    echo "Warning: there is nothing at $address, so $destination is an empty directory."
    mkdir -p "$at"
}

copy_directory() {
    umask "$SKYJOBS_UMASK"
    if [ -d "$source" ]; then
        mkdir -p "$at" && cp -R "$source/." "$at"
    elif [ -f "$source" ]; then
        mkdir -p "${at%/*}" && cp "$source" "$at"
    elif [ -d "$1" ]; then
        # Objects make directories, so a prefix without any is none.
        nothing_there
    else
        echo "$NO_BUCKET"
        return 3
    fi
}

bring_directory() {
    why=$(copy_directory "$1" 2>&1)
    case $? in
        0) [ -z "$why" ] || echo "$why" ;;
        3) refuse "$address could not be copied to $destination: $why." ;;
        *) fail "$address could not be copied to $destination: $why." ;;
    esac
}

link_directory() {
    [ -d "$1" ] || refuse "$address could not be mounted at $destination: $NO_BUCKET."
    why=$(mkdir -p "$source" 2>&1) || refuse "$address could not be mounted at $destination: $why."
    if is_viewed; then
        # A view binds directories, and a link would lead out of it.
        at=$source
        return 0
    fi
    make_point || refuse "$address could not be mounted at $destination: $why. Choose another path."
    rmdir "$at" && ln -s "$source" "$at" && printf '%s\n' "$number" >>linked \
        || fail "$address could not be mounted at $destination: no link could be made."
}

bring_one() {
    number=$1 mode=$2 destination=$3 address=$4 type=$5 source=$6
    shift 6
    locate
    case $mode:$type in
        COPY:directory) bring_directory "$1" ;;
        *:directory) link_directory "$1" ;;
        COPY:*) copy_remote "$@" ;;
        *) mount_remote "$@" ;;
    esac
    view
    case $mode in
        COPY)
            details
            echo "Copied $address -> $destination"
            ;;
        *) echo "Mounted $address -> $destination ($mode)" ;;
    esac
}

bring() {
    identity $$
    insist bring.pid "$identity"
    handle=bring_one
    . ./mounts.sh
    [ ! -e checkpoint.sh ] || { mkdir -p bin && cp checkpoint.sh bin/sky-checkpoint && chmod 700 bin/*; }
}
