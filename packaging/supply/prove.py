"""Starts a built program on nothing and on an old practice; it counts only after that.

Usage: python packaging/supply/prove.py PROGRAM

The old practice is a demo that the source tree's own migrations take back to an earlier revision.
The window has to bring it to this version, after a copy, and then `check` has to find nothing.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from desktop.persistence.schema import HEAD, REVISION  # noqa: E402 the tree's own, wherever this is run
from tests.old_practice import REVISION as OLD  # noqa: E402
from tests.old_practice import make_old_practice  # noqa: E402

PEOPLE = 100
PATIENCE_SECONDS = 60.0
STAYS_SECONDS = 5.0
"""How long a window has to stay open on nothing."""
HARMLESS = ("propagateSizeHints",)
"""Said by Qt once a window where there is no screen."""
COUNT = "SELECT (SELECT count(*) FROM patients) + (SELECT count(*) FROM appointments)"


class Program:
    """The built program, in a home of its own."""

    def __init__(self, file: str, home: Path):
        self._file = file
        places = ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "TMPDIR")
        self._environment = {
            name: value for name, value in os.environ.items() if name != "PYTHONPATH"
        } | dict.fromkeys(places, str(home))
        self._home = home

    def run(self, *arguments: str) -> None:
        """Run it to its end; anything but success ends the build."""
        done = subprocess.run(
            [self._file, *arguments],
            cwd=self._home,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=5 * PATIENCE_SECONDS,
            check=False,
        )
        if done.returncode or unexpected(done.stderr):
            fail(f"{' '.join(arguments)} failed", done.stdout + done.stderr)

    def open_window(self, *arguments: str, until: Callable[[], bool] | None = None) -> None:
        """Open the window until something is so, or for a while; it has to stay, silently."""
        with subprocess.Popen(
            [self._file, *arguments, "-platform", "offscreen"],
            cwd=self._home,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as window:
            end = time.monotonic() + (STAYS_SECONDS if until is None else PATIENCE_SECONDS)
            done = until is None
            while time.monotonic() < end and window.poll() is None:
                time.sleep(0.1)
                if until is not None and until():
                    done = True
                    time.sleep(1.0)  # what it does with it has to work as well
                    break
            has_stayed = window.poll() is None
            window.kill()
            said = window.communicate()[0]
        if not has_stayed or not done or unexpected(said):
            fail("the window did not open" if not done else "the window did not stay open", said)


def unexpected(said: str) -> str:
    """Return what the program said beside the harmless."""
    lines = (line for line in said.splitlines() if line.strip())
    return "\n".join(line for line in lines if not any(one in line for one in HARMLESS))


def fail(why: str, said: str) -> None:
    """End the build."""
    sys.exit(f"The built program is not good: {why}.\n{said}")


def ask(file: Path, question: str) -> object:
    """Return the one answer of a file; it may be being upgraded just now."""
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=PATIENCE_SECONDS)
    try:
        return db.execute(question).fetchone()[0]
    except sqlite3.OperationalError:
        return None
    finally:
        db.close()


def main() -> None:
    """Prove the program that is named."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="attend-prove-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        home = folder / "home"
        home.mkdir()
        program = Program(sys.argv[1], home)
        program.open_window()
        if made := [*home.rglob("*.db")]:
            fail("a start on nothing made a practice", str(made))
        print("ok      start on nothing")
        old = folder / "old.db"
        make_old_practice(old, PEOPLE)
        rows = ask(old, COUNT)
        program.open_window("--database", str(old), until=lambda: ask(old, REVISION) == HEAD)
        copies = [*folder.glob("old-before-upgrade-*.db")]
        if [ask(one, REVISION) for one in copies] != [OLD]:
            fail("an old practice was upgraded without a copy before", str(copies))
        if not rows == ask(old, COUNT) == ask(copies[0], COUNT):
            fail("an old practice lost rows", "")
        program.run("check", "--database", str(old))
        print(f"ok      start on a practice of revision {OLD}: copied, upgraded, checked")


if __name__ == "__main__":
    main()
