"""Which free time fits a visit that has to find another, and the words for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.booking import FreeTime
from desktop.domain.fit import Candidate, Pool, Wish, rank_alternatives
from desktop.domain.ids import ClinicianId, ClinicId, SessionId, SlotId, SlotTypeId
from desktop.domain.practice import Channel

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
ZONE = "Europe/London"
WAS = datetime(2026, 12, 2, 11, 50, tzinfo=UTC)


def wish(*needs: str, minutes: int = 20) -> Wish:
    return Wish(
        SlotTypeId("N"), minutes, WAS, ClinicianId("grace"), ClinicId("alder"), tuple(needs)
    )


def free(hours: float, **changed: Any) -> Candidate:
    """Return a free slot so many hours after the old time."""
    start = WAS + timedelta(hours=hours)
    features, gender = changed.pop("features", ()), changed.pop("gender", None)
    clinician = changed.get("clinician_id", ClinicianId("grace"))
    values: dict[str, Any] = {
        "slot_ids": (SlotId(f"{clinician} {hours}"),),
        "session_id": SessionId(f"{clinician} {start.date()}"),
        "slot_type_id": SlotTypeId("N"),
        "channel": Channel.IN_PERSON,
        "start_at": start,
        "end_at": start + timedelta(minutes=20),
        "clinician_id": clinician,
        "clinician_name": str(clinician).title(),
        "clinic_id": ClinicId("alder"),
        "clinic_name": "Alder Lane",
    }
    return Candidate(FreeTime(**(values | changed)), features, gender)


MARTA = {"clinician_id": ClinicianId("marta")}
WEIR = {"clinic_id": ClinicId("weir"), "clinic_name": "Weir Street"}


@pytest.mark.parametrize(
    ("needs", "better", "worse"),
    [
        ((), free(24), free(48)),
        ((), free(24), free(-48)),
        ((), free(72), free(1, **MARTA)),
        ((), free(72), free(1, **WEIR)),
        (("step-free",), free(24, **MARTA, features=("step-free",)), free(1)),
        (("woman-clinician",), free(24, **MARTA, gender="female"), free(1, gender="male")),
        (("bsl",), free(-24 * 6), free(-24 * 14 + 1)),
        ((), free(24 * 7), free(24 * 8)),
    ],
)
def test_the_better_time_comes_first(
    needs: tuple[str, ...], better: Candidate, worse: Candidate
) -> None:
    ranked = rank_alternatives(wish(*needs), (worse, better), NOW, ZONE)

    assert [one.time for one in ranked] == [better.time, worse.time]


def test_reasons_and_trade_offs_are_in_words() -> None:
    best = free(24 * 9, **MARTA, features=("step-free",), gender="male")

    [only] = rank_alternatives(wish("step-free", "woman-clinician"), (best,), NOW, ZONE)

    assert only.met == ("step-free room", "same clinic")
    assert only.unmet == ("not a woman clinician", "with Marta", "as far off as Fri 11 Dec")
    assert only.words == "fits 2 of 5"


def test_long_visits_get_slots_next_to_each_other() -> None:
    slots = [free(24), free(24 + 1 / 3), free(48)]

    [only] = Pool(slots, NOW, ZONE).find(wish(minutes=40))

    assert only.time.slot_ids == (slots[0].time.slot_ids[0], slots[1].time.slot_ids[0])


def test_a_time_that_is_somebody_elses_is_not_offered_again() -> None:
    slots = [free(24), free(48)]

    found = Pool(slots, NOW, ZONE).find(wish(), taken=set(slots[0].time.slot_ids))

    assert [one.time for one in found] == [slots[1].time]


def test_other_clinicians_are_offered_beside_many_of_the_same() -> None:
    own = [free(24 * day, features=()) for day in range(1, 30)]
    other = free(0, **MARTA, features=("step-free",))

    found = Pool([*own, other], NOW, ZONE).find(wish("step-free"))

    assert found[0].time == other.time


@given(
    st.lists(st.tuples(st.integers(-300, 300), st.booleans(), st.booleans(), st.booleans())),
    st.integers(-300, 300),
)
def test_meeting_one_more_wish_never_ranks_lower(
    others: list[tuple[int, bool, bool, bool]], hours: int
) -> None:
    def one(at: float, own: bool, here: bool, level: bool) -> Candidate:
        more: dict[str, Any] = ({} if own else MARTA) | ({} if here else WEIR)
        return free(at, **more, features=("step-free",) if level else ())

    crowd = [one(*other) for other in others]
    asked = wish("step-free")
    for less in ((False, True, True), (True, False, True), (True, True, False)):
        places = []
        for kept in (less, (True, True, True)):
            mine = one(hours + 0.5, *kept)
            ranked = rank_alternatives(asked, [*crowd, mine], NOW, ZONE)
            places.append([each.time for each in ranked].index(mine.time))
        assert places[1] <= places[0]
