"""Names are folded, taken apart, heard and compared; ages are said."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.names import (
    LONGEST_KEY,
    MOST_FORMS,
    NameForm,
    age_in_years,
    display_age,
    fold,
    found_as,
    is_near_name,
    is_short_form,
    name_forms,
    name_key,
    read_former_names,
    sound_key,
)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("", ""),
        ("Smith", "smith"),
        ("O'Brien", "obrien"),
        ("O\u2019Brien-Smith", "obrien smith"),
        ("  van der  Berg ", "van der berg"),
        ("Jos\u00e9 Mar\u00edn", "jose marin"),
        ("Jose\u0301", "jose"),
        ("\u0141ukasz \u00d8rsted", "lukasz orsted"),
        ("Stra\u00dfe \u00c6sa \u0152uvre", "strasse aesa oeuvre"),
        ("\u0176r \u0174yn", "yr wyn"),
        ("\u0130stanbul \u0131", "istanbul i"),
        ("Nguy\u1ec5n V\u0103n \u0110\u1ee9c", "nguyen van duc"),
        ("\u00de\u00f3ra Gu\u00f0run", "thora gudrun"),
        ("\u674e\u660e", "\u674e\u660e"),
        ("\u0418\u0432\u0430\u043d\u043e\u0432", "\u0438\u0432\u0430\u043d\u043e\u0432"),
        ("St. John", "st john"),
        ("Smith (n\u00e9e Jones)", "smith nee jones"),
        ("-", ""),
    ],
)
def test_a_name_is_folded(name: str, folded: str) -> None:
    assert fold(name) == folded
    assert fold(folded) == folded


@given(st.text(max_size=80))
def test_folding_is_stable_and_blind_to_case(name: str) -> None:
    folded = fold(name)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())
    assert len(name_key(name)) <= LONGEST_KEY
    assert " " not in name_key(name)


@given(st.text("abcdefghijklmnopqrstuvwxyz'- ", max_size=30))
def test_plain_and_accented_ways_fold_alike(name: str) -> None:
    assert fold(name.upper()) == fold(name)
    assert fold(name.replace("e", "\u00e9").replace("'", "\u2019")) == fold(name)


def test_a_plain_name_has_one_form() -> None:
    assert name_forms("Jo", "Smith") == (NameForm("smith", "jo"),)
    assert name_forms("", "Smith") == (NameForm("smith", ""),)
    assert name_forms("", "", None) == ()


def test_a_compound_name_is_found_by_each_part() -> None:
    forms = name_forms("Mary Ann", "O'Brien-Smith", "Maggie", [("", "Jones")])
    assert forms[:3] == (
        NameForm("obriensmith", "maryann"),
        NameForm("obriensmith", "maggie"),
        NameForm("jones", "maryann"),
    )
    assert {form.family_folded for form in forms} == {"obriensmith", "obrien", "smith", "jones"}
    assert {"maryann", "mary", "ann", "maggie"} == {form.given_folded for form in forms}
    assert len(forms) == MOST_FORMS


def test_small_words_are_not_forms() -> None:
    assert name_forms("Maria", "de la Cruz") == (
        NameForm("delacruz", "maria"),
        NameForm("cruz", "maria"),
    )


def test_a_preferred_name_written_in_full_counts_once() -> None:
    assert name_forms("Margaret", "Hughes", "Maggie Hughes") == (
        NameForm("hughes", "margaret"),
        NameForm("hughes", "maggie"),
    )


@given(
    st.text(max_size=40),
    st.text(max_size=40),
    st.none() | st.text(max_size=20),
    st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=12),
)
def test_forms_are_few_and_never_twice(
    given_names: str, family: str, preferred: str | None, former: list[tuple[str, str]]
) -> None:
    forms = name_forms(given_names, family, preferred, former)
    assert len(forms) == len(set(forms)) <= MOST_FORMS
    legal = NameForm(name_key(family), name_key(given_names))
    if legal != NameForm("", ""):
        assert forms[0] == legal


@pytest.mark.parametrize(
    ("called", "legal", "former", "typed", "said"),
    [
        ("Maggie Hughes", "Margaret Hughes", "", ("maggie", "hu"), ""),
        ("Maggie Hughes", "Margaret Hughes", "", ("hughes", "marg"), "also Margaret Hughes"),
        ("Sheila Allen", "Sheila Allen", "Johnson", ("jo", "s"), "was Sheila Johnson"),
        ("Sheila Allen", "Sheila Allen", "Johnson", ("s", "a"), ""),
        ("Sheila Allen", "Sheila Allen", "Mary Brown; Jones", ("brown",), "was Mary Brown"),
        ("Jan van der Berg", "Jan van der Berg", "", ("vanderberg",), ""),
        ("Aileen Smith", "Aileen Smith", "Lee", ("lee",), "was Aileen Lee"),
    ],
)
def test_a_row_says_by_which_other_name_it_was_found(
    called: str, legal: str, former: str, typed: tuple[str, ...], said: str
) -> None:
    assert found_as(called, legal, former, typed) == said


def test_former_names_are_read_from_one_line() -> None:
    assert read_former_names("Jones; Mary Ann Brown,") == (("", "Jones"), ("Mary Ann", "Brown"))
    assert read_former_names("  ") == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("smiht", "smith"),
        ("smyth", "smith"),
        ("smythe", "smith"),
        ("mcdonnald", "macdonald"),
        ("mcdonald", "macdonald"),
        ("huges", "hughes"),
        ("thomson", "thompson"),
        ("philips", "phillips"),
        ("stephen", "steven"),
        ("catherine", "kathryn"),
        ("clark", "clarke"),
        ("wright", "right"),
        ("knight", "night"),
        ("muhammad", "mohammed"),
        ("reilly", "riley"),
        ("mcgregor", "macgregor"),
        ("shaun", "shawn"),
    ],
)
def test_names_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert sound_key(one) == sound_key(other) != ""


def test_other_scripts_have_no_sound() -> None:
    assert sound_key("\u674e\u660e") == ""
    assert sound_key("") == ""
    assert sound_key("smith") != sound_key("patel")


@given(st.text(max_size=80))
def test_any_folded_name_has_a_short_key(name: str) -> None:
    assert len(sound_key(fold(name))) in (0, 4)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Maggie Hughes", "Magie Huges", True),
        ("Jo Smith", "Smith, Jo", True),
        ("Jo Smith", "Jo Smiht", True),
        ("Jo Smith", "Joe Smith", True),
        ("Wright Steven", "Stephen Wright", True),
        ("Mary Ann Lee", "Maryann Lee", True),
        ("Jos\u00e9 Mar\u00edn", "jose marin", True),
        ("Catherine Wright", "Katherine Wright", True),
        ("Macdonald", "McDonald", True),
        ("Alison Lee", "Allison Leigh", False),
        ("John Smith", "Jane Smith", False),
        ("Anjali Patel", "Anita Patel", False),
        ("Li", "Lu", False),
        ("Smith", "Jones", False),
        ("", "", False),
        ("-", "Smith", False),
    ],
)
def test_near_names_are_told(one: str, other: str, near: bool) -> None:
    assert is_near_name(one, other) is near
    assert is_near_name(other, one) is near


@given(st.text("abcdefghij", min_size=6, max_size=20), st.data())
def test_one_slip_is_near(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 2))
    swapped = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    assert is_near_name(name, swapped)
    assert is_near_name(name, name[:place] + name[place + 1 :])


@pytest.mark.parametrize(
    ("born", "on", "said"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), "0 days"),
        (date(2026, 11, 22), date(2026, 11, 23), "1 day"),
        (date(2026, 10, 26), date(2026, 11, 23), "4 weeks"),
        (date(2026, 8, 23), date(2026, 11, 23), "3 months"),
        (date(2024, 11, 24), date(2026, 11, 23), "23 months"),
        (date(2024, 11, 23), date(2026, 11, 23), "2"),
        (date(1952, 3, 12), date(2026, 11, 23), "74"),
        (date(2027, 1, 1), date(2026, 11, 23), "not born yet"),
    ],
)
def test_an_age_is_said(born: date, on: date, said: str) -> None:
    assert display_age(born, on) == said


def test_someone_born_on_29_february_turns_older_on_1_march() -> None:
    assert age_in_years(date(2000, 2, 29), date(2025, 2, 28)) == 24
    assert age_in_years(date(2000, 2, 29), date(2025, 3, 1)) == 25
    assert age_in_years(date(2000, 2, 29), date(2024, 2, 29)) == 24


@pytest.mark.parametrize(
    ("one", "other", "is_short"),
    [
        ("Jo Smith", "Joanna Smith", True),
        ("Joanna Mary Smith", "Jo Smyth", True),
        ("Jo Smith", "Joanna Jones", False),
        ("Ann Smith", "Joanna Smith", False),
        ("Smith", "Joanna Smith", False),
    ],
)
def test_a_given_name_may_be_cut_short(one: str, other: str, is_short: bool) -> None:
    assert is_short_form(one, other) is is_short
