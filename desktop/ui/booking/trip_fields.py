"""What is asked of two visits on one trip: what with whom, in which order, from when."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.asked import Asked
from desktop.domain.claims import may_book
from desktop.domain.errors import RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.practice import PracticeOutline, in_use
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.times import long_date
from desktop.ui.booking.series_fields import TYPED_MS, SeriesStart
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look

UNSAID = ("Choose what", None)
"""What stands where nobody has said yet what a visit is for: nothing is guessed."""


class TripFields(QWidget):
    """First what with whom, then what with whom, in which order, from when.

    Signals: ``changed()``; ``misread(words)``.
    """

    changed = Signal()
    misread = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._today = date.min
        self._filling = False
        self.kinds = [ChoiceBox(look, f"trip_kind_{number}", self) for number in (1, 2)]
        self.clinicians = [ChoiceBox(look, f"trip_clinician_{number}", self) for number in (1, 2)]
        self.order = ChoiceBox(look, "trip_order", self)
        self.site = ChoiceBox(look, "trip_site", self)
        self.first = QLineEdit(self)
        self.first.setPlaceholderText("today")
        self.first.setToolTip("25 nov, next mon, in 6 weeks")
        self.said = QLabel(self)
        self.said.setObjectName("trip_said")
        self.said.setWordWrap(True)
        self.minutes: list[int | None] = [None, None]
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPED_MS)
        self._pause.timeout.connect(self.read_now)
        self.first.textEdited.connect(self._pause.start)
        self._build()
        for box in (*self.kinds, *self.clinicians, self.order, self.site):
            box.currentIndexChanged.connect(self._on_changed)

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        cells = (
            ("F&irst", "kind_1", self.kinds[0], 0, 0, 5),
            ("First &with", "clinician_1", self.clinicians[0], 0, 5, 5),
            ("&Order", "order", self.order, 0, 10, 5),
            ("&Then", "kind_2", self.kinds[1], 1, 0, 5),
            ("Then wit&h", "clinician_2", self.clinicians[1], 1, 5, 5),
            ("&Site", "site", self.site, 1, 10, 3),
            ("&From", "first", self.first, 1, 13, 2),
        )
        self._inputs: list[QWidget] = []
        for words, name, field, row, column, span in cells:
            label = QLabel(words, self)
            label.setBuddy(field)
            label.setProperty("tone", "text2")
            field.setObjectName(f"trip_{name}")
            field.setAccessibleName(words.replace("&", ""))
            grid.addWidget(label, 2 * row, column, 1, span)
            grid.addWidget(field, 2 * row + 1, column, 1, span)
            self._inputs.append(field)
        for place in range(15):
            grid.setColumnStretch(place, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(grid)
        whole.addWidget(self.said)
        for first, second in pairwise(self._inputs):
            QWidget.setTabOrder(first, second)

    def inputs(self) -> tuple[QWidget, ...]:
        """Return the fields in the order they stand."""
        return tuple(self._inputs)

    def show_start(
        self, outline: PracticeOutline, today: date, role: Role, starts: list[SeriesStart]
    ) -> None:
        """Offer what the practice has; begin with what was being booked."""
        self._today, self._filling = today, True
        self._pause.stop()
        kinds = [
            one
            for one in outline.slot_types
            if one.bookable and one.active and may_book(one.booked_by, role)
        ]
        people = in_use(outline.clinicians)
        for number, (kind, clinician) in enumerate(zip(self.kinds, self.clinicians, strict=True)):
            start = starts[number] if number < len(starts) else SeriesStart()
            kind.fill([UNSAID, *((f"{one.letter}  {one.name}", one.id) for one in kinds)])
            clinician.fill(
                [("Anyone", None)] + [(f"{one.name}, {one.profession}", one.id) for one in people]
            )
            kind.choose(start.slot_type_id)
            clinician.choose(start.clinician_id)
            self.minutes[number] = start.minutes
        self.order.fill([("First, then the other", False), ("Either way round", True)])
        self.site.fill(
            [("All sites", None)] + [(one.name, one.id) for one in in_use(outline.clinics)]
        )
        self.site.choose(starts[0].clinic_id if starts else None)
        self.first.clear()
        self._filling = False
        self._say()

    def asked(self) -> tuple[Asked, Asked]:
        """Return what each of the two is; RuleViolation("from") for no such date."""
        text = self.first.text().strip()
        first = read_go_to_date(text, today=self._today, field="from") if text else None
        one, other = (
            Asked(
                slot_type_id=kind.currentData(),
                clinician_id=clinician.currentData(),
                clinic_id=self.site.currentData(),
                first_on=first,
                minutes=minutes,
            )
            for kind, clinician, minutes in zip(
                self.kinds, self.clinicians, self.minutes, strict=True
            )
        )
        return one, other

    @property
    def kinds_said(self) -> tuple[str | None, str | None]:
        """What each of the two is for; None where nobody has said it yet."""
        first, second = (box.currentData() for box in self.kinds)
        return first, second

    @property
    def any_order(self) -> bool:
        """Whether the second may come first."""
        return bool(self.order.currentData())

    @property
    def is_resting(self) -> bool:
        """Whether all that was typed has been read."""
        return not self._pause.isActive()

    def read_now(self) -> None:
        """Read the date typed at once."""
        self._pause.stop()
        self._on_changed()

    def _on_changed(self) -> None:
        if not self._filling and self._say():
            self.changed.emit()

    def _say(self) -> bool:
        wrong = words = ""
        try:
            first = self.asked()[0].first_on
            words = f"From {long_date(first)}" if first else ""
        except RuleViolation as slip:
            wrong = words = slip.message
        self.said.setProperty("tone", "bad" if wrong else "text2")
        self.first.setProperty("wrong", bool(wrong))
        for one in (self.said, self.first):
            one.style().unpolish(one)
            one.style().polish(one)
        self.first.setAccessibleDescription(wrong)
        self.said.setText(words)
        self.said.setVisible(bool(words))
        if wrong:
            self.misread.emit(wrong)
        return not wrong
