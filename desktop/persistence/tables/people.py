"""Tables of people and of finding them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Named,
    PrimaryKeyConstraint,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    text,
)

from desktop.domain.ids import (
    ContactPointId,
    IdentifierId,
    PatientId,
    PreferenceId,
    RelatedPersonId,
)
from desktop.domain.people import Registration
from desktop.domain.preference_fields import Filled
from desktop.persistence.base import Code, FilledIn, Id, Instant, Words, bytewise, metadata


class PatientColumns(TypedColumns):
    """A person; a birth date, or why it is not known. ``key_version`` dates the search keys.

    After a merge ``root_id`` is the record that lives on and ``merged_at`` when; reads gather by
    root, new rows go to it. A person who has died may have no known date of death.
    """

    id: Named[PatientId] = Column(Id[PatientId](), primary_key=True)
    title: Named[str]
    given_names: Named[str]
    family_name: Named[str]
    preferred_name: Named[str]
    former_names: Named[str]
    say_it: Named[str]
    pronouns: Named[str]
    born_on: Named[date | None]
    born_unknown_why: Named[str]
    sex: Named[str]
    gender: Named[str]
    address: Named[str]
    postcode: Named[str]
    registration: Named[Registration] = Column(Code(Registration), nullable=False)
    is_deceased: Named[bool]
    deceased_on: Named[date | None]
    is_sensitive: Named[bool]
    root_id: Named[PatientId | None] = Column(Id[PatientId](), ForeignKey("patients.id"))
    merged_at: Named[datetime | None] = Column(Instant())
    key_version: Named[int]
    version: Named[int]


class IdentifierColumns(TypedColumns):
    """A number somebody gave a person; imports find people again by it.

    ``use`` is "" or "old" (FHIR Identifier.use) for a number another has taken the place of.
    """

    id: Named[IdentifierId] = Column(Id[IdentifierId](), primary_key=True)
    patient_id: Named[PatientId] = Column(
        Id[PatientId](), ForeignKey("patients.id"), nullable=False, index=True
    )
    system: Named[str] = Column(bytewise(), nullable=False)
    value: Named[str] = Column(bytewise(), nullable=False)
    verification: Named[str]
    use: Named[str]


class ContactPointColumns(TypedColumns):
    """A phone number or e-mail address; ``doubtful`` says what is odd about it."""

    id: Named[ContactPointId] = Column(Id[ContactPointId](), primary_key=True)
    patient_id: Named[PatientId] = Column(
        Id[PatientId](), ForeignKey("patients.id"), nullable=False, index=True
    )
    rank: Named[int]
    system: Named[str]
    value: Named[str]
    use: Named[str]
    note: Named[str]
    doubtful: Named[str]


class PreferenceColumns(TypedColumns):
    """Something a person told us, in our kinds and in their own words.

    ``filled`` are the kind's own fields; ``said_by`` names who told us where the person did not.
    ``put_off_on`` is the day somebody said "not today" when it was to be asked again.
    """

    id: Named[PreferenceId] = Column(Id[PreferenceId](), primary_key=True)
    patient_id: Named[PatientId] = Column(
        Id[PatientId](), ForeignKey("patients.id"), nullable=False, index=True
    )
    kind: Named[str]
    value: Named[str]
    own_words: Named[str]
    source: Named[str]
    since_on: Named[date | None]
    recorded_by: Named[str]
    review_on: Named[date | None]
    ends_on: Named[date | None]
    filled: Named[Filled] = Column(FilledIn(), nullable=False, server_default=text("''"))
    said_by: Named[str] = Column(String(), nullable=False, server_default=text("''"))
    confirmed_on: Named[date | None]
    confirmed_by: Named[str] = Column(String(), nullable=False, server_default=text("''"))
    put_off_on: Named[date | None]
    ended_why: Named[str] = Column(String(), nullable=False, server_default=text("''"))
    version: Named[int]


class RelatedPersonColumns(TypedColumns):
    """Somebody who stands near a person; ``may_speak_for`` is what they may be told or decide."""

    id: Named[RelatedPersonId] = Column(Id[RelatedPersonId](), primary_key=True)
    patient_id: Named[PatientId] = Column(
        Id[PatientId](), ForeignKey("patients.id"), nullable=False, index=True
    )
    related_patient_id: Named[PatientId | None] = Column(
        Id[PatientId](), ForeignKey("patients.id"), index=True
    )
    name: Named[str]
    relationship: Named[str]
    phone: Named[str]
    email: Named[str]
    is_carer: Named[bool]
    is_next_of_kin: Named[bool]
    may_speak_for: Named[tuple[str, ...]] = Column(Words(), nullable=False)
    note: Named[str]
    ends_on: Named[date | None]
    version: Named[int]


class DistinctPeopleColumns(TypedColumns):
    """Two records alike that somebody has looked at and found to be two people."""

    patient_id: Named[PatientId] = Column(
        Id[PatientId](), ForeignKey("patients.id"), nullable=False
    )
    other_id: Named[PatientId] = Column(
        Id[PatientId](), ForeignKey("patients.id"), nullable=False, index=True
    )


class PatientSearchColumns(TypedColumns):
    """A row for each way a person's name may be said, folded; at most 8 a person."""

    patient_id: Named[PatientId] = Column(
        Id[PatientId](), ForeignKey("patients.id"), nullable=False
    )
    form: Named[int]
    family: Named[str] = Column(bytewise(), nullable=False)
    given: Named[str] = Column(bytewise(), nullable=False)
    born_on: Named[str] = Column(bytewise(), nullable=False)
    sound: Named[str] = Column(bytewise(), nullable=False)


