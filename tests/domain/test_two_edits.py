"""Two edits of one record: nothing either wrote is lost without asking."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.ids import ContactPointId
from desktop.domain.people import ContactPoint, PatientDetails
from desktop.domain.related_people import RelatedDetails
from desktop.domain.two_edits import (
    Keep,
    can_keep_both,
    field_names,
    keep_both,
    merge_edits,
    settle,
)

BASE = PatientDetails("Edwin", "Osei", pronouns="he/him", address="1 Weir Street")


def test_edits_of_different_fields_come_together() -> None:
    mine, theirs = replace(BASE, pronouns="they/them"), replace(BASE, address="27 Weir Street")
    merge = merge_edits(BASE, mine, theirs)
    assert (merge.clashes, merge.taken) == ((), ("address",))
    assert merge.record == replace(BASE, pronouns="they/them", address="27 Weir Street")


@pytest.mark.parametrize(
    ("answer", "kept"),
    [({"title": Keep.THEIRS}, "Dr"), ({"title": Keep.MINE}, "Ms"), ({}, "Ms")],
)
def test_edits_of_one_field_are_asked_about(answer: dict[str, Keep], kept: str) -> None:
    mine, theirs = replace(BASE, title="Ms"), replace(BASE, title="Dr")
    merge = merge_edits(BASE, mine, theirs)
    assert merge.clashes == ("title",)
    assert settle(merge, BASE, theirs, answer).title == kept


def test_the_same_phone_in_a_new_row_is_no_change() -> None:
    phone = ContactPoint("phone", "+447700900118", "mobile")
    base = replace(BASE, contact_points=(replace(phone, id=ContactPointId("a")),))
    theirs = replace(base, contact_points=(replace(phone, id=ContactPointId("b")),), title="Dr")
    merge = merge_edits(base, replace(base, say_it="x"), theirs)
    assert (merge.clashes, merge.taken) == ((), ("title",))


def test_of_two_lists_both_may_stay() -> None:
    home, work, mobile = (ContactPoint("phone", f"0770090010{n}") for n in range(3))
    base = replace(BASE, contact_points=(home, work))
    mine = replace(base, contact_points=(home, mobile))  # took work away, added mobile
    theirs = replace(base, contact_points=(home, work, ContactPoint("email", "e@example.org")))
    merge = merge_edits(base, mine, theirs)
    both = settle(merge, base, theirs, {"contact_points": Keep.BOTH}).contact_points
    assert [one.value for one in both] == [home.value, "e@example.org", mobile.value]


def test_of_two_notes_both_may_stay() -> None:
    assert keep_both("", "rings at five", "has a dog") == "has a dog; rings at five"
    assert keep_both("", "", "has a dog") == "has a dog"
    assert can_keep_both("x", "note")
    assert can_keep_both((), "may_speak_for")
    assert not can_keep_both("x", "address")


_related = st.builds(
    RelatedDetails,
    name=st.sampled_from("abc"),
    phone=st.sampled_from("abc"),
    is_carer=st.booleans(),
    may_speak_for=st.sets(st.sampled_from("xyz")).map(lambda one: tuple(sorted(one))),
)


@given(base=_related, mine=_related, theirs=_related)
def test_no_edit_is_lost_without_asking(
    base: RelatedDetails, mine: RelatedDetails, theirs: RelatedDetails
) -> None:
    merge, other = merge_edits(base, mine, theirs), merge_edits(base, theirs, mine)
    assert merge.clashes == other.clashes  # whoever saves second is asked the same
    for name in field_names(base):
        first, my, their, got = (getattr(one, name) for one in (base, mine, theirs, merge.record))
        if name in merge.clashes:
            assert my != first != their != my
        else:
            assert got == (my if my != first else their)
    for answer, side in ((Keep.THEIRS, theirs), (Keep.MINE, mine)):
        answers = dict.fromkeys(merge.clashes, answer)
        settled = settle(merge, base, theirs, answers)
        assert all(getattr(settled, name) == getattr(side, name) for name in merge.clashes)
