"""The page of closures: bank holidays, training, one-offs, leave, rooms out of use; proposals."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from PySide6.QtWidgets import QWidget

from desktop.domain.closures import Closure, ClosureDetails, ClosureKind, ClosureState, say_closure
from desktop.domain.errors import RuleViolation
from desktop.domain.opening_hours import read_clock
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.setup_records import SetupRecords
from desktop.domain.times import long_date, short_date
from desktop.ui.kit.choice_fields import ChoiceField, narrow_line
from desktop.ui.kit.form_fields import LineField, Tone
from desktop.ui.kit.look import Look
from desktop.ui.setup.record_editor import RecordEditor, SetupRecordPage
from desktop.ui.setup.record_list import RecordRow

OF_THE_CALENDAR = "holiday "
"""Begins the key of a bank holiday that the calendar gives and no closure speaks of."""

KINDS = (
    ClosureKind.TRAINING,
    ClosureKind.CLOSED,
    ClosureKind.LEAVE,
    ClosureKind.SICKNESS,
    ClosureKind.OUT_OF_USE,
    ClosureKind.BANK_HOLIDAY,
)
GROUPS = {
    ClosureKind.TRAINING: "Training",
    ClosureKind.CLOSED: "Closed",
    ClosureKind.LEAVE: "Leave and sickness",
    ClosureKind.SICKNESS: "Leave and sickness",
    ClosureKind.OUT_OF_USE: "Rooms out of use",
    ClosureKind.BANK_HOLIDAY: "Bank holidays",
}
PROPOSED, TAKEN_BACK = "Proposed", "Taken back"
EVERYWHERE = "The whole practice"
ORDER = (PROPOSED, "Training", "Closed", "Leave and sickness", "Rooms out of use", "Bank holidays")


class ClosureTyped(NamedTuple):
    """A closure as it is typed: dates and times as words."""

    kind: ClosureKind = ClosureKind.TRAINING
    name: str = ""
    whom: tuple[str, str] | None = None
    first: str = ""
    last: str = ""
    start: str = ""
    end: str = ""


class ClosureRecord(NamedTuple):
    """A closure as the page shows it; without ``state`` it is the calendar's."""

    id: str
    details: ClosureDetails
    state: ClosureState | None
    version: int

    @property
    def active(self) -> bool:
        """Whether it counts, or is still to be decided."""
        return self.state is not ClosureState.WITHDRAWN


class ClosureEditor(RecordEditor):
    """A closure of the practice, a clinic, a clinician or a room; the dates are said back."""

    new_title = "New closure"
    new_words = "No session is made in that time. Visits booked already stay until you move them."
    gone_words = "It was taken back: these are ordinary days."

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, "closure_editor", parent)
        self.today = date.min
        self._whom: dict[tuple[str, str], str] = {}
        self.kind = ChoiceField(look, "kind", "Why", self)
        self.kind.fill((one.words, one) for one in KINDS)
        self.name = LineField(look, "name", "Name", self)
        self.whom = ChoiceField(look, "clinic_id", "What is closed", self)
        self.whom.fill([(EVERYWHERE, None)])
        self.first = narrow_line(look, "first_on", "First day", 180, self)
        self.last = narrow_line(look, "last_on", "Last day, if another", 180, self)
        self.start = narrow_line(look, "start_local", "From (empty: all day)", 180, self)
        self.end = narrow_line(look, "end_local", "To", 180, self)
        for field in (self.kind, self.name, self.whom):
            self.add_field(field)
        self.add_row(self.first, self.last)
        self.add_row(self.start, self.end)
        for other in ("clinician_id", "room_id"):  # the rules name these; the field is one
            self.fields[other] = self.whom
        for line in (self.first, self.last):
            line.changed.connect(self._say_back)
        self.build_foot()

    def offer(self, records: SetupRecords) -> None:
        """Offer what can be closed."""
        places = {one.id: one.details.name for one in records.clinics}
        found: dict[tuple[str, str], str] = {}
        for one in records.clinics:
            if one.active:
                found["clinic_id", one.id] = one.details.name
        for who in records.clinicians:
            if who.active:
                found["clinician_id", who.id] = who.details.name
        for room in records.rooms:
            if room.active:
                clinic = places.get(room.details.clinic_id, "")  # type: ignore[arg-type]  # None is no key
                found["room_id", room.id] = f"{room.details.name}, {clinic}"
        if found != self._whom:
            self._whom = found
            chosen = self.whom.box.currentData()
            entries = [(words, key) for key, words in found.items()]
            self.whom.box.fill([(EVERYWHERE, None), *entries])
            self._choose(chosen)

    def _choose(self, key: tuple[str, str] | None) -> None:
        places = [at for at in range(self.whom.box.count()) if self._at(at) == key]
        self.whom.box.setCurrentIndex(places[0] if places else 0)

    def _at(self, place: int) -> tuple[str, str] | None:
        keys = [None, *self._whom]
        return keys[place] if place < len(keys) else None

    def whom_words(self, details: ClosureDetails) -> str:
        """Say what is closed."""
        key = whom_of(details)
        return EVERYWHERE if key is None else self._whom.get(key, "Retired")

    def _say_back(self) -> None:
        for line, empty in ((self.first, ""), (self.last, "")):
            try:
                on = read_go_to_date(line.text, today=self.today) if line.text.strip() else None
            except RuleViolation:
                on = None
            line.say(Tone.UNDERSTOOD if on else Tone.NONE, long_date(on) if on else empty)

    def fill(self, details: ClosureDetails) -> None:
        self.fill_typed(typed_of(details))

    def fill_typed(self, typed: ClosureTyped) -> None:
        self.kind.box.choose(typed.kind)
        self.name.set_text(typed.name)
        self._choose(typed.whom)
        self.first.set_text(typed.first)
        self.last.set_text(typed.last)
        self.start.set_text(typed.start)
        self.end.set_text(typed.end)

    @property
    def typed(self) -> ClosureTyped:
        return ClosureTyped(
            ClosureKind(self.kind.box.currentData() or ClosureKind.TRAINING),
            self.name.text,
            self._at(self.whom.box.currentIndex()),
            self.first.text,
            self.last.text,
            self.start.text,
            self.end.text,
        )

    @property
    def details(self) -> ClosureDetails:
        """Return the closure that is typed.

        Errors: RuleViolation at a date or a time that can't be read.
        """
        typed = self.typed
        first = self._date(typed.first, "first_on")
        last = self._date(typed.last, "last_on") if typed.last.strip() else first
        whom = {typed.whom[0]: typed.whom[1]} if typed.whom is not None else {}
        return ClosureDetails(
            typed.kind,
            typed.name,
            first,
            last,
            read_clock(typed.start, "start_local") if typed.start.strip() else None,
            read_clock(typed.end, "end_local") if typed.end.strip() else None,
            **whom,  # type: ignore[arg-type]  # a key of these three
        )

    def _date(self, typed: str, field: str) -> date:
        try:
            return read_go_to_date(typed, today=self.today)
        except RuleViolation as slip:
            raise RuleViolation(slip.code, field, slip.message) from slip

    def show_record(self, record: ClosureRecord | None, typed: ClosureTyped) -> None:
        super().show_record(record, typed)
        self.save_button.set_words("Save")
        if record is None:
            return
        if record.state is None:
            for field in self.fields.values():
                field.setEnabled(False)
            self.save_button.hide()
            self.discard_button.hide()
            self.say(record.details.name, "From the calendar of the nation: it can’t be changed.")
            self.put_acts(self._card, first=True)
            self.offer_end("Does the practice work that day?", "Work that day")
        elif record.state is ClosureState.PROPOSED:
            self.say(record.details.name, "A calendar proposes it. It counts once it is accepted.")
            self.save_button.set_words("Accept")
            self.offer_end("Turned down, these stay ordinary days.", "Turn down")
        elif record.active:
            self.offer_end("Taken back, these are ordinary days again.", "Take back")
        else:
            self.offer_end("Brought back, no session is made in that time.", "Bring back")

    def shown_value(self, details: Any, name: str) -> str:
        if name == "kind":
            return str(details.kind.words)
        if name in ("clinic_id", "clinician_id", "room_id"):
            return self.whom_words(details)
        value = getattr(details, name)
        if name in ("start_local", "end_local"):
            return "" if value is None else f"{value:%H:%M}"
        return super().shown_value(details, name)


