"""How a visit's needs went: what may be said, what is asked back, how it is summed up."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import PatientId, PreferenceId, VisitNeedId
from desktop.domain.needs import NeedState
from desktop.domain.visit_end import (
    NeedAnswer,
    VisitEnd,
    VisitNeed,
    answers_offered,
    arranged_words,
    check_answer,
    count_ready,
    kept_words,
    sum_up,
    unsaid_words,
)
from desktop.domain.visits import State

S = NeedState
TODAY = date(2026, 11, 18)


def need(state: NeedState, kind: str = "fetch", **said: str) -> VisitNeed:
    keys = VisitNeedId("n"), 1, PreferenceId("p")
    return VisitNeed(*keys, kind, "Fetch them in person", "", "", state, **said)


@pytest.mark.parametrize(
    ("state", "has_begun", "offered"),
    [
        (S.TO_DO, True, (S.KEPT, S.NOT_KEPT, S.NOT_NEEDED)),
        (S.READY, True, (S.KEPT, S.NOT_KEPT, S.NOT_NEEDED)),
        (S.KEPT, True, (S.KEPT, S.NOT_KEPT, S.NOT_NEEDED)),
        (S.TO_ARRANGE, False, (S.READY, S.NOT_NEEDED)),
        (S.READY, False, (S.READY, S.NOT_NEEDED)),
        (S.TO_DO, False, (S.NOT_NEEDED,)),
        (S.TO_CALL_OFF, True, (S.CALLED_OFF,)),
    ],
)
def test_nothing_is_kept_before_its_visit(
    state: NeedState, has_begun: bool, offered: tuple[NeedState, ...]
) -> None:
    assert answers_offered(state, has_begun=has_begun) == offered


@pytest.mark.parametrize(
    ("state", "said", "field"),
    [
        (S.KEPT, {}, None),
        (S.NOT_KEPT, {}, "why"),
        (S.NOT_KEPT, {"said_by": "Maggie"}, "why"),
        (S.NOT_KEPT, {"why": " No interpreter came "}, None),
        (S.NOT_NEEDED, {"why": "came with her son"}, "said_by"),
        (S.NOT_NEEDED, {"said_by": "Maggie"}, None),
        (S.NOT_KEPT, {"why": "x" * 501}, "why"),
    ],
)
def test_a_need_is_never_dismissed_in_silence(
    state: NeedState, said: dict[str, str], field: str | None
) -> None:
    answer = NeedAnswer(VisitNeedId("n1"), 3, state, **said)
    if field is None:
        assert check_answer(answer).why == said.get("why", "").strip()
        return
    with pytest.raises(RuleViolation) as slip:
        check_answer(answer)
    assert (slip.value.field, slip.value.facts["need"]) == (field, "n1")


@pytest.mark.parametrize(
    ("states", "kept", "ready", "unsaid"),
    [
        ((), "", (0, 0), ""),
        ((S.KEPT, S.KEPT, S.NOT_KEPT), "2 of 3 kept", (2, 3), ""),
        ((S.KEPT, S.NOT_NEEDED), "1 of 1 kept", (1, 1), ""),
        ((S.READY, S.TO_DO), "", (1, 2), "2 needs: were they kept?"),
        ((S.READY, S.TO_ARRANGE, S.KEPT), "1 of 1 kept", (2, 3), "2 needs: were they kept?"),
        ((S.TO_CALL_OFF, S.TO_DO), "", (0, 1), "1 need: was it kept?"),
    ],
)
def test_needs_are_counted_as_people_say_them(
    states: tuple[NeedState, ...], kept: str, ready: tuple[int, int], unsaid: str
) -> None:
    needs = [need(one) for one in states]
    assert (kept_words(needs), count_ready(needs), unsaid_words(needs)) == (kept, ready, unsaid)


def test_the_last_twelve_visits_of_which_something_is_said_are_summed_up() -> None:
    whole, half, nothing = [need(S.KEPT)] * 4, [need(S.KEPT), need(S.NOT_KEPT)], [need(S.TO_DO)]
    assert sum_up([]) == sum_up([nothing]) == ""
    assert sum_up([nothing, half]) == "Last visit: 1 of 2 needs kept."
    assert sum_up([whole] * 11 + [nothing, half, half]) == "Last 12 visits: 45 of 46 needs kept."


@pytest.mark.parametrize(
    ("state", "on_date", "has_begun"),
    [
        (State.BOOKED, TODAY, False),
        (State.ARRIVED, TODAY, True),
        (State.FULFILLED, TODAY, True),
        (State.BOOKED, date(2026, 11, 17), True),
        (State.BOOKED, date(2026, 11, 19), False),
    ],
)
def test_a_visit_has_begun_once_they_are_here_or_its_day_is_over(
    state: State, on_date: date, has_begun: bool
) -> None:
    end = VisitEnd(PatientId("m"), "Maggie", on_date, None, state, ())
    assert end.has_begun(TODAY) is has_begun


def test_what_was_arranged_is_named_for_whoever_cancels() -> None:
    priya = {"changed_by": "Priya"}
    needs = [need(S.READY, "bsl", **priya), need(S.READY, "step-free", **priya)]
    assert arranged_words([*needs, need(S.TO_ARRANGE, "advocate")]) == "BSL interpreter"
    anew, still = need(S.TO_ARRANGE, "advocate", **priya), need(S.TO_CALL_OFF, "interpreter")
    assert arranged_words([*needs, anew]) == "BSL interpreter, Advocate present"
    assert arranged_words([still, need(S.NOT_NEEDED, "bsl", **priya)]) == "Interpreter"
    assert arranged_words([]) == ""


def test_what_is_to_call_off_since_nobody_needs_it_may_be_needed_after_all() -> None:
    offered = answers_offered(S.TO_CALL_OFF, has_begun=False, said_by="Maggie")
    assert offered == (S.CALLED_OFF, S.TO_ARRANGE)
    assert check_answer(NeedAnswer(VisitNeedId("n1"), 3, S.READY, "", "Maggie")).said_by == ""


def test_a_need_says_how_it_stands_and_why() -> None:
    assert need(S.NOT_KEPT, why="called out").words == "Fetch in person: not kept, called out"
    assert need(S.NOT_NEEDED, said_by="Maggie").words == (
        "Fetch in person: not needed today, Maggie said so"
    )
