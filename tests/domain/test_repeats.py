"""Repeating rules: libical's vectors, the editor's rules there and back, their words, bad input."""

from __future__ import annotations

import json
from datetime import date, datetime
from itertools import islice
from typing import Any

import pytest

from desktop.domain.errors import RuleViolation
from desktop.domain.repeats import (
    Every,
    Repeat,
    check_repeat,
    dates_of,
    expand_rule,
    read_repeat,
    say_end,
    say_repeat,
    say_repeat_short,
)
from tests.data_sets import DataSets

MONDAY = date(2026, 11, 23)


VECTORS = "calendar/libical-rrule-vectors-a.json"


def _vectors(test_data: DataSets) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(test_data(VECTORS).read_text(encoding="utf-8"))
    return found


def _at(text: str) -> date | datetime:
    text = text.removesuffix("Z")
    if "T" not in text:
        return datetime.strptime(text, "%Y%m%d").date()
    return datetime.strptime(text, "%Y%m%dT%H%M%S")


def _expanded(vector: dict[str, str], most: int) -> list[str] | str:
    start = _at(vector["DTSTART"])
    form = "%Y%m%dT%H%M%S" if isinstance(start, datetime) else "%Y%m%d"
    try:
        found = list(islice(expand_rule(vector["RRULE"], start), most))
    except RuleViolation as refused:
        return refused.message
    return [f"{at:{form}}" for at in found]


@pytest.mark.data_set(VECTORS)
def test_libicals_rules_give_the_stated_times_or_are_refused_in_words(test_data: DataSets) -> None:
    vectors = _vectors(test_data)
    test_data.assert_figure(VECTORS, len(vectors), 73)
    right, refused = 0, []
    for vector in vectors:
        stated = vector["INSTANCES"].replace("Z", "").split(",")
        found = _expanded(vector, len(stated) + 1)
        if isinstance(found, str):
            refused.append((vector["RRULE"], found))
        else:
            assert found == stated, vector["RRULE"]
            right += 1

    assert right == 68
    assert [rule for rule, _ in refused] == [
        "FREQ=YEARLY;BYMONTHDAY=29;COUNT=3",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,3;COUNT=3",
        "FREQ=YEARLY;BYWEEKNO=53;INTERVAL=5;BYDAY=TH;COUNT=1",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=TU,SA;INTERVAL=6;UNTIL=20170101T000000Z",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=TU,SA;INTERVAL=7;UNTIL=20170101T000000Z",
    ]
    assert all(words.endswith(".") for _, words in refused)


@pytest.mark.data_set(VECTORS)
def test_all_that_the_editor_can_say_of_libicals_rules_gives_the_stated_dates(
    test_data: DataSets,
) -> None:
    said = 0
    for vector in _vectors(test_data):
        start = _at(vector["DTSTART"])
        first_on = start.date() if isinstance(start, datetime) else start
        try:
            repeat = read_repeat(vector["RRULE"], start)
        except RuleViolation:
            continue
        stated = [date.fromisoformat(one[:8]) for one in vector["INSTANCES"].split(",")]

        assert list(islice(dates_of(repeat, first_on), len(stated) + 1)) == stated
        said += 1

    assert said == 12


REPEATS = (
    (Repeat(Every.WEEK, (0,)), "FREQ=WEEKLY;BYDAY=MO", "Every Monday"),
    (Repeat(Every.WEEK, (0, 2)), "FREQ=WEEKLY;BYDAY=MO,WE", "Every Monday and Wednesday"),
    (Repeat(Every.WEEK, (0,), 2), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "Every second Monday"),
    (
        Repeat(Every.WEEK, (1, 3, 4), 3),
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH,FR",
        "Every third week on Tuesday, Thursday and Friday",
    ),
    (
        Repeat(Every.MONTH, (2,), 1, (2,)),
        "FREQ=MONTHLY;BYDAY=2WE",
        "The second Wednesday of each month",
    ),
    (
        Repeat(Every.MONTH, (4,), 2, (1, -1)),
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=1FR,-1FR",
        "The first and last Friday of every second month",
    ),
    (Repeat(Every.DATES), "", "On the dates given"),
    (Repeat(Every.WEEK, tuple(range(7))), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "Every day"),
)  # fmt: skip


