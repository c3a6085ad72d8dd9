"""What a cell and a column head say: on screen, in a tooltip, to a screen reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.diary import (
    Cell,
    CellState,
    DiaryColumn,
    SessionInDiary,
    VisitInDiary,
    cell_state,
    free_count,
)
from desktop.domain.ids import SlotTypeId
from desktop.domain.practice import Channel, SlotType
from desktop.domain.preferences import kind_of
from desktop.domain.times import clock_time, date_of, minutes_between, short_date

Types = Mapping[SlotTypeId, SlotType]

_BREAK_ICONS = {"travel": "car", "tutorial": "users-three"}
_RESTING = (CellState.DONE, CellState.DID_NOT_ATTEND, CellState.CANCELLED)


@dataclass(frozen=True, slots=True)
class CellWords:
    """All that is drawn in a cell, and nothing else: equal words give an equal picture.

    ``status`` is the key of its colours; ``short_status`` is for one line; ``needs`` are icons.
    """

    letter: str
    colour: str
    title: str
    state: CellState
    status_icon: str = ""
    status: str = ""
    short_status: str = ""
    needs: tuple[str, ...] = ()
    phrase: str = ""
    long_phrase: str = ""
    filled: bool = False
    strong: bool = False
    struck: bool = False
    is_extra: bool = False
    is_flat: bool = False
    marks_note: bool = False


def cell_words(cell: Cell, now: datetime, types: Types, zone: str) -> CellWords:
    """Return what is drawn in a cell at that instant."""
    state = cell_state(cell, now)
    kind = types[cell.slot_type_id]
    note = bool(cell.notes)
    if state is CellState.BREAK:
        icon = next((i for word, i in _BREAK_ICONS.items() if word in kind.name.lower()), "coffee")
        return CellWords("", "", kind.name, state, icon, is_flat=True, marks_note=note)
    if state is CellState.BLOCKED:
        title = f"Blocked: {cell.block_reason}" if cell.block_reason else "Blocked"
        return CellWords("", "", title, CellState.BREAK, "prohibit", is_flat=True, marks_note=note)
    if cell.visits and cell.capacity == 1:
        return _visit_words(cell, cell.visits[0], state, types, now)
    if state is CellState.HELD and cell.hold is not None:
        who = "Held by you" if cell.hold.mine else f"Held, {cell.hold.desk}"
        left = countdown(cell.hold.until_at - now)
        return CellWords(kind.letter, kind.colour, who, state, "hand-palm", left, left, filled=True)
    if cell.capacity > 1:
        title = f"Group, {cell.taken} of {cell.capacity}"
        filled = cell.end_at > now
        return CellWords(
            kind.letter, kind.colour, title, state, filled=filled, strong=True, marks_note=note
        )
    if state is CellState.EMBARGOED and cell.release_at is not None:
        opens = f"Opens {opening(cell.release_at, now, zone)}"
        return CellWords(
            kind.letter, kind.colour, kind.name, state, "lock-key", opens, opens, filled=True
        )
    length = f", {cell.minutes} min" if cell.minutes > 10 else ""
    free = "Free" if cell.end_at > now else "Not used,"
    title = f"{free} {kind.name.lower()}{length}"
    return CellWords(kind.letter, kind.colour, title, state, marks_note=note)


def _visit_words(
    cell: Cell, visit: VisitInDiary, state: CellState, types: Types, now: datetime
) -> CellWords:
    kind = types[visit.slot_type_id]
    icon, status, short = visit_status(visit, state, now)
    kinds = [kind_of(code) for code in visit.needs]
    icons = [one.icon for one in kinds]
    if visit.channel is Channel.TELEPHONE and "phone" not in icons:
        icons.append("phone")
    words = ", ".join(one.short for one in kinds)
    plain = kind.name.lower() if kind.name.lower() != "routine" else ""
    return CellWords(
        letter=kind.letter,
        colour=kind.colour,
        title=visit.called,
        state=state,
        status_icon=icon,
        status=status,
        short_status=short,
        needs=tuple(icons),
        phrase=words or plain,
        long_phrase=words or plain,
        filled=state not in _RESTING,
        strong=state not in _RESTING,
        struck=state is CellState.CANCELLED,
        is_extra=cell.is_extra,
        marks_note=bool(cell.notes),
    )


def visit_status(visit: VisitInDiary, state: CellState, now: datetime) -> tuple[str, str, str]:
    """Return icon, words and short words of a visit's state; booked has none: a name says it."""
    if state is CellState.ARRIVED and visit.arrived_at is not None:
        minutes = max(minutes_between(visit.arrived_at, now), 0)
        return "sign-in", f"Here {minutes} min", f"Here {minutes} min"
    if state is CellState.LATE:
        minutes = minutes_between(visit.start_at, now)
        return "clock-clockwise", f"Late {minutes} min", f"Late {minutes} min"
    called = visit.channel in (Channel.TELEPHONE, Channel.VIDEO)
    return {
        CellState.IN_ROOM: ("door", "In room", "In room"),
        CellState.DONE: ("check", "Called", "Called") if called else ("check", "Done", "Done"),
        CellState.DID_NOT_ATTEND: ("user-minus", "Did not attend", "Did not attend"),
        CellState.CANCELLED: ("x-circle", "Cancelled", "Cancelled"),
    }.get(state, ("", "", ""))


