"""What is printed: day sheets and appointment cards as values; a print is on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from desktop.domain.ids import ClinicId, PatientId, SessionId
from desktop.domain.permissions import Act
from desktop.domain.sheets import (
    AppointmentCard,
    CardVisit,
    DaySheet,
    SheetFacts,
    make_day_sheet,
    place_on_card,
)
from desktop.domain.times import clock_time
from desktop.operations.looks import is_closed_here
from desktop.operations.outcome import Outcome
from desktop.operations.work import Reading, Work
from desktop.persistence.diary import load_day
from desktop.persistence.merging import find_root, list_records
from desktop.persistence.outline import load_outline
from desktop.persistence.people import called_name, get_patient_row
from desktop.persistence.sheets import (
    list_next_visits,
    load_numbers_to_ring,
    load_sheet_people,
)

PACK_DAYS = 3
"""A downtime pack has today and the next two days with sessions."""
_LOOKED_AHEAD_DAYS = 14


def read_day_sheet(
    reading: Reading,
    *,
    on_date: date,
    clinic_id: ClinicId | None = None,
    session_id: SessionId | None = None,
) -> DaySheet:
    """Return a day ready to be printed: all of it, one clinic's part, or one session."""
    outline = load_outline(reading.db)
    day = load_day(
        reading.db,
        on_date=on_date,
        clinic_id=None,
        now=reading.now,
        window=reading.window,
        zone_name=reading.zone,
    )
    facts = SheetFacts(
        practice=outline.practice.name,
        people=load_sheet_people(reading.db, on_date),
        kinds={kind.id: kind.name for kind in outline.slot_types},
        call_on=load_numbers_to_ring(reading.db, on_date),
        zone=reading.zone,
        now=reading.now,
    )
    return make_day_sheet(day, facts, clinic_id=clinic_id, session_id=session_id)


def read_downtime_pack(reading: Reading) -> tuple[DaySheet, ...]:
    """Return today's and the next two working days' sheets of all sites.

    Shape: a day on which nobody works is left out, today never.
    """
    sheets = [read_day_sheet(reading, on_date=reading.today)]
    for days in range(1, _LOOKED_AHEAD_DAYS):
        if len(sheets) == PACK_DAYS:
            break
        sheet = read_day_sheet(reading, on_date=reading.today + timedelta(days=days))
        if sheet.sessions:
            sheets.append(sheet)
    return tuple(sheets)


def read_appointment_card(reading: Reading, *, patient_id: PatientId) -> AppointmentCard:
    """Return somebody's next visits, to be taken home.

    A sensitive record nobody has opened here keeps the number they are rung on.
    Errors: NotFound for a person that is not there.
    """
    root = find_root(reading.db, patient_id)
    row = get_patient_row(reading.db, root)
    is_closed = is_closed_here(reading, root)
    practice = load_outline(reading.db).practice
    visits = []
    coming = [
        one
        for record in list_records(reading.db, root)
        for one in list_next_visits(reading.db, record, reading.now)
    ]
    for one in sorted(coming, key=lambda one: one.start_at):
        place = place_on_card(one.room_name or "", one.clinic_name or "", one.clinic_address or "")
        clinician = " ".join(filter(None, (one.title, one.given_names, one.family_name)))
        visits.append(
            CardVisit(
                on_date=one.on_date,
                time=clock_time(one.start_at, reading.zone),
                clinician=clinician,
                place=place,
                channel=one.channel,
                minutes=int((one.end_at - one.start_at).total_seconds() // 60),
                information=one.information,
                call_on="" if is_closed else one.call_on or "",
            )
        )
    return AppointmentCard(
        practice=practice.name,
        called=called_name(row["preferred_name"], row["given_names"], row["family_name"]),
        printed_at=reading.now,
        zone=reading.zone,
        visits=tuple(visits),
        phone=practice.phone,
    )


def note_print(work: Work, *, what: str, patient_ids: Sequence[PatientId]) -> Outcome[None]:
    """Put on record that people's details were printed: one row for it, one a person.

    It has no words: whoever prints says where the paper or the file is.
    """
    work.require(Act.PRINT)
    work.record(Act.PRINT, {"what": what, "people": len(patient_ids)})
    for patient_id in sorted(set(patient_ids)):
        work.record(Act.PRINT, {"what": what}, patient_id=patient_id)
    return Outcome(None, work.changes())
