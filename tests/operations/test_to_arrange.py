"""The list of what is to arrange, on both engines: overdue on top, done in one act."""

from __future__ import annotations

from datetime import timedelta

from desktop.domain.needs import NeedState
from desktop.domain.to_arrange import is_overdue, say_due, say_visit, say_what
from desktop.operations.booking import cancel_appointment
from desktop.operations.looks import mark_sensitive
from desktop.operations.merging import merge_patients
from desktop.operations.needs_said import mark_needs
from desktop.operations.to_arrange import count_to_arrange, list_to_arrange
from desktop.operations.undo import undo
from tests.operations.conftest import TODAY, SmallPractice
from tests.operations.test_visit_needs import book, later_slots, mark, tell

ZONE = "Europe/London"


def test_the_list_has_what_is_open_overdue_on_top(practice: SmallPractice) -> None:
    for kind in ("bsl", "step-free", "fetch"):
        tell(practice, kind)
    tell(practice, "advocate", who=practice.rosa)
    first, second, *_ = later_slots(practice)
    book(practice, second)
    book(practice, first, practice.rosa)
    practice.clock.advance(days=2)
    found = practice.desk.read(list_to_arrange)
    today = TODAY + timedelta(days=2)
    assert [(one.called, say_what(one), say_due(one, today)) for one in found] == [
        ("Maggie Hughes", "Book a BSL interpreter", "overdue since yesterday"),
        ("Maggie Hughes", "Step-free room", "by Tue 24 Nov"),
        ("Rosa Marín", "Book their advocate", "by Tue 24 Nov"),
    ]
    assert [is_overdue(one, today) for one in found] == [True, False, False]
    assert say_visit(found[0], today, ZONE) == "Wed 25 Nov 09:10, Grace Adeyemi, Alder Lane"
    assert practice.desk.read(count_to_arrange) == 3
    assert [one.kind for one in practice.desk.read(list_to_arrange, kind="advocate")] == [
        "advocate"
    ]
    assert len(practice.desk.read(list_to_arrange, clinic_id=practice.clinic)) == 3
    assert practice.desk.read(list_to_arrange, clinic_id="elsewhere") == ()


def test_several_are_done_in_one_act_and_taken_back_in_one(practice: SmallPractice) -> None:
    for kind in ("bsl", "step-free"):
        tell(practice, kind)
    book(practice, later_slots(practice)[0])
    found = practice.desk.read(list_to_arrange)
    keys = tuple((one.id, one.version) for one in found)
    done = practice.desk.act(mark_needs, needs=keys, state=NeedState.READY)
    assert done.words == "Ready: BSL interpreter, Step-free room."
    assert practice.desk.read(list_to_arrange) == ()
    practice.desk.act(undo, inverse=done.undo)
    assert len(practice.desk.read(list_to_arrange)) == 2


def test_what_was_arranged_for_a_cancelled_visit_is_to_be_called_off(
    practice: SmallPractice,
) -> None:
    tell(practice, "bsl")
    visit = book(practice, later_slots(practice)[0]).value
    mark(practice, "bsl", NeedState.READY)
    given = {"appointment_id": visit.id, "version": visit.version, "code": "pat"}
    practice.desk.act(cancel_appointment, **given)
    (one,) = practice.desk.read(list_to_arrange)
    assert (say_what(one), say_due(one, TODAY)) == ("Call off: BSL interpreter", "at once")
    mark(practice, "bsl", NeedState.CALLED_OFF)
    assert practice.desk.read(count_to_arrange) == 0


def test_of_a_sensitive_record_the_list_says_who_and_when_alone(practice: SmallPractice) -> None:
    tell(practice, "bsl")
    book(practice, later_slots(practice)[0])
    practice.desk.act(mark_sensitive, patient_id=practice.maggie, version=1, is_sensitive=True)
    (one,) = practice.desk.read(list_to_arrange)
    assert (one.called, say_what(one), one.detail) == (
        "Maggie Hughes", "Opens only with a reason", "",
    )  # fmt: skip


def test_of_records_merged_with_a_sensitive_one_the_list_says_no_more(
    practice: SmallPractice,
) -> None:
    tell(practice, "bsl")
    book(practice, later_slots(practice)[0])
    practice.desk.act(mark_sensitive, patient_id=practice.rosa, version=1, is_sensitive=True)
    practice.desk.act(
        merge_patients,
        survivor_id=practice.rosa, survivor_version=2,
        other_id=practice.maggie, other_version=1,
        agreed=frozenset({"born", "distinct"}),
    )  # fmt: skip
    (one,) = practice.desk.read(list_to_arrange)
    assert (one.called, say_what(one), one.detail) == (
        "Rosa Marín", "Opens only with a reason", "",
    )  # fmt: skip
