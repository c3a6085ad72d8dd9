"""Daily work: the visits whose needs are out of step are brought into it, a few at a time."""

from __future__ import annotations

from desktop.domain.ids import AppointmentId
from desktop.operations.desk import Desk
from desktop.operations.jobs import DailyJob
from desktop.operations.visit_needs import bring_needs_into_step, find_out_of_step
from desktop.operations.work import Reading

MOST_AT_ONCE = 50
"""Visits of one act: it is to be short."""


def needs_job() -> DailyJob:
    """Return the job; after an upgrade it gives every visit to come its needs."""
    return DailyJob("needs", bring_all_into_step)


def bring_all_into_step(desk: Desk) -> None:
    """Bring every visit to come into step with what its person has told us."""
    ids = desk.read(list_out_of_step)
    for start in range(0, len(ids), MOST_AT_ONCE):
        desk.act(bring_needs_into_step, appointment_ids=ids[start : start + MOST_AT_ONCE])


def list_out_of_step(reading: Reading) -> tuple[AppointmentId, ...]:
    """Return the visits that are out of step, each once."""
    return tuple(dict.fromkeys(key for key, _, _ in find_out_of_step(reading)))
