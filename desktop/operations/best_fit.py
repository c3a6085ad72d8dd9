"""The times that fit somebody best: ranked, with reasons, and what was left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from desktop.domain.asked import Asked
from desktop.domain.best_fit import (
    HEAVIEST,
    WEIGHT_NAMES,
    Asking,
    Place,
    Suggestion,
    Weights,
    Wishes,
    check_weights,
    rank_times,
)
from desktop.domain.booking import DayPart, FreeAnswer, FreeRequest, FreeTime, LeftOut
from desktop.domain.errors import RuleViolation
from desktop.domain.fit import Candidate
from desktop.domain.ids import ClinicianId, PatientId, SlotTypeId
from desktop.domain.needs import minutes_wanted
from desktop.domain.permissions import Act
from desktop.domain.practice import Clinician
from desktop.domain.preference_rules import is_active, names_wanted
from desktop.domain.times import local_of
from desktop.operations.looks import is_closed_here
from desktop.operations.outcome import Outcome
from desktop.operations.visit_needs import notice_days_of
from desktop.operations.work import Reading, Work
from desktop.persistence.closures import bank_holidays_around
from desktop.persistence.fit_places import (
    SessionPlace,
    count_seen,
    read_session_places,
    read_usual_minutes,
)
from desktop.persistence.free_times import find_free_times
from desktop.persistence.merging import find_root, list_records
from desktop.persistence.outline import load_outline
from desktop.persistence.preferences import list_names, list_told
from desktop.persistence.rows import read_row
from desktop.persistence.settings import read_setting
from desktop.persistence.tables import settings

WEIGHTS_SETTING = "fit.weights"
SHOWN = 9
PAGE = 50
"""Free times read at once; of each clinician asked for, or of all."""

OWN_PAGE = 20
"""As many more of each clinician they would rather see, who may be free later than the others."""

MOST_OWN = 3
MOST_PAGES = 4
SEEN_SINCE = timedelta(days=730)
"""Who somebody has seen counts for two years."""


@dataclass(frozen=True, slots=True)
class BestFit:
    """Times that fit, best first; ``is_short`` says that none is as long as it should be."""

    suggestions: tuple[Suggestion, ...]
    left_out: tuple[LeftOut, ...] = ()
    is_short: bool = False
    minutes: int | None = None


def suggest_times(
    reading: Reading, *, patient_id: PatientId, asked: Asked, limit: int = SHOWN
) -> BestFit:
    """Return the times that fit the person best among those that answer what is asked.

    Shape: nothing of a sensitive record nobody has opened here is weighed.
    """
    root = find_root(reading.db, patient_id)
    records = list_records(reading.db, root)
    wishes = Wishes() if is_closed_here(reading, root) else wishes_of(reading, records)
    usual = read_usual_minutes(reading.db)
    minutes = _minutes(wishes, asked, usual, reading)
    found = _find(reading, asked, wishes, minutes)
    is_short = not found.times and minutes is not None and minutes != asked.minutes
    if is_short:
        found = _find(reading, asked, wishes, asked.minutes)
    places = read_session_places(reading.db, (one.session_id for one in found.times))
    asking = Asking(
        wishes,
        reading.now,
        reading.zone,
        weights=read_weights(reading),
        notice_days=notice_days_of(reading),
        closed=closed_days(reading),
    )
    candidates = [_candidate(one, places[one.session_id], usual) for one in found.times]
    suggestions = rank_times(asking, candidates, limit)
    return BestFit(suggestions, found.left_out, is_short, minutes)


def closed_days(reading: Reading) -> frozenset[date]:
    """Return the bank holidays of the coming year; whole months, so that they are kept."""
    first = (reading.today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return bank_holidays_around(reading.db, first, first + timedelta(days=430))


def read_weights(reading: Reading) -> Weights:
    """Return what the practice has set that losing each thing costs."""
    given = read_setting(reading.db, WEIGHTS_SETTING)
    return check_weights(given if isinstance(given, dict) else {})


def set_fit_weights(work: Work, *, weights: Weights) -> Outcome[Weights]:
    """Set what losing each thing costs when times are ranked, for the whole practice.

    Errors: RuleViolation at a weight that is no whole number from 0 to the heaviest.
    """
    work.require(Act.CHANGE_SETUP)
    given = {name: getattr(weights, name) for name in WEIGHT_NAMES}
    kept = check_weights(given)
    for name in WEIGHT_NAMES:
        if getattr(kept, name) != given[name]:
            sentence = f"Type a whole number from 0 to {HEAVIEST:,}."
            raise RuleViolation("number", name, sentence)
    after = {"value": json.dumps(given)}
    before = read_row(work.db, settings, (WEIGHTS_SETTING,))
    if before is None:
        work.rows.insert(settings, {"key": WEIGHTS_SETTING, **after, "version": 1})
    else:
        work.rows.update(settings, (WEIGHTS_SETTING,), before, after)
    work.touch("practice")
    label = "How times are ranked is changed."
    work.record(Act.CHANGE_SETUP, {"what": label})
    return Outcome(kept, work.changes(), work.inverse(Act.CHANGE_SETUP, label), label)


def wishes_of(reading: Reading, records: Sequence[PatientId]) -> Wishes:
    """Return what is known of the person of these records that bears on when they are seen."""
    told = list_told(reading.db, records)
    seen = count_seen(reading.db, records, reading.today - SEEN_SINCE)
    ids = {*names_wanted((one.kind, one.told.filled) for one in told), *(key for key, _ in seen)}
    names = tuple(sorted(list_names(reading.db, ids).items()))
    return Wishes(told, seen, names)


def _minutes(
    wishes: Wishes, asked: Asked, usual: dict[SlotTypeId, int], reading: Reading
) -> int | None:
    """Return the length to look for: as asked, else longer for who needs it, None for usual."""
    own = asked.minutes
    kind = asked.slot_type_id
    each = usual.get(kind) if kind is not None else None
    if own is None and asked.is_double and each is not None:
        return 2 * each
    if own is not None or each is None:
        return own
    for one in wishes.told:
        if one.kind == "double-length" and is_active(one.told.ends_on, reading.today):
            return minutes_wanted(one.told, each)
    return None


def _find(reading: Reading, asked: Asked, wishes: Wishes, minutes: int | None) -> FreeAnswer:
    """Return the free times that answer what is asked, of each clinician who may be meant."""
    meant = _clinicians(reading, asked, wishes)
    if meant == ():
        return FreeAnswer(())
    request = FreeRequest(
        from_on=max(asked.first_on or reading.today, reading.today),
        until_on=asked.last_on,
        slot_type_id=asked.slot_type_id,
        clinic_id=asked.clinic_id,
        length_minutes=minutes,
        channel=asked.channel,
        day_part=_day_part(asked),
        limit=PAGE,
    )
    times: dict[tuple[str, ...], FreeTime] = {}
    left_out: tuple[LeftOut, ...] = ()
    for clinician_id in meant or (None,):
        answer = _pages(reading, asked, replace(request, clinician_id=clinician_id))
        times |= {one.slot_ids: one for one in answer.times}
        left_out += answer.left_out
    for rather in _usual(wishes)[:MOST_OWN] if meant is None else ():
        own = replace(request, clinician_id=ClinicianId(rather), limit=OWN_PAGE)
        times |= {one.slot_ids: one for one in _pages(reading, asked, own).times}
    return FreeAnswer(tuple(times.values()), left_out)


def _pages(reading: Reading, asked: Asked, request: FreeRequest) -> FreeAnswer:
    """Read on while what is asked in words leaves little of a page."""
    found: list[FreeTime] = []
    answer = FreeAnswer(())
    for _ in range(MOST_PAGES):
        answer = find_free_times(
            reading.db,
            request=request,
            now=reading.now,
            window=reading.window,
            zone_name=reading.zone,
        )
        found += [one for one in answer.times if _answers(one, asked, reading)]
        if not answer.more or len(found) >= SHOWN or not answer.times:
            break
        last = answer.times[-1]
        request = replace(request, after=(last.start_at, last.slot_ids[0]))
    return replace(answer, times=tuple(found))


def _answers(time: FreeTime, asked: Asked, reading: Reading) -> bool:
    local = local_of(time.start_at, reading.zone)
    day, at = local.weekday(), local.time()
    return (
        (not asked.weekdays or day in asked.weekdays)
        and day not in asked.not_weekdays
        and (asked.from_local is None or at >= asked.from_local)
        and (asked.until_local is None or at < asked.until_local)
    )


def _day_part(asked: Asked) -> DayPart:
    noon = time(12)
    if asked.until_local is not None and asked.until_local <= noon:
        return DayPart.MORNING
    if asked.from_local is not None and asked.from_local >= noon:
        return DayPart.AFTERNOON
    return DayPart.ANY


def _clinicians(reading: Reading, asked: Asked, wishes: Wishes) -> tuple[ClinicianId, ...] | None:
    """Return the clinicians who are meant; None for all, empty for nobody."""
    if not (asked.clinician_id or asked.profession or asked.gender or asked.is_usual):
        return None
    known = load_outline(reading.db).clinicians
    return tuple(one.id for one in known if one.active and _is_meant(one, asked, wishes))


def _is_meant(one: Clinician, asked: Asked, wishes: Wishes) -> bool:
    return (
        (asked.clinician_id is None or one.id == asked.clinician_id)
        and (not asked.profession or one.profession == asked.profession)
        and (not asked.gender or one.gender == asked.gender)
        and (not asked.is_usual or one.id in _usual(wishes))
    )


def _usual(wishes: Wishes) -> tuple[str, ...]:
    """Return who somebody usually sees: whom they named, else whom they have seen most."""
    for one in wishes.told:
        named = dict(one.told.filled).get("clinicians")
        if one.kind == "clinician" and isinstance(named, tuple):
            return named
    most = max((count for _, count in wishes.seen), default=0)
    return tuple(key for key, count in wishes.seen if count == most)


def _candidate(
    time: FreeTime, place: SessionPlace, usual: dict[SlotTypeId, int]
) -> tuple[Candidate, Place]:
    own = Place(
        usual.get(time.slot_type_id, 10),
        is_first=time.start_at <= place.first_at,
        is_last=time.end_at >= place.last_at,
    )
    return Candidate(time, place.features or (), place.gender), own
