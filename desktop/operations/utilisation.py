"""Utilisation for managers: what sessions offered and what became of it, and as a CSV file."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from desktop.domain.errors import RuleViolation, Unavailable
from desktop.domain.ids import ClinicId
from desktop.domain.permissions import Act, require
from desktop.domain.times import clock_time
from desktop.domain.utilisation import SessionUse, UseLine
from desktop.operations.work import Reading
from desktop.persistence.utilisation import list_uses

MOST_DAYS = 732
HEAD = (
    *("clinician", "date", "start", "end", "clinic", "sessions", "offered", "booked", "blocked"),
    *("cancelled_late", "did_not_attend", "lost", "not_taken", "extras", "used_percent"),
)


def read_utilisation(
    reading: Reading, *, first_on: date, last_on: date, clinic_id: ClinicId | None = None
) -> tuple[SessionUse, ...]:
    """Return the sessions between two dates with what became of their places, in order of time.

    Errors: RuleViolation at last_on; NotAllowed for others than managers.
    """
    require(Act.READ_REPORTS, reading.actor.role)
    days = (last_on - first_on).days
    if days < 0:
        raise RuleViolation("dates", "last_on", "The last day is before the first.")
    if days >= MOST_DAYS:
        raise RuleViolation("dates", "last_on", "Choose two years at the most.")
    return list_uses(reading.db, first=first_on, last=last_on, clinic_id=clinic_id)


def write_utilisation(to: Path, lines: tuple[UseLine, ...], *, zone: str) -> Path:
    """Write the lines of the report to a CSV file; returns it. Nobody's visit is named in it.

    Errors: Unavailable("file").
    """
    try:
        # With a mark at the beginning, or Excel takes names for another alphabet.
        with to.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEAD)
            writer.writerows(_row(line, zone) for line in lines)
    except OSError as error:
        raise Unavailable("file", f"{to.name} can’t be written: {error.strerror}.") from error
    return to


def _row(line: UseLine, zone: str) -> tuple[object, ...]:
    tally, session = line.tally, line.session
    when: tuple[str, ...] = ("", "", "", "")
    if session is not None:
        hours = (clock_time(at, zone) for at in (session.start_at, session.end_at))
        when = (session.on_date.isoformat(), *hours, session.clinic_name)
    counts = (tally.offered, tally.booked, tally.blocked, tally.cancelled_late)
    percent = "" if tally.used_percent is None else tally.used_percent
    rest = (tally.did_not_attend, tally.lost, tally.empty, tally.extras, percent)
    return (_as_text(line.title), *when[:3], _as_text(when[3]), line.sessions, *counts, *rest)


def _as_text(words: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@") else words
