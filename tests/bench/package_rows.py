"""package.*: what the built packages weigh; start.frozen: how the frozen program starts.

What is not in ``dist/`` is said and gives no row.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.databases import ROOT, Databases
from tests.bench.measure import Budget, Figures, Row
from tests.bench.start_rows import start_source

DIST = ROOT / "dist"
COUNT, LONGEST_SECONDS = 15, 60
DEB = "attend_*_amd64.deb"
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Package:
    """A file in ``dist/``: its row, the target that makes it, what it may take once installed."""

    row: str
    pattern: str
    made_by: str
    most_installed_mb: int
    unpack: Callable[[Path, Path], None] | None = None
    """Lays what an install lays on the disk into a folder; None where this system can't."""


def _unpack_deb(package: Path, folder: Path) -> None:
    subprocess.run(["dpkg-deb", "--extract", package, folder], check=True)


def _unpack_msi(package: Path, folder: Path) -> None:
    subprocess.run(
        ["msiextract", "--directory", folder, package], check=True, stdout=subprocess.DEVNULL
    )


PACKAGES = (
    Package("package.deb", DEB, "make package-linux", 170, _unpack_deb),
    Package("package.setup", "attend-*-setup.exe", "make package-windows", 140),
    Package(
        *("package.msi", "attend-*.msi", "make package-windows", 140),
        _unpack_msi if shutil.which("msiextract") else None,
    ),
)


def measure_packages(databases: Databases) -> Iterator[Row]:
    """Weigh each package that is built, and what it takes on the disk once installed."""
    for one in PACKAGES:
        file = find_built(one.row, one.pattern, one.made_by)
        if file is None:
            continue
        note, is_right = file.name, True
        if one.unpack is not None:
            folder = databases.scratch / one.row
            folder.mkdir(parents=True)
            one.unpack(file, folder)
            taken = disk_taken(folder) / MEGABYTE
            is_right = taken <= one.most_installed_mb
            note += f", {taken:.1f} MB installed (at most {one.most_installed_mb})"
        weight = Figures((file.stat().st_size / MEGABYTE,))
        yield Row(one.row, weight, None, Budget(), note, unit="MB", is_right=is_right)


def measure_frozen_start(databases: Databases) -> Iterator[Row]:
    """Start the packed program and the source tree by turns, to the day of the same practice."""
    deb = find_built("start.frozen", DEB, "make package-linux")
    if deb is None:
        return
    folder = databases.scratch / "frozen"
    folder.mkdir(parents=True)
    _unpack_deb(deb, folder)
    url = databases.practice("sqlite")
    frozen, source = [], []
    for turn in range(COUNT + 1):
        took = _start_frozen(folder, url), start_source("day", url)
        if turn:  # the first turn fills the system's cache
            frozen.append(took[0])
            source.append(took[1])
    note = f"{deb.name}, 10,000 people, today painted; bare: start.day of the source tree"
    figures = Figures(tuple(frozen)), Figures(tuple(source))
    yield Row("start.frozen", *figures, Budget(ratio=1.1), note)


def find_built(row: str, pattern: str, made_by: str) -> Path | None:
    """Return the newest package of that name; None, after saying so, where there is none."""
    built = sorted(DIST.glob(pattern), key=lambda file: file.stat().st_mtime)
    if not built:
        print(f"{row}: not built ({made_by})", file=sys.stderr, flush=True)
        return None
    return built[-1]


def disk_taken(folder: Path) -> int:
    """Return the bytes of disk under a folder, whole blocks, each file once."""
    taken = {}
    for one in (folder, *folder.rglob("*")):
        known = one.lstat()
        taken[known.st_ino] = known.st_blocks * 512
    return sum(taken.values())


def _start_frozen(folder: Path, url: str) -> float:
    """Return the milliseconds until it says that the day is on screen."""
    places = {name: str(folder / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    began = time.time()
    program = subprocess.Popen(
        [folder / "usr" / "bin" / "attend", "--until-day", "--database", url],
        env=os.environ | places | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with program:
        assert program.stdout is not None  # both are pipes
        assert program.stderr is not None
        # One too old to know the option stays open.
        late = threading.Timer(LONGEST_SECONDS, program.kill)
        late.start()
        said = program.stdout.readline()
        late.cancel()
        took = (time.time() - began) * 1000
        if not said or program.wait(timeout=30):
            raise RuntimeError(
                program.stderr.read().decode() or "it ended before the day was shown"
            )
    return took
