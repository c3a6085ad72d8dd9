"""Every table, by area; importing this package fills ``base.metadata`` and attaches the guards."""

from desktop.persistence.base import metadata
from desktop.persistence.guards import attach_guards
from desktop.persistence.tables.diary import notes, places, sessions, slot_types, slots
from desktop.persistence.tables.machinery import audit_log, changes, desks, settings
from desktop.persistence.tables.people import (
    contact_points,
    givens,
    identifiers,
    patient_keys,
    patient_search,
    patients,
    preferences,
    surnames,
)
from desktop.persistence.tables.practice import clinicians, clinics, practices, rooms, staff
from desktop.persistence.tables.visits import appointments, holds, visit_events

attach_guards(metadata)

__all__ = [
    "appointments",
    "audit_log",
    "changes",
    "clinicians",
    "clinics",
    "contact_points",
    "desks",
    "givens",
    "holds",
    "identifiers",
    "notes",
    "patient_keys",
    "patient_search",
    "patients",
    "places",
    "practices",
    "preferences",
    "rooms",
    "sessions",
    "settings",
    "slot_types",
    "slots",
    "staff",
    "surnames",
    "visit_events",
]
