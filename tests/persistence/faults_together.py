"""Faults of trips and series."""

from __future__ import annotations

from tests.persistence.planting import A_VISIT, NEW_ID, Fault

_SERIES = (
    "INSERT INTO series (id, patient_id, slot_type_id, every, step, weekday, first_on, count, "
    "reason, asked_by, note, version) SELECT '{new}'{{uuid}}, {whose}, a.slot_type_id, 'week', 2, "
    "2, a.on_date, 2, '', '', '', 1 FROM appointments a WHERE a.id = :id"
)
_MINE = _SERIES.format(new=NEW_ID, whose="a.patient_id")
_OF_ANOTHER = _SERIES.format(
    new=NEW_ID,
    whose="(SELECT p.id FROM patients p WHERE p.id <> a.patient_id AND p.root_id IS NULL "
    "ORDER BY p.id LIMIT 1)",
)
_DATES = (
    "INSERT INTO series_dates (series_id, place, on_date, state, appointment_id, why, version) "
    f"SELECT '{NEW_ID}'{{uuid}}, 1, a.on_date, 'booked', a.id, '', 1 FROM appointments a "
    "WHERE a.id = :id",
    "INSERT INTO series_dates (series_id, place, on_date, state, why, version) "
    f"SELECT '{NEW_ID}'{{uuid}}, 2, a.on_date, 'to-book', 'Closed', 1 FROM appointments a "
    "WHERE a.id = :id",
)
TOGETHER_FAULTS = (
    Fault(
        "visits",
        "trip of one",
        "a trip with no other visit",
        "appointments",
        A_VISIT,
        (f"UPDATE appointments SET trip_id = '{NEW_ID}'{{uuid}} WHERE id = :id",),
    ),
    Fault(
        "visits",
        "trip of two people",
        "two people on one trip",
        "appointments",
        A_VISIT.replace("ORDER BY a.id", "ORDER BY a.id DESC"),
        (
            f"UPDATE appointments SET trip_id = '{NEW_ID}'{{uuid}} WHERE id = :id OR id = "
            "(SELECT o.id FROM appointments o JOIN appointments a ON a.id = :id "
            "WHERE o.patient_id <> a.patient_id AND o.id < a.id AND o.state = 'booked' "
            "ORDER BY o.id LIMIT 1)",
        ),
    ),
    Fault(
        "visits",
        "series of somebody else",
        "a series with somebody else's visit",
        "series_dates",
        A_VISIT,
        (_OF_ANOTHER, *_DATES),
        names=NEW_ID,
    ),
    Fault(
        "visits",
        "series never booked",
        "a date whose visit was taken back",
        "series_dates",
        A_VISIT,
        (
            _MINE,
            *_DATES,
            "DELETE FROM places WHERE appointment_id = :id",
            "UPDATE appointments SET state = 'entered-in-error' WHERE id = :id",
        ),
        names=NEW_ID,
    ),
    Fault(
        "visits",
        "series has its dates",
        "a date is lost",
        "series",
        A_VISIT,
        (_MINE, _DATES[0]),
        names=NEW_ID,
    ),
)
