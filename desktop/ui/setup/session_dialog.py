"""One more session on one date: who, where, when, and its slots typed as a pattern."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId
from desktop.domain.patterns import pattern_minutes, read_pattern, say_pattern
from desktop.domain.practice import PracticeOutline, in_use
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.sessions import PatternPart
from desktop.domain.text import clean_line
from desktop.domain.times import long_date
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.clock_edit import ClockEdit
from desktop.ui.kit.look import Look

LONGEST_PATTERN = 500
START, END = time(9, 0), time(12, 30)


class SessionDialog(AskDialog):
    """Says back the date and the slots it understood; it saves nothing itself."""

    def __init__(
        self,
        look: Look,
        outline: PracticeOutline,
        *,
        on_date: date,
        today: date,
        parent: QWidget | None = None,
    ):
        super().__init__(look, "New session", "session_dialog", parent)
        self._outline = outline
        self._today = today
        self._kinds = tuple(one for one in outline.slot_types if one.active)
        self.clinician = ChoiceBox(look, "clinician", self)
        people = in_use(outline.clinicians)
        self.clinician.fill((f"{one.name}, {one.profession}", one.id) for one in people)
        self.clinic = ChoiceBox(look, "clinic", self)
        self.clinic.fill((one.name, one.id) for one in in_use(outline.clinics))
        self.room = ChoiceBox(look, "room", self)
        self.date = QLineEdit(f"{on_date.day}/{on_date.month}/{on_date.year}", self)
        self.start, self.end = ClockEdit(START, self), ClockEdit(END, self)
        self.pattern = QLineEdit(self)
        self.pattern.setPlaceholderText("12 x Routine, break 20, 4 x On the day")
        for words, widget, field in (
            ("W&ho", self.clinician, "clinician"),
            ("&Clinic", self.clinic, "clinic"),
            ("&Room", self.room, "room"),
            ("&Date", self.date, "date"),
            ("&From", self.start, "start"),
            ("&To", self.end, "end"),
            ("&Slots", self.pattern, "pattern"),
        ):
            self.add_field(words, widget, field)
        for box in (self.start, self.end):
            box.timeChanged.connect(self._say_back)
        self.understood = self.add_words(" ")
        self.understood.setObjectName("session_understood")
        self.understood.setFont(look.font("bodyStrong"))
        kinds = ", ".join(f"{one.name} ({one.letter}) {one.minutes} min" for one in self._kinds)
        self.add_words(f"Kinds of slot: {kinds}.", tone="text2")
        self.add_buttons("Make the session", "Leave it")
        self.clinic.currentIndexChanged.connect(self._offer_rooms)
        self.clinician.currentIndexChanged.connect(self._go_to_clinic)
        self._go_to_clinic()
        for line in (self.date, self.pattern):
            line.textChanged.connect(self._say_back)
        self._offer_rooms()
        self._say_back()
        self.clinician.setFocus()

    def begin_at(self, clinician_id: ClinicianId | None, clinic_id: ClinicId | None) -> None:
        """Begin with this clinician and clinic chosen, where they are known."""
        if clinician_id is not None:
            self.clinician.choose(clinician_id)
        if clinic_id is not None:
            self.clinic.choose(clinic_id)

    def _go_to_clinic(self) -> None:
        """Whoever is chosen works at the clinics they have; without any, wherever."""
        chosen = self.clinician.currentData()
        own = [one.clinic_ids for one in self._outline.clinicians if one.id == chosen]
        if own and own[0] and self.clinic.currentData() not in own[0]:
            self.clinic.choose(own[0][0])

    def _offer_rooms(self) -> None:
        clinic_id = self.clinic.currentData()
        rooms = in_use(self._outline.rooms)
        here = [(one.name, one.id) for one in rooms if one.clinic_id == clinic_id]
        self.room.fill([("No room", None), *here])

    def _say_back(self) -> None:
        self.say_wrong(None, "")
        self.understood.setText(f"{self._say_date()} {self._say_slots()}".strip() or " ")
        self.grow()

    def _say_date(self) -> str:
        try:
            return f"{long_date(self._read_date())}."
        except RuleViolation:
            return ""

    def _say_slots(self) -> str:
        try:
            parts = self._read_pattern()
        except RuleViolation:
            return ""
        start = datetime.combine(self._today, self.start.at)
        ends = start + timedelta(minutes=pattern_minutes(parts))
        until = datetime.combine(self._today, self.end.at)
        left = int((until - ends) / timedelta(minutes=1))
        said = f"{say_pattern(parts, {one.id: one.name for one in self._kinds})}."
        if left < 0:
            return f"{said} The slots end {ends:%H:%M}, {-left} min after the session."
        spare = f", {left} min before the session" if left else ""
        return f"{said} The slots end {ends:%H:%M}{spare}."

    def _read_date(self) -> date:
        return read_go_to_date(self.date.text(), today=self._today)

    def _read_pattern(self) -> tuple[PatternPart, ...]:
        typed = clean_line(self.pattern.text(), field="pattern", longest=LONGEST_PATTERN)
        return read_pattern(typed, self._kinds)

    def read(self) -> dict[str, Any]:
        """Return what create_session takes.

        Errors: RuleViolation at the date, the end or the pattern.
        """
        on_date = self._read_date()
        start, end = self.start.at, self.end.at
        if end <= start:
            raise RuleViolation("hours", "end", "The session has to end after it starts.")
        return {
            "clinic_id": self.clinic.currentData(),
            "room_id": self.room.currentData(),
            "clinician_id": self.clinician.currentData(),
            "on_date": on_date,
            "start_local": start,
            "end_local": end,
            "pattern": self._read_pattern(),
        }
