"""``attend --self-test``: each step a line, nothing left behind; a step that fails is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BREAK = """
import sys
from desktop import self_test
def broken(test):
    raise self_test.Failed("the disk is full")
self_test.SelfTest._make = broken
sys.exit(self_test.main([]))
"""


def started(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Start it as somebody whose home and temporary folder are empty."""
    places = {name: str(folder) for name in ("HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    environment = os.environ | places | {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_every_step_is_a_line_and_nothing_is_left(tmp_path: Path) -> None:
    done = started(tmp_path, "-m", "desktop", "--self-test")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line.split(" (")[0] for line in lines] == [
        "ok      make a practice",
        "ok      open the window",
        "ok      find a person",
        "ok      book a visit",
        "ok      undo it",
        "ok      print the day to PDF",
        "ok      take a copy",
        "ok      restore the copy",
        "ok      check the practice and its copy",
        "ok      load what speaks to a server",
        "Attend works on this PC.",
    ]
    assert done.stderr == ""
    assert [
        one for one in tmp_path.rglob("*") if one.is_file() and "fontconfig" not in one.parts
    ] == []


def test_a_step_that_fails_is_named_and_ends_it(tmp_path: Path) -> None:
    done = started(tmp_path, "-c", BREAK)
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["FAILED  make a practice: the disk is full"]
    assert not [*tmp_path.glob("attend-self-test-*")]
