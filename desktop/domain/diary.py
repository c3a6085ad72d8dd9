"""One day of the diary as values: columns, sessions, cells; what a cell's state is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    ClinicId,
    HoldId,
    PatientId,
    SessionId,
    SlotId,
    SlotTypeId,
)
from desktop.domain.practice import Channel
from desktop.domain.sessions import Note, SlotState
from desktop.domain.visits import State

LONGEST_COUNTED = timedelta(hours=1)
"""What is left of a hold is told by the minute and second from then on."""

LATE_AFTER = timedelta(minutes=5)
"""How long after the time somebody not here yet is called late."""


class CellState(StrEnum):
    """What a cell of the diary shows; the names of ``status`` in the design tokens."""

    FREE = "free"
    BOOKED = "booked"
    HELD = "held"
    EMBARGOED = "embargoed"
    BREAK = "break"
    BLOCKED = "blocked"
    ARRIVED = "arrived"
    IN_ROOM = "inRoom"
    DONE = "done"
    DID_NOT_ATTEND = "dna"
    CANCELLED = "cancelled"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class VisitInDiary:
    """What the diary shows of a visit; ``needs`` are active preference kinds' codes in order.

    Of a sensitive record there is neither a reason nor a need: it opens with a reason.
    """

    id: AppointmentId
    version: int
    patient_id: PatientId
    called: str
    state: State
    start_at: datetime
    end_at: datetime
    slot_type_id: SlotTypeId
    channel: Channel
    reason: str = ""
    needs: tuple[str, ...] = ()
    arrived_at: datetime | None = None
    sent_in_at: datetime | None = None
    done_at: datetime | None = None
    cancelled_at: datetime | None = None
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class HoldInDiary:
    """A live hold on a cell: whose desk, whether it is this window's own, until when."""

    id: HoldId
    desk: str
    until_at: datetime
    mine: bool = False

    def is_counted(self, now: datetime) -> bool:
        """Whether its end is counted by the second: a desk's hold, not the rebook list's."""
        return self.until_at - now <= LONGEST_COUNTED


@dataclass(frozen=True, slots=True)
class Cell:
    """One rectangle of the diary: a slot, or the adjacent slots one visit takes.

    Shape: ``visits`` has one visit, or the people of a group (``capacity`` over 1), or none;
    a struck-through cancelled visit stands in ``visits`` of a cell whose slots are free again.
    """

    slot_ids: tuple[SlotId, ...]
    session_id: SessionId
    slot_type_id: SlotTypeId
    start_at: datetime
    end_at: datetime
    slot_state: SlotState
    bookable: bool
    slot_version: int
    capacity: int = 1
    visits: tuple[VisitInDiary, ...] = ()
    hold: HoldInDiary | None = None
    release_at: datetime | None = None
    is_extra: bool = False
    block_reason: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def key(self) -> str:
        """A stable name of the cell, for keeping the selection over a reload."""
        return self.slot_ids[0]

    @property
    def minutes(self) -> int:
        """The length in whole minutes."""
        return int((self.end_at - self.start_at) / timedelta(minutes=1))

    @property
    def taken(self) -> int:
        """How many places of a group are taken."""
        return sum(visit.state not in (State.CANCELLED,) for visit in self.visits)


@dataclass(frozen=True, slots=True)
class SessionInDiary:
    """A session's cells in order of time, extras among them."""

    id: SessionId
    clinic_id: ClinicId
    clinic_name: str
    room_name: str
    room_features: tuple[str, ...]
    start_at: datetime
    end_at: datetime
    version: int
    cells: tuple[Cell, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class DiaryColumn:
    """One clinician at one clinic; the day's sessions stacked.

    ``running_late_minutes`` is None until a stamp of today says how the session runs; ``closed``
    says what closes the day for them, read after the day itself.
    """

    clinician_id: ClinicianId
    clinician_name: str
    clinician_short_name: str
    profession: str
    clinic_id: ClinicId
    clinic_name: str
    sessions: tuple[SessionInDiary, ...]
    running_late_minutes: int | None = None
    closed: str = ""


@dataclass(frozen=True, slots=True)
class DiaryDay:
    """A whole day as the diary shows it.

    ``next_day_with_sessions`` is filled when there are no columns; ``notes`` are of the day.
    """

    on_date: date
    zone: str
    columns: tuple[DiaryColumn, ...]
    notes: tuple[Note, ...] = ()
    next_day_with_sessions: date | None = None


def cell_state(cell: Cell, now: datetime) -> CellState:
    """Return what the cell shows at that instant; a visit's own state comes first."""
    if cell.visits and cell.capacity == 1:
        return visit_state(cell.visits[0], now)
    if cell.slot_state is not SlotState.OPEN:
        return CellState.BLOCKED
    if not cell.bookable:
        return CellState.BREAK
    if cell.hold is not None and cell.hold.until_at > now:
        return CellState.HELD
    if cell.capacity > 1 and cell.taken >= cell.capacity:
        return CellState.BOOKED
    if cell.release_at is not None and cell.release_at > now:
        return CellState.EMBARGOED
    return CellState.FREE


def is_closing_group(cell: Cell) -> bool:
    """Whether people of a group are being rebooked: it is drawn as a group all the same."""
    return cell.capacity > 1 and cell.taken > 0 and cell.slot_state is SlotState.CLOSING


def visit_state(visit: VisitInDiary, now: datetime) -> CellState:
    """Return what a visit shows at that instant; late is reckoned, never stored."""
    if visit.state is State.BOOKED:
        late = now >= visit.start_at + LATE_AFTER and visit.channel is Channel.IN_PERSON
        return (
            CellState.LATE
            if late and now < visit.end_at + timedelta(hours=12)
            else CellState.BOOKED
        )
    return {
        State.ARRIVED: CellState.ARRIVED,
        State.CHECKED_IN: CellState.IN_ROOM,
        State.FULFILLED: CellState.DONE,
        State.NOSHOW: CellState.DID_NOT_ATTEND,
        State.CANCELLED: CellState.CANCELLED,
    }.get(visit.state, CellState.BOOKED)


def free_count(column: DiaryColumn, now: datetime) -> int:
    """Return how many cells of the column can still be booked from now on."""
    return sum(
        cell_state(cell, now) is CellState.FREE and cell.end_at > now
        for session in column.sessions
        for cell in session.cells
    )
