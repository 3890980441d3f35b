# shellcheck shell=sh
# To be read by a script that has set build: installs it below $place/root, a temporary directory
# that is removed at the end, and defines fail.
place=$(mktemp -d)
log=$build/meson-logs/install-log.txt
# "ninja uninstall" goes by this file: leave a real installation's as it was.
[ ! -f "$log" ] || cp -p "$log" "$place/install-log.txt"
cleanup() {
    rm -f "$log"
    [ ! -f "$place/install-log.txt" ] || mv "$place/install-log.txt" "$log"
    rm -rf "$place"
}
trap cleanup EXIT

fail() {
    echo "$0: $*" >&2
    exit 1
}

meson install -C "$build" --no-rebuild --quiet --destdir "$place/root" ||
    fail "meson install failed"
