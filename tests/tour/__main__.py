"""``python -m tests.tour``: make the demo of the pictures, drive the window, save each step.

Uses nothing but the program and Qt, so that ``make run`` can call it on a PC with no display.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from desktop.operations.demo import make_demo
from desktop.persistence.schema import HEAD
from tests.tour.change_steps import change_steps
from tests.tour.checks_steps import small_steps
from tests.tour.first_start_steps import FIRST_STARTS
from tests.tour.fit_steps import fit_steps
from tests.tour.line_steps import line_steps
from tests.tour.month_steps import MONTHS
from tests.tour.newcomer_steps import newcomer_steps
from tests.tour.paper_steps import paper_steps
from tests.tour.people_steps import people_steps
from tests.tour.preference_steps import preference_steps
from tests.tour.settle_steps import settle_steps
from tests.tour.setup_steps import setup_steps
from tests.tour.steps import LOOKS, main_job, more_steps
from tests.tour.swap_steps import swap_steps
from tests.tour.template_steps import template_steps
from tests.tour.together_steps import together_steps
from tests.tour.trust_steps import carrying_marks, trust_steps
from tests.tour.waiting_steps import waiting_steps
from tests.tour.walk_steps import walk_steps
from tests.tour.week_steps import WEEKS
from tests.tour.whole_steps import WHOLES

BUILD = Path("build")
PICTURES = BUILD / "tour"
TODAY = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)
PEOPLE = 10_000


def _say(kind: QtMsgType, _context: QMessageLogContext, words: str | None) -> None:
    """Pass Qt's messages on, but the one the offscreen platform says of every window."""
    if words and "propagateSizeHints" not in words:
        print(f"{kind.name}: {words}", file=sys.stderr)


def demo_file() -> Path:
    """Return the tour's own demo practice, made once for each schema."""
    file = BUILD / f"tour-{HEAD}.db"
    if not file.exists():
        BUILD.mkdir(exist_ok=True)
        being_made = file.with_suffix(".making")
        being_made.unlink(missing_ok=True)
        print("Making the demo practice of the tour.")
        make_demo(f"sqlite:///{being_made.resolve()}", people=PEOPLE, seed=1, now=TODAY)
        being_made.rename(file)
    return file


def fresh_copy(name: str) -> str:
    """Return the URL of a copy of the demo: a tour changes what it drives."""
    copy = BUILD / f"tour-{name}.db"
    for old in BUILD.glob(f"{copy.name}*"):
        old.unlink()
    shutil.copyfile(demo_file(), copy)
    return f"sqlite:///{copy.resolve()}"


def _people() -> None:
    for theme in ("light", "dark"):
        people_steps(fresh_copy("people"), PICTURES, theme=theme)


def _trust() -> None:
    for theme in ("light", "dark"):
        trust_steps(fresh_copy("trust"), PICTURES, theme=theme)
    for theme in ("highContrast", "highContrastDark"):
        carrying_marks(fresh_copy("trust"), PICTURES, theme=theme)


def _templates() -> None:
    for look in range(3):
        template_steps(fresh_copy("templates"), PICTURES, look)


def _first_start() -> None:
    for first in FIRST_STARTS:
        first.take(BUILD / "tour-first-start", PICTURES)


def _acts() -> None:
    for theme, text_percent in (("light", 100), ("dark", 150)):
        for name, steps in ACTS.items():
            steps(fresh_copy(name), PICTURES, theme=theme, text_percent=text_percent)


def _newcomer() -> None:
    for theme, text_percent in (("light", 100), ("dark", 150), ("light", 200)):
        url = fresh_copy("newcomer")
        newcomer_steps(url, PICTURES, theme=theme, text_percent=text_percent)


def _fit() -> None:
    for theme in ("light", "dark"):
        for text_percent in (100, 150):
            fit_steps(fresh_copy("fit"), PICTURES, theme=theme, text_percent=text_percent)
    fit_steps(fresh_copy("fit"), PICTURES, size=(1920, 1080))


def _weeks() -> None:
    for week in WEEKS:
        week.take(fresh_copy("week"), PICTURES)


def _months() -> None:
    for month in MONTHS:
        month.take(fresh_copy("month"), PICTURES)


def _wholes() -> None:
    for whole in WHOLES:
        whole.take(fresh_copy("whole"), PICTURES)


def _looks() -> None:
    for look in LOOKS:
        look.take(fresh_copy("look"), PICTURES)


ACTS = {
    "line": line_steps,
    "checks": small_steps,
    "settle": settle_steps,
    "swap": swap_steps,
    "change": change_steps,
    "told": preference_steps,
    "walk": walk_steps,
    "together": together_steps,
}
WAITING = (
    ("light", 100, (1366, 768)),
    ("dark", 150, (1366, 768)),
    ("dark", 100, (1920, 1080)),
    ("dark", 150, (1920, 1080)),
)


def _waiting() -> None:
    for theme, text_percent, size in WAITING:
        url = fresh_copy("waiting")
        waiting_steps(url, PICTURES, theme=theme, text_percent=text_percent, size=size)


PARTS: dict[str, Callable[[], None]] = {
    "main": lambda: main_job(fresh_copy("main"), PICTURES),
    "more": lambda: more_steps(fresh_copy("more"), PICTURES),
    "people": _people,
    "trust": _trust,
    "setup": lambda: setup_steps(fresh_copy("setup"), PICTURES),
    "templates": _templates,
    "first-start": _first_start,
    "acts": _acts,
    "waiting": _waiting,
    "paper": lambda: paper_steps(fresh_copy("paper"), PICTURES),
    "newcomer": _newcomer,
    "fit": _fit,
    "weeks": _weeks,
    "months": _months,
    "wholes": _wholes,
    "looks": _looks,
}


def main() -> int:
    """Run the tour, or the parts asked for beside the pictures of the others; returns 0."""
    parser = argparse.ArgumentParser(prog="tests.tour")
    parser.add_argument("parts", nargs="*", help=f"these alone: {', '.join(PARTS)}")
    parser.add_argument("--main-job", action="store_true", help="the main job alone")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    qInstallMessageHandler(_say)
    if not options.parts:
        shutil.rmtree(PICTURES, ignore_errors=True)
    for name in ["main"] if options.main_job else options.parts or PARTS:
        PARTS[name]()
    for file in sorted(PICTURES.glob("*.png")):
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
