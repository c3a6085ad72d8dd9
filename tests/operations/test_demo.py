"""The demo practice: the same from the same seed, alive, in proportion, with the pictures' cast."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, select, text

from desktop.domain.errors import RuleViolation
from desktop.domain.names import name_key
from desktop.domain.nhs_numbers import NumberKind, parse_nhs_number
from desktop.domain.practice_setup import COLOURS, NATIONAL_CATEGORIES
from desktop.domain.setup_records import GENDERS
from desktop.domain.templates import TemplateState, plan_dates, slots_of_day
from desktop.domain.times import local_of
from desktop.domain.visits import State
from desktop.operations.demo import DemoMade, choose_clock, make_demo
from desktop.operations.demo_cast import CAST_DAY
from desktop.operations.demo_diary import DAYS_TO_COME
from desktop.operations.session_jobs import HORIZON_SETTING
from desktop.persistence.closures import list_in_force
from desktop.persistence.engine import Database, open_database
from desktop.persistence.settings import read_setting
from desktop.persistence.tables import (
    appointments,
    audit_log,
    clinicians,
    clinics,
    holds,
    identifiers,
    patients,
    places,
    practices,
    sessions,
    slot_types,
    slots,
    staff,
)
from desktop.persistence.templates import list_templates
from tests.engines import ENGINES
from tests.shared_databases import make_shared_database

NOW = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)
PEOPLE = 1200


@pytest.fixture(scope="module", params=ENGINES)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, DemoMade]]:
    """A demo practice at 10:22 on the day of the pictures; never written to."""
    url = make_shared_database(request, tmp_path_factory, request.param)
    demo = make_demo(url, people=PEOPLE, seed=4, now=NOW)
    database = open_database(url)
    assert database.dialect == request.param
    yield database, demo
    database.close()


@pytest.fixture
def db(made: tuple[Database, DemoMade]) -> Iterator[Connection]:
    with made[0].reading() as connection:
        yield connection


def called(given: str, preferred: str, family: str) -> str:
    return f"{preferred or given} {family}"


def test_it_has_as_many_people_as_asked_for_each_with_a_test_number(db: Connection) -> None:
    numbers = db.execute(select(identifiers.c.value)).scalars().all()

    assert len(set(numbers)) == PEOPLE
    assert {parse_nhs_number(number).kind for number in numbers} == {NumberKind.TEST}
    assert all(number.startswith("999") for number in numbers)


def test_visits_are_in_the_nations_proportions(db: Connection) -> None:
    past = appointments.c.on_date < NOW.date()
    states = Counter(db.execute(select(appointments.c.state).where(past)).scalars())
    told = sum(states.values()) - states[State.CANCELLED]

    assert 5.0 < told / PEOPLE < 6.8
    assert 0.88 < states[State.FULFILLED] / told < 0.92
    assert 0.03 < states[State.NOSHOW] / told < 0.055
    assert 0.045 < states[State.BOOKED] / told < 0.075


def test_most_visits_to_come_are_within_two_weeks(db: Connection) -> None:
    to_come = select(appointments.c.on_date).where(
        appointments.c.on_date > NOW.date(), appointments.c.state == State.BOOKED
    )
    days = db.execute(to_come).scalars().all()
    soon = [on for on in days if on <= NOW.date() + timedelta(days=14)]

    assert len(soon) > len(days) / 2
    assert max(days) > NOW.date() + timedelta(days=30)


def test_the_morning_of_the_pictures_has_their_people(db: Connection) -> None:
    query = (
        select(
            appointments.c.start_at,
            patients.c.given_names,
            patients.c.preferred_name,
            patients.c.family_name,
        )
        .join(patients, patients.c.id == appointments.c.patient_id)
        .where(appointments.c.on_date == NOW.date())
    )
    there = {(f"{row[0]:%H:%M}", called(*row[1:])) for row in db.execute(query)}
    pictured = {(slot.at, slot.who) for one in CAST_DAY for slot in one.slots if slot.who}
    second_halves = {("10:40", "Maggie Hughes"), ("12:10", "Ibrahim Touré")}

    assert there == pictured - second_halves


def test_the_columns_of_the_pictures_have_their_free_times(db: Connection) -> None:
    query = (
        select(clinicians.c.family_name)
        .select_from(places)
        .join(slots, slots.c.id == places.c.slot_id)
        .join(sessions, sessions.c.id == slots.c.session_id)
        .join(clinicians, clinicians.c.id == sessions.c.clinician_id)
        .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
        .where(
            sessions.c.on_date == NOW.date(),
            slots.c.end_at > NOW,
            slot_types.c.bookable,
            places.c.appointment_id.is_(None),
            places.c.hold_id.is_(None),
            (slots.c.release_at.is_(None)) | (slots.c.release_at <= NOW),
        )
    )
    free = Counter(db.execute(query).scalars())

    assert free == {
        "Patel": 2, "Okafor": 2, "Adeyemi": 2, "Llewellyn": 1, "Kowalska": 3, "Levy": 2,
    }  # fmt: skip


def test_the_last_three_who_went_in_say_how_late_each_clinician_runs(db: Connection) -> None:
    query = (
        select(clinicians.c.family_name, appointments.c.start_at, appointments.c.sent_in_at)
        .join(clinicians, clinicians.c.id == appointments.c.clinician_id)
        .where(appointments.c.on_date == NOW.date(), appointments.c.sent_in_at.is_not(None))
        .order_by(appointments.c.sent_in_at.desc())
    )
    late: dict[str, list[float]] = {}
    for name, start_at, sent_in_at in db.execute(query):
        late.setdefault(name, []).append((sent_in_at - start_at) / timedelta(minutes=1))

    assert {name: sum(minutes[:3]) / 3 for name, minutes in late.items()} == {
        "Patel": 12, "Okafor": 0, "Adeyemi": 0, "Llewellyn": 0, "Kowalska": 5, "Levy": 0,
    }  # fmt: skip


def test_the_holds_of_the_pictures_run_from_the_demos_clock(db: Connection) -> None:
    query = select(holds.c.desk, holds.c.until_at, places.c.held_until).join(
        places, places.c.hold_id == holds.c.id
    )
    left = {desk: (until_at - NOW, held - NOW) for desk, until_at, held in db.execute(query).all()}

    assert left == {
        "Desk 2": (timedelta(seconds=100),) * 2,
        "Desk 3": (timedelta(seconds=52),) * 2,
    }


def test_maggie_hughes_is_here_for_forty_minutes_over_two_slots(db: Connection) -> None:
    query = (
        select(appointments.c.start_at, appointments.c.end_at, appointments.c.arrived_at)
        .join(patients, patients.c.id == appointments.c.patient_id)
        .join(places, places.c.appointment_id == appointments.c.id)
        .where(patients.c.preferred_name == "Maggie", appointments.c.on_date == NOW.date())
    )
    start_at = NOW.replace(minute=20)
    row = (start_at, start_at + timedelta(minutes=40), NOW - timedelta(minutes=7))

    assert [tuple(one) for one in db.execute(query)] == [row, row]


def test_every_session_is_of_a_published_template_that_makes_it_so_and_no_other(
    db: Connection,
) -> None:
    today, last_on = NOW.date(), NOW.date() + timedelta(days=DAYS_TO_COME)
    closed = list_in_force(db, date(2025, 1, 1), last_on)
    made: dict[str, set[date]] = {}
    for row in db.execute(select(sessions)):
        assert row.template_on == row.on_date
        made.setdefault(row.template_id, set()).add(row.on_date)
    laid = _slots_laid(db)
    for template in list_templates(db):
        planned = plan_dates(template.details, closed, date(2025, 1, 1), last_on)
        held = {one.on_date for one in planned if one.held}
        assert template.state is TemplateState.PUBLISHED
        assert {on for on in held if on >= today} == {on for on in made[template.id] if on >= today}
        assert made[template.id] <= held
        for one in planned:
            if one.held and one.on_date in made[template.id] and one.on_date != today:
                wanted = [
                    (slot.start_minute, slot.part.minutes, slot.part.slot_type_id)
                    for slot in slots_of_day(template.details, one)
                ]
                assert laid[template.id, one.on_date] == wanted
    assert made.keys() == {one.id for one in list_templates(db)}
    assert len(made) > 30


def _slots_laid(db: Connection) -> dict[tuple[str, date], list[tuple[int, int, str]]]:
    """Return each session's slots without extras: wall-clock minute, length, kind."""
    query = (
        select(sessions.c.template_id, sessions.c.on_date, slots)
        .join(slots, slots.c.session_id == sessions.c.id)
        .where(~slots.c.is_extra)
        .order_by(slots.c.start_at)
    )
    found: dict[tuple[str, date], list[tuple[int, int, str]]] = {}
    for row in db.execute(query):
        local = local_of(row.start_at, "Europe/London")
        minutes = int((row.end_at - row.start_at) / timedelta(minutes=1))
        slot = (local.hour * 60 + local.minute, minutes, row.slot_type_id)
        found.setdefault((row.template_id, row.on_date), []).append(slot)
    return found