class ClosurePage(SetupRecordPage):
    """Proposals first, then closures to come by kind, then what was taken back."""

    title = "Closures"
    filter_words = "Filter by name or date"
    nothing = ("Nothing is closed.", "Insert adds a closure.")

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, ClosureEditor(look), icon="calendar", parent=parent)

    def show_setup(self, records: SetupRecords) -> None:
        self.form.today = records.today
        self.offer(records)
        shown = [_record_of(one) for one in records.closures]
        shown += [
            ClosureRecord(f"{OF_THE_CALENDAR}{one.first_on}", one, None, 0)
            for one in records.holidays
        ]
        self.show_records(sorted(shown, key=_place))

    def row_of(self, record: ClosureRecord) -> RecordRow:
        details = record.details
        said = say_closure(details).removeprefix(f"{details.name}, ")
        whom = "" if whom_of(details) is None else self.form.whom_words(details)
        year = "" if details.first_on.year == self.form.today.year else f" {details.first_on.year}"
        caption = ", ".join(filter(None, (f"{said}{year}", whom)))
        return RecordRow(
            record.id, details.name, caption, _group(record), has_gone=not record.active
        )

    def blank(self) -> ClosureTyped:
        return ClosureTyped()

    def pristine(self, record: ClosureRecord | None) -> ClosureTyped:
        return self.blank() if record is None else typed_of(record.details)

    def save(self) -> None:
        """Save what is typed; of the calendar there is nothing to save."""
        if self.record is None or self.record.state is not None:
            super().save()


def whom_of(details: ClosureDetails) -> tuple[str, str] | None:
    """Return what a closure is of: the name of its column and the key; None for the practice."""
    for name in ("clinic_id", "clinician_id", "room_id"):
        key = getattr(details, name)
        if key is not None:
            return name, str(key)
    return None


def typed_of(details: ClosureDetails) -> ClosureTyped:
    """Return a closure as one would type it."""
    same = details.last_on == details.first_on
    return ClosureTyped(
        details.kind,
        details.name,
        whom_of(details),
        _said(details.first_on),
        "" if same else _said(details.last_on),
        "" if details.start_local is None else f"{details.start_local:%H:%M}",
        "" if details.end_local is None else f"{details.end_local:%H:%M}",
    )


def _said(on: date) -> str:
    return f"{short_date(on).split(' ', 1)[1]} {on.year}"


def _record_of(closure: Closure) -> ClosureRecord:
    return ClosureRecord(str(closure.id), closure.details, closure.state, closure.version)


def _group(record: ClosureRecord) -> str:
    if record.state is ClosureState.WITHDRAWN:
        return TAKEN_BACK
    return PROPOSED if record.state is ClosureState.PROPOSED else GROUPS[record.details.kind]


def _place(record: ClosureRecord) -> tuple[int, date]:
    group = _group(record)
    return ORDER.index(group) if group in ORDER else len(ORDER), record.details.first_on
