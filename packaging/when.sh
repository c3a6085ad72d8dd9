#!/usr/bin/env bash
# Print the time that stands in all that is built: SOURCE_DATE_EPOCH, else the commit's; in an unpacked
# attend-VERSION.tar.gz, which knows no commit, that of its files.
set -euo pipefail

if [ -n "${SOURCE_DATE_EPOCH:-}" ]; then
    echo "$SOURCE_DATE_EPOCH"
elif [ -e .git ]; then
    git log -1 --format=%ct
elif [ -e PKG-INFO ]; then
    stat -c %Y PKG-INFO
else
    echo "There is neither .git nor PKG-INFO here: name the time of what is built, SOURCE_DATE_EPOCH=..." >&2
    exit 1
fi
