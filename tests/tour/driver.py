"""Drives the real window as a person does: keys go to whatever has the focus, nothing is named."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QEvent, QPoint, QSize, QTimer, QTimerEvent
from PySide6.QtGui import QCursor, QKeySequence, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop import forms
from desktop.app import Start
from desktop.settings import Settings

PATIENCE_SECONDS = 15.0
SHORT_MS = 300
TURN_SECONDS = 0.001
"""How long the worker gets while an answer is due: who looks without end takes its time away."""
QUIET_TURNS = 3
"""How often nothing is to do before it is quiet: what one turn does may be due to another."""
_never = threading.Event()


class Driver:
    """One started program. ``keys_pressed`` counts keys and chords, not the letters of a text.

    Where it ``hurries``, as in tests, the window's short rests are over at once, as if their time
    had gone by.
    """

    hurries: ClassVar[bool] = False

    def __init__(
        self,
        url: str,
        *,
        size: tuple[int, int] = (1366, 768),
        theme: str = "light",
        text_percent: int = 100,
        desk: str = "Desk 1",
    ):
        existing = QApplication.instance()
        self.app = existing if isinstance(existing, QApplication) else QApplication(["attend"])
        self.app.setStyle("Fusion")
        settings = Settings(database=url, theme=theme, text_percent=text_percent, desk_name=desk)
        self.start = Start(settings, remember=False)
        self.window = self.start.window
        self.size = QSize(*size)
        self.window.resize(self.size)
        self.keys_pressed = 0
        self._is_ready = False
        self.start.ready.connect(self._on_ready)

    @classmethod
    def hurry(cls) -> None:
        """Hurry from now on; nor is a window ever idle, and builds forms that nobody opens."""
        cls.hurries = True
        forms.PAUSE_MS = 60_000

    def _on_ready(self) -> None:
        self._is_ready = True

    def open(self) -> None:
        """Show the window and wait until the day is on screen and keys reach it."""
        self.start.show()
        self.until(lambda: self._is_ready)
        self.front()
        self.settle()

    def close(self) -> None:
        """Close the window as a person would and wait for its end."""
        self.window.close()
        self.until(lambda: self.start.front_desk is None and not self.start.is_loading)
        self.app.processEvents()  # what it still sent, before there is nobody to take it
        self.start.look.deleteLater()
        self.window.deleteLater()
        self.start.deleteLater()
        # At once: the ring of a window that is gone would follow the focus in the next one.
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.app.processEvents()

    def front(self) -> None:
        """Bring the window (or its dialog) to the front, as a click on it would."""
        top = self.app.activeModalWidget() or self.window
        if top is self.window:  # the mouse out of the corner, where it lies on the word Attend
            at = self.window.rect().bottomLeft() + QPoint(300, -8)
            QCursor.setPos(self.window.mapToGlobal(at))
            QTest.mouseMove(self.window.windowHandle(), at)
        top.activateWindow()
        QTest.qWaitForWindowActive(top, 2000)

    # -- hands ----------------------------------------------------------------------------------

    def press(self, *chords: str, settled: bool = True) -> None:
        """Press keys one after another, "Ctrl+K", "Return"; each is settled before the next.

        Not ``settled`` on a slow line, where answers stay away.
        """
        for chord in chords:
            self.keys_pressed += 1
            combination = QKeySequence(chord)[0]
            QTest.keyClick(self._target(), combination.key(), combination.keyboardModifiers())
            if settled:
                self.settle()

    def type(self, text: str, *, counted: bool = False, settled: bool = True) -> None:
        """Type a text, letter by letter."""
        for letter in text:
            self.keys_pressed += int(counted)
            QTest.keyClicks(self._target(), letter)
        if settled:
            self.settle()

    def focus(self, widget: QWidget) -> None:
        """Give a control the focus, as a click on it would, once it is there to be clicked on."""
        # A layout shows what was put into it a turn later; what is hidden takes no focus.
        self.until(widget.isVisible)
        widget.setFocus()
        self.until(lambda: QApplication.focusWidget() in (widget, widget.focusProxy()))

    def tab_to(self, name: str) -> None:
        """Press Tab until what is called so has the keys."""
        for _ in range(40):
            focus = QApplication.focusWidget()
            if focus is not None and focus.objectName() == name:
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not come to {name}")

    def _target(self) -> QWidget:
        popup = self.app.activePopupWidget()
        focus = QApplication.focusWidget()
        modal = self.app.activeModalWidget()
        if focus is None:
            self.front()
            focus = QApplication.focusWidget()
        return popup or focus or modal or self.window

    # -- eyes -----------------------------------------------------------------------------------

    def settle(self) -> None:
        """Wait until nothing is under way: no answer due, no short timer waiting."""
        end = time.monotonic() + PATIENCE_SECONDS
        quiet = 0
        while True:
            self.app.processEvents()
            if self._is_answer_due():
                quiet = 0
                _never.wait(TURN_SECONDS)
            elif quiet < QUIET_TURNS:
                quiet += 1
            elif resting := self._resting():
                quiet = 0
                if self.hurries:
                    self.app.sendEvent(resting[0], QTimerEvent(resting[0].timerId()))
                else:
                    _never.wait(TURN_SECONDS)
            else:
                return
            if time.monotonic() > end:
                raise AssertionError("the window did not come to rest")

    def _is_answer_due(self) -> bool:
        front_desk = self.start.front_desk
        return front_desk is not None and front_desk.runner.is_busy

    def _resting(self) -> list[QTimer]:
        """Return the short timers that wait, in the order of their ends.

        The panel follows and a hold is taken after 150 ms of rest.
        """
        timers = self.start.findChildren(QTimer) + self.window.findChildren(QTimer)
        resting = [
            timer
            for timer in timers
            if timer.isActive() and timer.isSingleShot() and timer.interval() <= SHORT_MS
        ]
        return sorted(resting, key=QTimer.remainingTime)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > end:
                raise AssertionError("waited in vain")
            self.app.processEvents()
            _never.wait(TURN_SECONDS)

    @property
    def said(self) -> str:
        """What the message bar says."""
        return self.window.message_bar.message().text

    def picture(self, file: Path) -> None:
        """Save what is on screen: the window, with any popup or dialog over it."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self.app.processEvents()
        picture = self.window.grab()
        painter = QPainter(picture)
        dialog = self.app.activeModalWidget()
        if dialog is not None and dialog is not self.window:
            size = dialog.size()
            left = (self.window.width() - size.width()) // 2
            top = (self.window.height() - size.height()) // 3
            painter.drawPixmap(left, top, dialog.grab())
        popup = self.app.activePopupWidget()
        if popup is not None:
            painter.drawPixmap(self.window.mapFromGlobal(popup.pos()), popup.grab())
        painter.end()
        picture.save(str(file))
