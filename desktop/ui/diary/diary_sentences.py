"""What a cell and a column say to a screen reader: one sentence each, most useful word first."""

from __future__ import annotations

from datetime import datetime, timedelta

from desktop.domain.diary import (
    Cell,
    CellState,
    DiaryColumn,
    DiaryDay,
    VisitInDiary,
    cell_state,
    is_closing_group,
    visit_state,
)
from desktop.domain.preferences import kind_of
from desktop.domain.sessions import SlotState
from desktop.domain.times import clock_time, minutes_between
from desktop.domain.visits import time_waited
from desktop.ui.diary.diary_words import (
    OPENS_WITH_REASON,
    Types,
    cell_words,
    head_notes,
    head_places,
    head_state,
    kind_in,
    opening,
    tidy,
    visit_status,
)


def spoken_cell(cell: Cell, now: datetime, types: Types, zone: str, place: tuple[int, int]) -> str:
    """Return the sentence of a cell; ``place`` is its number and how many its column has."""
    state = cell_state(cell, now)
    start = clock_time(cell.start_at, zone)
    kind = kind_in(types, cell.slot_type_id).name.lower()
    length = minutes_said(cell.minutes)
    if cell.visits and (cell.capacity == 1 or state is CellState.BOOKED or cell.taken):
        spoken = _spoken_taken(cell, now, types, zone)
        return f"{spoken} {_notes(cell)}{place[0]} of {place[1]}"
    if state in (CellState.BREAK, CellState.BLOCKED):
        sentence = f"{start}, {cell_words(cell, now, types, zone).title}, {length}"
        return sentence  # a note on a break is part of its title
    if state is CellState.HELD and cell.hold is not None:
        who = "you" if cell.hold.mine else cell.hold.desk
        left = f", {time_left(cell.hold.until_at - now)} left"
        sentence = f"{start}, held by {who}{left if cell.hold.is_counted(now) else ''}"
    elif state is CellState.EMBARGOED and cell.release_at is not None:
        sentence = f"{start}, {kind}, opens {opening(cell.release_at, now, zone)}"
    else:
        free = "free" if cell.end_at > now else "not used"
        sentence = f"{start}, {free}, {kind}, {length}"
        if cell.capacity > 1:
            sentence += f", group of {cell.capacity}"
    return f"{sentence}. {_notes(cell)}".rstrip(" .") if cell.notes else sentence


def _spoken_taken(cell: Cell, now: datetime, types: Types, zone: str) -> str:
    start, end = clock_time(cell.start_at, zone), clock_time(cell.end_at, zone)
    if cell.capacity > 1:
        kind = kind_in(types, cell.slot_type_id).name.lower()
        closing = ", being rebooked" if is_closing_group(cell) else ""
        return f"{start} to {end}, group, {cell.taken} of {cell.capacity} taken{closing}, {kind}."
    visit = cell.visits[0]
    known = kind_in(types, visit.slot_type_id)
    state = spoken_state(visit, now)
    if cell.slot_state is SlotState.CLOSING:
        state = f"{state}, being rebooked"
    words = f"{start} to {end}, {tidy(visit.called)}, {state}"
    sentences = [f"{words}, {known.name.lower()}."]
    sentences += [f"{kind_of(code).words}." for code in visit.needs]
    if visit.is_sensitive:
        sentences.append(f"{OPENS_WITH_REASON}.")
    if cell.is_extra:
        sentences.append("Extra.")
    waited = time_waited(visit.start_at, visit.arrived_at, visit.sent_in_at or visit.done_at)
    if waited is not None:
        sentences.append(f"Waited {minutes_said(waited // timedelta(minutes=1))}.")
    return " ".join(sentences)


def spoken_state(visit: VisitInDiary, now: datetime) -> str:
    """Say a visit's state in words: "here 7 minutes", "booked", "did not attend"."""
    state = visit_state(visit, now)
    if state is CellState.ARRIVED and visit.arrived_at is not None:
        minutes = minutes_between(visit.arrived_at, now)
        return f"here {minutes_said(minutes)}" if minutes > 0 else "here now"
    if state is CellState.LATE:
        return f"late {minutes_said(minutes_between(visit.start_at, now))}"
    return visit_status(visit, state, now)[1].lower() or "booked"


def _notes(cell: Cell) -> str:
    return "".join(f"Note: {tidy(note.text)}. " for note in cell.notes)


def minutes_said(minutes: int) -> str:
    """Say "1 minute", "7 minutes"."""
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def time_left(left: timedelta) -> str:
    """Say the time left as "1 minute 40"."""
    seconds = max(int(left.total_seconds()), 0)
    if seconds < 60:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    rest = f" {seconds % 60}" if seconds % 60 else ""
    return f"{minutes_said(seconds // 60)}{rest}"


def spoken_head(day: DiaryDay, column: DiaryColumn, now: datetime) -> str:
    """Say a column: "Dr Anjali Patel, GP, Room 4. 12 minutes late. 2 free. List of 22"."""
    notes = head_notes(day, column)
    late = column.running_late_minutes
    running = "" if late is None else f"{minutes_said(late)} late" if late > 0 else "On time"
    count = sum(len(session.cells) for session in column.sessions)
    free = head_state(day, column, now).free
    parts = [f"{column.clinician_name}, {head_places(column)[2]}", running, *notes, free]
    return ". ".join(part.rstrip(".") for part in parts if part) + f". List of {count}"


def head_tip(day: DiaryDay, column: DiaryColumn, now: datetime) -> str:
    """Say all of a column head, line by line, for its tooltip."""
    late = column.running_late_minutes
    running = "" if late is None else f"{late} min late" if late > 0 else "On time"
    free = head_state(day, column, now).free
    lines = [column.clinician_name, head_places(column)[0], *head_notes(day, column)]
    lines.append(f"{running}, {free}" if running else free)
    return "\n".join(lines)
