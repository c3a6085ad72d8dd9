"""Sessions made from their templates: laid out, held against those there, written in batches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from desktop.domain.closures import ClosureDetails
from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import SessionId, SessionTemplateId, SlotId, SlotTypeId
from desktop.domain.permissions import Act
from desktop.domain.release import AT_ONCE, ReleaseRule, release_instant
from desktop.domain.sessions import SessionState, SlotState
from desktop.domain.templates import (
    PlannedDate,
    SessionTemplate,
    TemplateState,
    closed_by,
    instants_of_day,
    plan_dates,
    slots_of_day,
)
from desktop.domain.times import clock_time, instant_of, short_date
from desktop.operations.desk import Desk
from desktop.operations.outcome import Outcome
from desktop.operations.session_jobs import HORIZON_SETTING
from desktop.operations.work import Reading, Work
from desktop.persistence.bulk import insert_bulk
from desktop.persistence.closures import (
    bank_holidays_around,
    list_in_force,
    list_release_rules,
)
from desktop.persistence.places import place_rows
from desktop.persistence.rows import RowChange, key_names
from desktop.persistence.sessions import list_breaks
from desktop.persistence.settings import read_setting
from desktop.persistence.tables import places, sessions, slots
from desktop.persistence.templates import (
    get_template,
    list_busy,
    list_dates_made,
    list_templates,
)

USUAL_MONTHS = 6
MOST_MONTHS = 24
SLOTS_A_BATCH = 400
"""So that a batch stays under 100 ms."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DateLeftOut:
    """A date of a template on which no session is made; ``asked``: a manager has to say."""

    template_id: SessionTemplateId
    template: str
    on_date: date
    why: str
    asked: bool = False

    @property
    def words(self) -> str:
        """The date and the reason, both sides of a clash named."""
        return f"{self.template}, {short_date(self.on_date)}: {self.why}"


