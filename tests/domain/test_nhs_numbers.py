"""NHS numbers are read, or the slip in them is named."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import RuleViolation
from desktop.domain.nhs_numbers import (
    NumberKind,
    check_digit,
    format_nhs_number,
    parse_nhs_number,
)
from tests.data_sets import DataSets

VALID = [
    "999 000 0018",
    "999 000 0026",
    "999 000 0034",
    "999 000 0042",
    "999 000 0050",
    "999 000 0069",
    "999 000 0077",
    "999 000 0085",
    "999 000 0093",
    "999 012 3454",
    "999 100 0003",
    "999 222 2220",
    "999 654 3218",
    "999 876 5439",
]
SLIPS = [
    ("999 123 4560", "nhs_check"),
    ("999 000 0000", "nhs_check"),
    ("999 012 3456", "nhs_check"),
    ("485 777 3456", "nhs_check"),
    ("987 654 4321", "nhs_check"),
    ("123 456 7890", "nhs_check"),
    ("999 999 9995", "nhs_check"),
    ("990 912 3454", "nhs_check"),
    ("999 021 3454", "nhs_check"),
    ("999 012 345", "nhs_length"),
    ("999 012 34545", "nhs_length"),
    ("999 O12 3454", "nhs_digits"),
    ("990 000 2831", "nhs_check"),
    ("000 000 0000", "nhs_repeated"),
    ("", "nhs_length"),
    ("9" * 10_000, "nhs_length"),
    ("999 012 345\u0664", "nhs_digits"),
    ("\u0669" * 10, "nhs_digits"),
    ("999.012.3454", "nhs_digits"),
    ("999 012 3454\x00", "nhs_digits"),
]


def a_number(stem: int) -> str | None:
    """Return the whole number of a nine-digit stem, None when no digit fits."""
    text = f"{stem:09d}"
    last = check_digit(text)
    return None if last is None else text + last


numbers = (
    st.one_of(st.integers(400_000_000, 499_999_999), st.integers(600_000_000, 799_999_999))
    .map(a_number)
    .filter(lambda number: number is not None and len(set(number)) > 1)
)


@pytest.mark.parametrize("typed", VALID)
def test_the_numbers_of_the_test_range_are_read_and_marked(typed: str) -> None:
    reading = parse_nhs_number(typed)
    assert (reading.shown, reading.kind, reading.is_test) == (typed, NumberKind.TEST, True)


@pytest.mark.parametrize(("typed", "code"), SLIPS)
def test_a_slip_is_named(typed: str, code: str) -> None:
    with pytest.raises(RuleViolation) as slip:
        parse_nhs_number(typed, field="number")
    assert (slip.value.code, slip.value.field) == (code, "number")
    assert slip.value.message.endswith("birth date.")
    assert len(slip.value.message) < 200


def test_the_words_say_the_kind_of_slip() -> None:
    for typed, words in [
        (
            "999 012 3456",
            "This number has a slip in it. Check the last digits, or find by birth date.",
        ),
        ("999 012 345", "This number has 9 digits; it should have 10."),
        ("9", "This number has 1 digit; it should have 10."),
        ("999 O12 3454", "the letter O. It may be the digit 0."),
        ("222 222 2222", "ten times the digit 2."),
        ("999 012 345\u0664", "a digit in another script."),
    ]:
        with pytest.raises(RuleViolation) as slip:
            parse_nhs_number(typed)
        assert words in slip.value.message


@pytest.mark.parametrize("digit", "0123456789")
def test_ten_times_one_digit_passes_the_sum_but_not_the_rules(digit: str) -> None:
    assert check_digit(digit * 9) == digit
    with pytest.raises(RuleViolation) as slip:
        parse_nhs_number(digit * 10)
    assert slip.value.code == "nhs_repeated"


@pytest.mark.parametrize(
    ("stem", "kind"),
    [
        (10_100_001, NumberKind.CHI),
        (311_299_998, NumberKind.CHI),
        (290_200_123, NumberKind.CHI),
        (320_000_001, NumberKind.HC),
        (399_999_998, NumberKind.HC),
        (400_000_000, NumberKind.NHS),
        (499_999_998, NumberKind.NHS),
        (600_000_000, NumberKind.NHS),
        (799_999_990, NumberKind.NHS),
        (900_000_001, NumberKind.TEST),
    ],
)
def test_ranges_tell_who_gave_the_number_out(stem: int, kind: NumberKind) -> None:
    number = next(found for found in map(a_number, range(stem, stem + 3)) if found)
    reading = parse_nhs_number(number)
    assert reading.kind is kind
    assert reading.region
    assert reading.is_test == (kind is NumberKind.TEST)


@pytest.mark.parametrize(
    "stem", [100, 10_099_990, 312_000_001, 500_000_001, 800_000_001, 870_000_001]
)
def test_ranges_never_given_out_are_turned_away(stem: int) -> None:
    number = next(found for found in map(a_number, range(stem, stem + 3)) if found)
    with pytest.raises(RuleViolation) as slip:
        parse_nhs_number(number)
    assert slip.value.code == "nhs_range"


@pytest.mark.parametrize("start", ["3102", "2902", "1113", "1100"])
def test_a_scottish_number_starts_with_a_date_that_exists(start: str) -> None:
    number = next(found for found in map(a_number, range(int(start + "01000"), 10**9)) if found)
    with pytest.raises(RuleViolation) as slip:
        parse_nhs_number(number)
    assert slip.value.code == "nhs_date"


@given(numbers, st.integers(0, 9), st.integers(1, 9))
def test_every_wrong_digit_is_caught(number: str, place: int, by: int) -> None:
    wrong = str((int(number[place]) + by) % 10)
    with pytest.raises(RuleViolation):
        parse_nhs_number(number[:place] + wrong + number[place + 1 :])


@given(numbers, st.integers(0, 8))
def test_every_swap_of_unlike_neighbours_is_caught(number: str, place: int) -> None:
    left, right = number[place], number[place + 1]
    swapped = number[:place] + right + left + number[place + 2 :]
    if left == right:
        assert parse_nhs_number(swapped).digits == number
        return
    with pytest.raises(RuleViolation):
        parse_nhs_number(swapped)


@given(numbers, st.sampled_from([" ", "-", "\u2013", "\u00a0", "\t", ""]))
def test_spaces_and_dashes_do_not_matter(number: str, gap: str) -> None:
    typed = gap.join((number[:3], number[3:6], number[6:])) + gap
    reading = parse_nhs_number(typed)
    assert reading.digits == number
    assert reading.kind is NumberKind.NHS
    assert parse_nhs_number(reading.shown).digits == number


@given(st.text(max_size=300))
def test_any_text_is_read_or_turned_away_in_words(typed: str) -> None:
    code = "nhs_"
    try:
        assert len(parse_nhs_number(typed).digits) == 10
    except RuleViolation as slip:
        code = slip.code
    assert code.startswith("nhs_")


def test_only_ten_digits_are_shown_in_groups() -> None:
    assert format_nhs_number("9990123454") == "999 012 3454"
    assert format_nhs_number("99901") == "99901"


@pytest.mark.data_set("people/nhs-numbers-valid-9.csv")
def test_the_nine_published_numbers_are_read(test_data: DataSets) -> None:
    name = "people/nhs-numbers-valid-9.csv"
    with test_data(name).open(encoding="utf-8-sig") as file:
        found = [parse_nhs_number(row[0]).is_test for row in csv.reader(file) if row]
    test_data.assert_figure(name, found, [True] * 9)
