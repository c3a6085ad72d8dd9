"""What the engines keep between transactions."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, exc, text

from desktop.domain.errors import Unavailable
from desktop.persistence.engine import open_database

_PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%kept'"


class _Broken(Exception):
    """Something goes wrong half way."""


def _use(db: Connection) -> None:
    for number in range(3):
        db.execute(text("SELECT :number AS kept"), {"number": number})


def _break(db: Connection) -> None:
    _use(db)
    raise _Broken


def _ask_wrongly(db: Connection) -> None:
    _use(db)
    db.execute(text("SELECT * FROM nowhere"))


def test_a_read_or_an_error_forgets_no_plan(postgres_url: str) -> None:
    database = open_database(postgres_url)
    with database.reading() as db:
        _use(db)
    with database.reading() as db:
        assert db.execute(text(_PREPARED)).scalar_one() == 1
    for block in (database.reading, database.writing):
        with pytest.raises(_Broken), block() as db:
            _break(db)
        with pytest.raises(exc.ProgrammingError, match="nowhere"), block() as db:
            _ask_wrongly(db)
        with database.reading() as db:
            assert db.execute(text(_PREPARED)).scalar_one() == 1
            _use(db)
    database.close()


def _mark_and_break(db: Connection) -> None:
    db.execute(text("INSERT INTO marks VALUES (1)"))
    raise _Broken


def test_what_an_error_interrupts_is_not_kept(engine_url: str) -> None:
    database = open_database(engine_url)
    with database.writing() as db:
        db.execute(text("CREATE TABLE marks (n INTEGER)"))
    with pytest.raises(_Broken), database.writing() as db:
        _mark_and_break(db)
    with database.reading() as db:
        assert db.execute(text("SELECT count(*) FROM marks")).scalar_one() == 0
    database.close()


def test_a_connection_cut_by_the_server_is_unavailable_and_then_made_anew(
    postgres_url: str,
) -> None:
    database, other = open_database(postgres_url), open_database(postgres_url)
    with database.reading() as db:
        own = db.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with other.writing() as db:
        db.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": own})
    with pytest.raises(Unavailable), database.reading() as db:
        _use(db)
    with database.reading() as db:
        assert db.execute(text("SELECT pg_backend_pid()")).scalar_one() != own
    database.close()
    other.close()
