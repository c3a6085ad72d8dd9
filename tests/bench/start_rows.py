"""start.*: from the start of the process to the painted shell, and to the day on screen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.bench.databases import ROOT, Databases
from tests.bench.measure import Budget, Figures, Row

COUNT = 15


def measure_start(databases: Databases) -> Iterator[Row]:
    """Start Attend and bare windows by turns, files in the system's cache."""
    url = databases.practice("sqlite")
    took: dict[str, list[float]] = {"bare": [], "core": [], "shell": [], "day": [], "acts": []}
    for turn in range(COUNT + 1):
        for what, kept in took.items():
            milliseconds = start_source(what, url)
            if turn:  # the first turn fills the cache
                kept.append(milliseconds)
    figures = {what: Figures(tuple(kept)) for what, kept in took.items()}
    shell = "bare: PySide6, an empty window painted"
    day = "10,000 people, today painted, arrows and typing taken; bare: Core imported, empty window"
    acts = "until every act works (what is asked for sooner waits for it); same bare; no budget"
    yield Row("start.shell", figures["shell"], figures["bare"], Budget(ratio=1.4), shell)
    yield Row("start.day", figures["day"], figures["core"], Budget(ratio=1.5), day)
    yield Row("start.acts", figures["acts"], figures["core"], Budget(), acts)


def start_source(what: str, url: str) -> float:
    """Start that of ``start_child`` from the source tree; returns its milliseconds.

    Whatever is set here, its compiled files are kept, as they are on a practice's PC.
    """
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.start_child", what, url],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    return (float(done.stdout.split()[-1]) - began) * 1000
