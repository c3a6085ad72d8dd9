"""The dates of a series looked at one by one: the best time of each, others, or why none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from desktop.domain.asked import Asked
from desktop.domain.booking import FreeTime
from desktop.domain.closures import say_closed
from desktop.domain.ids import PatientId, SeriesId
from desktop.domain.series import Series, SeriesRule, check_rule, list_dates
from desktop.domain.series_times import (
    CheckedDate,
    DateChoice,
    choose_times,
    days_near,
    say_none,
)
from desktop.domain.times import local_of
from desktop.operations.fit_search import Found
from desktop.operations.weighing import Weighing
from desktop.operations.work import Reading
from desktop.persistence.closures import list_in_force
from desktop.persistence.outline import load_outline
from desktop.persistence.series import count_sessions_on, find_made_until, get_series

WHOLE_DAY = 400
"""So many free times of one date are read at the most: the best may be late in it."""

WEIGHED = 40
"""So many times of a date are weighed, those nearest to the time asked for."""

ENOUGH = 3
"""With so many times on other days nobody looks further from the date."""


@dataclass(frozen=True, slots=True)
class SeriesChecked:
    """The dates of a series, each looked at; ``series`` where it is one on record."""

    rule: SeriesRule
    dates: tuple[CheckedDate, ...]
    series: Series | None = None


def check_series(
    reading: Reading, *, patient_id: PatientId, rule: SeriesRule, asked: Asked
) -> SeriesChecked:
    """Return every date of a series to be, with its times as they fit this person.

    Errors: RuleViolation of the rule.
    """
    check_rule(rule, reading.today)
    days = list_dates(rule)
    checker = _Checker(reading, patient_id, rule, asked, days)
    return SeriesChecked(
        rule, tuple(checker.check(place, on) for place, on in enumerate(days, start=1))
    )


def check_kept_series(reading: Reading, *, series_id: SeriesId) -> SeriesChecked:
    """Return the dates of a series that are still to book, looked at again; NotFound."""
    kept = get_series(reading.db, series_id)
    asked = Asked(
        slot_type_id=kept.slot_type_id,
        clinician_id=kept.clinician_id,
        clinic_id=kept.clinic_id,
        minutes=kept.minutes,
    )
    waiting = kept.to_book
    days = [one.on_date for one in waiting]
    checker = _Checker(reading, kept.patient_id, kept.rule, asked, days)
    dates = tuple(
        replace(checker.check(one.place, one.on_date), version=one.version) for one in waiting
    )
    return SeriesChecked(kept.rule, dates, kept)


class _Checker:
    """Looks at dates; what they share it reads once."""

    def __init__(
        self,
        reading: Reading,
        patient_id: PatientId,
        rule: SeriesRule,
        asked: Asked,
        days: Iterable[date],
    ):
        self._reading, self._rule = reading, rule
        self._asked = replace(asked, from_local=None, until_local=None)
        self._weighing = Weighing(reading, patient_id)
        several = sorted(days) or [reading.today]
        self._closed = list_in_force(reading.db, several[0], several[-1])
        clinics = load_outline(reading.db).clinics
        self._clinics = [one.id for one in clinics if asked.clinic_id in (None, one.id)]
        self._made_until = find_made_until(reading.db, reading.today)

    def check(self, place: int, on: date) -> CheckedDate:
        """Return one date with its times, or those of the days around and why it has none."""
        today = self._reading.today
        answer = self._find(on) if on >= today else Found()
        if answer.times:
            return CheckedDate(place, on, self._choose(on, answer.times))
        near: list[FreeTime] = []
        for day in days_near(on, today):
            near += self._find(day).times
            if len(near) >= ENOUGH:
                break
        return CheckedDate(place, on, self._choose(on, near), self._why(on, answer))

    def _find(self, on: date) -> Found:
        asked = replace(self._asked, first_on=on, last_on=on)
        answer = self._weighing.find(asked, WHOLE_DAY)
        nearest = sorted(answer.times, key=self._off)[:WEIGHED]
        return replace(answer, times=tuple(nearest))

    def _off(self, one: FreeTime) -> tuple[timedelta, datetime]:
        local = local_of(one.start_at, self._reading.zone)
        wanted = datetime.combine(local.date(), self._rule.at_local or time(), local.tzinfo)
        return abs(local - wanted), one.start_at

    def _choose(self, on: date, times: Iterable[FreeTime]) -> tuple[DateChoice, ...]:
        weighed = self._weighing.rank(tuple(times))
        return choose_times(self._rule, on, weighed, self._reading.zone)

    def _why(self, on: date, answer: Found) -> str:
        if on < self._reading.today:
            return "It is over"
        return say_none(
            say_closed(
                self._closed,
                on,
                clinic_ids=self._clinics,
                clinician_id=self._asked.clinician_id,
            ),
            answer.left_out,
            sessions=count_sessions_on(
                self._reading.db,
                on,
                clinician_id=self._asked.clinician_id,
                clinic_id=self._asked.clinic_id,
            ),
            made_until=self._made_until,
            on=on,
        )
