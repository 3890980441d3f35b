#!/bin/sh
# install.sh SOURCE BUILD PYTHON PREFIX: installs BUILD, which is made for PREFIX, below a
# temporary directory, and uses the package that Meson installed there; then installs the
# package with pip against the library there, elsewhere, and uses that one.
set -eu
unset LD_LIBRARY_PATH PYTHONPATH DOUBLECHECK_PROGRAMS
source=$1
build=$2
python=$3
prefix=$4
# shellcheck source=tests/install/below.sh
. "$(dirname "$0")/../install/below.sh"

# The package in a folder says where it is and what it finds; the verifier comes from PATH.
use() {
    said=$(cd "$place" && PYTHONPATH=$1 PATH=$place/root$prefix/bin:$PATH "$python" -B -c '
import doublecheck
print(doublecheck.__file__)
result = doublecheck.check([[k] for k in range(10)], m0="1/3")
print(result, result.proof, doublecheck.__version__)')
    expected="$1/doublecheck/__init__.py
holds: m* = 1/5 verified $(PKG_CONFIG_PATH=$pc pkg-config --modversion doublecheck)"
    [ "$said" = "$expected" ] || fail "the package in $1 says '$said'"
}

pc=$(dirname "$(find "$place/root" -name doublecheck.pc)")
installed=$(dirname "$(dirname "$(find "$place/root" -path '*/doublecheck/__init__.py')")")
[ -d "$installed" ] || fail "no package was installed"
use "$installed"

# pip, without a network, against a library below $place/root: with its prefix as it is there.
mkdir "$place/pc"
sed "s|^prefix=.*|prefix=$place/root$prefix|" "$pc/doublecheck.pc" >"$place/pc/doublecheck.pc"
mkdir "$place/tree"
cp -R "$source/python" "$source/pyproject.toml" "$place/tree"
export PKG_CONFIG_PATH="$place/pc"
"$python" -m pip install --quiet --no-index --no-build-isolation --no-deps \
    --no-warn-script-location --root-user-action=ignore --target "$place/pip" \
    "$place/tree" >"$place/pip.log" 2>&1 || fail "pip install failed: $(cat "$place/pip.log")"
pc=$place/pc
use "$place/pip"
