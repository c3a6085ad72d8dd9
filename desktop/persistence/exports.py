"""People and visits as they are handed out to other systems, a batch at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, or_, select

from desktop.domain.ids import AppointmentId, PatientId
from desktop.domain.imports import PersonRead, Pointer, PreferenceRead, RelatedRead, VisitRead
from desktop.domain.people import NHS_NUMBER, Identifier, Registration
from desktop.domain.preference_rules import flat_words, is_active, names_wanted
from desktop.domain.visits import State, Step
from desktop.persistence.people import details_from
from desktop.persistence.preferences import list_names
from desktop.persistence.roots import root_of
from desktop.persistence.tables import (
    appointments,
    clinicians,
    clinics,
    contact_points,
    identifiers,
    patients,
    preferences,
    related_people,
    slot_types,
    visit_events,
)

_ROOTS = (
    select(patients)
    .where(
        patients.c.id > bindparam("after"),
        patients.c.root_id.is_(None),
        patients.c.registration != Registration.ENTERED_IN_ERROR,
    )
    .order_by(patients.c.id)
    .limit(bindparam("most"))
)
_MERGED = select(patients.c.id, root_of().label("root_id")).where(
    patients.c.root_id.is_not(None), root_of().in_(bindparam("ids", expanding=True))
)
_VISITS = (
    select(
        appointments,
        root_of().label("whose"),
        slot_types.c.name.label("type_name"),
        clinicians.c.title,
        clinicians.c.given_names,
        clinicians.c.family_name,
        clinicians.c.profession,
        clinics.c.name.label("clinic_name"),
    )
    .join(patients, patients.c.id == appointments.c.patient_id)
    .join(slot_types, slot_types.c.id == appointments.c.slot_type_id)
    .outerjoin(clinicians, clinicians.c.id == appointments.c.clinician_id)
    .outerjoin(clinics, clinics.c.id == appointments.c.clinic_id)
    .where(
        appointments.c.id > bindparam("after"),
        appointments.c.state != State.ENTERED_IN_ERROR,
        patients.c.registration != Registration.ENTERED_IN_ERROR,
    )
    .order_by(appointments.c.id)
    .limit(bindparam("most"))
)
_BOOKED = (
    select(visit_events.c.appointment_id, func.min(visit_events.c.at).label("at"))
    .where(
        visit_events.c.appointment_id.in_(bindparam("ids", expanding=True)),
        visit_events.c.step == Step.BOOKED,
    )
    .group_by(visit_events.c.appointment_id)
)
FIRST = "00000000-0000-0000-0000-000000000000"
"""Sorts before every id."""


def count_people(db: Connection) -> int:
    """Return how many people there are to hand out."""
    query = select(func.count()).where(
        patients.c.root_id.is_(None), patients.c.registration != Registration.ENTERED_IN_ERROR
    )
    return int(db.execute(query.select_from(patients)).scalar_one())


def count_visits(db: Connection) -> int:
    """Return how many visits there are to hand out, about."""
    return int(db.execute(select(func.count()).select_from(appointments)).scalar_one())


def list_people_after(
    db: Connection, after: PatientId, most: int, *, today: date
) -> tuple[PersonRead, ...]:
    """Return the next people whole, by id; what was merged into one goes with them."""
    rows = [dict(row) for row in db.execute(_ROOTS, {"after": after, "most": most}).mappings()]
    root_of = {row["id"]: row["id"] for row in rows}
    merged = db.execute(_MERGED, {"ids": list(root_of)}).all()
    root_of |= {row.id: row.root_id for row in merged}
    children = {
        table.name: _children(db, table, root_of, today)
        for table in (identifiers, contact_points, preferences, related_people)
    }
    told = [one for of_person in children["preferences"].values() for one in of_person]
    names = list_names(db, names_wanted((one["kind"], one["filled"]) for one in told))
    for one in told:
        one["read"] = _preference(one, names, today)
    return tuple(_person(row, children) for row in rows)


_AS_KEPT = (
    *("kind", "value", "own_words", "since_on", "filled", "ends_on", "source", "said_by"),
    *("review_on", "recorded_by", "confirmed_on", "confirmed_by", "ended_why"),
)


def _preference(row: dict[str, Any], names: dict[str, str], today: date) -> PreferenceRead:
    wanted = names_wanted([(row["kind"], row["filled"])])
    return PreferenceRead(
        **{name: row[name] for name in _AS_KEPT},
        names=tuple((key, names[key]) for key in sorted(wanted) if key in names),
        words=flat_words(row["kind"], row["filled"], row["value"], names),
        is_over=not is_active(row["ends_on"], today),
    )


def _children(
    db: Connection, table: Table, root_of: dict[str, str], today: date
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a table by the person they now belong to.

    Whoever speaks for somebody no more is left out; what somebody told us stays, as history.
    """
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    query = select(table).where(table.c.patient_id.in_(list(root_of))).order_by(table.c.id)
    if table is related_people:
        query = query.where(or_(table.c.ends_on.is_(None), table.c.ends_on >= today))
    for row in db.execute(query).mappings():
        found[root_of[row["patient_id"]]].append(dict(row))
    return found


