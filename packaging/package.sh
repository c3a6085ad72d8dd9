#!/usr/bin/env bash
# make package: everything this system can build, in dist/, with SHA256SUMS over all of it.
# package.sh [RUNTIME]: RUNTIME is the folder that packaging/windows/package.sh needs.
#
# What can't be built here for want of a tool is said in one line and left out; a build that fails
# ends it. SHA256SUMS is written last: a dist/ without it is not whole.
set -euo pipefail

WITHOUT_TOOL=3  # how a package.sh ends where a tool is missing, after the line that says which
rm -rf dist
mkdir dist
for folder in python linux windows; do
    [ -x "packaging/$folder/package.sh" ] || continue
    status=0
    runtime=()
    [ "$folder" != windows ] || runtime=(${1:+"$1"})
    "packaging/$folder/package.sh" "${runtime[@]}" || status=$?
    if [ "$status" != 0 ] && [ "$status" != "$WITHOUT_TOOL" ]; then
        echo "packaging/$folder/package.sh failed: see above. Nothing half-built is in dist/." >&2
        exit 1
    fi
done
packaging/sums.sh
