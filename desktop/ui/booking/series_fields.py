"""What is asked of a series: kind, with whom, where, how long, how often, at what time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.asked import Asked
from desktop.domain.claims import may_book
from desktop.domain.errors import RuleViolation
from desktop.domain.permissions import Role
from desktop.domain.practice import PracticeOutline, in_use
from desktop.domain.repeats import Every
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.series import SeriesRule, check_rule, list_dates, nth_of, say_rule
from desktop.domain.text import sentence_case
from desktop.domain.times import DAYS_WHOLE, long_date
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.clock_edit import read_typed
from desktop.ui.kit.look import Look

TYPED_MS = 250
"""How long what is typed rests before it is read."""

WIDE_FROM = 700
_WIDE = ((0, 0, 6), (0, 6, 6), (0, 12, 5), (0, 17, 3),
         (1, 0, 3), (1, 3, 4), (1, 7, 4), (1, 11, 3), (1, 14, 3), (1, 17, 3))  # fmt: skip
_NARROW = ((0, 0, 10), (0, 10, 10), (1, 0, 10), (1, 10, 10),
           (2, 0, 5), (2, 5, 8), (2, 13, 7), (3, 0, 6), (3, 6, 7), (3, 13, 7))  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeriesStart:
    """What a series begins with: what was being booked when it was asked for.

    ``step`` None is for somebody to say.
    """

    slot_type_id: str | None = None
    clinician_id: str | None = None
    clinic_id: str | None = None
    minutes: int | None = None
    first_on: date | None = None
    at_local: time | None = None
    weekday: int | None = None
    step: int | None = 2
    count: int = 6


def start_of(asked: Asked) -> SeriesStart:
    """Return what a sentence says of a series: whole weeks; other steps are for somebody to say."""
    start = SeriesStart()
    step, count = start.step, start.count
    if asked.repeat is not None:
        weeks, days = divmod(asked.repeat.every_days, 7)
        step, count = (None if days else weeks), asked.repeat.count
    weekday = next(iter(asked.weekdays)) if len(asked.weekdays) == 1 else None
    return SeriesStart(
        asked.slot_type_id,
        asked.clinician_id,
        asked.clinic_id,
        asked.minutes,
        asked.first_on,
        asked.from_local,
        weekday,
        step,
        count,
    )


class SeriesFields(QWidget):
    """Signals: ``changed()`` when other dates or times may fit; ``misread(words)``."""

    changed = Signal()
    misread = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._today = date.min
        self._filling = False
        self._is_wide: bool | None = None
        self.kind = ChoiceBox(look, "series_kind", self)
        self.clinician = ChoiceBox(look, "series_clinician", self)
        self.site = ChoiceBox(look, "series_site", self)
        self.length = ChoiceBox(look, "series_length", self)
        self.step = QLineEdit(self)
        self.every = ChoiceBox(look, "series_every", self)
        self.weekday = ChoiceBox(look, "series_weekday", self)
        self.at = QLineEdit(self)
        self.first = QLineEdit(self)
        self.count = QLineEdit(self)
        self.said = QLabel(self)
        self.said.setObjectName("series_said")
        self.said.setWordWrap(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPED_MS)
        self._build()
        self._pause.timeout.connect(self.read_now)
        for box in (self.kind, self.clinician, self.site, self.length, self.every, self.weekday):
            box.currentIndexChanged.connect(self._on_changed)
        for line in (self.step, self.at, self.first, self.count):
            line.textEdited.connect(self._pause.start)

    def _build(self) -> None:
        self._cells: list[tuple[QLabel, QWidget]] = []
        for name, words, field in (
            ("kind", "&Kind", self.kind),
            ("clinician", "&Clinician", self.clinician),
            ("site", "&Site", self.site),
            ("length", "&Length", self.length),
            ("step", "&Every", self.step),
            ("every", "Week or &month", self.every),
            ("weekday", "O&n", self.weekday),
            ("at", "&At", self.at),
            ("first", "&From", self.first),
            ("count", "&Times", self.count),
        ):
            label = QLabel(words, self)
            label.setBuddy(field)
            label.setProperty("tone", "text2")
            field.setObjectName(f"series_{name}")
            field.setAccessibleName(words.replace("&", ""))
            self._cells.append((label, field))
        self.at.setPlaceholderText("any time")
        self.first.setPlaceholderText("today")
        self.first.setToolTip("25 nov, next mon, in 6 weeks")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)
        column.addWidget(self.said)
        for place in range(20):
            self._grid.setColumnStretch(place, 1)
        self.set_wide(True)
        for first, second in pairwise(self.inputs()):
            QWidget.setTabOrder(first, second)

    def set_wide(self, wide: bool) -> None:
        """Stand in two rows, or in four where there is little room."""
        if wide is self._is_wide:
            return
        self._is_wide = wide
        while self._grid.takeAt(0) is not None:
            pass
        places = _WIDE if wide else _NARROW
        for (label, field), (row, column, span) in zip(self._cells, places, strict=True):
            self._grid.addWidget(label, 2 * row, column, 1, span)
            self._grid.addWidget(field, 2 * row + 1, column, 1, span)

    def inputs(self) -> tuple[QWidget, ...]:
        """Return the fields in the order they stand."""
        return tuple(field for _label, field in self._cells)

    # -- filling --------------------------------------------------------------------------------

    def show_start(
        self, outline: PracticeOutline, today: date, role: Role, start: SeriesStart
    ) -> None:
        """Offer what the practice has; begin with what was being booked."""
        self._today, self._filling = today, True
        self._pause.stop()
        kinds = [
            one
            for one in outline.slot_types
            if one.bookable and one.active and may_book(one.booked_by, role)
        ]
        self._minutes = {one.id: one.minutes for one in kinds}
        self.kind.fill((f"{one.letter}  {one.name}", one.id) for one in kinds)
        self.clinician.fill(
            [("Anyone", None)]
            + [(f"{one.name}, {one.profession}", one.id) for one in in_use(outline.clinicians)]
        )
        self.site.fill(
            [("All sites", None)] + [(one.name, one.id) for one in in_use(outline.clinics)]
        )
        lengths = sorted({10, 15, 20, 30, 40, 45, 60} | {start.minutes or 10})
        self.length.fill([("As usual", None)] + [(f"{one} min", one) for one in lengths])
        self.every.fill([("week or weeks", Every.WEEK), ("month or months", Every.MONTH)])
        self.weekday.fill((name, number) for number, name in enumerate(DAYS_WHOLE))
        self.kind.choose(start.slot_type_id)
        self.clinician.choose(start.clinician_id)
        self.site.choose(start.clinic_id)
        self.length.choose(start.minutes)
        first = start.first_on or today
        self.weekday.choose(first.weekday() if start.weekday is None else start.weekday)
        self.step.setText("" if start.step is None else str(start.step))
        self.count.setText(str(start.count))
        self.at.setText(f"{start.at_local:%H:%M}" if start.at_local else "")
        self.first.setText("" if first == today else f"{first.day}/{first.month}/{first.year}")
        self._filling = False
        self._say()

    # -- reading --------------------------------------------------------------------------------

    def read_rule(self) -> SeriesRule:
        """Return the rule as it is typed.

        Errors: RuleViolation at step, at, first_on or count.
        """
        first = self._read_first()
        every: Every = self.every.currentData()
        weekday: int = self.weekday.currentData()
        nth = None
        if every is Every.MONTH:
            days = (weekday - first.weekday()) % 7
            nth = nth_of(date.fromordinal(first.toordinal() + days))
        return check_rule(
            SeriesRule(
                every,
                _whole(self.step.text(), "step", "Type every how many weeks or months."),
                weekday,
                first,
                _whole(self.count.text(), "count", "Type how many times."),
                self._read_at(),
                nth,
            ),
            self._today,
        )

    def _read_first(self) -> date:
        text = self.first.text().strip()
        return read_go_to_date(text, today=self._today, field="first_on") if text else self._today

    def _read_at(self) -> time | None:
        text = self.at.text().strip()
        if not text:
            return None
        at = read_typed(text)
        if at is None:
            raise RuleViolation("time", "at", f"“{text[:20]}” is no time of day. Type 9:20.")
        return at

    def asked(self) -> Asked:
        """Return with whom, where and how long the visits are."""
        return Asked(
            slot_type_id=self.kind.currentData(),
            clinician_id=self.clinician.currentData(),
            clinic_id=self.site.currentData(),
            minutes=self.length.currentData(),
        )

    @property
    def is_resting(self) -> bool:
        """Whether all that was typed has been read."""
        return not self._pause.isActive()

    def read_now(self) -> None:
        """Read what was typed at once."""
        self._pause.stop()
        self._on_changed()

    def _on_changed(self) -> None:
        if self._filling:
            return
        if self._say():
            self.changed.emit()

    def _say(self) -> bool:
        """Say the rule in words, or what is wrong with it; whether it can be."""
        wrong, field = "", ""
        try:
            rule = self.read_rule()
            days = list_dates(rule)
            said = f"{say_rule(rule)}, {len(days)} times, {long_date(days[0])} to "
            words = f"{sentence_case(said)}{long_date(days[-1])}"
        except RuleViolation as slip:
            wrong = words = slip.message
            field = {"first_on": "first"}.get(slip.field or "", slip.field or "")
        for line in (self.step, self.at, self.first, self.count):
            is_wrong = bool(wrong) and line.objectName() == f"series_{field}"
            line.setProperty("wrong", is_wrong)
            line.setAccessibleDescription(wrong if is_wrong else "")
            line.style().unpolish(line)
            line.style().polish(line)
        self.said.setProperty("tone", "bad" if wrong else "text2")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setText(words)
        if wrong:
            self.misread.emit(wrong)
        return not wrong

    def is_whole(self) -> bool:
        """Whether what is filled in is a rule; else it is said what is missing."""
        return self._say()

    def go_wrong(self) -> None:
        """Go to the field that is wrong."""
        for line in (self.step, self.at, self.first, self.count):
            if line.property("wrong"):
                line.setFocus()


def _whole(text: str, field: str, words: str) -> int:
    typed = text.strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 5):
        raise RuleViolation(field, field, words)
    return int(typed)
