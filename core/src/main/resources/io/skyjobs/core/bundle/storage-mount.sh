# Remotes of rclone: copies, mounts and their health.

# Nothing of the login or the server may lead rclone elsewhere.
unset AWS_CA_BUNDLE AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN \
    AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE GOOGLE_APPLICATION_CREDENTIALS RCLONE_CONFIG_DIR \
    AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN AWS_ACCESS_KEY AWS_SECRET_KEY AWS_ENDPOINT_URL AWS_ENDPOINT_URL_S3
RCLONE_CONFIG=$DIR/rclone.conf
export RCLONE_CONFIG

# Credentials that are lent are those of a profile with the name of the source's remote. Older versions of
# rclone take the profile from the environment only.
lend() {
    unset AWS_PROFILE
    grep -qsxF "[profile ${source%%:*}]" lent.conf || return 0
    AWS_PROFILE=${source%%:*} AWS_CONFIG_FILE=$DIR/lent.conf AWS_SHARED_CREDENTIALS_FILE=$DIR/lent.conf
    export AWS_PROFILE AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
}

MOUNT_SECONDS=30
PROBE_SECONDS=60

# How long a store may have trouble before the run is given up and tried again somewhere.
PATIENCE_SECONDS=90

# Never a number alone, which may be a part of a file's name.
FORBIDDEN='[Ss]tatus ?[Cc]ode[:=] ?403|HTTP (response )?(status )?(code )?403|Error 403[:,]|RESPONSE 403'

# Why rclone failed, from what it wrote: $cause in a few words, and whether only the user can help.
diagnose() {
    permanent=yes
    if grep -qE 'NoSuchBucket|ContainerNotFound|directory not found|bucket does not exist' "$1"; then
        cause=$NO_BUCKET
    elif grep -qE 'InvalidAccessKeyId|SignatureDoesNotMatch|AuthenticationFailed|invalid_grant' "$1"; then
        cause="the store does not know these credentials; set valid ones and see that 'sky check' likes them"
    elif grep -qE "AccessDenied: |AuthorizationPermissionMismatch|AllAccessDisabled|$FORBIDDEN" "$1" \
        && ! grep -qE 'RequestTimeTooSkewed|ExpiredToken|SlowDown' "$1"; then
        cause="access is denied; allow these credentials to use the bucket"
    elif grep -qE 'invalid argument .* for .* flag|unknown flag:' "$1"; then
        cause="rclone does not take an option of it: $(grep -E 'invalid argument|unknown flag' "$1" | tail -n 1 \
            | cut -c 1-200)"
    else
        permanent=no
        # Addresses may carry signatures.
        cause=$(grep -v '^[[:space:]]*$' "$1" | tail -n 1 | sed 's/\([Ss]ig[a-z]*\)=[^&" ]*/\1=***/g' \
            | cut -c 1-300)
        cause="${cause:-rclone said nothing}"
    fi
}

# Ends the stage because of what rclone wrote into a file.
complain() {
    diagnose "$1"
    sentence="$address could not be $2 $destination: $cause."
    if [ "$permanent" = yes ]; then refuse "$sentence"; else fail "$sentence"; fi
}

# Lets a store that has trouble some time.
wait_or_complain() {
    diagnose "$1"
    uptime
    [ "$permanent" = no ] && [ $((now - since)) -lt "$PATIENCE_SECONDS" ] || complain "$@"
    sleep 5
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_with() {
    case $1 in
        apt-get)
            set -- "$2" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=600
            package=$1
            shift
            as_root "$@" update
            as_root "$@" --no-install-recommends install "$package"
            ;;
        dnf | yum) as_root "$1" -q -y install "$2" ;;
        zypper) as_root env ZYPP_LOCK_TIMEOUT=600 zypper --quiet --non-interactive install "$2" ;;
        apk) as_root apk add --quiet --wait 600 "$2" ;;
    esac
}

# Installs a package unless its program is there. Who installs at the same moment is waited for.
need() {
    command -v "$1" >/dev/null && return 0
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || fail "$address needs $2, which this node lacks and may \
not install without a password: install $2 there."
    echo "Installing $2"
    for tool in apt-get dnf yum zypper apk; do
        command -v "$tool" >/dev/null || continue
        install_with "$tool" "$2" </dev/null >install.log 2>&1
        break
    done
    command -v "$1" >/dev/null || fail "$address needs $2, which this node lacks and could not be installed \
($(tail -n 1 install.log 2>/dev/null | cut -c 1-200)): install $2 there."
}

need_fuse() {
    [ -e /dev/fuse ] || as_root modprobe fuse 2>/dev/null
    [ -e /dev/fuse ] || fail "$address cannot be mounted: this node has no /dev/fuse. Use mode COPY, or another \
kind of node."
    command -v fusermount >/dev/null || need fusermount3 fuse3
}

