#!/usr/bin/env bash
# size.sh FOLDER: print the kB of all files in it. What du adds for folders depends on their history.
set -euo pipefail

find "$1" -type f -printf '%s\n' | awk '{ bytes += $1 } END { printf "%d\n", bytes / 1024 + 1 }'
