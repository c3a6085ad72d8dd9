"""A desk: its name, its chain in the record, all or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.domain.errors import NotFound, Unavailable
from desktop.domain.ids import ActId
from desktop.operations.booking import book_appointment
from desktop.operations.desk import new_id, open_desk
from desktop.operations.desk_name import claim_desk_name
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from desktop.persistence.record import ChainHead, RecordEntry, chain_hash, find_act, read_head
from desktop.persistence.tables import audit_log, places
from tests.operations.conftest import SmallPractice


def test_every_further_window_of_a_pc_is_a_desk_of_its_own(tmp_path: Path) -> None:
    first = claim_desk_name("x", "Desk 1", tmp_path)
    second = claim_desk_name("x", "Desk 1", tmp_path)
    other_practice = claim_desk_name("y", "Desk 1", tmp_path)
    assert [first.name, second.name, other_practice.name] == ["Desk 1", "Desk 1/2", "Desk 1"]
    first.release()
    again = claim_desk_name("x", "Desk 1", tmp_path)
    assert again.name == "Desk 1"
    for name in (second, other_practice, again):
        name.release()


def test_the_record_is_one_chain_whose_head_is_kept_apart(practice: SmallPractice) -> None:
    for slot in practice.slots[:3]:
        practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=(slot,))
    with practice.desk.database.reading() as db:
        rows = db.execute(select(audit_log).order_by(audit_log.c.seq)).all()
        head = read_head(db, practice.desk.name)
    previous = ""
    for number, row in enumerate(rows, 1):
        fields = {name: getattr(row, name) for name in RecordEntry.__slots__}
        assert row.seq == number
        assert row.hash == chain_hash(previous, row.desk, row.seq, RecordEntry(**fields))
        previous = row.hash
    assert head == ChainHead(len(rows), previous)
    assert len(rows) == 4


def test_an_act_that_fails_half_way_leaves_nothing(practice: SmallPractice) -> None:
    def book_then_fail(work: Work) -> Outcome[None]:
        book_appointment(work, patient_id=practice.maggie, slot_ids=practice.slots[:1])
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        practice.desk.act(book_then_fail)
    with practice.desk.database.reading() as db:
        taken = select(places.c.slot_id).where(places.c.appointment_id.is_not(None))
        assert db.execute(taken).all() == []
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1])


def test_an_act_is_found_again_by_the_id_made_before_it_was_sent(practice: SmallPractice) -> None:
    sent, never_sent = ActId(new_id()), ActId(new_id())
    practice.desk.act(
        book_appointment, act_id=sent, patient_id=practice.maggie, slot_ids=practice.slots[:1]
    )
    with practice.desk.database.reading() as db:
        head = read_head(db, "Desk 1").seq
        assert find_act(db, sent, desk="Desk 1", after=head - 1)
        assert not find_act(db, sent, desk="Desk 1", after=head)
        assert not find_act(db, sent, desk="Desk 2", after=0)
        assert not find_act(db, never_sent, desk="Desk 1", after=0)


def test_two_programs_under_one_name_are_noticed(practice: SmallPractice) -> None:
    practice.desk._head = ChainHead(0, "")
    with pytest.raises(Unavailable, match="Another program is working as Desk 1"):
        practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1])
    practice.desk.recover()
    practice.desk.act(book_appointment, patient_id=practice.maggie, slot_ids=practice.slots[:1])


def test_a_database_without_a_practice_is_said_so(engine_url: str, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        open_desk(engine_url, lock_dir=tmp_path / "locks")
    assert caught.value.kind == "practice"


def test_without_a_given_clock_now_is_this_minute_in_utc(engine_url: str, tmp_path: Path) -> None:
    desk = open_desk(engine_url, lock_dir=tmp_path / "locks", needs_practice=False)
    stamps = []

    def stamp(work: Work) -> Outcome[None]:
        stamps.append(work.now)
        return Outcome(None, work.changes())

    desk.act(stamp)
    desk.close()
    assert abs(stamps[0] - datetime.now(UTC)) < timedelta(minutes=1)