def countdown(left: timedelta) -> str:
    """Say the time left as "1:40"."""
    seconds = max(int(left.total_seconds()), 0)
    return f"{seconds // 60}:{seconds % 60:02}"


def opening(release_at: datetime, now: datetime, zone: str) -> str:
    """Say when a slot opens: "11:00", or "Thu 19 Nov 08:00" on another day."""
    on = date_of(release_at, zone)
    time = clock_time(release_at, zone)
    return time if on == date_of(now, zone) else f"{short_date(on)} {time}"


def spoken_cell(cell: Cell, now: datetime, types: Types, zone: str, place: tuple[int, int]) -> str:
    """Return the one sentence a screen reader says of a cell, most useful words first.

    Source: design README 4, "Names for screen readers".
    """
    words = cell_words(cell, now, types, zone)
    kind = types[cell.slot_type_id].name.lower()
    start = clock_time(cell.start_at, zone)
    number = f"{place[0]} of {place[1]}"
    if words.is_flat:
        return f"{start}, {words.title}, {cell.minutes} minutes. {number}"
    if words.state is CellState.HELD and cell.hold is not None:
        left = minutes_and_seconds(cell.hold.until_at - now)
        who = "you" if cell.hold.mine else cell.hold.desk
        return f"{start}, held by {who}, {left} left. {number}"
    if words.state is CellState.EMBARGOED and cell.release_at is not None:
        return f"{start}, {kind}, opens {opening(cell.release_at, now, zone)}. {number}"
    if cell.capacity > 1:
        return f"{start}, {kind} group, {cell.taken} of {cell.capacity} taken. {number}"
    if not cell.visits:
        free = "free" if cell.end_at > now else "not used"
        return f"{start}, {free}, {kind}, {cell.minutes} minutes. {number}"
    return _spoken_visit(cell, words, types, zone, number)


def _spoken_visit(cell: Cell, words: CellWords, types: Types, zone: str, number: str) -> str:
    visit = cell.visits[0]
    start, end = clock_time(cell.start_at, zone), clock_time(cell.end_at, zone)
    state = words.status.replace(" min", " minutes").lower() or "booked"
    kind = types[visit.slot_type_id].name.lower()
    sentence = f"{start} to {end}, {visit.called}, {state}, {kind}."
    needs = [kind_of(code).words for code in visit.needs]
    if needs:
        sentence += f" {', '.join(needs)}."
    if cell.is_extra:
        sentence += " Extra."
    return f"{sentence} {number}"


def minutes_and_seconds(left: timedelta) -> str:
    """Say the time left as "1 minute 40"."""
    seconds = max(int(left.total_seconds()), 0)
    minutes = seconds // 60
    if minutes == 0:
        return f"{seconds} seconds"
    return f"{minutes} minute{'s' if minutes > 1 else ''} {seconds % 60}"


def head_place(column: DiaryColumn) -> str:
    """Say role, room and site: "GP, Room 4, Alder Lane"."""
    session = column.sessions[0]
    room = session.room_name
    return ", ".join(part for part in (column.profession, room, column.clinic_name) if part)


@dataclass(frozen=True, slots=True)
class HeadState:
    """The third line of a column head: how it runs or what to know, and what is free."""

    icon: str
    tone: str
    words: str
    free: str


def head_state(column: DiaryColumn, now: datetime) -> HeadState:
    """Return the third line of a column head; a note on the session comes first."""
    free = free_count(column, now)
    free_words = f"{free} free"
    notes = [note.text for session in column.sessions for note in session.notes]
    if notes:
        return HeadState("warning-circle", "bad", notes[0], free_words)
    late = column.running_late_minutes
    if late is None:
        return HeadState("", "muted", "", free_words)
    if late > 0:
        return HeadState("clock-clockwise", "warn", f"{late} min late", free_words)
    return HeadState("check-circle", "good", "On time", free_words)


def spoken_head(column: DiaryColumn, now: datetime) -> str:
    """Say a column: "Dr Anjali Patel, GP, Room 4. 12 minutes late. 2 free. List of 22"."""
    state = head_state(column, now)
    count = sum(len(session.cells) for session in column.sessions)
    running = state.words.replace(" min ", " minutes ")
    parts = [f"{column.clinician_name}, {head_place(column)}", running, state.free]
    return ". ".join(part for part in parts if part) + f". List of {count}"


def session_end_words(session: SessionInDiary, zone: str) -> str:
    """Say when a session ends."""
    return f"Session ends {clock_time(session.end_at, zone)}"
