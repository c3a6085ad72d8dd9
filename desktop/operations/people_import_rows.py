"""The rows of a batch of people on their way in, written at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Table

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import PatientId, PreferenceId
from desktop.domain.imports import (
    PersonRead,
    PreferenceRead,
    RelatedRead,
    Slip,
)
from desktop.domain.people import NHS_NUMBER, ContactPoint, Identifier, PatientDetails
from desktop.domain.people_rules import check_details, forms_of, keys_of
from desktop.domain.preference_fields import Filled, check_filled
from desktop.domain.preference_rules import LONGEST_VALUE, LONGEST_WHO, LONGEST_WORDS, Source, Told
from desktop.domain.preferences import kind_of
from desktop.domain.text import tidy, tidy_lines
from desktop.exchange.fhir_people import without_doubtful
from desktop.operations.preference_names import NamesHere
from desktop.operations.work import Work
from desktop.persistence.imports import import_row, insert_by_table, insert_new_names
from desktop.persistence.people import DETAIL_COLUMNS, NEW_PERSON, search_rows
from desktop.persistence.preferences import NEW_PREFERENCE, TOLD_COLUMNS
from desktop.persistence.rows import Values
from desktop.persistence.tables import (
    contact_points,
    givens,
    identifiers,
    imports,
    patient_keys,
    patient_search,
    patients,
    preferences,
    related_people,
    surnames,
)

MOST_REPAIRS = 30
_ORDER = (
    patients,
    identifiers,
    contact_points,
    preferences,
    related_people,
    patient_search,
    patient_keys,
    imports,
)


class PeopleRows:
    """Collects the rows of people; ``write`` inserts them all."""

    def __init__(self, work: Work, source: str):
        self._work = work
        self._source = source
        self._here = NamesHere(work, source)
        self._rows: dict[Table, list[Values]] = {table: [] for table in _ORDER}
        self._families: set[str] = set()
        self._givens: set[str] = set()

    def add(self, person: PersonRead, details: PatientDetails, content: str) -> PatientId:
        """Take a person in; returns the id they get."""
        work = self._work
        patient_id = PatientId(work.new_id())
        self._rows[patients].append(
            {
                "id": patient_id,
                **{name: getattr(details, name) for name in DETAIL_COLUMNS},
                **NEW_PERSON,
                "is_deceased": person.is_deceased,
                "deceased_on": person.deceased_on,
                "is_sensitive": person.is_sensitive,
            }
        )
        for one in person.identifiers:
            self._add_identifier(patient_id, one, "")
        for one in person.former_numbers:
            self._add_identifier(patient_id, one, "old")
        for rank, point in enumerate(details.contact_points):
            self._add_contact_point(patient_id, rank, point)
        for preference in person.preferences:
            self.add_preference(patient_id, preference)
        for related in person.related:
            self.add_related(patient_id, related)
        self._add_keys(patient_id, person, details)
        self.remember("Patient", person.source_ids, patient_id, content)
        return patient_id

    def remember(self, kind: str, source_ids: tuple[str, ...], our_id: str, content: str) -> None:
        """Remember where something came from."""
        at = self._work.now
        for one in source_ids:
            row = import_row(self._source, kind, one, our_id=our_id, content_hash=content, at=at)
            self._rows[imports].append(row)

    def add_related(self, patient_id: PatientId, related: RelatedRead) -> str:
        """Take in somebody near a person; returns the id they get."""
        row: dict[str, Any] = {
            "id": self._work.new_id(),
            "patient_id": patient_id,
            "related_patient_id": None,
            "name": tidy(related.name)[:500],
            "relationship": tidy(related.relationship)[:500],
            "phone": tidy(related.phone)[:200],
            "email": tidy(related.email)[:300],
            "is_carer": related.is_carer,
            "is_next_of_kin": related.is_next_of_kin,
            "may_speak_for": (),
            "note": tidy_lines(related.note)[:2000],
            "ends_on": None,
            "version": 1,
        }
        self._rows[related_people].append(row)
        return str(row["id"])

    def add_preference(self, patient_id: PatientId, preference: PreferenceRead) -> PreferenceId:
        """Take in what a person told somebody elsewhere; returns the id it gets."""
        preference = self._here.own(preference)
        told = Told(
            filled=preference.filled,
            value=tidy(preference.value)[:LONGEST_VALUE],
            own_words=tidy_lines(preference.own_words)[:LONGEST_WORDS],
            source=Source(preference.source or Source.IMPORT),
            said_by=tidy(preference.said_by)[:LONGEST_WHO],
            since_on=min(preference.since_on or self._work.today, self._work.today),
            review_on=preference.review_on,
            ends_on=preference.ends_on,
        )
        row: dict[str, Any] = {
            "id": PreferenceId(self._work.new_id()),
            "patient_id": patient_id,
            "kind": preference.kind,
            **{name: getattr(told, name) for name in TOLD_COLUMNS},
            "recorded_by": tidy(preference.recorded_by)[:LONGEST_WHO] or self._work.actor.name,
            **NEW_PREFERENCE,
            "confirmed_on": preference.confirmed_on,
            "confirmed_by": tidy(preference.confirmed_by)[:LONGEST_WHO],
            "ended_why": tidy(preference.ended_why)[:LONGEST_VALUE],
        }
        self._rows[preferences].append(row)
        return PreferenceId(row["id"])

    def widen_preference(self, key: PreferenceId, filled: Filled) -> bool:
        """Add answers to one just taken in, of a kind that takes several; False for others."""
        rows = self._rows[preferences]
        place = next(place for place, one in enumerate(rows) if one["id"] == key)
        both: dict[str, tuple[str, ...]] = {}
        for name, value in (*rows[place]["filled"], *filled):
            if not isinstance(value, tuple):
                return False
            both[name] = (*both.get(name, ()), *value)
        fields = kind_of(str(rows[place]["kind"])).fields
        rows[place] = {**rows[place], "filled": check_filled(fields, both)}
        return True

    def write(self) -> None:
        """Insert every row taken."""
        insert_by_table(self._work.db, self._rows)
        insert_new_names(self._work.db, surnames, sorted(self._families))
        insert_new_names(self._work.db, givens, sorted(self._givens))

    def _add_identifier(self, patient_id: PatientId, one: Identifier, use: str) -> None:
        self._rows[identifiers].append(
            {
                "id": self._work.new_id(),
                "patient_id": patient_id,
                "system": one.system,
                "value": one.value,
                "verification": one.verification,
                "use": use,
            }
        )

    def _add_contact_point(self, patient_id: PatientId, rank: int, point: ContactPoint) -> None:
        self._rows[contact_points].append(
            {
                "id": self._work.new_id(),
                "patient_id": patient_id,
                "rank": rank,
                "system": point.system,
                "value": point.value,
                "use": point.use,
                "note": point.note,
                "doubtful": point.doubtful,
            }
        )

    def _add_keys(self, patient_id: PatientId, person: PersonRead, details: PatientDetails) -> None:
        forms = search_rows(patient_id, forms_of(details), details.born_on)
        self._rows[patient_search].extend(forms)
        self._families.update(row["family"] for row in forms if row["family"])
        self._givens.update(row["given"] for row in forms if row["given"])
        numbers = [one.value for one in (*person.identifiers, *person.former_numbers)]
        self._rows[patient_keys].extend(
            {"kind": kind, "key": key, "patient_id": patient_id}
            for kind, key in sorted(keys_of(details, numbers))
        )


def check_person(
    work: Work, person: PersonRead
) -> tuple[PersonRead, PatientDetails | None, tuple[str, ...]]:
    """Check the details, leaving out what a rule refuses where the person can do without it.

    Shape: the person with its slips, the details (None where they can't be taken), warnings.
    """
    person = _without_unreadable_points(work, person)
    person = _without_long_identifiers(person)
    for _ in range(MOST_REPAIRS):
        try:
            details, warnings = check_details(person.details, today=work.today)
        except RuleViolation as violation:
            repaired = without_doubtful(person, violation)
            if repaired is None:
                name = violation.field or ""
                slip = Slip(person.file, person.place, name, violation.message, taken=False)
                return replace(person, slips=(*person.slips, slip)), None, ()
            person = repaired
        else:
            return _agreeing(person, details), details, warnings
    slip = Slip(person.file, person.place, "", "Too many values were refused.", taken=False)
    return replace(person, slips=(*person.slips, slip)), None, ()


def _without_unreadable_points(work: Work, person: PersonRead) -> PersonRead:
    """Leave out each number or address that can't be read, so that the others stay."""
    if not person.details.contact_points:
        return person
    kept: list[ContactPoint] = []
    slips = list(person.slips)
    alone = PatientDetails(family_name="-", born_unknown_why="-")
    for point in person.details.contact_points:
        try:
            check_details(replace(alone, contact_points=(point,)), today=work.today)
        except RuleViolation as slip:
            why = f"{point.value[:40]} was left out: {slip.message}"
            slips.append(Slip(person.file, person.place, f"telecom {point.system}", why))
        else:
            kept.append(point)
    details = replace(person.details, contact_points=tuple(kept))
    return replace(person, details=details, slips=tuple(slips))


def _without_long_identifiers(person: PersonRead) -> PersonRead:
    long = [one for one in person.identifiers if len(one.value) > 200 or len(one.system) > 300]
    if not long:
        return person
    slip = Slip(
        person.file, person.place, "identifier", "A number too long to be one was left out."
    )
    kept = tuple(one for one in person.identifiers if one not in long)
    return replace(person, identifiers=kept, slips=(*person.slips, slip))


def _agreeing(person: PersonRead, details: PatientDetails) -> PersonRead:
    """Return the person with the NHS number of the details as an identifier, or with none."""
    others = tuple(one for one in person.identifiers if one.system != NHS_NUMBER)
    if not details.nhs_number:
        return replace(person, identifiers=others) if others != person.identifiers else person
    if any(one.system == NHS_NUMBER for one in person.identifiers):
        return person
    number = Identifier(NHS_NUMBER, details.nhs_number)
    return replace(person, identifiers=(*others, number))
