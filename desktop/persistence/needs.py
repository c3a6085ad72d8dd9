"""The kinds of need of several people at once, those of merged records with the one that lives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from desktop.domain.ids import PatientId
from desktop.domain.preferences import KINDS
from desktop.persistence.tables import preferences

_KEYS: Any = bindparam("keys", expanding=True)
_NEEDS = select(preferences.c.patient_id, preferences.c.kind).where(
    preferences.c.patient_id.in_(_KEYS),
    or_(preferences.c.ends_on.is_(None), preferences.c.ends_on >= bindparam("today")),
)


def list_needs(
    db: Connection, roots: Mapping[PatientId, PatientId], today: date
) -> dict[PatientId, tuple[str, ...]]:
    """Return the kinds of need of each root, in the order they are shown.

    ``roots`` says of each record which one it lives on in.
    """
    found: dict[PatientId, set[str]] = defaultdict(set)
    keys = sorted({*roots, *roots.values()})
    if keys:
        for row in db.execute(_NEEDS, {"keys": keys, "today": today}):
            if row.kind in KINDS and KINDS[row.kind].is_need:
                found[roots.get(row.patient_id, row.patient_id)].add(row.kind)
    return {key: tuple(code for code in KINDS if code in own) for key, own in found.items()}
