"""A day of the diary: rows of its statements, whoever ran them, made into values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from desktop.domain.day_assembly import DaySession
from desktop.domain.diary import Cell, HoldInDiary, VisitInDiary
from desktop.domain.ids import AppointmentId, HoldId, PatientId, SessionId, SlotId
from desktop.domain.many_values import column_maker
from desktop.domain.preferences import KINDS
from desktop.domain.sessions import Note
from desktop.domain.visits import State

IN_ORDER = itemgetter(1, 3, 0, 12)
"""A row of slots by session, start, id and seat; sorting here costs less than in either engine."""
_PATIENT, _CALLED, _REASON, _NEEDED = 2, 3, 8, 9
"""Where the person's id and the reason are, and where name and needs go between these columns."""
_NEED_KINDS = tuple(kind.code for kind in KINDS.values() if kind.is_need)
_NEED_ORDER = {code: number for number, code in enumerate(_NEED_KINDS)}
_make_visits, _make_cells = column_maker(VisitInDiary), column_maker(Cell)


def day_session(row: Sequence[Any]) -> DaySession:
    """Return a session of the day; its short name is what the column head says."""
    *own, clinician_id, title, given_names, family_name, profession = row
    key, clinic_id, clinic_name, room_name, room_features, start_at, end_at, version = own
    whole = " ".join(filter(None, (title, given_names, family_name)))
    short = f"Dr {family_name}" if title == "Dr" else f"{given_names} {family_name}".strip()
    return DaySession(
        key,
        clinic_id,
        clinic_name,
        room_name or "",
        room_features or (),
        start_at,
        end_at,
        version,
        clinician_id,
        whole,
        short,
        profession,
    )


def day_visits(
    columns: Sequence[Sequence[Any]], needed: Sequence[tuple[str, ...]]
) -> tuple[dict[AppointmentId, VisitInDiary], list[tuple[SessionId, VisitInDiary]]]:
    """Return the visits by id, and those cancelled after their time by session.

    ``needed`` has the needs of each. Of a sensitive record they say who and when: reason and needs
    are for who has opened it.
    """
    *own, sessions_of, preferred, given, family, sensitive = columns
    called = [
        f"{liked or first} {last}".strip()
        for liked, first, last in zip(preferred, given, family, strict=True)
    ]
    if any(sensitive):
        needed = [() if closed else one for one, closed in zip(needed, sensitive, strict=True)]
        reasons = zip(own[_REASON], sensitive, strict=True)
        own[_REASON] = ["" if closed else one for one, closed in reasons]
    fields = (*own[:_CALLED], called, *own[_CALLED:_NEEDED], needed, *own[_NEEDED:], sensitive)
    made = _make_visits(*fields)
    over = [
        (session, visit)
        for session, visit in zip(sessions_of, made, strict=True)
        if visit.state is State.CANCELLED
    ]
    over.sort(key=lambda one: (one[1].start_at, one[1].id))
    return dict(zip(own[0], made, strict=True)), over


def day_needs(
    columns: Sequence[Sequence[Any]], rows: Sequence[tuple[Any, ...]]
) -> list[tuple[str, ...]]:
    """Return the kinds of need of each visit's person, in the order they are shown.

    Shape: ``rows`` are people's ids and kinds of what was told.
    """
    needs = needs_of_people(rows)
    return [needs.get(patient, ()) for patient in columns[_PATIENT]]


def needs_of_people(rows: Iterable[tuple[Any, ...]]) -> dict[PatientId, tuple[str, ...]]:
    """Return the kinds of need of each person, in the order they are shown."""
    found: dict[PatientId, set[str]] = defaultdict(set)
    for patient_id, kind, *_ in rows:
        if kind in _NEED_ORDER:
            found[patient_id].add(kind)
    return {key: tuple(sorted(kinds, key=_NEED_ORDER.__getitem__)) for key, kinds in found.items()}


def day_cells(
    columns: Sequence[Sequence[Any]],
    visits: dict[AppointmentId, VisitInDiary],
    live: dict[HoldId, HoldInDiary],
    slot_notes: dict[SlotId, tuple[Note, ...]],
) -> dict[SessionId, list[Cell]]:
    """Return a cell for each slot, by session in order of time; a row is one place.

    Shape: ``columns`` of rows that are ``IN_ORDER``.
    """
    keys, sessions_of, kind, start, end, state, version, capacity, *more = columns
    release, extra, why, bookable, _, appointments, holds = more
    made = _make_cells(
        [(key,) for key in keys],
        sessions_of,
        kind,
        start,
        end,
        state,
        bookable,
        version,
        capacity,
        [() if visit is None else (visit,) for visit in map(visits.get, appointments)],
        map(live.get, holds),
        release,
        extra,
        why,
        [slot_notes.get(key, ()) for key in keys],
    )
    cells: dict[SessionId, list[Cell]] = {}
    for cell in made:
        of_session = cells.setdefault(cell.session_id, [])
        if cell.capacity > 1 and of_session and of_session[-1].key == cell.key:
            of_session[-1] = _seated(of_session[-1], cell)
        else:
            of_session.append(cell)
    return cells


def _seated(seats: Cell, other: Cell) -> Cell:
    """Return the seats of a group with another one of its slot."""
    return replace(seats, visits=(*seats.visits, *other.visits), hold=seats.hold or other.hold)


def notes_of_slots(notes_of_day: Sequence[Note]) -> dict[SlotId, tuple[Note, ...]]:
    """Return the notes that stand at a slot, by slot."""
    found: dict[SlotId, tuple[Note, ...]] = {}
    for note in notes_of_day:
        if note.slot_id is not None:
            found[note.slot_id] = (*found.get(note.slot_id, ()), note)
    return found
