"""The page of best fit: what a time loses for each thing it does not keep."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.best_fit import WEIGHT_NAMES, Weights
from desktop.domain.setup_records import SetupRecords
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.ticks_field import CountField
from desktop.ui.setup.one_record_page import OneRecordPage
from desktop.ui.setup.record_editor import RecordEditor
from desktop.ui.setup.record_list import RecordRow

_WORDS = {
    "must": "What the visit has to have",
    "asked_not": "What they asked us not to do",
    "clinician": "The clinician they prefer",
    "usual": "Who they saw most",
    "clinic": "The site they prefer",
    "times": "The times that suit them",
    "days": "The days that suit them",
    "notice": "The notice they need",
    "travel": "How early they can come",
    "comfort": "What helps, but is no must",
    "wait_day": "Each day of waiting",
}
IN_A_ROW = 2
TOLD = (
    "When times are looked for, each loses so many points for what it does not keep of what the "
    "person told us. The one that loses least comes first; of two alike, the sooner one. 0 leaves "
    "a thing out."
)


class FitEditor(RecordEditor):
    """A whole number for each thing that may be lost."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, "fit_editor", parent)
        made = [CountField(look, name, words, self) for name, words in _WORDS.items()]
        for place in range(0, len(made), IN_A_ROW):
            self.add_row(*made[place : place + IN_A_ROW])
        self._counts = {one.name: one for one in made}
        look.changed.connect(self._align)
        self._align()
        self.build_foot(can_retire=False)
        self.usual_button = KeyButton(
            look, "Back to the usual", name="fit_usual_button", parent=self
        )
        self.usual_button.clicked.connect(lambda: self.fill(Weights()))
        self.add_buttons(self.usual_button)

    def _align(self) -> None:
        """Let the fields stand in columns."""
        widest = max(one.label.sizeHint().width() for one in self._counts.values())
        for one in self._counts.values():
            one.setMinimumWidth(widest)

    def fill(self, details: Weights) -> None:
        for name in WEIGHT_NAMES:
            self._counts[name].set_text(str(getattr(details, name)))

    @property
    def details(self) -> Weights:
        return Weights(**{name: self._counts[name].number for name in WEIGHT_NAMES})


class FitPage(OneRecordPage):
    """How times are ranked in this practice."""

    title = "Best fit"

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, FitEditor(look), icon="calendar-check", parent=parent)

    def show_setup(self, records: SetupRecords) -> None:
        if records.weights is not None:
            self.show_records((records.weights,))

    def row_of(self, record: Any) -> RecordRow:
        return RecordRow(record.id, record.details.name, "", self.title)

    def open_record(self, record: Any, typed: Any) -> None:
        super().open_record(record, typed)
        self.form.say(record.details.name if record is not None else self.title, TOLD)

    def blank(self) -> Weights:
        return Weights()
