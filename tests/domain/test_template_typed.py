"""A template as it is typed: what is read of it, each slip at its field, and typed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, SessionTemplateId
from desktop.domain.practice import Channel, SlotType
from desktop.domain.repeats import Every, Repeat
from desktop.domain.template_typed import (
    Ends,
    Pace,
    TemplateTyped,
    read_template,
    replacing,
    say_exception,
    typed_of,
    with_exception,
    without_date,
)
from desktop.domain.templates import (
    BankHolidayRule,
    ExceptionKind,
    SessionTemplate,
    TemplateException,
    TemplateState,
    check_template,
)
from tests.factories.templates import BREAK, DAY, MORNING, ROUTINE, make_template

TODAY = date(2026, 11, 18)
KINDS = (
    SlotType(ROUTINE, "Routine", "Rout", "R", 10, "R", Channel.IN_PERSON),
    SlotType(BREAK, "Break", "Brk", "b", 10, "b", Channel.IN_PERSON, bookable=False),
    SlotType(DAY, "On the day", "Day", "D", 10, "D", Channel.IN_PERSON),
)
TYPED = TemplateTyped(
    name="Morning surgery",
    clinic_id=ClinicId("alder"),
    clinician_id=ClinicianId("patel"),
    days=(0,),
    first_on="23/11/2026",
    pattern="6 x Routine 10 min\nBreak 20 min\n4 x On the day 10 min",
)
LEAVE = TemplateException(date(2026, 12, 7), ExceptionKind.LEFT_OUT, note="leave")
LATE = TemplateException(date(2026, 12, 14), ExceptionKind.HELD, time(9, 30))


def read(typed: TemplateTyped) -> Any:
    return check_template(read_template(typed, KINDS, today=TODAY))


@pytest.mark.parametrize(
    ("changed", "repeat"),
    [
        ({}, Repeat(Every.WEEK, (0,))),
        ({"pace": Pace.FORTNIGHT}, Repeat(Every.WEEK, (0,), 2)),
        ({"pace": Pace.WEEKS, "interval": " 3 "}, Repeat(Every.WEEK, (0,), 3)),
        (
            {"pace": Pace.MONTH, "nths": (2, -1), "interval": "1"},
            Repeat(Every.MONTH, (0,), 1, (2, -1)),
        ),
        (
            {"ends": Ends.UNTIL, "until": "29/3/2027"},
            Repeat(Every.WEEK, (0,), until=date(2027, 3, 29)),
        ),
        ({"ends": Ends.TIMES, "count": "1,000"}, Repeat(Every.WEEK, (0,), count=1000)),
        ({"pace": Pace.DATES, "exceptions": (LATE,)}, Repeat(Every.DATES)),
    ],
)
def test_what_is_typed_is_read_and_typed_again_the_same(
    changed: dict[str, Any], repeat: Repeat
) -> None:
    typed = replace(TYPED, **changed)
    details = read(typed)
    assert details.repeat == repeat
    assert details.pattern == MORNING
    saved = SessionTemplate(SessionTemplateId("one"), details, TemplateState.DRAFT, None, 1)
    assert read(typed_of(saved, KINDS)) == details


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"clinic_id": None}, "clinic_id", "Choose a clinic. Add one in Set-up first."),
        ({"clinician_id": None}, "clinician_id", "Choose a clinician. Add one in Set-up first."),
        ({"name": " "}, "name", ""),
        ({"days": ()}, "days", "Choose at least one day of the week."),
        ({"pace": Pace.MONTH}, "nths", "Choose which of the month’s days: first to last."),
        (
            {"pace": Pace.WEEKS, "interval": "often"},
            "interval",
            "Say every how many, in figures: 3.",
        ),
        (
            {"pace": Pace.WEEKS, "interval": "99"},
            "interval",
            "A session repeats every 1 to 52 weeks.",
        ),
        ({"first_on": "31/2/2027"}, "first_on", ""),
        ({"ends": Ends.UNTIL, "until": ""}, "until", ""),
        (
            {"ends": Ends.UNTIL, "until": "20/11/2026"},
            "until",
            "No date comes of this rule. Check its days and end.",
        ),
        (
            {"ends": Ends.TIMES, "count": "100000"},
            "count",
            "A session repeats 1 to 1,000 times. Leave the end open for more.",
        ),
        (
            {"ends": Ends.TIMES, "count": "0"},
            "count",
            "A session repeats 1 to 1,000 times. Leave the end open for more.",
        ),
        ({"end_local": time(8)}, "end_local", "The session has to end after it starts."),
        (
            {"pattern": "30 x Routine"},
            "pattern",
            "The pattern is longer than the session by 60 min.",
        ),
        ({"pattern": "Routine 0"}, "pattern", "A slot lasts between 1 and 480 minutes."),
        ({"pattern": "Routine 1000"}, "pattern", "A slot lasts between 1 and 480 minutes."),
        ({"pattern": "Routine 10 for 0"}, "pattern", ""),
        ({"pattern": "Baby check"}, "pattern", ""),
        ({"pattern": ""}, "pattern", "Add at least one slot to the pattern."),
    ],
)
def test_every_slip_is_a_sentence_at_its_field(
    changed: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(RuleViolation) as slip:
        read(replace(TYPED, **changed))
    assert slip.value.field == field
    assert slip.value.message[-1] in ".?"
    assert not words or slip.value.message == words


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, ""),
        ({"name": " "}, "name"),
        ({"days": ()}, "days"),
        ({"pace": Pace.MONTH}, "nths"),
        ({"pattern": "\n"}, "pattern"),
        ({"pace": Pace.DATES, "days": ()}, "exceptions"),
    ],
)
def test_what_is_not_typed_yet_is_no_slip(changed: dict[str, Any], field: str) -> None:
    assert replace(TYPED, **changed).empty_field == field


def test_a_change_from_a_date_on_keeps_only_the_dates_to_come() -> None:
    details = make_template(exceptions=(LEAVE, LATE), last_on=date(2027, 1, 31))
    old = SessionTemplate(SessionTemplateId("old"), details, TemplateState.PUBLISHED, None, 2)
    typed = replacing(old, typed_of(old, KINDS), date(2026, 12, 10))
    assert (typed.first_on, typed.exceptions) == ("10/12/2026", (LATE,))
    assert (typed.replaces_id, typed.last_on) == ("old", None)


def test_dates_of_their_own_stay_in_order_one_a_date() -> None:
    again = replace(LEAVE, note="training")
    assert with_exception((LATE, LEAVE), again) == (again, LATE)
    assert without_date((LEAVE, LATE), LEAVE.on_date) == (LATE,)
    worked = TemplateException(
        date(2026, 12, 28), ExceptionKind.WORKED, time(9), time(11), "short of time"
    )
    to = TemplateException(date(2026, 12, 28), ExceptionKind.HELD, None, time(11))
    added = TemplateException(date(2026, 12, 5), ExceptionKind.HELD)
    assert [say_exception(one) for one in (LEAVE, LATE, worked, to, added)] == [
        "off, leave",
        "starts 09:30",
        "worked though closed, 09:00 to 11:00, short of time",
        "to 11:00",
        "added",
    ]
    assert BankHolidayRule.SKIP is TYPED.bank_holidays
