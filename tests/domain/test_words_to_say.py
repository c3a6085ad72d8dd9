"""The words to say: dates, times and lengths as they are spoken."""

from __future__ import annotations

from datetime import date, time

import pytest

from desktop.domain.needs import derive_needs
from desktop.domain.practice import Channel
from desktop.domain.words_to_say import spoken_day, spoken_number, spoken_time, words_to_say
from tests.domain.test_best_fit import MAGGIE, ZONE, free
from tests.domain.test_needs import VISIT


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("09:20", "twenty past nine"), ("09:15", "a quarter past nine"), ("15:00", "three o’clock"),
        ("12:00", "noon"), ("00:00", "midnight"), ("12:30", "half past twelve"),
        ("11:45", "a quarter to twelve"), ("08:40", "twenty to nine"), ("13:05", "five past one"),
        ("09:01", "one minute past nine"), ("09:07", "seven minutes past nine"),
        ("23:58", "two minutes to twelve"), ("12:35", "twenty-five to one"),
    ],
)  # fmt: skip
def test_a_time_is_said_as_people_say_it(at: str, said: str) -> None:
    assert spoken_time(time.fromisoformat(at)) == said


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 11, 25), "Wednesday the 25th of November"),
        (date(2026, 12, 1), "Tuesday the 1st of December"),
        (date(2026, 12, 2), "Wednesday the 2nd of December"),
        (date(2026, 12, 3), "Thursday the 3rd of December"),
        (date(2026, 12, 11), "Friday the 11th of December"),
        (date(2026, 12, 12), "Saturday the 12th of December"),
        (date(2026, 12, 13), "Sunday the 13th of December"),
        (date(2026, 12, 22), "Tuesday the 22nd of December"),
    ],
)
def test_a_day_is_said_as_people_say_it(on: date, said: str) -> None:
    assert spoken_day(on) == said


def test_numbers_up_to_999_are_said() -> None:
    said = {number: spoken_number(number) for number in (1, 10, 12, 20, 40, 45, 100, 105, 480)}
    assert list(said.values()) == [
        "one", "ten", "twelve", "twenty", "forty", "forty-five", "a hundred",
        "a hundred and five", "four hundred and eighty",
    ]  # fmt: skip
    assert len({spoken_number(number) for number in range(1, 1000)}) == 999


def test_the_words_say_who_when_where_how_long_and_what_to_bring() -> None:
    needs = derive_needs(MAGGIE.told, VISIT)
    time_chosen = free()[0].time
    said = words_to_say(
        time_chosen, called="Maggie", zone=ZONE, information="Loose sleeves help.", needs=needs
    )
    assert said == (
        "Maggie, that’s Wednesday the 25th of November at twenty past nine with Grace Adeyemi "
        "at Alder Lane, for forty minutes. I’ll ask for a BSL interpreter and tell you when that "
        "is arranged. Loose sleeves help. Does that suit you?"
    )
    phone = free(channel=Channel.TELEPHONE)[0].time
    assert "on the phone" in words_to_say(phone, called="Maggie", zone=ZONE)
