"""sessions.generate.*: a year of 12 clinicians' templates, some 60,000 slots, in seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import time as wall
from datetime import timedelta

from sqlalchemy import update

from desktop.domain.ids import SlotTypeId
from desktop.domain.practice_setup import STARTER_SLOT_TYPES
from desktop.domain.repeats import Every, Repeat
from desktop.domain.sessions import PatternPart
from desktop.domain.templates import TemplateDetails, TemplateState
from desktop.operations.desk import Desk, open_desk
from desktop.operations.generating import extend_sessions
from desktop.operations.practice import (
    make_clinician,
    make_practice,
    make_room,
)
from desktop.operations.slot_types import make_slot_type
from desktop.operations.templates import save_template
from desktop.persistence.free_slots import list_free_slots
from desktop.persistence.tables import session_templates
from tests.bench.databases import Databases
from tests.bench.measure import Budget, Figures, Row

CLINICIANS = 12
MONTHS = 12
SLOTS_A_DAY = 20


def measure_generate(databases: Databases, engine: str) -> Iterator[Row]:
    """Make a year of working days from published templates, in batches, into an empty diary."""
    desk = open_desk(databases.empty(engine), desk_name="Bench", needs_practice=False)
    kind = lay_templates(desk)
    batches: list[float] = []
    once = desk.act

    def timed(*given: object, **arguments: object) -> object:
        began = time.perf_counter()
        try:
            return once(*given, **arguments)  # type: ignore[arg-type]
        finally:
            batches.append(time.perf_counter() - began)

    desk.act = timed  # type: ignore[method-assign, assignment]
    began = time.perf_counter()
    done = extend_sessions(desk, months=MONTHS)
    took = time.perf_counter() - began
    again = time.perf_counter()
    twice = extend_sessions(desk, months=MONTHS)
    again = time.perf_counter() - again
    with desk.database.reading() as db:
        found = len(list_free_slots(db, kind, after=desk.clock()))
    desk.close()
    note = (
        f"{done.sessions:,} sessions, {done.slots:,} slots; {len(batches)} batches, the longest "
        f"{max(batches) * 1000:.0f} ms; again, with nothing to do, {again:.2f} s"
    )
    is_right = (done.slots, twice.sessions) == (found, 0) and done.slots > 59_000
    figures = Figures((took,))
    budget = Budget(longest=10)
    yield Row(f"sessions.generate.{engine}", figures, None, budget, note, "s", is_right)


def lay_templates(desk: Desk) -> SlotTypeId:
    """Make a practice of 12 clinicians, each with a published template of every working day."""
    made = desk.act(
        make_practice,
        name="Bench",
        nation="england",
        clinic_name="Bench",
        manager_name="Bench",
        manager_pin="582931",
    ).value
    kind: SlotTypeId = desk.act(make_slot_type, details=STARTER_SLOT_TYPES[0]).value
    first_on = desk.read(lambda reading: reading.today) + timedelta(days=1)
    for number in range(CLINICIANS):
        room = desk.act(make_room, clinic_id=made.clinic_id, name=f"Room {number}").value
        clinician = desk.act(
            make_clinician, given_names="Bench", family_name=f"No {number}", profession="GP"
        ).value
        details = TemplateDetails(
            name=f"Surgery {number}",
            clinic_id=made.clinic_id,
            clinician_id=clinician,
            room_id=room,
            repeat=Repeat(Every.WEEK, (0, 1, 2, 3, 4)),
            first_on=first_on,
            start_local=wall(8, 30),
            end_local=wall(12, 30),
            pattern=(PatternPart(SLOTS_A_DAY, kind, 12),),
        )
        desk.act(save_template, details=details)
    with desk.database.writing() as db:  # published without the half year that publishing makes
        db.execute(update(session_templates).values(state=TemplateState.PUBLISHED))
    return kind
