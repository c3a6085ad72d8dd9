#!/usr/bin/env bash
# Make a Wine prefix for tests: prefix.sh FOLDER. It gets three libraries that Windows 10 has and
# Wine 8 has not; they are never part of a package.
set -euo pipefail

prefix=$1
stubs=tests/windows/stubs
for tool in wine wineserver x86_64-w64-mingw32-gcc; do
    [ "$tool" = wineserver ] && [ -x /usr/lib/wine/wineserver ] && continue
    command -v "$tool" >/dev/null || {
        echo "Starting the build for Windows needs $tool: apt-get install wine wine64 gcc-mingw-w64-x86-64-win32" >&2
        exit 1
    }
done
export WINEPREFIX=$prefix WINEARCH=win64 WINEDEBUG=-all DISPLAY=
mkdir -p "$(dirname "$prefix")"
wineboot=(wine wineboot)
"${wineboot[@]}" -i </dev/null 2>&1 | cat >/dev/null
wine winecfg -v win10 </dev/null 2>&1 | cat >/dev/null
for name in icuuc mscms bcryptprimitives; do
    x86_64-w64-mingw32-gcc -shared -nostdlib -s -w -Wl,--export-all-symbols \
        -o "$prefix/drive_c/windows/system32/$name.dll" "$stubs/$name.c" -ladvapi32
done
