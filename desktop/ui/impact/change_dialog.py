"""A change to a session, leave, a room out of use, a clinic closed; and what it would do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from desktop.domain.closures import ClosureDetails, ClosureKind
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, SessionId
from desktop.domain.impact import Impact
from desktop.domain.opening_hours import read_clock
from desktop.domain.practice import PracticeOutline, in_use
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.session_changes import (
    CANCEL_CODE_OF,
    MOST_SHIFT_MINUTES,
    CancelSession,
    Change,
    ChangeHours,
    CloseTime,
    GiveSession,
    ShiftSession,
)
from desktop.ui.impact.impact_panel import ImpactPanel
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look

SHOWN_AFTER_MS = 200
"""How long typing rests before the impact is read."""

OF_SESSION = (
    ("cancel", "Cancel this session"),
    ("hours", "Shorten or lengthen it"),
    ("shift", "Begin later or earlier"),
    ("clinician", "Give it to another clinician"),
    ("room", "Move it to another room"),
)
OF_TIME = (
    ("leave", "Clinician on leave"),
    ("sickness", "Clinician away sick"),
    ("out-of-use", "Room out of use"),
    ("closed", "Clinic closed"),
)
_DAYS = ("first_on", "last_on", "start_local", "end_local")
_FIELDS = {
    "cancel": ("why", "later"),
    "hours": ("start_local", "end_local", "later"),
    "shift": ("minutes",),
    "clinician": ("clinician_id", "later"),
    "room": ("room_id", "later"),
    "leave": ("clinician_id", *_DAYS),
    "sickness": ("clinician_id", *_DAYS),
    "out-of-use": ("room_id", *_DAYS),
    "closed": ("clinic_id", *_DAYS, "why"),
}
"""Which fields each change asks for."""


@dataclass(frozen=True, slots=True)
class SessionMeant:
    """The session the diary's cursor is in."""

    id: SessionId
    words: str
    clinic_id: ClinicId
    clinician_id: ClinicianId
    start_local: time
    end_local: time


