"""The needs of the demo's visits: derived as the desk derives them, and how they went."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection

from desktop.domain.ids import AppointmentId, VisitNeedId
from desktop.domain.needs import IN_STEP, Need, NeedState
from desktop.domain.preferences import KINDS
from desktop.domain.visits import State
from desktop.operations.demo_practice import ZONE
from desktop.operations.demo_rows import DemoRows, Row
from desktop.operations.visit_needs import Deriver
from desktop.operations.work import Reading
from desktop.persistence.tables import visit_needs
from desktop.persistence.visit_needs import list_telling_ever, new_row, stamp

DAYS_BACK = 90
"""Visits that long ago still say how their needs went; older ones were before needs acted."""

_WHY_NOT = (
    "The interpreter did not come",
    "Called out by mistake",
    "The room was changed on the day",
    "The letter went out in the usual print",
)
_BY = ("Priya Nair", "Tomasz Zieliński")


def lay_needs(db: Connection, rows: DemoRows, now: Any, today: date) -> None:
    """Take the needs of every visit to come, and of those of the last weeks."""
    reading = Reading(db, now, ZONE)
    deriver = Deriver(reading)
    for visit in list_telling_ever(db, today - timedelta(days=DAYS_BACK)):
        is_seen = visit["state"] in (State.FULFILLED, State.CHECKED_IN)
        if not (is_seen or visit["state"] in IN_STEP):
            continue
        for need in deriver.wanted(visit):
            key = VisitNeedId(rows.new_id(now))
            row = new_row(key, AppointmentId(visit["id"]), need)
            rows.add(visit_needs, row | _how_it_stands(rows.random, visit, need, now, today))


def _how_it_stands(random: Random, visit: Row, need: Need, now: Any, today: date) -> Row:
    by = stamp(random.choice(_BY), now)
    if visit["state"] is State.FULFILLED:
        drawn = random.random()
        if drawn < 0.05:
            return {"state": NeedState.NOT_KEPT, "why": random.choice(_WHY_NOT)} | by
        if drawn < 0.07:
            return {"state": NeedState.NOT_NEEDED, "said_by": "the patient"} | by
        return {"state": NeedState.KEPT} | by
    arranges = KINDS[need.kind].booking.arranges
    is_past_due = need.due_on is not None and need.due_on <= today
    if arranges and (is_past_due or random.random() < 0.3) and random.random() < 0.9:
        return {"state": NeedState.READY} | by
    return {}
