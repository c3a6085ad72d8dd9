#!/usr/bin/env bash
# Write dist/SHA256SUMS anew over all that is in dist/: last, and whole or not at all.
set -euo pipefail

mkdir -p build
rm -f dist/SHA256SUMS
(cd dist && sha256sum -- *) >build/SHA256SUMS
mv build/SHA256SUMS dist/
