#!/usr/bin/env bash
# Pack WORK/program into WORK/attend-VERSION-setup.exe and WORK/attend-VERSION.msi:
# pack.sh WORK VERSION PRODUCT
#
# PRODUCT is any text: what differs in it is another product to Windows Installer. COMPRESSOR is
# NSIS's; a rehearsal of an upgrade takes a quick one.
set -euo pipefail

work=$1 version=$2 product=$3
here=packaging/windows
app=$work/program
setup=$work/attend-$version-setup.exe
msi=$work/attend-$version.msi

size=$(packaging/size.sh "$app")

echo "Packing $(basename "$setup")"
signing=()
[ -z "${ATTEND_SIGN_CERT:-}" ] || signing=("-DSIGN=$PWD/$here/sign.sh")
makensis -V2 -WX -INPUTCHARSET UTF8 "-XSetCompressor ${COMPRESSOR:-/SOLID lzma}" \
    "-DVERSION=$version" "-DNUMBERS=$version.0" "-DAPP=$app" "-DHELPER=$work/helper.exe" \
    "-DICON=$work/attend.ico" "-DLICENCE=$work/licence.txt" \
    "-DSIZE=$size" "-DOUT=$setup" "${signing[@]}" \
    "$here/setup.nsi"
"$here/sign.sh" "$setup"

echo "Packing $(basename "$msi")"
code=$(.venv/bin/python -c 'import sys, uuid
print(str(uuid.uuid5(uuid.UUID("6DA07D3A-5A6B-4E14-9D13-5A0C6D4C0E11"), sys.argv[1])).upper())' \
    "$product")
(cd "$app" && find . -type f | LC_ALL=C sort) |
    wixl-heat --prefix ./ --component-group program --directory-ref PROGRAMDIR --var var.PROGRAM \
        --win64 >"$work/files.wxs"
cp "$here/attend.wxs" "$work"
# wixl takes no absolute names of files.
(cd "$work" && wixl --arch x64 -D Win64=yes -D "VERSION=$version" -D "PRODUCT=$code" \
    -D PROGRAM=program -D HELPER=helper.exe -D CHECKS=checks.dll -D ICON=attend.ico \
    -D "SIZE=$size" -o "$(basename "$msi")" attend.wxs files.wxs)
# What wixl has no words for, or places wrongly: the registry's 64-bit side, properties that come from
# outside, what is asked of a library that is not installed (1: it is in the table Binary), and when.
change() { msibuild "$msi" -q "$1"; }
change 'UPDATE `RegLocator` SET `Type` = 18'
change "UPDATE \`Property\` SET \`Value\` = 'OLDER;NEWER;SITE;CLOSE' WHERE \`Property\` = 'SecureCustomProperties'"
ask() { # ask WHAT CONDITION SEQUENCE
    change "INSERT INTO \`CustomAction\` (\`Action\`, \`Type\`, \`Source\`, \`Target\`) \
VALUES ('$1', 1, 'checks', '$1')"
    change "INSERT INTO \`InstallExecuteSequence\` (\`Action\`, \`Condition\`, \`Sequence\`) \
VALUES ('$1', '$2', $3)"
}
ask CheckAlone 'REMOVE <> "ALL"' 1430 # not when a newer one takes the older one away
ask CheckRoom 'NOT Installed' 1440
ask WaitFirst OLDER 1450
for placed in RemoveExistingProducts:1501 WaitForAttend:1550; do
    change "UPDATE \`InstallExecuteSequence\` SET \`Sequence\` = ${placed#*:} WHERE \`Action\` = '${placed%:*}'"
done
"$here/sign.sh" "$msi"
