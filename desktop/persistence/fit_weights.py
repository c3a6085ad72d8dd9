"""What losing each thing costs when times are ranked: one setting of the practice."""

from __future__ import annotations

import json

from sqlalchemy import Connection, bindparam, select

from desktop.domain.best_fit import Weights, weights_from
from desktop.domain.setup_records import SetupRecord
from desktop.persistence.prepared import Prepared
from desktop.persistence.tables import settings

WEIGHTS_SETTING = "fit.weights"

_READ = Prepared(
    select(settings.c.value, settings.c.version).where(settings.c.key == bindparam("setting"))
)


def read_fit_weights(db: Connection) -> SetupRecord[str, Weights]:
    """Return the weights; version 0 while nobody has set any."""
    row = _READ.first(db, {"setting": WEIGHTS_SETTING})
    given = json.loads(row.value) if row is not None else {}
    weights = weights_from(given if isinstance(given, dict) else {})
    return SetupRecord(WEIGHTS_SETTING, weights, True, row.version if row is not None else 0)
