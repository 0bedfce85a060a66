# Shows the scripts of a run files at absolute paths of a machine that the run shares with others. Called by
# agent.sh only, in a mount namespace of its own that nobody else looks into; becomes the script there.
#
#   sh view.sh DIR UID GID SCRIPT   UID and GID are what this process was before it was root here
#
# What is to be seen comes from two places, where %2F, %25, %20 and %09 stand for what may not be written:
#   $SKYJOBS_NODE/places/DESTINATION   a file or directory that was placed
#   DIR/view                           lines SOURCE TAB DESTINATION
# A destination that exists is bound over. For one that does not, the directory above it is replaced by
# $SKYJOBS_NODE/shades/PARENT with all that it holds bound in: the file system of the machine gets no
# mount point, and what scripts write there is seen by later scripts of the node.
set -u
DIR=$1 user=$2 group=$3
shift 3
node=$SKYJOBS_NODE
path=$PATH
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
umask 022
cd "$DIR" || exit 1

# All is below it; the directory that becomes the root, once there is one.
top=
# Directories that are made of the node's own, each after a newline: with all below, and without.
bound=
shaded=
newline='
'
tab='	'

fail() {
    echo "Files cannot be shown at $1: $2. Use a path below ~ instead."
    exit 1
}

decode() {
    case $1 in
        *%*) decoded=$(printf %s "$1" | sed 's/%2F/\//g; s/%20/ /g; s/%09/'"$tab"'/g; s/%25/%/g') ;;
        *) decoded=$1 ;;
    esac
}

# Sets where a destination is when the links of this machine are followed, in $real.
resolve() {
    real=$1
    below=
    until [ -d "$real" ] || [ "$real" = / ]; do
        if [ -L "$real" ] && [ -e "$real" ]; then
            real=$(readlink -f "$real")
            continue
        fi
        below=/${real##*/}$below
        real=${real%/*}
        real=${real:-/}
    done
    real=$(cd -P "$real" 2>/dev/null && pwd -P) || fail "$1" "the way there is not open to this user"
    real=${real%/}$below
    real=${real:-/}
}

# Lines of a destination, a source and what the user calls the destination; an outer one comes first.
list() {
    for place in "$node"/places/*; do
        [ -e "$place" ] || [ -L "$place" ] || continue
        decode "${place##*/}"
        resolve "$decoded"
        printf '%s\t%s\t%s\n' "$real" "$place" "$decoded"
    done
    [ -f view ] || return 0
    while IFS=$tab read -r from to; do
        decode "$from"
        from=$decoded
        decode "$to"
        resolve "$decoded"
        printf '%s\t%s\t%s\n' "$real" "$from" "$decoded"
    done <view
}

# Whether making something in a directory makes it in the node's own directory.
is_own() {
    case $shaded$newline in *"$newline$1$newline"*) return 0 ;; esac
    inner=$1
    while [ -n "$inner" ]; do
        case $bound$newline in *"$newline$inner$newline"*) return 0 ;; esac
        inner=${inner%/*}
    done
    return 1
}

# Sets a path as it is written in a table of mounts, in $escaped.
escape() {
    case $1 in
        *[\\\ ]* | *"$tab"* | *"$newline"*)
            escaped=$(printf %s "$1" | awk 'NR > 1 { printf "\\012" } {
                gsub(/\\/, "\\134"); gsub(/ /, "\\040"); gsub(/\t/, "\\011"); printf "%s", $0 }')
            ;;
        *) escaped=$1 ;;
    esac
}

# Puts a shade before a directory.
cover() {
    covered=$1 asked=$2
    shade=$node/shades/$(printf %s "$1" | sed 's/%/%25/g; s/\//%2F/g')
    [ -r "$top$1" ] || fail "$2" "$1 may not be read, so nothing can be put into it"
    mkdir -p "$shade" && chmod --reference="$top$1/" "$shade" 2>/dev/null || chmod 755 "$shade"
    # Nothing that is bound from now on may hold the shade itself.
    mount -n --bind "$shade" "$shade" && mount -n --make-unbindable "$shade" \
        || fail "$2" "nothing can be mounted here"
    table=$DIR/.table-$$
    set --
    for each in "$top${covered%/}"/* "$top${covered%/}"/.[!.]* "$top${covered%/}"/..?*; do
        inner=$shade/${each##*/}
        if [ -L "$each" ]; then
            [ -e "$inner" ] || [ -L "$inner" ] || cp -P "$each" "$inner"
            continue
        elif [ -d "$each" ]; then
            [ -d "$inner" ] || set -- "$@" "$inner"
        elif [ -e "$each" ]; then
            [ -e "$inner" ] || : >"$inner"
        else
            continue
        fi
        escape "$each"
        origin=$escaped
        escape "$inner"
        printf '%s %s none rbind 0 0\n' "$origin" "$escaped"
    done >"$table"
    [ $# = 0 ] || mkdir "$@"
    trouble=$(mount -n -a -T "$table" 2>&1) || echo "Not all of $covered can be seen: $trouble"
    rm -f "$table"
    shaded=$shaded$newline${covered%/}
    if [ "$covered" = / ]; then
        top=$shade
    else
        mount -n --move "$shade" "$top$covered" || fail "$asked" "$covered cannot be replaced here"
    fi
}

