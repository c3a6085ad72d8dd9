"""Who a freed time suits: tables of cases for each reason, and what holds whatever the wishes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.best_fit import Reason, Suggestion, Tone
from desktop.domain.booking import FreeTime
from desktop.domain.fit import Candidate
from desktop.domain.freed import (
    Asking,
    FreedTime,
    Match,
    WhyNot,
    held_until,
    parts_of,
    place_of,
    reasons_for,
    runs_of,
    say_freed,
    say_to_them,
    say_why_not,
    why_not,
)
from desktop.domain.ids import (
    ClinicianId,
    ClinicId,
    PatientId,
    SessionId,
    SlotId,
    SlotTypeId,
    WishId,
)
from desktop.domain.practice import Channel
from desktop.domain.waiting import Urgency, Waiter, WishDetails
from desktop.domain.wording import plain_words

ZONE = "Europe/London"
NOW = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)
ON = date(2026, 11, 25)  # a Wednesday
KIND = SlotTypeId("routine")


def free(at: str = "10:20", minutes: int = 10, **changed: Any) -> FreeTime:
    start = datetime.combine(ON, time.fromisoformat(at), UTC)
    values: dict[str, Any] = {
        "slot_ids": (SlotId(at),),
        "session_id": SessionId("s"),
        "slot_type_id": KIND,
        "channel": Channel.IN_PERSON,
        "start_at": start,
        "end_at": start + timedelta(minutes=minutes),
        "clinician_id": ClinicianId("patel"),
        "clinician_name": "Dr Anjali Patel",
        "clinic_id": ClinicId("alder"),
        "clinic_name": "Alder Lane",
    }
    return FreeTime(**(values | changed))


def wish(**changed: Any) -> WishDetails:
    return WishDetails(**({"slot_type_id": KIND} | changed))


CASES: tuple[tuple[dict[str, Any], dict[str, Any], WhyNot], ...] = (
    ({}, {}, WhyNot.FITS),
    ({"days": ("WE", "TH")}, {}, WhyNot.FITS),
    ({"days": ("TH",)}, {}, WhyNot.DAYS),
    ({"clinicians": ("patel", "okafor")}, {}, WhyNot.FITS),
    ({"clinicians": ("okafor",)}, {}, WhyNot.CLINICIAN),
    ({"clinics": ("alder",)}, {}, WhyNot.FITS),
    ({"clinics": ("weir",)}, {}, WhyNot.CLINIC),
    ({"from_local": time(10, 20), "until_local": time(10, 30)}, {}, WhyNot.FITS),
    ({"from_local": time(10, 21)}, {}, WhyNot.TIMES),
    ({"until_local": time(10, 29)}, {}, WhyNot.TIMES),
    ({"from_on": ON, "until_on": ON}, {}, WhyNot.FITS),
    ({"from_on": ON + timedelta(days=1)}, {}, WhyNot.DATES),
    ({"until_on": ON - timedelta(days=1)}, {}, WhyNot.DATES),
    ({"notice_days": 7}, {}, WhyNot.FITS),
    ({"notice_days": 8}, {}, WhyNot.NOTICE),
    ({}, {"quiet_until": date(2026, 11, 18)}, WhyNot.FITS),
    ({}, {"quiet_until": date(2026, 11, 19)}, WhyNot.QUIET),
    ({}, {"visit_at": datetime(2026, 11, 25, 10, 30, tzinfo=UTC)}, WhyNot.FITS),
    ({}, {"visit_at": datetime(2026, 11, 25, 10, 20, tzinfo=UTC)}, WhyNot.NOT_EARLIER),
    ({}, {"is_offered": True, "was_asked": True}, WhyNot.OFFERED),
    ({"days": ("MO",)}, {"was_asked": True}, WhyNot.ASKED),
)


@pytest.mark.parametrize(("wished", "asking", "why"), CASES)
def test_why_somebody_is_not_asked(
    wished: dict[str, Any], asking: dict[str, Any], why: WhyNot
) -> None:
    found = why_not(wish(**wished), Asking(**asking), free(), now=NOW, zone=ZONE)
    assert found is why


DAYS = st.sets(st.sampled_from(["MO", "TU", "WE", "TH", "FR"])).map(
    lambda days: tuple(sorted(days))
)


@given(
    days=DAYS,
    notice=st.integers(0, 20),
    since=st.none() | st.times(),
    clinicians=st.sampled_from([(), ("patel",), ("okafor",)]),
)
def test_wishing_for_less_never_takes_a_time_away(
    days: tuple[str, ...], notice: int, since: time | None, clinicians: tuple[str, ...]
) -> None:
    wished = wish(
        days=days,
        notice_days=notice,
        from_local=since,
        clinicians=tuple(map(ClinicianId, clinicians)),
    )
    if why_not(wished, Asking(), free(), now=NOW, zone=ZONE) is WhyNot.FITS:
        for less in (
            replace(wished, days=()),
            replace(wished, notice_days=0),
            replace(wished, from_local=None),
            replace(wished, clinicians=()),
        ):
            assert why_not(less, Asking(), free(), now=NOW, zone=ZONE) is WhyNot.FITS


def slots_at(*times: str, **changed: Any) -> list[Candidate]:
    return [Candidate(free(at, **changed)) for at in times]


def test_slots_next_to_each_other_make_one_run_and_others_their_own() -> None:
    other = slots_at("10:40", slot_type_id=SlotTypeId("phone"))
    found = slots_at("10:50", "10:20", "10:00", "10:30") + other
    runs = runs_of(found, {SlotId("10:20"), SlotId("10:30")})
    assert [[one.time.slot_ids[0] for one in run.slots] for run in runs] == [["10:20", "10:30"]]
    assert runs[0].whole.slot_ids == ("10:20", "10:30")
    assert runs_of(found, ()) == ()


def test_parts_are_long_enough_no_longer_and_have_a_freed_slot() -> None:
    (run,) = runs_of(slots_at("10:00", "10:10", "10:20", "10:30"), {SlotId("10:20")})
    assert [one.time.slot_ids for one in parts_of(run, 10)] == [("10:20",)]
    assert [one.time.slot_ids for one in parts_of(run, 20)] == [
        ("10:10", "10:20"),
        ("10:20", "10:30"),
    ]
    assert [one.time.slot_ids for one in parts_of(run, 25)] == [
        ("10:00", "10:10", "10:20"),
        ("10:10", "10:20", "10:30"),
    ]
    assert list(parts_of(run, 50)) == []


def waiter(key: str = "maggie", days: int = 40, **changed: Any) -> Waiter:
    own = wish(**changed.pop("wished", {}))
    asked_at = NOW - timedelta(days=days)
    values = {"called": "Maggie Hughes", "born_on": None, "kind": "Routine", "wish": own}
    return Waiter(WishId(key), 1, PatientId(key), asked_at=asked_at, **(values | changed))


def match(key: str, days: int, *reasons: Reason, **wished: Any) -> Match:
    return Match(waiter(key, days, wished=wished), free(), reasons)


def test_need_comes_first_then_what_they_asked_not_then_age() -> None:
    not_then = Reason("not_days", "Wednesday: they asked not", Tone.ASKED_NOT)
    urgent = {"urgency": Urgency.URGENT, "urgency_by": "Dr Okafor"}
    found = [
        match("young", 2),
        match("asked not", 99, not_then),
        match("old", 50),
        match("urgent", 1, not_then, **urgent),
    ]
    assert [one.waiter.id for one in sorted(found, key=place_of)] == [
        "urgent", "old", "young", "asked not",
    ]  # fmt: skip


def test_reasons_are_facts_trade_offs_last() -> None:
    weighed = (
        Reason("clinician", "Not Dr Okafor", Tone.COMPROMISE),
        Reason("notice", "7 days’ notice"),
        Reason("travel", "Before 11:00, too early", Tone.COMPROMISE),
    )
    someone = waiter(
        visit_at=datetime(2026, 12, 11, 9, 10, tzinfo=UTC),
        wished={"clinicians": (ClinicianId("patel"),), "days": ("WE",)},
    )
    reasons = reasons_for(someone, Suggestion(free(), weighed, (), 0), now=NOW, zone=ZONE)
    assert [(one.words, one.tone is Tone.KEPT) for one in reasons] == [
        ("Waiting 5 weeks", True),
        ("Dr Anjali Patel, as they wish", True),
        ("Wednesday, as they wish", True),
        ("16 days earlier; Fri 11 Dec 09:10 comes free", True),
        ("7 days’ notice", True),
        ("Before 11:00, too early", False),
    ]


def test_what_is_free_is_said_with_how_many_it_suits() -> None:
    one = FreedTime(free(), (match("a", 1), match("b", 1)), more=1)
    assert say_freed((one,), NOW, ZONE) == (
        "Wed 25 Nov 10:20 Dr Anjali Patel is free: 3 people would suit."
    )
    other = FreedTime(free("11:00"), (match("a", 1),))
    assert say_freed((other,), NOW + timedelta(days=7), ZONE) == (
        "11:00 Dr Anjali Patel is free: 1 person would suit."
    )
    assert say_freed((other, other), NOW, ZONE) == "2 times are free: 1 person would suit."


def test_why_others_are_not_asked_is_counted_most_first() -> None:
    counts = [(WhyNot.FITS, 4), (WhyNot.DAYS, 1), (WhyNot.NOTICE, 12), (WhyNot.SHORT, 0)]
    assert [one.words for one in say_why_not(counts)] == [
        "12 need more notice.",
        "1 waits for other days of the week.",
    ]


@pytest.mark.parametrize(
    ("away", "held"),
    [
        (timedelta(minutes=8), timedelta(minutes=8)),
        (timedelta(hours=2), timedelta(minutes=10)),
        (timedelta(hours=20), timedelta(minutes=30)),
        (timedelta(days=3), timedelta(hours=2)),
        (timedelta(days=30), timedelta(hours=4)),
    ],
)
def test_an_offer_is_held_the_shorter_the_nearer_it_is(away: timedelta, held: timedelta) -> None:
    assert held_until(NOW, NOW + away) == NOW + held


def test_the_words_say_what_is_free_and_what_they_would_give_up() -> None:
    someone = replace(waiter(), visit_at=datetime(2026, 12, 11, 9, 10, tzinfo=UTC))
    said = plain_words(
        say_to_them(
            Match(someone, free(), ()), "Alder Lane Surgery", NOW.date(), ZONE, says_site=True
        )
    )
    assert said == (
        "“Hello, Maggie Hughes? This is Alder Lane Surgery. A time has come free: Wednesday the "
        "25th of November at twenty past ten with Dr Anjali Patel at Alder Lane, for ten minutes. "
        "You would give up Friday the 11th of December at ten past nine. Does that suit you?”"
    )
    near = say_to_them(Match(waiter(), free(), ()), "Alder Lane", ON, ZONE)
    assert "A time has come free: today at twenty past ten" in plain_words(near)
