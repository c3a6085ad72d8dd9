"""What a change does to people already booked: each visit touched, what else there is for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desktop.domain.booking import FreeTime
from desktop.domain.errors import RuleViolation
from desktop.domain.fit import SHOWN, Alternative, Pool, Wish
from desktop.domain.ids import AppointmentId, SessionId, SlotId
from desktop.domain.preferences import kind_of
from desktop.domain.session_changes import HERE_STATES, Effect, SessionFacts, VisitFacts
from desktop.domain.times import clock_time, date_of, minutes_between, said_day
from desktop.domain.visits import CANCEL_CODES


class Way(StrEnum):
    """What is to become of a visit that a change touches."""

    REBOOK = "rebook"
    KEEP = "keep"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the manager chose for one visit.

    ``slot_ids`` is the time held for it on the rebook list, () for none; ``code`` and ``words``
    say why it is cancelled.
    """

    appointment_id: AppointmentId
    version: int
    way: Way
    slot_ids: tuple[SlotId, ...] = ()
    code: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class TouchedVisit:
    """A visit that a change touches, and the times there are for it instead, best first."""

    visit: VisitFacts
    session: SessionFacts
    alternatives: tuple[Alternative, ...] = ()

    @property
    def has_enough(self) -> bool:
        """Whether as many times as are shown keep everything: no other could come before them."""
        return len(self.alternatives) == SHOWN and not any(one.unmet for one in self.alternatives)

    @property
    def needs_words(self) -> str:
        """The person's needs in short, as a row says them."""
        return ", ".join(kind_of(one).short for one in self.visit.needs)


