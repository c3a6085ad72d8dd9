#!/usr/bin/env bash
# Build dist/attend-VERSION-setup.exe and dist/attend-VERSION.msi: package.sh RUNTIME
#
# RUNTIME is a folder: the embeddable CPython for Windows (amd64) of python.org for a release, what
# tests/windows/runtime.sh makes for a rehearsal. The program is started under Wine before it counts.
# Nothing half-built is left in dist/: files are made in build/ and moved there last.
set -euo pipefail

here=packaging/windows
LEFT_OUT=3 # make package goes on without what can't be built here
missing=()
for tool in makensis:nsis wixl:wixl wixl-heat:wixl msibuild:msitools wine:wine \
    x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64-win32; do
    command -v "${tool%:*}" >/dev/null || missing+=("${tool#*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
    echo "Packages for Windows need ${missing[*]}: apt-get install --no-install-recommends ${missing[*]} wine64" >&2
    exit "$LEFT_OUT"
fi
runtime=${1:-${RUNTIME:-}}
if [ -z "$runtime" ]; then
    echo "Packages for Windows need the folder of the embeddable CPython: RUNTIME=FOLDER" \
        "(for a rehearsal tests/windows/runtime.sh FOLDER makes one)" >&2
    exit "$LEFT_OUT"
fi

version=$(.venv/bin/python -c 'import desktop; print(desktop.__version__)')
# The same commit is the same product to Windows.
product=$version-$(git rev-parse HEAD)
SOURCE_DATE_EPOCH=$(packaging/when.sh)
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8
work=$PWD/build/windows
app=$work/program
rm -rf "$work"
mkdir -p "$work" dist

echo "Putting Attend $version for Windows together"
.venv/bin/python "$here/assemble.py" "$runtime" "$app" "$work/libraries"
library=$(cd "$app" && ls python3??.dll)
"$here/launchers.sh" "$work" "$version" "$library"
if [ -z "${ATTEND_SIGN_CERT:-}" ]; then
    echo "ATTEND_SIGN_CERT names no certificate: the installers stay unsigned"
fi
for file in Attend.exe attend.com helper.exe checks.dll; do
    "$here/sign.sh" "$work/$file"
done
mv "$work/Attend.exe" "$work/attend.com" "$app"
sed 's/$/\r/' "$here/commands.cmd" >"$app/commands.cmd"
sed 's/$/\r/' LICENSE >"$work/licence.txt"
cp "$work/licence.txt" "$app/LICENSE-Attend.txt"
sbom=attend-$version-windows-amd64.cdx.json
.venv/bin/python packaging/supply/describe.py "$app" --where "$work/libraries" \
    --licences "$app/licences" --sbom "$work/$sbom"
chmod -R u=rwX,go=rX "$app"
find "$app" "$work/helper.exe" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

echo "Starting it"
.venv/bin/python -m tests.windows start "$app"

"$here/pack.sh" "$work" "$version" "$product"
mv "$work/attend-$version-setup.exe" "$work/attend-$version.msi" "$work/$sbom" dist/
ls -l dist | awk 'NR > 1 {printf "%7.1f MB  %s\n", $5 / 1e6, $9}'
