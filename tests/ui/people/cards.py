"""A made-up person's card and visits, as the design's pictures have them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from desktop.domain.ids import AppointmentId, PatientId, PreferenceId
from desktop.domain.people import (
    ContactPoint,
    PatientCard,
    PatientDetails,
    PatientSummary,
    Preference,
    VisitLine,
)
from desktop.domain.practice import Channel
from desktop.domain.visits import State

NOW = datetime(2026, 11, 18, 10, 22, tzinfo=UTC)
TODAY = NOW.date()
ZONE = "Europe/London"
WORDS = "Look at me, not the interpreter. Tell me first if it is going to run late."


def make_visit(name: str, state: State, *, at: datetime = NOW, **changed: Any) -> VisitLine:
    values: dict[str, Any] = {
        "id": AppointmentId(name),
        "version": 1,
        "state": state,
        "on_date": at.date(),
        "start_at": at,
        "end_at": at + timedelta(minutes=40),
        "clinician_name": "Grace Adeyemi",
        "clinic_name": "Alder Lane",
        "room_name": "Room 3",
        "slot_type_name": "Nurse treatment",
        "channel": Channel.IN_PERSON,
    }
    return VisitLine(**(values | changed))


def make_preference(kind: str, value: str = "", own_words: str = "") -> Preference:
    return Preference(PreferenceId(f"{kind}-{value}"), kind, value, own_words)


DETAILS = PatientDetails(
    "Margaret",
    "Hughes",
    date(1952, 3, 12),
    preferred_name="Maggie",
    say_it="MAG-ee, never Margaret",
    pronouns="she/her",
    nhs_number="9990123454",
    contact_points=(
        ContactPoint("phone", "07700 900118", "mobile"),
        ContactPoint("email", "maggie@example.org"),
    ),
)


def make_card(**changed: Any) -> PatientCard:
    values: dict[str, Any] = {
        "id": PatientId("maggie"),
        "version": 3,
        "details": DETAILS,
        "called": "Maggie Hughes",
        "is_deceased": False,
        "deceased_on": None,
        "preferences": (
            make_preference("bsl", "Joanna Price first"),
            make_preference("step-free"),
            make_preference("own-words", own_words=WORDS),
            make_preference("reach", "Text only, after 09:00. No calls."),
        ),
        "today": (
            make_visit(
                "today",
                State.ARRIVED,
                at=NOW - timedelta(minutes=2),
                arrived_at=NOW - timedelta(minutes=7),
            ),
        ),
        "coming": (make_visit("next", State.BOOKED, at=NOW + timedelta(days=7)),),
        "past": (make_visit("last", State.FULFILLED, at=NOW - timedelta(days=14)),),
    }
    return PatientCard(**(values | changed))


def make_summary(
    name: str, born_on: date | None = date(1952, 3, 12), **changed: Any
) -> PatientSummary:
    values: dict[str, Any] = {
        "id": PatientId(f"{name}-{born_on}"),
        "called": name,
        "legal_name": name,
        "born_on": born_on,
        "nhs_number": "9990123454",
        "address_line": "8 Tanner Row",
        "needs": ("BSL",),
    }
    return PatientSummary(**(values | changed))
