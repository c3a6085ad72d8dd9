"""The Big List of Naughty Strings through every text that an act takes: kept as typed, or told.

Which texts there are is read from the operations themselves: their ``str`` arguments and the
``str`` fields of the details they are given. What files bring in is tried in
``test_import_export_text.py``; what the window's fields do with it in ``tests/ui``.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple

import pytest

from desktop.domain.errors import AppError, RuleViolation
from desktop.domain.text import tidy, tidy_lines
from desktop.operations.outcome import Outcome
from desktop.operations.work import Work
from tests.data_sets import DataSets
from tests.operations.conftest import SmallPractice
from tests.operations.test_undo import _operations
from tests.operations.undo_cases import CASES

BLNS = "text/blns.json"
OPERATIONS = _operations()
EACH = 6
TEXTS = ("str", "str | None", "tuple[str, ...]")
AGREED = frozenset(
    {
        *("alike", "same_name_and_birth", "near_name_and_birth", "different", "names"),
        *("kind", "early", "past", "deceased", "left", "same_time", "swap"),
    }
)
NOT_TYPED = {
    "code": "chosen from a list",
    "clinic_ids": "ticked",
    "booked_by": "ticked",
    "theirs": "ticked",
    "system": "phone or email",
    "use": "chosen from a list",
    "doubtful": "what the rules find odd about a number",
    "call_on": "only of a phone visit: the booking form's tests type it",
    "colour": "chosen from a list",
    "nation": "chosen from a list",
    "gender": "chosen from a list",
    "sex": "chosen from a list",
    "national_category": "chosen from a list",
    "may_speak_for": "ticked",
    "folder": "a folder of this PC, chosen; a name no file can have is told by the disk",
    "repeat": "a rule written by the program",
}


class Text(NamedTuple):
    """One text of an operation: its path through the arguments, and how it is put there."""

    operation: str
    path: tuple[str, ...]
    put: Callable[[dict[str, Any], str], dict[str, Any]]


def _texts_of(name: str, operation: Callable[..., Any], given: dict[str, Any]) -> Iterator[Text]:
    for argument in inspect.signature(operation).parameters.values():
        if argument.name in NOT_TYPED or argument.name == "work":
            continue
        value = given.get(argument.name)
        if argument.annotation in TEXTS:
            is_several = argument.annotation == TEXTS[-1]
            yield Text(name, (argument.name,), _put_argument(argument.name, is_several))
        elif is_dataclass(value):
            for path, change in _fields_of(value):
                yield Text(name, (argument.name, *path), _put_field(argument.name, value, change))


def _fields_of(value: Any) -> Iterator[tuple[tuple[str, ...], Callable[[Any, str], Any]]]:
    for one in fields(value):
        inner = getattr(value, one.name)
        if one.name in NOT_TYPED:
            continue
        if str(one.type) in TEXTS:
            yield (one.name,), _change(one.name, is_several=str(one.type) == TEXTS[-1])
        elif isinstance(inner, tuple) and inner and is_dataclass(inner[0]):
            for path, change in _fields_of(inner[0]):
                yield (one.name, *path), _change_first(one.name, inner, change)


def _put_argument(name: str, is_several: bool) -> Callable[[dict[str, Any], str], dict[str, Any]]:
    return lambda given, said: given | {name: (said,) if is_several else said}


def _put_field(
    name: str, value: Any, change: Callable[[Any, str], Any]
) -> Callable[[dict[str, Any], str], dict[str, Any]]:
    return lambda given, said: given | {name: change(value, said)}


def _change(name: str, *, is_several: bool) -> Callable[[Any, str], Any]:
    return lambda value, said: replace(value, **{name: (said,) if is_several else said})


def _change_first(
    name: str, inner: tuple[Any, ...], change: Callable[[Any, str], Any]
) -> Callable[[Any, str], Any]:
    return lambda value, said: replace(value, **{name: (change(inner[0], said), *inner[1:])})


def _may_take_text(operation: Callable[..., Any]) -> bool:
    taken = [one.annotation for one in inspect.signature(operation).parameters.values()]
    return any(one in TEXTS or "Details" in one or "Exception" in one for one in taken)


def _all_texts(practice: SmallPractice) -> Iterator[tuple[Text, dict[str, Any]]]:
    for name, operation in sorted(OPERATIONS.items()):
        if name in CASES and _may_take_text(operation):
            given = CASES[name](practice)
            for text in _texts_of(name, operation, given):
                yield text, given
            practice.clock.advance(days=1)  # cases make sessions: none on the day of another


def _try(practice: SmallPractice, text: Text, given: dict[str, Any], said: str) -> str:
    """Do the act with the text and keep nothing; return all it would have kept, or the slip."""
    operation = OPERATIONS[text.operation]
    kept: list[str] = []

    def noted(work: Work, **arguments: Any) -> Outcome[Any]:
        outcome: Outcome[Any] = operation(work, **arguments)
        kept.extend(_words_in([change.after for change in work.rows.changes]))
        kept.extend(_words_in([json.loads(one.entry) for one in work.entries]))
        return outcome

    try:
        practice.desk.rehearse(noted, agreed=AGREED, **text.put(given, said))
    except RuleViolation as slip:
        assert slip.message, (text, said)
        return ""
    except AppError as error:
        raise AssertionError((text.operation, text.path, said)) from error
    return "\n".join(kept)


def _words_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _words_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _words_in(one)


def _is_kept(name: str, said: str, kept: str) -> bool:
    if name in ("postcode", "phone", "value"):  # written in one way, as letters and figures
        return _bare(said) in _bare(kept)
    return tidy(said) in kept or tidy_lines(said) in kept


def _bare(text: str) -> str:
    return "".join(one for one in text.upper() if one.isalnum())


@pytest.mark.data_set(BLNS)
@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_every_text_of_every_act_is_kept_as_typed_or_told(
    practice: SmallPractice, test_data: DataSets
) -> None:
    strings = json.loads(test_data(BLNS).read_text(encoding="utf-8"))
    tried: set[str] = set()
    paths, changed, number, kept_ones = [], [], 0, 0
    for text, given in _all_texts(practice):
        paths.append((text.operation, *text.path))
        for _ in range(EACH):
            said = strings[number % len(strings)]
            number += 1
            tried.add(said)
            kept = _try(practice, text, given, said)
            kept_ones += bool(kept)
            if kept and not _is_kept(text.path[-1], said, kept):
                changed.append((text.operation, *text.path, said))
    assert changed == [], changed
    test_data.assert_figure(BLNS, len(tried), len(set(strings)))
    assert len(paths) > 80, paths
    assert kept_ones > number // 4, "most of them are texts like any other"
