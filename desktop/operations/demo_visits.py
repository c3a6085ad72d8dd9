"""What became of each visit of the demo: stamps, states and events in the nation's proportions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from desktop.domain.ids import AppointmentId, SlotTypeId
from desktop.domain.practice import Channel
from desktop.domain.times import instant_of
from desktop.domain.visits import REMOTE, State, Step
from desktop.operations.demo_draws import Weighted
from desktop.operations.demo_people import DemoPerson
from desktop.operations.demo_practice import ZONE, DemoPractice
from desktop.operations.demo_rows import DemoRows, Row, facts

DESKS = ("Desk 1", "Desk 2", "Desk 3")

SAME_DAY = 0
# First day, last day, share in ten thousandths, did not attend in thousandths (domain.md 2.6).
_WAITS = (
    (0, 0, 4344, 19),
    (1, 1, 746, 43),
    (2, 7, 1764, 65),
    (8, 14, 1287, 82),
    (15, 21, 759, 87),
    (22, 28, 518, 89),
    (29, 80, 572, 103),
)
ON_THE_DAY_SHARE = 0.19
"""How many of all slots are kept for the day itself; the rest of the same-day share is luck."""

_DNA_FACTOR = {
    Channel.IN_PERSON: 1.12,
    Channel.TELEPHONE: 0.46,
    Channel.VIDEO: 0.41,
    Channel.HOME: 0.6,
}
_UNKNOWN = 0.0595
_CANCEL_CODES = Weighted(
    ("pat", "pat-fb", "pat-crs", "pat-cpp", "pat-lt", "prov-pers", "oth-err", "other"),
    (40, 12, 10, 14, 4, 8, 6, 6),
)
_REASONS = {
    "R": (
        "cough that will not go|sore knee|tablets make me dizzy|rash on my arm|headaches|"
        "back pain again|tired all the time|ear ache|results of my blood test|sleep|"
        "blood pressure check|swollen ankle"
    ),
    "D": (
        "fever since last night|chest infection|my son is wheezing|water infection|sore throat|"
        "sudden back pain|eye is red and sticky"
    ),
    "T": "results|tablets running out|sick note|question about my inhaler|how I am getting on",
    "V": "video, rash to show|video review|video, child’s rash",
    "N": "dressing|injection|smear test|ear check|stitches out|vaccination",
    "B": "blood test|fasting blood test|INR",
    "L": "diabetes review|asthma review|several things|medication review|mental health",
    "P": "shoulder|lower back|knee after a fall|neck",
    "H": "home visit",
    "G": "living with diabetes",
}
REASONS = {letter: tuple(words.split("|")) for letter, words in _REASONS.items()}


@dataclass(slots=True)
class Time:
    """One visit's time in the diary: a session, its slots' times and kind."""

    session: Row
    start_at: datetime
    end_at: datetime
    letter: str
    slot_type_id: SlotTypeId
    channel: Channel


class Waits:
    """How long before its time a visit was booked."""

    def __init__(self, random: Random):
        self._random = random
        self._on_the_day = ON_THE_DAY_SHARE
        same = (_WAITS[0][2] / 10_000 - ON_THE_DAY_SHARE) / (1 - ON_THE_DAY_SHARE) * 10_000
        rest = (10_000 - same) / (10_000 - _WAITS[0][2])
        shares = [round(same)] + [round(band[2] * rest) for band in _WAITS[1:]]
        self._bands = Weighted(_WAITS, shares)
        self._shares = shares

    def draw(self, letter: str) -> tuple[int, float]:
        """Return days waited and how likely such a visit is missed."""
        if letter == "D":
            return 0, _WAITS[0][3] / 1000
        first, last, _, missed = self._bands.draw(self._random)
        return self._random.randint(first, last), missed / 1000

    def at_least(self, days: int) -> float:
        """Return which share of visits booked ahead had been booked that early."""
        whole = sum(self._shares)
        share = 0.0
        for (first, last, _, _), weight in zip(_WAITS, self._shares, strict=True):
            if days <= first:
                share += weight
            elif days <= last:
                share += weight * (last + 1 - days) / (last + 1 - first)
        return share / whole


class VisitMaker:
    """Makes visits with what happened to them until now."""

    def __init__(self, rows: DemoRows, practice: DemoPractice, now: datetime):
        self._rows = rows
        self._random = rows.random
        self._now = now
        self._receptionists = practice.receptionists
        self.waits = Waits(rows.random)

    def booked_at(self, time_: Time, days: int) -> datetime:
        """Return an instant so many days before, in the desk's hours, never after now."""
        on = time_.session["on_date"] - timedelta(days=days)
        minute = self._random.randrange(8 * 60, 18 * 60)
        at = instant_of(on, time(minute // 60, minute % 60), ZONE)
        latest = min(time_.start_at - timedelta(minutes=10), self._now - timedelta(minutes=1))
        if at <= latest:
            return at
        return latest - timedelta(minutes=self._random.randrange(5, 90))

    def add(
        self,
        person: DemoPerson,
        time_: Time,
        state: State,
        booked_at: datetime,
        stamps: dict[str, Any] | None = None,
        **values: Any,
    ) -> AppointmentId:
        """Add a visit with its events; ``stamps`` are instants by column."""
        rows, random = self._rows, self._random
        appointment_id = AppointmentId(rows.new_id(booked_at))
        session = time_.session
        visit: Row = {
            "id": appointment_id,
            "patient_id": person.id,
            "slot_type_id": time_.slot_type_id,
            "channel": time_.channel,
            "state": state,
            "clinic_id": session["clinic_id"],
            "clinician_id": session["clinician_id"],
            "session_id": session["id"],
            "on_date": session["on_date"],
            "start_at": time_.start_at,
            "end_at": time_.end_at,
        }
        if time_.channel in REMOTE:
            visit["call_on"] = person.phone
        rows.add_visit(visit | (stamps or {}) | values)
        staff_id = random.choice(self._receptionists)
        desk = random.choice(DESKS)
        rows.add_event(appointment_id, Step.BOOKED, booked_at, staff_id=staff_id, desk=desk)
        who = {"staff_id": staff_id, "desk": desk}
        self._add_later_events(visit, stamps or {}, who)
        return appointment_id

    def _add_later_events(self, visit: Row, stamps: dict[str, Any], who: dict[str, Any]) -> None:
        add_event, visit_id = self._rows.add_event, visit["id"]
        for column, step in (
            ("arrived_at", Step.ARRIVED),
            ("sent_in_at", Step.SENT_IN),
            ("done_at", Step.DONE),
        ):
            if at := stamps.get(column):
                add_event(visit_id, step, at, **who)
        if visit["state"] is State.CANCELLED:
            code = facts(code=stamps["cancel_code"])
            add_event(visit_id, Step.CANCELLED, stamps["cancelled_at"], **who, facts=code)
        elif visit["state"] is State.NOSHOW:
            said_at = min(visit["end_at"] + timedelta(minutes=5), self._now)
            tried = facts(tried_to_reach=True)
            add_event(visit_id, Step.DID_NOT_ATTEND, said_at, **who, facts=tried)

    def reason(self, letter: str) -> str:
        """Return why somebody comes, in their words; often nothing was written."""
        if self._random.random() < 0.35:
            return ""
        return self._random.choice(REASONS.get(letter, ("",)))

    def ended(self, time_: Time, missed: float, late: timedelta) -> tuple[State, dict[str, Any]]:
        """Return what became of a visit whose time is over, in the nation's proportions."""
        chance = self._random.random()
        if chance < _UNKNOWN:
            return State.BOOKED, {}
        if chance < _UNKNOWN + missed * 0.95 * _DNA_FACTOR[time_.channel]:
            return State.NOSHOW, {}
        return State.FULFILLED, self.done_stamps(time_, late)

    def done_stamps(self, time_: Time, late: timedelta) -> dict[str, Any]:
        """Return the stamps of a visit that took place."""
        length = (time_.end_at - time_.start_at) * self._random.uniform(0.7, 0.95)
        went_in = time_.start_at + late
        if time_.channel in REMOTE:
            return {"done_at": went_in + length}
        came = time_.start_at - timedelta(seconds=self._random.randrange(60, 840))
        return {
            "arrived_at": min(came, went_in),
            "sent_in_at": went_in,
            "done_at": went_in + length,
        }

    def cancelled_stamps(self, at: datetime) -> dict[str, Any]:
        """Return the stamps of a visit that was called off then."""
        return {"cancelled_at": at, "cancel_code": _CANCEL_CODES.draw(self._random)}

    def under_way(self, time_: Time, late: timedelta) -> tuple[State, dict[str, Any]]:
        """Return where a visit of today stands now: done, in room, here, late or to come."""
        stamps = self.done_stamps(time_, late)
        if stamps["done_at"] <= self._now:
            return State.FULFILLED, stamps
        del stamps["done_at"]
        if stamps.get("sent_in_at") and stamps["sent_in_at"] <= self._now:
            return State.CHECKED_IN, stamps
        stamps.pop("sent_in_at", None)
        if stamps.get("arrived_at") and stamps["arrived_at"] <= self._now:
            return State.ARRIVED, stamps
        return State.BOOKED, {}
