#!/usr/bin/env bash
# make run: make the demo practice once, then open the window on it. With no display, do the main
# job offscreen and leave its pictures. Everything it makes is below build/.
set -euo pipefail

database="sqlite:///$PWD/build/demo.db"
mkdir -p build

# A display that is named but does not answer is none: Qt would abort over it.
display_answers() {
    [ -n "${WAYLAND_DISPLAY:-}" ] || .venv/bin/python -c '
import ctypes, sys
x11 = ctypes.CDLL("libX11.so.6")
x11.XOpenDisplay.restype = ctypes.c_void_p
sys.exit(0 if x11.XOpenDisplay(None) else 1)'
}

no_display=""
if [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
    no_display="There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)"
elif ! display_answers; then
    no_display="DISPLAY is $DISPLAY, and no display answers there"
fi
if [ -n "$no_display" ]; then
    echo "$no_display, so no window can open."
    echo "Doing a receptionist's main job in the same window offscreen instead."
    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.tour --main-job
    echo "Its pictures are in build/tour/."
    exit 0
fi

.venv/bin/python -m desktop.display || exit 1

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