@dataclass(frozen=True, slots=True)
class Shown:
    """What an impact was about: each visit and session with its version, to be held against."""

    visits: tuple[tuple[AppointmentId, int], ...] = ()
    sessions: tuple[tuple[SessionId, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """One thing a change does to sessions and slots; ``loses`` where there are fewer after it."""

    words: str
    loses: bool = False


@dataclass(frozen=True, slots=True)
class Impact:
    """All that a change does, before it is done.

    Shape: ``lines`` say it in words, most important first; ``can_wait`` is whether the old times
    can stay in the diary until people have agreed; ``usual`` is what becomes of visits until
    somebody chooses otherwise.
    """

    words: str
    lines: tuple[ImpactLine, ...]
    visits: tuple[TouchedVisit, ...]
    shown: Shown
    can_wait: bool = True
    usual: Way = Way.REBOOK


def shown_of(effects: Iterable[Effect]) -> Shown:
    """Return what an impact is about, in key order."""
    every = tuple(effects)
    return Shown(
        tuple(sorted((one.id, one.version) for effect in every for one in effect.touched)),
        tuple(sorted((one.session.id, one.session.version) for one in every)),
    )


def say_difference(
    shown: Shown, effects: Sequence[Effect], zone: str, *, called: dict[AppointmentId, str]
) -> str:
    """Say how what a change does has changed since it was shown; "" where it has not.

    ``called`` has names of visits that are not touched any more.
    """
    now = shown_of(effects)
    if now == shown:
        return ""
    there = {one.id: one for effect in effects for one in effect.touched}
    before, after = dict(shown.visits), dict(now.visits)
    said = [
        f"{there[key].called}, {clock_time(there[key].start_at, zone)}, is booked since"
        for key in after
        if key not in before
    ]
    said += [
        f"{called.get(key, 'somebody')} is not touched any more"
        for key in before
        if key not in after
    ]
    said += [
        f"{there[key].called}’s visit has changed"
        for key in after
        if key in before and before[key] != after[key]
    ]
    if not said:
        said = ["a session has changed"]
    more = len(said) - 3
    listed = "; ".join(said[:3]) + (f"; and {more} more" if more > 0 else "")
    return f"This has changed since it was shown: {listed}. Nothing was saved."


def touch_visits(effects: Iterable[Effect], pool: Pool) -> tuple[TouchedVisit, ...]:
    """Return the visits touched in order of time, the best time of each held for nobody else."""
    taken: set[SlotId] = set()
    found = []
    pairs = [(visit, effect) for effect in effects for visit in effect.touched]
    for visit, effect in sorted(pairs, key=lambda pair: (pair[0].start_at, pair[0].id)):
        session = effect.session
        wish = Wish(
            visit.slot_type_id,
            minutes_between(visit.start_at, visit.end_at),
            visit.start_at,
            session.clinician_id,
            session.clinic_id,
            visit.needs,
        )
        alternatives = pool.find(wish, taken)
        if effect.shifted:
            alternatives = (_along(effect, visit), *alternatives)[:SHOWN]
        if alternatives:
            taken.update(alternatives[0].time.slot_ids)
        found.append(TouchedVisit(visit, session, alternatives))
    return tuple(found)


def _along(effect: Effect, visit: VisitFacts) -> Alternative:
    """Return the time a visit gets where it goes along with a session that is shifted."""
    session = effect.session
    own = [slot for slot in session.slots if visit.id in slot.visits]
    by = timedelta(minutes=effect.minutes)
    time = FreeTime(
        slot_ids=tuple(slot.id for slot in own),
        session_id=session.id,
        slot_type_id=visit.slot_type_id,
        channel=visit.channel,
        start_at=visit.start_at + by,
        end_at=visit.end_at + by,
        clinician_id=session.clinician_id,
        clinician_name=session.clinician_name,
        clinic_id=session.clinic_id,
        clinic_name=session.clinic_name,
        room_name=session.room_name,
    )
    return Alternative(time, ("same clinician", "same clinic", "within a week"))


def say_lines(effects: Sequence[Effect], zone: str) -> tuple[ImpactLine, ...]:
    """Say what a change does to sessions and slots: fewer, more, by how many."""
    lines = []
    whole = [one for one in effects if one.target.cancelled and not _has_begun(one)]
    if whole:
        lines.append(ImpactLine(f"{_many(len(whole), 'session')} cancelled", loses=True))
    rest = [one for one in effects if one.target.cancelled and _has_begun(one)]
    if rest:
        lines.append(ImpactLine(f"The rest of {_many(len(rest), 'session')} closed", loses=True))
    gone: Counter[str] = Counter()
    for effect in effects:
        for slot in effect.session.slots:
            if slot.id in effect.going and slot.bookable:
                gone[slot.type_name] += 1
    if gone:
        named = gone.most_common(3 if len(gone) > 4 else 4)
        kinds = [f"{count} {name.lower()}" for name, count in named]
        if others := sum(gone.values()) - sum(count for _, count in named):
            kinds.append(f"{others} others")
        fewer = f"{_many(sum(gone.values()), 'slot')} fewer: {', '.join(kinds)}"
        lines.append(ImpactLine(fewer, loses=True))
    fresh = sum(len(one.fresh) for one in effects)
    if fresh:
        lines.append(ImpactLine(f"{_many(fresh, 'slot')} more"))
    if here := sum(_count_here(one) for one in effects):
        lines.append(ImpactLine(_say_here(here, is_shift=any(one.shifted for one in effects))))
    shifted = [one for one in effects if one.shifted]
    for effect in shifted:
        until = clock_time(effect.target.end_at, zone)
        word = "later" if effect.minutes > 0 else "earlier"
        lines.append(ImpactLine(f"{abs(effect.minutes)} min {word}, until {until}"))
    return tuple(lines) or (ImpactLine("No slot goes"),)


def _count_here(effect: Effect) -> int:
    """Return how many are here or in the room in slots that a change concerns: they are seen."""
    session, target = effect.session, effect.target
    given = (target.clinician_id, target.room_id) != (session.clinician_id, session.room_id)
    there = {
        visit
        for slot in session.slots
        if given or slot.id in effect.going or slot.id in effect.shifted
        for visit in slot.visits
    }
    return sum(one.id in there and one.state in HERE_STATES for one in session.visits)


def _say_here(count: int, *, is_shift: bool) -> str:
    who = "1 patient is" if count == 1 else f"{count} patients are"
    if is_shift:
        return f"{who} here already and {'goes' if count == 1 else 'go'} along"
    return f"{who} here already and {'stays' if count == 1 else 'stay'}"


def _has_begun(effect: Effect) -> bool:
    """Whether some of a session that is cancelled is over already: that stays."""
    return any(one.id not in effect.going for one in effect.session.slots)


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def check_choices(
    choices: Sequence[Choice], effects: Sequence[Effect]
) -> dict[AppointmentId, Choice]:
    """Return the choices by visit, one for each visit touched.

    Errors: RuleViolation("choices") naming who has none; ("reason") for a cancellation's code;
    ("twice") for one time held twice.
    """
    by_visit = {one.appointment_id: one for one in choices}
    for effect in effects:
        for visit in effect.touched:
            choice = by_visit.get(visit.id)
            if choice is None:
                sentence = f"Choose what becomes of {visit.called}’s visit."
                raise RuleViolation("choices", "choices", sentence)
            if choice.way is Way.CANCEL and choice.code not in CANCEL_CODES:
                sentence = f"Choose why {visit.called}’s visit is cancelled."
                raise RuleViolation("reason", "choices", sentence)
    held = [slot for one in choices if one.way is Way.REBOOK for slot in one.slot_ids]
    if len(set(held)) != len(held):
        raise RuleViolation("twice", "choices", "Two people can’t be held the same time.")
    return by_visit


def say_visit(visit: VisitFacts, today_at: datetime, zone: str) -> str:
    """Say whose visit it is and when, "Arthur Bamford, Wed 2 Dec 11:50"."""
    day = said_day(date_of(visit.start_at, zone), date_of(today_at, zone))
    return f"{visit.called}, {day} {clock_time(visit.start_at, zone)}"
