#!/usr/bin/env bash
# Compile what the program for Windows starts with: launchers.sh FOLDER VERSION PYTHON.dll
# It makes Attend.exe, attend.com, helper.exe, checks.dll and attend.ico in the folder.
set -euo pipefail

out=$1 version=$2 python=$3
here=packaging/windows
flags=(-municode -Os -s -Wall -Wextra -Wno-unused-parameter -Wl,--no-insert-timestamp)
compiler=x86_64-w64-mingw32

.venv/bin/python "$here/icon.py" "$out/attend.ico"
cp "$here/attend.rc" "$here/attend.manifest" "$out"
describe() { # FILE WORDS
    cat >"$out/said.h" <<SAID
#define NUMBERS ${version//./,},0
#define VERSION "$version"
#define WHAT "$2"
#define FILE_NAME "$1"
SAID
    (cd "$out" && $compiler-windres -o said.o attend.rc)
}
describe Attend.exe "Attend"
$compiler-gcc "${flags[@]}" -mwindows "-DPYTHON=L\"$python\"" \
    -o "$out/Attend.exe" "$here/launcher.c" "$out/said.o"
describe attend.com "Attend's commands"
$compiler-gcc "${flags[@]}" -mconsole -DCONSOLE "-DPYTHON=L\"$python\"" \
    -o "$out/attend.com" "$here/launcher.c" "$out/said.o"
describe helper.exe "Attend's set-up"
$compiler-gcc "${flags[@]}" -mwindows -o "$out/helper.exe" "$here/helper.c" "$here/waiting.c" \
    "$out/said.o" -lole32 -luuid -ladvapi32 -lshell32
describe checks.dll "What Attend's .msi asks first"
$compiler-gcc "${flags[@]}" -shared -o "$out/checks.dll" "$here/checks.c" "$here/waiting.c" \
    "$here/checks.def" "$out/said.o" -lmsi
