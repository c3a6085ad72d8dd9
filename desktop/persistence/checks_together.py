"""Whether visits of a trip, and the dates of a series, still belong together."""

from __future__ import annotations

from desktop.persistence.checks import Rule
from desktop.persistence.roots import ROOT_OF

TOGETHER = (
    Rule(
        "trip of one",
        "appointments",
        "it belongs to a trip on which there is no other visit",
        "SELECT a.id FROM appointments a WHERE a.trip_id IS NOT NULL "
        "AND a.state <> 'entered-in-error' AND NOT EXISTS (SELECT 1 FROM appointments o "
        "WHERE o.trip_id = a.trip_id AND o.id <> a.id AND o.state <> 'entered-in-error')",
    ),
    Rule(
        "trip of two people",
        "appointments",
        "it belongs to a trip of somebody else",
        "SELECT a.id FROM appointments a JOIN appointments o ON o.trip_id = a.trip_id "
        "WHERE o.id < a.id AND o.patient_id <> a.patient_id "
        "AND a.state <> 'entered-in-error' AND o.state <> 'entered-in-error'",
    ),
    Rule(
        "series of somebody else",
        "series_dates",
        "date {place} has a visit of somebody else",
        "SELECT d.series_id AS id, d.place FROM series_dates d JOIN series s ON s.id = d.series_id "
        "JOIN appointments a ON a.id = d.appointment_id JOIN patients p ON p.id = s.patient_id "
        "JOIN patients w ON w.id = a.patient_id "
        f"WHERE {ROOT_OF.format('p')} <> {ROOT_OF.format('w')}",
    ),
    Rule(
        "series never booked",
        "series_dates",
        "date {place} has a visit that was never made",
        "SELECT d.series_id AS id, d.place FROM series_dates d "
        "JOIN appointments a ON a.id = d.appointment_id WHERE a.state = 'entered-in-error'",
    ),
    Rule(
        "series has its dates",
        "series",
        "it has {found} dates of {count}",
        "SELECT s.id, s.count, count(d.place) AS found FROM series s "
        "LEFT JOIN series_dates d ON d.series_id = s.id GROUP BY s.id, s.count "
        "HAVING count(d.place) <> s.count OR max(d.place) > s.count",
    ),
)
