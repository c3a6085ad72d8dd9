"""People who come to the practice, as the desk knows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from desktop.domain.ids import AppointmentId, ContactPointId, PatientId, PreferenceId, TripId
from desktop.domain.practice import Channel
from desktop.domain.preference_fields import Filled
from desktop.domain.related_people import RelatedPerson
from desktop.domain.series import Series
from desktop.domain.times import date_with_year
from desktop.domain.visit_end import VisitNeed
from desktop.domain.visits import State

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
"""The identifier system of NHS numbers."""

OLD = "old"
"""The use of a number that another has taken the place of (FHIR Identifier.use)."""


class Registration(StrEnum):
    """How someone belongs to the practice."""

    REGISTERED = "registered"
    TEMPORARY = "temporary"
    VISITOR = "visitor"
    LEFT = "left"
    ENTERED_IN_ERROR = "entered-in-error"


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A phone number or e-mail address; ``system`` is phone or email (FHIR ContactPoint)."""

    system: str
    value: str
    use: str = "home"
    note: str = ""
    doubtful: str = ""
    id: ContactPointId | None = None


_RUNG_FIRST = ("mobile", "home", "temp", "work")


def number_to_ring(points: Iterable[ContactPoint]) -> str:
    """Return the phone number to ring somebody on: the mobile first, then home; never an old one.

    Empty where there is none.
    """
    phones = [one for one in points if one.system == "phone" and one.use != OLD]
    order = {use: place for place, use in enumerate(_RUNG_FIRST)}
    phones.sort(key=lambda one: order.get(one.use, len(order)))
    return phones[0].value if phones else ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number somebody gave the person; ``verification`` as domain.md 1.

    ``use`` is "old" for one that another has taken the place of.
    """

    system: str
    value: str
    verification: str = "number-present-but-not-traced"
    use: str = ""


@dataclass(frozen=True, slots=True)
class PatientDetails:
    """What the desk types of a person; tidied by ``people_rules.check_details``.

    ``born_on`` may be None with ``born_unknown_why``. Address lines are newline-separated.
    """

    given_names: str = ""
    family_name: str = ""
    born_on: date | None = None
    born_unknown_why: str = ""
    title: str = ""
    preferred_name: str = ""
    former_names: str = ""
    say_it: str = ""
    pronouns: str = ""
    sex: str = ""
    gender: str = ""
    address: str = ""
    postcode: str = ""
    registration: Registration = Registration.REGISTERED
    nhs_number: str = ""
    contact_points: tuple[ContactPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class PatientSummary:
    """A person as a search row shows them.

    ``needs`` are short words of active needs; ``match`` is how the row was found; ``found_as``
    the other name it was found by, "was Sheila Johnson".
    """

    id: PatientId
    called: str
    legal_name: str
    born_on: date | None
    nhs_number: str
    address_line: str
    needs: tuple[str, ...] = ()
    registration: Registration = Registration.REGISTERED
    is_deceased: bool = False
    deceased_on: date | None = None
    match: str = "exact"
    same_name_and_birth: bool = False
    found_as: str = ""


@dataclass(frozen=True, slots=True)
class Preference:
    """Something a person told us; ``kind`` is a code of ``domain/preferences.py``."""

    id: PreferenceId
    kind: str
    value: str
    own_words: str = ""
    source: str = "patient"
    since_on: date | None = None
    recorded_by: str = ""
    review_on: date | None = None
    ends_on: date | None = None
    filled: Filled = ()
    said_by: str = ""
    confirmed_on: date | None = None
    confirmed_by: str = ""
    put_off_on: date | None = None
    ended_why: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit as the person's panel lists it; ``is_being_rebooked`` while it is on that list.

    ``needs`` in the order of their kinds, what was called off left out.
    Visits of one ``trip_id`` belong together.
    """

    id: AppointmentId
    version: int
    state: State
    on_date: date
    start_at: datetime | None
    end_at: datetime | None
    clinician_name: str
    clinic_name: str
    room_name: str
    slot_type_name: str
    channel: Channel
    reason: str = ""
    arrived_at: datetime | None = None
    sent_in_at: datetime | None = None
    done_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_words: str = ""
    is_being_rebooked: bool = False
    needs: tuple[VisitNeed, ...] = ()
    trip_id: TripId | None = None


@dataclass(frozen=True, slots=True)
class PatientCard:
    """All that the compact panel shows of a person.

    ``today`` are today's visits; ``coming`` later ones soonest first, cancelled ones among them;
    ``past`` latest first.
    ``is_closed`` is a sensitive record without a reason: how to reach them, what they told us and
    who stands near them are left out. ``record_ids`` are this record and those merged into it;
    ``other_numbers`` and ``other_contacts`` are old ones and those of the merged records;
    ``names`` those of the clinicians and clinics that they told us of, by id.
    """

    id: PatientId
    version: int
    details: PatientDetails
    called: str
    is_deceased: bool
    deceased_on: date | None
    preferences: tuple[Preference, ...]
    today: tuple[VisitLine, ...]
    coming: tuple[VisitLine, ...]
    past: tuple[VisitLine, ...]
    related: tuple[RelatedPerson, ...] = ()
    is_sensitive: bool = False
    is_closed: bool = False
    record_ids: tuple[PatientId, ...] = ()
    other_numbers: tuple[Identifier, ...] = ()
    other_contacts: tuple[ContactPoint, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    series: tuple[Series, ...] = ()

    @property
    def has_merged(self) -> bool:
        """Whether other records have been merged into this one."""
        return len(self.record_ids) > 1


@dataclass(frozen=True, slots=True)
class WholePerson:
    """All that the whole panel shows: ``ended`` holds no more; ``visits`` are all, latest first.

    Of a closed record the card alone.
    """

    card: PatientCard
    ended: tuple[Preference, ...] = ()
    visits: tuple[VisitLine, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


def died_words(on: date | None) -> str:
    """Say that somebody has died, on a day or (None) on one that is not known."""
    return f"Recorded as died on {date_with_year(on)}." if on else "Recorded as died."
