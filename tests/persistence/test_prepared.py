"""Statements run by the driver give what SQLAlchemy gives, and fail as it does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import bindparam, exc, insert, literal, select, update

from desktop.domain.errors import Unavailable
from desktop.domain.practice import Channel
from desktop.persistence.engine import Database, open_database
from desktop.persistence.prepared import Prepared
from desktop.persistence.tables import places, sessions, settings, slot_types, slots
from tests.operations.conftest import seed
from tests.persistence.test_engine import lose_connection
from tests.race.scene import lay_scene

SETTING = {"key": "test", "value": "1", "version": 1}


@pytest.fixture
def database(engine_url: str) -> Iterator[Database]:
    """Return a migrated database of each engine, open."""
    opened = open_database(engine_url)
    assert engine_url.startswith(opened.dialect)
    yield opened
    opened.close()


def test_rows_have_the_same_types_as_by_sqlalchemy(database: Database, engine_url: str) -> None:
    scene = lay_scene(engine_url, slot_count=3, people=1)
    statement = (
        select(slots, sessions.c.on_date, slot_types.c.channel, slot_types.c.bookable)
        .join(sessions, sessions.c.id == slots.c.session_id)
        .join(slot_types, slot_types.c.id == slots.c.slot_type_id)
        .where(slots.c.id == bindparam("slot"))
    )
    given = {"slot": scene.slot_ids[0]}
    with database.reading() as db:
        usual = db.execute(statement, given).one()
        row = Prepared(statement).first(db, given)
    assert row is not None
    assert tuple(row) == tuple(usual)
    assert isinstance(row.start_at, datetime)
    assert row.start_at.tzinfo is UTC
    assert isinstance(row.on_date, date)
    assert row.channel is Channel.IN_PERSON
    assert row.bookable is True


def test_an_update_says_how_many_rows_and_what_they_are(
    database: Database, engine_url: str
) -> None:
    scene = lay_scene(engine_url, slot_count=3, people=1)
    statement = update(places).where(places.c.slot_id == bindparam("slot")).values(held_until=None)
    told = Prepared(statement.returning(places.c.seat))
    with database.writing() as db:
        assert Prepared(statement).run(db, {"slot": scene.slot_ids[0]}) == 1
        seats = told.all(db, {"slot": scene.slot_ids[0]})
        assert [one.seat for one in seats] == [1]
        assert Prepared(statement).run(db, {"slot": scene.patient_ids[0]}) == 0


def test_it_is_part_of_the_transaction(database: Database) -> None:
    write, read = Prepared(insert(settings)), Prepared(select(settings.c.key))
    with pytest.raises(ZeroDivisionError), database.writing() as db:
        assert write.run(db, SETTING) / 0
    with database.reading() as db:
        assert "test" not in [row.key for row in read.all(db, {})]
    with database.writing() as db:
        write.run(db, SETTING)
    with database.reading() as db:
        assert "test" in [row.key for row in read.all(db, {})]


def test_a_broken_rule_is_an_integrity_error(database: Database) -> None:
    write = Prepared(insert(settings))
    with database.writing() as db:
        write.run(db, SETTING)
    with pytest.raises(exc.IntegrityError), database.writing() as db:
        write.run(db, SETTING)


def test_a_missing_value_is_a_mistake_at_once(database: Database) -> None:
    with pytest.raises(KeyError), database.writing() as db:
        Prepared(insert(settings)).run(db, {"key": "test"})


@pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)
def test_a_server_that_went_away_is_told_so_and_found_again(
    database: Database, engine_url: str
) -> None:
    read = Prepared(select(settings.c.key))
    lose_connection(database, engine_url)
    with pytest.raises(Unavailable) as caught, database.reading() as db:
        read.all(db, {})
    assert caught.value.code == "connection"
    with database.reading() as db:
        assert isinstance(read.all(db, {}), list)


def test_a_null_goes_in_and_comes_out(database: Database, engine_url: str) -> None:
    seed(engine_url)
    with database.writing() as db:
        kind = db.execute(select(slot_types.c.id).limit(1)).scalar_one()
        change = update(slot_types).where(slot_types.c.id == bindparam("one"))
        Prepared(change.values(national_category=bindparam("category"))).run(
            db, {"one": kind, "category": None}
        )
        read = Prepared(select(slot_types.c.national_category).where(slot_types.c.id == kind))
        row = read.first(db, {})
    assert row is not None
    assert row.national_category is None


def test_what_never_varies_is_written_into_the_statement(database: Database) -> None:
    odd = "100% '?' %(key)s"
    statement = select(settings.c.key).where(
        settings.c.key == bindparam("key"), settings.c.value == odd, settings.c.version != 0
    )
    write, read = Prepared(insert(settings)), Prepared(statement)
    with database.writing() as db:
        write.run(db, SETTING | {"value": odd})
        assert [row.key for row in read.all(db, {"key": "test"})] == ["test"]
        assert read.all(db, {"key": "other"}) == []


def test_what_can_not_be_written_into_a_statement_is_refused(database: Database) -> None:
    long = Prepared(select(sessions.c.id).where(literal(1.5) > 1))
    with database.reading() as db, pytest.raises(TypeError, match="give it a bindparam"):
        long.all(db, {})
    on = Prepared(select(sessions.c.id).where(sessions.c.on_date == date(2026, 11, 30)))
    with database.reading() as db:
        if database.dialect == "postgresql":
            with pytest.raises(TypeError, match="give it a bindparam"):
                on.all(db, {})
        else:  # a text there
            assert on.all(db, {}) == []
