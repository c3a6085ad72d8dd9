"""What may follow what: each refusal a whole sentence; how long somebody waited."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.errors import RuleViolation
from desktop.domain.practice import Channel
from desktop.domain.visits import TRANSITIONS, State, Step, check_step, time_waited

NOW = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("step", "state", "said"),
    [
        (
            Step.DID_NOT_ATTEND,
            State.ARRIVED,
            "This visit is marked “Here”. "
            "Only one that is still booked can be marked “Did not attend”.",
        ),
        (
            Step.BACK_TO_WAITING,
            State.BOOKED,
            "This visit is marked “Booked”. Only somebody marked “In room” can go back to waiting.",
        ),
        (
            Step.NOT_HERE,
            State.FULFILLED,
            "This visit is marked “Done”. Only one marked “Here” can go back to booked.",
        ),
        (Step.ARRIVED, State.ARRIVED, "This visit is marked “Here” already."),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_in_whole_sentences(
    step: Step, state: State, said: str
) -> None:
    with pytest.raises(RuleViolation) as caught:
        check_step(step, state, Channel.IN_PERSON, NOW, NOW)
    assert caught.value.message == said


@pytest.mark.parametrize("step", TRANSITIONS)
def test_every_step_has_a_sentence_of_its_own(step: Step) -> None:
    refused = TRANSITIONS[step].refused
    assert refused[0].isupper()
    assert refused.endswith(".")
    assert [one for one in TRANSITIONS if TRANSITIONS[one].refused == refused] == [step]


@pytest.mark.parametrize("early", [38, 1])
def test_nobody_is_too_late_before_the_time(early: int) -> None:
    with pytest.raises(RuleViolation, match="too soon"):
        check_step(Step.CAME_TOO_LATE, State.BOOKED, Channel.IN_PERSON, NOW + _minutes(early), NOW)
    too_late = check_step(Step.CAME_TOO_LATE, State.BOOKED, Channel.IN_PERSON, NOW, NOW)
    assert too_late is State.CANCELLED


@pytest.mark.parametrize(
    ("arrived", "until", "waited"),
    [
        (-10, 12, 12),  # early: from the time booked
        (5, 12, 7),  # late: from when they came
        (-10, -2, 0),  # seen before the time
        (None, 12, None),
        (5, None, None),
        (0, 9 * 60, None),  # put right at the end of the day
    ],
)
def test_how_long_somebody_waited(
    arrived: int | None, until: int | None, waited: int | None
) -> None:
    at = [None if one is None else NOW + _minutes(one) for one in (arrived, until)]
    assert time_waited(NOW, *at) == (None if waited is None else _minutes(waited))
