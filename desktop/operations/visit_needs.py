"""The needs of visits, kept in step with what people tell us."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table

from desktop.domain.ids import AppointmentId, PatientId, SessionId
from desktop.domain.needs import (
    IN_STEP,
    NOTICE_DAYS,
    Need,
    NeedState,
    NotNeeded,
    OutOfStep,
    Steps,
    ToldOnce,
    bring_into_step,
    call_off,
    derive_needs,
    do_without,
    out_of_step,
    say_due,
)
from desktop.domain.permissions import Act
from desktop.domain.preferences import KINDS
from desktop.domain.visit_end import check_not_needed
from desktop.operations.outcome import Outcome
from desktop.operations.work import Reading, Work
from desktop.persistence.booked_person import BookedPerson
from desktop.persistence.booking import lock_out_of_sessions
from desktop.persistence.closures import bank_holidays_around
from desktop.persistence.merging import find_root, list_records, share_patient
from desktop.persistence.preferences import list_told
from desktop.persistence.settings import read_setting
from desktop.persistence.visit_needs import (
    in_sessions,
    kept_from,
    list_following,
    list_kept_rows,
    list_telling,
    list_telling_of,
    lock_kept_rows,
    of_setup,
    of_visits,
    read_facts,
    rows_by_visit,
    share_people_of,
    stamp,
    write_steps,
)

NOTICE_SETTING = "needs.notice_days"
_DECIDING = frozenset({"features", "gender", "minutes", "bookable"})
"""Columns of Set-up that needs depend on."""


def follow_booking(
    work: Work,
    visit: dict[str, Any],
    person: BookedPerson,
    *,
    time_changed: bool = False,
    not_needed: Sequence[NotNeeded] = (),
) -> str:
    """Give a visit just booked or moved the needs of its person; say what is to arrange.

    Nothing is read for a person who has told us nothing: ``person`` was read once nobody could tell
    us more (``share_patient``). What is ``not_needed`` this time and is
    not derived for the visit is passed over.
    Errors: RuleViolation("said_by").
    """
    if not (person.has_told or person.has_merged):
        return ""
    steps = follow_visit(work, visit, time_changed=time_changed, not_needed=not_needed)
    return _said(work, [(visit, steps)])


def notice_days_of(reading: Reading) -> int:
    """Return how many whole working days the practice's agency asks for."""
    found = read_setting(reading.db, NOTICE_SETTING)
    return found if isinstance(found, int) else NOTICE_DAYS


class Deriver:
    """Derives the needs of visits; what it has read of people and the calendar it keeps."""

    def __init__(self, reading: Reading):
        self._reading = reading
        self._told: dict[PatientId, tuple[ToldOnce, ...]] = {}
        self._closed: dict[tuple[int, int], frozenset[date]] = {}
        self._notice: int | None = None

    def wanted(self, visit: dict[str, Any]) -> tuple[Need, ...]:
        """Return the needs a visit should have of what its person has told us."""
        acting = self._acting(visit["patient_id"])
        if not acting:
            return ()
        facts = read_facts(self._reading.db, visit)
        bookings = [KINDS[one.kind].booking for one in acting]
        if not any(one.arranges or one.is_decided_by_time for one in bookings):
            return derive_needs(acting, facts)
        closed = self._closed_before(visit["on_date"])
        return derive_needs(acting, facts, notice_days=self._notice_days(), closed=closed)

    def _acting(self, patient_id: PatientId) -> tuple[ToldOnce, ...]:
        if patient_id not in self._told:
            db = self._reading.db
            told = list_told(db, list_records(db, find_root(db, patient_id)))
            is_need = [one for one in told if one.kind in KINDS and KINDS[one.kind].is_need]
            self._told[patient_id] = tuple(is_need)
        return self._told[patient_id]

    def _notice_days(self) -> int:
        if self._notice is None:
            self._notice = notice_days_of(self._reading)
        return self._notice

    def _closed_before(self, on: date) -> frozenset[date]:
        # Whole months, so that the bank holidays of a nation are worked out once.
        month = (on.year, on.month)
        if month not in self._closed:
            first = (on.replace(day=1) - timedelta(days=31)).replace(day=1)
            last = (on.replace(day=28) + timedelta(days=4)).replace(day=1)
            self._closed[month] = bank_holidays_around(self._reading.db, first, last)
        return self._closed[month]


