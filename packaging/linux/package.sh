#!/usr/bin/env bash
# Build dist/attend_VERSION_amd64.deb and dist/attend-VERSION-linux-amd64.tar.xz from the frozen program.
#
# Each build is started before it counts. Nothing half-built is left in dist/: files are made in
# build/ and moved there last. The same commit gives the same bytes: every time in them is the commit's.
set -euo pipefail

for tool in dpkg-deb xz strip objdump patchelf; do
    command -v "$tool" >/dev/null || {
        echo "Packages need $tool: apt-get install dpkg xz-utils binutils patchelf" >&2
        exit 3
    }
done

version=$(.venv/bin/python -c 'import desktop; print(desktop.__version__)')
SOURCE_DATE_EPOCH=$(packaging/when.sh)
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0 LC_ALL=C.UTF-8 PYTHONPATH=$PWD
level=${XZ_LEVEL:-6}
day=$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)
here=packaging/linux
work=build/linux
root=$work/root
rm -rf "$work"
mkdir -p "$work" dist

echo "Freezing Attend $version"
.venv/bin/pyinstaller --noconfirm --clean --log-level ERROR --distpath "$work" \
    --workpath "$work/pyinstaller" "$here/attend.spec"
frozen=$work/attend
# A Python built from source leaves its own folder in the search path of its libraries.
find "$frozen" -name '*.so*' \( -path '*lib-dynload*' -o -name 'libpython*' \) \
    -exec patchelf --remove-rpath {} +
find "$frozen" -type f -name '*.so*' -exec chmod 644 {} +
find "$frozen" -name '__pycache__' -prune -exec rm -rf {} +

echo "Starting it"
"$frozen/attend" --self-test -platform offscreen
.venv/bin/python packaging/supply/prove.py "$PWD/$frozen/attend"

sbom=attend-$version-linux-amd64.cdx.json
.venv/bin/python packaging/supply/describe.py "$frozen" --licences "$frozen/licences" \
    --sbom "$work/$sbom"

install -d "$root/usr/lib" "$root/usr/bin" "$root/usr/share/doc/attend"
cp -a "$frozen" "$root/usr/lib/attend"
ln -s ../lib/attend/attend "$root/usr/bin/attend"
ln -s ../../../lib/attend/licences "$root/usr/share/doc/attend/licences"
files=$here/files
.venv/bin/python "$here/docs.py" "$work/docs" "$day"
install -Dm644 "$files/org.attend.Attend.desktop" -t "$root/usr/share/applications"
install -Dm644 resources/icon/attend.svg \
    "$root/usr/share/icons/hicolor/scalable/apps/org.attend.Attend.svg"
install -d "$root/usr/share/metainfo"
sed "s/@VERSION@/$version/; s/@DATE@/$day/" "$files/org.attend.attend.metainfo.xml" \
    >"$root/usr/share/metainfo/org.attend.attend.metainfo.xml"
install -Dm644 "$work/docs/attend.1" -t "$root/usr/share/man/man1"
gzip -9n "$root/usr/share/man/man1/attend.1"
install -Dm644 "$work/docs/attend.bash" "$root/usr/share/bash-completion/completions/attend"
install -Dm644 "$work/docs/_attend" -t "$root/usr/share/zsh/vendor-completions"
install -Dm644 "$work/docs/attend.fish" -t "$root/usr/share/fish/vendor_completions.d"
install -Dm644 "$files/lintian-overrides" "$root/usr/share/lintian/overrides/attend"
install -m644 "$files/copyright.head" "$root/usr/share/doc/attend/copyright"
gzip -9nc CHANGELOG.md >"$root/usr/share/doc/attend/NEWS.md.gz"
when=$(date -u -R -d "@$SOURCE_DATE_EPOCH")
sed "s/@VERSION@/$version/; s/@WHEN@/$when/" "$files/changelog.in" |
    gzip -9n >"$root/usr/share/doc/attend/changelog.gz"

install -Dm755 "$files/prerm" -t "$root/DEBIAN"
glibc=$(find "$frozen" -type f \( -name '*.so*' -o -name attend \) -exec objdump -T {} + 2>/dev/null |
    grep -o 'GLIBC_2\.[0-9]*' | sort -uV | tail -n 1)
sed "s/@VERSION@/$version/; s/@GLIBC@/${glibc#GLIBC_}/; s/@SIZE@/$(packaging/size.sh "$root/usr")/" \
    "$files/control.in" >"$root/DEBIAN/control"
(cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

deb=attend_${version}_amd64.deb
echo "Packing $deb"
dpkg-deb --root-owner-group -Zxz "-z$level" --build "$root" "$work/$deb" >/dev/null
tar=attend-$version-linux-amd64.tar.xz
tar -C "$root/usr/lib" --sort=name --owner=0 --group=0 --numeric-owner \
    --mtime="@$SOURCE_DATE_EPOCH" -cf - attend | xz "-$level" -T1 >"$work/$tar"
mv "$work/$deb" "$work/$tar" "$work/$sbom" dist/
ls -l dist | awk 'NR > 1 {printf "%7.1f MB  %s\n", $5 / 1e6, $9}'
