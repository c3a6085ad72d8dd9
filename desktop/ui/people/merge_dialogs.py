"""Merging two records, and taking them apart again: what happens, in words, before it does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.people import PatientCard
from desktop.operations.merging import MergedRecord
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look
from desktop.ui.people.panel_words import born_words


class MergeDialog(AskDialog):
    """Says which record lives on; the default button is the safe one."""

    def __init__(
        self,
        look: Look,
        *,
        survivor: PatientCard,
        other: PatientCard,
        today: date,
        parent: QWidget | None = None,
    ):
        super().__init__(
            look, f"Merge these two records of {survivor.called}?", "merge_dialog", parent
        )
        self.survivor, self.other = survivor, other
        self.add_words(f"Kept: {survivor.called}, {born_words(survivor.details, today)}.")
        self.add_words(f"Merged into it: {other.called}, {born_words(other.details, today)}.")
        self.add_words(
            "Visits, preferences, numbers and who may speak for them follow. Both names still find "
            "them. Nothing is lost: the records can be taken apart again.",
            tone="text2",
        )
        self.add_grave_buttons(
            "Merge the records",
            "Leave them apart",
            not_done="Not merged. Ctrl+Enter merges them, Esc leaves them apart.",
        )
        self.keep_button.setFocus()


class UnmergeDialog(AskDialog):
    """Asks which record goes apart, and whose each row is that was made since the merge."""

    def __init__(
        self,
        look: Look,
        *,
        called: str,
        records: Sequence[MergedRecord],
        today: date,
        parent: QWidget | None = None,
    ):
        title = f"Take a record out of {called}’s?"
        super().__init__(look, title, "unmerge_dialog", parent)
        self._records = tuple(records)
        self._boxes: dict[str, CheckBox] = {}
        self.which = ChoiceBox(look, "which", self)
        self.which.keep_whole()
        self.which.fill(
            (f"{one.called}, {born_words(one.details, today)}", place)
            for place, one in enumerate(self._records)
        )
        self.add_field("&Record", self.which, "which")
        self._question = self.add_words(" ")
        self._made = QVBoxLayout()
        self.body.addLayout(self._made)
        self.add_grave_buttons(
            "Take it apart",
            "Leave them merged",
            not_done="Not taken apart. Ctrl+Enter takes it apart, Esc leaves them merged.",
        )
        self.which.currentIndexChanged.connect(self._on_which_chosen)
        self._on_which_chosen()
        self.keep_button.setFocus()

    @property
    def record(self) -> MergedRecord:
        """Return the record that goes apart."""
        return self._records[self.which.currentData() or 0]

    @property
    def theirs(self) -> tuple[str, ...]:
        """Return the rows that go with it."""
        return tuple(key for key, box in self._boxes.items() if box.isChecked())

    @Slot()
    def _on_which_chosen(self) -> None:
        for box in self._boxes.values():
            self._made.removeWidget(box)
            box.hide()
            box.deleteLater()
        record = self.record
        self._boxes = {}
        for key, words in record.made_since:
            box = CheckBox(self._look, words, "made_since", self)
            self._boxes[key] = box
            self._made.addWidget(box)
        if record.made_since:
            self._question.setText(
                f"Made since the merge. Tick what is {record.called}’s; the rest stays."
            )
        else:
            self._question.setText("Nothing was added since the merge, so all goes back as it was.")
