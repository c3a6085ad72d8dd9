"""What is chosen for each visit that a change touches, and how its row says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pytestqt.modeltest import ModelTester

from desktop.domain.fit import Alternative
from desktop.domain.impact import Impact, Shown, TouchedVisit, Way
from desktop.ui.impact.impact_choices import ImpactChoices
from desktop.ui.kit.spoken_rows import SpokenRows
from tests.domain.test_fit import free
from tests.domain.test_session_changes import NOW, ZONE, session, visit


def alternative(days: float, *unmet: str) -> Alternative:
    return Alternative(free(24 * days).time, ("same clinician",), unmet)


SOON, LATER = alternative(1), alternative(2, "as far off as Fri 4 Dec")


def impact(*touched: TouchedVisit) -> Impact:
    return Impact("Leave", ("1 session cancelled",), touched, Shown())


def two() -> ImpactChoices:
    """Arthur's best time is Dilnoza's second."""
    return ImpactChoices(
        impact(
            TouchedVisit(visit("Arthur", "09:20"), session(), (SOON, LATER)),
            TouchedVisit(visit("Dilnoza", "09:40"), session(), (LATER, SOON)),
        ),
        NOW,
        ZONE,
    )


def test_everybody_is_rebooked_with_their_best_time_at_first() -> None:
    choices = two().read("prov")

    assert [one.way for one in choices] == [Way.REBOOK] * 2
    assert [one.slot_ids for one in choices] == [SOON.time.slot_ids, LATER.time.slot_ids]


def test_a_time_somebody_else_holds_is_passed_over() -> None:
    choices = two()

    choices.step(0, 1)
    assert choices.read("prov")[0].slot_ids == ()
    choices.step(1, 1)
    assert choices.read("prov")[1].slot_ids == SOON.time.slot_ids
    choices.step(0, -1)
    assert choices.read("prov")[0].slot_ids == LATER.time.slot_ids


def test_ways_are_said_and_the_reason_goes_with_cancelled_ones_alone() -> None:
    choices = two()
    choices.choose([0], Way.CANCEL)
    choices.choose([1], Way.KEEP)

    assert [one.third for one in choices.rows()] == ["Cancelled", "Kept as it is"]
    assert [(one.code, one.slot_ids) for one in choices.read("prov")] == [("prov", ()), ("", ())]


def test_a_row_says_time_needs_and_how_well_the_other_time_fits() -> None:
    first, second = two().rows()

    assert (first.first, first.first_right) == ("Arthur", "Wed 2 Dec 09:20")
    assert (first.third, first.third_right, first.tone) == (
        "→ Thu 3 Dec 11:50", "fits 1 of 1", "good",
    )  # fmt: skip
    assert (second.third_right, second.tone) == ("fits 1 of 2", "warn")
    assert second.spoken.endswith("same clinician. Against: as far off as Fri 4 Dec")


def test_what_was_chosen_stays_when_the_impact_is_read_again() -> None:
    before = two()
    before.choose([1], Way.KEEP)
    after = two()

    after.take_over(before)

    assert [one.way for one in after.read("prov")] == [Way.REBOOK, Way.KEEP]
    # Of another change, such as another room, those go its usual way that nobody chose for.
    before.choose([1], Way.CANCEL)
    after = ImpactChoices(replace(before.impact, usual=Way.KEEP), NOW, ZONE)
    after.take_over(before)
    assert [one.way for one in after.read("prov")] == [Way.KEEP, Way.CANCEL]


def test_nothing_free_is_said() -> None:
    choices = ImpactChoices(
        impact(TouchedVisit(visit("Arthur", "09:20"), session())), NOW + timedelta(0), ZONE
    )

    assert choices.rows()[0][3:5] == ("To rebook", "no time held")
    choices.step(0, 1)
    assert choices.read("prov")[0].slot_ids == ()


def test_the_rows_are_a_whole_model(qtmodeltester: ModelTester) -> None:
    model = SpokenRows()
    model.show_rows(two().rows())

    qtmodeltester.check(model)