@pytest.mark.parametrize(("repeat", "rule", "words"), REPEATS, ids=str)
def test_a_repeat_is_written_read_and_said(repeat: Repeat, rule: str, words: str) -> None:
    assert repeat.rule == rule
    assert read_repeat(rule, MONDAY) == repeat
    assert say_repeat(repeat) == words


@pytest.mark.parametrize(
    ("repeat", "words"),
    [
        (Repeat(Every.WEEK, (0,)), "Mon"),
        (Repeat(Every.WEEK, (0, 2)), "Mon and Wed"),
        (Repeat(Every.WEEK, (0, 1, 2, 3)), "Mon to Thu"),
        (Repeat(Every.WEEK, (1, 2, 4)), "Tue, Wed and Fri"),
        (Repeat(Every.WEEK, tuple(range(7))), "Every day"),
        (Repeat(Every.WEEK, (3,), 2), "Every 2 weeks, Thu"),
        (Repeat(Every.WEEK, tuple(range(7)), 3), "Every 3 weeks, every day"),
        (Repeat(Every.MONTH, (2,), 1, (2,)), "2nd Wed"),
        (Repeat(Every.MONTH, (4,), 1, (-1,)), "Last Fri"),
        (Repeat(Every.MONTH, (4,), 2, (1, -1)), "Every 2 months, 1st and last Fri"),
        (Repeat(Every.DATES), "Given dates"),
    ],
)
def test_a_repeat_is_said_in_a_lists_few_letters(repeat: Repeat, words: str) -> None:
    assert say_repeat_short(repeat) == words


def test_the_end_is_said_with_its_year_where_that_could_be_mistaken() -> None:
    def ends(last_on: date | None = None, **changed: Any) -> str:
        return say_end(Repeat(Every.WEEK, (0,), **changed), last_on, MONDAY)

    assert ends() == ""
    assert ends(until=date(2027, 3, 29)) == "until 29 March"
    assert ends(until=date(2027, 11, 29)) == "until 29 November 2027"
    assert ends(date(2027, 1, 4), until=date(2027, 3, 29)) == "until 4 January"
    assert ends(count=1) == "once"
    assert ends(date(2027, 1, 4), count=10) == "10 times, until 4 January"


BAD = (
    ("days", {"days": ()}),
    ("interval", {"interval": 0}),
    ("interval", {"interval": 53}),
    ("count", {"count": 0}),
    ("count", {"count": 100_000}),
    ("until", {"until": date(2400, 1, 1)}),
    ("until", {"until": date(2027, 1, 1), "count": 3}),
    ("nths", {"every": Every.MONTH}),
    ("nths", {"every": Every.MONTH, "nths": (6,)}),
)


@pytest.mark.parametrize(("field", "changed"), BAD)
def test_a_bad_repeat_has_a_sentence_at_its_field(field: str, changed: dict[str, Any]) -> None:
    values: dict[str, Any] = {"every": Every.WEEK, "days": (0,)} | changed
    with pytest.raises(RuleViolation) as refused:
        check_repeat(Repeat(**values))

    assert refused.value.field == field
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SOMETIMES",
        "BYDAY=MO",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=x",
        "FREQ=WEEKLY;UNTIL=20261399",
        "FREQ=WEEKLY;UNTIL=soon",
        "FREQ=WEEKLY;WKST=XX",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYMONTHDAY=99",
        "FREQ=WEEKLY;X=1",
        "nonsense",
    ],
)
def test_a_rule_that_is_none_is_refused_in_words(rule: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        list(islice(expand_rule(rule, MONDAY), 3))

    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY", "FREQ=MONTHLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=1MO,2TU",
     "FREQ=WEEKLY;BYMONTH=3", "FREQ=MONTHLY;BYDAY=6MO"],
)  # fmt: skip
def test_what_the_editor_has_no_words_for_is_refused(rule: str) -> None:
    with pytest.raises(RuleViolation):
        read_repeat(rule, MONDAY)
