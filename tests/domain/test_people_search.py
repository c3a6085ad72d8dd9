"""What is typed into the search box is told apart into names, dates, numbers and postcodes."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.domain.names import name_key
from desktop.domain.people_search import DigitWord, PeopleQuery, read_query, slip_words

TODAY = date(2026, 11, 23)
MARCH_80 = date(1980, 3, 12)
MOBILE = DigitWord("07700900118")


def asked(**parts: object) -> PeopleQuery:
    """Return a query of these parts."""
    return PeopleQuery(**parts)  # type: ignore[arg-type]  # the cases below are typed by hand


CASES = [
    ("", asked()),
    ("   \n ", asked()),
    ("smith", asked(names=("smith",))),
    ("jo sm", asked(names=("jo", "sm"))),
    ("Smith, Jo", asked(names=("smith", "jo"))),
    ("O'Brien-Smith jo", asked(names=("obriensmith", "jo"))),
    ("Jos\u00e9 \u0141ukasz", asked(names=("jose", "lukasz"))),
    ("\u674e \u660e", asked(names=("\u674e", "\u660e"))),
    ("van der berg", asked(names=("van", "der", "berg"))),
    ("mrs smith", asked(names=("smith",), leftover=("mrs",))),
    ("mrs", asked(names=("mrs",))),
    ("jo sm 12/3/80", asked(names=("jo", "sm"), births=(MARCH_80,))),
    ("12/3/80 jo sm", asked(names=("jo", "sm"), births=(MARCH_80,))),
    ("jo 12 mar 1980 sm", asked(names=("jo", "sm"), births=(MARCH_80,))),
    ("may 12th march 80", asked(names=("may",), births=(MARCH_80,))),
    ("jo 12mar80", asked(names=("jo",), births=(MARCH_80,))),
    ("12.3.1980", asked(births=(MARCH_80,))),
    ("1980-03-12", asked(births=(MARCH_80,))),
    ("12 3 1980", asked(births=(MARCH_80,))),
    ("12 03 80", asked(births=(MARCH_80,))),
    ("12/3/20", asked(births=(date(2020, 3, 12), date(1920, 3, 12)))),
    ("/home/cards/card.pdf", asked(leftover=("/home/cards/card.pdf",))),
    ("jo sm <b>", asked(names=("jo", "sm"), leftover=("<b>",))),
    ("31/02/80", asked(leftover=("31/02/80",))),
    ("12/3/2027", asked(leftover=("12/3/2027",))),
    ("jo 12/3", asked(names=("jo",), leftover=("12/3",))),
    ("jo 12/3/1", asked(names=("jo",), leftover=("12/3/1",))),
    ("jo 12/", asked(names=("jo",), leftover=("12/",))),
    ("jo 12-03-198", asked(names=("jo",), leftover=("12-03-198",))),
    ("jo 12 mar", asked(names=("jo",), leftover=("12 mar",))),
    ("jo 12 march 198", asked(names=("jo",), leftover=("12 march 198",))),
    ("12 may smith", asked(names=("may", "smith"), leftover=("12",))),
    ("120380", asked(digits=(DigitWord("120380", None, (MARCH_80,)),))),
    ("jo 12031980", asked(names=("jo",), digits=(DigitWord("12031980", None, (MARCH_80,)),))),
    ("999999", asked(digits=(DigitWord("999999"),))),
    ("07700 900118", asked(digits=(MOBILE,))),
    ("07700 900 118", asked(digits=(MOBILE,))),
    ("+44 7700 900118", asked(digits=(MOBILE,))),
    ("0044 7700 900118", asked(digits=(MOBILE,))),
    ("07700-900-118", asked(digits=(MOBILE,))),
    ("(020) 7946 0991", asked(digits=(DigitWord("02079460991"),))),
    ("07700 90", asked(digits=(DigitWord("0770090"),))),
    ("118", asked(digits=(DigitWord("118"),))),
    ("smith 118", asked(names=("smith",), digits=(DigitWord("118"),))),
    ("18", asked(leftover=("18",))),
    ("07700 900118 jo 120380", asked(names=("jo",), digits=(
        MOBILE, DigitWord("120380", None, (MARCH_80,))))),
    ("07700 900118 120380", asked(digits=(MOBILE, DigitWord("120380", None, (MARCH_80,))))),
    ("118 120380", asked(digits=(DigitWord("118"), DigitWord("120380", None, (MARCH_80,))))),
    ("999 012 3454", asked(digits=(DigitWord("9990123454", "9990123454"),))),
    ("9990123454", asked(digits=(DigitWord("9990123454", "9990123454"),))),
    ("999-012-3454 jo", asked(names=("jo",), digits=(DigitWord("9990123454", "9990123454"),))),
    ("999 012", asked(digits=(DigitWord("999012"),))),
    ("0101001230", asked(digits=(DigitWord("0101001230", "0101001230"),))),
    ("sw1a 1aa", asked(postcode="SW1A1AA")),
    ("jo SW1A1AA", asked(names=("jo",), postcode="SW1A1AA")),
    ("sw1a 1aa jo 12/3/80", asked(names=("jo",), births=(MARCH_80,), postcode="SW1A1AA")),
    ("m1", asked(postcode="M1")),
    ("sm sw1a1", asked(names=("sm",), postcode="SW1A1")),
    ("jo@example.com", asked(leftover=("jo@example.com",))),
    ("- ?!", asked(leftover=("-", "?!"))),
    ("abc123xyz", asked(leftover=("abc123xyz",))),
    ("\uff11\uff12/3/80", asked(births=(MARCH_80,))),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "query"), CASES)
def test_a_search_is_understood(typed: str, query: PeopleQuery) -> None:
    assert read_query(typed, today=TODAY) == query


@pytest.mark.parametrize(
    ("typed", "splits"),
    [
        ("", ()),
        ("smith", (("smith", ""),)),
        ("jo sm", (("jo", "sm"),)),
        (
            "van der berg",
            (("van", "derberg"), ("vander", "berg"), ("vanderberg", ""), ("van", "berg")),
        ),
    ],
)
def test_names_are_parted_every_way(typed: str, splits: tuple[tuple[str, str], ...]) -> None:
    assert read_query(typed, today=TODAY).name_splits == splits


def test_a_query_lists_what_its_digits_may_mean() -> None:
    query = read_query("12/3/81 120380 9990123454", today=TODAY)
    assert query.all_births == (date(1981, 3, 12), MARCH_80)
    assert query.phones == ("120380", "9990123454")
    assert query.numbers == ("9990123454",)
    assert not query.is_empty
    assert read_query("?!", today=TODAY).is_empty


@given(
    st.text(max_size=200)
    | st.text("0123456789 /.-+()jansm@'\u0663\u05d0\u0301", max_size=60)
    | st.lists(st.sampled_from([case[0] for case in CASES]), max_size=12).map(" ".join)
)
@example("\x00\ud800\u202e")
@example("1 " * 5_000)
@example("a1 " * 3_333)
@example("\ufdfa" * 10_000)
@example("12/" * 3_000)
@example("\u0301" * 10_000)
@example("+" * 10_000)
@example("a" * 10_000)
def test_any_text_is_a_query(typed: str) -> None:
    query = read_query(typed, today=TODAY)
    assert all(name == name_key(name) != "" for name in query.names)
    assert len(query.names) <= 6
    assert len(query.digits) <= 3
    assert len(query.name_splits) <= 7
    assert all(born <= TODAY for born in query.all_births)
    assert all(phone.isdigit() and 3 <= len(phone) <= 15 for phone in query.phones)


@given(births=st.dates(date(1900, 1, 1), TODAY), form=st.sampled_from(["%d/%m/%Y", "%d %b %y"]))
def test_a_birth_date_beside_a_name_is_found(births: date, form: str) -> None:
    query = read_query(f"jo {births.strftime(form)} sm", today=TODAY)
    assert query.names == ("jo", "sm")
    assert births in query.births


@pytest.mark.parametrize("character", ["1 ", "a", "a ", "12/3/80 ", "\u0301", "+", "- ", "sw1a"])
def test_ten_thousand_characters_cost_no_more_than_a_line(character: str) -> None:
    typed = (character * 10_000)[:10_000]
    took = []
    for _ in range(5):
        began = time.perf_counter()
        read_query(typed, today=TODAY)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.01


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/02/1980", "29 Feb"),
        ("Bronwen Tester 31/02/1990", "28 Feb"),
        ("999 707 6868", "slip"),
        ("Bronwen Tester", ""),
        ("07700 900142", ""),
    ],
)
def test_a_slip_in_a_date_or_number_is_said(typed: str, said: str) -> None:
    words = slip_words(typed, today=TODAY)
    assert said in words
    assert bool(words) is bool(said)
