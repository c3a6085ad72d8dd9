"""Finding people and reading one: what the search box and the panel ask for."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.ids import PatientId
from desktop.domain.people import PatientCard, PatientSummary, WholePerson
from desktop.domain.people_rules import close_card
from desktop.domain.people_search import PeopleQuery, read_query
from desktop.operations.looks import is_open
from desktop.operations.work import Reading
from desktop.persistence.patient_card import load_card, load_whole
from desktop.persistence.people_index import forget_index, people_index
from desktop.persistence.people_search import (
    find_near_people,
    find_recent_people,
    search_people,
)


@dataclass(frozen=True, slots=True)
class PeopleFound:
    """People found, best first; ``near`` says that they are only nearly so called."""

    rows: tuple[PatientSummary, ...]
    query: PeopleQuery
    near: bool = False


def find_people(reading: Reading, *, text: str, near: bool = False) -> PeopleFound:
    """Find people by what was typed: names in any order, birth date, number, phone, postcode.

    ``near`` looks for nearly so spelt names instead; asked only when nothing else matched.
    """
    query = read_query(text, today=reading.today)
    index = people_index(reading.db, reading.shared)
    if query.is_empty:
        return PeopleFound((), query)
    if near:
        return PeopleFound(find_near_people(reading.db, index, query), query, near=True)
    return PeopleFound(search_people(reading.db, index, query), query)


def forget_names(reading: Reading) -> None:
    """Read the sorted names anew at the next search: another desk has written people."""
    forget_index(reading.shared)


def recent_people(reading: Reading) -> tuple[PatientSummary, ...]:
    """Return the people this desk last had to do with, newest first."""
    return find_recent_people(reading.db, reading.desk)


def read_patient_card(reading: Reading, *, patient_id: PatientId) -> PatientCard:
    """Return all the compact panel shows of a person, of the record that lives on.

    A sensitive record is closed unless it was opened with a reason, which lasts until the panel
    is left.
    """
    card = load_card(reading.db, patient_id, today=reading.today)
    return close_card(card) if card.is_sensitive and not is_open(reading, card.id) else card


def read_whole_person(reading: Reading, *, patient_id: PatientId) -> WholePerson:
    """Return all the whole panel shows of a person; of a closed record what its card shows."""
    card = read_patient_card(reading, patient_id=patient_id)
    if card.is_closed:
        return WholePerson(card)
    return load_whole(reading.db, card, today=reading.today)
