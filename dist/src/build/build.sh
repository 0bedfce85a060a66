# Sourced by sky at the root of a checkout, when the distribution is missing or out of date.
# Builds it under a lock, so that two first commands do not build at once, and tests nothing.

build_dir=$here/.sky-build
build_log=$build_dir/build.log
mkdir -p "$build_dir" || exit 1

# Holds the lock until this process ends or calls unlock_build.
lock_build() {
  if command -v flock >/dev/null; then
    # The kernel frees this lock when its owner dies.
    exec 9>"$build_dir/lock"
    flock -n 9 && return
    echo "Waiting for another build of Skyjobs..." >&2
    flock 9
    return
  fi
  told=
  until mkdir "$build_dir/lock.d" 2>/dev/null; do
    owner=
    [ -r "$build_dir/lock.d/owner" ] && read -r owner <"$build_dir/lock.d/owner"
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      # Renamed before it is removed: of several that find the owner dead, one succeeds.
      mv "$build_dir/lock.d" "$build_dir/stale.$$" 2>/dev/null && rm -rf "$build_dir/stale.$$"
      continue
    fi
    [ -n "$told" ] || echo "Waiting for another build of Skyjobs..." >&2
    told=yes
    sleep 1
  done
  echo $$ >"$build_dir/lock.d/owner"
  trap unlock_build EXIT
  trap 'exit 130' INT TERM HUP
}

unlock_build() {
  if command -v flock >/dev/null; then
    exec 9>&-
    return
  fi
  rm -rf "$build_dir/lock.d"
  trap - EXIT INT TERM HUP
}

find_java compiler
lock_build
if ! is_fresh "$here"; then
  if [ -d "$home" ]; then
    echo "Building Skyjobs again (its sources changed)..." >&2
  else
    echo "Building Skyjobs (first use, about a minute)..." >&2
  fi
  # The lock's descriptor stays here: a child that outlives the build must not hold it.
  if ! (cd "$here" && JAVA_HOME=$java_home ./mvnw -B -pl dist -am -Dmaven.test.skip=true \
    "-Dsky.commit=$(git -C "$here" rev-parse --short HEAD 2>/dev/null || echo unknown)" package) \
    </dev/null >"$build_log" 2>&1 9>&-; then
    tail -n 25 "$build_log" >&2
    echo "sky: the build failed; the whole log is in $build_log" >&2
    exit 1
  fi
  # Warnings of ours, such as a start cache that could not be made.
  grep '^sky: ' "$build_log" >&2
fi
unlock_build
