"""Handing people and visits out to other systems: in batches, everybody in it on record."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO, TypeVar

from desktop.domain.errors import RuleViolation, Unavailable
from desktop.domain.ids import AppointmentId, PatientId
from desktop.domain.imports import PersonRead, VisitRead
from desktop.domain.permissions import Act
from desktop.exchange.csv_writing import PEOPLE_HEAD, VISITS_HEAD, person_row, visit_row
from desktop.exchange.fhir_writing import appointment_resource, bundle_of, patient_resource
from desktop.operations.desk import Desk
from desktop.operations.outcome import Outcome
from desktop.operations.work import Reading, Work
from desktop.persistence.exports import (
    FIRST,
    count_people,
    count_visits,
    list_people_after,
    list_visits_after,
)

BATCH = 200
_KINDS = (".csv", ".ndjson", ".json")
One = TypeVar("One", PersonRead, VisitRead)


def export_people(desk: Desk, to: Path, *, on_one: Callable[[], None] = lambda: None) -> int:
    """Write everybody to a file: FHIR R4 (.json a Bundle, .ndjson) or .csv, each also .gz.

    Returns how many. Everybody in it is on record, as for any look at them.
    Errors: RuleViolation("kind") for another ending; NotAllowed; Unavailable for the file.
    """

    def _next(last: PersonRead | None) -> tuple[PersonRead, ...]:
        after = PatientId(FIRST if last is None else last.source_ids[0])
        found = desk.read(_read_people, after=after)
        ids = [PatientId(one.source_ids[0]) for one in found]
        desk.act(record_export, act=Act.EXPORT_PEOPLE, to=to.name, ids=ids, count=len(found))
        return found

    writer = _Writer(PEOPLE_HEAD, person_row, patient_resource)
    return writer.write(to, _each(_next, on_one))


def export_visits(desk: Desk, to: Path, *, on_one: Callable[[], None] = lambda: None) -> int:
    """Write every visit to a file; as ``export_people``."""
    zone = desk.practice.zone if desk.practice else "Europe/London"

    def _next(last: VisitRead | None) -> tuple[VisitRead, ...]:
        after = AppointmentId(FIRST if last is None else last.source_ids[0])
        found = desk.read(_read_visits, after=after)
        ids = [PatientId(one) for one in dict.fromkeys(one.person.ids[0] for one in found)]
        desk.act(record_export, act=Act.EXPORT_VISITS, to=to.name, ids=ids, count=len(found))
        return found

    writer = _Writer(VISITS_HEAD, visit_row, lambda one: appointment_resource(one, zone))
    return writer.write(to, _each(_next, on_one))


def count_for_export(desk: Desk, *, people: bool) -> int:
    """Return how many there are, for the progress bar."""
    with desk.database.reading() as db:
        return count_people(db) if people else count_visits(db)


def _each(
    following: Callable[[One | None], tuple[One, ...]], on_one: Callable[[], None]
) -> Iterator[One]:
    last: One | None = None
    while found := following(last):
        for one in found:
            yield one
            on_one()
        last = found[-1]


def _read_people(reading: Reading, *, after: PatientId) -> tuple[PersonRead, ...]:
    return list_people_after(reading.db, after, BATCH, today=reading.today)


def _read_visits(reading: Reading, *, after: AppointmentId) -> tuple[VisitRead, ...]:
    return list_visits_after(reading.db, after, BATCH)


def record_export(
    work: Work, *, act: Act, to: str, ids: Sequence[PatientId], count: int
) -> Outcome[None]:
    """Put on record whose details leave the practice, before they do."""
    work.require(act)
    for patient_id in ids:
        work.record(act, {"to": to}, patient_id=patient_id)
    if not count:
        work.record(act, {"to": to, "what": "the end of it"})
    return Outcome(None, work.changes())


class _Writer:
    """Writes a file of one kind: whole, or not at all."""

    def __init__(
        self,
        head: Sequence[str],
        row_of: Callable[[Any], dict[str, str]],
        resource_of: Callable[[Any], dict[str, Any]],
    ):
        self._head = head
        self._row_of = row_of
        self._resource_of = resource_of

    def write(self, to: Path, found: Iterator[Any]) -> int:
        """Write everything; returns how many."""
        kind = to.with_suffix("").suffix if to.suffix == ".gz" else to.suffix
        if kind not in _KINDS:
            endings = ", ".join(_KINDS)
            raise RuleViolation("kind", "to", f"The file’s name has to end in one of {endings}.")
        with _opened(to) as out:
            if kind == ".csv":
                return self._write_csv(out, found)
            if kind == ".ndjson":
                return self._write_lines(out, found)
            resources = [self._resource_of(one) for one in found]
            json.dump(bundle_of(resources), out, ensure_ascii=False, indent=1)
            return len(resources)

    def _write_csv(self, out: TextIO, found: Iterator[Any]) -> int:
        writer = csv.DictWriter(out, self._head)
        writer.writeheader()
        count = 0
        for count, one in enumerate(found, 1):  # noqa: B007  # the last one is how many
            writer.writerow(self._row_of(one))
        return count

    def _write_lines(self, out: TextIO, found: Iterator[Any]) -> int:
        count = 0
        for count, one in enumerate(found, 1):  # noqa: B007  # the last one is how many
            out.write(json.dumps(self._resource_of(one), ensure_ascii=False) + "\n")
        return count


@contextmanager
def whole_or_none(to: Path) -> Iterator[Path]:
    """Give a file to write that takes the place of ``to`` only when it is whole.

    Errors: Unavailable for what can't be written.
    """
    part = to.with_name(f".{to.name}.part")
    try:
        yield part
        os.replace(part, to)
    except OSError as error:
        why = error.strerror or "it can’t be written"
        raise Unavailable("export", f"{to.name} was not written: {why}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def _opened(to: Path) -> Iterator[TextIO]:
    """Open a text file, packed where its name ends so, that is written whole or not at all."""
    with whole_or_none(to) as part, part.open("wb") as raw:
        packed = gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) if to.suffix == ".gz" else raw
        with io.TextIOWrapper(packed, encoding="utf-8", newline="") as out:
            yield out
