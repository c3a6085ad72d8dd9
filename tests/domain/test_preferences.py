"""The one list of what a person can tell us, and what may be recorded of it."""

from __future__ import annotations

import csv
from datetime import date
from typing import Any

import pytest

from desktop.domain.errors import RuleViolation
from desktop.domain.preference_fields import Choice, Filled
from desktop.domain.preference_kinds import Kept, Section
from desktop.domain.preference_rules import (
    Source,
    Told,
    check_kind,
    check_told,
    flat_words,
    is_due,
    merge_told,
    names_wanted,
    next_review,
    question_words,
    say_told,
)
from desktop.domain.preferences import KINDS, kind_of
from tests.data_sets import DataSets

TODAY = date(2026, 11, 18)
CODES = "fhir/reasonable-adjustment-codes.csv"


def told(**filled: Any) -> Told:
    return Told(tuple(filled.items()))


def choices() -> list[Choice]:
    return [one for kind in KINDS.values() for field in kind.fields for one in field.choices]


@pytest.mark.data_set(CODES)
def test_the_kinds_cover_the_national_categories_and_impairments(test_data: DataSets) -> None:
    with test_data(CODES).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    national = {
        system: {row["code"] for row in rows if row["system"] == system}
        for system in ("flag-category", "condition")
    }
    test_data.assert_figure(CODES, {name: len(codes) for name, codes in national.items()},
                            {"flag-category": 11, "condition": 11})  # fmt: skip
    assert {kind.category for kind in KINDS.values()} - {""} == national["flag-category"]
    field = KINDS["condition"].field_named("what")
    assert field is not None
    assert {one.code for one in field.choices} == national["condition"]


def test_the_kinds_the_issue_names_are_all_there() -> None:
    wanted = """called own-words language interpreter bsl large-print easy-read braille audio
    letters-by-email letters-in reach never-call shared-phone may-answer face-them hearing
    write-down advocate double-length quiet first-slot last-slot step-free hoist wide-door
    home-visit wait-in-car fetch no-name assistance-dog carer clinician woman-clinician
    man-clinician clinic times notice travel speaks messages bereaved upset bespoke"""
    assert set(wanted.split()) <= set(KINDS)


def test_every_kind_has_words_and_says_how_it_acts() -> None:
    for kind in KINDS.values():
        acts = kind.booking.arranges or kind.booking.is_decided_by_time or kind.day.task
        assert kind.short
        assert kind.words
        assert bool(acts or kind.writing) >= kind.is_need, kind.code
        assert len(kind.short) <= 20, kind.code


def test_a_snomed_code_means_one_thing() -> None:
    codes = [one.snomed for one in (*KINDS.values(), *choices()) if one.snomed]
    assert all(code.isdigit() and 8 <= len(code) <= 18 for code in codes)
    kinds = [kind.snomed for kind in KINDS.values() if kind.snomed]
    assert len(set(kinds) - {"936701000000103"}) == len(kinds) - kinds.count("936701000000103")


def test_sensitive_notes_have_to_end_and_no_other_kind_does() -> None:
    ending = {kind.code for kind in KINDS.values() if kind.has_to_end}
    assert ending == {kind.code for kind in KINDS.values() if kind.section is Section.NOTES}
    assert not any(KINDS[code].is_need for code in ending)


SAID: list[tuple[str, Filled, str, str]] = [
    ("bsl", (("how", "in-person"), ("preferred", "Joanna Price"), ("gender", "female")), "",
     "In person, Joanna Price first, a woman if possible"),
    ("large-print", (("points", 20), ("paper", "black on cream")), "",
     "20 point, black on cream"),
    ("large-print", (), "18 point", "18 point"),
    ("times", (("days", ("MO", "TU")), ("from", "09:00"), ("until", "11:30"),
               ("not_days", ("TH",)), ("days_why", "choir")), "",
     "Monday and Tuesday, from 09:00, until 11:30, not Thursday, because of choir"),
    ("clinician", (("clinicians", ("a", "b", "gone")), ("waits_days", 7)), "",
     "Dr Patel and Grace Adeyemi, will wait 7 days"),
    ("reach", (("purpose", ("results",)), ("channels", ("text", "letter"))), "After 17:00",
     "About results, text and letter. After 17:00"),
    ("fetch", (), "Fetch in person", ""),
    ("hearing", (("aids", ("loop", "lip-reads")),), "", "Hearing loop and lip reading"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "filled", "value", "words"), SAID)
def test_what_is_told_is_said(code: str, filled: Filled, value: str, words: str) -> None:
    given = Told(filled, value)
    checked = check_told(kind_of(code), given, today=TODAY)
    assert say_told(code, checked, {"a": "Dr Patel", "b": "Grace Adeyemi"}) == words


@pytest.mark.parametrize(
    ("code", "name", "typed", "kept"),
    [
        ("times", "from", "10", "10:00"),
        ("times", "from", "9.30", "09:30"),
        ("times", "from", "0930", "09:30"),
        ("times", "from", "2 pm", "14:00"),
        ("times", "from", "9.30 a.m.", "09:30"),
        ("times", "from", "12am", "00:00"),
        ("large-print", "points", "18 pt", 18),
        ("double-length", "minutes", "30 minutes", 30),
    ],
)
def test_figures_are_kept_the_same_however_they_are_typed(
    code: str, name: str, typed: str, kept: object
) -> None:
    checked = check_told(kind_of(code), Told(((name, typed),)), today=TODAY)
    assert dict(checked.filled) == {name: kept}


