"""The practice's row and its settings."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from desktop.domain.permissions import SWITCHABLE
from desktop.domain.practice import Practice
from desktop.persistence.prepared import Prepared
from desktop.persistence.tables import practices, settings


def find_practice(db: Connection) -> Practice | None:
    """Return the practice, None for a database that has none yet."""
    row = db.execute(select(practices)).first()
    if row is None:
        return None
    return Practice(row.id, row.name, row.zone, row.nation, row.ods_code, row.phone)


_SETTING = Prepared(select(settings.c.value).where(settings.c.key == bindparam("key")))


def read_setting(db: Connection, key: str) -> Any:
    """Return a setting's value, None where it was never set."""
    row = _SETTING.first(db, {"key": key})
    return None if row is None else json.loads(row.value)


def write_setting(db: Connection, key: str, value: Any) -> None:
    """Set a setting."""
    text = json.dumps(value, ensure_ascii=False)
    done = db.execute(
        update(settings)
        .where(settings.c.key == key)
        .values(value=text, version=settings.c.version + 1)
    )
    if done.rowcount == 0:
        db.execute(insert(settings), {"key": key, "value": text, "version": 1})


def switched_off(db: Connection) -> frozenset[str]:
    """Return the switchable permissions of reception that this practice has switched off."""
    return frozenset(name for name in SWITCHABLE.values() if read_setting(db, name) is False)
