"""A Windows of our own under Wine: programs run in it, its screen is looked at, nothing is left."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtGui import QImage

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LONGEST_SECONDS = 300
SCREEN = (1366, 768)
COLOURS = 200
"""A day has several times as many, an empty screen one, the shell before the day a few."""


class Wine:
    """A fresh prefix in a temporary folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="attend-wine-"))
        self.c = self.folder / "prefix" / "drive_c"
        self._environment = os.environ | {
            "WINEPREFIX": str(self.folder / "prefix"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscms=n",
            "DISPLAY": "",
        }
        subprocess.run([HERE / "prefix.sh", self.folder / "prefix"], cwd=ROOT, check=True)

    def end(self) -> None:
        """End whatever runs in it and remove it."""
        for option in ("-k", "-w"):
            subprocess.run(["wineserver", option], env=self._environment, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *command: str | Path, screen: str = "") -> tuple[int, str]:
        """Run a program to its end; returns the last byte of its status, and what it said."""
        with self.start(*command, screen=screen) as program:
            said, _ = program.communicate(timeout=LONGEST_SECONDS)
        return program.returncode, said.replace("\r", "")

    def start(self, *command: str | Path, screen: str = "") -> subprocess.Popen[str]:
        """Start a program. Under Wine its standard input and output have to be pipes."""
        return subprocess.Popen(
            ["wine", *(str(one) for one in command)],
            env=self._environment | {"DISPLAY": screen},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )

    def inside(self, file: Path) -> str:
        """Return what a program in it calls a file of ours."""
        on_drive = file.is_relative_to(self.c)
        path = f"C:/{file.relative_to(self.c)}" if on_drive else f"Z:{file}"
        return path.replace("/", "\\")


class Screen:
    """An X server without a screen, whose picture is in a file."""

    def __init__(self, folder: Path, display: str):
        self._file = folder / "Xvfb_screen0"
        self.display = display

    def picture(self) -> QImage:
        """Return what is on it: the file is an XWD, 32 bits a pixel."""
        raw = self._file.read_bytes()
        head = struct.unpack(">25I", raw[:100])
        size, width, height, per_line, colours = head[0], head[4], head[5], head[12], head[19]
        pixels = raw[size + 12 * colours :]
        return QImage(pixels, width, height, per_line, QImage.Format.Format_RGB32).copy()

    def press(self, *chords: str, between_seconds: float = 1.0) -> None:
        """Press keys, as xdotool calls them, one chord after the other."""
        for chord in chords:
            self.xdotool("key", chord)
            time.sleep(between_seconds)

    def xdotool(self, *arguments: str) -> str:
        """Do something to what is on it; returns what xdotool answers."""
        environment = os.environ | {"DISPLAY": self.display}
        command = ["xdotool", *arguments]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        ).stdout

    def wait_painted(self, seconds: float, colours: int = COLOURS) -> QImage:
        """Return the picture of a window once it has been painted twice over."""
        end, looks = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            time.sleep(2)
            now = self.picture()
            looks = looks + 1 if _count_colours(now) >= colours else 0
            if looks == 2:
                return now
        raise TimeoutError("no window was painted")


def _count_colours(image: QImage) -> int:
    points = ((x, y) for x in range(0, SCREEN[0], 7) for y in range(0, SCREEN[1], 7))
    return len({image.pixel(x, y) for x, y in points})


@contextmanager
def screen() -> Iterator[Screen]:
    """Give a screen for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="attend-screen-") as name:
        size = "x".join(str(one) for one in SCREEN)
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size}x24", "-fbdir", name],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert server.stdout is not None  # it is a pipe
        try:
            yield Screen(Path(name), f":{server.stdout.readline().strip()}")
        finally:
            server.terminate()
            server.wait()
