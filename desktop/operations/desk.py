"""A desk: one open database, who is signed in, and the transaction around each act and read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, func, select

from desktop.domain.errors import NotFound, Unavailable
from desktop.domain.ids import ActId, uuid7
from desktop.domain.practice import Practice
from desktop.operations.desk_name import DeskName, claim_desk_name
from desktop.operations.freed_news import FREED, MOST_TOLD, slots_freed_by
from desktop.operations.outcome import Outcome
from desktop.operations.work import SYSTEM, Actor, Reading, Work
from desktop.persistence.engine import Database, open_database, read_url
from desktop.persistence.feed import delete_old_changes
from desktop.persistence.holds import delete_stale_holds
from desktop.persistence.migrate import refuse_older, upgrade
from desktop.persistence.record import ChainHead, find_act, make_desk, read_settled_head
from desktop.persistence.schema import refuse_upgraded
from desktop.persistence.settings import find_practice, read_setting, switched_off

Value = TypeVar("Value")
MEASURE_EVERY_SECONDS = 60.0
KEPT_FOR = timedelta(days=1)
"""How long ended holds and the news of SQLite's feed are kept."""


class _NotKept(Exception):
    """Rolls a rehearsal back."""


class Desk:
    """What one window (or command) works through; used on one thread.

    Acts get the write transaction, the server's clock and their place in the record; an error
    leaves nothing behind.
    """

    def __init__(
        self,
        database: Database,
        name: DeskName,
        *,
        actor: Actor = SYSTEM,
        clock: Callable[[], datetime] | None = None,
        computer_clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ):
        self.database = database
        self.name = name.name
        self.actor = actor
        self.window = new_id()
        self.shared: dict[str, Any] = {}
        self.practice: Practice | None = None
        self._claimed = name
        self._given_clock = clock
        self._computer_clock = computer_clock
        self._offset = timedelta()
        self._measured_at = -MEASURE_EVERY_SECONDS
        self._head = ChainHead()
        self._in_doubt: dict[ActId, int] = {}
        self._switched_off: frozenset[str] = frozenset()

    def start(self) -> None:
        """Put the desk in the record's list, read the practice and the clock."""
        with self.database.writing() as db:
            if self.database.dialect == "postgresql":
                refuse_older(db)
            self._head = make_desk(db, self.name)
            self._measure_clock(db)
            self.practice = find_practice(db)
            self._switched_off = switched_off(db)
            demo_today = read_setting(db, "demo.today")
            if demo_today and self._given_clock is None:
                self._given_clock = _clock_from(datetime.fromisoformat(str(demo_today)))
            delete_stale_holds(db, self.clock() - KEPT_FOR)
            delete_old_changes(db, self.clock() - KEPT_FOR)

    def clock(self) -> datetime:
        """Return the time acts are stamped with: the server's on PostgreSQL."""
        if self._given_clock is not None:
            return self._given_clock()
        return self._computer_clock() + self._offset

    @property
    def clock_is_off(self) -> timedelta:
        """How much the server's clock is ahead of this computer's; over 2 minutes is said."""
        return self._offset

    def act(
        self,
        operation: Callable[..., Outcome[Value]],
        /,
        *,
        agreed: frozenset[str] = frozenset(),
        agreed_why: str = "",
        act_id: ActId | None = None,
        **arguments: Any,
    ) -> Outcome[Value]:
        """Do one act in one transaction; an error leaves nothing behind.

        ``act_id`` is made before the act is sent, so that after a lost answer ``was_done`` knows;
        an ``Unavailable`` carries it.
        """
        sent = act_id or ActId(new_id())
        reached: Outcome[Value] | None = None
        try:
            with self.database.writing() as db:
                if self.database.file is not None:  # a server is not upgraded under open desks
                    refuse_upgraded(db.connection.dbapi_connection)
                self._measure_clock(db)
                work = Work(
                    **self._given(db),
                    act_id=sent,
                    agreed=agreed,
                    agreed_why=agreed_why,
                    switched_off=self._switched_off,
                )
                outcome = operation(work, **arguments)
                freed = () if work.takes_back else slots_freed_by(outcome)
                if freed:  # in the feed alone: this window sees its own act
                    work.touch(FREED, *freed[:MOST_TOLD])
                head = work.finish(self._head)
                reached = outcome  # from here on only the commit's answer can be lost
        except Unavailable as error:
            error.act_id, error.outcome = sent, reached
            if reached is not None:  # what is looked for can only follow this
                self._in_doubt.setdefault(sent, self._head.seq)
            raise
        # Only a commit that came back moves our copy of the chain's head.
        self._head = head
        return outcome

    def rehearse(
        self,
        operation: Callable[..., Outcome[Any]],
        /,
        *,
        agreed: frozenset[str] = frozenset(),
        **arguments: Any,
    ) -> None:
        """Do an act and keep nothing of it: its statements are ready for a real one then."""
        with suppress(_NotKept), self.database.writing() as db:
            given = self._given(db) | {"agreed": agreed, "agreed_why": "rehearsal"}
            work = Work(**given, act_id=ActId(new_id()))
            operation(work, **arguments)
            work.finish(self._head)
            raise _NotKept

    def read(self, operation: Callable[..., Value], /, **arguments: Any) -> Value:
        """Do one read over one connection."""
        with self.database.reading() as db:
            return operation(Reading(**self._given(db)), **arguments)

    def recover(self) -> None:
        """After a lost connection: read the chain's head and the clock's offset again.

        Errors: Unavailable("upgraded") where a newer Attend upgraded the database meanwhile.
        """
        with self.database.writing() as db:
            refuse_upgraded(db.connection.dbapi_connection)
            self._head = read_settled_head(db, self.name) or ChainHead()
            self._measured_at = -MEASURE_EVERY_SECONDS

    def reconnect(self) -> None:
        """Let every old connection go and begin with new ones.

        Errors: Unavailable while the database still does not answer; try again.
        """
        self.database.forget_connections()
        self.recover()

    def measure_clock(self) -> None:
        """Compare this computer's clock with the server's, once a minute at the most."""
        with self.database.reading() as db:
            self._measure_clock(db)

    def was_done(self, act_id: ActId) -> bool:
        """After a lost answer: say whether that act was done, and be ready for the next.

        Errors: Unavailable while the database still does not answer; ask again.
        """
        self.recover()
        with self.database.reading() as db:
            return find_act(db, act_id, desk=self.name, after=self._in_doubt.get(act_id, 0))

    def close(self) -> None:
        """Close the database and give the desk's name back."""
        self.database.close()
        self._claimed.release()

    def _given(self, db: Connection) -> dict[str, Any]:
        return {
            "db": db,
            "now": self.clock(),
            "zone": self.practice.zone if self.practice else "Europe/London",
            "actor": self.actor,
            "desk": self.name,
            "window": self.window,
            "shared": self.shared,
        }

    def _measure_clock(self, db: Connection) -> None:
        """On PostgreSQL *now* is the server's: measure our offset once a minute."""
        if self.database.dialect != "postgresql" or self._given_clock is not None:
            return
        if time.monotonic() - self._measured_at < MEASURE_EVERY_SECONDS:
            return
        before = self._computer_clock()
        server: datetime = db.execute(select(func.clock_timestamp())).scalar_one()
        after = self._computer_clock()
        self._offset = server - (before + (after - before) / 2)
        self._measured_at = time.monotonic()


