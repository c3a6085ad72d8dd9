"""A CSV file as what Attend takes in, row by row, as a mapping says."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from desktop.domain.imports import (
    Entry,
    PersonRead,
    Pointer,
    ScheduleRead,
    Slip,
    SlotRead,
    Unread,
    VisitRead,
)
from desktop.domain.practice import Channel
from desktop.domain.times import date_of
from desktop.domain.visits import CANCEL_CODES, State
from desktop.exchange.csv_people import point_to_person, read_person
from desktop.exchange.csv_values import Row
from desktop.exchange.documents import READ_ERRORS, open_plain
from desktop.exchange.mapping import CsvMapping

MOST_IN_A_CELL = 1 << 24
_STATES = {one.value: one for one in State}
_CHANNELS = {one.value: one for one in Channel}


def read_csv(path: Path, mapping: CsvMapping, zone_name: str) -> Iterator[Entry]:
    """Yield what each row holds; one that holds nothing is told and loses no other."""
    try:
        with open_plain(path) as stream:
            # A byte that is no text of this encoding is told as a hidden character of its cell.
            lines = io.TextIOWrapper(
                stream, encoding=mapping.encoding, errors="surrogateescape", newline=""
            )
            yield from _RowsOf(path.name, mapping, zone_name).read(lines)
    except (*READ_ERRORS, LookupError) as error:
        yield Slip(path.name, "", "file", f"The file can’t be read on: {error}.", taken=False)


class _RowsOf:
    """Reads the rows of one file; keeps which it has seen."""

    def __init__(self, file: str, mapping: CsvMapping, zone_name: str):
        self._file = file
        self._mapping = mapping
        self._zone = zone_name
        self._seen: Counter[str] = Counter()
        self._schedules: set[Pointer] = set()
        self._people: dict[Pointer, PersonRead] = {}

    def read(self, lines: io.TextIOWrapper) -> Iterator[Entry]:
        csv.field_size_limit(MOST_IN_A_CELL)
        reader = csv.reader(lines, delimiter=self._mapping.delimiter)
        head = [name.strip() for name in next(reader, [])]
        missing = sorted(self._mapping.columns - set(head))
        if missing:
            why = f"It has no column called {missing[0]}, which the mapping names."
            yield Slip(self._file, "line 1", missing[0], why, taken=False)
            return
        left = [name for name in head if name not in self._mapping.columns]
        ignored = self._mapping.ignored
        unread = tuple(Unread(self._file, "line 1", one) for one in left if one not in ignored)
        before = reader.line_num
        for cells in reader:
            place = f"line {before + 1}"
            before = reader.line_num
            if any(cells):
                yield from self._row(place, dict(zip(head, cells, strict=False)), unread)

    def _row(
        self, place: str, cells: dict[str, str], unread: tuple[Unread, ...]
    ) -> Iterator[Entry]:
        section = getattr(self._mapping, _SECTION_OF[self._mapping.kind])
        row = Row(self._file, place, self._zone, cells, section)
        if self._mapping.kind == "people":
            person = read_person(row)
            yield _with(person, person.source_ids or (self._hash(cells),), unread)
        elif self._mapping.kind == "visits":
            visit = self._visit(row, cells)
            yield visit if isinstance(visit, Slip) else _with(visit, visit.source_ids, unread)
        else:
            yield from self._slot(row, cells, unread)

    def _hash(self, cells: dict[str, str]) -> str:
        """Return what a row without an id is known by: a hash of it, and the how-many-eth."""
        said = "\x1f".join(cells.values()).encode("utf-8", "surrogateescape")
        found = hashlib.sha256(said).hexdigest()[:40]
        self._seen[found] += 1
        return found if self._seen[found] == 1 else f"{found}-{self._seen[found]}"

    def _visit(self, row: Row, cells: dict[str, str]) -> VisitRead | Slip:
        state = _STATES.get(row.text("state"))
        if state is None or state is State.ENTERED_IN_ERROR:
            return row.refused("state", "It says no state a visit can have here.")
        on_date, start_at, end_at = _times(row)
        if on_date is None:
            return row.refused("on_date", "It has neither a date nor a time.")
        of_person = Row(self._file, row.place, self._zone, cells, self._mapping.person, row.slips)
        person = point_to_person(of_person)
        maker = self._maker(of_person, person) if of_person.has("family_name") else None
        if not person:
            return row.refused("person", "It does not say whose visit it is.")
        code = row.text("cancel_code")
        source_id = row.text("id")
        slot = row.text("slot")
        return VisitRead(
            "visit",
            person,
            state,
            on_date,
            start_at,
            end_at,
            _CHANNELS.get(row.text("channel"), Channel.IN_PERSON),
            row.text("type"),
            row.lines("reason"),
            row.lines("note"),
            row.text("asked_by"),
            row.text("call_on") or None,
            _created(row, on_date),
            _cancel_code(row, state, code),
            row.text("cancel_words"),
            row.instant("cancelled"),
            row.instant("arrived"),
            row.instant("sent_in"),
            row.instant("done"),
            Pointer(words=row.text("clinician"), profession=row.text("profession")),
            Pointer(words=row.text("clinic")),
            (Pointer((slot,)),) if slot else (),
            maker=maker,
            source_ids=(source_id or self._hash(cells),),
            file=self._file,
            place=row.place,
            slips=tuple(row.slips),
        )

    def _maker(self, row: Row, person: Pointer) -> PersonRead:
        """Return who is made for a visit; a person is read where they first come."""
        found = self._people.get(person)
        if found is None:
            found = read_person(row)
            self._people[person] = found
        return found

    def _slot(self, row: Row, cells: dict[str, str], unread: tuple[Unread, ...]) -> Iterator[Entry]:
        on_date, start_at, end_at = _times(row)
        if on_date is None or start_at is None or end_at is None:
            yield row.refused("start", "It has no whole time: a start and a later end.")
            return
        clinician = Pointer(words=row.text("clinician"), profession=row.text("profession"))
        clinic = Pointer(words=row.text("clinic"))
        key = row.text("schedule") or f"{clinician.words} {clinician.profession} {clinic.words}"
        schedule = Pointer((key,))
        if schedule not in self._schedules:
            self._schedules.add(schedule)
            yield ScheduleRead(schedule.ids, clinician, clinic, file=self._file, place=row.place)
        source_id = row.text("id")
        yield SlotRead(
            schedule,
            start_at,
            end_at,
            row.text("status") or "free",
            row.text("type"),
            _CHANNELS.get(row.text("channel"), Channel.IN_PERSON),
            max(1, row.number("capacity") or 1),
            row.text("comment"),
            (source_id or self._hash(cells),),
            self._file,
            row.place,
            tuple(row.slips),
            unread,
        )


_SECTION_OF = {"people": "person", "visits": "visit", "slots": "slot"}


def _with(entry: PersonRead | VisitRead, ids: tuple[str, ...], unread: tuple[Unread, ...]) -> Entry:
    if entry.source_ids == ids and not unread:
        return entry
    from dataclasses import replace

    return replace(entry, source_ids=ids, unread=unread)


def _times(row: Row) -> tuple[date | None, datetime | None, datetime | None]:
    """Return the date and both instants or neither."""
    start_at, end_at = row.instant("start"), row.instant("end")
    on_date = row.day("on_date") if row.has("on_date") else None
    if on_date is None and start_at is not None:
        on_date = date_of(start_at, row.zone)
    start_at = start_at or row.moment(on_date, "start_time")
    end_at = end_at or row.moment(on_date, "end_time")
    minutes = row.number("minutes") if row.has("minutes") else None
    if start_at and end_at is None and minutes and minutes > 0:
        end_at = start_at + timedelta(minutes=minutes)
    if start_at is None or end_at is None:
        return on_date, None, None
    if end_at <= start_at:
        row.slip("end", "It ends before it begins, so it is kept by its date alone.")
        return on_date, None, None
    return on_date, start_at, end_at


def _created(row: Row, on_date: date) -> datetime | None:
    created_at = row.instant("created")
    if created_at is not None and date_of(created_at, row.zone) > on_date:
        row.slip("created", "It was booked after its day, as it says there.")
    return created_at


def _cancel_code(row: Row, state: State, code: str) -> str | None:
    if state is not State.CANCELLED:
        return None
    if code and code not in CANCEL_CODES:
        row.slip("cancel_code", f"{code[:40]} is no reason we know; kept as another reason.")
    return code if code in CANCEL_CODES else "other"
