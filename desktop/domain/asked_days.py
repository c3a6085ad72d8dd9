"""The days of a sentence in the search box: named ones, weeks, weekdays, dates, bounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from desktop.domain.asked import Asked, ChipKind
from desktop.domain.asked_vocabulary import (
    CLOCK,
    FARTHEST_WEEKS,
    LOOKS_LIKE_DATE,
    NUMBER,
    WEEKDAYS,
    Found,
)
from desktop.domain.errors import RuleViolation
from desktop.domain.said_dates import add_months, month_number, read_go_to_date
from desktop.domain.times import DAYS_WHOLE, day_and_month, said_day

_MONTHS_ALONE = ("january", "february", "september", "october", "november", "december")
"""The others are names of people too, or words of their own: "in may" is a month."""


class DayReader:
    """Reads days out of the words of one sentence, seen from today."""

    def __init__(self, said: Sequence[str], today: date):
        self._said = list(said)
        self._today = today

    def word(self, place: int) -> str:
        """Return the word at a place, "" beyond the last."""
        return self._said[place] if 0 <= place < len(self._said) else ""

    def read(self, place: int) -> Found | None:
        """Return what the words there say of days, the longest reading; None for nothing."""
        ways = (self._weeks, self._ahead, self._bounded, self._weekday_set, self._one_day)
        for way in (*ways, self._month):
            found = way(place)
            if found is not None:
                return found
        return None

    def is_over(self, text: str) -> bool:
        """Return whether a text is a day that has gone by."""
        words = text.split()
        if words == ["yesterday"]:
            return True
        try:
            day = read_go_to_date(text, today=self._today)
        except RuleViolation:
            return False
        return day < self._today and words[0][:1].isdigit() and not words[-1].isalpha()

    def _weeks(self, place: int) -> Found | None:
        monday = self._today - timedelta(days=self._today.weekday())
        month = self._today.replace(day=1)
        ways = {
            ("this", "week"): (self._today, monday + timedelta(days=6)),
            ("next", "week"): (monday + timedelta(days=7), monday + timedelta(days=13)),
            ("week", "after", "next"): (monday + timedelta(days=14), monday + timedelta(days=20)),
            ("this", "month"): (self._today, add_months(month, 1) - timedelta(days=1)),
            ("next", "month"): (add_months(month, 1), add_months(month, 2) - timedelta(days=1)),
        }
        for words, (first, last) in ways.items():
            if is_said(self._said, place, words):
                return self._range(len(words), first, last)
        return None

    def _ahead(self, place: int) -> Found | None:
        number, unit = self.word(place + 1), self.word(place + 2)
        if self.word(place) != "in" or not (NUMBER.fullmatch(number) or number == "a"):
            return None
        count = 1 if number == "a" else int(number)
        if unit in ("day", "days") and 0 < count <= 7 * FARTHEST_WEEKS:
            day = self._today + timedelta(days=count)
            return self._range(3, day, day)
        if unit in ("week", "weeks") and 0 < count <= FARTHEST_WEEKS:
            day = self._today + timedelta(weeks=count)
        elif unit in ("month", "months") and 0 < count <= FARTHEST_WEEKS // 4:
            day = add_months(self._today, count)
        else:
            return None
        monday = day - timedelta(days=day.weekday())
        return self._range(3, monday, monday + timedelta(days=6))

    def _month(self, place: int) -> Found | None:
        """Read "in may", or the name of a month that is nobody's name."""
        skip = int(self.word(place) == "in")
        word = self.word(place + skip)
        number = month_number(word) if word.isalpha() else None
        if number is None or not (skip or word in _MONTHS_ALONE):
            return None
        ahead = (number - self._today.month) % 12
        first = add_months(self._today.replace(day=1), ahead)
        last = add_months(first, 1) - timedelta(days=1)
        return self._range(1 + skip, max(first, self._today), last)

    def _bounded(self, place: int) -> Found | None:
        word = self.word(place)
        if word not in ("from", "after", "by", "before", "until", "till"):
            return None
        found = self._day_from(place + 1)
        if found is None:
            return None
        count, day = found
        step = timedelta(days={"after": 1, "before": -1}.get(word, 0))
        is_start = word in ("from", "after")
        asked = Asked(first_on=day + step) if is_start else Asked(last_on=day + step)
        if not is_start and day + step < self._today:
            return None
        words = f"{'from' if is_start else 'until'} {said_day(day + step, self._today)}"
        return Found(count + 1, ChipKind.WHEN, words, asked)

    def _weekday_set(self, place: int) -> Found | None:
        if self.word(place) == "not" and (number := WEEKDAYS.get(self.word(place + 1))) is not None:
            words = f"not {DAYS_WHOLE[number]}s"
            return Found(2, ChipKind.WHEN, words, Asked(not_weekdays=frozenset({number})))
        first, last = (WEEKDAYS.get(self.word(one)) for one in (place, place + 2))
        joiner = self.word(place + 1)
        if first is None or last is None or joiner not in ("to", "or", "and", "-"):
            return None
        chosen = {first, last}
        if joiner in ("to", "-"):
            chosen = {(first + step) % 7 for step in range((last - first) % 7 + 1)}
        words = f"{DAYS_WHOLE[first]} {'to' if joiner == '-' else joiner} {DAYS_WHOLE[last]}"
        return Found(3, ChipKind.WHEN, words, Asked(weekdays=frozenset(chosen)))

    def _one_day(self, place: int) -> Found | None:
        found = self._day_from(place)
        if found is None:
            return None
        count, day = found
        return self._range(count, day, day)

    def _day_from(self, place: int) -> tuple[int, date] | None:
        """Read a day: a named one, a weekday, or a date that is not over."""
        word = self.word(place)
        if word in ("today", "tomorrow", "tomorrows"):
            return 1, self._today + timedelta(days=word != "today")
        is_next = word == "next" and self.word(place + 1) in WEEKDAYS
        if word in WEEKDAYS or is_next:
            has_week = not is_next and self.word(place + 1) == "week"
            count = 2 if is_next or has_week else 1
            return count, self._date_of(place, count)
        for count in (3, 2, 1):
            if self.is_date(place, count):
                day = self._date_of(place, count)
                if self._today <= day <= self._today + timedelta(weeks=FARTHEST_WEEKS):
                    return count, day
        return None

    def is_date(self, place: int, count: int) -> bool:
        """Return whether so many words are a date, and not a bare number."""
        words = self._said[place : place + count]
        if len(words) < count or not words or not any(part[:1].isdigit() for part in words):
            return False
        if count == 1 and (words[0].isdigit() or not LOOKS_LIKE_DATE.fullmatch(words[0])):
            return False
        if any(part.isalpha() and month_number(part) is None for part in words):
            return False
        if any(CLOCK.fullmatch(part) and not part.isdigit() for part in words):
            return False
        try:
            self._date_of(place, count)
        except RuleViolation:
            return False
        return True

    def _date_of(self, place: int, count: int) -> date:
        return read_go_to_date(" ".join(self._said[place : place + count]), today=self._today)

    def _range(self, count: int, first: date, last: date) -> Found:
        asked = Asked(first_on=first, last_on=last)
        if first == last:
            words = said_day(first, self._today)
        elif first.month == last.month:
            words = f"{first.day} to {day_and_month(last)}"
        else:
            words = f"{day_and_month(first)} to {day_and_month(last)}"
        return Found(count, ChipKind.WHEN, words, asked)


def is_said(said: Sequence[str], place: int, words: Sequence[str]) -> bool:
    """Return whether these words stand there."""
    return list(said[place : place + len(words)]) == list(words)
