"""Choices for visits that a change touches, and what has changed since it was shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.errors import RuleViolation
from desktop.domain.fit import Pool
from desktop.domain.ids import AppointmentId, ClinicianId, SlotId
from desktop.domain.impact import (
    Choice,
    ImpactLine,
    Way,
    check_choices,
    say_difference,
    say_lines,
    shown_of,
    touch_visits,
)
from desktop.domain.session_changes import cancel_session, give_session, shift_session
from desktop.domain.visits import State
from tests.domain.test_session_changes import NOW, ZONE, session, slot, visit

ARTHUR, DILNOZA = AppointmentId("Arthur"), AppointmentId("Dilnoza")
SLOT = (SlotId("x"),)


def effects() -> tuple:
    return (cancel_session(session(), "Sick", NOW),)


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ((Choice(ARTHUR, 1, Way.KEEP),), "choices"),
        ((Choice(ARTHUR, 1, Way.KEEP), Choice(DILNOZA, 1, Way.CANCEL)), "reason"),
        (
            (Choice(ARTHUR, 1, Way.REBOOK, SLOT), Choice(DILNOZA, 1, Way.REBOOK, SLOT)),
            "twice",
        ),
    ],
)
def test_choices_that_do_not_settle_everybody_are_refused(
    choices: tuple[Choice, ...], code: str
) -> None:
    with pytest.raises(RuleViolation) as caught:
        check_choices(choices, effects())
    assert caught.value.code == code


def test_the_difference_names_who_came_who_went_and_what_changed() -> None:
    shown = shown_of(effects())
    assert say_difference(shown, effects(), ZONE, called={}) == ""
    arthur = replace(visit("Arthur", "09:20"), version=2)
    other = session(
        slots=(slot("09:00", 20, "Owen"), slot("09:20", 20, "Arthur")),
        visits=(arthur, visit("Owen", "09:00")),
    )

    said = say_difference(
        shown, (cancel_session(other, "Sick", NOW),), ZONE, called={DILNOZA: "Dilnoza K"}
    )

    assert said == (
        "This has changed since it was shown: Owen, 09:00, is booked since; Dilnoza K is not "
        "touched any more; Arthur’s visit has changed. Nothing was saved."
    )


def test_a_session_that_changed_with_nobody_touched_is_told() -> None:
    changed = (cancel_session(session(version=2), "Sick", NOW),)

    said = say_difference(shown_of(effects()), changed, ZONE, called={})

    assert "a session has changed" in said


def test_what_goes_is_counted_by_kind() -> None:
    assert say_lines(effects(), ZONE) == (
        ImpactLine("1 session cancelled", loses=True),
        ImpactLine("4 slots fewer: 4 nurse treatment", loses=True),
    )
    shifted = shift_session(session(), 15, NOW, ZONE)
    assert say_lines((shifted,), ZONE) == (ImpactLine("15 min later, until 10:35"),)


def test_those_who_are_here_are_counted_and_stay() -> None:
    here = replace(visit("Arthur", "09:20"), state=State.ARRIVED)
    one = session(visits=(here, *session().visits[1:]))
    stays = ImpactLine("1 patient is here already and stays")

    assert say_lines((cancel_session(one, "Sick", NOW),), ZONE)[-1] == stays
    given = give_session(one, ClinicianId("somebody else"), None, NOW)
    assert say_lines((given,), ZONE) == (stays,)
    along, until = say_lines((shift_session(one, 15, NOW, ZONE),), ZONE)
    assert along.words == "1 patient is here already and goes along"
    assert until.words == "15 min later, until 10:35"


def test_going_along_is_the_first_time_offered_where_a_session_is_shifted() -> None:
    found = touch_visits((shift_session(session(), 15, NOW, ZONE),), Pool((), NOW, ZONE))

    assert [one.alternatives[0].time.slot_ids for one in found] == [("09:20",), ("09:40", "10:00")]
    assert [one.alternatives[0].words for one in found] == ["fits 3 of 3"] * 2