def test_nothing_is_to_be_made_on_the_demos_first_day(db: Connection) -> None:
    assert read_setting(db, HORIZON_SETTING) == 3
    assert max(db.execute(select(sessions.c.on_date)).scalars()) >= NOW.date() + timedelta(days=88)


def test_clinics_have_hours_and_clinicians_what_set_up_asks_for(db: Connection) -> None:
    assert all(row.opening_hours and row.features for row in db.execute(select(clinics)))
    for row in db.execute(select(clinicians)):
        assert row.colour in COLOURS
        assert row.gender in GENDERS
        assert row.languages
    categories = set(db.execute(select(slot_types.c.national_category)).scalars()) - {None}
    assert categories <= set(NATIONAL_CATEGORIES)
    assert db.execute(select(practices.c.phone)).scalar_one().startswith("020 7946 0")


def test_one_record_row_stands_for_the_made_history(db: Connection) -> None:
    rows = db.execute(select(audit_log.c.act, audit_log.c.desk)).all()

    assert [tuple(row) for row in rows] == [("make_demo", "Desk 1/demo")]


def test_everyone_signs_in_with_the_pin_the_demo_lists(
    made: tuple[Database, DemoMade], db: Connection
) -> None:
    hashes = {row.id: row.pin_hash for row in db.execute(select(staff.c.id, staff.c.pin_hash))}
    pins = read_setting(db, "demo.pins")

    assert made[1].pins[0].name == "Priya Nair"
    assert {one.staff_id: one.pin for one in made[1].pins} == pins
    assert all(len(pin) == 6 for pin in pins.values())
    assert all(PasswordHasher().verify(hashes[who], pin) for who, pin in pins.items())