def _person(
    row: dict[str, Any], children: dict[str, dict[str, list[dict[str, Any]]]]
) -> PersonRead:
    key = row["id"]
    numbers = sorted(children["identifiers"].get(key, []), key=_number_key)
    current = [one for one in numbers if one["use"] != "old"]
    own = [one for one in current if one["patient_id"] == key]
    former = [one for one in numbers if one["use"] == "old"]
    # Of two people merged into one, the survivor's NHS number is the one in use.
    nhs = [one for one in (own or current) if one["system"] == NHS_NUMBER][:1]
    former += [one for one in current if one["system"] == NHS_NUMBER and one not in nhs]
    points = [one for one in children["contact_points"].get(key, []) if one["patient_id"] == key]
    return PersonRead(
        details_from(row, points, nhs),
        tuple(map(_identifier, (one for one in current if one not in former))),
        tuple(map(_identifier, former)),
        row["is_deceased"],
        row["deceased_on"],
        row["is_sensitive"],
        tuple(
            one["read"] for one in sorted(children["preferences"].get(key, []), key=_preference_key)
        ),
        tuple(sorted(map(_related, children["related_people"].get(key, [])), key=repr)),
        (key,),
    )


# Rows made in one act have ids of no order: what is handed out twice has to be the same.
def _number_key(row: dict[str, Any]) -> tuple[str, str]:
    return row["system"], row["value"]


def _preference_key(row: dict[str, Any]) -> tuple[str, str]:
    return row["kind"], repr(replace(row["read"], names=(), filled=()))


def _identifier(row: dict[str, Any]) -> Identifier:
    return Identifier(row["system"], row["value"], row["verification"])


def _related(row: dict[str, Any]) -> RelatedRead:
    return RelatedRead(
        row["name"],
        row["relationship"],
        row["phone"],
        row["email"],
        row["is_carer"],
        row["is_next_of_kin"],
        row["note"],
    )


def list_visits_after(db: Connection, after: AppointmentId, most: int) -> tuple[VisitRead, ...]:
    """Return the next visits whole, by id."""
    rows = db.execute(_VISITS, {"after": after, "most": most}).mappings().all()
    ids = [row["id"] for row in rows]
    booked = {row.appointment_id: row.at for row in db.execute(_BOOKED, {"ids": ids})}
    return tuple(_visit(dict(row), booked.get(row["id"])) for row in rows)


_SAME = (
    "state",
    "on_date",
    "start_at",
    "end_at",
    "channel",
    "type_name",
    "reason",
    "note",
    "asked_by",
    "call_on",
    "cancel_code",
    "cancel_words",
    "cancelled_at",
    "arrived_at",
    "sent_in_at",
    "done_at",
)


def _visit(row: dict[str, Any], created_at: Any) -> VisitRead:
    names: Sequence[str | None] = (row["title"], row["given_names"], row["family_name"])
    return VisitRead(
        "Appointment",
        Pointer((row["whose"],)),
        **{name: row[name] for name in _SAME},
        created_at=created_at,
        clinician=Pointer(words=" ".join(filter(None, names)), profession=row["profession"] or ""),
        clinic=Pointer(words=row["clinic_name"] or ""),
        source_ids=(row["id"],),
    )
