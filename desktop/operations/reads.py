"""Reads of the practice and its diary: what a view asks for, as values."""

from __future__ import annotations

from datetime import date

from desktop.domain.booking import FreeAnswer, FreeOnDay, FreeRequest
from desktop.domain.diary import DiaryDay
from desktop.domain.ids import ClinicianId, ClinicId, SlotId, SlotTypeId
from desktop.domain.kind_week import MOST_OF_A_WEEK, KindWeek, assemble_kind_week
from desktop.domain.practice import PracticeOutline
from desktop.domain.week import DiaryWeek, days_of_week
from desktop.operations.work import Reading
from desktop.persistence import free_times
from desktop.persistence.diary import load_day
from desktop.persistence.outline import load_outline
from desktop.persistence.week import load_week


def read_outline(reading: Reading) -> PracticeOutline:
    """Return all that seldom changes: practice, clinics, rooms, clinicians, kinds of slot."""
    return load_outline(reading.db)


def read_day(reading: Reading, *, on_date: date, clinic_id: ClinicId | None = None) -> DiaryDay:
    """Return one day of all clinics, or of one."""
    return load_day(
        reading.db,
        on_date=on_date,
        clinic_id=clinic_id,
        now=reading.now,
        window=reading.window,
        zone_name=reading.zone,
    )


def read_week(
    reading: Reading,
    *,
    monday: date,
    clinician_id: ClinicianId,
    clinic_id: ClinicId | None = None,
) -> DiaryWeek:
    """Return one clinician's week, Monday to Sunday, at all clinics or one."""
    return load_week(
        reading.db,
        monday=monday,
        clinician_id=clinician_id,
        clinic_id=clinic_id,
        now=reading.now,
        window=reading.window,
        zone_name=reading.zone,
    )


def read_kind_week(
    reading: Reading, *, monday: date, slot_type_id: SlotTypeId, clinic_id: ClinicId | None = None
) -> KindWeek:
    """Return what is free of one kind of slot in a week, by day and half day, over everybody."""
    request = FreeRequest(
        from_on=monday,
        until_on=days_of_week(monday)[-1],
        slot_type_id=slot_type_id,
        clinic_id=clinic_id,
        limit=MOST_OF_A_WEEK,
    )
    answer = find_free_times(reading, request=request)
    return assemble_kind_week(monday, reading.zone, slot_type_id, answer.times)


def find_free_times(reading: Reading, *, request: FreeRequest) -> FreeAnswer:
    """Return free times soonest first, what was left out and why."""
    return free_times.find_free_times(
        reading.db,
        request=request,
        now=reading.now,
        window=reading.window,
        zone_name=reading.zone,
    )


def count_free_by_day(reading: Reading, *, request: FreeRequest) -> tuple[FreeOnDay, ...]:
    """Return how many slots each clinician has free a day, from ``from_on`` to ``until_on``."""
    return free_times.count_free_by_day(
        reading.db,
        request=request,
        now=reading.now,
        window=reading.window,
        zone_name=reading.zone,
    )


def list_lengths_offered(
    reading: Reading, *, slot_id: SlotId
) -> tuple[tuple[int, tuple[SlotId, ...]], ...]:
    """Return what free slots next to each other add up to from a slot: (minutes, slots)."""
    return free_times.list_lengths_offered(
        reading.db, slot_id=slot_id, now=reading.now, window=reading.window
    )
