"""Below the window, on a server: stopped, cut off, answers lost, locked, full, read-only."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, text

from desktop.domain.errors import Unavailable
from desktop.domain.ids import ActId
from desktop.operations.booking import book_appointment
from desktop.operations.checks import check_rows
from desktop.operations.desk import new_id, open_desk
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.feed import _connect as feed_connect
from desktop.persistence.migrate import upgrade
from tests.clock import SettableClock
from tests.engines import make_database
from tests.faults.conftest import open_whole_practice, run_on_server
from tests.faults.proxy import Wire
from tests.operations.conftest import SmallPractice
from tests.postgres_cluster import Cluster, halt_server, start_again, start_cluster, stop_cluster


def book(practice: SmallPractice, act_id: ActId | None = None, number: int = 0) -> ActId:
    """Book the slot of that number; returns the act's id."""
    act_id = act_id or ActId(new_id())
    slots = practice.slots[number : number + 1]
    practice.desk.act(book_appointment, act_id=act_id, patient_id=practice.maggie, slot_ids=slots)
    return act_id


def booked(practice: SmallPractice) -> int:
    with practice.desk.database.reading() as db:
        return int(db.execute(text("SELECT count(*) FROM appointments")).scalar_one())


def wrong(practice: SmallPractice) -> list[str]:
    with practice.desk.database.reading() as db:
        checked = check_rows(db, now=practice.clock(), zone="Europe/London")
    return [one.invariant for one in checked if one.violations]


@pytest.fixture
def wire(postgres_url: str) -> Iterator[Wire]:
    with Wire(make_url(postgres_url).port or 0) as opened:
        yield opened


@pytest.fixture
def wired(
    wire: Wire, postgres_url: str, clock: SettableClock, tmp_path: Path
) -> Iterator[SmallPractice]:
    """A small practice whose desk reaches the server over a wire."""
    url = make_url(postgres_url).set(port=wire.port).render_as_string(hide_password=False)
    small = open_whole_practice(url, clock, tmp_path / "locks")
    yield small
    small.desk.close()


def test_a_connection_cut_is_said_and_found_again(wired: SmallPractice, wire: Wire) -> None:
    book(wired)
    wire.cut()
    unsent = ActId(new_id())

    with pytest.raises(Unavailable) as caught:
        book(wired, unsent, 1)

    assert caught.value.code == "connection"
    assert not wired.desk.was_done(unsent)
    assert wired.desk.was_done(book(wired, unsent, 1))
    assert (booked(wired), wrong(wired)) == (2, [])


@pytest.mark.parametrize("sent", [True, False], ids=["answer lost", "commit lost"])
def test_after_a_lost_commit_the_desk_finds_out_whether_it_was_done(
    wired: SmallPractice, wire: Wire, *, sent: bool
) -> None:
    book(wired)
    act_id = ActId(new_id())
    wire.lose_next_commit(sent=sent)

    with pytest.raises(Unavailable) as caught:
        book(wired, act_id, 1)

    assert (caught.value.code, caught.value.act_id) == ("connection", act_id)
    assert wire.lost.wait(10)
    assert wired.desk.was_done(act_id) is sent
    assert booked(wired) == 1 + sent
    book(wired, number=2)  # the chain goes on where it is, whichever it was
    assert wrong(wired) == []


def test_a_commit_still_going_on_at_the_server_is_waited_for(
    server_practice: SmallPractice, postgres_url: str
) -> None:
    desk = server_practice.desk
    with psycopg.connect(postgres_url) as other:
        other.execute("UPDATE desks SET head_hash = head_hash WHERE name = %s", (desk.name,))
        with desk.database.writing() as db:
            db.execute(text("SET lock_timeout = '100ms'"))
        with pytest.raises(Unavailable) as caught:
            desk.was_done(ActId(new_id()))
        other.rollback()

    assert caught.value.code == "locked"
    assert not desk.was_done(ActId(new_id()))


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A durable server of this test's own, to be stopped and started."""
    if "postgresql" not in os.environ.get("ATTEND_TEST_ENGINES", "sqlite,postgresql"):
        pytest.skip("PostgreSQL is left out")
    folder = Path(os.environ["ATTEND_TEST_RUN_DIR"]) / f"postgresql-own-{uuid.uuid4().hex}"
    cluster = start_cluster(
        folder, durable=True, watched_pid=int(os.environ["ATTEND_TEST_RUN_PID"])
    )
    yield cluster
    stop_cluster(folder)


