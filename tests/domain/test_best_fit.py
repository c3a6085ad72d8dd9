"""Which free time fits a person best, why, and that keeping more never ranks lower."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.best_fit import (
    WEIGHT_NAMES,
    Asking,
    Place,
    Suggestion,
    Tone,
    Weights,
    Wishes,
    rank_times,
    weights_from,
)
from desktop.domain.booking import FreeTime
from desktop.domain.fit import Candidate
from desktop.domain.ids import (
    ClinicianId,
    ClinicId,
    PreferenceId,
    SessionId,
    SlotId,
    SlotTypeId,
)
from desktop.domain.needs import ToldOnce
from desktop.domain.practice import Channel
from desktop.domain.preference_rules import Told

ZONE = "Europe/London"
NOW = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)
WED_25 = datetime(2026, 11, 25, 9, 20, tzinfo=UTC)
GRACE, PATEL = ClinicianId("grace"), ClinicianId("patel")


def told(kind: str, **filled: Any) -> ToldOnce:
    return ToldOnce(PreferenceId(kind), kind, Told(tuple(filled.items())))


MAGGIE = Wishes(
    told=(
        told("bsl"),
        told("double-length"),
        told("step-free"),
        told("clinician", clinicians=("grace",)),
        told("times", not_days=("TH",), days_why="choir", **{"from": "09:00", "until": "11:30"}),
    ),
    seen=((GRACE, 9), (PATEL, 2)),
    names=(("grace", "Grace Adeyemi"), ("patel", "Dr Patel")),
)


def free(start: datetime = WED_25, minutes: int = 40, **changed: Any) -> tuple[Candidate, Place]:
    features = changed.pop("features", ("step-free",))
    gender = changed.pop("gender", "female")
    place = Place(20, changed.pop("is_first", False), changed.pop("is_last", False))
    values: dict[str, Any] = {
        "slot_ids": (SlotId(f"{start.isoformat()} {changed.get('clinician_id', GRACE)}"),),
        "session_id": SessionId("s"),
        "slot_type_id": SlotTypeId("N"),
        "channel": Channel.IN_PERSON,
        "start_at": start,
        "end_at": start + timedelta(minutes=minutes),
        "clinician_id": GRACE,
        "clinician_name": "Grace Adeyemi",
        "clinic_id": ClinicId("alder"),
        "clinic_name": "Alder Lane",
        "room_name": "Room 3",
    }
    return Candidate(FreeTime(**(values | changed)), features, gender), place


def ranked(*times: tuple[Candidate, Place], wishes: Wishes = MAGGIE) -> tuple[Suggestion, ...]:
    return rank_times(Asking(wishes, NOW, ZONE), times)


def test_a_suggestion_says_what_fits_and_the_trade_offs_last() -> None:
    (best,) = ranked(free())
    assert best.words == "Fits 6 of 6"
    assert [one.words for one in best.reasons] == [
        "Time to book: BSL interpreter",
        "Double length",
        "Step-free room, Room 3",
        "Grace Adeyemi, as they prefer",
        "Not a Thursday",
        "09:20, a time that suits",
    ]
    assert [need.kind for need in best.needs] == ["bsl", "double-length", "step-free"]
    thursday = WED_25 + timedelta(days=1)
    (worse,) = ranked(free(thursday, 20, clinician_id=PATEL, clinician_name="Dr Patel"))
    assert worse.words == "Fits 3 of 6"
    assert [(one.words, one.tone) for one in worse.unmet] == [
        ("It is 20 minutes, 40 are needed", Tone.COMPROMISE),
        ("Not Grace Adeyemi", Tone.COMPROMISE),
        ("Thursday, choir: they asked not", Tone.ASKED_NOT),
    ]


def test_a_wish_that_has_ended_by_then_is_not_weighed() -> None:
    until = (WED_25 + timedelta(days=1)).date()
    wished = Told((("not_days", ("WE",)),), ends_on=until)
    wishes = Wishes(told=(ToldOnce(PreferenceId("times"), "times", wished),))
    later = WED_25 + timedelta(days=7)
    found = ranked(free(WED_25), free(later), wishes=wishes)
    assert [(one.time.start_at, len(one.unmet)) for one in found] == [(later, 0), (WED_25, 1)]


def test_a_telephone_visit_is_against_what_somebody_never_phoned_asked() -> None:
    never = Wishes(told=(told("never-call"),))
    phoned = free(WED_25 - timedelta(days=2), channel=Channel.TELEPHONE)
    seen, rung = rank_times(Asking(never, NOW, ZONE), [phoned, free()])
    assert (seen.time.start_at, seen.words) == (WED_25, "Fits 1 of 1")
    (asked,) = rung.unmet
    assert asked.tone is Tone.ASKED_NOT
    assert asked.words == "By telephone: they asked us never to phone"


def test_too_soon_for_an_interpreter_is_said() -> None:
    (soon,) = ranked(free(datetime(2026, 11, 20, 9, 20, tzinfo=UTC)))
    assert soon.unmet[0].words == "Too soon to book: BSL interpreter"
    closed = frozenset({date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 23)})
    asking = Asking(MAGGIE, NOW, ZONE, closed=closed)
    assert rank_times(asking, [free()])[0].unmet[0].words == "Too soon to book: BSL interpreter"


BETTER = [
    # the one that ranks first, the other
    (free(), free(minutes=20)),
    (free(), free(features=())),
    (free(WED_25 + timedelta(days=7)), free(features=())),
    (free(), free(clinician_id=PATEL, clinician_name="Dr Patel")),
    (free(), free(WED_25 + timedelta(days=1))),
    (free(WED_25 + timedelta(days=6)), free(WED_25 + timedelta(days=1))),
    (free(), free(WED_25 + timedelta(hours=4))),
    (free(), free(WED_25 + timedelta(days=7))),
    (free(WED_25), free(WED_25 + timedelta(minutes=20))),
    (free(clinician_id=PATEL, clinician_name="Dr Patel"), free(WED_25 + timedelta(days=40))),
]


@pytest.mark.parametrize(("first", "second"), BETTER)
def test_what_must_be_comes_first_then_wishes_then_the_wait(first: Any, second: Any) -> None:
    for given_order in ((first, second), (second, first)):
        assert ranked(*given_order)[0].time == first[0].time


def test_who_has_told_us_nothing_gets_the_soonest_and_no_score() -> None:
    later, sooner = free(WED_25 + timedelta(days=1)), free()
    found = ranked(later, sooner, wishes=Wishes())
    assert [one.time for one in found] == [sooner[0].time, later[0].time]
    assert found[0].words == ""


def test_who_they_usually_see_counts_where_they_named_nobody() -> None:
    wishes = replace(MAGGIE, told=())
    grace, patel = free(), free(clinician_id=PATEL, clinician_name="Dr Patel")
    best, other = ranked(patel, grace, wishes=wishes)
    assert best.reasons[0].words == "Grace Adeyemi had 9 of their last visits"
    assert other.unmet[0].words == "Not who they usually see"


def test_the_weights_are_the_practice_s_and_odd_ones_keep_their_default() -> None:
    weights = weights_from({"clinician": 0, "clinic": -1, "days": True, "wings": 3, "must": "x"})
    assert weights == replace(Weights(), clinician=0)
    times = [free(WED_25 + timedelta(days=1)), free(WED_25 + timedelta(days=2), minutes=20)]
    asking = Asking(MAGGIE, NOW, ZONE, weights=Weights(must=0, asked_not=500))
    assert rank_times(asking, times)[0].time == times[1][0].time


TIMES = st.builds(
    free,
    st.datetimes(datetime(2026, 11, 19), datetime(2027, 1, 20)).map(
        lambda at: at.replace(tzinfo=UTC, second=0, microsecond=0)
    ),
    st.sampled_from([10, 20, 40]),
    features=st.sampled_from([(), ("step-free",), ("quiet",), ("step-free", "quiet")]),
    gender=st.sampled_from([None, "male", "female"]),
    clinician_id=st.sampled_from([GRACE, PATEL]),
    clinic_id=st.sampled_from([ClinicId("alder"), ClinicId("weir")]),
    is_first=st.booleans(),
    is_last=st.booleans(),
)
EVERYTHING = (
    *MAGGIE.told,
    told("quiet"),
    told("woman-clinician"),
    told("first-slot"),
    told("clinic", clinics=("alder",)),
    told("notice", days=7),
    told("travel", earliest="10:00"),
    told("never-call"),
)
ASKING = st.builds(
    Asking,
    st.builds(
        Wishes,
        told=st.lists(st.sampled_from(EVERYTHING), unique=True).map(tuple),
        seen=st.just(MAGGIE.seen),
        names=st.just(MAGGIE.names),
    ),
    st.just(NOW),
    st.just(ZONE),
    weights=st.builds(Weights, **dict.fromkeys(WEIGHT_NAMES, st.integers(0, 100))),
)
KEEPS = st.sampled_from(["features", "gender", "minutes", "clinician", "clinic", "first"])


def better_by(time: tuple[Candidate, Place], what: str) -> tuple[Candidate, Place]:
    """Return the same time keeping one thing more, under a slot that sorts behind."""
    candidate, place = time
    own = replace(candidate.time, slot_ids=(SlotId("~"),))
    if what == "features":
        return replace(candidate, time=own, features=("step-free", "quiet")), place
    if what == "gender":
        return replace(candidate, time=own, gender="female"), place
    if what == "first":
        return replace(candidate, time=own), replace(place, is_first=True)
    changed: dict[str, Any] = {
        "minutes": {"end_at": own.start_at + timedelta(minutes=40)},
        "clinician": {"clinician_id": GRACE},
        "clinic": {"clinic_id": ClinicId("alder")},
    }[what]
    return replace(candidate, time=replace(own, **changed)), place


@given(ASKING, TIMES, KEEPS)
def test_keeping_one_thing_more_never_ranks_lower(
    asking: Asking, time: tuple[Candidate, Place], what: str
) -> None:
    better = better_by(time, what)
    first, second = rank_times(asking, [time, better])
    by_slot = {one.time.slot_ids: one for one in (first, second)}
    kept, other = by_slot[better[0].time.slot_ids], by_slot[time[0].time.slot_ids]
    assert kept.cost <= other.cost
    assert {one.code for one in other.met} <= {one.code for one in kept.met}
    if len(kept.met) > len(other.met):
        assert first is kept


@given(ASKING, st.lists(TIMES, unique_by=lambda one: one[0].time.slot_ids, max_size=8), st.data())
def test_the_same_request_gives_the_same_answer(
    asking: Asking, times: list[tuple[Candidate, Place]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(times))
    found = rank_times(asking, times)
    assert found == rank_times(asking, shuffled)
    assert rank_times(asking, times, limit=3) == found[:3]
    for one in found:
        assert one.cost >= 0
        assert [each.tone is Tone.KEPT for each in one.reasons] == sorted(
            (each.tone is Tone.KEPT for each in one.reasons), reverse=True
        )
