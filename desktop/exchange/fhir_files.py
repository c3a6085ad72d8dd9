"""A file of FHIR resources as what Attend takes in, entry by entry, in the order it lies there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from desktop.domain.imports import Entry, Passed
from desktop.exchange.directory import NAMED, Directory
from desktop.exchange.documents import read_entries
from desktop.exchange.fhir_needs import read_flag
from desktop.exchange.fhir_people import read_patient, read_related_person
from desktop.exchange.fhir_schedules import read_schedule, read_slot
from desktop.exchange.fhir_values import Reader, readers
from desktop.exchange.fhir_visits import read_appointment, read_encounter

PEOPLE = frozenset({"Patient", "RelatedPerson", "Flag"})
TIMES = frozenset({"Schedule", "Slot"})
VISITS = frozenset({"Appointment", "Encounter"})


def read_directory(path: Path, zone_name: str, directory: Directory) -> None:
    """Take in whom and what a file names; practitioners before their roles."""
    roles = []
    for entry in read_entries(path):
        for reader in readers(path.name, zone_name, entry):
            if not isinstance(reader, Reader):
                continue
            if reader.resource.text("resourceType") == "PractitionerRole":
                roles.append(reader)
            else:
                directory.add(reader)
    for reader in roles:
        directory.add(reader)


def read_fhir(
    path: Path,
    zone_name: str,
    kinds: frozenset[str],
    directory: Directory,
    *,
    passing: frozenset[str] = frozenset(),
    tells: bool = True,
) -> Iterator[Entry]:
    """Yield the entries of these kinds of resource, and what was passed over or is broken.

    ``passing`` are kinds that another pass over the file reads; ``tells`` is False where another
    pass says what is broken.
    """
    for entry in read_entries(path):
        for reader in readers(path.name, zone_name, entry):
            if not isinstance(reader, Reader):
                if tells:
                    yield reader
                continue
            kind = reader.resource.text("resourceType")
            if kind in kinds:
                yield _read(reader, kind, directory)
            elif tells and kind not in NAMED and kind not in passing:
                yield Passed(path.name, reader.place, kind)


def _read(reader: Reader, kind: str, directory: Directory) -> Entry:
    if kind == "Patient":
        return read_patient(reader)
    if kind == "RelatedPerson":
        return read_related_person(reader)
    if kind == "Flag":
        return read_flag(reader)
    if kind == "Schedule":
        return read_schedule(reader, directory)
    if kind == "Slot":
        return read_slot(reader)
    if kind == "Appointment":
        return read_appointment(reader, directory)
    return read_encounter(reader, directory)
