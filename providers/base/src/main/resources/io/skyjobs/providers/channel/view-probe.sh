# How the scripts of a node can be shown files at absolute paths that nobody else on this machine sees: the
# command that gives a program mounts of its own, in $viewing, or why there is none, in $obstacle. Found by
# doing all that such a view needs. Part of a program that says where it may make a directory, in $1.
find_view() {
    viewing=
    obstacle="it has no program unshare; install util-linux"
    command -v unshare >/dev/null || return 1
    tried=$(mktemp -d "$1/view-XXXXXX" 2>&1) || {
        obstacle=$tried
        return 1
    }
    for kind in '' '--user --map-root-user '; do
        viewing="unshare $kind--mount --propagation slave"
        # shellcheck disable=SC2016
        obstacle=$($viewing sh -c '
            PATH=$PATH:/usr/sbin:/sbin
            [ "$(id -u)" = "$2" ] || set -- "$@" unshare --user --map-user="$2" --map-group="$3"
            mount -n --rbind / "$1" && cd "$1" && mount -n --move "$1" / || exit 1
            shift 3
            exec chroot . "$@" true
        ' skyjobs "$tried" "$(id -u)" "$(id -g)" 2>&1 </dev/null) && break
        viewing=
    done
    rmdir "$tried"
    [ -n "$viewing" ]
}