def open_desk(
    url: str,
    *,
    desk_name: str = "Desk 1",
    actor: Actor = SYSTEM,
    clock: Callable[[], datetime] | None = None,
    computer_clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    lock_dir: Path | None = None,
    needs_practice: bool = True,
) -> Desk:
    """Open a database as a desk: upgraded (an SQLite file), named, on record.

    ``clock`` replaces the time of acts (tests, a demo); ``computer_clock`` is what the server's is
    compared with.
    Errors: Unavailable for a newer, an older (a server's) or an unreachable database;
    NotFound("practice") for one without a practice.
    """
    if url_is_file(url):
        upgrade(url)
    database = open_database(url)
    name = claim_desk_name(url, desk_name, lock_dir)
    desk = Desk(database, name, actor=actor, clock=clock, computer_clock=computer_clock)
    try:
        desk.start()
        if needs_practice and desk.practice is None:
            raise NotFound("practice", url)
    except BaseException:
        desk.close()
        raise
    return desk


def url_is_file(url: str) -> bool:
    """Return whether the URL means an SQLite file, which every desk may upgrade."""
    return "://" not in url or url.startswith("sqlite")


def file_of(url: str) -> Path:
    """Return the SQLite file of a URL or path."""
    return Path(str(read_url(url).database))


def new_id() -> str:
    """Return a fresh UUIDv7 by this computer's clock."""
    return uuid7(time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10)))


def _clock_from(start: datetime) -> Callable[[], datetime]:
    begun = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - begun)
