"""Typed and pasted text is made tidy, or turned away in words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import RuleViolation
from desktop.domain.text import breakable, clean_line, clean_lines, tidy, tidy_lines

TIDY = [
    ("", ""),
    ("  Jo   Smith\t", "Jo Smith"),
    ("Jo\r\nSmith", "Jo Smith"),
    ("Jose\u0301", "Jos\u00e9"),
    ("Jo\u00a0\u2003Smith", "Jo Smith"),
    ("\ufeffJo\u200b Smith\u2060", "Jo Smith"),
    ("Jo \u202eecila\u202c", "Jo ecila"),
    ("\u2067\u05e9\u05dc\u05d5\u05dd\u2069", "\u05e9\u05dc\u05d5\u05dd"),
    (
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    ),
    ("J\x00o\x07\x9b", "Jo"),
    ("\u0639\u0644\u064a  Hassan", "\u0639\u0644\u064a Hassan"),
]


@pytest.mark.parametrize(("typed", "kept"), TIDY)
def test_a_line_is_tidied(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


def test_lines_stay_lines() -> None:
    typed = "\r\n 1  High\tStreet \r\n\r\nLeeds\u2028LS1 1AA\n\n"
    assert tidy_lines(typed) == "1 High Street\n\nLeeds\nLS1 1AA"


@given(st.text(max_size=300))
def test_tidying_twice_changes_nothing_more(typed: str) -> None:
    once, lines = tidy(typed), tidy_lines(typed)
    assert tidy(once) == once
    assert tidy_lines(lines) == lines
    assert unicodedata.is_normalized("NFC", once)
    assert "\n" not in once


@given(st.text(max_size=50), st.integers(1, 30))
def test_a_clean_line_fits_or_says_why_not(typed: str, longest: int) -> None:
    try:
        kept = clean_line(typed, field="reason", longest=longest)
    except RuleViolation as slip:
        kept, code, field = None, slip.code, slip.field
    if kept is None:
        assert (code in {"too_long", "control"}, field) == (True, "reason")
    else:
        assert kept == tidy(typed)
        assert len(kept) <= longest


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ud800"])
def test_a_control_character_is_turned_away(character: str) -> None:
    with pytest.raises(RuleViolation) as slip:
        clean_line(f"Jo{character}", field="given", longest=40)
    assert (slip.value.code, slip.value.facts["position"]) == ("control", 2)


@pytest.mark.parametrize("letter", ["a", "\u0301", "\u05e9", "a\u0316\u0301"])
def test_ten_thousand_characters_are_turned_away_with_their_number(letter: str) -> None:
    typed = (letter * 10_000)[:10_000]
    with pytest.raises(RuleViolation, match="100 is the most") as slip:
        clean_line(typed, field="given", longest=100)
    assert slip.value.code == "too_long"
    assert "10,000" in slip.value.message


def test_length_counts_after_tidying() -> None:
    assert clean_line(" " * 500 + "Jo" + "e\u0301", field="given", longest=3) == "Jo\u00e9"


def test_what_must_be_filled_in_says_so() -> None:
    assert clean_line("  ", field="given", longest=10) == ""
    for clean in (clean_line, clean_lines):
        with pytest.raises(RuleViolation) as slip:
            clean(" \u200b\n ", field="given", longest=10, required=True)
        assert slip.value.code == "empty"


def test_a_note_keeps_its_lines() -> None:
    assert clean_lines("a  b\r\nc", field="note", longest=10) == "a b\nc"


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("Maggie Hughes", ["Maggie Hughes"]),
        ("w" * 18, ["w" * 18]),
        ("a " + "w" * 40, ["a " + "w" * 18, "w" * 18, "w" * 4]),
        ("a-long-name.of.somebody@example.org", ["a-long-name.of.somebody@example.org"]),
        ("@" * 90, ["@" * 18] * 5),
    ],
)
def test_a_very_long_word_may_go_on_in_the_next_line(words: str, parts: list[str]) -> None:
    assert breakable(words).split("\u200b") == parts