def follow_visit(
    work: Work,
    visit: dict[str, Any],
    *,
    time_changed: bool = False,
    deriver: Deriver | None = None,
    not_needed: Sequence[NotNeeded] = (),
) -> Steps:
    """Bring the needs of one visit into step, where it follows its person still.

    The caller has shared or locked the person, so that nothing told meanwhile is missed.
    """
    said = {one.preference_id: one.said_by for one in map(check_not_needed, not_needed)}
    if visit["state"] not in IN_STEP or visit["on_date"] < work.today:
        return Steps()
    kept = list_kept_rows(work.db, visit["id"])
    wanted = (deriver or Deriver(work)).wanted(visit)
    steps = bring_into_step([kept_from(row) for row in kept], wanted, time_changed=time_changed)
    steps = do_without(steps, said) if said else steps
    if steps:
        by = stamp(work.actor.name, work.now)
        about = {key: {"said_by": who, **by} for key, who in said.items()}
        write_steps(work.rows, visit["id"], steps, kept, new_id=work.new_id, said=about)
        work.touch("needs", visit["id"])
        work.touch("appointment", visit["id"])
    return steps


def follow_preferences(work: Work, patient_id: PatientId) -> str:
    """Bring every visit to come of a person into step; say what changed."""
    root = find_root(work.db, patient_id)
    visits = list_following(work.db, list_records(work.db, root), work.today)
    deriver = Deriver(work)
    steps = [(visit, follow_visit(work, visit, deriver=deriver)) for visit in visits]
    changed = [one for one in steps if one[1]]
    if not changed:
        return ""
    count = len(changed)
    follow = "1 visit to come changes" if count == 1 else f"{count} visits to come change"
    for visit, _ in changed:
        work.touch("day", visit["on_date"])
    return " ".join(filter(None, (f"{follow} with it.", _said(work, changed))))


def follow_visits(
    work: Work, appointment_ids: Iterable[AppointmentId], *, time_changed: bool = False
) -> None:
    """Bring many visits into step; those of people who told us nothing cost next to nothing."""
    work.rows.write_last()
    ids = sorted(set(appointment_ids))
    share_people_of(work.db, *of_visits(ids))
    _follow_each(work, list_telling_of(work.db, ids, work.today), time_changed=time_changed)


def follow_sessions(work: Work, session_ids: Iterable[SessionId]) -> None:
    """Bring the visits of sessions into step whose room or clinician is another one."""
    ids = set(session_ids)
    if ids:
        work.rows.write_last()
        share_people_in(work, ids)
        _follow_each(work, list_telling(work.db, work.today, in_sessions(ids)))


def share_people_in(work: Work, session_ids: Iterable[SessionId]) -> None:
    """Let nobody tell us anything whose visit is in these sessions, until this act is done."""
    share_people_of(work.db, in_sessions(session_ids), since=work.today)


def follow_setup(work: Work, table: Table, key: str, after: dict[str, Any]) -> None:
    """Bring visits into step where a room, a clinician or a kind of slot has changed.

    Nobody books meanwhile: the visit would be given the needs of what Set-up said before.
    """
    only = _decided_by(table, key, after)
    if only is not None:
        lock_out_of_sessions(work.db)
        share_people_of(work.db, only, since=work.today)
        _follow_each(work, list_telling(work.db, work.today, only))


def lock_for_setup(work: Work, table: Table, key: str, columns: Iterable[str]) -> None:
    """As ``follow_setup`` locks, ahead of an act that writes needs before it follows."""
    if _decided_by(table, key, columns) is not None:
        lock_out_of_sessions(work.db)


