#!/bin/bash
# screen.sh SCRIPT ARGUMENT...: run a Python script on a screen of its own with a window manager.
# Inside dbus-run-session; ends with the script.
cd /tmp || exit 1  # where a crash can leave its core
ulimit -c unlimited
trap 'kill $(jobs -p) 2>/dev/null' EXIT
number=/tmp/display.$$
Xvfb -displayfd 3 -screen 0 1366x768x24 -nolisten tcp -noreset 3>"$number" 2>/dev/null &
until [ -s "$number" ]; do sleep 0.1; done
DISPLAY=:$(cat "$number")
rm "$number"
export DISPLAY QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 QT_QPA_PLATFORM=xcb
until xprop -root >/dev/null 2>&1; do sleep 0.1; done
openbox &
/usr/libexec/at-spi-bus-launcher --launch-immediately &
sleep 1
timeout 120 python3 "$@"
status=$?
[ "$status" = 0 ] || scrot --overwrite /tmp/failed.png
exit "$status"
