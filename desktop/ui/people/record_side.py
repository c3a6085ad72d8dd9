"""One of two records side by side: what it says, and where it differs from the other."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QRadioButton, QVBoxLayout, QWidget

from desktop.domain.nhs_numbers import format_nhs_number
from desktop.domain.people import PatientCard
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.people.panel_parts import Card, Words
from desktop.ui.people.panel_words import born_words, need_words, shown_phone

SAME = "Same in both"


class RecordSide(Card):
    """A record: kept (chosen by the radio button), or merged into the other.

    Signals: ``opened(PatientId)`` to show it in the panel.
    """

    opened = Signal(str)

    def __init__(self, look: Look, name: str, parent: QWidget | None = None):
        super().__init__(look, parent)
        self.setObjectName(f"record_{name}")
        self.card: PatientCard | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(12), look.px(10), look.px(12), look.px(10))
        column.setSpacing(look.px(6))
        self.name = Words(look, "section", parent=self)
        column.addWidget(self.name)
        self.keep = QRadioButton("Keep this one", self)
        self.keep.setObjectName(f"keep_{name}")
        column.addWidget(self.keep)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(look.px(10))
        self._grid.setVerticalSpacing(look.px(6))
        self._values: dict[str, Words] = {}
        for line, words in enumerate(_LABELS):
            label = Words(look, "caption", colour="text2", parent=self)
            label.say(words)
            value = Words(look, "body", parent=self)
            self._grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, line, 1)
            self._values[words] = value
        column.addLayout(self._grid)
        column.addStretch(1)
        self.open_button = KeyButton(
            look, "Show in the panel", name=f"show_{name}_button", parent=self
        )
        self.open_button.clicked.connect(self._on_open_clicked)
        column.addWidget(self.open_button)

    def show_card(self, card: PatientCard, other: PatientCard, today: date) -> None:
        """Show a record; what differs from the other is strong."""
        self.card = card
        self.name.say(card.called)
        self.keep.setAccessibleName(f"Keep {card.called}, {born_words(card.details, today)}")
        mine, theirs = _facts(card, today), _facts(other, today)
        for label, value in self._values.items():
            value.say(mine[label] or "–")
            value.set_colour("text2" if mine[label] == theirs[label] else "text")
            value.setAccessibleName(f"{label}: {mine[label] or 'nothing'}")

    def _on_open_clicked(self) -> None:
        if self.card is not None:
            self.opened.emit(self.card.id)


_LABELS = (
    "Legal name",
    "Born",
    "NHS number",
    "Address",
    "Phones, e-mail",
    "Needs",
    "Visits",
    "Registration",
)


def _facts(card: PatientCard, today: date) -> dict[str, str]:
    details = card.details
    points = [
        shown_phone(one.value) if one.system == "phone" else one.value
        for one in details.contact_points
    ]
    visits = [
        f"{len(lines)} {words}"
        for lines, words in ((card.today, "today"), (card.coming, "to come"), (card.past, "before"))
        if lines
    ]
    hidden = "Opens only with a reason" if card.is_closed else ""
    address = ", ".join(part for part in (*details.address.split("\n"), details.postcode) if part)
    return dict(
        zip(
            _LABELS,
            (
                f"{details.given_names} {details.family_name}".strip(),
                born_words(details, today),
                format_nhs_number(details.nhs_number) if details.nhs_number else "",
                hidden or address,
                hidden or ", ".join(points),
                hidden or ", ".join(one.title for one in need_words(card.preferences)),
                ", ".join(visits),
                details.registration.value.capitalize(),
            ),
            strict=True,
        )
    )
