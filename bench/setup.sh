#!/bin/sh
# Create the Python environment of the peers: bench/setup.sh [FOLDER]  (default out/bench/venv, ignored by git)
#
# UMFPACK, the peer's fastest solver, is a source build: it needs a C compiler, swig and the SuiteSparse headers
# (Debian: apt-get install build-essential swig pkg-config libsuitesparse-dev). Without them the peers still run with pardiso.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=${1:-$here/../out/bench/venv}
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --upgrade pip
"$venv/bin/pip" install --quiet -r "$here/requirements.txt"

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
# Debian's SuiteSparse 5 has no pkg-config file, and scikit-umfpack 0.4.2 takes any it finds for SuiteSparse 6.
include=/usr/include/suitesparse
if [ -f "$include/umfpack_solve.h" ] && ! pkg-config --exists UMFPACK; then
    printf 'Name: UMFPACK\nDescription: sparse LU\nVersion: 5\nLibs: -lumfpack\nCflags: -I%s\n' "$include" > "$build/UMFPACK.pc"
    export PKG_CONFIG_PATH="$build"
fi
if "$venv/bin/pip" download --quiet --no-deps --no-binary scikit-umfpack -d "$build" scikit-umfpack==0.4.2 &&
    tar -xf "$build"/scikit_umfpack-0.4.2.tar.gz -C "$build" &&
    sed -i "s/^  single_header = true/  single_header = not cc.has_header('umfpack_solve.h', dependencies: umfpack_dep)/" \
        "$build/scikit_umfpack-0.4.2/meson.build" &&
    "$venv/bin/pip" install --quiet --no-deps "$build/scikit_umfpack-0.4.2" &&
    (cd / && "$venv/bin/python" -c "import scikits.umfpack as u; u.UmfpackContext('dl')"); then
    echo "peers with UMFPACK and pardiso in $venv"
else
    "$venv/bin/pip" uninstall --quiet --yes scikit-umfpack || true
    echo "peers with pardiso only in $venv: UMFPACK did not build" >&2
fi