REFUSED: list[tuple[str, Told, str, str]] = [
    ("large-print", told(points="twenty"), "points", "number"),
    ("large-print", told(points=12), "points", "number"),
    ("large-print", told(points="1e2"), "points", "number"),
    ("large-print", told(points="٢٠"), "points", "number"),
    ("large-print", told(colour="red"), "colour", "field"),
    ("bsl", told(how="by pigeon"), "how", "choice"),
    ("bsl", told(preferred="x" * 201), "preferred", "too_long"),
    ("bsl", told(preferred="a\x00b"), "preferred", "control"),
    ("hearing", told(aids="loop"), "aids", "choice"),
    ("hearing", told(aids=("trumpet",)), "aids", "choice"),
    ("times", told(**{"from": "9:70"}), "from", "clock"),
    ("times", told(**{"from": "13 pm"}), "from", "clock"),
    ("times", told(**{"from": "٩"}), "from", "clock"),
    ("times", told(days=("XX",)), "days", "choice"),
    ("professional", Told(), "who", "empty"),
    ("clinician", Told(), "clinicians", "empty"),
    ("times", Told(), "days", "empty"),
    ("messages", Told(), "to", "empty"),
    ("own-words", Told(), "own_words", "empty"),
    ("own-words", Told(own_words="x" * 4001), "own_words", "too_long"),
    ("fetch", Told(value="x" * 501), "value", "too_long"),
    ("fetch", Told(source=Source.CARER), "said_by", "empty"),
    ("fetch", Told(source="neighbour"), "source", "source"),  # type: ignore[arg-type]  # hostile
    ("fetch", Told(since_on=date(2026, 11, 19)), "since_on", "since"),
    ("fetch", Told(since_on=date(1026, 11, 19)), "since_on", "since"),
    ("fetch", Told(review_on=TODAY), "review_on", "review"),
    ("fetch", Told(ends_on=date(2026, 11, 17)), "ends_on", "ends"),
    ("upset", Told(own_words="They laughed"), "ends_on", "ends"),
    ("upset", Told(own_words="They laughed", ends_on=date(2028, 11, 19)), "ends_on", "ends"),
    ("upset", Told(ends_on=date(2027, 1, 1)), "own_words", "empty"),
]


@pytest.mark.parametrize(("code", "given", "field", "why"), REFUSED)
def test_what_can_not_be_recorded_is_said_at_its_field(
    code: str, given: Told, field: str, why: str
) -> None:
    with pytest.raises(RuleViolation) as caught:
        check_told(kind_of(code), given, today=TODAY)
    assert (caught.value.field, caught.value.code) == (field, why)
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize("code", ["wings", "called", "speaks"])
def test_a_kind_kept_elsewhere_is_not_recorded_here(code: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        check_kind(code)
    assert caught.value.field == "kind"
    assert kind_of(code).kept is not Kept.PREFERENCES or code == "wings"


def test_an_old_review_and_end_may_stay_as_they_are() -> None:
    old = Told(since_on=date(2020, 1, 1), review_on=date(2021, 1, 1), ends_on=date(2022, 1, 1))
    assert check_told(kind_of("fetch"), old, today=TODAY, was=old).review_on == old.review_on


def test_a_review_becomes_a_question_until_it_is_answered_or_put_off() -> None:
    review = next_review(kind_of("fetch"), TODAY)
    assert review == date(2027, 11, 18)
    assert next_review(kind_of("upset"), TODAY) is None
    assert not is_due(review, None, TODAY)
    assert is_due(TODAY, None, TODAY)
    assert not is_due(TODAY, TODAY, TODAY)
    assert is_due(TODAY, date(2026, 11, 17), TODAY)
    assert not is_due(None, None, TODAY)
    print_20 = told(points=20)
    assert question_words("large-print", print_20) == (
        "Is this still right: Letters in large print, 20 point?"
    )
    assert question_words("fetch", Told()) == "Still right: Fetch in person?"


def test_two_edits_of_one_preference_meet_by_field() -> None:
    kind = kind_of("bsl")
    base = told(how="video", preferred="Joanna")
    mine = told(how="in-person", preferred="Joanna")
    theirs = Told((("how", "video"), ("gender", "female")), value="Mornings")
    merged = merge_told(kind, base, mine, theirs)
    assert merged.clashes == ()
    assert dict(merged.record.filled) == {"how": "in-person", "gender": "female"}
    assert merged.record.value == "Mornings"
    assert set(merged.taken) == {"value", "preferred", "gender"}
    other = told(how="phone", preferred="Joanna")
    assert merge_told(kind, base, mine, other).clashes == ("how",)


def test_what_is_told_goes_onto_paper_and_elsewhere_as_one_text() -> None:
    filled = (("how", "in-person"), ("preferred", "Joanna Price"))
    assert flat_words("bsl", filled, "Mornings") == "In person, Joanna Price first. Mornings"
    assert flat_words("bsl", (), "In person, mornings.") == "In person, mornings."
    assert flat_words("clinician", (("clinicians", ("a",)),), "", {"a": "Dr Patel"}) == "Dr Patel"


def test_the_ids_among_what_is_told_are_named() -> None:
    filled = (("clinicians", ("a", "b")), ("waits_days", 3))
    assert names_wanted([("clinician", filled), ("fetch", ())]) == {"a", "b"}