class ChangeDialog(AskDialog):
    """Fields at the left, what they would do at the right, kept fresh as something is typed.

    Signals: ``impact_wanted(Change, bool)``: read what it does, waiting for nobody or not.
    """

    impact_wanted = Signal(object, bool)

    def __init__(
        self,
        look: Look,
        outline: PracticeOutline,
        *,
        session: SessionMeant | None,
        on_date: date,
        clock: Callable[[], datetime],
        zone: str,
        today: date,
        parent: QWidget | None = None,
    ):
        title = f"Change {session.words}" if session is not None else "Leave, closures"
        super().__init__(look, title, "change_dialog", parent)
        self._session, self._today, self._clock = session, today, clock
        self._build_fields(outline, on_date)
        self.panel = ImpactPanel(look, zone=zone, parent=self)
        self.panel.changed.connect(self._say_act)
        self._put_beside()
        self.add_buttons("Save the change", "Leave it as it is", is_safe=True)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SHOWN_AFTER_MS)
        self._soon.timeout.connect(self._want_impact)
        self.what.currentIndexChanged.connect(self._show_fields)
        self._show_fields()
        self.what.setFocus()

    # -- building -------------------------------------------------------------------------------

    def _build_fields(self, outline: PracticeOutline, on_date: date) -> None:
        look, session = self._look, self._session
        self.what = ChoiceBox(look, "what", self)
        self.what.fill((words, name) for name, words in self._offered())
        self.clinician = self._choice("clinician_id", in_use(outline.clinicians))
        self.room = ChoiceBox(look, "room_id", self)
        sites = {one.id: one.name for one in outline.clinics}
        several = len(in_use(outline.clinics)) > 1
        self.room.fill(
            (f"{one.name}, {sites[one.clinic_id]}" if several else one.name, one.id)
            for one in in_use(outline.rooms)
        )
        self.clinic = self._choice("clinic_id", in_use(outline.clinics))
        day = f"{on_date.day}/{on_date.month}/{on_date.year}"
        self.first, self.last = QLineEdit(day, self), QLineEdit(day, self)
        self.start, self.end = QLineEdit(self), QLineEdit(self)
        self.minutes = QSpinBox(self)
        self.minutes.setRange(-MOST_SHIFT_MINUTES, MOST_SHIFT_MINUTES)
        self.minutes.setValue(15)
        self.minutes.setSuffix(" min")
        self.why = QLineEdit(self)
        self.later = CheckBox(look, "This and later ones", "later", self)
        self.at_once = CheckBox(look, "Given up at once, before people agree", "at_once", self)
        if session is not None:
            self.start.setText(f"{session.start_local:%H:%M}")
            self.end.setText(f"{session.end_local:%H:%M}")
            self.clinician.choose(session.clinician_id)
            self.clinic.choose(session.clinic_id)
        for words, widget, field in (
            ("&What to do", self.what, "what"),
            ("W&ho", self.clinician, "clinician_id"),
            ("&Room", self.room, "room_id"),
            ("Clin&ic", self.clinic, "clinic_id"),
            ("&First day", self.first, "first_on"),
            ("&Last day", self.last, "last_on"),
            ("Fro&m", self.start, "start_local"),
            ("&To", self.end, "end_local"),
            ("Later &by", self.minutes, "minutes"),
            ("Wh&y", self.why, "why"),
            ("Which", self.later, "later"),
            ("Old times", self.at_once, "at_once"),
        ):
            self.add_field(words, widget, field)
        for line in (self.first, self.last, self.start, self.end, self.why):
            line.textChanged.connect(self._on_typed)
        for box in (self.clinician, self.room, self.clinic):
            box.currentIndexChanged.connect(self._on_typed)
        self.minutes.valueChanged.connect(self._on_typed)
        self.later.toggled.connect(self._on_typed)
        self.at_once.toggled.connect(self._on_typed)
        self.first.textEdited.connect(self.last.setText)

    def _choice(self, name: str, offered: tuple[object, ...]) -> ChoiceBox:
        box = ChoiceBox(self._look, name, self)
        box.fill((one.name, one.id) for one in offered)  # type: ignore[attr-defined]  # both have
        return box

    def _offered(self) -> tuple[tuple[str, str], ...]:
        return (*OF_SESSION, *OF_TIME) if self._session is not None else OF_TIME

    def _put_beside(self) -> None:
        """Put the panel beside the fields, which the base stacks in one column."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.removeWidget(self._scroll)
        row = QHBoxLayout()
        row.setSpacing(self._look.px(12))
        row.addWidget(self._scroll, 5)
        row.addWidget(self.panel, 6)
        column.insertLayout(1, row, 1)
        window = self.parentWidget()
        room = window.window().size() if window is not None else self.screen().size()
        wide = min(self._look.px(980), room.width() - self._look.px(24))
        high = min(self._look.px(600), room.height() - self._look.px(24))
        self.resize(wide, high)

    # -- what is typed --------------------------------------------------------------------------

    def _show_fields(self) -> None:
        name = str(self.what.currentData())
        shown = _FIELDS[name]
        for field, widget in self._inputs.items():
            if field not in ("what", "at_once"):
                self.form.setRowVisible(widget, field in shown)
        self.form.setRowVisible(self.at_once, name != "shift")
        self.at_once.setChecked(name == "sickness")
        is_session = name in dict(OF_SESSION)
        if self._session is not None:
            self.start.setText(f"{self._session.start_local:%H:%M}" if is_session else "")
            self.end.setText(f"{self._session.end_local:%H:%M}" if is_session else "")
        for line in (self.start, self.end):
            line.setPlaceholderText("" if is_session else "the whole day")
        self.panel.suggest_reason(CANCEL_CODE_OF.get(name, "prov"))
        self._on_typed()

    def _on_typed(self) -> None:
        self.say_wrong(None, "")
        self._soon.start()

    def ask_again(self) -> None:
        """Read once more what the change does: it was not as it had been shown."""
        self._soon.start()

    def _want_impact(self) -> None:
        try:
            change = self.read()
        except RuleViolation as slip:
            self.panel.clear(slip.message)
            return
        self.impact_wanted.emit(change, self.at_once.isChecked())

    def read(self) -> Change:
        """Return the change as it is typed.

        Errors: RuleViolation at a day or time that is none.
        """
        name = str(self.what.currentData())
        if name in dict(OF_TIME):
            return CloseTime(self._closure(ClosureKind(name)))
        assert self._session is not None
        key, later = self._session.id, self.later.isChecked()
        if name == "cancel":
            return CancelSession(key, self.why.text().strip(), later)
        if name == "hours":
            start, end = self._time(self.start, "start_local"), self._time(self.end, "end_local")
            if start is None or end is None:
                raise RuleViolation("hours", "start_local", "Type when it begins and ends.")
            return ChangeHours(key, start, end, later)
        if name == "shift":
            return ShiftSession(key, self.minutes.value())
        if name == "clinician":
            return GiveSession(key, clinician_id=self.clinician.currentData(), later=later)
        return GiveSession(key, room_id=self.room.currentData(), later=later)

    def _closure(self, kind: ClosureKind) -> ClosureDetails:
        first = read_go_to_date(self.first.text(), today=self._today)
        last = read_go_to_date(self.last.text(), today=self._today)
        whom: dict[str, object] = {
            ClosureKind.OUT_OF_USE: {"room_id": self.room.currentData()},
            ClosureKind.CLOSED: {"clinic_id": self.clinic.currentData()},
        }.get(kind, {"clinician_id": self.clinician.currentData()})
        name = self.why.text().strip() if kind is ClosureKind.CLOSED else ""
        return ClosureDetails(
            kind,
            name or kind.words,
            first,
            last,
            self._time(self.start, "start_local"),
            self._time(self.end, "end_local"),
            **whom,  # type: ignore[arg-type]  # one of three ids
        )

    def _time(self, line: QLineEdit, field: str) -> time | None:
        typed = line.text().strip()
        return read_clock(typed, field) if typed else None

    # -- what it does ---------------------------------------------------------------------------

    def show_impact(self, impact: Impact) -> None:
        """Show what the change would do."""
        self.panel.show_impact(impact, self._clock())

    def show_slip(self, slip: RuleViolation) -> None:
        """The change can't be: say why, without taking the keys from what is being typed."""
        self.panel.clear(slip.message)

    def _say_act(self) -> None:
        if not hasattr(self, "act_button"):
            return
        self.act_button.set_words(self.panel.act_words("Save the change"))
        self.act_button.setEnabled(self.panel.choices is not None)
