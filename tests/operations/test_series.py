"""A series on both engines: every date looked at, all or nothing, still to book, undone as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.domain.closures import ClosureDetails, ClosureKind
from desktop.domain.errors import Conflict, NeedsAgreement, NotAllowed, RuleViolation
from desktop.domain.needs import NeedState
from desktop.domain.permissions import Role
from desktop.domain.preference_rules import Told
from desktop.domain.repeats import Every
from desktop.domain.series import DateState, SeriesRule
from desktop.domain.series_times import say_off
from desktop.domain.times import local_of, short_date
from desktop.domain.visits import State
from desktop.operations.booking import book_appointment, cancel_appointment
from desktop.operations.checks import check_rows
from desktop.operations.closures import add_closure
from desktop.operations.deaths import cancel_future_visits, record_death
from desktop.operations.history import read_history
from desktop.operations.people_reads import read_patient_card
from desktop.operations.preferences import record_preference
from desktop.operations.series import (
    DateWanted,
    KeptDate,
    book_series,
    book_series_dates,
    cancel_series,
    leave_series_date,
    read_series_left,
)
from desktop.operations.series_times import check_kept_series
from desktop.operations.sessions import block_slot
from desktop.operations.undo import undo
from desktop.operations.wording import copy_wording
from desktop.operations.work import Actor
from desktop.persistence.tables import appointments, audit_log, visit_events, visit_needs
from tests.operations.conftest import SmallPractice
from tests.operations.together_scene import (
    FORTNIGHT,
    asked_of,
    best_of,
    booked_series,
    check,
    first_day,
    fortnightly,
    free_on,
    give_sessions,
    kept_series,
    series_of,
)

ZONE = "Europe/London"
ON_SQLITE = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
"""What no engine decides about is tried on one."""


def said_of(practice: SmallPractice, one: Any) -> str:
    best = one.best
    return one.why if best is None else say_off(best, practice.clock().date(), ZONE)


def count_of(practice: SmallPractice, table: Any) -> int:
    with practice.desk.database.reading() as db:
        return db.execute(select(func.count()).select_from(table)).scalar_one()


def sound(practice: SmallPractice) -> bool:
    with practice.desk.database.reading() as db:
        only = ("visits", "places", "needs")
        rows = check_rows(db, now=practice.clock(), zone=ZONE, only=only)
    return [one.violations for one in rows] == [()] * 3


@ON_SQLITE
def test_every_date_says_its_best_time_or_why_it_has_none(practice: SmallPractice) -> None:
    first = first_day(practice) + timedelta(days=3)
    closed = first + 2 * FORTNIGHT
    closure = ClosureDetails(ClosureKind.TRAINING, "Staff training", closed, closed)
    practice.desk.act(add_closure, details=closure)
    for number in (0, 1, 3):
        give_sessions(practice, first + number * FORTNIGHT)
    give_sessions(practice, closed + timedelta(days=1))
    second = free_on(practice, first + FORTNIGHT, practice.nurse)
    practice.desk.act(book_appointment, patient_id=practice.kwame, slot_ids=second[1].slot_ids)
    for free in free_on(practice, first + 3 * FORTNIGHT, practice.nurse):
        practice.desk.act(block_slot, slot_id=free.slot_ids[0], version=1, reason="Vaccines")
    checked = check(practice, fortnightly(practice, first, 5), practice.rosa)
    assert [said_of(practice, one) for one in checked.dates] == [
        "As asked",
        "10 minutes earlier",
        "Closed, Staff training",
        "3 blocked",
        "The diary is not made so far ahead",
    ]
    near = [one.days_off for one in checked.dates[2].choices]
    assert near == [1, 1, 1], "the days around are offered, none of them chosen"


def test_a_series_is_booked_with_one_date_fixed_and_one_still_to_book(
    practice: SmallPractice,
) -> None:
    given = series_of(practice, practice.rosa)
    checked = check(practice, given["rule"], practice.rosa)
    fixed = checked.dates[1].choices[-1].slot_ids
    dates = (given["dates"][0], DateWanted(2, fixed), replace(given["dates"][2], why="Away"))
    done = practice.desk.act(book_series, **(given | {"dates": dates}))
    assert done.words.startswith("Booked Rosa Marín, 2 of 3, every second ")
    assert done.words.endswith("1 still to book.")
    assert [one.slot_ids for one in done.value.visits] == [dates[0].slot_ids, fixed]
    kept = kept_series(practice, practice.rosa)
    assert [one.state for one in kept.dates] == [DateState.BOOKED] * 2 + [DateState.TO_BOOK]
    assert kept.dates[2].why == "Away"
    assert sound(practice)
    assert done.undo is not None
    practice.desk.act(undo, inverse=done.undo)
    assert practice.desk.read(read_patient_card, patient_id=practice.rosa).series == ()
    assert sound(practice)


def test_a_date_taken_meanwhile_books_nothing_and_names_it(practice: SmallPractice) -> None:
    given = series_of(practice, practice.rosa)
    taken = given["dates"][1].slot_ids
    practice.desk.act(book_appointment, patient_id=practice.kwame, slot_ids=taken)
    before = [count_of(practice, one) for one in (appointments, audit_log, visit_events)]
    with pytest.raises(Conflict) as caught:
        practice.desk.act(book_series, **given)
    assert caught.value.code == "taken"
    assert caught.value.facts["slot_id"] == taken[0]
    assert "booked 09:10 a moment ago. Nothing was booked." in caught.value.message
    after = [count_of(practice, one) for one in (appointments, audit_log, visit_events)]
    assert after == before
    assert free_on(practice, given["rule"].first_on, practice.nurse)[1].slot_ids == (
        given["dates"][0].slot_ids
    )
    assert sound(practice)


@ON_SQLITE
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (lambda dates: dates[:2], "dates"),
        (lambda dates: (*dates, dates[0]), "dates"),
        (lambda dates: tuple(replace(one, slot_ids=()) for one in dates), "none"),
        (lambda dates: (dates[0], replace(dates[1], slot_ids=dates[0].slot_ids), dates[2]),
         "overlap"),
        (lambda dates: (dates[0], replace(dates[1], why="x" * 3000, slot_ids=()), dates[2]),
         "too_long"),
    ],
)  # fmt: skip
def test_what_is_not_decided_or_meets_is_refused(
    practice: SmallPractice, changed: Any, code: str
) -> None:
    given = series_of(practice, practice.rosa)
    with pytest.raises(RuleViolation) as caught:
        practice.desk.act(book_series, **(given | {"dates": changed(given["dates"])}))
    assert caught.value.code == code
    assert count_of(practice, appointments) == 0


@ON_SQLITE
def test_what_has_to_be_agreed_is_asked_once_for_all_dates(practice: SmallPractice) -> None:
    given = series_of(practice, practice.rosa)
    practice.desk.act(record_death, patient_id=practice.rosa, version=1)
    with pytest.raises(NeedsAgreement) as caught:
        practice.desk.act(book_series, **given)
    assert [one.code for one in caught.value.asked] == ["deceased"]
    assert caught.value.asked[0].message.count("recorded as died") == 1
    agreed: dict[str, Any] = {"agreed": frozenset({"deceased"}), "agreed_why": "The wake"}
    assert len(practice.desk.act(book_series, **given, **agreed).value.visits) == 2


@ON_SQLITE
def test_a_clinician_books_a_series_in_their_own_sessions_alone(practice: SmallPractice) -> None:
    given = series_of(practice, practice.rosa)
    manager = practice.desk.actor
    practice.desk.actor = Actor("Dr Patel", Role.CLINICIAN, clinician_id=practice.doctor)
    with pytest.raises(NotAllowed):
        practice.desk.act(book_series, **given)
    practice.desk.actor = Actor("Grace", Role.CLINICIAN, clinician_id=practice.nurse)
    assert len(practice.desk.act(book_series, **given).value.visits) == 2
    practice.desk.actor = manager


def test_each_visit_has_the_needs_of_its_person(practice: SmallPractice) -> None:
    told = Told((("how", "in-person"),))
    practice.desk.act(record_preference, patient_id=practice.rosa, kind="bsl", told=told)
    done = practice.desk.act(book_series, **series_of(practice, practice.rosa))
    assert "To arrange: " in done.words
    with practice.desk.database.reading() as db:
        rows = db.execute(select(visit_needs.c.appointment_id, visit_needs.c.state)).all()
    assert {row.appointment_id for row in rows} == {one.id for one in done.value.visits}
    assert {row.state for row in rows} == {NeedState.TO_ARRANGE}
    assert sound(practice)


def test_a_date_still_to_book_is_looked_at_again_and_booked(practice: SmallPractice) -> None:
    booked_series(practice, practice.rosa)
    kept = kept_series(practice, practice.rosa)
    (waiting,) = kept.to_book
    give_sessions(practice, waiting.on_date)
    checked = practice.desk.read(check_kept_series, series_id=kept.id)
    (again,) = checked.dates
    assert again.best is not None
    assert (again.place, again.version) == (3, waiting.version)
    date_ = KeptDate(again.place, again.version, again.best.slot_ids)
    done = practice.desk.act(book_series_dates, series_id=kept.id, dates=(date_,))
    assert done.words.startswith("Booked Rosa Marín, 3 of 3, ")
    assert kept_series(practice, practice.rosa).to_book == ()
    with pytest.raises(Conflict, match="meanwhile"):
        practice.desk.act(book_series_dates, series_id=kept.id, dates=(date_,))
    assert sound(practice)


def test_a_date_left_out_is_not_looked_for_any_more(practice: SmallPractice) -> None:
    booked_series(practice, practice.rosa)
    kept = kept_series(practice, practice.rosa)
    (waiting,) = kept.to_book
    given = {"series_id": kept.id, "place": waiting.place}
    done = practice.desk.act(leave_series_date, **given, version=1, why="On holiday")
    assert done.value.to_book == ()
    assert done.value.dates[2].why == "On holiday"
    told = practice.desk.read(read_history, patient_id=practice.rosa).entries
    day = short_date(waiting.on_date)
    assert told[0].what == f"Left a date of a series out: 3 of 3, {day}"
    booked = [one.what for one in told if one.what.startswith("Booked")]
    assert len(booked) == 3, "each visit and the series"
    assert "Booked a series: 2 of 3, every second " in " ".join(booked)
    with pytest.raises(RuleViolation) as caught:
        practice.desk.act(leave_series_date, **given, version=2)
    assert caught.value.code == "state"


def test_the_rest_of_a_series_is_cancelled_and_comes_back(practice: SmallPractice) -> None:
    booked = booked_series(practice, practice.rosa)
    left = practice.desk.read(read_series_left, appointment_id=booked.visits[0].id)
    assert left is not None
    assert len(left.words) == 2
    done = practice.desk.act(
        cancel_series, series_id=left.series.id, visits=left.visits, code="pat"
    )
    assert done.words == "Cancelled 2 visits of Rosa Marín’s series."
    assert left.arranged == ("", "")
    assert kept_series(practice, practice.rosa).to_book == ()
    card = practice.desk.read(read_patient_card, patient_id=practice.rosa)
    assert {one.state for one in card.coming} == {State.CANCELLED}
    assert done.undo is not None
    practice.desk.act(undo, inverse=done.undo)
    assert len(kept_series(practice, practice.rosa).to_book) == 1
    assert sound(practice)


def test_a_visit_of_another_series_is_not_cancelled_with_it(practice: SmallPractice) -> None:
    mine, other = (booked_series(practice, one) for one in (practice.rosa, practice.maggie))
    visits = [(one.id, one.version) for one in (*mine.visits, other.visits[0])]
    with pytest.raises(RuleViolation, match="another series"):
        practice.desk.act(cancel_series, series_id=mine.series_id, visits=visits, code="pat")
    one = mine.visits[0]
    practice.desk.act(cancel_appointment, appointment_id=one.id, version=one.version, code="pat")
    with pytest.raises(Conflict, match="Nothing was changed"):
        practice.desk.act(cancel_series, series_id=mine.series_id, visits=visits[:2], code="pat")


@ON_SQLITE
def test_of_somebody_who_died_no_date_is_left_to_book(practice: SmallPractice) -> None:
    booked_series(practice, practice.rosa)
    practice.desk.act(record_death, patient_id=practice.rosa, version=1)
    practice.desk.act(cancel_future_visits, patient_id=practice.rosa)
    kept = kept_series(practice, practice.rosa)
    assert kept.dates[2].state is DateState.LEFT_OUT
    assert kept.dates[2].why == "they have died"


@ON_SQLITE
def test_the_wording_of_a_series_lists_every_date(practice: SmallPractice) -> None:
    booked = booked_series(practice, practice.rosa)
    text = practice.desk.act(copy_wording, appointment_id=booked.visits[1].id).value
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    assert [line.endswith("2026 at 09:10") for line in lines] == [True, True, False]
    assert lines[2].endswith(": we will tell you the time")


@pytest.mark.parametrize(("first", "weekday"), [(date(2027, 3, 14), 6), (date(2027, 10, 17), 6)])
def test_across_a_clock_change_the_visits_keep_their_wall_time(
    practice: SmallPractice, first: date, weekday: int
) -> None:
    for number in range(3):
        give_sessions(practice, first + number * FORTNIGHT)
    rule = SeriesRule(Every.WEEK, 2, weekday, first, 3, time(9, 10))
    given = {"patient_id": practice.rosa, "rule": rule}
    dates = best_of(check(practice, rule, practice.rosa))
    done = practice.desk.act(book_series, **given, asked=asked_of(practice), dates=dates)
    starts = [one.start_at for one in done.value.visits]
    assert {local_of(one, ZONE).time() for one in starts} == {time(9, 10)}
    assert len({one.time() for one in starts}) == 2, "in UTC they are an hour apart"