def _decided_by(table: Table, key: str, columns: Iterable[str]) -> ColumnElement[bool] | None:
    return of_setup(table.name, key) if _DECIDING.intersection(columns) else None


def _follow_each(
    work: Work, visits: Iterable[dict[str, Any]], *, time_changed: bool = False
) -> None:
    deriver = Deriver(work)
    for visit in visits:
        share_patient(work.db, visit["patient_id"])  # it may have been booked a moment ago
        follow_visit(work, visit, time_changed=time_changed, deriver=deriver)


def find_out_of_step(reading: Reading) -> Iterator[tuple[AppointmentId, OutOfStep, str]]:
    """Give the visits to come whose needs are not those their person's preferences derive.

    Shape: the visit, what is wrong, the kind of need.
    """
    deriver = Deriver(reading)
    rows = rows_by_visit(reading.db, reading.today)
    for visit in list_telling(reading.db, reading.today):
        kept = [kept_from(row) for row in rows.get(visit["id"], ())]
        for what, kind in out_of_step(kept, deriver.wanted(visit)):
            yield visit["id"], what, kind


def bring_needs_into_step(work: Work, *, appointment_ids: Sequence[AppointmentId]) -> Outcome[int]:
    """Bring these visits into step; says how many were not.

    After an upgrade no visit has needs yet.
    """
    before = len(work.rows.changes)
    follow_visits(work, appointment_ids)
    changed = {one.key for one in work.rows.changes[before:]}
    if changed:
        work.touched_everything = True
        work.record(Act.SETTLE_NEED, {"what": "brought into step"})
    return Outcome(len(changed), work.changes())


def call_off_arranged(work: Work, appointment_id: AppointmentId, person: BookedPerson) -> str:
    """After a cancellation: what was arranged is put on the list to be called off."""
    if not (person.has_told or person.has_merged):
        return ""
    return call_off_of(work, (appointment_id,))


def call_off_of(work: Work, appointment_ids: Iterable[AppointmentId]) -> str:
    """Put what was arranged for visits that are not to be on the list; say what it is."""
    names: dict[str, None] = {}
    for key in appointment_ids:
        kept = lock_kept_rows(work.db, key)
        steps = call_off(kept_from(row) for row in kept)
        if steps:
            write_steps(work.rows, key, steps, kept, new_id=work.new_id)
            work.touch("needs", key)
            names |= {KINDS[one.kind].words: None for _, one in steps.change}
    return f"To call off: {', '.join(names)}." if names else ""


def _said(work: Work, steps: Sequence[tuple[dict[str, Any], Steps]]) -> str:
    """Say what there is to arrange, to call off and to do without, now that visits are in step."""
    arrange: dict[str, None] = {}
    off: dict[str, None] = {}
    without: dict[str, None] = {}
    for _, one in steps:
        for need in one.add:
            if need.state is NeedState.NOT_NEEDED:
                without.setdefault(KINDS[need.kind].words)
        for need in (*one.add, *(after for _, after in one.change)):
            if need.state is NeedState.TO_ARRANGE:
                arrange.setdefault(_said_to_arrange(need, work.today))
            elif need.state is NeedState.TO_CALL_OFF:
                off.setdefault(KINDS[need.kind].words)
    said = (("To arrange", arrange), ("To call off", off), ("Not needed this time", without))
    return " ".join(f"{head}: {'; '.join(words)}." for head, words in said if words)


def _said_to_arrange(need: Need, today: date) -> str:
    """Say "book a BSL interpreter by Thu 19 Nov"; of a day gone by that it was due."""
    what = f"{need.what[:1].lower()}{need.what[1:]}"
    if need.due_on is None:
        return what
    due = say_due(need.due_on, today)
    return f"{what} {due}" if need.due_on >= today else f"{what} ({due})"
