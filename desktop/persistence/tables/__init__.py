"""Every table, by area; importing this package fills ``base.metadata`` and attaches the guards."""

from desktop.persistence.base import metadata
from desktop.persistence.guards import attach_guards
from desktop.persistence.tables.diary import notes, places, sessions, slot_types, slots
from desktop.persistence.tables.machinery import (
    audit_log,
    changes,
    desks,
    imports,
    jobs,
    settings,
)
from desktop.persistence.tables.people import (
    contact_points,
    distinct_people,
    givens,
    identifiers,
    patient_keys,
    patient_search,
    patients,
    preferences,
    related_people,
    surnames,
)
from desktop.persistence.tables.practice import (
    clinicians,
    clinics,
    pin_tries,
    practices,
    rooms,
    staff,
)
from desktop.persistence.tables.series import series, series_dates
from desktop.persistence.tables.templates import (
    closures,
    release_rules,
    session_templates,
    template_exceptions,
    template_parts,
)
from desktop.persistence.tables.visits import (
    appointments,
    holds,
    rebookings,
    session_closings,
    visit_events,
    visit_needs,
)
from desktop.persistence.tables.waiting import offers, waiting_list

attach_guards(metadata)

__all__ = [
    "appointments",
    "audit_log",
    "changes",
    "clinicians",
    "clinics",
    "closures",
    "contact_points",
    "desks",
    "distinct_people",
    "givens",
    "holds",
    "identifiers",
    "imports",
    "jobs",
    "notes",
    "offers",
    "patient_keys",
    "patient_search",
    "patients",
    "pin_tries",
    "places",
    "practices",
    "preferences",
    "rebookings",
    "related_people",
    "release_rules",
    "rooms",
    "series",
    "series_dates",
    "session_closings",
    "session_templates",
    "sessions",
    "settings",
    "slot_types",
    "slots",
    "staff",
    "surnames",
    "template_exceptions",
    "template_parts",
    "visit_events",
    "visit_needs",
    "waiting_list",
]
