"""Set-up of best fit: what losing each thing costs, for the whole practice."""

from __future__ import annotations

import json
from dataclasses import asdict

from desktop.domain.best_fit import Weights, check_weights
from desktop.domain.errors import Conflict
from desktop.domain.permissions import Act
from desktop.operations.outcome import Outcome
from desktop.operations.two_edits import Theirs
from desktop.operations.work import Reading, Work
from desktop.persistence.fit_weights import WEIGHTS_SETTING, read_fit_weights
from desktop.persistence.rows import read_row
from desktop.persistence.tables import settings


def read_their_fit_weights(reading: Reading, *, setting: str) -> Theirs[Weights]:
    """Return the weights as they are now."""
    assert setting == WEIGHTS_SETTING
    found = read_fit_weights(reading.db)
    return Theirs(found.details, found.version)


def change_fit_weights(
    work: Work, *, setting: str = WEIGHTS_SETTING, version: int, details: Weights
) -> Outcome[str]:
    """Set what losing each thing costs when times are ranked; ``version`` 0 the first time.

    Errors: RuleViolation at a weight that is no whole number up to the heaviest;
    Conflict("stale").
    """
    work.require(Act.CHANGE_SETUP)
    checked = check_weights(details)
    after = {"value": json.dumps(asdict(checked))}
    before = read_row(work.db, settings, (setting,))
    if (before["version"] if before is not None else 0) != version:
        raise Conflict("stale", "How times are ranked was changed meanwhile.", key=setting)
    if before is None:
        work.rows.insert(settings, {"key": setting, **after, "version": 1})
    else:
        work.rows.update(settings, (setting,), before, after)
    work.touch("practice")
    label = "How times are ranked is changed."
    work.record(Act.CHANGE_SETUP, {"what": label})
    return Outcome(setting, work.changes(), work.inverse(Act.CHANGE_SETUP, label), label)
