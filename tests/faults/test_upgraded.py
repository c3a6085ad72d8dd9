"""A desk left open while a newer Attend upgrades its database: it says so and saves nothing."""

from __future__ import annotations

import queue

import pytest
from sqlalchemy import text

from desktop.domain.errors import Unavailable
from desktop.domain.practice import Channel
from desktop.operations.booking import book_appointment
from desktop.operations.feed import Feed
from desktop.persistence.engine import open_database
from desktop.persistence.migrate import tell_upgraded
from desktop.persistence.schema import HEAD
from tests.operations.conftest import SmallPractice

SECONDS = 20
LATER = "9999"
Live = tuple[bool, Unavailable | None]


def upgrade_to(url: str, revision: str) -> None:
    """Make the schema another one, as another program does."""
    database = open_database(url)
    with database.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
        tell_upgraded(db)
    database.close()


def book(practice: SmallPractice) -> None:
    practice.desk.act(
        book_appointment,
        patient_id=practice.rosa,
        slot_ids=practice.slots[:1],
        channel=Channel.IN_PERSON,
    )


def test_its_feed_ends_and_it_does_not_come_back_before_it_fits_again(
    practice: SmallPractice, engine_url: str
) -> None:
    live: queue.Queue[Live] = queue.Queue()
    feed = Feed(
        engine_url,
        window="mine",
        on_changes=lambda _changes, _desk: None,
        on_live=lambda is_live, why: live.put((is_live, why)),
    )
    assert feed.wait_until_following(SECONDS)
    try:
        _follow(practice, engine_url, live)
    finally:
        feed.close()


def _follow(practice: SmallPractice, engine_url: str, live: queue.Queue[Live]) -> None:
    upgrade_to(engine_url, LATER)
    is_live, why = live.get(timeout=SECONDS)
    assert not is_live
    assert why is not None
    assert why.code == "upgraded"
    assert why.is_line_lost
    for _ in range(2):
        with pytest.raises(Unavailable, match="start the newer version") as caught:
            practice.desk.reconnect()
        assert caught.value.code == "upgraded"

    upgrade_to(engine_url, HEAD)  # as where a copy of before is put back
    assert live.get(timeout=SECONDS) == (True, None)
    practice.desk.reconnect()
    book(practice)


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_an_act_on_a_file_is_refused_before_anybody_has_noticed(
    practice: SmallPractice, engine_url: str
) -> None:
    upgrade_to(engine_url, LATER)
    with pytest.raises(Unavailable) as caught:
        book(practice)
    assert caught.value.code == "upgraded"
    assert caught.value.outcome is None  # surely not done
    upgrade_to(engine_url, HEAD)
    book(practice)
