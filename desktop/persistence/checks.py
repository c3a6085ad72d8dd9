"""What ``attend check`` looks for, in SQL where SQL can say it; the same on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, cast, or_, select, text
from sqlalchemy import Text as SqlText
from sqlalchemy.sql.elements import TextClause

from desktop.persistence.base import Instant, metadata
from desktop.persistence.constraints import missing_constraints
from desktop.persistence.guards import missing_guards
from desktop.persistence.roles import find_role_faults
from desktop.persistence.rows import key_names

EXTRA_MAY_LIE_OUTSIDE_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Violation:
    """One row that breaks a rule: its table, its id, what is wrong; never a person's name."""

    rule: str
    table: str
    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A query whose rows are violations.

    Shape: the query gives ``id`` and whatever ``words`` names in braces; no two rules of a row of
    ``attend check`` share a name.
    """

    name: str
    table: str
    words: str
    sql: str

    def statement(self) -> TextClause:
        """Return the statement, with *now* where it asks for it."""
        made = text(self.sql)
        if ":now" in self.sql:
            made = made.bindparams(bindparam("now", type_=Instant()))
        return made


# The later one begins within the earlier one: a range of the index, not every pair.
_OVERLAP = (
    "b.start_at >= a.start_at AND b.start_at < a.end_at AND b.end_at > a.start_at "
    "AND (b.start_at > a.start_at OR b.id > a.id)"
)
_PLACE = "CAST(p.slot_id AS TEXT) || '/' || CAST(p.seat AS TEXT) AS id"

PLACES = (
    Rule(
        "two claims",
        "places",
        "it is a visit’s and held at the same time",
        f"SELECT {_PLACE} FROM places p WHERE p.appointment_id IS NOT NULL "
        "AND p.hold_id IS NOT NULL",
    ),
    Rule(
        "hold and its end",
        "places",
        "its hold and the time it is held until do not go together",
        f"SELECT {_PLACE} FROM places p LEFT JOIN holds h ON h.id = p.hold_id "
        "WHERE (p.hold_id IS NULL) <> (p.held_until IS NULL) OR h.until_at <> p.held_until",
    ),
    Rule(
        "copies",
        "places",
        "its copies of kind, time, clinician or clinic are not those of its slot",
        f"SELECT {_PLACE} FROM places p JOIN slots s ON s.id = p.slot_id "
        "JOIN sessions e ON e.id = s.session_id WHERE p.slot_type_id <> s.slot_type_id "
        "OR p.start_at <> s.start_at OR p.clinician_id <> e.clinician_id "
        "OR p.clinic_id <> e.clinic_id OR p.capacity <> s.capacity",
    ),
    Rule(
        "seat",
        "places",
        "its seat is beyond the slot’s capacity",
        f"SELECT {_PLACE} FROM places p JOIN slots s ON s.id = p.slot_id "
        "WHERE p.seat < 1 OR p.seat > s.capacity",
    ),
    Rule(
        "count",
        "slots",
        "it has {found} places and room for {capacity}",
        "SELECT s.id, s.capacity, count(p.seat) AS found FROM slots s "
        "LEFT JOIN places p ON p.slot_id = s.id GROUP BY s.id, s.capacity "
        "HAVING count(p.seat) <> s.capacity",
    ),
    Rule(
        "kept for nobody",
        "places",
        "it is still to come and kept by a visit that is {state}",
        f"SELECT {_PLACE}, a.state FROM places p JOIN appointments a ON a.id = p.appointment_id "
        "WHERE a.state IN ('cancelled', 'entered-in-error') AND p.start_at > :now",
    ),
)

SLOTS = (
    Rule(
        "overlap",
        "slots",
        "it overlaps slot {other} of the same session",
        "SELECT a.id, b.id AS other FROM slots a JOIN slots b ON b.session_id = a.session_id "
        f"AND {_OVERLAP} WHERE NOT a.is_extra AND NOT b.is_extra",
    ),
    Rule(
        "outside",
        "slots",
        "it lies outside its session and is no extra",
        "SELECT s.id FROM slots s JOIN sessions e ON e.id = s.session_id "
        "WHERE NOT s.is_extra AND (s.start_at < e.start_at OR s.end_at > e.end_at)",
    ),
    Rule(
        "no room",
        "slots",
        "it has room for nobody",
        "SELECT s.id FROM slots s WHERE s.capacity < 1",
    ),
    Rule(
        "blocked",
        "slots",
        "it is blocked, and a visit to come has it",
        "SELECT DISTINCT s.id FROM slots s JOIN places p ON p.slot_id = s.id "
        "JOIN appointments a ON a.id = p.appointment_id "
        "WHERE s.state = 'blocked' AND s.start_at > :now "
        "AND a.state IN ('pending', 'booked', 'arrived', 'checked-in')",
    ),
)

SESSIONS = (
    Rule(
        "clinician twice",
        "sessions",
        "its clinician is in session {other} at the same time",
        "SELECT a.id, b.id AS other FROM sessions a JOIN sessions b "
        f"ON b.clinician_id = a.clinician_id AND {_OVERLAP} "
        "WHERE a.state <> 'cancelled' AND b.state <> 'cancelled'",
    ),
    Rule(
        "room twice",
        "sessions",
        "its room is taken by session {other} at the same time",
        "SELECT a.id, b.id AS other FROM sessions a JOIN sessions b ON b.room_id = a.room_id "
        f"AND {_OVERLAP} WHERE a.state <> 'cancelled' AND b.state <> 'cancelled'",
    ),
    Rule(
        "no length",
        "sessions",
        "it ends before it begins, or at once",
        "SELECT id FROM sessions WHERE end_at <= start_at",
    ),
    Rule(
        "room elsewhere",
        "sessions",
        "its room belongs to another clinic",
        "SELECT e.id FROM sessions e JOIN rooms r ON r.id = e.room_id "
        "WHERE r.clinic_id <> e.clinic_id",
    ),
)

_STAMPED = "(arrived_at IS NOT NULL OR sent_in_at IS NOT NULL OR done_at IS NOT NULL)"

VISITS = (
    Rule(
        "arrived",
        "appointments",
        "it is marked as not attended, though the person arrived",
        "SELECT id FROM appointments WHERE state = 'noshow' AND arrived_at IS NOT NULL",
    ),
    Rule(
        "later stamp",
        "appointments",
        "it is {state} and has stamps of a later state",
        f"SELECT id, state FROM appointments WHERE (state IN ('booked', 'pending') AND {_STAMPED}) "
        "OR (state = 'arrived' AND (sent_in_at IS NOT NULL OR done_at IS NOT NULL)) "
        "OR (state = 'checked-in' AND done_at IS NOT NULL)",
    ),
    Rule(
        "no stamp",
        "appointments",
        "it is {state} and lacks the stamp of it",
        "SELECT id, state FROM appointments WHERE (state = 'arrived' AND arrived_at IS NULL) "
        "OR (state = 'fulfilled' AND done_at IS NULL AND session_id IS NOT NULL) "
        "OR (state = 'cancelled' AND (cancelled_at IS NULL OR cancel_code IS NULL))",
    ),
    Rule(
        "order of stamps",
        "appointments",
        "its stamps are out of order",
        "SELECT id FROM appointments WHERE sent_in_at < arrived_at OR done_at < arrived_at "
        "OR done_at < sent_in_at",
    ),
    Rule(
        "cancelled",
        "appointments",
        "it is {state} and says why it was cancelled",
        "SELECT id, state FROM appointments WHERE state NOT IN ('cancelled', 'entered-in-error') "
        "AND (cancelled_at IS NOT NULL OR cancel_code IS NOT NULL)",
    ),
    Rule(
        "one time",
        "appointments",
        "it has one of its two times alone",
        "SELECT id FROM appointments WHERE (start_at IS NULL) <> (end_at IS NULL)",
    ),
    Rule(
        "session’s facts",
        "appointments",
        "its clinic, clinician or date is not that of its session",
        "SELECT a.id FROM appointments a JOIN sessions e ON e.id = a.session_id "
        "WHERE a.clinic_id <> e.clinic_id OR a.clinician_id <> e.clinician_id "
        "OR a.on_date <> e.on_date",
    ),
)

ORPHANS = (
    Rule(
        "not in search",
        "patients",
        "no row of search leads to this person",
        "SELECT p.id FROM patients p LEFT JOIN patient_search s ON s.patient_id = p.id "
        "WHERE s.patient_id IS NULL AND p.registration <> 'entered-in-error' "
        "AND p.given_names || p.family_name || p.preferred_name <> ''",
    ),
    Rule(
        "in error",
        "patient_search",
        "it leads to a person who was entered in error",
        "SELECT CAST(s.patient_id AS TEXT) || '/' || CAST(s.form AS TEXT) AS id "
        "FROM patient_search s JOIN patients p ON p.id = s.patient_id "
        "WHERE p.registration = 'entered-in-error'",
    ),
    Rule(
        "family name",
        "patient_search",
        "its family name is not in the list of family names",
        "SELECT CAST(s.patient_id AS TEXT) || '/' || CAST(s.form AS TEXT) AS id "
        "FROM patient_search s LEFT JOIN surnames n ON n.family = s.family "
        "WHERE n.family IS NULL AND s.family <> ''",
    ),
    Rule(
        "given name",
        "patient_search",
        "its given name is not in the list of given names",
        "SELECT CAST(s.patient_id AS TEXT) || '/' || CAST(s.form AS TEXT) AS id "
        "FROM patient_search s LEFT JOIN givens n ON n.given = s.given "
        "WHERE n.given IS NULL AND s.given <> ''",
    ),
)


class FoundByProgram(StrEnum):
    """The rules of this file that SQL does not say, by their names."""

    EXTRA = "extra far outside"
    MISSING = "missing"
    CHANGED = "changed"
    ROLE = "role"
    DANGLING = "dangling"


def find_by_rules(db: Connection, rules: tuple[Rule, ...], now: datetime) -> Iterator[Violation]:
    """Give every row the rules find."""
    for rule in rules:
        params = {"now": now} if ":now" in rule.sql else {}
        for row in db.execute(rule.statement(), params).mappings():
            yield Violation(rule.name, rule.table, str(row["id"]), rule.words.format_map(row))


def find_wrong_extras(db: Connection) -> Iterator[Violation]:
    """Give the extras that lie further outside their session than an extra may."""
    query = text(
        "SELECT s.id, s.start_at, s.end_at, e.start_at AS opens_at, e.end_at AS closes_at "
        "FROM slots s JOIN sessions e ON e.id = s.session_id "
        "WHERE s.is_extra AND (s.start_at < e.start_at OR s.end_at > e.end_at)"
    )
    for row in db.execute(query):
        try:
            times = [read_instant(one) for one in row[1:]]
        except ValueError:
            continue  # the row "times" names it
        start_at, end_at, opens_at, closes_at = times
        outside = max((opens_at - start_at), (end_at - closes_at)).total_seconds() / 60
        if outside > EXTRA_MAY_LIE_OUTSIDE_MINUTES:
            words = f"this extra lies {outside:.0f} minutes outside its session"
            yield Violation(FoundByProgram.EXTRA, "slots", str(row.id), words)


def find_guard_faults(db: Connection) -> Iterator[Violation]:
    """Give the guards and constraints that are missing or not as they were made, and the roles."""
    for name, has_changed in (*missing_guards(db), *missing_constraints(db)):
        rule = FoundByProgram.CHANGED if has_changed else FoundByProgram.MISSING
        yield Violation(rule, name.partition(".")[0], name, f"this guard is {rule}")
    for words in find_role_faults(db):
        yield Violation(FoundByProgram.ROLE, "audit_log", "audit_log.role", words)


def find_orphans(db: Connection) -> Iterator[Violation]:
    """Give the rows that refer to a row that is not there, by every foreign key we have."""
    for table in metadata.sorted_tables:
        for constraint in sorted(table.foreign_key_constraints, key=lambda one: str(one.name)):
            columns = [element.parent for element in constraint.elements]
            targets = [element.column for element in constraint.elements]
            yield from _find_dangling(db, table, columns, targets)


def _find_dangling(
    db: Connection, table: Table, columns: list[Any], targets: list[Any]
) -> Iterator[Violation]:
    parent = targets[0].table
    other = parent.alias("parent")
    joined = and_(*(one == other.c[to.name] for one, to in zip(columns, targets, strict=True)))
    keys = [cast(table.c[name], SqlText).label(f"key_{name}") for name in key_names(table)]
    query = (
        select(*keys)
        .select_from(table.outerjoin(other, joined))
        .where(
            and_(*(one.is_not(None) for one in columns)),
            or_(*(other.c[to.name].is_(None) for to in targets)),
        )
    )
    names = ", ".join(one.name for one in columns)
    for row in db.execute(query):
        words = f"its {names} leads to no row of {parent.name}"
        key = "/".join(str(part) for part in row)
        yield Violation(FoundByProgram.DANGLING, table.name, key, words)


def read_instant(value: Any) -> datetime:
    """Return an instant as the driver gave it; ValueError for text that is none."""
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(str(value))
