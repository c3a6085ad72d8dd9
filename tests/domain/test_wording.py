"""A visit in words."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.ids import ClinicianId
from desktop.domain.practice import Channel, Clinician
from desktop.domain.wording import (
    clinician_out_loud,
    plain_words,
    said_date,
    said_minutes,
    said_time,
    wording_to_send,
    words_to_say,
)

ZONE = "Europe/London"
AT = datetime(2026, 11, 25, 9, 20, tzinfo=UTC)


def _said(start_at: datetime, minutes: int, who: str, channel: Channel) -> str:
    return "".join(part.text for part in words_to_say(start_at, minutes, who, channel, ZONE))


def test_words_to_say_are_those_of_the_design() -> None:
    assert _said(AT, 40, "Grace", Channel.IN_PERSON) == (
        "“That’s Wednesday the 25th of November at twenty past nine with Grace, "
        "for forty minutes. Does that suit you?”"
    )
    strong = [one.text for one in words_to_say(AT, 40, "Grace", Channel.IN_PERSON, ZONE)[1::2]]
    assert strong == [
        "Wednesday the 25th of November",
        "twenty past nine",
        "Grace",
        "forty minutes",
    ]


def test_the_name_they_use_comes_first_and_what_is_arranged_is_promised() -> None:
    asked = ("a BSL interpreter", "a hoist")
    parts = words_to_say(
        AT, 40, "Grace", Channel.IN_PERSON, ZONE,
        called="Maggie", arranges=asked, information="Bring your list of tablets",
    )  # fmt: skip
    assert plain_words(parts) == (
        "“Maggie, that’s Wednesday the 25th of November at twenty past nine with Grace, for "
        "forty minutes. I’ll ask for a BSL interpreter and a hoist and tell you when that is "
        "arranged. Bring your list of tablets. Does that suit you?”"
    )


def test_the_site_is_said_to_those_who_come_to_it() -> None:
    def said(channel: Channel) -> str:
        parts = words_to_say(AT, 40, "Grace", channel, ZONE, site="Mill Green")
        return "".join(part.text for part in parts)

    assert "with Grace at Mill Green, for forty minutes" in said(Channel.IN_PERSON)
    assert "Mill Green" not in said(Channel.TELEPHONE)


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (9, 0, "nine o’clock"),
        (9, 15, "quarter past nine"),
        (9, 30, "half past nine"),
        (9, 45, "quarter to ten"),
        (9, 50, "ten to ten"),
        (9, 7, "seven minutes past nine"),
        (9, 59, "one minute to ten"),
        (12, 0, "twelve noon"),
        (12, 45, "quarter to one in the afternoon"),
        (15, 40, "twenty to four in the afternoon"),
        (18, 30, "half past six in the evening"),
        (0, 5, "five past twelve"),
    ],
)
def test_times_are_said_as_people_say_them(hour: int, minute: int, said: str) -> None:
    assert said_time(AT.replace(hour=hour, minute=minute), ZONE) == said


def test_times_are_the_clinics_own_in_summer() -> None:
    assert said_time(datetime(2026, 7, 1, 8, 20, tzinfo=UTC), ZONE) == "twenty past nine"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "one minute"),
        (25, "twenty-five minutes"),
        (60, "an hour"),
        (90, "an hour and a half"),
        (100, "an hour and forty minutes"),
        (150, "two hours and a half"),
    ],
)
def test_lengths_are_said_in_words(minutes: int, said: str) -> None:
    assert said_minutes(minutes) == said


@pytest.mark.parametrize(
    ("day", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (13, "13th"), (22, "22nd")]
)
def test_days_of_the_month_have_their_ending(day: int, said: str) -> None:
    assert f"the {said} of" in said_date(date(2026, 12, day))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.integers(1, 480))
def test_any_visit_can_be_said(at: datetime, minutes: int) -> None:
    said = _said(at.replace(tzinfo=UTC), minutes, "Dr Patel", Channel.TELEPHONE)
    assert "Dr Patel, by telephone, for " in said


def test_clinicians_are_named_as_at_the_desk() -> None:
    doctor = Clinician(ClinicianId("1"), "Dr", "Anjali", "Patel", "GP")
    nurse = Clinician(ClinicianId("2"), "", "Grace Ann", "Adeyemi", "Nurse")
    assert clinician_out_loud(doctor) == "Dr Patel"
    assert clinician_out_loud(nurse) == "Grace"


@pytest.mark.parametrize(
    ("channel", "where"),
    [
        (Channel.IN_PERSON, "with Grace at Alder Lane"),
        (Channel.TELEPHONE, "Grace will ring you on 07700 900118"),
        (Channel.VIDEO, "by video with Grace"),
        (Channel.HOME, "Grace will come to your home"),
    ],
)
def test_wording_to_send_says_who_when_where_and_what_to_bring(
    channel: Channel, where: str
) -> None:
    text = wording_to_send(
        called="Maggie Hughes",
        start_at=AT,
        clinician="Grace",
        place="Alder Lane",
        channel=channel,
        call_on="07700 900118",
        information="Loose sleeves help.",
        zone=ZONE,
    )
    assert text == (
        f"Maggie Hughes, your visit is on Wednesday the 25th of November at 09:20, {where}.\n"
        "Loose sleeves help."
    )


def test_wording_to_send_ends_with_whom_to_ring() -> None:
    text = wording_to_send(
        called="Maggie Hughes",
        start_at=AT,
        clinician="Grace",
        place="",
        channel=Channel.IN_PERSON,
        call_on=None,
        information="",
        zone=ZONE,
        phone="020 7946 0321",
    )
    assert text.splitlines()[1:] == ["If you can’t come, ring us on 020 7946 0321."]