class PatientKeyColumns(TypedColumns):
    """Phones by start and by last digits (reversed), identifiers, postcode."""

    kind: Named[str] = Column(bytewise(), nullable=False)
    key: Named[str] = Column(bytewise(), nullable=False)
    patient_id: Named[PatientId] = Column(
        Id[PatientId](), ForeignKey("patients.id"), nullable=False, index=True
    )


class SurnameColumns(TypedColumns):
    """The distinct folded family names; insert-only."""

    family: Named[str] = Column(bytewise(), primary_key=True)


class GivenColumns(TypedColumns):
    """The distinct folded given names; insert-only."""

    given: Named[str] = Column(bytewise(), primary_key=True)


patients = Table(
    "patients",
    metadata,
    PatientColumns,
    CheckConstraint("is_deceased OR deceased_on IS NULL", name="deceased"),
    CheckConstraint("(root_id IS NULL) = (merged_at IS NULL)", name="merged"),
    CheckConstraint("root_id <> id", name="root"),
)
_MERGED = text("root_id IS NOT NULL")
Index("ix_patients_root_id", patients.c.root_id, postgresql_where=_MERGED, sqlite_where=_MERGED)
identifiers = Table("identifiers", metadata, IdentifierColumns, UniqueConstraint("system", "value"))
contact_points = Table("contact_points", metadata, ContactPointColumns)
preferences = Table("preferences", metadata, PreferenceColumns)
related_people = Table("related_people", metadata, RelatedPersonColumns)
distinct_people = Table(
    "distinct_people",
    metadata,
    DistinctPeopleColumns,
    PrimaryKeyConstraint("patient_id", "other_id"),
    CheckConstraint("patient_id < other_id", name="order"),
)
patient_search = Table(
    "patient_search",
    metadata,
    PatientSearchColumns,
    PrimaryKeyConstraint("patient_id", "form"),
    Index("ix_patient_search_family", "family", "given", "born_on"),
    Index("ix_patient_search_given", "given", "family", "born_on"),
    Index("ix_patient_search_born", "born_on", "family", "given"),
    Index("ix_patient_search_sound", "sound", "given", "family"),
)
patient_keys = Table(
    "patient_keys", metadata, PatientKeyColumns, PrimaryKeyConstraint("kind", "key", "patient_id")
)
surnames = Table("surnames", metadata, SurnameColumns)
givens = Table("givens", metadata, GivenColumns)
