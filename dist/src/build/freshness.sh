# Sourced by sky and assemble.sh. Tells whether the distribution holds what the sources say.
# $1 is always the root of the checkout.

# Prints the files and folders that decide what a distribution holds, through find with the rest of the arguments.
# Folders count too: a file that was removed leaves its trace there only.
find_inputs() (
  cd "$1" || exit 1
  shift
  roots=
  for input in [a-z]*/pom.xml providers/*/pom.xml dist/src */src/main providers/*/src/main; do
    case $input in
      testkit/src/main | bench/src/main) ;;
      *) [ ! -e "$input" ] || roots=$roots' '$input ;;
    esac
  done
  # shellcheck disable=SC2086 # None of these names holds a space.
  find sky pom.xml $roots "$@" 2>/dev/null
)

# One line that changes when an input does.
inputs_checksum() (
  cd "$1" || exit 1
  find_inputs . -type f | LC_ALL=C sort | tr '\n' '\0' | xargs -0 cksum | cksum
)

# True when nothing changed since the build. Times are compared first, contents only when a time is newer.
is_fresh() {
  stamp=$1/dist/target/sky/build-stamp
  [ -f "$stamp" ] || return 1
  [ -n "$(find_inputs "$1" -newer "$stamp")" ] || return 0
  read -r built <"$stamp"
  touch "$stamp.next"
  [ "$built" = "$(inputs_checksum "$1")" ] || return 1
  printf '%s\n' "$built" >"$stamp"
  touch -r "$stamp.next" "$stamp"
}
