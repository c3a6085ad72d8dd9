"""How each field is read, what a search fills in, and how two edits come together."""

from datetime import date

import pytest

from desktop.domain.people import ContactPoint, PatientDetails
from desktop.ui.people.form_merge import shown_value
from desktop.ui.people.form_prefill import details_from_search
from desktop.ui.people.form_reading import (
    read_address_of_email,
    read_birth,
    read_code,
    read_line,
    read_lines,
    read_number,
    read_number_of_phone,
)
from tests.ui.people.cards import DETAILS, TODAY

HIDDEN = "\x07"
RIGHT_TO_LEFT = "\u202eevil\u202c"


@pytest.mark.parametrize(
    ("typed", "born_on", "understood"),
    [
        ("12/3/1980", date(1980, 3, 12), "12 March 1980, 46 years"),
        ("12 mar 80", date(1980, 3, 12), "12 March 1980, 46 years"),
        ("120380", date(1980, 3, 12), "12 March 1980, 46 years"),
        ("4/11/2026", date(2026, 11, 4), "4 November 2026, 14 days old"),
    ],
)
def test_a_birth_date_is_read_as_said_and_repeated(
    typed: str, born_on: date, understood: str
) -> None:
    reading = read_birth(typed, today=TODAY)
    assert (reading.value, reading.understood) == (born_on, understood)


def test_two_centuries_are_both_offered_and_none_is_guessed() -> None:
    reading = read_birth("12/3/12", today=TODAY)
    assert reading.value is None
    assert reading.choices == (date(2012, 3, 12), date(1912, 3, 12))
    assert reading.understood == "12 March 2012 or 12 March 1912? Choose one."


@pytest.mark.parametrize(
    ("typed", "words", "early"),
    [
        ("31/02/1980", "31 February does not exist. Did you mean 29 February?", False),
        ("29/02/1981", "29 February 1981 does not exist. Did you mean 28 February?", False),
        ("12/3/2031", "12 March 2031 is in the future. Check the year.", False),
        ("soon", "This is not clear as a date.", True),
        ("12/3", "The year is missing", True),
        ("9" * 10_000, "This is not clear as a date: it is too long for one.", True),
        (HIDDEN, "This is not clear as a date.", True),
    ],
)
def test_a_birth_date_with_a_slip_gets_a_sentence(typed: str, words: str, early: bool) -> None:
    reading = read_birth(typed, today=TODAY)
    assert reading.wrong.startswith(words)
    assert reading.is_early is early
    assert reading.value is None


def test_a_number_is_checked_and_its_kind_said() -> None:
    assert read_number("999 012 3454").value == "9990123454"
    assert read_number("9434765919").doubt == "943 476 5919: a test number."
    slip = read_number("999 012 3456")
    assert slip.wrong.startswith("This number has a slip in it.")
    assert not slip.is_early
    assert read_number("999 01").is_early
    assert not read_number("9" * 10_000).is_early
    assert read_number("").value == ""


def test_phone_email_and_postcode_are_tidied_or_kept_with_a_doubt() -> None:
    assert read_number_of_phone("07700 900118").value == "07700 900118"
    assert read_number_of_phone("07700 90011").doubt
    assert read_number_of_phone("call me").wrong == "A phone number needs digits."
    assert read_address_of_email("Maggie@Example.ORG").value == "Maggie@example.org"
    assert read_address_of_email("maggie@gmail.con").doubt == "Is it maggie@gmail.com?"
    assert read_address_of_email("maggie").wrong
    assert read_code("ls1 4ap").value == "LS1 4AP"
    assert read_code("75008").doubt.endswith("kept as typed.")


@pytest.mark.parametrize("typed", ["x" * 10_000, HIDDEN, "e\u0301" * 5000])
def test_a_line_that_does_not_fit_or_hides_something_is_told(typed: str) -> None:
    assert read_line(typed, longest=100).wrong
    assert read_lines(typed, longest=100).wrong


def test_marks_that_turn_text_round_are_taken_out_and_real_scripts_stay() -> None:
    assert read_line(RIGHT_TO_LEFT, longest=100).value == "evil"
    assert read_line("فاطمة الحسن", longest=100).value == "فاطمة الحسن"
    assert read_line("Zoe\u0308", longest=100).value == "Zoë"


@pytest.mark.parametrize(
    ("typed", "names", "born", "number", "phone"),
    [
        ("maggie hughes", ("Maggie", "Hughes"), "", "", ""),
        ("jo ann smith 12/3/80", ("Jo Ann", "Smith"), "12/3/1980", "", ""),
        ("hughes", ("", "Hughes"), "", "", ""),
        ("MacLeod 12/3/12", ("", "MacLeod"), "12/3/12", "", ""),
        ("rosa 9990123454", ("", "Rosa"), "", "9990123454", ""),
        ("rosa 07700 900118", ("", "Rosa"), "", "", "07700900118"),
        ("", ("", ""), "", "", ""),
    ],
)
def test_a_search_fills_in_what_it_already_named(
    typed: str, names: tuple[str, str], born: str, number: str, phone: str
) -> None:
    details, text = details_from_search(typed, today=TODAY)
    assert (details.given_names, details.family_name) == names
    assert (text, details.nhs_number) == (born, number)
    assert [point.value for point in details.contact_points] == ([phone] if phone else [])


def test_values_are_shown_in_words() -> None:
    base = PatientDetails(contact_points=(ContactPoint("phone", "+447700900118", "mobile"),))
    assert shown_value(base, "contact_points") == "+447700900118"
    assert shown_value(DETAILS, "born_on") == "12 Mar 1952"
    assert shown_value(PatientDetails(), "born_on") == ""
