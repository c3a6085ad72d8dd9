"""Visits from FHIR R4 Appointment and Encounter; an odd participant never loses a visit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from desktop.domain.imports import Pointer, Slip, VisitRead
from desktop.domain.practice import Channel
from desktop.domain.times import date_of
from desktop.domain.visits import CANCEL_CODES, State
from desktop.exchange.directory import CLINIC, CLINICIAN, PATIENT, Directory
from desktop.exchange.elements import Element
from desktop.exchange.fhir_values import Reader, codes_of, reference_of, words_of

OUR_VISIT = "attend-visit"
ENTERED_IN_ERROR = "It is marked as entered in error there."

_CHANNELS = {
    "in-person": Channel.IN_PERSON,
    "telephone": Channel.TELEPHONE,
    "video": Channel.VIDEO,
    "home": Channel.HOME,
}
_ENCOUNTER_CHANNELS = {"VR": Channel.VIDEO, "HH": Channel.HOME}
_ENCOUNTER_STATES = {
    "planned": State.BOOKED,
    "arrived": State.ARRIVED,
    "triaged": State.ARRIVED,
    "in-progress": State.CHECKED_IN,
    "onleave": State.CHECKED_IN,
    "finished": State.FULFILLED,
    "cancelled": State.CANCELLED,
    "entered-in-error": State.ENTERED_IN_ERROR,
}


@dataclass(frozen=True, slots=True)
class _When:
    """When a visit was: a date, and both instants or neither."""

    on_date: date
    start_at: datetime | None = None
    end_at: datetime | None = None


def read_channel(resource: Element) -> Channel:
    """Return the UK Core delivery channel of an Appointment or Slot, face to face without one."""
    for extension in resource.extension("UKCore-DeliveryChannel", "GPConnect-DeliveryChannel-2"):
        concept = extension.one("valueCodeableConcept") or extension.one("valueCoding")
        for code in (*codes_of(concept), extension.text("valueCode")):
            found = _CHANNELS.get(code.lower())
            if found is not None:
                return found
    return Channel.IN_PERSON


def read_type_name(resource: Element) -> str:
    """Return what the visit or slot is for: service, kind of appointment, specialty, category."""
    names = ("serviceType", "appointmentType", "type", "specialty", "serviceCategory")
    said = [words_of(one) for name in names for one in resource.all(name)]
    return next(filter(None, said), "")


def read_appointment(reader: Reader, directory: Directory) -> VisitRead | Slip:
    """Return a visit as an Appointment has it, or why there is none."""
    resource = reader.resource
    state = _state(reader, resource.text("status"))
    if isinstance(state, Slip):
        return state
    ours = _ours(resource)
    when = _appointment_time(reader, ours)
    if when is None:
        return _refused(reader, "start", "It has neither a time nor a date.")
    people = _participants(resource, directory)
    if PATIENT not in people:
        return _refused(reader, "participant", "It names no patient.")
    instructions = [resource.lines("comment"), resource.lines("patientInstruction")]
    reason = [*(words_of(one) for one in resource.all("reasonCode")), resource.lines("description")]
    reason += [reference_of(one).words for one in resource.all("reasonReference")]
    resource.use("priority", "minutesDuration", "requestedPeriod", "basedOn")
    visit = VisitRead(
        "Appointment",
        people[PATIENT],
        state,
        when.on_date,
        when.start_at,
        when.end_at,
        channel=_channel(ours) or read_channel(resource),
        type_name=read_type_name(resource),
        reason="\n".join(dict.fromkeys(filter(None, reason))),
        note="\n".join(filter(None, instructions)),
        asked_by=ours.get("askedBy", ""),
        call_on=ours.get("callOn") or None,
        created_at=_maybe_instant(reader, "created", resource.text("created")),
        clinician=people.get(CLINICIAN, Pointer()),
        clinic=people.get(CLINIC, Pointer()),
        slots=tuple(reference_of(one) for one in resource.all("slot")),
    )
    return _finish(reader, replace(visit, **_cancelled(reader, state, ours), **_stamps(ours)))


def read_encounter(reader: Reader, directory: Directory) -> VisitRead | Slip:
    """Return a visit as an Encounter has it, or why there is none."""
    resource = reader.resource
    said = resource.text("status")
    state = _ENCOUNTER_STATES.get(said)
    if state is None:
        reader.slip("status", f"{said[:40] or 'No status'} is kept as booked: no one knows.")
        state = State.BOOKED
    if state is State.ENTERED_IN_ERROR:
        return _refused(reader, "status", ENTERED_IN_ERROR)
    period = resource.one("period")
    when = _period(reader, period.text("start"), period.text("end"))
    if when is None:
        return _refused(reader, "period", "It has neither a time nor a date.")
    patient = directory.find(resource.one("subject"))[1]
    if not patient:
        return _refused(reader, "subject", "It names no patient.")
    reason = [words_of(one) for one in resource.all("reasonCode")]
    visit = VisitRead(
        "Encounter",
        patient,
        state,
        when.on_date,
        when.start_at,
        when.end_at,
        channel=_encounter_channel(resource),
        type_name=read_type_name(resource),
        reason="\n".join(dict.fromkeys(filter(None, reason))),
        clinician=_individual(resource, directory),
        clinic=_place(resource, directory),
        same_as=reference_of(resource.one("appointment")),
    )
    return _finish(reader, replace(visit, **_cancelled(reader, state, {})))


def _finish(reader: Reader, visit: VisitRead) -> VisitRead:
    for one in reader.resource.all("identifier"):
        one.use_all()
    return replace(
        visit,
        source_ids=reader.source_ids,
        file=reader.file,
        place=reader.place,
        slips=reader.all_slips(),
        unread=reader.unread(),
    )


def _refused(reader: Reader, name: str, reason: str) -> Slip:
    return Slip(reader.file, reader.place, name, reason, taken=False)


def _state(reader: Reader, said: str) -> State | Slip:
    try:
        state = State(said)
    except ValueError:
        return _refused(reader, "status", f"{said[:40] or 'Nothing'} is no status of a visit.")
    if state is State.ENTERED_IN_ERROR:
        return _refused(reader, "status", ENTERED_IN_ERROR)
    return state


def _ours(resource: Element) -> dict[str, str]:
    """Return what our own extension of a visit says, by name."""
    found = {}
    for extension in resource.extension(OUR_VISIT):
        for part in extension.all("extension"):
            part.use("url")
            found[part.text("url")] = part.text("valueString")
    return found


def _channel(ours: dict[str, str]) -> Channel | None:
    return _CHANNELS.get(ours.get("channel", ""))


def _appointment_time(reader: Reader, ours: dict[str, str]) -> _When | None:
    resource = reader.resource
    start, end = resource.text("start"), resource.text("end")
    if ours.get("dateOnly"):
        on_date = reader.read_day("start", ours["dateOnly"])
        return None if on_date is None else _When(on_date)
    if start and not end and resource.text("minutesDuration").isdigit():
        begins = reader.instant("start", start)
        if begins is not None:
            ends = begins + timedelta(minutes=int(resource.text("minutesDuration")))
            return _both(reader, begins, ends)
    if start:
        return _period(reader, start, end)
    for asked in resource.all("requestedPeriod"):
        wanted = reader.read_day("requestedPeriod", asked.text("start"))
        if wanted is not None:
            return _When(wanted)
    return None


def _period(reader: Reader, start: str, end: str) -> _When | None:
    """Return the time of a start and an end as texts; a start alone gives a date alone."""
    begins = reader.instant("start", start) if start else None
    if begins is None:
        on_date = reader.read_day("start", start)
        return None if on_date is None else _When(on_date)
    ends = reader.instant("end", end) if end else None
    if ends is None:
        reader.slip("end", "It has no end, so it is kept by its date alone.")
        return _When(date_of(begins, reader.zone))
    return _both(reader, begins, ends)


def _both(reader: Reader, begins: datetime, ends: datetime) -> _When:
    on_date = date_of(begins, reader.zone)
    if ends <= begins:
        reader.slip("end", "It ends before it begins, so it is kept by its date alone.")
        return _When(on_date)
    return _When(on_date, begins, ends)


def _participants(resource: Element, directory: Directory) -> dict[str, Pointer]:
    """Return whom a visit is for, with and where; an actor of no kind may be the patient."""
    found: dict[str, Pointer] = {}
    unknown: list[Pointer] = []
    for participant in resource.all("participant"):
        participant.use("required", "status", "type", "period")
        actor = participant.one("actor")
        if not actor:
            continue
        kind, pointer = directory.find(actor)
        if kind:
            found.setdefault(kind, pointer)
        elif pointer:
            unknown.append(pointer)
    if PATIENT not in found and unknown:
        found[PATIENT] = unknown.pop(0)
    if CLINICIAN not in found and unknown:
        found[CLINICIAN] = unknown.pop(0)
    return found


def _individual(resource: Element, directory: Directory) -> Pointer:
    for participant in resource.all("participant"):
        participant.use("type", "period")
        kind, pointer = directory.find(participant.one("individual"))
        if pointer and kind in ("", CLINICIAN):
            return pointer
    return Pointer()


def _place(resource: Element, directory: Directory) -> Pointer:
    for one in resource.all("location"):
        found = directory.find(one.one("location"))[1]
        if found:
            directory.find(resource.one("serviceProvider"))
            return found
    return directory.find(resource.one("serviceProvider"))[1]


def _encounter_channel(resource: Element) -> Channel:
    for code in codes_of(resource.one("class")):
        resource.one("class").use_all()
        if code in _ENCOUNTER_CHANNELS:
            return _ENCOUNTER_CHANNELS[code]
    return Channel.IN_PERSON


def _maybe_instant(reader: Reader, name: str, said: str) -> datetime | None:
    """Return an instant; a date alone is its midnight at the clinic."""
    if not said:
        return None
    return reader.instant(name, said if "T" in said else f"{said}T00:00:00")


def _cancelled(reader: Reader, state: State, ours: dict[str, str]) -> dict[str, Any]:
    """Return why and when a visit was cancelled, as far as the file says."""
    reason = reader.resource.one("cancelationReason")
    code = next((one for one in codes_of(reason) if one in CANCEL_CODES), None)
    words = words_of(reason)
    if state is not State.CANCELLED:
        return {}
    changed = _instant(ours, "cancelledAt")
    if changed is None:
        last = reader.resource.one("meta").text("lastUpdated")
        changed = _maybe_instant(reader, "meta.lastUpdated", last)
    said = ours.get("cancelWords", "" if words == code else words)
    return {"cancel_code": code or "other", "cancel_words": said, "cancelled_at": changed}


def _stamps(ours: dict[str, str]) -> dict[str, Any]:
    names = {"arrivedAt": "arrived_at", "sentInAt": "sent_in_at", "doneAt": "done_at"}
    return {ours_name: _instant(ours, name) for name, ours_name in names.items()}


def _instant(ours: dict[str, str], name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(ours[name]).astimezone(UTC) if ours.get(name) else None
    except ValueError:
        return None
