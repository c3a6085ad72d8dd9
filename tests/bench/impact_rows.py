"""impact.show.*: what a template change over 12 months does to those booked, with other times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time as wall
from datetime import timedelta

from sqlalchemy import select

from desktop.domain.people import PatientDetails
from desktop.domain.session_changes import ReplaceTemplate
from desktop.operations.booking import book_appointment
from desktop.operations.desk import Desk, open_desk
from desktop.operations.generating import extend_sessions
from desktop.operations.impact import show_impact
from desktop.operations.people import register_patient
from desktop.operations.templates import save_template
from desktop.persistence.tables import sessions, slots
from desktop.persistence.templates import list_templates
from tests.bench.databases import Databases
from tests.bench.measure import Budget, Row, time_each
from tests.bench.session_rows import MONTHS, SLOTS_A_DAY, lay_templates

TIMES = 30


def measure_impact(databases: Databases, engine: str) -> Iterator[Row]:
    """Publish-to-be: one of 12 clinicians ends an hour earlier; each day somebody is in the way."""
    desk = open_desk(databases.empty(engine), desk_name="Bench", needs_practice=False)
    lay_templates(desk)
    extend_sessions(desk, months=MONTHS)
    template = desk.read(lambda reading: list_templates(reading.db))[0]
    booked = _book_last_slots(desk, template.id)
    details = replace(
        template.details,
        first_on=template.details.first_on + timedelta(days=1),
        end_local=wall(11, 30),
        pattern=(replace(template.details.pattern[0], count=SLOTS_A_DAY - 5),),
    )
    draft = desk.act(save_template, details=details, replaces_id=template.id).value
    change = ReplaceTemplate(draft.id, draft.version)
    impact = desk.read(show_impact, change=change)
    figures = time_each(lambda _number: desk.read(show_impact, change=change), TIMES, warm=3)
    desk.close()
    with_time = sum(bool(one.alternatives) for one in impact.visits)
    note = (
        f"{len(impact.visits)} of {booked} booked visits touched, {with_time} with a time to hold"
    )
    is_right = len(impact.visits) > 200 and with_time == len(impact.visits)
    yield Row(f"impact.show.{engine}", figures, None, Budget(p95=200), note, is_right=is_right)


def _book_last_slots(desk: Desk, template_id: str) -> int:
    """Book the last slot of every session of the template."""
    person = desk.act(
        register_patient,
        details=PatientDetails(
            given_names="Ben", family_name="Ch", born_unknown_why="Made for a measurement"
        ),
    ).value
    query = (
        select(slots.c.id, slots.c.session_id)
        .join(sessions, sessions.c.id == slots.c.session_id)
        .where(sessions.c.template_id == template_id)
        .order_by(slots.c.start_at)
    )
    with desk.database.reading() as db:
        last = {row.session_id: row.id for row in db.execute(query)}
    for slot in last.values():
        desk.act(book_appointment, patient_id=person, slot_ids=(slot,))
    return len(last)
