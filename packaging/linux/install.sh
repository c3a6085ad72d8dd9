#!/usr/bin/env bash
# install.sh run|test: put the pinned requirements and the program itself into .venv.
set -euo pipefail

kind=${1:?run or test}
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet --no-input)
echo "Installing what is needed to $kind Attend into .venv (only when it changed)"
"${pip[@]}" install --require-hashes --requirement "packaging/requirements/$kind.txt"
if [ "$kind" = run ]; then
    # The build backend is among the pinned requirements, so nothing else is fetched.
    PYTHONWARNINGS=ignore "${pip[@]}" install --no-deps --no-build-isolation --editable .
fi
