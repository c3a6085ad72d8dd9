"""Whether a window can open here: without a screen Qt ends the program with words of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress

NO_DISPLAY = (
    "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so Attend’s window "
    "can’t open.\n"
    "Start it on a screen, or use a command that needs none: attend --help lists them."
)
NO_SERVER = (
    "No display answers at {where}, so Attend’s window can’t open.\n"
    "Start it where that screen is, or unset what does not belong here; attend --help lists the "
    "commands that need no screen."
)
UNSEEN = (
    "QT_QPA_PLATFORM={platform} is set, so nobody would see Attend’s window.\n"
    "Unset it to open the window on a screen."
)
_UNSEEN_PLATFORMS = ("offscreen", "minimal")
LONGEST_WAIT_SECONDS = 3
_X_SOCKETS, _X_PORTS, _MOST_PORTS = "/tmp/.X11-unix/X", 6000, 65_536  # where every X server listens


def why_no_window(arguments: list[str]) -> str:
    """Return in words why no window can open here, "" where one can."""
    if sys.platform in ("win32", "darwin") or "-platform" in arguments:
        return ""
    if os.environ.get("QT_QPA_PLATFORM"):
        return ""
    names = [name for name in ("DISPLAY", "WAYLAND_DISPLAY") if os.environ.get(name)]
    if not names:
        return NO_DISPLAY
    if any(_answers(place) for name in names for place in _places(name, os.environ[name])):
        return ""
    return NO_SERVER.format(where=" or ".join(f"{name}={os.environ[name]}" for name in names))


def why_unseen() -> str:
    """Return in words why nobody would see a window that opens here, "" where it is seen.

    Tests and pictures are made so on purpose; somebody who looks for the window waits in vain.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    return UNSEEN.format(platform=platform) if platform in _UNSEEN_PLATFORMS else ""


def _places(name: str, display: str) -> Iterator[str | tuple[str, int]]:
    """Yield where a display may listen: files, abstract names, hosts with a port."""
    if name == "WAYLAND_DISPLAY":
        yield os.path.join(os.environ.get("XDG_RUNTIME_DIR", "/run"), display)
        return
    host, _, number = display.rpartition(":")
    number = number.split(".")[0]
    if host in ("", "unix"):
        yield f"\0{_X_SOCKETS}{number}"
        yield f"{_X_SOCKETS}{number}"
    if number.isdigit() and int(number) < _MOST_PORTS - _X_PORTS:
        yield host if host not in ("", "unix") else "localhost", _X_PORTS + int(number)


def _answers(place: str | tuple[str, int]) -> bool:
    import socket

    with suppress(OSError):
        if isinstance(place, str):
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(LONGEST_WAIT_SECONDS)
                line.connect(place)
        else:
            socket.create_connection(place, LONGEST_WAIT_SECONDS).close()
        return True
    return False


if __name__ == "__main__":
    sys.exit(why_no_window([]) or why_unseen() or 0)
