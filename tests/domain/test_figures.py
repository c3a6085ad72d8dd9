"""Figures of other scripts: refused in words wherever a number is typed, never read in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest

from desktop.domain.contacts import read_phone
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId, SlotTypeId
from desktop.domain.nhs_numbers import parse_nhs_number
from desktop.domain.opening_hours import read_clock, read_hours
from desktop.domain.patterns import read_pattern
from desktop.domain.pins import check_new_pin
from desktop.domain.practice import Channel, SlotType
from desktop.domain.repeats import read_repeat
from desktop.domain.said_dates import read_go_to_date, read_said_date
from desktop.domain.template_typed import Ends, Pace, TemplateTyped, read_template

TODAY = date(2026, 11, 18)
KINDS = (SlotType(SlotTypeId("r"), "Routine", "Rout", "R", 10, "R", Channel.IN_PERSON),)
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _template(**typed: object) -> object:
    whole = {
        "name": "A",
        "clinic_id": ClinicId("c"),
        "clinician_id": ClinicianId("d"),
        "days": (0,),
        "first_on": "30/11/2026",
        "start_local": time(9),
        "pattern": "R",
    }
    return read_template(TemplateTyped(**(whole | typed)), KINDS, today=TODAY)  # type: ignore[arg-type]  # one of them


READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "how many slots": (lambda typed: read_pattern(f"{typed} x Routine", KINDS), "6"),
    "how long a slot": (lambda typed: read_pattern(f"Routine {typed} min", KINDS), "15"),
    "how many people": (lambda typed: read_pattern(f"Routine for {typed}", KINDS), "8"),
    "a time": (lambda typed: read_clock(typed, "start_local"), "08:30"),
    "opening hours": (lambda typed: read_hours(f"Mon {typed} to 18:30"), "08:00"),
    "a date": (lambda typed: read_go_to_date(typed, today=TODAY), "25/12/2026"),
    "a birth": (lambda typed: read_said_date(typed, today=TODAY, past_only=True), "12/3/1980"),
    "every how many": (lambda typed: _template(pace=Pace.WEEKS, interval=typed), "3"),
    "how many times": (lambda typed: _template(ends=Ends.TIMES, count=typed), "10"),
    "a rule": (lambda typed: read_repeat(f"FREQ=WEEKLY;BYDAY=MO;COUNT={typed}", TODAY), "3"),
    "the end of a rule": (
        lambda typed: read_repeat(f"FREQ=WEEKLY;BYDAY=MO;UNTIL={typed}", TODAY),
        "20270301",
    ),
    "a PIN": (check_new_pin, "730482"),
}


@pytest.mark.parametrize("figures", [ARABIC, WIDE], ids=["arabic", "wide"])
@pytest.mark.parametrize("what", READERS)
def test_figures_of_another_script_are_refused_in_words(what: str, figures: dict[int, int]) -> None:
    read, good = READERS[what]
    read(good)
    with pytest.raises(RuleViolation) as refused:
        read(good.translate(figures))
    assert refused.value.message.endswith((".", "08:30", "12:00"))


def test_numbers_of_people_are_read_as_they_are_pasted_or_refused() -> None:
    """Phones and NHS numbers come by paste: wide figures are the same figures."""
    assert read_phone("07700 900118".translate(WIDE)).shown == "07700 900118"
    with pytest.raises(RuleViolation):
        read_phone("07700 900118".translate(ARABIC))
    for figures in (ARABIC, WIDE):
        with pytest.raises(RuleViolation):
            parse_nhs_number("9990123454".translate(figures))
