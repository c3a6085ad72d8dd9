"""Two installed copies on one PostgreSQL: setup.exe's under Wine, and the .deb's beside it.

Each has a window on a screen of its own, driven by keys from outside. A visit booked in one appears
in the other, where nobody presses a key; then the other way round.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from desktop.operations.demo import choose_clock, make_demo
from tests.postgres_cluster import start_cluster, stop_cluster
from tests.windows.checks import expect
from tests.windows.wine import Screen, Wine, screen

PEOPLE = 300
PANEL = QRect(1060, 160, 300, 140)
"""Where the panel says a person's next visit, at the screen's size."""
BY_ITSELF_SECONDS = 8
LONGEST_SECONDS = 20
SEEN_PIXELS = 300
"""So many differ where a visit stands instead of "none booked"."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One installed copy: its desk's name and the screen its window is on."""

    desk: str
    screen: Screen

    def take_keys(self) -> None:
        """Give the keys to its window: there is no window manager."""
        found = self.screen.xdotool("search", "--onlyvisible", "--name", "Attend").split()
        if found:
            self.screen.xdotool("windowfocus", found[-1])

    def choose(self, person: str) -> None:
        """Bring somebody into the panel."""
        self.screen.press("ctrl+k")
        self.screen.xdotool("type", "--delay", "80", person)
        time.sleep(2)
        self.screen.press("Return")

    def panel(self) -> QImage:
        """Return what the panel says of them."""
        return self.screen.picture().copy(PANEL)


def prove_together(setup: Path, deb: Path, pictures: Path) -> None:
    """Book in each of the two and look at the other; the pictures are for looking at."""
    pictures.mkdir(parents=True, exist_ok=True)
    with ExitStack() as open_things:
        folder = Path(open_things.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        cluster = start_cluster(folder / "server")
        open_things.callback(stop_cluster, cluster.folder)
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as db:
            db.execute("CREATE DATABASE practice TEMPLATE template0")
        url = cluster.url("practice")
        make_demo(url, people=PEOPLE, now=choose_clock(datetime.now(UTC)))
        windows = open_things.enter_context(_windows_copy(setup, url))
        linux = open_things.enter_context(_linux_copy(deb, folder / "linux", url))
        for one, other, person in (
            (windows, linux, "maggie hughes"),
            (linux, windows, "adaeze nwosu"),
        ):
            _book_and_look(url, one, other, person, pictures)


def _book_and_look(url: str, one: Copy, other: Copy, person: str, pictures: Path) -> None:
    before = _count_booked(url, one.desk)
    for copy in (one, other):
        copy.take_keys()
        copy.choose(person)
    other.screen.picture().save(str(pictures / f"together-{other.desk}-before.png"))
    first = other.panel()
    time.sleep(BY_ITSELF_SECONDS)
    by_itself = _differing(first, other.panel())
    expect(by_itself < SEEN_PIXELS, f"the panel of {other.desk} changes by itself ({by_itself})")
    first = other.panel()
    one.screen.press("ctrl+b", "Return", between_seconds=3)
    booked = _count_booked(url, one.desk)
    one.screen.picture().save(str(pictures / f"together-{one.desk}-booked.png"))
    expect(booked == before + 1, f"{one.desk} has booked {booked - before} visits")
    began = time.monotonic()
    while _differing(first, other.panel()) < SEEN_PIXELS:
        expect(time.monotonic() - began < LONGEST_SECONDS, f"{other.desk} does not show it")
        time.sleep(0.2)
    other.screen.picture().save(str(pictures / f"together-{other.desk}-after.png"))
    print(f"ok      booked by {one.desk}, shown by {other.desk}", flush=True)


@contextmanager
def _windows_copy(setup: Path, url: str) -> Iterator[Copy]:
    wine = Wine()
    try:
        status, said = wine.run(setup, "/S")
        expect(status == 0, f"{setup.name} ended with {status}: {said}")
        program = wine.c / "Program Files" / "Attend" / "program" / "Attend.exe"
        with screen() as display:
            command = program, "--database", url, "--desk", "Windows"
            started = wine.start(*command, screen=display.display)
            display.wait_painted(120)
            yield Copy("Windows", display)
            wine.end()
            started.communicate()
    finally:
        wine.end()


@contextmanager
def _linux_copy(deb: Path, folder: Path, url: str) -> Iterator[Copy]:
    subprocess.run(["dpkg-deb", "--extract", deb, folder], check=True)
    home = {name: str(folder / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    with (
        screen() as display,
        subprocess.Popen(
            [folder / "usr" / "bin" / "attend", "--database", url, "--desk", "Linux"],
            env=os.environ | home | {"DISPLAY": display.display, "QT_QPA_PLATFORM": "xcb"},
            stdin=subprocess.DEVNULL,
        ) as started,
    ):
        try:
            display.wait_painted(60)
            yield Copy("Linux", display)
        finally:
            started.terminate()


def _count_booked(url: str, desk: str) -> int:
    with psycopg.connect(url) as db:
        found = db.execute(
            "SELECT count(DISTINCT appointment_id) FROM audit_log WHERE desk = %s", [desk]
        ).fetchone()
    assert found is not None  # a count is one row
    return int(found[0])


def _differing(one: QImage, other: QImage) -> int:
    across, down = range(one.width()), range(one.height())
    return sum(one.pixel(x, y) != other.pixel(x, y) for x in across for y in down)