# Makes what a source can be bound to, where there is nothing yet.
make_point() {
    above=${1%/*}
    until [ -d "$top$above" ]; do above=${above%/*}; done
    is_own "$above" || cover "${above:-/}" "$3"
    rest=${1#"$above"/}
    case $rest in
        */*)
            trouble=$(mkdir -p "$top$above/${rest%/*}" 2>&1) || fail "$3" "$trouble"
            bound=$bound$newline$above/${rest%%/*}
            ;;
    esac
    # An earlier script may have had the same.
    if [ -d "$2" ]; then
        trouble=$(mkdir -p "$top$1" 2>&1) || fail "$3" "$trouble"
    elif [ ! -e "$top$1" ]; then
        trouble=$( (: >"$top$1") 2>&1) || fail "$3" "$trouble"
    fi
}

# Shows a source at a destination.
show() {
    case $node/ in "${1%/}"/*) fail "$3" "it is needed by the node itself" ;; esac
    [ -e "$2" ] || fail "$3" "$2 is not there"
    if [ -d "$top$1" ] && [ ! -d "$2" ]; then
        fail "$3" "this machine has a directory there, and a file shall be shown"
    elif [ -e "$top$1" ] && [ ! -d "$top$1" ] && [ -d "$2" ]; then
        fail "$3" "this machine has a file there, and a directory shall be shown"
    fi
    [ -e "$top$1" ] || make_point "$1" "$2" "$3"
    trouble=$(mount -n --rbind "$2" "$top$1" 2>&1) || fail "$3" "$trouble"
    bound=$bound$newline$1
}

# A root cannot be replaced by halves, so whether one is needed must be known before anything is bound.
lines=$(list) || {
    printf '%s\n' "${lines##*"$newline"}"
    exit 1
}
lines=$(printf '%s\n' "$lines" | LC_ALL=C sort)
rooted=$(printf '%s\n' "$lines" | while IFS=$tab read -r to from called; do
    first=${to#/}
    [ -d "/${first%%/*}" ] || [ -e "$to" ] || printf '%s\n' "$called"
done)
rooted=${rooted%%"$newline"*}
[ -z "$rooted" ] || cover / "$rooted"
while IFS=$tab read -r to from called; do
    [ -z "$to" ] || show "$to" "$from" "$called"
done <<END
$lines
END

set -- sh "$DIR/agent.sh" script "$DIR" "$@"
if [ "$(id -u)" != "$user" ]; then
    set -- "$(command -v unshare)" --user --map-user="$user" --map-group="$group" "$@"
fi
if [ -n "$top" ]; then
    cd "$top" && mount -n --move "$top" / || fail "$rooted" "the root cannot be replaced here"
    set -- "$(command -v chroot)" . "$@"
fi
PATH=$path
SKYJOBS_VIEW=
export PATH SKYJOBS_VIEW
exec "$@"
