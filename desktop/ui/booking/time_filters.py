"""What narrows the next free times: kind, clinician, length, from when, time of day, site."""

from __future__ import annotations

from datetime import date, time

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.asked import Asked
from desktop.domain.booking import DayPart
from desktop.domain.claims import may_book, say_bookers
from desktop.domain.errors import RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.practice import PracticeOutline, SlotType, in_use
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.times import long_date
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look

TYPED_MS = 250
"""How long the date typed rests before it is read."""
USUAL_KIND = "R"
NOON = time(12)
GAP = 6
KEPT_OFF = 4
"""How far labels keep off a field’s ring; at large text it reaches further: times need the room."""

# Row, column and span of each filter in a grid of 20; the clinician's name is the longest.
_WIDE = ((0, 0, 8), (0, 8, 12), (1, 0, 5), (1, 5, 4), (1, 9, 5), (1, 14, 6))
_NARROW = ((0, 0, 11), (1, 0, 20), (0, 11, 9), (2, 0, 10), (2, 10, 10), (3, 0, 20))


class TimeFilters(QWidget):
    """Signals: ``changed()`` when other times may fit; ``misread(words)``: no such date."""

    changed = Signal()
    misread = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._today: date | None = None
        self._kinds: dict[str, SlotType] = {}
        self._filling = False
        self._left_to_others = ""
        self.kind = ChoiceBox(look, "booking_kind", self)
        self.clinician = ChoiceBox(look, "booking_clinician", self)
        self.length = ChoiceBox(look, "booking_length", self)
        self.from_date = QLineEdit(self)
        self.from_date.setObjectName("booking_from")
        self.from_date.setPlaceholderText("today")
        self.from_date.setToolTip("25 nov, next mon, in 6 weeks")
        self.part = ChoiceBox(look, "booking_part", self)
        self.site = ChoiceBox(look, "booking_site", self)
        self.from_words = QLabel(self)
        self.from_words.setObjectName("booking_from_words")
        self.from_words.setTextFormat(Qt.TextFormat.PlainText)
        self.from_words.setWordWrap(True)
        self.from_words.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPED_MS)
        self._is_wide: bool | None = None
        self._build()
        self._pause.timeout.connect(self._on_pause_timeout)
        self.from_date.textChanged.connect(self._pause.start)
        self.kind.currentIndexChanged.connect(self._on_kind_changed)
        for box in (self.clinician, self.length, self.part, self.site):
            box.currentIndexChanged.connect(self._on_changed)

    def _build(self) -> None:
        self._cells: list[tuple[QLabel, QWidget]] = []
        for words, field in (
            ("&Kind", self.kind),
            ("&Clinician", self.clinician),
            ("&Length", self.length),
            ("&From", self.from_date),
            ("Time of &day", self.part),
            ("&Site", self.site),
        ):
            label = QLabel(words, self)
            label.setBuddy(field)
            label.setProperty("tone", "text2")
            field.setAccessibleName(words.replace("&", ""))
            self._cells.append((label, field))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(KEPT_OFF)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)
        self.set_wide(True)

    def set_wide(self, wide: bool) -> bool:
        """Lay the filters out in two rows, or in four where there is little room.

        Returns whether they stand in another order now.
        """
        if wide is self._is_wide:
            return False
        self._is_wide = wide
        while self._grid.takeAt(0) is not None:
            pass
        places = _WIDE if wide else _NARROW
        for (label, field), (row, column, span) in zip(self._cells, places, strict=True):
            self._grid.addWidget(label, 2 * row, column, 1, span)
            self._grid.addWidget(field, 2 * row + 1, column, 1, span)
        for column in range(20):
            self._grid.setColumnStretch(column, 1)
        return True

    # -- filling --------------------------------------------------------------------------------

    def show_outline(self, outline: PracticeOutline, today: date, role: Role) -> None:
        """Offer the kinds that the role may book, clinicians and sites; all as usual."""
        self._today = today
        self._filling = True
        usable = [one for one in outline.slot_types if one.bookable and one.active]
        bookable = [one for one in usable if may_book(one.booked_by, role)]
        self._left_to_others = " ".join(
            f"{one.name} is booked by {say_bookers(one.booked_by)} only."
            for one in usable
            if one not in bookable
        )
        self._kinds = {one.id: one for one in bookable}
        self.kind.fill(
            [("Any kind", None)] + [(f"{one.letter}  {one.name}", one.id) for one in bookable]
        )
        usual = [one.id for one in bookable if one.letter == USUAL_KIND]
        self.kind.choose(usual[0] if usual else None)
        self.clinician.fill(
            [("Anyone", None)]
            + [(f"{one.name}, {one.profession}", one.id) for one in in_use(outline.clinicians)]
        )
        self.site.fill(
            [("All sites", None)] + [(one.name, one.id) for one in in_use(outline.clinics)]
        )
        self.part.fill(
            [
                ("Any time", DayPart.ANY),
                ("Morning", DayPart.MORNING),
                ("Afternoon", DayPart.AFTERNOON),
            ]
        )
        self.from_date.clear()
        self._pause.stop()
        self._fill_lengths()
        self._say_from("", wrong=False)
        self._filling = False

    def show_time(self, kind_id: str) -> None:
        """Choose the kind of a time that was chosen in the diary, asking for nothing anew."""
        self._filling = True
        if not self.kind.choose(kind_id):
            self.kind.choose(None)  # a kind that others book
        self._fill_lengths()
        self._filling = False

    def _fill_lengths(self) -> None:
        kept = self.length.currentData()
        kind = self._kinds.get(str(self.kind.currentData()))
        usual = kind.minutes if kind else 10
        lengths = sorted({usual * times for times in (1, 2, 3, 4)} | {15, 30, 45, 60})
        self.length.fill([("As usual", None)] + [(f"{one} min", one) for one in lengths])
        self.length.choose(kept)

    # -- reading --------------------------------------------------------------------------------

    def asked(self) -> Asked:
        """Return what is asked for; a date not understood counts as today."""
        part = self.part.currentData()
        return Asked(
            first_on=self._from_on() or self._today,
            slot_type_id=self.kind.currentData(),
            clinician_id=self.clinician.currentData(),
            clinic_id=self.site.currentData(),
            minutes=self.length.currentData(),
            from_local=NOON if part is DayPart.AFTERNOON else None,
            until_local=NOON if part is DayPart.MORNING else None,
        )

    @property
    def left_to_others(self) -> str:
        """Say which kinds are left out because others book them; "" where one kind is chosen."""
        return "" if self.kind.currentData() else self._left_to_others

    def wish(self) -> str:
        """Say what is looked for: "nurse treatment mornings with Grace Adeyemi"."""
        kind = self._kinds.get(str(self.kind.currentData()))
        parts = {DayPart.MORNING: "mornings", DayPart.AFTERNOON: "afternoons"}
        said = [kind.name.lower() if kind else "", parts.get(self.part.currentData(), "times")]
        if self.length.currentData():
            said.append(f"of {self.length.currentText()}")
        if self.clinician.currentData():
            said.append(f"with {self.clinician.currentText().split(',')[0]}")
        if self.site.currentData():
            said.append(f"at {self.site.currentText()}")
        return " ".join(part for part in said if part)

    @property
    def from_typed(self) -> date | None:
        """Return the day the times are wanted from, where one was typed."""
        return self._from_on()

    def inputs(self) -> tuple[QWidget, ...]:
        """Return the fields in the order they are seen, row by row."""
        places = _WIDE if self._is_wide else _NARROW
        seen = sorted(zip(places, self._cells, strict=True), key=lambda one: one[0])
        return tuple(field for _place, (_label, field) in seen)

    def say_length(self, words: str) -> None:
        """Say what is wrong with the length asked for."""
        self._say_from(words, wrong=True)

    def read_now(self) -> None:
        """Read the date typed at once, without waiting for the typing to rest."""
        if self._pause.isActive():
            self._pause.stop()
            self._on_pause_timeout()

    @property
    def is_misread(self) -> bool:
        """Whether a date was typed that is none."""
        return bool(self.from_date.text().strip()) and self._from_on() is None

    def _from_on(self) -> date | None:
        text = self.from_date.text().strip()
        if not text or self._today is None:
            return None
        try:
            return read_go_to_date(text, today=self._today, field="from")
        except RuleViolation:
            return None

    def _on_pause_timeout(self) -> None:
        text = self.from_date.text().strip()
        self._say_from("", wrong=False)
        if text and self._today is not None:
            try:
                on = read_go_to_date(text, today=self._today, field="from")
            except RuleViolation as slip:
                self._say_from(slip.message, wrong=True)
                self.misread.emit(slip.message)
                return
            self._say_from(f"From {long_date(on)}", wrong=False)
        self._on_changed()

    def _say_from(self, words: str, *, wrong: bool) -> None:
        self.from_words.setProperty("tone", "bad" if wrong else "text2")
        self.from_date.setProperty("wrong", wrong)
        for one in (self.from_words, self.from_date):
            one.style().unpolish(one)
            one.style().polish(one)
        self.from_words.setText(words)
        self.from_words.setVisible(bool(words))
        self.from_date.setAccessibleDescription(words)

    def _on_kind_changed(self) -> None:
        if not self._filling:
            self._filling = True
            self._fill_lengths()
            self._filling = False
        self._on_changed()

    def _on_changed(self) -> None:
        if not self._filling:
            self.changed.emit()
