"""Times on offer from FHIR R4 Schedule and Slot."""

from __future__ import annotations

from desktop.domain.imports import Pointer, ScheduleRead, Slip, SlotRead
from desktop.exchange.directory import CLINIC, CLINICIAN, SERVICE, Directory
from desktop.exchange.fhir_values import Reader, reference_of
from desktop.exchange.fhir_visits import read_channel, read_type_name

_STATUSES = frozenset({"free", "busy", "busy-unavailable", "busy-tentative"})


def read_schedule(reader: Reader, directory: Directory) -> ScheduleRead:
    """Return whose time a Schedule is, and where."""
    resource = reader.resource
    resource.use("active", "identifier", "planningHorizon")
    found: dict[str, Pointer] = {}
    for actor in resource.all("actor"):
        kind, pointer = directory.find(actor)
        if kind == CLINICIAN and pointer.profession:
            known = found.get(kind, Pointer())
            words = known.words or pointer.words
            found[kind] = Pointer(pointer.ids, pointer.number, words, pointer.profession)
        elif kind:
            found.setdefault(kind, pointer)
    return ScheduleRead(
        reader.source_ids,
        found.get(CLINICIAN, Pointer()),
        found.get(CLINIC, Pointer()),
        read_type_name(resource) or found.get(SERVICE, Pointer()).words,
        resource.text("comment"),
        reader.file,
        reader.place,
        reader.unread(),
    )


def read_slot(reader: Reader) -> SlotRead | Slip:
    """Return a stretch of time of a Slot, or why there is none."""
    resource = reader.resource
    resource.use("identifier")
    status = resource.text("status")
    if status == "entered-in-error":
        return _refused(reader, "status", "It is marked as entered in error there.")
    if status not in _STATUSES:
        reader.slip("status", f"{status[:40] or 'No status'} is kept as not available.")
        status = "busy-unavailable"
    begins = reader.instant("start", resource.text("start"))
    ends = reader.instant("end", resource.text("end"))
    if begins is None or ends is None or ends <= begins:
        return _refused(reader, "start", "It has no whole time: a start and a later end.")
    schedule = reference_of(resource.one("schedule") or resource.one("Schedule"))
    if not schedule:
        return _refused(reader, "schedule", "It names no Schedule.")
    return SlotRead(
        schedule,
        begins,
        ends,
        status,
        read_type_name(resource),
        read_channel(resource),
        comment=resource.text("comment"),
        source_ids=reader.source_ids,
        file=reader.file,
        place=reader.place,
        slips=reader.all_slips(),
        unread=reader.unread(),
    )


def _refused(reader: Reader, name: str, reason: str) -> Slip:
    return Slip(reader.file, reader.place, name, reason, taken=False)
