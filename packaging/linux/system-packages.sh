#!/usr/bin/env bash
# Make sure the system libraries that Attend needs are there, on Debian and Ubuntu.
#
#   system-packages.sh offscreen   Qt without a screen
#   system-packages.sh window      the same, and a real X or Wayland window
#   system-packages.sh test        the same, and Xvfb, PostgreSQL, faketime and strace for the tests
#
# As root it installs what is missing. Otherwise it prints the one line to run and exits with 1.
# Elsewhere than on Debian and Ubuntu it only names what is needed.
set -euo pipefail

offscreen=(libglib2.0-0 libegl1 libgl1 libx11-6 libdbus-1-3 libfontconfig1 libxkbcommon0)
window=(libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-xkb1 libxkbcommon-x11-0
        libxcb-randr0 libxcb-shape0)

kind=${1:?offscreen, window or test}
wanted=("${offscreen[@]}")
[ "$kind" = offscreen ] || wanted+=("${window[@]}")
if [ "$kind" = window ] && [ -n "${WAYLAND_DISPLAY:-}" ]; then
    wanted+=(libwayland-cursor0 libwayland-egl1)
fi

installed() {
    # Debian 13 and Ubuntu 24.04 renamed some libraries with the ending t64.
    local name
    for name in "$1" "$1t64"; do
        case $(dpkg-query -W -f='${db:Status-Abbrev}' "$name" 2>/dev/null || true) in
            ii*) return 0 ;;
        esac
    done
    return 1
}

missing=()
if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian or Ubuntu: the packages needed are called there ${wanted[*]}."
    exit 0
fi
for name in "${wanted[@]}"; do
    installed "$name" || missing+=("$name")
done
if [ "$kind" = test ]; then
    command -v Xvfb >/dev/null || missing+=(xvfb)
    command -v xauth >/dev/null || missing+=(xauth)
    # A PC whose clock is wrong, and how often an act waits for the disk.
    command -v faketime >/dev/null || missing+=(faketime)
    command -v strace >/dev/null || missing+=(strace)
    # Any PostgreSQL server will do, so look for the program rather than for the package.
    if [ "${ATTEND_TEST_ENGINES:-}" != sqlite ] \
        && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null \
        && ! command -v initdb >/dev/null; then
        missing+=(postgresql)
    fi
fi
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ]; then
    echo "Some system packages are missing. Run this line, then the same make command again:"
    echo
    echo "  sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${missing[*]}'"
    echo
    exit 1
fi

echo "Installing system packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
if ! apt-get update -qq </dev/null; then
    echo "apt-get update failed; trying with the lists that are here." >&2
fi
names=()
for name in "${missing[@]}"; do
    if apt-cache show --no-all-versions "${name}t64" >/dev/null 2>&1; then
        name=${name}t64
    fi
    names+=("$name")
done
# What dpkg says of each of some sixty packages matters only when it fails.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends "${names[@]}" \
    </dev/null >"$log" 2>&1; then
    cat "$log" >&2
    echo "Could not install: ${names[*]}" >&2
    exit 1
fi
