"""``attend --self-test``: the whole program once through, on a practice made for it.

For whoever installs it: window, database, printing and copies of this very build, on this PC. The
keys go through Qt as those of a keyboard do. Everything it makes is in one folder, which goes.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from desktop import paths
from desktop.app import FUSION, Start
from desktop.display import why_no_window
from desktop.settings import Settings

if TYPE_CHECKING:
    from desktop.domain.ids import PatientId
    from desktop.operations.desk import Desk

_DESK = "Self-test"
PEOPLE = 100
PATIENCE_SECONDS = 30.0
TURN_MS = 5
REST_SECONDS = 0.3
"""How long nothing is under way before a step goes on: holds and the panel follow after 150 ms."""
WANTED = "maggie hughes"
WINDOW_SIZE = (1366, 768)
COLOURS = 16
"""A diary has at least so many; a window that is not painted has one."""

Step = tuple[str, Callable[[], None]]


class Failed(Exception):
    """A step did not come to what it should; the words say what is there instead."""


def main(arguments: list[str]) -> int:
    """Do every step, one line each; returns 0, or 1 after the step that failed."""
    if why := why_no_window(arguments):
        sys.stderr.write(f"{why}\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="attend-self-test-") as name:
        folder = Path(name)
        paths.keep_all_in(folder / "own")
        tempfile.tempdir = name  # the desks' locks too
        if sys.platform == "win32":  # without a screen Qt finds none of Windows' own fonts
            os.environ.setdefault("QT_QPA_FONTDIR", str(paths.fonts_dir() / "inter"))
        qInstallMessageHandler(_tell_qt)
        app = QApplication([sys.argv[0], *FUSION, *arguments])
        test = SelfTest(app, folder)
        try:
            return test.run()
        finally:
            test.end()


def _tell_qt(_kind: object, _where: object, words: str) -> None:
    if "propagateSizeHints" not in words:  # without a screen each window says it, to no harm
        sys.stderr.write(f"{words}\n")


class SelfTest:
    """The steps, in order; each needs what those before it have left."""

    def __init__(self, app: QApplication, folder: Path):
        self._app = app
        self._file = folder / "practice.db"
        self._copy = folder / "copy.db"
        self._restored = folder / "restored.db"
        self._pack = folder / "lists"
        self._start: Start | None = None
        self._is_ready = False
        self._person: PatientId | None = None
        self._visits = 0

    def run(self) -> int:
        """Do the steps until one fails."""
        for words, step in self._steps():
            began = time.monotonic()
            try:
                step()
            except Exception as error:  # whatever it is, the person who installs has to hear it
                sys.stdout.write(
                    f"FAILED  {words}: {type(error).__name__ if not str(error) else error}\n"
                )
                return 1
            sys.stdout.write(f"ok      {words} ({time.monotonic() - began:.1f} s)\n")
            sys.stdout.flush()
        sys.stdout.write("Attend works on this PC.\n")
        return 0

    def end(self) -> None:
        """Close the window, so that its files can go."""
        if self._start is None:
            return
        start = self._start
        start.window.close()
        self._until(lambda: start.front_desk is None, "the window did not close")

    def _steps(self) -> Iterator[Step]:
        yield "make a practice", self._make
        yield "open the window", self._open
        yield "find a person", self._find
        yield "book a visit", self._book
        yield "undo it", self._undo
        yield "print the day to PDF", self._print
        yield "take a copy", self._take_copy
        yield "restore the copy", self._restore
        yield "check the practice and its copy", self._check
        yield "load what speaks to a server", self._load_server

    # -- steps ----------------------------------------------------------------------------------

    def _make(self) -> None:
        from desktop.operations.demo import choose_clock, make_demo

        make_demo(self._url(self._file), people=PEOPLE, now=choose_clock(datetime.now(UTC)))

    def _open(self) -> None:
        settings = Settings(database=self._url(self._file), theme="light", cover_after_minutes=0)
        self._start = start = Start(settings, remember=False)
        start.window.resize(*WINDOW_SIZE)
        start.ready.connect(self._on_ready)
        start.show()
        self._until(lambda: self._is_ready, "it did not open")
        if start.front_desk is None:
            raise Failed("the practice did not open")
        start.window.activateWindow()
        self._rest()
        image = start.window.grab().toImage()
        across = range(0, image.width(), 7)
        if len({image.pixel(x, y) for x in across for y in range(0, image.height(), 7)}) < COLOURS:
            raise Failed("nothing was painted")

    def _on_ready(self) -> None:
        self._is_ready = True

    def _find(self) -> None:
        self._press("Ctrl+K")
        self._type(WANTED)
        self._press("Return")
        front_desk = self._started.front_desk
        card = front_desk.panel.card if front_desk is not None else None
        if card is None or card.called.casefold() != WANTED:
            raise Failed(f"{WANTED!r} was not found")
        self._person = card.id
        self._visits = self._count_visits()

    def _book(self) -> None:
        self._press("Ctrl+B")
        self._press("Return")
        focus = QApplication.focusWidget()
        if focus is not None and focus.objectName() == "ask_bar_no":  # she has a visit at that time
            self._press("Ctrl+Return")
        if self._count_visits() != self._visits + 1:
            raise Failed(f"there is no visit more; the window says {self._said!r}")

    def _undo(self) -> None:
        self._press("Ctrl+Z")
        if self._count_visits() != self._visits:
            raise Failed(f"the visit is there still; the window says {self._said!r}")

    def _print(self) -> None:
        from desktop.operations.sheets import read_downtime_pack
        from desktop.ui.print.downtime import write_pack

        desk = self._desk()
        files = write_pack(desk.read(read_downtime_pack), self._pack)
        desk.close()
        if not files or not all(one.read_bytes().startswith(b"%PDF") for one in files):
            raise Failed("no PDF came of it")

    def _take_copy(self) -> None:
        from desktop.operations.backup import copy_from_desk

        desk = self._desk()
        copied = copy_from_desk(desk, self._url(self._file), self._copy)
        desk.close()
        if copied.people < PEOPLE:
            raise Failed(f"only {copied.people} people are in it")

    def _restore(self) -> None:
        from desktop.operations.backup import restore_practice

        restored = restore_practice(self._copy, self._url(self._restored))
        if restored.people < PEOPLE:
            raise Failed(f"only {restored.people} people came back")

    def _check(self) -> None:
        from desktop.operations.checks import check_database

        for file in (self._file, self._restored):
            wrong = [one.invariant for one in check_database(self._url(file)) if one.violations]
            if wrong:
                raise Failed(f"in {file.name}: {', '.join(wrong)}")

    def _load_server(self) -> None:
        """Import it as the first desk on a server does; nothing is spoken to."""
        import keyring
        from sqlalchemy import create_engine

        create_engine("postgresql+psycopg://desk@127.0.0.1/practice").dispose()
        keyring.get_keyring()

    # -- hands and eyes -------------------------------------------------------------------------

    def _press(self, chord: str) -> None:
        combination = QKeySequence.fromString(chord)[0]  # type: ignore[index]  # PySide’s stub has no __getitem__
        self._send(combination.key(), combination.keyboardModifiers(), "")
        self._rest()

    def _type(self, text: str) -> None:
        for letter in text:
            self._send(Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
        self._rest()

    def _send(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> None:
        """Send a key to what has the keys, shortcuts first, as Qt does with a keyboard's."""
        to = QApplication.focusWidget() or self._started.window
        for command in self._started.window.actions():
            if any(one == QKeySequence(key | modifiers) for one in command.shortcuts()):
                command.trigger()
                return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            self._app.sendEvent(to, QKeyEvent(kind, key, modifiers, text))

    def _rest(self) -> None:
        """Wait until nothing has been under way for a while."""
        quiet_since = time.monotonic()

        def is_quiet() -> bool:
            nonlocal quiet_since
            front_desk = self._started.front_desk
            if front_desk is not None and front_desk.runner.is_busy:
                quiet_since = time.monotonic()
            return time.monotonic() - quiet_since > REST_SECONDS

        self._until(is_quiet, "it did not come to rest")

    def _until(self, condition: Callable[[], bool], otherwise: str) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > end:
                raise Failed(otherwise)
            turn = QEventLoop()
            QTimer.singleShot(TURN_MS, turn.quit)
            turn.exec()

    @property
    def _started(self) -> Start:
        assert self._start is not None  # the window is open from the second step on
        return self._start

    @property
    def _said(self) -> str:
        return self._started.window.message_bar.message().text

    def _count_visits(self) -> int:
        """Count the visits to come of who was found, as any desk reads them."""
        from desktop.operations.people_reads import read_patient_card

        assert self._person is not None  # the third step has found somebody
        desk = self._desk()
        card = desk.read(read_patient_card, patient_id=self._person)
        desk.close()
        return len(card.today) + len(card.coming)

    def _desk(self) -> Desk:
        from desktop.operations.desk import open_desk

        return open_desk(self._url(self._file), desk_name=_DESK)

    def _url(self, file: Path) -> str:
        return paths.file_url(file)
