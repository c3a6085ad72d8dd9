"""Release rules: the instant a slot opens, at both clock changes too; words; bad input."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import SlotTypeId
from desktop.domain.release import (
    AT_ONCE,
    Release,
    ReleaseRule,
    check_opens_in_time,
    check_release,
    opening_instant,
    release_instant,
    say_release,
)
from desktop.domain.times import instant_of, local_of

ZONE = "Europe/London"
NURSE = SlotTypeId("nurse")
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)
BANK_HOLIDAYS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
EIGHT = time(8)

CASES = (
    (AT_ONCE, "2026-11-18 09:00", None, "at once"),
    (ReleaseRule(Release.WEEKS_AHEAD, 8), "2026-11-18 09:00", "2026-09-23 00:00",
     "at once, 8 weeks ahead"),
    (ReleaseRule(Release.MINUTES_BEFORE, 120), "2026-11-18 09:00", "2026-11-18 07:00",
     "120 minutes before"),
    # 48 hours of true time before 09:00 on the Monday after a change are 08:00 and 10:00.
    (ReleaseRule(Release.MINUTES_BEFORE, 2880), "2027-03-29 09:00", "2027-03-27 08:00",
     "2880 minutes before"),
    (ReleaseRule(Release.MINUTES_BEFORE, 2880), "2026-10-26 09:00", "2026-10-24 10:00",
     "2880 minutes before"),
    # Two days before at a clock time keep the clock.
    (ReleaseRule(Release.DAYS_BEFORE, 2, EIGHT), "2027-03-29 09:00", "2027-03-27 08:00",
     "08:00, 2 days before"),
    (ReleaseRule(Release.DAYS_BEFORE, 2, EIGHT), "2026-10-26 09:00", "2026-10-24 08:00",
     "08:00, 2 days before"),
    (ReleaseRule(Release.WORKING_DAYS_BEFORE, 1, EIGHT), "2026-12-29 09:00", "2026-12-24 08:00",
     "08:00, 1 working day before"),
    (ReleaseRule(Release.WORKING_DAYS_BEFORE, 3, EIGHT), "2026-11-18 09:00", "2026-11-13 08:00",
     "08:00, 3 working days before"),
    (ReleaseRule(Release.ON_THE_DAY, 0, EIGHT), "2026-11-18 09:00", "2026-11-18 08:00",
     "08:00 on the day"),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "start", "opens", "words"), CASES)
def test_a_slot_opens_by_its_rule(
    rule: ReleaseRule, start: str, opens: str | None, words: str
) -> None:
    wall = datetime.fromisoformat(start)
    start_at = instant_of(wall.date(), wall.time(), ZONE)

    found = release_instant(rule, start_at, wall.date(), ZONE, BANK_HOLIDAYS)

    said = None if found is None else f"{local_of(found, ZONE):%Y-%m-%d %H:%M}"
    assert said == opens
    assert say_release(check_release(rule)) == words


def test_a_time_the_spring_leaves_out_is_the_change_and_one_that_is_twice_its_first_pass() -> None:
    assert opening_instant(SPRING, time(1, 30), ZONE) == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert opening_instant(SPRING, time(1), ZONE) == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert opening_instant(SPRING, time(2), ZONE) == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert opening_instant(SPRING, time(0, 59), ZONE) == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    assert opening_instant(AUTUMN, time(1, 30), ZONE) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_what_it_turns_into_is_said() -> None:
    rule = ReleaseRule(Release.WEEKS_AHEAD, 1, turns_into=NURSE, turn_days=2)

    assert say_release(rule, {NURSE: "Nurse treatment"}) == (
        "at once, 1 week ahead; turns into Nurse treatment 2 days before"
    )


BAD = (
    ("number", ReleaseRule(Release.WEEKS_AHEAD, 0)),
    ("number", ReleaseRule(Release.WEEKS_AHEAD, 105)),
    ("number", ReleaseRule(Release.MINUTES_BEFORE, 0)),
    ("number", ReleaseRule(Release.DAYS_BEFORE, 91, EIGHT)),
    ("at_local", ReleaseRule(Release.DAYS_BEFORE, 2)),
    ("at_local", ReleaseRule(Release.ON_THE_DAY)),
    ("turn_days", ReleaseRule(turns_into=NURSE)),
    ("turn_days", ReleaseRule(turn_days=2)),
    ("turn_days", ReleaseRule(turns_into=NURSE, turn_days=-1)),
    ("turns_into", ReleaseRule(turns_into=NURSE, turn_days=1)),
)


@pytest.mark.parametrize(("field", "rule"), BAD)
def test_a_bad_rule_has_a_sentence_at_its_field(field: str, rule: ReleaseRule) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_release(rule, NURSE if field == "turns_into" else None)

    assert refused.value.field == field
    assert refused.value.message.endswith(".")


def test_a_release_after_the_slot_starts_is_refused_and_the_slot_named() -> None:
    rule = ReleaseRule(Release.ON_THE_DAY, 0, time(14))
    check_opens_in_time(rule, [time(14, 10), time(15)], "On the day")

    with pytest.raises(RuleViolation, match="opens on the day at 14:00, after its slot at 09:00"):
        check_opens_in_time(rule, [time(14, 30), time(9)], "On the day")
