"""Two windows on one database, each a process, driven from a third; and the feed's bad days."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import delete

from desktop.operations.booking import book_appointment
from desktop.operations.feed import Feed
from desktop.operations.outcome import Changes, Outcome
from desktop.operations.work import Work
from desktop.persistence.feed import delete_old_changes
from desktop.persistence.tables import changes as changes_table
from tests.operations.conftest import TODAY, SmallPractice
from tests.race.driven import DrivenWindow

DAY = TODAY.isoformat()
SECONDS = 20
# A file has no connection to lose, and a server keeps no list to sleep through.
ON_SQLITE = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)


@pytest.fixture
def two_windows(
    practice: SmallPractice, engine_url: str, tmp_path: Path
) -> Iterator[tuple[DrivenWindow, DrivenWindow]]:
    """Return two windows on the small practice, each in a process of its own."""
    windows = [DrivenWindow(engine_url, desk, tmp_path / "locks") for desk in ("Desk 2", "Desk 3")]
    with windows[0] as one, windows[1] as other:
        yield one, other


def test_a_hold_a_booking_an_arrival_and_a_block_reach_the_other_window(
    practice: SmallPractice, two_windows: tuple[DrivenWindow, DrivenWindow]
) -> None:
    one, other = two_windows
    held, booked, blocked = practice.slots[0], practice.slots[1], practice.slots[2]

    one.act("hold", slot_ids=[held])
    news = other.news("day", DAY)
    assert news["desk"] == "Desk 2"
    assert news["news"]["session"] == [practice.session]

    visit = one.act("book", patient_id=practice.rosa, slot_ids=[booked])
    news = other.news("appointment", visit)
    assert news["news"]["patient"] == [practice.rosa]
    assert news["news"]["day"] == [DAY]

    one.act("arrive", appointment_id=visit, version=1)
    news = other.news("appointment", visit)
    assert news["news"]["day"] == [DAY]

    one.act("block", slot_id=blocked, version=1, reason="Training")
    news = other.news("session", practice.session)
    assert set(news["news"]) == {"day", "session"}


def test_a_window_is_not_told_of_what_it_did_itself(
    practice: SmallPractice, two_windows: tuple[DrivenWindow, DrivenWindow]
) -> None:
    one, other = two_windows
    own = one.act("book", patient_id=practice.rosa, slot_ids=[practice.slots[0]])
    theirs = other.act("book", patient_id=practice.maggie, slot_ids=[practice.slots[1]])
    assert one.news("appointment", theirs)["desk"] == "Desk 3"
    assert other.news("appointment", own)["desk"] == "Desk 2"
    with pytest.raises(AssertionError, match="never said"):
        one.wait_for(lambda line: own in str(line), seconds=0.5)


class _Heard:
    """A feed of a window of its own and what it was told, in order."""

    def __init__(self, url: str):
        self.changes: queue.Queue[Changes] = queue.Queue()
        self.live: queue.Queue[bool] = queue.Queue()
        self.feed = Feed(
            url,
            window="another",
            on_changes=lambda changes, _desk: self.changes.put(changes),
            on_live=lambda live, _why: self.live.put(live),
        )
        assert self.feed.wait_until_following(SECONDS)


def _book(practice: SmallPractice, number: int) -> str:
    outcome = practice.desk.act(
        book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[number : number + 1]
    )
    return str(outcome.value.id)


def test_every_change_comes_once_and_in_order(practice: SmallPractice, engine_url: str) -> None:
    heard = _Heard(engine_url)
    made = [_book(practice, number) for number in range(4)]
    told = [heard.changes.get(timeout=SECONDS).ids["appointment"] for _ in made]
    assert told == [frozenset({one}) for one in made]
    heard.feed.close()
    assert heard.changes.empty()


@ON_POSTGRESQL
def test_after_a_lost_connection_everything_may_have_changed(
    practice: SmallPractice, engine_url: str
) -> None:
    heard = _Heard(engine_url)
    with psycopg.connect(engine_url, autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'attend feed' AND datname = current_database()"
        )
    assert heard.live.get(timeout=SECONDS) is False
    assert heard.live.get(timeout=SECONDS) is True
    assert heard.changes.get(timeout=SECONDS).everything
    made = _book(practice, 0)
    assert heard.changes.get(timeout=SECONDS).touches("appointment", made)
    heard.feed.close()


@ON_SQLITE
def test_a_reader_that_slept_past_what_is_kept_reloads_everything(
    practice: SmallPractice, engine_url: str
) -> None:
    heard = _Heard(engine_url)
    with practice.desk.database.writing() as db:
        # two changes come and the first of them is tidied away before the reader wakes
        payload = '{"desk":"Desk 9","window":"w","ids":{}}'
        for _ in range(2):
            row = {"at": practice.desk.clock(), "desk": "Desk 9", "payload": payload}
            db.execute(changes_table.insert(), row)
        newest = db.execute(changes_table.select().order_by(changes_table.c.seq.desc())).first()
        db.execute(delete(changes_table).where(changes_table.c.seq < newest.seq))
    assert heard.changes.get(timeout=SECONDS).everything
    heard.feed.close()


@ON_SQLITE
def test_a_reader_that_slept_until_nothing_is_kept_reloads_everything(
    practice: SmallPractice, engine_url: str
) -> None:
    heard = _Heard(engine_url)
    with practice.desk.database.writing() as db:
        row = {"at": practice.desk.clock(), "desk": "Desk 9", "payload": "{}"}
        db.execute(changes_table.insert(), row)
        delete_old_changes(db, practice.desk.clock() + timedelta(days=2))
    assert heard.changes.get(timeout=SECONDS).everything
    heard.feed.close()


def test_a_long_list_of_ids_comes_whole_or_as_everything(
    practice: SmallPractice, engine_url: str
) -> None:
    heard = _Heard(engine_url)

    def touch_much(work: Work) -> Outcome[None]:
        work.touch("patient", *(f"{number:036d}" for number in range(500)))
        return Outcome(None, work.changes())

    practice.desk.act(touch_much)
    told = heard.changes.get(timeout=SECONDS)
    if engine_url.startswith("sqlite"):
        assert len(told.ids["patient"]) == 500
    else:
        assert told.everything  # a NOTIFY carries under 8,000 bytes
    heard.feed.close()
