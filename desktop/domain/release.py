"""Release rules: when the slots of a kind open for booking, as instants in clinic time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import SlotTypeId
from desktop.domain.times import zone

MOST_WEEKS = 104
MOST_MINUTES = 60 * 24 * 28
MOST_DAYS = 90
RELEASE_REACHES_BACK = timedelta(days=150)
"""How long before a slot its opening can be: 90 working days, bank holidays among them."""


class Release(StrEnum):
    """What a slot's opening is counted by."""

    AT_ONCE = "at-once"
    WEEKS_AHEAD = "weeks-ahead"
    MINUTES_BEFORE = "minutes-before"
    DAYS_BEFORE = "days-before"
    WORKING_DAYS_BEFORE = "working-days-before"
    ON_THE_DAY = "on-the-day"


@dataclass(frozen=True, slots=True)
class ReleaseRule:
    """When a slot opens, and what it turns into if nobody has it by then.

    Shape: ``number`` of weeks, minutes or days; ``at_local`` a wall-clock time of the day it opens,
    None for its beginning. ``turns_into`` another kind ``turn_days`` days before, 0 on the day.
    Working days leave out Saturdays, Sundays and bank holidays.
    """

    kind: Release = Release.AT_ONCE
    number: int = 0
    at_local: time | None = None
    turns_into: SlotTypeId | None = None
    turn_days: int | None = None


AT_ONCE = ReleaseRule()
_MOST = {
    Release.WEEKS_AHEAD: (MOST_WEEKS, "weeks"),
    Release.MINUTES_BEFORE: (MOST_MINUTES, "minutes"),
    Release.DAYS_BEFORE: (MOST_DAYS, "days"),
    Release.WORKING_DAYS_BEFORE: (MOST_DAYS, "working days"),
}
_AT_A_CLOCK_TIME = (Release.DAYS_BEFORE, Release.WORKING_DAYS_BEFORE, Release.ON_THE_DAY)


def check_release(rule: ReleaseRule, kind: SlotTypeId | None = None) -> ReleaseRule:
    """Return the rule of a kind of slot with what does not belong to it left away.

    Errors: RuleViolation at number, at_local, turns_into or turn_days.
    """
    number, at_local = 0, None
    if rule.kind in _MOST:
        number = rule.number
        most, unit = _MOST[rule.kind]
        if not 1 <= number <= most:
            raise RuleViolation("number", "number", f"Between 1 and {most:,} {unit}.")
    if rule.kind in _AT_A_CLOCK_TIME:
        at_local = rule.at_local
        if at_local is None:
            raise RuleViolation("at_local", "at_local", "Give the time of day it opens at.")
    if (rule.turns_into is None) != (rule.turn_days is None):
        sentence = "Say both what it turns into and how many days before."
        raise RuleViolation("turn_days", "turn_days", sentence)
    if rule.turn_days is not None and not 0 <= rule.turn_days <= MOST_DAYS:
        raise RuleViolation("turn_days", "turn_days", f"Between 0 and {MOST_DAYS} days before.")
    if rule.turns_into is not None and rule.turns_into == kind:
        raise RuleViolation("turns_into", "turns_into", "Choose another kind than this one.")
    return ReleaseRule(rule.kind, number, at_local, rule.turns_into, rule.turn_days)


def check_opens_in_time(rule: ReleaseRule, starts: Iterable[time], name: str) -> None:
    """Refuse a rule that opens a slot only when it has started.

    Errors: RuleViolation("release") naming the slot.
    """
    if rule.kind is not Release.ON_THE_DAY or rule.at_local is None:
        return
    late = min((start for start in starts if start <= rule.at_local), default=None)
    if late is not None:
        sentence = (
            f"{name} opens on the day at {rule.at_local:%H:%M}, after its slot at {late:%H:%M} "
            "starts. Open it earlier, or move the slot."
        )
        raise RuleViolation("release", "at_local", sentence)


def release_instant(
    rule: ReleaseRule,
    start_at: datetime,
    on_date: date,
    zone_name: str,
    bank_holidays: frozenset[date] = frozenset(),
) -> datetime | None:
    """Return when a slot opens, None for at once.

    Minutes before are elapsed time; weeks, days and clock times are the clinic's. A clock time
    that the spring change leaves out is the change itself; one that happens twice, its first pass.
    """
    if rule.kind is Release.AT_ONCE:
        return None
    if rule.kind is Release.MINUTES_BEFORE:
        return start_at - timedelta(minutes=rule.number)
    if rule.kind is Release.WORKING_DAYS_BEFORE:
        opens_on = working_days_before(on_date, rule.number, bank_holidays)
    else:
        per = {Release.WEEKS_AHEAD: 7, Release.DAYS_BEFORE: 1}.get(rule.kind, 0)
        opens_on = on_date - timedelta(days=per * rule.number)
    return opening_instant(opens_on, rule.at_local or time(), zone_name)


def opening_instant(on: date, wall: time, zone_name: str) -> datetime:
    """Return the first instant at which the clinic's clock shows that time or a later one."""
    local = datetime.combine(on, wall, zone(zone_name))
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    assert before is not None
    assert after is not None
    instant = (local.replace(tzinfo=None) - before).replace(tzinfo=UTC)
    if after <= before:
        return instant
    # In the gap: the offset before it makes a time past it; go back to the change itself.
    return _change_near(instant, zone_name)


def _change_near(instant: datetime, zone_name: str) -> datetime:
    """Return the clock change within the two hours up to an instant, to the minute."""
    there = zone(zone_name)
    early, late = instant - timedelta(hours=2), instant
    old = early.astimezone(there).utcoffset()
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) // 2
        if middle.astimezone(there).utcoffset() == old:
            early = middle
        else:
            late = middle
    return late.replace(second=0, microsecond=0)


def working_days_before(on: date, number: int, bank_holidays: frozenset[date]) -> date:
    """Return the working day that many working days before a date."""
    while number:
        on -= timedelta(days=1)
        if on.weekday() < 5 and on not in bank_holidays:
            number -= 1
    return on


def say_release(rule: ReleaseRule, names: dict[SlotTypeId, str] | None = None) -> str:
    """Say a rule in one sentence, "at once, 8 weeks ahead", "08:00 on the day"."""
    at = "" if rule.at_local is None else f"{rule.at_local:%H:%M}"
    s = "" if rule.number == 1 else "s"
    said = {
        Release.AT_ONCE: "at once",
        Release.WEEKS_AHEAD: f"at once, {rule.number} week{s} ahead",
        Release.MINUTES_BEFORE: f"{rule.number} minute{s} before",
        Release.DAYS_BEFORE: f"{at}, {rule.number} day{s} before",
        Release.WORKING_DAYS_BEFORE: f"{at}, {rule.number} working day{s} before",
        Release.ON_THE_DAY: f"{at} on the day",
    }[rule.kind]
    if rule.turns_into is None:
        return said
    into = (names or {}).get(rule.turns_into, "another kind")
    when = {0: "on the day", 1: "1 day before"}.get(
        rule.turn_days or 0, f"{rule.turn_days} days before"
    )
    return f"{said}; turns into {into} {when}"