@dataclass(frozen=True, slots=True)
class Extended:
    """What making sessions made, up to which date, and which dates it left out.

    ``slots`` are those that can be booked: breaks do not count.
    """

    until: date
    sessions: int = 0
    slots: int = 0
    left_out: tuple[DateLeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class _Around:
    """What a template's dates are held against, read once."""

    closures: tuple[ClosureDetails, ...]
    bank_holidays: frozenset[date]
    rules: dict[SlotTypeId, ReleaseRule]


def read_months_ahead(reading: Reading) -> int:
    """Return how many months ahead sessions are made."""
    return int(read_setting(reading.db, HORIZON_SETTING) or USUAL_MONTHS)


def horizon_of(reading: Reading, months: int | None = None) -> date:
    """Return the last date sessions are made for.

    Errors: RuleViolation("months") out of bounds.
    """
    wanted = read_months_ahead(reading) if months is None else months
    if not 1 <= wanted <= MOST_MONTHS:
        sentence = f"Sessions are made 1 to {MOST_MONTHS} months ahead."
        raise RuleViolation("months", "months", sentence)
    until: date = reading.today + relativedelta(months=wanted)
    return until


def extend_sessions(
    desk: Desk,
    *,
    months: int | None = None,
    on_template: Callable[[str], None] = lambda _name: None,
) -> Extended:
    """Make every session that published templates want up to the horizon and that is not there.

    Batches are acts of their own: what stops half way goes on where it was; twice changes nothing.
    Errors: RuleViolation("months") out of bounds.
    """
    until = desk.read(horizon_of, months=months)
    published = desk.read(lambda reading: list_templates(reading.db, state=TemplateState.PUBLISHED))
    made_sessions = made_slots = 0
    left_out: list[DateLeftOut] = []
    for template in published:
        on_template(template.details.name)
        for first, last in desk.read(_list_pieces, template=template, until=until):
            done = _make_piece_again(desk, template.id, first, last)
            made_sessions += done.sessions
            made_slots += done.slots
            left_out += done.left_out
    return Extended(until, made_sessions, made_slots, tuple(left_out))


def _make_piece_again(
    desk: Desk, template_id: SessionTemplateId, first: date, last: date
) -> Extended:
    arguments: dict[str, Any] = {"template_id": template_id, "first": first, "last": last}
    try:
        return desk.act(_make_piece, **arguments).value
    except Conflict:  # somebody made a session in between: that one is seen now
        return desk.act(_make_piece, **arguments).value


def _list_pieces(
    reading: Reading, *, template: SessionTemplate, until: date
) -> list[tuple[date, date]]:
    """Return the stretches of dates, each a batch, that have dates without a session."""
    details = template.details
    closed = list_in_force(reading.db, reading.today, until)
    there = list_dates_made(reading.db, template.id, reading.today, until)
    dates = [
        one.on_date
        for one in plan_dates(details, closed, reading.today, until)
        if one.on_date not in there
    ]
    a_day = sum(part.count * part.capacity for part in details.pattern)
    step = max(1, SLOTS_A_BATCH // a_day)
    return [(dates[at], dates[min(at + step, len(dates)) - 1]) for at in range(0, len(dates), step)]


def _make_piece(
    work: Work, *, template_id: SessionTemplateId, first: date, last: date
) -> Outcome[Extended]:
    work.require(Act.EXTEND_SESSIONS)
    template = get_template(work.db, template_id)
    done = make_dates(work, template, first, last)
    if done.sessions:
        label = f"{done.sessions} sessions made of {template.details.name}."
        work.record(
            Act.EXTEND_SESSIONS,
            {"what": label, "template": template_id, "from": first, "until": last},
            rows_from=len(work.rows.changes),
        )
    return Outcome(done, work.changes())


def make_dates(
    work: Work,
    template: SessionTemplate,
    first: date,
    last: date,
    *,
    journal: bool = False,
    again: bool = False,
) -> Extended:
    """Make the sessions a template wants between two dates and that are not there.

    ``journal`` keeps the rows for undo; ``again`` makes those anew that were cancelled. A date
    that clashes is left out, the other session named.
    """
    laid, left_out = lay_dates(work, template, first, last, new_id=work.new_id, again=again)
    write_sessions(work, laid, journal=journal)
    return Extended(last, len(laid), count_bookable(work, laid), left_out)


def count_bookable(reading: Reading, laid: Iterable[tuple[Row, list[Row]]]) -> int:
    """Return how many slots of sessions laid out can be booked: no break, in no closed time."""
    breaks = list_breaks(reading.db)
    return sum(
        slot["state"] is SlotState.OPEN and slot["slot_type_id"] not in breaks
        for _, found in laid
        for slot in found
    )


def lay_dates(
    reading: Reading,
    template: SessionTemplate,
    first: date,
    last: date,
    *,
    new_id: Callable[[], str],
    again: bool = False,
    freed: Collection[SessionId] = (),
) -> tuple[list[tuple[Row, list[Row]]], tuple[DateLeftOut, ...]]:
    """Return the sessions with their slots that a template wants and that are not there.

    ``freed`` are sessions that will be cancelled before: they stand in nobody's way.
    """
    details = template.details
    around = read_around(reading, template, first, last)
    there = list_dates_made(reading.db, template.id, first, last)
    found = list_busy(reading.db, details.clinician_id, details.room_id, first, last)
    busy = [one for one in found if one["id"] not in freed]
    left_out: list[DateLeftOut] = []
    laid: list[tuple[Row, list[Row]]] = []
    for planned in plan_dates(details, around.closures, first, last):
        on = planned.on_date
        if there.get(on) or (on in there and not again):
            continue
        try:
            session, its_slots = _lay_out(reading, template, planned, around, new_id)
            if session["start_at"] > reading.now:
                refuse_clash(session, busy, reading.zone)
                laid.append((session, its_slots))
        except RuleViolation as why:
            left_out.append(DateLeftOut(template.id, details.name, on, why.message, planned.asked))
    return laid, tuple(left_out)


def read_around(reading: Reading, template: SessionTemplate, first: date, last: date) -> _Around:
    """Return the closures, bank holidays and release rules for those dates."""
    early = first - timedelta(days=150)  # working days before a slot reach back
    return _Around(
        list_in_force(reading.db, first, last),
        bank_holidays_around(reading.db, early, last),
        list_release_rules(reading.db),
    )


def _lay_out(
    reading: Reading,
    template: SessionTemplate,
    planned: PlannedDate,
    around: _Around,
    new_id: Callable[[], str],
) -> tuple[Row, list[Row]]:
    """Return a session and its slots; RuleViolation with the reason where it is left out."""
    if planned.why:
        raise RuleViolation("left_out", None, planned.why)
    details, on = template.details, planned.on_date

    def to_instant(on: date, wall: time) -> datetime:
        return instant_of(on, wall, reading.zone)

    session: Row = {
        "id": SessionId(new_id()),
        "clinic_id": details.clinic_id,
        "room_id": details.room_id,
        "clinician_id": details.clinician_id,
        "on_date": on,
        "start_at": to_instant(on, planned.start_local),
        "end_at": to_instant(on, planned.end_local),
        "state": SessionState.OPEN,
        "template_id": template.id,
        "template_on": on,
        "is_one_off": False,
        "version": 1,
    }
    laid = instants_of_day(on, slots_of_day(details, planned), to_instant)
    if not laid:
        raise RuleViolation("left_out", None, "The clocks go on: none of its times exists.")
    found = []
    for slot, start_at, end_at in laid:
        closed = closed_by(slot, planned.closed) if planned.closed else None
        rule, off = around.rules.get(slot.part.slot_type_id, AT_ONCE), around.bank_holidays
        found.append(
            {
                "id": SlotId(new_id()),
                "session_id": session["id"],
                "slot_type_id": slot.part.slot_type_id,
                "start_at": start_at,
                "end_at": end_at,
                "capacity": slot.part.capacity,
                "release_at": release_instant(rule, start_at, on, reading.zone, off),
                "state": SlotState.OPEN if closed is None else SlotState.BLOCKED,
                "is_extra": False,
                "block_reason": "" if closed is None else closed.name,
                "version": 1,
            }
        )
    return session, found


def refuse_clash(session: Row, busy: Iterable[Row], zone_name: str) -> None:
    """Raise RuleViolation("clash") naming the session that has the clinician or the room then."""
    for other in busy:
        if other["start_at"] >= session["end_at"] or other["end_at"] <= session["start_at"]:
            continue
        called = " ".join(
            filter(None, (other["title"], other["given_names"], other["family_name"]))
        )
        hours = " to ".join(clock_time(other[at], zone_name) for at in ("start_at", "end_at"))
        what = f"{other['template']}, {hours}" if other["template"] else hours
        if other["clinician_id"] == session["clinician_id"]:
            sentence = f"{called} is at {other['clinic']} then ({what})."
        else:
            sentence = f"{other['room']} is taken by {called} then ({what})."
        raise RuleViolation("clash", None, sentence)


def write_sessions(work: Work, laid: Sequence[tuple[Row, list[Row]]], *, journal: bool) -> None:
    """Write sessions with their slots and places the quickest way; ``journal`` them for undo."""
    made = [session for session, _ in laid]
    its_slots = [slot for _, found in laid for slot in found]
    its_places = [
        place for session, found in laid for slot in found for place in place_rows(slot, session)
    ]
    if not made:
        return
    # Not by insert_bulk: what another desk makes at the same time is a Conflict, not a bug.
    work.rows.insert_many(sessions, made)
    for table, rows in ((slots, its_slots), (places, its_places)):
        insert_bulk(work.db, table, rows)
        if journal:
            names = key_names(table)
            for row in rows:
                key = tuple(row[name] for name in names)
                work.rows.note(RowChange(table.name, key, None, row, row.get("version", 0)))
    for session in made:
        work.touch("day", session["on_date"])


def list_left_out(
    reading: Reading, *, template_id: SessionTemplateId | None = None
) -> tuple[DateLeftOut, ...]:
    """Return the dates up to the horizon on which published templates hold no session, and why."""
    until = horizon_of(reading)
    found: list[DateLeftOut] = []
    for template in list_templates(
        reading.db, template_id=template_id, state=TemplateState.PUBLISHED
    ):
        found += _left_out_of(reading, template, until)
    return tuple(sorted(found, key=lambda one: (one.on_date, one.template)))


def _left_out_of(reading: Reading, template: SessionTemplate, until: date) -> Iterable[DateLeftOut]:
    details, today = template.details, reading.today
    there = list_dates_made(reading.db, template.id, today, until)
    busy = list_busy(reading.db, details.clinician_id, details.room_id, today, until)
    for planned in plan_dates(details, list_in_force(reading.db, today, until), today, until):
        if there.get(planned.on_date):
            continue
        why = planned.why or ("cancelled" if planned.on_date in there else "")
        if not why:
            hours = (planned.start_local, planned.end_local)
            try:
                start_at, end_at = (instant_of(planned.on_date, at, reading.zone) for at in hours)
                session = {"start_at": start_at, "end_at": end_at}
                refuse_clash(session | {"clinician_id": details.clinician_id}, busy, reading.zone)
            except RuleViolation as clash:
                why = clash.message
        if why:
            yield DateLeftOut(template.id, details.name, planned.on_date, why, planned.asked)