def test_a_server_stopped_in_the_middle_of_a_booking_keeps_none_of_it(
    own_cluster: Cluster, clock: SettableClock, tmp_path: Path
) -> None:
    make_database(own_cluster, "practice")
    upgrade(own_cluster.url("practice"))
    small = open_whole_practice(own_cluster.url("practice"), clock, tmp_path / "locks")
    acknowledged, act_id = book(small), ActId(new_id())

    def book_and_stop(work: Work) -> Outcome[None]:
        book_appointment(work, patient_id=small.maggie, slot_ids=small.slots[1:2])
        halt_server(own_cluster)
        return Outcome(None, work.changes())

    with pytest.raises(Unavailable) as caught:
        small.desk.act(book_and_stop, act_id=act_id)
    assert caught.value.code == "connection"
    with pytest.raises(Unavailable):
        small.desk.was_done(act_id)
    start_again(own_cluster, durable=True)

    assert (small.desk.was_done(act_id), small.desk.was_done(acknowledged)) == (False, True)
    assert booked(small) == 1
    book(small, act_id, 1)
    assert (booked(small), wrong(small)) == (2, [])
    small.desk.close()


def test_a_table_locked_by_another_program_is_said(
    server_practice: SmallPractice, postgres_url: str
) -> None:
    with server_practice.desk.database.writing() as db:
        db.execute(text("SET lock_timeout = '200ms'"))
    with psycopg.connect(postgres_url) as other:
        other.execute("LOCK TABLE places IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(Unavailable, match="Another program keeps") as caught:
            book(server_practice)
        other.rollback()

    assert caught.value.code == "locked"
    book(server_practice)
    assert wrong(server_practice) == []


def test_every_desk_waits_for_a_lock_no_longer_than_for_a_file(
    server_practice: SmallPractice,
) -> None:
    with server_practice.desk.database.reading() as db:
        assert db.execute(text("SHOW lock_timeout")).scalar_one() == "5s"


@pytest.mark.parametrize("whose", ["attend", "attend feed"])
def test_a_pulled_cable_is_noticed_within_seconds(
    server_practice: SmallPractice, whose: str
) -> None:
    """The system asks an idle line each second and gives an unanswered one up after 4."""
    if whose == "attend":
        with server_practice.desk.database.reading() as db:
            server = db.connection.driver_connection
            assert server is not None
            _check_limits(server.info.get_parameters())
        return
    url = make_url(server_practice.desk.database.engine.url).set(drivername="postgresql")
    with feed_connect(psycopg, url) as server:
        _check_limits(server.info.get_parameters())


def _check_limits(told: dict[str, str]) -> None:
    idle, between, count = (
        int(told[f"keepalives_{name}"]) for name in ("idle", "interval", "count")
    )
    assert told["keepalives"] == "1"
    assert idle + between * count <= 4
    assert int(told["tcp_user_timeout"]) <= 4000


_FULL = sql.SQL(
    "CREATE FUNCTION fill_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION "
    "'could not extend file \"base/1/2\": No space left on device' USING ERRCODE = '53100'; END $$"
)


def test_a_servers_full_disk_is_said_and_nothing_is_half_done(
    server_practice: SmallPractice, postgres_url: str
) -> None:
    trigger = "CREATE TRIGGER full_disk BEFORE INSERT ON audit_log EXECUTE FUNCTION fill_up()"
    run_on_server(postgres_url, _FULL, sql.SQL(trigger))

    with pytest.raises(Unavailable, match="The disk is full") as caught:
        book(server_practice)

    assert caught.value.code == "full"
    assert booked(server_practice) == 0
    run_on_server(postgres_url, sql.SQL("DROP TRIGGER full_disk ON audit_log"))
    book(server_practice)
    assert wrong(server_practice) == []


def test_a_server_that_may_only_be_read_is_said(
    server_practice: SmallPractice, postgres_url: str, tmp_path: Path
) -> None:
    with server_practice.desk.database.writing() as db:
        db.execute(text("SET default_transaction_read_only = on"))
    with pytest.raises(Unavailable, match="The server lets nobody write") as caught:
        book(server_practice)
    assert caught.value.code == "read_only"

    name = sql.Identifier(make_url(postgres_url).database or "")
    read_only = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name)
    run_on_server(postgres_url, read_only)
    with pytest.raises(Unavailable) as caught:
        open_desk(postgres_url, lock_dir=tmp_path)
    assert caught.value.code == "read_only"
