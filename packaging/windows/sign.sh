#!/usr/bin/env bash
# Sign a Windows program or installer in place: sign.sh FILE. Without a certificate it stays unsigned.
#
# ATTEND_SIGN_CERT           a PKCS#12 file; ATTEND_SIGN_PASSWORD_FILE names the file of its password
# ATTEND_SIGN_TIMESTAMP_URL  a time stamp server, so that the signature outlives the certificate
set -euo pipefail

[ -n "${ATTEND_SIGN_CERT:-}" ] || exit 0
command -v osslsigncode >/dev/null || {
    echo "Signing needs osslsigncode: apt-get install osslsigncode" >&2
    exit 1
}
more=()
[ -z "${ATTEND_SIGN_PASSWORD_FILE:-}" ] || more+=(-readpass "$ATTEND_SIGN_PASSWORD_FILE")
[ -z "${ATTEND_SIGN_TIMESTAMP_URL:-}" ] || more+=(-ts "$ATTEND_SIGN_TIMESTAMP_URL")
osslsigncode sign -h sha256 -n Attend -pkcs12 "$ATTEND_SIGN_CERT" "${more[@]}" \
    -in "$1" -out "$1.signed" >/dev/null
mv "$1.signed" "$1"
