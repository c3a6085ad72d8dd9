"""Rows read in their hundreds are what SQLAlchemy's own rows say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, bindparam, insert, select

from desktop.domain.sessions import SessionState
from desktop.operations.desk import new_id
from desktop.persistence import quick_rows
from desktop.persistence.engine import open_database
from desktop.persistence.quick_rows import QuickRows
from desktop.persistence.tables import clinicians, clinics, sessions

NINE = datetime(2026, 11, 18, 9, tzinfo=UTC)
_FEATURES = ("step-free", "lift")


def _seed(db: Connection) -> None:
    clinic, clinician = new_id(), new_id()
    place = {"id": clinic, "name": "Alder Lane", "address": "", "ods_site_code": None}
    db.execute(insert(clinics), place | {"features": _FEATURES, "version": 1})
    person = dict.fromkeys(("title", "given_names", "family_name", "profession"), "x")
    person |= {"id": clinician, "staff_id": None, "gender": None, "languages": (), "version": 1}
    db.execute(insert(clinicians), person)
    for day in range(3):
        start = NINE + timedelta(days=day)
        row = {"id": new_id(), "clinic_id": clinic, "room_id": None, "clinician_id": clinician}
        row |= {"on_date": start.date(), "start_at": start, "end_at": start + timedelta(hours=1)}
        db.execute(
            insert(sessions), row | {"state": SessionState.OPEN, "is_one_off": True, "version": 1}
        )


@pytest.mark.parametrize("kept", [1, 4096])
def test_rows_are_the_same_as_sqlalchemys_own(
    engine_url: str, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick_rows, "_KEPT", kept)
    query = (
        select(sessions, clinics.c.features)
        .join(clinics, clinics.c.id == sessions.c.clinic_id)
        .where(sessions.c.start_at >= bindparam("since"))
        .order_by(sessions.c.start_at)
    )
    database = open_database(engine_url)
    with database.writing() as db:
        _seed(db)
    quick = QuickRows(query)
    with database.reading() as db:
        assert db.dialect.name == database.dialect
        for since, count in ((NINE, 3), (NINE + timedelta(days=1), 2), (NINE, 3)):
            rows = quick.read(db, {"since": since})
            assert rows == [tuple(row) for row in db.execute(query, {"since": since})]
            assert len(rows) == count
            assert rows[-1][5] == NINE + timedelta(days=2)
        assert quick.read(db, {"since": NINE + timedelta(days=9)}) == []
        empty = quick.read_columns(db, {"since": NINE + timedelta(days=9)})
        assert list(empty) == [()] * len(query.selected_columns)
    database.close()
