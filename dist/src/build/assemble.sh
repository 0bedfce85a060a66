#!/bin/sh
# Finishes a distribution: launchers, the native library of this platform, the start caches, the stamp. Then it takes
# the place of the former one in one step, so that a running server keeps the files that it has open.
# Arguments: root of the checkout, staging folder, folder of unpacked native libraries, time at which the build began.
set -eu
root=$1
stage=$2
natives=$3
began=$4
. "$root/dist/src/build/freshness.sh"

mkdir -p "$stage/bin"
cp "$root/sky" "$root/dist/src/bin/sky-server" "$stage/bin/"
chmod +x "$stage"/bin/*

# Each provider with a library of a third party has a folder and a class loader of its own.
for plugin in "$root"/providers/*/target/plugin; do
  [ -d "$plugin" ] || continue
  provider=${plugin#"$root"/providers/}
  provider=${provider%/target/plugin}
  mkdir -p "$stage/lib/providers/$provider"
  cp "$plugin"/*.jar "$root/providers/$provider"/target/skyjobs-providers-"$provider"-*.jar "$stage/lib/providers/$provider/"
done

case $(uname -s) in
  Linux) system=Linux ;;
  Darwin) system=Mac ;;
  *) system=other ;;
esac
[ ! -e "/lib/ld-musl-$(uname -m).so.1" ] || system=Linux-Musl
case $(uname -m) in
  amd64) machine=x86_64 ;;
  arm64) machine=aarch64 ;;
  *) machine=$(uname -m) ;;
esac
if [ -d "$natives/org/sqlite/native/$system/$machine" ]; then
  mkdir -p "$stage/lib/native"
  cp "$natives/org/sqlite/native/$system/$machine"/* "$stage/lib/native/"
fi

# Trains with the launcher itself, so that the options at training and at use cannot drift apart.
train() {
  cache=$stage/lib/$1.aot
  shift
  if ! (unset SKY_JAVA_OPTS && SKY_AOT_OUTPUT=$cache "$stage/bin/sky" "$@" aot-train) </dev/null >"$stage/train.log" 2>&1 \
    || [ ! -s "$cache" ]; then
    rm -f "$cache"
    cat "$stage/train.log"
    echo "sky: warning: no start cache ${cache##*/}; commands work, but start more slowly"
  fi
  rm -f "$stage/train.log"
}
train cli
train server __server

# A file that changed while the build ran may or may not be in it: then the stamp matches nothing.
touch -d "$began" "$stage/build-stamp"
checksum=$(inputs_checksum "$root")
[ -z "$(find_inputs "$root" -newer "$stage/build-stamp")" ] || checksum=changed-during-the-build
printf '%s\n' "$checksum" >"$stage/build-stamp"
touch -d "$began" "$stage/build-stamp"

final=${stage%/*}/sky
rm -rf "$final.old"
[ ! -d "$final" ] || mv "$final" "$final.old"
mv "$stage" "$final"
rm -rf "$final.old"
