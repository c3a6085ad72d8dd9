"""Which free places make a time that fits what was asked, and why others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desktop.domain.booking import DayPart, FreeRequest, FreeTime, LeftOut
from desktop.domain.ids import ClinicianId, ClinicId, SessionId, SlotId, SlotTypeId
from desktop.domain.practice import Channel
from desktop.domain.sessions import SlotState
from desktop.domain.times import clock_time, date_of, local_of, minutes_between, said_day

NOON = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A slot with a place no visit has, as the search finds it; ``held_by`` is another's hold."""

    slot_id: SlotId
    session_id: SessionId
    slot_type_id: SlotTypeId
    channel: Channel
    start_at: datetime
    end_at: datetime
    state: SlotState
    release_at: datetime | None
    held_by: str
    clinician_id: ClinicianId
    clinician_name: str
    clinic_id: ClinicId
    clinic_name: str
    room_name: str = ""


@dataclass(slots=True)
class Collector:
    """Takes candidates in order of time and keeps the times that fit, up to the limit."""

    request: FreeRequest
    now: datetime
    zone: str
    times: list[FreeTime] = field(default_factory=list)
    last: Candidate | None = None
    _left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    _runs: dict[SessionId, list[Candidate]] = field(default_factory=dict)
    _seen: set[SlotId] = field(default_factory=set)

    @property
    def is_full(self) -> bool:
        """Whether one more than asked for was found, which says that there are more."""
        return len(self.times) > self.request.limit

    def take(self, candidates: Iterable[Candidate]) -> None:
        """Look at candidates until there are enough times."""
        for one in candidates:
            self.last = one
            if one.slot_id in self._seen:
                continue
            self._seen.add(one.slot_id)
            if self._fits(one):
                self._add(one)
            if self.is_full:
                return

    def left_out(self) -> tuple[LeftOut, ...]:
        """Say what was left out among the days looked at, most first."""
        return tuple(
            LeftOut(code, count, _left_out_words(code, count, detail))
            for (code, detail), count in sorted(
                self._left_out.items(), key=lambda item: (-item[1], item[0])
            )
        )

    def _fits(self, one: Candidate) -> bool:
        request = self.request
        if request.day_part is not DayPart.ANY:
            afternoon = local_of(one.start_at, self.zone).hour >= NOON
            if afternoon is not (request.day_part is DayPart.AFTERNOON):
                return False
        if request.channel is not None and one.channel is not request.channel:
            return False
        if one.state is not SlotState.OPEN:
            self._left_out["blocked", ""] += 1
        elif one.held_by:
            self._left_out["held", one.held_by] += 1
        elif one.release_at is not None and one.release_at > self.now:
            self._left_out["embargoed", self._opens(one)] += 1
        else:
            return True
        return False

    def _opens(self, one: Candidate) -> str:
        assert one.release_at is not None
        opens_on = date_of(one.release_at, self.zone)
        time = clock_time(one.release_at, self.zone)
        if opens_on == date_of(one.start_at, self.zone) and opens_on != date_of(
            self.now, self.zone
        ):
            return f"on the day at {time}"
        day = said_day(opens_on, date_of(self.now, self.zone))
        return f"at {time}" if day == "today" else f"{day} at {time}"

    def _add(self, one: Candidate) -> None:
        wanted = self.request.length_minutes
        if wanted is None or minutes_between(one.start_at, one.end_at) >= wanted:
            self.times.append(_free_time([one]))
            return
        run = self._runs.setdefault(one.session_id, [])
        if run and (run[-1].end_at != one.start_at or run[-1].channel is not one.channel):
            self._left_out["short", ""] += len(run)
            run.clear()
        run.append(one)
        if minutes_between(run[0].start_at, one.end_at) >= wanted:
            self.times.append(_free_time(run))
            # the next time may begin with the second slot of this one
            del run[0]


def _free_time(run: list[Candidate]) -> FreeTime:
    first = run[0]
    return FreeTime(
        slot_ids=tuple(one.slot_id for one in run),
        session_id=first.session_id,
        slot_type_id=first.slot_type_id,
        channel=first.channel,
        start_at=first.start_at,
        end_at=run[-1].end_at,
        clinician_id=first.clinician_id,
        clinician_name=first.clinician_name,
        clinic_id=first.clinic_id,
        clinic_name=first.clinic_name,
        room_name=first.room_name,
    )


def _left_out_words(code: str, count: int, detail: str) -> str:
    if code == "embargoed":
        return f"{count} {'opens' if count == 1 else 'open'} {detail}."
    if code == "held":
        return f"{count} held by {detail}."
    if code == "blocked":
        return f"{count} blocked."
    return f"{count} too short."


def nearest(times: Iterable[FreeTime], around: datetime) -> FreeTime | None:
    """Return the time nearest to that instant, the earlier of two as near."""

    def away(one: FreeTime) -> tuple[timedelta, datetime]:
        return abs(one.start_at - around), one.start_at

    return min(times, key=away, default=None)
