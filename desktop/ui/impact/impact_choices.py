"""What was chosen for each visit that a change touches: its way, and the time held for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from desktop.domain.fit import Alternative
from desktop.domain.ids import AppointmentId, SlotId
from desktop.domain.impact import Choice, Impact, TouchedVisit, Way
from desktop.domain.times import clock_time, date_of, said_day
from desktop.ui.kit.visit_rows import VisitRow

NONE_HELD = -1


def say_time(at: datetime, now: datetime, zone: str) -> str:
    """Say a time of another day, "Wed 2 Dec 10:40"."""
    return f"{said_day(date_of(at, zone), date_of(now, zone))} {clock_time(at, zone)}"


class ImpactChoices:
    """Everybody goes the usual way, with their best time, until somebody chooses otherwise."""

    def __init__(self, impact: Impact, now: datetime, zone: str):
        self.impact = impact
        self._now, self._zone = now, zone
        self._ways = dict.fromkeys((one.visit.id for one in impact.visits), impact.usual)
        self._chosen: set[AppointmentId] = set()
        self._times = {one.visit.id: 0 if one.alternatives else NONE_HELD for one in impact.visits}

    def take_over(self, before: ImpactChoices) -> None:
        """Keep what was chosen for those who are still touched."""
        for one in self.impact.visits:
            if one.visit.id in before._chosen:
                self._set(one.visit.id, before._ways[one.visit.id])

    def _set(self, key: AppointmentId, way: Way) -> None:
        self._ways[key] = way
        self._chosen.add(key)

    def choose(self, rows: Iterable[int], way: Way) -> None:
        """Let the visits of these rows go this way."""
        for row in rows:
            self._set(self.impact.visits[row].visit.id, way)

    def step(self, row: int, by: int) -> None:
        """Hold the next of the times for a visit that nobody else has, or none."""
        one = self.impact.visits[row]
        taken = self._held_by_others(one.visit.id)
        places = [
            number
            for number, other in enumerate(one.alternatives)
            if not taken.intersection(other.time.slot_ids)
        ]
        places.append(NONE_HELD)
        now = self._times[one.visit.id]
        at = places.index(now) if now in places else -1
        self._times[one.visit.id] = places[(at + by) % len(places)]
        self._set(one.visit.id, Way.REBOOK)

    def _held_by_others(self, appointment_id: AppointmentId) -> set[SlotId]:
        return {
            slot
            for one in self.impact.visits
            if one.visit.id != appointment_id and self._ways[one.visit.id] is Way.REBOOK
            for slot in self._slots_of(one)
        }

    def _held(self, one: TouchedVisit) -> Alternative | None:
        place = self._times[one.visit.id]
        return None if place == NONE_HELD else one.alternatives[place]

    def _slots_of(self, one: TouchedVisit) -> Sequence[SlotId]:
        held = self._held(one)
        return held.time.slot_ids if held is not None else ()

    def count(self, way: Way) -> int:
        """Return how many go this way."""
        return sum(one is way for one in self._ways.values())

    def read(self, code: str) -> tuple[Choice, ...]:
        """Return the choices as the act takes them; ``code`` says why some are cancelled."""
        return tuple(self._read(one, code) for one in self.impact.visits)

    def _read(self, one: TouchedVisit, code: str) -> Choice:
        way = self._ways[one.visit.id]
        held = tuple(self._slots_of(one)) if way is Way.REBOOK else ()
        return Choice(one.visit.id, one.visit.version, way, held, code if way is Way.CANCEL else "")

    def rows(self) -> tuple[VisitRow, ...]:
        """Return the rows in words."""
        return tuple(self._row(one) for one in self.impact.visits)

    def _row(self, one: TouchedVisit) -> VisitRow:
        visit, way = one.visit, self._ways[one.visit.id]
        when = say_time(visit.start_at, self._now, self._zone)
        needs = one.needs_words or "no needs recorded"
        about = f"{visit.type_name}, {needs}"
        third, right, tone = self._third(one, way)
        more = self._reasons(one) if way is Way.REBOOK else ""
        spoken = ". ".join(
            filter(None, (f"{visit.called}, {when}", about, f"{third} {right}".strip(), more))
        )
        is_time = way is Way.REBOOK and self._held(one) is not None
        return VisitRow(visit.called, when, about, third, right, tone, spoken, is_time=is_time)

    def _third(self, one: TouchedVisit, way: Way) -> tuple[str, str, str]:
        if way is Way.KEEP:
            return "Kept as it is", "", "text2"
        if way is Way.CANCEL:
            return "Cancelled", "they have to be told", "bad"
        held = self._held(one)
        if held is None:
            return "To rebook", "no time held", "warn"
        time = held.time
        words = f"→ {say_time(time.start_at, self._now, self._zone)}"
        if time.clinician_id != one.session.clinician_id:
            words = f"{words}, {time.clinician_name}"
        return words, held.words, "good" if not held.unmet else "warn"

    def _reasons(self, one: TouchedVisit) -> str:
        held = self._held(one)
        if held is None:
            return ""
        against = f". Against: {', '.join(held.unmet)}" if held.unmet else ""
        return f"{', '.join(held.met)}{against}"

    def say(self, row: int) -> str:
        """Say why the time held for a visit fits, and what it does not keep."""
        one = self.impact.visits[row]
        return self._reasons(one) if self._ways[one.visit.id] is Way.REBOOK else ""
