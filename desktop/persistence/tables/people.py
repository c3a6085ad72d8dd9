"""Tables of people and of finding them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Named,
    PrimaryKeyConstraint,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from desktop.domain.ids import ContactPointId, IdentifierId, PatientId, PreferenceId
from desktop.domain.people import Registration
from desktop.persistence.base import Code, Id, bytewise, metadata


class PatientColumns(TypedColumns):
    """A person; a birth date, or why it is not known. ``key_version`` dates the search keys."""

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
    deceased_on: Named[date | None]
    key_version: Named[int]
    version: Named[int]


class IdentifierColumns(TypedColumns):
    """A number somebody gave a person; imports find people again by it."""

    id: Named[IdentifierId] = Column(Id[IdentifierId](), primary_key=True)
    patient_id: Named[PatientId] = Column(
        Id[PatientId](), ForeignKey("patients.id"), nullable=False, index=True
    )
    system: Named[str] = Column(bytewise(), nullable=False)
    value: Named[str] = Column(bytewise(), nullable=False)
    verification: Named[str]


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
    """Something a person told us, in our kinds and in their own words."""

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
    version: Named[int]


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


patients = Table("patients", metadata, PatientColumns)
identifiers = Table("identifiers", metadata, IdentifierColumns, UniqueConstraint("system", "value"))
contact_points = Table("contact_points", metadata, ContactPointColumns)
preferences = Table("preferences", metadata, PreferenceColumns)
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
