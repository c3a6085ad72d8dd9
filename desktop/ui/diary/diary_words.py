"""What a cell and a column head say on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.diary import (
    Cell,
    CellState,
    DiaryColumn,
    DiaryDay,
    SessionInDiary,
    VisitInDiary,
    cell_state,
    free_count,
    is_closing_group,
)
from desktop.domain.ids import SlotTypeId
from desktop.domain.practice import Channel, SlotType
from desktop.domain.preferences import kind_of
from desktop.domain.sessions import SlotState
from desktop.domain.times import clock_time, date_of, minutes_between, short_date
from desktop.domain.visits import State, here_words

Types = Mapping[SlotTypeId, SlotType]

_BREAK_ICONS = {"travel": "car", "tutorial": "users-three"}
_RESTING = (CellState.DONE, CellState.DID_NOT_ATTEND, CellState.CANCELLED)
NO_SESSION = "No session"
CLOSED_ICON, OPENS_WITH_REASON = "eye-slash", "Opens with a reason"
"""Where the needs of a sensitive record would be: blank would say that there are none."""
REBOOKED = ("Being rebooked", "Rebooking")
"""How a visit on the rebook list is said in the diary, and shortly."""
_LONGEST = 120
"""Characters of a phrase that are looked at; no cell has room for more."""


@dataclass(frozen=True, slots=True)
class CellWords:
    """All that is drawn in a cell, and nothing else: equal words give an equal picture.

    ``state`` is the key of its colours; ``short`` is the status for one line; ``needs`` are pairs
    of icon and short words; ``phrase`` stands where there are no needs' words.
    """

    letter: str
    colour: str
    title: str
    state: CellState
    icon: str = ""
    status: str = ""
    short: str = ""
    needs: tuple[tuple[str, str], ...] = ()
    phrase: str = ""
    note: str = ""
    filled: bool = False
    strong: bool = False
    struck: bool = False
    is_extra: bool = False
    is_flat: bool = False


def cell_words(cell: Cell, now: datetime, types: Types, zone: str) -> CellWords:
    """Return what is drawn in a cell at that instant."""
    state = cell_state(cell, now)
    kind = kind_in(types, cell.slot_type_id)
    note = tidy("; ".join(one.text for one in cell.notes))
    if state in (CellState.BREAK, CellState.BLOCKED) and not is_closing_group(cell):
        return _flat_words(cell, state, kind, note)
    if cell.visits and cell.capacity == 1:
        return _visit_words(cell, state, types, now, note)
    if state is CellState.HELD and cell.hold is not None:
        who = "Held by you" if cell.hold.mine else f"Held, {cell.hold.desk}"
        # A time on the rebook list is held for days: nobody counts its seconds.
        left = countdown(cell.hold.until_at - now) if cell.hold.is_counted(now) else ""
        return CellWords(kind.letter, kind.colour, who, state, "hand-palm", left, left, filled=True)
    if cell.capacity > 1 and cell.taken:
        return _group_words(cell, state, kind, now, note)
    if state is CellState.EMBARGOED and cell.release_at is not None:
        opens = f"Opens {opening(cell.release_at, now, zone)}"
        return CellWords(
            kind.letter, kind.colour, kind.name, state, "lock-key", opens, opens, filled=True
        )
    length = f", {cell.minutes} min" if cell.minutes > 10 else ""
    free = "Free" if cell.end_at > now else "Not used,"
    title = f"{free} {kind.name.lower()}{length}"
    if cell.capacity > 1:
        title = f"{free} group, {cell.capacity} places"
    return CellWords(kind.letter, kind.colour, title, state, note=note, is_extra=cell.is_extra)


def kind_in(types: Types, slot_type_id: SlotTypeId) -> SlotType:
    """Return a kind of slot; one added at another desk a moment ago may not be known yet."""
    found = types.get(slot_type_id)
    return found or SlotType(slot_type_id, "Slot", "Slot", "?", 10, "R", Channel.IN_PERSON)


def _flat_words(cell: Cell, state: CellState, kind: SlotType, note: str) -> CellWords:
    if state is CellState.BREAK:
        icon = next((i for word, i in _BREAK_ICONS.items() if word in kind.name.lower()), "coffee")
        title = kind.name
    else:
        icon = "prohibit"
        word = REBOOKED[0] if cell.slot_state is SlotState.CLOSING else "Blocked"
        reason = tidy(cell.block_reason)
        title = f"{word}: {reason}" if reason else word
    title = f"{title}, {note}" if note else title
    return CellWords("", "", title, CellState.BREAK, icon, note=note, is_flat=True)


def _group_words(
    cell: Cell, state: CellState, kind: SlotType, now: datetime, note: str
) -> CellWords:
    is_over = cell.end_at <= now
    left = cell.capacity - cell.taken
    status = short = "Full" if left <= 0 else f"{left} free"
    icon = "users-three" if left <= 0 else "circle"
    if is_closing_group(cell):
        icon, status, short, state = "warning-circle", *REBOOKED, CellState.BOOKED
    return CellWords(
        letter=kind.letter,
        colour=kind.colour,
        title=f"Group, {cell.taken} of {cell.capacity}",
        state=CellState.BOOKED if state is CellState.FREE else state,
        icon="" if is_over else icon,
        status="" if is_over else status,
        short="" if is_over else short,
        phrase=kind.name.lower(),
        note=note,
        filled=not is_over,
        strong=not is_over,
    )


def _visit_words(cell: Cell, state: CellState, types: Types, now: datetime, note: str) -> CellWords:
    visit = cell.visits[0]
    kind = kind_in(types, visit.slot_type_id)
    icon, status, short = visit_status(visit, state, now)
    if cell.slot_state is SlotState.CLOSING and state in (CellState.BOOKED, CellState.LATE):
        icon, status, short = "warning-circle", *REBOOKED
    needs = [(one.icon, one.short) for one in map(kind_of, visit.needs)]
    if visit.is_sensitive:
        needs.append((CLOSED_ICON, OPENS_WITH_REASON))
    phrase = "" if needs else _phrase(visit, kind)
    if visit.channel is Channel.TELEPHONE:
        needs.append(("phone", ""))
    return CellWords(
        letter=kind.letter,
        colour=kind.colour,
        title=tidy(visit.called),
        state=state,
        icon=icon,
        status=status,
        short=short,
        needs=tuple(needs),
        phrase=phrase,
        note=note,
        filled=state not in _RESTING,
        strong=state not in _RESTING,
        struck=state is CellState.CANCELLED,
        is_extra=cell.is_extra,
    )


def _phrase(visit: VisitInDiary, kind: SlotType) -> str:
    """Return one short phrase: why they come, else what kind of visit it is."""
    if visit.state is State.CANCELLED:
        return ""
    reason = tidy(visit.reason)
    if reason:
        return reason
    says_nothing = kind.name == "Routine" or visit.channel is Channel.TELEPHONE
    return "" if says_nothing else kind.name.lower()


def tidy(text: str) -> str:
    """Return text on one line, no longer than any cell has room for."""
    return " ".join(text[:_LONGEST].split())


def visit_status(visit: VisitInDiary, state: CellState, now: datetime) -> tuple[str, str, str]:
    """Return icon, words and short words of a visit's state; booked has none: a name says it."""
    if state is CellState.ARRIVED and visit.arrived_at is not None:
        minutes = minutes_between(visit.arrived_at, now)
        return "sign-in", here_words(minutes), f"Here {minutes}m" if minutes > 0 else "Here"
    if state is CellState.LATE:
        minutes = minutes_between(visit.start_at, now)
        return "clock-clockwise", f"Late {minutes} min", f"Late {minutes}m"
    called = visit.channel in (Channel.TELEPHONE, Channel.VIDEO)
    return {
        CellState.ARRIVED: ("sign-in", "Here", "Here"),
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
    """Say when a slot opens: "11:00", or "Thu 08:00" on another day."""
    wall = clock_time(release_at, zone)
    on, today = date_of(release_at, zone), date_of(now, zone)
    if on == today:
        return wall
    if (on - today).days < 7:
        return f"{short_date(on).split()[0]} {wall}"
    return f"{short_date(on)} {wall}"


def head_places(column: DiaryColumn) -> tuple[str, ...]:
    """Say role, room and site.

    Shape: the whole, without the room's feature, without the site, without the room, the site.
    """
    session = column.sessions[0]
    plain = room = session.room_name
    if room and "step-free" in session.room_features:
        room = f"{room} (step-free)"
    role, site = column.profession, column.clinic_name
    ways = ((role, room, site), (role, plain, site), (role, room), (role, site), (site,))
    return tuple(", ".join(part for part in parts if part) for parts in ways)


def fitting_places(
    places: tuple[str, ...], *, several_sites: bool, fits: Callable[[str], bool]
) -> str:
    """Say what there is room for in a head; where there are several sites, it is never lost.

    Shape: ``places`` as of ``head_places``.
    """
    whole, plain, no_site, no_room, site = places
    ways = (whole, plain, no_room, site) if several_sites else (whole, plain, no_site)
    return next((words for words in ways if fits(words)), ways[-1])


@dataclass(frozen=True, slots=True)
class HeadState:
    """The third line of a column head: how it runs or what to know, and what is free."""

    icon: str
    tone: str
    words: str
    free: str

    @property
    def is_note(self) -> bool:
        """Whether the words are a note, or what closes the day."""
        return self.tone == "bad"


def head_notes(day: DiaryDay, column: DiaryColumn) -> tuple[str, ...]:
    """Return what to know of a column: notes of its sessions, of the day, what closes it."""
    own = [note.text for session in column.sessions for note in session.notes]
    of_day = [note.text for note in day.notes if note.clinic_id in (None, column.clinic_id)]
    closed = [column.closed] if column.closed else []
    return tuple(tidy(text) for text in (*own, *of_day, *closed))


def head_state(day: DiaryDay, column: DiaryColumn, now: datetime) -> HeadState:
    """Return the third line of a column head; notes come before the running time.

    What closes the day comes after both: people wait now, and it may begin in the afternoon.
    """
    free = f"{free_count(column, now)} free"
    notes, late = head_notes(day, column), column.running_late_minutes
    running = f"{late} min late" if late is not None and late > 0 else ""
    if notes == (column.closed,) and running:
        return HeadState("clock-clockwise", "warn", f"{running}; {column.closed}", free)
    if notes:
        return HeadState("warning-circle", "bad", "; ".join(notes), free)
    if late is None:
        return HeadState("", "muted", "", free)
    if running:
        return HeadState("clock-clockwise", "warn", running, free)
    return HeadState("check-circle", "good", "On time", free)


def session_end_words(session: SessionInDiary, zone: str) -> str:
    """Say when a session ends."""
    return f"Session ends {clock_time(session.end_at, zone)}"
