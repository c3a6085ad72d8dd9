"""The demo being made, with a way out."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.operations.demo import USUAL_PEOPLE
from desktop.operations.first_start import make_demo_file
from desktop.ui.first_start.errand import Errand
from desktop.ui.first_start.step_page import StepPage, words_of
from desktop.ui.kit.form_fields import Tone
from desktop.ui.kit.look import Look


class DemoPage(StepPage):
    """Signals: ``made(url)`` once the demo is whole."""

    made = Signal(str)
    _went_on = Signal(str, float)

    def __init__(self, look: Look, file: Path, parent: QWidget | None = None):
        super().__init__(look, "demo_page", "The demo is being made", "", parent)
        self._file = file
        self._errand = Errand(self)
        self._stop = threading.Event()
        self.people = USUAL_PEOPLE
        self.words.setText(
            f"{self.people:,} made-up people with a year of visits. It takes about half a minute, "
            "once. Everyone’s PIN is shown when you change person. For your own practice: menu "
            "Attend, Open another practice."
        )
        self.words.show()
        self.bar = QProgressBar(self)
        self.bar.setObjectName("demo_progress")
        self.bar.setAccessibleName("How much of the demo is made")
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.body.addWidget(self.bar)
        self.next_button.set_words("Try again")
        self.next_button.hide()
        self.back_button.set_words("Stop")
        self._went_on.connect(self._on_went_on, Qt.ConnectionType.QueuedConnection)
        self.next_requested.connect(self.make)

    def enter(self) -> None:
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def make(self) -> None:
        """Begin to make it."""
        self.next_button.hide()
        self.message.say_nothing()
        self.bar.setValue(0)
        self._stop = threading.Event()
        stop, file, people, told = self._stop, self._file, self.people, self._went_on.emit
        self._errand.run(
            lambda: make_demo_file(file, people=people, progress=told, stop=stop),
            on_done=self.made.emit,
            on_failed=self._on_failed,
        )

    def stop(self) -> None:
        """Make it no further; nothing of it is left."""
        self._stop.set()
        self._errand.drop()

    def _on_went_on(self, _what: str, share: float) -> None:
        self.bar.setValue(round(share * 100))

    def _on_failed(self, error: BaseException) -> None:
        self.message.say(Tone.WRONG, words_of(error))
        self.next_button.show()
