#!/usr/bin/env bash
# Make a runtime folder for a rehearsal, of the embeddable CPython's shape: runtime.sh FOLDER
#
# The Python Software Foundation's Windows binaries come from the panda3d wheel, which carries them
# to build Windows programs elsewhere; their signatures are looked at. What it lacks is made here:
# the standard library, from the Python of .venv, and python3.dll, which forwards the stable ABI.
# A release is made from the embeddable package of python.org instead, never from this.
set -euo pipefail

out=$1
wheel=panda3d==1.10.16
for tool in x86_64-w64-mingw32-gcc osslsigncode; do
    command -v "$tool" >/dev/null || {
        echo "A rehearsal needs $tool: apt-get install gcc-mingw-w64-x86-64-win32 osslsigncode" >&2
        exit 1
    }
done
python=$PWD/.venv/bin/python
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

"$python" -m pip download -qq --no-deps --only-binary=:all: --platform win_amd64 \
    --implementation cp --dest "$made" "$wheel"
"$python" - "$made" <<'PYTHON'
import sys, zipfile
from pathlib import Path

made = Path(sys.argv[1])
(flat := made / "flat").mkdir()
[wheel] = made.glob("*.whl")
with zipfile.ZipFile(wheel) as files:
    for name in files.namelist():
        here = name.removeprefix("deploy_libs/")
        if here != name and not here.startswith(("api-ms-", "tcl", "tk", "_tkinter")):
            (flat / here.replace("VCRUNTIME", "vcruntime")).write_bytes(files.read(name))
PYTHON
flat=$made/flat
dll=$(basename "$(ls "$flat"/python3??.dll)")
minor=${dll#python3}
minor=${minor%.dll}
"$python" -c "import sys; sys.exit(sys.version_info[1] != $minor)" || {
    echo "The runtime is Python 3.$minor: make .venv with that Python (make PYTHON=python3.$minor)." >&2
    exit 1
}
for file in "$flat"/*; do
    osslsigncode verify -in "$file" >"$made/said" 2>&1 || true
    grep -q 'Message digest' "$made/said" && ! grep -q 'MISMATCH' "$made/said" || {
        echo "$(basename "$file") is not as it was signed." >&2
        exit 1
    }
done

echo 'int DllMainCRTStartup(void *dll, unsigned why, void *more) { return 1; }' >"$made/e.c"
x86_64-w64-mingw32-objdump -p "$flat/$dll" |
    awk -v dll="${dll%.dll}" 'BEGIN {print "LIBRARY python3\nEXPORTS"}
        /\[Ordinal\/Name Pointer\] Table/ {on = 1}
        on && $NF ~ /^_?Py/ {print $NF "=" dll "." $NF}' >"$made/python3.def"
x86_64-w64-mingw32-gcc -shared -nostdlib -s -o "$flat/python3.dll" "$made/e.c" "$made/python3.def"

"$python" - "$flat/${dll%.dll}.zip" <<'PYTHON'
import py_compile, re, sys, sysconfig, tempfile, zipfile
from pathlib import Path

NOT_EMBEDDED = re.compile(
    r"(test|idlelib|tkinter|turtledemo|ensurepip|lib2to3|distutils|site-packages|venv"
    r"|config-[^/]*|lib-dynload|__pycache__)/|.*/(tests?|__pycache__)/|_sysconfigdata|turtle\.py"
)
library = Path(sysconfig.get_path("stdlib"))
with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(
    sys.argv[1], "w", zipfile.ZIP_DEFLATED
) as into:
    for file in sorted(library.rglob("*.py")):
        name = file.relative_to(library).as_posix()
        if NOT_EMBEDDED.match(name):
            continue
        done = Path(folder) / "one.pyc"
        py_compile.compile(
            str(file), str(done), name, doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        into.writestr(zipfile.ZipInfo(f"{name}c"), done.read_bytes(), zipfile.ZIP_DEFLATED)
PYTHON
cp "$("$python" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')/LICENSE.txt" "$flat/" 2>/dev/null ||
    true
rm -rf "$out"
mkdir -p "$(dirname "$out")"
mv "$flat" "$out"
chmod -R u=rwX,go=rX "$out"
