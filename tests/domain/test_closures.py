"""Closures: bank holidays as GOV.UK lists them, bad input, words."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, time
from typing import Any

import pytest

from desktop.domain.closures import (
    ClosureKind,
    check_closure,
    days_closed,
    list_bank_holidays,
    say_closed,
    say_closure,
)
from desktop.domain.errors import RuleViolation
from desktop.domain.ids import ClinicianId, ClinicId
from tests.data_sets import DataSets
from tests.factories.templates import make_closure

GOV_UK = "nhs/uk-bank-holidays-2012-2028.json"
NATIONS = {
    "england": "england-and-wales",
    "wales": "england-and-wales",
    "scotland": "scotland",
    "northern-ireland": "northern-ireland",
}
ON = date(2026, 12, 9)


@pytest.mark.data_set(GOV_UK)
@pytest.mark.parametrize(("nation", "division"), NATIONS.items())
def test_bank_holidays_are_gov_uks(test_data: DataSets, nation: str, division: str) -> None:
    listed = json.loads(test_data(GOV_UK).read_text(encoding="utf-8"))
    govuk = {date.fromisoformat(one["date"]) for one in listed[division]["events"]}
    days = {"england-and-wales": 140, "scotland": 157, "northern-ireland": 174}[division]
    test_data.assert_figure(GOV_UK, len(govuk), days)

    ours = list_bank_holidays(nation, date(2012, 1, 1), date(2028, 12, 31))
    found = {one.first_on: one.name for one in ours}

    assert govuk <= found.keys()
    more = {on: name for on, name in found.items() if on not in govuk}
    late = more.pop(date(2026, 6, 15), "")  # announced after the file was made
    assert ("World Cup" in late) == (nation == "scotland")
    assert {on.weekday() for on in more} <= {5, 6}
    assert {name.split(" Day")[0] for name in more.values()} == {
        "Boxing", "Christmas", "New Year’s",
    }  # fmt: skip


def test_a_substitute_day_says_so() -> None:
    found = list_bank_holidays("england", date(2026, 12, 1), date(2027, 1, 31))

    assert [say_closure(one) for one in found] == [
        "Christmas Day, Fri 25 Dec",
        "Boxing Day, Sat 26 Dec",
        "Boxing Day, substitute day, Mon 28 Dec",
        "New Year’s Day, Fri 1 Jan",
    ]


def test_the_days_closed_are_those_of_whole_closures_of_the_kind() -> None:
    closures = (
        make_closure(ON, last_on=date(2026, 12, 11)),
        make_closure(date(2027, 1, 1), start_local=time(13)),
        make_closure(date(2027, 1, 2), kind=ClosureKind.CLOSED),
    )

    found = days_closed(closures, ClosureKind.TRAINING)

    assert found == {ON, date(2026, 12, 10), date(2026, 12, 11)}


def test_a_closure_says_its_days_and_hours() -> None:
    assert say_closure(make_closure(ON, start_local=time(13))) == (
        "Staff training, Wed 9 Dec from 13:00"
    )
    assert say_closure(make_closure(ON, last_on=date(2026, 12, 11), end_local=time(9))) == (
        "Staff training, Wed 9 Dec to Fri 11 Dec to 09:00"
    )
    assert check_closure(make_closure(ON, " ", kind=ClosureKind.CLOSED)).name == "Closed"


BAD: tuple[tuple[str, dict[str, Any]], ...] = (
    ("last_on", {"last_on": date(2026, 12, 8)}),
    ("last_on", {"last_on": date(2029, 12, 8)}),
    ("end_local", {"start_local": time(13), "end_local": time(13)}),
    ("clinician_id", {"kind": ClosureKind.LEAVE}),
    ("room_id", {"kind": ClosureKind.OUT_OF_USE}),
    ("clinic_id", {"clinic_id": ClinicId("a"), "clinician_id": ClinicianId("b")}),
)


@pytest.mark.parametrize(("field", "changed"), BAD)
def test_bad_input_has_a_sentence_at_its_field(field: str, changed: dict[str, Any]) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_closure(make_closure(ON, **changed))

    assert refused.value.field == field
    assert refused.value.message.endswith(".")


def test_what_closes_a_day_is_said_of_who_it_concerns() -> None:
    clinic, doctor = ClinicId("clinic"), ClinicianId("doctor")
    away = make_closure(
        ON, kind=ClosureKind.SICKNESS, name="Operation", clinician_id=doctor, start_local=time(13)
    )
    here = make_closure(ON, kind=ClosureKind.CLOSED, name="No heating", clinic_id=clinic)
    whole = make_closure(ON, kind=ClosureKind.BANK_HOLIDAY, name="Christmas Day")
    every = (away, here, whole)
    assert say_closed(every, ON) == "Christmas Day"
    of_doctor = say_closed(every, ON, clinic_ids={clinic}, clinician_id=doctor)
    assert of_doctor == "Away from 13:00; No heating; Christmas Day", "why is nobody's business"
    assert say_closed(every, date(2026, 12, 10)) == ""


def test_other_countries_are_not_loaded_for_ours() -> None:
    ask = (
        "import sys; from datetime import date; "
        "from desktop.domain.closures import list_bank_holidays as ask; "
        "found = ask('wales', date(2026, 12, 1), date(2026, 12, 31)); "
        "print(len(found), [one for one in sys.modules if one.startswith('holidays.countries')])"
    )
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "3 ['holidays.countries.united_kingdom']"
