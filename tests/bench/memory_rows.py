"""memory.window: what a window that has been at work for long holds, and whether it grows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

from tests.bench.databases import ROOT, Databases
from tests.bench.measure import Budget, Figures, Row

OPERATIONS = 10_000


def measure_memory(databases: Databases) -> Iterator[Row]:
    """Run one window for 10,000 operations; its memory at the end, and since half way."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.bench.memory_child",
            databases.practice("sqlite"),
            str(OPERATIONS),
        ],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    half, whole, count = (float(one) for one in done.stdout.split()[-3:])
    note = f"one window, 10,000-person practice, {count:,.0f} keys: find, days, book, undo, dialogs"
    yield Row("memory.window", Figures((whole,)), None, Budget(longest=300), note, unit="MB")
    grown = Figures((whole - half,))
    note = "the same window: growth over the second half"
    yield Row("memory.growth", grown, None, Budget(longest=5), note, unit="MB")
