"""Taking acts back and doing them again: rows return to their before images, or nothing does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from desktop.domain.errors import Conflict, LaterAct, NotFound
from desktop.domain.ids import AppointmentId, PatientId, SlotId
from desktop.domain.people import Registration
from desktop.domain.rebooking import RebookingState
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.times import clock_time
from desktop.domain.visits import State, Step
from desktop.operations.events import write_event
from desktop.operations.offer_holds import hold_offers_again, let_go_of_offers, wishes_in
from desktop.operations.outcome import Inverse, Outcome
from desktop.operations.visit_needs import (
    call_off_of,
    follow_preferences,
    follow_sessions,
    follow_setup,
    follow_visits,
    lock_for_setup,
)
from desktop.operations.work import Work
from desktop.persistence.booking import find_taker, lock_session, read_wanted_slots, restore_place
from desktop.persistence.merging import find_root, lock_records, share_people
from desktop.persistence.places import copy_to_places, delete_free_place
from desktop.persistence.rebookings import settle_hold
from desktop.persistence.record import find_later_act
from desktop.persistence.rows import RowChange, Values, read_row, table_named
from desktop.persistence.staff import list_managers_locked
from desktop.persistence.tables import appointments, preferences, slots
from desktop.persistence.visits import list_visits_in_error
from desktop.persistence.waiting_list import lock_wishes

DEEPEST = 30
"""How many acts can be taken back."""

_IN_ERROR: dict[str, dict[str, Any]] = {
    "appointments": {"state": State.ENTERED_IN_ERROR},
    "patients": {"registration": Registration.ENTERED_IN_ERROR},
}
"""People and visits are never deleted: what was made by an undone act is marked instead."""


def undo(work: Work, *, inverse: Inverse) -> Outcome[None]:
    """Take an act back (or, with the inverse this returns, do it again): all of it or nothing.

    Errors: NotAllowed without the rights of the act itself; Conflict("undo") naming the later act
    and its person when any row has moved on.
    """
    work.require(inverse.act)
    work.takes_back = True
    _lock_people(work, inverse)
    _check_times_are_open(work, inverse)
    _let_go_of_sessions(work, inverse)
    let_go_of_offers(work, inverse.rows)
    now_at: dict[tuple[str, tuple[Any, ...]], int] = {}
    for change in reversed(inverse.rows):
        try:
            _take_back(work, change, now_at)
        except Conflict as error:
            if error.code == "used":
                raise _cannot(inverse, "it is in use by now", None) from error
            if error.code != "stale":
                raise
            later = _later_act(work, change)
            raise _cannot(inverse, _moved_on(later), later) from error
        except _PlaceGone as gone:
            raise _cannot(inverse, _place_words(work, gone), gone.later) from gone
    lost = hold_offers_again(work, inverse.rows)
    if lost is not None:
        raise _cannot(inverse, _place_words(work, _PlaceGone(lost, None, held=False)), None)
    _check_somebody_manages(work, inverse)
    _copy_to_places(work, inverse)
    off = _follow_needs(work, inverse)
    for kind, keys in inverse.changes.ids.items():
        work.touch(kind, *keys)
    for subject in inverse.subjects:
        if subject.appointment_id is not None:
            write_event(work, subject.appointment_id, Step.UNDONE, {"act": inverse.act})
        work.record(
            "undo",
            {"undoes": inverse.act_id, "act": inverse.act},
            patient_id=subject.patient_id,
            appointment_id=subject.appointment_id,
            session_id=subject.session_id,
        )
    words = " ".join(filter(None, (f"Undone: {inverse.label}", off)))
    return Outcome(None, work.changes(), work.inverse(inverse.act, inverse.label), words)


def _check_somebody_manages(work: Work, inverse: Inverse) -> None:
    of_staff = any(change.table == "staff" for change in inverse.rows)
    if of_staff and not list_managers_locked(work.db):
        raise _cannot(inverse, "nobody would be left to manage", None)


def _lock_people(work: Work, inverse: Inverse) -> None:
    """On a server: as acts do, people first, then wishes; whoever books waits, or is waited for.

    What was told, and whose records are whose, is taken back alone.
    """
    alone: set[PatientId] = set()
    for change in inverse.rows:
        known = {**(change.before or {}), **(change.after or {})}
        if change.table == "preferences":
            row = known if "patient_id" in known else read_row(work.db, preferences, change.key)
            alone.update([find_root(work.db, row["patient_id"])] if row else [])
        elif change.table == "patients":
            both = {change.key[0], *_roots_in((change.before or {}, change.after or {}))}
            alone.update(root for one in both for root in (one, find_root(work.db, one)))
    named = {one.patient_id for one in inverse.subjects if one.patient_id is not None}
    people = named | {find_root(work.db, one) for one in named}
    if alone:
        lock_records(work.db, alone | people)
    else:
        share_people(work.db, people)
    lock_wishes(work.db, wishes_in(work, inverse.rows))


class _PlaceGone(Exception):
    def __init__(self, slot_id: SlotId, later: LaterAct | None, *, held: bool):
        super().__init__(slot_id)
        self.slot_id = slot_id
        self.later = later
        self.held = held


def _check_times_are_open(work: Work, inverse: Inverse) -> None:
    """Lock the sessions concerned and refuse to give back a slot that is blocked or cancelled."""
    changed = {
        table: {change.key[0] for change in inverse.rows if change.table == table}
        for table in ("sessions", "slots")
    }
    for change in inverse.rows:
        lock_for_setup(work, table_named(change.table), change.key[0], change.before or ())
    for session_id in sorted(changed["sessions"]):
        lock_session(work.db, session_id, share=False)
    wanted = {
        change.key[0]
        for change in inverse.rows
        if change.table == "places" and change.before and change.before.get("appointment_id")
    }
    if not wanted:
        return
    for slot in read_wanted_slots(work.db, sorted(wanted)):
        # What the act itself closed is open again once it is taken back.
        closed = slot.slot_state is SlotState.BLOCKED and slot.id not in changed["slots"]
        cancelled = slot.session_state is SessionState.CANCELLED
        if closed or (cancelled and slot.session_id not in changed["sessions"]):
            later = find_later_act(work.db, session_id=slot.session_id)
            what = "blocked" if closed else "cancelled"
            time = clock_time(slot.start_at, work.zone)
            raise _cannot(inverse, f"{time} has been {what} since", later)


def _let_go_of_sessions(work: Work, inverse: Inverse) -> None:
    """Part visits that were never made from sessions that are to go; doing it again joins them."""
    for change in inverse.rows:
        if change.table == "sessions" and change.before is None:
            for visit in list_visits_in_error(work.db, change.key[0]):
                work.rows.update(appointments, (visit["id"],), visit, {"session_id": None})


def _take_back(
    work: Work, change: RowChange, now_at: dict[tuple[str, tuple[Any, ...]], int]
) -> None:
    """Take one row back; ``now_at`` are the versions of rows of which a later change is back."""
    if change.table == "places":
        _take_back_place(work, change)
        return
    table = table_named(change.table)
    row = (change.table, change.key)
    version = now_at.get(row, change.version)
    now_at[row] = version + 1
    if change.before is None:
        assert change.after is not None
        mark = _IN_ERROR.get(change.table)
        after = {**change.after, "version": version}
        if mark is None:
            work.rows.delete(table, change.key, after)
        else:
            work.rows.update(table, change.key, after, mark)
    elif change.after is None:
        again = dict(change.before)
        if "version" in again:
            again["version"] += 1
            now_at[row] = again["version"]
        work.rows.insert(table, again)
    else:
        after = {**change.after, "version": version}
        work.rows.update(table, change.key, after, change.before)
    if change.table == "rebookings":
        _settle_hold(work, change)


def _settle_hold(work: Work, change: RowChange) -> None:
    """The hold of a rebooking goes and comes back with its row."""
    row = read_row(work.db, table_named("rebookings"), change.key)
    left = change.after or {}
    if left.get("hold_id") is not None and row is not None and row["hold_id"] is None:
        settle_hold(work.db, left, wanted=False, now=work.now)
    is_open = row is not None and row["state"] is RebookingState.OPEN
    known = row or change.after or change.before or {}
    taken = settle_hold(work.db, known, wanted=is_open, now=work.now)
    if taken is not None:
        raise _PlaceGone(taken, None, held=False)


def _copy_to_places(work: Work, inverse: Inverse) -> None:
    """Places repeat their slot's time and their session's clinician: bring them back too."""
    moved = set()
    for change in inverse.rows:
        columns = {**(change.before or {}), **(change.after or {})}
        if change.before is None or change.after is None:
            continue
        if change.table == "sessions" and "clinician_id" in columns:
            moved.add(change.key[0])
        elif change.table == "slots" and "start_at" in columns:
            row = read_row(work.db, slots, change.key)
            moved.update([row["session_id"]] if row is not None else [])
    for session_id in sorted(moved):
        copy_to_places(work.db, session_id)


def _follow_needs(work: Work, inverse: Inverse) -> str:
    """Needs follow what is so again: what somebody told us since the act counts too.

    Says what was arranged since for visits that are not to be any more.
    """
    changed: dict[str, set[Any]] = {}
    for change in inverse.rows:
        images = (change.before or {}, change.after or {})
        if change.table != "patients" or any("root_id" in one for one in images):
            changed.setdefault(change.table, set()).add(change.key[0])
        if change.table == "patients":  # with the record it lives on in, or did
            changed["patients"] = {*changed.get("patients", ()), *_roots_in(images)}
    follow_visits(work, changed.get("appointments", ()))
    follow_sessions(work, changed.get("sessions", ()))
    for preference_id in sorted(changed.get("preferences", ())):
        row = read_row(work.db, preferences, (preference_id,))
        if row is not None:
            follow_preferences(work, row["patient_id"])
    for patient_id in sorted(changed.get("patients", ())):
        follow_preferences(work, patient_id)
    for change in inverse.rows:
        follow_setup(work, table_named(change.table), change.key[0], dict(change.before or {}))
    visits = sorted(changed.get("appointments", ()))
    return call_off_of(work, [one for one in visits if _is_not_to_be(work, one)])


def _is_not_to_be(work: Work, appointment_id: AppointmentId) -> bool:
    row = read_row(work.db, appointments, (appointment_id,))
    return row is not None and row["state"] in (State.CANCELLED, State.ENTERED_IN_ERROR)


def _roots_in(images: Iterable[Values]) -> set[PatientId]:
    return {one["root_id"] for one in images if one.get("root_id") is not None}


def _take_back_place(work: Work, change: RowChange) -> None:
    slot_id, seat = change.key
    if change.before is None:
        assert change.after is not None
        done = delete_free_place(work.rows, (slot_id, seat), change.after, now=work.now)
    elif change.after is None:
        work.rows.insert(table_named("places"), change.before)
        done = True
    else:
        done = restore_place(
            work.rows,
            (slot_id, seat),
            was=change.after.get("appointment_id"),
            now_to=change.before.get("appointment_id"),
            now=work.now,
        )
    if not done:
        taker = find_taker(work.db, slot_id)
        later = taker.later if taker else None
        held = taker is not None and taker.held
        raise _PlaceGone(
            slot_id, later or (LaterAct("hold", "", taker.desk) if taker else None), held=held
        )


def _place_words(work: Work, gone: _PlaceGone) -> str:
    slot = read_row(work.db, slots, (gone.slot_id,))
    if slot is None:
        raise NotFound("slot", gone.slot_id)
    start: datetime = slot["start_at"]
    return f"{clock_time(start, work.zone)} has been {'held' if gone.held else 'booked'} since"


def _later_act(work: Work, change: RowChange) -> LaterAct | None:
    key = change.key[0]
    if change.table == "appointments":
        return find_later_act(work.db, appointment_id=key)
    if change.table == "patients":
        return find_later_act(work.db, patient_id=key)
    if change.table == "slots":
        row = read_row(work.db, slots, (key,))
        return find_later_act(work.db, session_id=row["session_id"]) if row else None
    if change.table == "sessions":
        return find_later_act(work.db, session_id=key)
    return None


def _moved_on(later: LaterAct | None) -> str:
    if later is None:
        return "it has been changed since"
    return f"{later.actor or later.desk} has changed it since"


def _cannot(inverse: Inverse, why: str, later: LaterAct | None) -> Conflict:
    stays = f" {inverse.stays}" if inverse.stays else " Nothing was undone."
    return Conflict("undo", f"Can’t undo: {why}.{stays}", later)


@dataclass(slots=True)
class UndoStack:
    """What the person signed in can take back and do again; empties at sign-out."""

    done: list[Inverse] = field(default_factory=list)
    taken_back: list[Inverse] = field(default_factory=list)

    @property
    def next_undo(self) -> Inverse | None:
        """The act Ctrl+Z takes back."""
        return self.done[-1] if self.done else None

    @property
    def next_redo(self) -> Inverse | None:
        """The act Ctrl+Shift+Z does again."""
        return self.taken_back[-1] if self.taken_back else None

    def did(self, inverse: Inverse) -> None:
        """Keep a fresh act; what had been taken back before it can't be done again."""
        self._push(self.done, inverse)
        self.taken_back.clear()

    def undone(self, redo: Inverse) -> None:
        """The last act was taken back; ``redo`` does it again."""
        self._rebase(self.done.pop(), redo)
        self._push(self.taken_back, redo)

    def redone(self, inverse: Inverse) -> None:
        """The act last taken back was done again."""
        self._rebase(self.taken_back.pop(), inverse)
        self._push(self.done, inverse)

    def _rebase(self, applied: Inverse, made: Inverse) -> None:
        """Let the other acts expect the versions that taking this one back has made.

        A row that is back as it was has a new version; the acts around it know it by the old one.
        """
        now = {(change.table, change.key): change.version for change in made.rows}
        moved = {
            (change.table, change.key, change.version_before): now[change.table, change.key]
            for change in applied.rows
            if (change.table, change.key) in now
        }
        for acts in (self.done, self.taken_back):
            acts[:] = [_rebased(one, moved) for one in acts]

    def forget_last(self) -> None:
        """Drop an act that can't be undone any more."""
        self.done.pop()

    def clear(self) -> None:
        """Forget everything: another person is at the desk."""
        self.done.clear()
        self.taken_back.clear()

    @staticmethod
    def _push(acts: list[Inverse], inverse: Inverse) -> None:
        acts.append(inverse)
        del acts[:-DEEPEST]


def _rebased(inverse: Inverse, moved: dict[tuple[str, tuple[Any, ...], int], int]) -> Inverse:
    rows = tuple(_rebased_row(change, moved) for change in inverse.rows)
    return inverse if rows == inverse.rows else replace(inverse, rows=rows)


def _rebased_row(
    change: RowChange, moved: dict[tuple[str, tuple[Any, ...], int], int]
) -> RowChange:
    versions = [
        moved.get((change.table, change.key, version), version) if version else 0
        for version in (change.version, change.version_before)
    ]
    return replace(change, version=versions[0], version_before=versions[1])
