"""The distinct names of the people here, kept in the process: to choose by, to look near."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from desktop.domain.people import PatientDetails
from desktop.domain.people_rules import forms_of
from desktop.persistence.tables import givens, surnames

_INDEX = "people_index"


@dataclass(slots=True)
class PeopleIndex:
    """The distinct folded names, sorted; only to choose by, and to look near misses up in."""

    families: list[str]
    givens: list[str]

    def add(self, families: Iterable[str], given: Iterable[str]) -> None:
        """Take in names just written."""
        for names, new in ((self.families, families), (self.givens, given)):
            for name in new:
                place = bisect_left(names, name)
                if name and (place == len(names) or names[place] != name):
                    insort(names, name)


def people_index(db: Connection, shared: dict[str, Any]) -> PeopleIndex:
    """Return the desk's index, read when it is first asked for (10 ms at a million people)."""
    index = shared.get(_INDEX)
    if not isinstance(index, PeopleIndex):
        index = PeopleIndex(
            sorted(row.family for row in db.execute(select(surnames.c.family))),
            sorted(row.given for row in db.execute(select(givens.c.given))),
        )
        shared[_INDEX] = index
    return index


def add_to_index(shared: dict[str, Any], details: PatientDetails) -> None:
    """Take a person's names into the desk's index, where it has one already."""
    index = shared.get(_INDEX)
    if isinstance(index, PeopleIndex):
        forms = forms_of(details)
        index.add([form.family_folded for form in forms], [form.given_folded for form in forms])


def forget_index(shared: dict[str, Any]) -> None:
    """Read the index anew at the next search: another desk has written people."""
    shared.pop(_INDEX, None)
