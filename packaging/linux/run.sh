#!/usr/bin/env bash
# make run: make the demo practice once, then open the window on it. With no display, do the main
# job offscreen and leave its pictures. Everything it makes is below build/.
set -euo pipefail

database="sqlite:///$PWD/build/demo.db"
mkdir -p build

# Without a display, or with one that does not answer, Qt would abort; on a platform that shows
# nothing the window would wait for somebody who never sees it.
if ! why=$(.venv/bin/python -m desktop.display 2>&1); then
    echo "${why%%$'\n'*}"
    echo "Doing a receptionist's main job in the same window offscreen instead."
    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.tour --main-job
    echo "Its pictures are in build/tour/."
    exit 0
fi

# The mark is made last: a demo practice whose making was interrupted is made anew.
if [ ! -e build/demo.made ]; then
    rm -f build/demo.db build/demo.db-wal build/demo.db-shm
    .venv/bin/attend demo --database "$database" --no-window
    touch build/demo.made
else
    echo "The demo practice made before is in build/demo.db. F12 in the window covers the screen and"
    echo "shows who can sign in, with their PINs; make clean starts it anew."
fi
exec .venv/bin/attend --database "$database"