def test_the_demo_keeps_its_clock(db: Connection) -> None:
    assert read_setting(db, "demo.today") == "2026-11-18T10:22:00.000000Z"


@pytest.mark.parametrize("seed", [1, 2])
def test_joanna_smith_is_found_once_in_every_demo(tmp_path: Path, seed: int) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    make_demo(url, people=400, seed=seed, now=datetime(2026, 11, 19, 15, 5, tzinfo=UTC))
    query = "SELECT given_names, family_name FROM patients WHERE born_on = '1980-03-12'"
    database = open_database(url)
    with database.reading() as reading:
        born = [tuple(row) for row in reading.execute(text(query))]
    database.close()

    assert [one for one in born if name_key(one[0]).startswith("jo")] == [("Joanna", "Smith")]


def test_the_same_seed_and_clock_make_the_same_demo(tmp_path: Path) -> None:
    dumps = []
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        file = tmp_path / f"{name}.db"
        make_demo(f"sqlite:///{file}", people=120, seed=seed, now=NOW)
        connection = sqlite3.connect(file)
        dumps.append([one for one in connection.iterdump() if one.startswith("INSERT")])
        connection.close()

    assert dumps[0] == dumps[1]
    assert dumps[0] != dumps[2]


def test_a_practice_that_is_there_is_left_alone(engine_url: str) -> None:
    make_demo(engine_url, people=100, seed=1, now=NOW)

    with pytest.raises(RuleViolation, match="already") as refused:
        make_demo(engine_url, people=100, seed=2, now=NOW)

    assert refused.value.code == "practice"
    database = open_database(engine_url)
    with database.reading() as reading:
        assert len(reading.execute(select(patients.c.id)).all()) == 100
    database.close()


def test_today_is_alive_at_any_hour_of_work(tmp_path: Path) -> None:
    now = datetime(2026, 11, 19, 15, 5, tzinfo=UTC)
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    make_demo(url, people=800, seed=3, now=now, keep_clock=False)
    database = open_database(url)
    with database.reading() as reading:
        query = select(appointments.c.state, appointments.c.start_at, appointments.c.done_at)
        today = reading.execute(query.where(appointments.c.on_date == now.date())).all()
        clock = read_setting(reading, "demo.today")
    database.close()

    assert {State.FULFILLED, State.CHECKED_IN, State.BOOKED} <= {row.state for row in today}
    assert all(row.done_at <= now for row in today if row.state is State.FULFILLED)
    assert all(row.state in (State.BOOKED, State.CANCELLED) for row in today if row[1] > now)
    assert clock is None


@pytest.mark.parametrize(
    ("real", "shown"),
    [
        (datetime(2026, 11, 19, 15, 5, tzinfo=UTC), datetime(2026, 11, 19, 15, 5, tzinfo=UTC)),
        (datetime(2026, 11, 19, 23, 5, tzinfo=UTC), datetime(2026, 11, 19, 10, 22, tzinfo=UTC)),
        (datetime(2026, 7, 4, 12, 0, tzinfo=UTC), datetime(2026, 7, 6, 9, 22, tzinfo=UTC)),
        (datetime(2026, 12, 25, 12, 0, tzinfo=UTC), datetime(2026, 12, 29, 10, 22, tzinfo=UTC)),
    ],
)
def test_outside_opening_hours_the_demo_shows_a_morning(real: datetime, shown: datetime) -> None:
    assert choose_clock(real) == shown


@pytest.mark.parametrize(
    ("people", "now", "code"),
    [(99, NOW, "people"), (100, datetime(2009, 1, 5, 10, 0, tzinfo=UTC), "today")],
)
def test_a_demo_that_can_not_be_made_is_refused_before_anything(
    tmp_path: Path, people: int, now: datetime, code: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        make_demo(f"sqlite:///{tmp_path / 'demo.db'}", people=people, seed=1, now=now)

    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []
