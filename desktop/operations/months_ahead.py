"""How many months ahead sessions are made."""

from __future__ import annotations

import json

from desktop.domain.permissions import Act
from desktop.operations.generating import horizon_of
from desktop.operations.outcome import Outcome
from desktop.operations.session_jobs import HORIZON_SETTING
from desktop.operations.work import Work
from desktop.persistence.rows import read_row
from desktop.persistence.tables import settings


def set_months_ahead(work: Work, *, months: int) -> Outcome[int]:
    """Make sessions so many months ahead: the window begins at once, beside its work.

    Sessions made already stay, though they lie further ahead.
    Errors: RuleViolation("months") out of bounds.
    """
    work.require(Act.CHANGE_SETUP)
    horizon_of(work, months)
    after = {"value": json.dumps(months)}
    before = read_row(work.db, settings, (HORIZON_SETTING,))
    if before is None:
        work.rows.insert(settings, {"key": HORIZON_SETTING, **after, "version": 1})
    else:
        work.rows.update(settings, (HORIZON_SETTING,), before, after)
    work.touch("template", HORIZON_SETTING)
    months_said = "1 month" if months == 1 else f"{months} months"
    label = f"Sessions are made {months_said} ahead."
    work.record(Act.CHANGE_SETUP, {"what": label})
    undo = work.inverse(Act.CHANGE_SETUP, label, stays="It stays as it is.")
    return Outcome(months, work.changes(), undo, label)
