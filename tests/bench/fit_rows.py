"""fit.rank: best-fit suggestions with reasons; at ten times the slots."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from desktop.domain.asked import Asked
from desktop.domain.ids import PatientId
from desktop.domain.preference_rules import Told
from desktop.operations.best_fit import suggest_times
from desktop.operations.desk import Desk, open_desk
from desktop.operations.preferences import record_preference
from desktop.persistence.tables import patients, preferences
from tests.bench.big_practice import BigPractice, start_of
from tests.bench.free_rows import FIRST, kept_year
from tests.bench.measure import Budget, Row, time_in_turns

COUNT = 200
TOLD = (
    ("bsl", Told((("how", "in-person"),))),
    ("double-length", Told()),
    ("step-free", Told()),
    ("woman-clinician", Told()),
    ("times", Told((("from", "09:00"), ("until", "11:30"), ("not_days", ("TH",))))),
    ("notice", Told((("days", 3),))),
)


def measure_fit() -> Iterator[Row]:
    """Measure on SQLite, at 20 and at 200 clinicians."""
    yield _measure(kept_year(1), "fit.rank", 20.0)
    yield _measure(kept_year(10), "fit.rank10", 40.0)


def _measure(practice: BigPractice, name: str, budget: float) -> Row:
    now = start_of(practice.first_on)
    desk = open_desk(practice.url, clock=lambda: now, desk_name="Bench")
    person = _somebody(desk)
    asked = Asked(
        slot_type_id=practice.kind,
        first_on=practice.first_on,
        last_on=practice.first_on + timedelta(days=365),
    )

    def ours(_number: int) -> object:
        found = desk.read(suggest_times, patient_id=person, asked=asked)
        assert found.suggestions[0].reasons
        return found

    def bare(_number: int) -> object:
        with desk.database.reading() as db:
            return db.exec_driver_sql(FIRST, (practice.kind, now.isoformat())).fetchall()

    figures = time_in_turns(ours, bare, COUNT)
    desk.close()
    return Row(name, figures[0], figures[1], Budget(p95=budget), "SQLite, 12 months, 6 things told")


def _somebody(desk: Desk) -> PatientId:
    """Return a person of the kept practice who has told us the six things."""
    with desk.database.reading() as db:
        person: PatientId = (
            db.execute(select(patients.c.id).order_by(patients.c.id)).scalars().first()
        )
        query = select(preferences.c.kind).where(preferences.c.patient_id == person)
        known = set(db.execute(query).scalars())
    for kind, told in TOLD:
        if kind not in known:
            desk.act(record_preference, patient_id=person, kind=kind, told=told)
    return person
