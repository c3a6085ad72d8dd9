"""Reading a month of the diary: capacity, booked and free by day and kind, with what is closed."""

from __future__ import annotations

from datetime import date

from desktop.domain.ids import ClinicId
from desktop.domain.month import Month, assemble_month, first_of_month, weeks_of_month
from desktop.operations.work import Reading
from desktop.persistence.closures import list_in_force
from desktop.persistence.month import count_days


def read_month(reading: Reading, *, on_date: date, clinic_id: ClinicId | None = None) -> Month:
    """Return the weeks of a date's month, of all clinics or one.

    Closures are those of whole days, of the practice or (where one is asked for) of that clinic.
    """
    first_on = first_of_month(on_date)
    first, last = weeks_of_month(first_on)
    counted = count_days(reading.db, first=first, last=last, clinic_id=clinic_id, now=reading.now)
    closed = (
        (one.first_on, one.last_on, one.name)
        for one in list_in_force(reading.db, first, last)
        if one.whole_days and one.clinician_id is None and one.room_id is None
        if one.clinic_id in (None, clinic_id)
    )
    return assemble_month(first_on, counted, closed)
