# What agent.sh and storage.sh begin with: the directory of the run, its files and processes. It is put
# before them when a bundle is made.
set -u

verb=${1-}
DIR=${2-}
cd "$DIR" 2>/dev/null || {
    echo "there is no run in $DIR" >&2
    exit 1
}

: "${SKYJOBS_UMASK:=$(umask)}"
export SKYJOBS_UMASK
umask 077

put() {
    printf '%s\n' "$2" >".$1.$$" && mv -f ".$1.$$" "$1"
}

# A report that finds the disk full is worth waiting for: without it the run counts as lost.
insist() {
    until put "$1" "$2" 2>/dev/null; do
        [ -d "$DIR" ] || exit 1
        sleep 2
    done
    hint
}

# Beside everything else, because a reader may be stopped with its pipe full.
hint() {
    for pipe in "${SKYJOBS_EVENTS:-/dev/null}"/*; do
        [ -p "$pipe" ] && (echo "$DIR" 1<>"$pipe" &) 2>/dev/null
    done
}

pause() { sleep 0.02 2>/dev/null || sleep 1; }

# Start time of a process in clock ticks; fails when there is none, or only its remains.
born() {
    { IFS= read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    stat=${stat##*) }
    # shellcheck disable=SC2086
    set -- $stat
    [ "$1" != Z ] && [ "$1" != X ] || return 1
    born=${20}
}

# A pid alone may belong to another process by now, or to another life of the machine.
identity() {
    IFS= read -r boot </proc/sys/kernel/random/boot_id || boot=-
    born "$1" || born=0
    identity="$1 $born $boot"
}

holds() {
    read -r held_pid held_born held_boot 2>/dev/null <"$1" || return 1
    born "$held_pid" || return 1
    identity "$held_pid"
    [ "$identity" = "$held_pid $held_born $held_boot" ]
}

# Writes this process into a file unless it exists. A hard link either appears or fails, everywhere.
claim() {
    identity $$
    # On a full disk the file may be empty: such a claim would name nobody.
    { printf '%s\n' "$identity" >".$1.$$" && ln ".$1.$$" "$1"; } 2>/dev/null
    claimed=$?
    rm -f ".$1.$$"
    return $claimed
}

# Becomes a script in a view of its own, if it is to see files at paths that are not the node's.
enter() {
    if [ -n "${SKYJOBS_VIEW-}" ] && { [ -e view ] || [ -e "${SKYJOBS_NODE-}/places" ]; }; then
        # shellcheck disable=SC2086
        exec $SKYJOBS_VIEW sh ./view.sh "$DIR" "$(id -u)" "$(id -g)" "$1"
    fi
}
