#!/bin/sh
# install.sh SOURCE BUILD CC: installs BUILD below a temporary directory, compiles
# docs/example.c against what was installed, runs it and the installed program, and
# uninstalls.
set -eu
# Meson sets it for tests: an installed program must find its library without it.
unset LD_LIBRARY_PATH
source=$1
build=$2
shift 2
# shellcheck source=tests/install/below.sh
. "$(dirname "$0")/below.sh"

pc=$(find "$place/root" -name doublecheck.pc)
program=$(find "$place/root" -type f -name doublecheck -path '*/bin/*')
libraries=$(dirname "$(find "$place/root" -name libdoublecheck.so.0)")
[ -f "$pc" ] || fail "no doublecheck.pc was installed"
[ -x "$program" ] || fail "no program was installed"
[ -L "$libraries/libdoublecheck.so" ] || fail "no libdoublecheck.so was installed"
readelf -d "$libraries/libdoublecheck.so" | grep -q 'SONAME.*\[libdoublecheck.so.0\]' ||
    fail "the library's soname is not libdoublecheck.so.0"

# What belongs beside the programs and the library.
for file in man/man1/doublecheck.1 man/man1/doublecheck-verify.1 \
    man/man1/doublecheck-verify-floor.1 bash-completion/completions/doublecheck \
    zsh/site-functions/_doublecheck fish/vendor_completions.d/doublecheck.fish \
    doublecheck/result.schema.json doc/doublecheck/README.md doc/doublecheck/docs/README.md \
    doc/doublecheck/docs/tutorial.md doc/doublecheck/docs/commands.md \
    doc/doublecheck/docs/json.md doc/doublecheck/docs/c-api.md \
    doc/doublecheck/proofs/theory.md doc/doublecheck/examples/iris.csv; do
    [ -s "$(find "$place/root" -path "*/share/$file")" ] || fail "share/$file was not installed"
done

PKG_CONFIG_SYSROOT_DIR=$place/root
PKG_CONFIG_PATH=$(dirname "$pc")
export PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_PATH
[ "$(pkg-config --modversion doublecheck)" = "$("$program" --version | sed -n '1s/.* //p')" ] ||
    fail "doublecheck.pc and doublecheck --version differ"
# shellcheck disable=SC2046
"$@" -Wall -Werror -o "$place/example" "$source/docs/example.c" \
    $(pkg-config --cflags --libs doublecheck) || fail "docs/example.c does not compile"

# Every header stands on its own.
for header in "$place"/root/*/*/include/doublecheck/*.h; do
    echo "#include <doublecheck/$(basename "$header")>" >"$place/header.c"
    # shellcheck disable=SC2046
    "$@" -std=c11 -Wall -Wextra -Werror -fsyntax-only "$place/header.c" \
        $(pkg-config --cflags doublecheck) || fail "$header does not stand on its own"
done

# Points 0, 1, ..., 9: the slab around two neighbours holds 2/10, and so does its
# dilation [-1/2, 3/2]; around three neighbours the dilation holds 5/10 = delta.
printf 'x,label\n' >"$place/line.csv"
for x in 0 1 2 3 4 5 6 7 8 9; do
    echo "$x,class_$((x % 2))" >>"$place/line.csv"
done
expected='class_0|class_1: 1/5 <= m* <= 1/5
violated'
said=$(LD_LIBRARY_PATH=$libraries "$place/example" "$place/line.csv") ||
    fail "docs/example.c failed: $said"
[ "$said" = "$expected" ] || fail "docs/example.c says '$said'"
status=0
said=$("$program" --quiet "$place/line.csv") || status=$?
[ "$status $said" = "1 VIOLATED" ] ||
    fail "the installed program says '$said' with exit status $status"
status=0
said=$("$program" --quiet --m0 1/3 --certificate "$place/line.dcert" "$place/line.csv") ||
    status=$?
[ "$status $said" = "0 HOLDS" ] ||
    fail "with a verifier beside it, the installed program says '$said', status $status"
"$program-verify" --quiet "$place/line.csv" "$place/line.dcert" >/dev/null ||
    fail "the installed doublecheck-verify does not verify"
if LD_LIBRARY_PATH=$libraries "$place/example" "$place/none.csv" 2>"$place/message"; then
    fail "docs/example.c reads a file that does not exist"
fi
grep -q 'none\.csv' "$place/message" || fail "the message does not name the file"

ninja -C "$build" uninstall >/dev/null || fail "ninja uninstall failed"
left=$(find "$place" -path "$place/root/*" ! -type d)
[ ! "$left" ] || fail "uninstall leaves $left"
