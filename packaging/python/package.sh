#!/usr/bin/env bash
# Build dist/attend-VERSION.tar.gz (the source) and dist/attend-VERSION-py3-none-any.whl from it.
#
# The wheel is installed outside the source tree and started before it counts. Nothing half-built is
# left in dist/: both are made in build/ and moved there last.
set -euo pipefail

python=.venv/bin/python
version=$($python -c 'import desktop; print(desktop.__version__)')
SOURCE_DATE_EPOCH=$(packaging/when.sh)
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0 LC_ALL=C.UTF-8
work=$PWD/build/python
rm -rf "$work"
mkdir -p "$work" dist

echo "Building the source and the wheel of Attend $version"
$python packaging/python/build.py "$work/built"

echo "Starting it, installed outside the source tree"
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
$python -m venv "$elsewhere/venv"
pip=("$elsewhere/venv/bin/python" -m pip --disable-pip-version-check --quiet --no-input)
"${pip[@]}" install --require-hashes --requirement packaging/requirements/run.txt
"${pip[@]}" install --no-deps --no-index "$work"/built/*.whl
(cd "$elsewhere" && venv/bin/attend --self-test -platform offscreen)
$python packaging/supply/prove.py "$elsewhere/venv/bin/attend"

mv "$work"/built/* dist/
ls -l dist/attend-"$version"*.tar.gz dist/*.whl | awk '{printf "%7.1f MB  %s\n", $5 / 1e6, $9}'
