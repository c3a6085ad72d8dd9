"""Which needs a visit has: derived by table, kept in step without losing any."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.ids import PreferenceId, VisitNeedId
from desktop.domain.needs import (
    SETTLED,
    KeptNeed,
    Need,
    NeedState,
    ToldOnce,
    VisitFacts,
    bring_into_step,
    call_off,
    derive_needs,
    may_become,
    out_of_step,
    say_due,
    working_day_before,
)
from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.domain.preference_rules import Told
from desktop.domain.preferences import KINDS

ON = date(2026, 11, 25)  # a Wednesday
ARRANGE, READY, DO = NeedState.TO_ARRANGE, NeedState.READY, NeedState.TO_DO
VISIT = VisitFacts(ON, minutes=20, usual_minutes=20, features=("step-free",), gender="female")


def told(kind: str, number: int = 1, **filled: Any) -> ToldOnce:
    ends = filled.pop("ends_on", None)
    since = filled.pop("since_on", date(2026, 1, number))
    own = Told(tuple(filled.items()), since_on=since, ends_on=ends)
    return ToldOnce(PreferenceId(f"{kind} {number}"), kind, own)


def derived(*preferences: ToldOnce, **changed: Any) -> tuple[Need, ...]:
    return derive_needs(preferences, replace(VISIT, **changed))


PHONE = {"channel": Channel.TELEPHONE}
HOME = {"channel": Channel.HOME}

CASES: list[tuple[ToldOnce, dict[str, Any], NeedState | None, str, str]] = [
    # what was told, how the visit differs, how the need stands, what, part of what instead
    (told("bsl"), {}, ARRANGE, "Book a BSL interpreter", ""),
    (told("bsl"), PHONE, ARRANGE, "Book a BSL interpreter", ""),
    (told("interpreter", language="Dari"), {}, ARRANGE, "Book an interpreter", ""),
    (told("professional", who="lipspeaker"), {}, ARRANGE, "Book a lipspeaker", ""),
    (told("advocate"), {}, ARRANGE, "Book their advocate", ""),
    (told("double-length"), {}, ARRANGE, "Double length", "20 minutes, 40 are needed"),
    (told("double-length"), {"minutes": 40}, READY, "Double length", ""),
    (told("double-length", minutes=30), {"minutes": 30}, READY, "Double length", ""),
    (told("double-length"), {"minutes": None}, READY, "Double length", ""),
    (told("step-free"), {}, READY, "Step-free room", ""),
    (told("step-free"), {"features": ()}, ARRANGE, "Step-free room", "not step-free"),
    (told("step-free"), {"features": None}, ARRANGE, "Step-free room", "no room yet"),
    (told("step-free"), PHONE, None, "", ""),
    (told("step-free"), HOME, None, "", ""),
    (told("hoist"), {}, ARRANGE, "Hoist", "The room has no hoist: change"),
    (told("wide-door"), {"features": ("wide door",)}, READY, "Wide door", ""),
    (told("quiet"), {}, DO, "Quiet place", "The room is not quiet: make it as good"),
    (told("quiet"), {"features": ("quiet",)}, READY, "Quiet place", ""),
    (told("low-light"), {"features": ("dim light",)}, READY, "Low light", ""),
    (told("hearing"), {}, DO, "Face them when you speak", "The room has no hearing loop: make"),
    (told("hearing"), {"features": ("hearing loop",)}, DO, "Face them when you speak", ""),
    (told("hearing"), PHONE, None, "", ""),
    (told("woman-clinician"), {}, READY, "Woman clinician", ""),
    (told("woman-clinician"), {"gender": "male"}, ARRANGE, "Woman clinician", "not a woman"),
    (told("woman-clinician"), {"gender": None}, ARRANGE, "Woman clinician", "not a woman"),
    (told("woman-clinician", when="examined"), {"gender": "male"}, DO, "Woman clinician",
     "Have a woman there"),
    (told("man-clinician"), {}, ARRANGE, "Man clinician", "not a man"),
    (told("first-slot"), {"is_first": True}, READY, "First of the session", ""),
    (told("first-slot"), {"is_last": True}, ARRANGE, "First of the session", "not the first"),
    (told("last-slot"), {}, ARRANGE, "Last of the session", "not the last"),
    (told("home-visit"), {}, ARRANGE, "Home visit", "not a home visit"),
    (told("home-visit"), HOME, READY, "Home visit", ""),
    (told("large-print", points=20), {}, DO, "Letters in large print", ""),
    (told("text-only"), PHONE, DO, "Tell them by text alone", ""),
    (told("fetch"), {}, DO, "Fetch them in person", ""),
    (told("fetch"), PHONE, None, "", ""),
    (told("anxious"), HOME, DO, "Say each step first", ""),
    (told("memory"), PHONE, DO, "Write down what happens next", ""),
    (told("more-staff"), {}, ARRANGE, "Book a second member of staff", ""),
    (told("own-words"), {}, None, "", ""),
    (told("reach"), {}, None, "", ""),
    (told("upset"), {}, None, "", ""),
    (told("from-a-newer-desk"), {}, None, "", ""),
    (told("fetch", ends_on=ON), {}, DO, "Fetch them in person", ""),
    (told("fetch", ends_on=date(2026, 11, 24)), {}, None, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("preference", "changed", "state", "what", "instead"), CASES)
def test_what_is_told_makes_the_need_of_a_visit(
    preference: ToldOnce, changed: dict[str, Any], state: NeedState | None, what: str, instead: str
) -> None:
    needs = derived(preference, **changed)
    if state is None:
        assert needs == ()
        return
    (need,) = needs
    assert (need.state, need.what) == (state, what)
    assert (instead in need.instead) if instead else need.instead == ""
    assert (need.due_on is not None) is (state is ARRANGE)


def test_every_kind_that_is_a_need_makes_one_and_no_other_does() -> None:
    for kind in KINDS.values():
        assert bool(derived(told(kind.code))) is kind.is_need, kind.code


def test_an_interpreter_is_due_so_many_whole_working_days_before() -> None:
    (need,) = derived(told("bsl"))
    assert need.due_on == date(2026, 11, 19)
    (need,) = derive_needs([told("bsl")], VISIT, notice_days=5, closed=[date(2026, 11, 20)])
    assert need.due_on == date(2026, 11, 16)
    (need,) = derived(told("advocate"))
    assert need.due_on == date(2026, 11, 24)
    monday = date(2026, 11, 23)
    assert working_day_before(monday, 1, frozenset()) == date(2026, 11, 20)


def test_when_it_has_to_be_seen_to_is_said_from_today() -> None:
    today, tomorrow = date(2026, 11, 18), date(2026, 11, 19)
    assert say_due(today, today) == "today"
    assert say_due(tomorrow, today) == "by tomorrow"
    assert say_due(today, tomorrow) == "was due Wed 18 Nov, overdue now"


def test_the_need_says_who_sees_to_it_and_what_was_told() -> None:
    bsl, anxious = derived(told("anxious"), told("bsl", how="video", preferred="Joanna"))
    assert bsl.detail == "By video, Joanna first"
    assert (bsl.owner_role, anxious.owner_role) == (Role.RECEPTIONIST, Role.CLINICIAN)


def test_of_two_records_merged_the_latest_told_counts_once() -> None:
    old, new = told("bsl", 1, how="video"), told("bsl", 2, how="phone")
    (need,) = derived(new, old)
    assert need.preference_id == new.id
    both = [told("bespoke", number) for number in (1, 2)]
    assert len(derived(*both)) == 2


def kept(need: Need, changed_by: str = "", **said: str) -> KeptNeed:
    return KeptNeed(VisitNeedId(need.preference_id), 1, need, changed_by=changed_by, **said)


def touched(need: Need, state: NeedState) -> KeptNeed:
    return kept(replace(need, state=state), "Priya", why="why", said_by="Maggie")


BSL = derived(told("bsl"))[0]
FETCH = derived(told("fetch"))[0]
ROOM = derived(told("step-free"))[0]
OTHER = replace(BSL, detail="By video")

FOLLOWS: list[tuple[KeptNeed, tuple[Need, ...], bool, NeedState | None]] = [
    # as it was, as it should be, whether the time changed, how it then stands (None: dropped)
    (kept(BSL), (BSL,), True, ARRANGE),
    (kept(BSL), (), False, None),
    (touched(BSL, READY), (BSL,), False, READY),
    (touched(BSL, READY), (BSL,), True, ARRANGE),
    (touched(BSL, READY), (OTHER,), False, ARRANGE),
    (touched(BSL, READY), (), False, NeedState.TO_CALL_OFF),
    (touched(BSL, ARRANGE), (), False, NeedState.TO_CALL_OFF),
    (touched(ROOM, ARRANGE), (ROOM,), False, ARRANGE),
    (touched(ROOM, ARRANGE), (ROOM,), True, READY),
    (touched(BSL, NeedState.NOT_NEEDED), (BSL,), True, NeedState.NOT_NEEDED),
    (touched(BSL, NeedState.NOT_NEEDED), (), False, NeedState.NOT_NEEDED),
    (touched(BSL, NeedState.CALLED_OFF), (), False, NeedState.CALLED_OFF),
    (touched(BSL, NeedState.CALLED_OFF), (BSL,), False, ARRANGE),
    (touched(BSL, NeedState.TO_CALL_OFF), (OTHER,), True, NeedState.TO_CALL_OFF),
    (kept(replace(BSL, state=NeedState.TO_CALL_OFF), "Priya"), (BSL,), False, ARRANGE),
    (touched(FETCH, NeedState.NOT_KEPT), (FETCH,), True, NeedState.NOT_KEPT),
    (touched(FETCH, NeedState.KEPT), (), False, NeedState.KEPT),
    (touched(FETCH, DO), (), False, None),
]


@pytest.mark.parametrize(("was", "wanted", "moved", "state"), FOLLOWS)
def test_a_need_follows_what_is_told_and_keeps_what_was_said_of_it(
    was: KeptNeed, wanted: tuple[Need, ...], moved: bool, state: NeedState | None
) -> None:
    steps = bring_into_step([was], wanted, time_changed=moved)
    assert steps.add == ()
    if state is None:
        assert steps.drop == (was,)
        return
    assert steps.drop == ()
    after = [need for _, need in steps.change] or [was.need]
    assert [one.state for one in after] == [state]


def test_a_cancelled_visit_reminds_of_what_was_arranged_alone() -> None:
    arranged, ready_room = touched(BSL, READY), kept(derived(told("step-free"))[0])
    steps = call_off([arranged, ready_room, kept(FETCH)])
    assert [(one, need.state) for one, need in steps.change] == [(arranged, NeedState.TO_CALL_OFF)]


def test_what_may_be_said_of_a_need_never_loses_it() -> None:
    for state in NeedState:
        assert may_become(state)
    assert may_become(NeedState.TO_CALL_OFF) == (NeedState.CALLED_OFF,)
    after_all = (NeedState.CALLED_OFF, NeedState.TO_ARRANGE)
    assert may_become(NeedState.TO_CALL_OFF, said_by="Maggie") == after_all


NEED_KINDS = sorted(code for code, kind in KINDS.items() if kind.is_need)
PREFERENCES = st.lists(
    st.builds(told, st.sampled_from(NEED_KINDS), st.integers(1, 3)), unique_by=lambda one: one.id
)
VISITS = st.builds(
    VisitFacts,
    on_date=st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    minutes=st.sampled_from([None, 10, 20, 40]),
    usual_minutes=st.sampled_from([10, 20]),
    channel=st.sampled_from(Channel),
    features=st.sampled_from([None, (), ("step-free", "quiet")]),
    gender=st.sampled_from([None, "female", "male"]),
    is_first=st.booleans(),
    is_last=st.booleans(),
)
HISTORY = st.lists(
    st.tuples(PREFERENCES, VISITS, st.booleans(), st.sampled_from(NeedState)), max_size=6
)


def _apply(have: list[KeptNeed], wanted: tuple[Need, ...], *, moved: bool) -> list[KeptNeed]:
    steps = bring_into_step(have, wanted, time_changed=moved)
    after = {one.id: one for one in have}
    for one in steps.drop:
        del after[one.id]
    for one, need in steps.change:
        after[one.id] = replace(one, need=need)
    return [*after.values(), *(kept(need) for need in steps.add)]


@given(HISTORY)
def test_no_need_is_lost_whatever_is_told_moved_and_said(
    history: list[tuple[list[ToldOnce], VisitFacts, bool, NeedState]],
) -> None:
    have: list[KeptNeed] = []
    for preferences, visit, moved, said in history:
        wanted = derive_needs(preferences, visit)
        was = {one.need.preference_id: one for one in have}
        have = _apply(have, wanted, moved=moved)
        now = {one.need.preference_id: one for one in have}
        assert set(now) >= {one.preference_id for one in wanted}
        assert out_of_step(have, wanted) == ()
        for key, one in was.items():
            if one.need.state in SETTLED:
                assert now[key].need.state is one.need.state
            if one.is_arranged and key not in {each.preference_id for each in wanted}:
                assert now[key].need.state is NeedState.TO_CALL_OFF
        have = [
            replace(one, need=replace(one.need, state=said), changed_by="Priya")
            if said in may_become(one.need.state) else one
            for one in have
        ]  # fmt: skip


@given(PREFERENCES, VISITS)
def test_deriving_asks_neither_the_clock_nor_the_order(
    preferences: list[ToldOnce], visit: VisitFacts
) -> None:
    needs = derive_needs(preferences, visit)
    assert needs == derive_needs(list(reversed(preferences)), visit)
    assert len({one.preference_id for one in needs}) == len(needs)
    assert not bring_into_step([kept(one) for one in needs], needs, time_changed=True)
