"""Cancelling a visit: the reason, what it undoes, and keeping it as the safe way out."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.domain.trips import CANCEL_ALONE
from desktop.domain.visits import CANCEL_REASONS
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look


class CancelDialog(AskDialog):
    """Asks why; the visit is kept unless its red button is pressed."""

    def __init__(
        self,
        look: Look,
        *,
        whose: str,
        when: str,
        arranged: str = "",
        series: str = "",
        parent: QWidget | None = None,
    ):
        super().__init__(look, f"Cancel {whose}, {when}?", "cancel_dialog", parent)
        self.which: ChoiceBox | None = None
        self.reason = ChoiceBox(look, "reason", self)
        fill_reasons(self.reason)
        self.words = QLineEdit(self)
        self.words.setPlaceholderText("More about it, if it helps")
        self.add_field("&Reason", self.reason, "reason")
        self.add_field("I&n words", self.words, "words")
        self._say_what(arranged, series)
        self.reason.setFocus()

    def _say_what(self, arranged: str, series: str) -> None:
        """Say what cancelling does, and what goes on the list To arrange."""
        self.add_words(
            "The time can be booked again at once. "
            "Nothing is sent: they hear of it from you. Undo brings the visit back."
        )
        if arranged:
            self.add_words(f"To call off: {arranged}. It goes on the list To arrange.", tone="warn")
        if series:
            self.add_words(f"{series} Esc, then Ctrl+Del cancels all of it that is to come.")
        self.add_red_buttons(
            "Cancel the visit",
            "Keep it",
            not_done="Not cancelled. Ctrl+Enter cancels it, Esc keeps it.",
        )

    def ask_trip(self, words: str) -> None:
        """Say that others belong to it, and ask whether they are cancelled too."""
        if self.which is None:
            self.which = ChoiceBox(self._look, "which", self)
            self.which.fill([("Both visits of the trip", True), ("This one alone", False)])
            self.add_field("&Which", self.which, "which")
            self.which.currentIndexChanged.connect(self._say_act)
            self.which.show()
            self._say_act()
        self.say_wrong("which", f"{words.removesuffix(CANCEL_ALONE)}Which of them is cancelled?")
        QTimer.singleShot(0, self, self.grow)  # once the new field has its height

    def _say_act(self) -> None:
        """Say on the buttons what they do: to both visits, or to the one."""
        both = self.takes_both
        self.act_button.set_words("Cancel both visits" if both else "Cancel the visit")
        self.keep_button.set_words("Keep them" if both else "Keep it")

    @property
    def takes_both(self) -> bool:
        """Whether the others of the trip are cancelled too."""
        return self.which is not None and bool(self.which.currentData())

    @property
    def code(self) -> str:
        """Return the reason's code."""
        return str(self.reason.currentData() or "")


def fill_reasons(combo: QComboBox) -> None:
    """Offer the reasons under their groups; they asked, mostly, so that is chosen."""
    combo.setMaxVisibleItems(12)
    # Else the list is as high as all of them; its rows are then no longer those of a menu.
    row = combo.fontMetrics().height() + 8
    combo.setStyleSheet(
        "QComboBox { combobox-popup: 0; }"
        f"QComboBox QAbstractItemView::item {{ min-height: {row}px; padding: 0 6px; }}"
    )
    combo.view().setFont(combo.font())
    combo.view().setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    groups: set[str] = set()
    model = combo.model()
    assert isinstance(model, QStandardItemModel)
    for reason in CANCEL_REASONS:
        if reason.group not in groups:
            groups.add(reason.group)
            if groups - {reason.group}:
                combo.insertSeparator(combo.count())
            combo.addItem(reason.group, None)
            heading = model.item(combo.count() - 1)
            heading.setEnabled(False)
            font = combo.font()
            font.setBold(True)
            heading.setFont(font)
        combo.addItem(reason.words, reason.code)
    combo.setCurrentIndex(1)