# The second number of its version, as long as the first is 1.
find_version() {
    [ -z "${version-}" ] || return 0
    version=$(rclone version 2>/dev/null | head -n 1)
    version=${version#rclone v1.}
    version=${version%%[!0-9]*}
    : "${version:=999}"
}

copy_remote() {
    lend
    need rclone rclone
    mkdir -p "${at%/*}" || fail "$destination cannot be made."
    since='' grown=
    until
        (umask "$SKYJOBS_UMASK" && exec rclone copyto "$source" "$at" --use-server-modtime \
            --timeout 60s --contimeout 15s --low-level-retries 3 "$@") 2>copy.err
    do
        # As long as it gets on, a copy has all patience again.
        uptime
        size=$(du -sk "$at" 2>/dev/null | cut -f 1)
        [ "$size" = "$grown" ] && [ -n "$since" ] || since=$now
        grown=$size
        wait_or_complain copy.err "copied to"
    done
    [ -e "$at" ] || nothing_there
}

# Starts the rclone of a mount and waits until it is mounted; fails with the reason in the file $log.
start_rclone() {
    lend
    log=$DIR/rclone-$number.log
    IFS= read -r secret </proc/sys/kernel/random/uuid
    put "secret-$number" "$secret"
    : >"$log"
    find_version
    filtered=0
    for word in "$@"; do
        case $word in
            --vfs-read-chunk-streams=*)
                # Known since 1.67.
                [ "$version" -ge 67 ] || {
                    [ -e "mount-$number" ] || echo "This rclone is too old for $word, which is left out."
                    continue
                }
                ;;
        esac
        set -- "$@" "$word"
        filtered=$((filtered + 1))
    done
    shift $(($# - filtered))
    [ "$(id -u)" != 0 ] || set -- "$@" --allow-other
    # A session of its own, and nothing of a run's marker: what ends the scripts must not end it.
    (
        umask "$SKYJOBS_UMASK"
        export RCLONE_RC_USER=skyjobs RCLONE_RC_PASS="$secret"
        exec setsid rclone mount "$source" "$at" \
            --cache-dir "$DIR/cache/$number" --log-file "$log" --rc --rc-addr 127.0.0.1:0 --timeout 60s \
            --contimeout 15s "$@" </dev/null >/dev/null 2>>"$log"
    ) &
    pid=$!
    identity "$pid"
    put "mount-$number" "$identity
$point
$at"
    rounds=0
    until is_point "$point"; do
        rounds=$((rounds + 1))
        born "$pid" && [ "$rounds" -le $((MOUNT_SECONDS * 10)) ] || {
            kill -KILL "$pid" 2>/dev/null
            detach "$at"
            return 1
        }
        sleep 0.1 2>/dev/null || sleep 1
    done
}

mount_remote() {
    lend
    need rclone rclone
    need_fuse
    # A mount of a bucket that is not there succeeds, so it is asked for something that is not in it.
    uptime
    since=$now
    until timeout -s KILL "$PROBE_SECONDS" rclone lsf "$source/.skyjobs-probe" --timeout 30s --contimeout 15s \
        --low-level-retries 3 --retries 1 >/dev/null 2>probe.err; do
        [ -s probe.err ] || echo "the store did not answer within $PROBE_SECONDS s" >probe.err
        wait_or_complain probe.err "mounted at"
    done
    make_point || refuse "$address could not be mounted at $destination: $why. Choose another path."
    at=$(cd "$at" && pwd -P)
    point=$(escaped "$at")
    mkdir -p "cache/$number"
    # The innermost first, as they are to be unmounted.
    others=
    [ ! -e mounted ] || others=$(cat mounted)
    put mounted "$number${others:+
$others}"
    start_rclone "$@" || complain "$log" "mounted at"
}

# Reads what is known of a mount.
read_mount() {
    { IFS= read -r identity_line && IFS= read -r point && IFS= read -r at; } <"mount-$1"
}

# Whether a mount lives. It never touches the mount, which may hang.
is_alive() {
    read_mount "$1" && holds "mount-$1" && is_point "$point"
} 2>/dev/null

# Fails, with the number of the first dead mount in $number.
check() {
    while read -r number; do
        is_alive "$number" || return 1
    done <mounted
}

tell_lost() {
    [ "$1" != "$number" ] || say "The mount of $4 at $3 has died: its rclone is gone."
}

watch() {
    identity $$
    put watcher "$identity"
    while [ ! -e ended ] && holds pid; do
        { IFS= read -r phase <phase; } 2>/dev/null
        [ "$phase" != FLUSHING ] || exit 0
        if ! check; then
            handle=tell_lost
            . ./mounts.sh
            put storage-lost "$number"
            exec sh ./agent.sh end "$DIR" 10
        fi
        sleep 3
    done
}
