#!/usr/bin/env bash
# Pin the requirements of pyproject.toml with hashes, for every platform at once.
# `pin.sh --upgrade` takes the newest versions that pyproject.toml allows.
set -euo pipefail

here=packaging/requirements
.venv/bin/python -m pip --quiet install uv
for kind in run test package; do
    extras=(--extra build)
    [ "$kind" = run ] || extras+=(--extra "$kind" --constraint "$here/run.txt")
    .venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
        --no-emit-index-url --no-annotate --custom-compile-command "make requirements" \
        "${extras[@]}" "$@" --output-file "$here/$kind.txt" pyproject.toml
done
