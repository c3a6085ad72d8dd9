"""A series of visits: booked in one act; its dates still to book; the rest of it cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.claims import LONGEST_REASON
from desktop.domain.errors import Conflict, RuleViolation
from desktop.domain.ids import (
    AppointmentId,
    ClinicianId,
    ClinicId,
    HoldId,
    PatientId,
    SeriesId,
    SlotId,
    SlotTypeId,
)
from desktop.domain.permissions import Act
from desktop.domain.series import (
    DateState,
    Series,
    SeriesRule,
    check_dates,
    check_rule,
    list_dates,
    say_rule,
)
from desktop.domain.text import clean_line
from desktop.domain.times import clock_time, said_day, short_date
from desktop.domain.visit_end import arranged_words
from desktop.domain.visits import Appointment, State
from desktop.operations.booking import get_bookable_person
from desktop.operations.booking_many import (
    NOTHING_MORE,
    Carried,
    Many,
    VisitWanted,
    book_many,
)
from desktop.operations.outcome import Outcome
from desktop.operations.trips import cancel_each
from desktop.operations.work import Reading, Work
from desktop.persistence.series import (
    RULE_FIELDS,
    find_date_of_visit,
    get_date_row,
    get_series,
    get_series_row,
    list_visits_of_series,
)
from desktop.persistence.tables import series, series_dates
from desktop.persistence.visit_needs import list_needs_of_visit


@dataclass(frozen=True, slots=True)
class DateWanted:
    """What is done with one date: booked at these slots, or (none) still to book and why."""

    place: int
    slot_ids: tuple[SlotId, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class KeptDate:
    """A date still to book, as it was read, and the slots it is to have now."""

    place: int
    version: int
    slot_ids: tuple[SlotId, ...]


@dataclass(frozen=True, slots=True)
class SeriesAsked:
    """With whom, where and how long the visits of a series are; None is anybody, as usual."""

    slot_type_id: SlotTypeId
    clinician_id: ClinicianId | None = None
    clinic_id: ClinicId | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class SeriesBooked:
    """What was booked of a series just now."""

    series_id: SeriesId
    visits: tuple[Appointment, ...]


def book_series(
    work: Work,
    *,
    patient_id: PatientId,
    rule: SeriesRule,
    asked: SeriesAsked,
    dates: Sequence[DateWanted],
    carried: Carried = NOTHING_MORE,
    hold_id: HoldId | None = None,
) -> Outcome[SeriesBooked]:
    """Book a series: every date that has slots, the others kept as still to book.

    Errors: RuleViolation of the rule, ("dates") unless each date is decided, ("none"), ("overlap");
    NeedsAgreement and Conflict as ``book_appointment``, naming the date: then nothing is booked.
    """
    check_rule(rule, work.today)
    days = list_dates(rule)
    if sorted(one.place for one in dates) != list(range(1, len(days) + 1)):
        raise RuleViolation("dates", "time", "Each date is booked, or left still to book.")
    booked = sorted((one for one in dates if one.slot_ids), key=lambda one: one.place)
    check_dates(len(days), len(booked))
    wanted = [VisitWanted(one.slot_ids, asked.slot_type_id) for one in booked]
    many = book_many(work, patient_id=patient_id, visits=wanted, carried=carried, hold_id=hold_id)
    visits = dict(zip((one.place for one in booked), many.visits, strict=True))
    series_id = SeriesId(work.new_id())
    work.rows.insert(series, _series_row(series_id, many, rule, asked, carried))
    rows = [
        {
            "series_id": series_id,
            "place": one.place,
            "on_date": days[one.place - 1],
            "state": DateState.BOOKED if one.slot_ids else DateState.TO_BOOK,
            "appointment_id": visits[one.place].id if one.slot_ids else None,
            "why": "" if one.slot_ids else _why(one.why),
            "version": 1,
        }
        for one in sorted(dates, key=lambda one: one.place)
    ]
    work.rows.insert_many(series_dates, rows)
    left = len(days) - len(booked)
    whole = "" if left else "all "
    more = f" {left} still to book." if left else ""
    label = (
        f"Booked {many.person.called}, {whole}{len(booked)} of {len(days)}, "
        f"{say_rule(rule)} from {said_day(many.visits[0].on_date, work.today)}.{more}"
    )
    what = f"{len(booked)} of {len(days)}, {say_rule(rule)}"
    return _outcome(work, many, series_id, label, record=("book_series", what))


def book_series_dates(
    work: Work,
    *,
    series_id: SeriesId,
    dates: Sequence[KeptDate],
    carried: Carried | None = None,
    hold_id: HoldId | None = None,
) -> Outcome[SeriesBooked]:
    """Book dates of a series that were still to book; ``carried`` None is as the others carry.

    Errors: as ``book_series``; RuleViolation("state") for a date that is not still to book;
    Conflict("stale").
    """
    kept = get_series_row(work.db, series_id)
    if not dates or not all(one.slot_ids for one in dates):
        raise RuleViolation("none", "time", "Choose a time for it first.")
    befores = [_get_to_book(work, series_id, one.place, one.version) for one in dates]
    wanted = [VisitWanted(one.slot_ids, kept["slot_type_id"]) for one in dates]
    own = Carried(**{name: kept[name] for name in Carried.__dataclass_fields__})
    many = book_many(
        work,
        patient_id=kept["patient_id"],
        visits=wanted,
        carried=carried or own,
        hold_id=hold_id,
    )
    for before, visit in zip(befores, many.visits, strict=True):
        after = {"state": DateState.BOOKED, "appointment_id": visit.id, "why": ""}
        work.rows.update(series_dates, (series_id, before["place"]), before, after)
    first = many.visits[0]
    assert first.start_at is not None
    when = f"{said_day(first.on_date, work.today)} {clock_time(first.start_at, work.zone)}"
    which = f"{befores[0]['place']} of {kept['count']}, " if len(dates) == 1 else ""
    several = "" if len(dates) == 1 else f"{len(dates)} dates from "
    label = f"Booked {many.person.called}, {which}{several}{when}."
    places = " and ".join(str(one.place) for one in dates)
    what = f"{places} of {kept['count']}"
    return _outcome(work, many, series_id, label, record=("book_series_dates", what))


def leave_series_date(
    work: Work, *, series_id: SeriesId, place: int, version: int, why: str = ""
) -> Outcome[Series]:
    """Leave a date out that was still to book: nobody looks for a time of it any more.

    Errors: RuleViolation("state"); Conflict("stale").
    """
    work.require(Act.BOOK_APPOINTMENT)
    kept = get_series_row(work.db, series_id)
    before = _get_to_book(work, series_id, place, version)
    after = {"state": DateState.LEFT_OUT, "why": _why(why)}
    work.rows.update(series_dates, (series_id, place), before, after)
    person = get_bookable_person(work, kept["patient_id"])
    work.touch("patient", person.id)
    label = (
        f"Left out: {place} of {kept['count']} for {person.called}, "
        f"{said_day(before['on_date'], work.today)}."
    )
    what = f"{place} of {kept['count']}, {short_date(before['on_date'])}"
    work.record("leave_series_date", {"what": what}, patient_id=kept["patient_id"])
    undo = work.inverse(Act.BOOK_APPOINTMENT, label)
    return Outcome(get_series(work.db, series_id), work.changes(), undo, label)


def cancel_series(
    work: Work,
    *,
    series_id: SeriesId,
    visits: Sequence[tuple[AppointmentId, int]],
    code: str,
    words: str = "",
) -> Outcome[int]:
    """Cancel these visits of a series (id, version) in one act; what was to book is left out.

    Errors: as ``cancel_appointment``; RuleViolation("none") for no visit, ("series") for one of
    another series.
    """
    kept = get_series_row(work.db, series_id)
    if not visits:
        raise RuleViolation("none", None, "No visit of this series is still to come.")
    for appointment_id, _ in visits:
        found = find_date_of_visit(work.db, appointment_id)
        if found is None or found["series_id"] != series_id:
            raise RuleViolation("series", None, "This visit is of another series.")
    gone = cancel_each(work, visits, code=code, words=words)
    off = sum(bool(one.off) for one in gone)
    begun = len(work.rows.changes)
    leave_all_out(work, series_id, "the series was cancelled")
    person = get_bookable_person(work, kept["patient_id"])
    work.touch("patient", person.id)
    count = "1 visit" if len(visits) == 1 else f"{len(visits)} visits"
    label = f"Cancelled {count} of {person.called}’s series."
    more = f" {off} arranged to call off: To arrange, Alt+Up." if off else ""
    work.record("cancel_series", {"what": count}, patient_id=kept["patient_id"], rows_from=begun)
    stays = f"{person.called}’s visits stay cancelled."
    undo = work.inverse(Act.CANCEL_APPOINTMENT, label, stays=stays)
    return Outcome(len(visits), work.changes(), undo, label + more)


def leave_all_out(work: Work, series_id: SeriesId, why: str) -> None:
    """Look for no more times of a series."""
    for one in get_series(work.db, series_id).to_book:
        before = get_date_row(work.db, series_id, one.place)
        after = {"state": DateState.LEFT_OUT, "why": why}
        work.rows.update(series_dates, (series_id, one.place), before, after)


@dataclass(frozen=True, slots=True)
class SeriesLeft:
    """A series and its visits that can still be cancelled: id, version and when, in words.

    ``arranged`` says of each what has been arranged for it, "" for nothing.
    """

    series: Series
    visits: tuple[tuple[AppointmentId, int], ...]
    words: tuple[str, ...]
    arranged: tuple[str, ...]


def read_series_left(reading: Reading, *, appointment_id: AppointmentId) -> SeriesLeft | None:
    """Return the series of a visit with its visits from today on; None for a visit of none."""
    date = find_date_of_visit(reading.db, appointment_id)
    if date is None:
        return None
    rows = [
        row
        for row in list_visits_of_series(reading.db, date["series_id"])
        if row["state"] is State.BOOKED and row["on_date"] >= reading.today
    ]
    return SeriesLeft(
        get_series(reading.db, date["series_id"]),
        tuple((row["id"], row["version"]) for row in rows),
        tuple(_when(reading, row) for row in rows),
        tuple(arranged_words(list_needs_of_visit(reading.db, row["id"])) for row in rows),
    )


def _when(reading: Reading, row: dict[str, Any]) -> str:
    day = said_day(row["on_date"], reading.today)
    return f"{day} {clock_time(row['start_at'], reading.zone)}" if row["start_at"] else day


def _get_to_book(work: Work, series_id: SeriesId, place: int, version: int) -> dict[str, Any]:
    before = get_date_row(work.db, series_id, place)
    if before["version"] != version:
        raise Conflict("stale", "Somebody changed this date meanwhile.", key=series_id)
    if before["state"] is not DateState.TO_BOOK:
        raise RuleViolation("state", None, "This date is not still to book.")
    return before


def _why(words: str) -> str:
    return clean_line(words, field="why", longest=LONGEST_REASON)


def _series_row(
    series_id: SeriesId, many: Many, rule: SeriesRule, asked: SeriesAsked, carried: Carried
) -> dict[str, Any]:
    first = many.visits[0]
    return {
        "id": series_id,
        "patient_id": many.person.id,
        **{name: getattr(asked, name) for name in SeriesAsked.__dataclass_fields__},
        **{name: getattr(rule, name) for name in RULE_FIELDS},
        "channel": carried.channel,
        "reason": first.reason,
        "asked_by": first.asked_by,
        "note": first.note,
        "call_on": first.call_on,
        "version": 1,
    }


def _outcome(
    work: Work, many: Many, series_id: SeriesId, label: str, *, record: tuple[str, str]
) -> Outcome[SeriesBooked]:
    work.touch("patient", many.person.id)
    act, what = record
    work.record(
        act,
        {"what": what, "series": series_id},
        patient_id=many.person.id,
        rows_from=many.rows_from,
    )
    stays = f"{many.person.called}’s visits stay booked."
    undo = work.inverse(Act.BOOK_APPOINTMENT, label, stays=stays)
    words = f"{label} {many.arrange}" if many.arrange else label
    return Outcome(SeriesBooked(series_id, many.visits), work.changes(), undo, words)
