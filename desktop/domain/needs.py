"""What a visit has to have for its person: derived from what they told us, kept in step with it.

One preference that acts makes one need of every visit it applies to. Nothing here looks at the
clock: the same preferences and the same visit derive the same needs whenever they are asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum

from desktop.domain.ids import PreferenceId, VisitNeedId
from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.domain.preference_kinds import Length, Place, PreferenceKind, Where, Writing
from desktop.domain.preference_rules import Told, is_active, say_told
from desktop.domain.preferences import KINDS
from desktop.domain.times import said_day
from desktop.domain.visits import REMOTE, State

NOTICE_DAYS = 3
"""Whole working days that whoever sends an interpreter asks for, unless the practice says else."""


class NeedState(StrEnum):
    """How a need stands."""

    TO_ARRANGE = "to-arrange"
    READY = "ready"
    TO_DO = "to-do"
    KEPT = "kept"
    NOT_KEPT = "not-kept"
    NOT_NEEDED = "not-needed"
    TO_CALL_OFF = "to-call-off"
    CALLED_OFF = "called-off"


WORDS = {
    NeedState.TO_ARRANGE: "To arrange",
    NeedState.READY: "Ready",
    NeedState.TO_DO: "To do",
    NeedState.KEPT: "Kept",
    NeedState.NOT_KEPT: "Not kept",
    NeedState.NOT_NEEDED: "Not needed today",
    NeedState.TO_CALL_OFF: "To call off",
    NeedState.CALLED_OFF: "Called off",
}
"""How each state is said on screen."""

SETTLED = frozenset({NeedState.KEPT, NeedState.NOT_KEPT, NeedState.NOT_NEEDED})
"""What somebody has said of a need for good; nothing but their own undo changes it."""

_CALLING_OFF = frozenset({NeedState.TO_CALL_OFF, NeedState.CALLED_OFF})

IN_STEP = frozenset({State.BOOKED, State.PENDING, State.ARRIVED})
"""Visits whose needs follow what the person tells us: from today on, until they go in."""


@dataclass(frozen=True, slots=True)
class ToldOnce:
    """A preference as the derivation sees it."""

    id: PreferenceId
    kind: str
    told: Told


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What of a visit decides about needs.

    Units: ``minutes`` is its length (None: it has no time), ``usual_minutes`` its kind's.
    ``features`` are the room's, None where there is no room.
    """

    on_date: date
    minutes: int | None
    usual_minutes: int
    channel: Channel = Channel.IN_PERSON
    features: tuple[str, ...] | None = None
    gender: str | None = None
    is_first: bool = False
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a visit has to have: what, who sees to it, by when, and what is done instead."""

    preference_id: PreferenceId
    kind: str
    what: str
    detail: str
    owner_role: Role
    due_on: date | None
    instead: str
    state: NeedState


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """A need that a visit does without this time, as whoever said so told the desk."""

    preference_id: PreferenceId
    said_by: str


DERIVED = tuple(one.name for one in fields(Need) if one.name not in ("preference_id", "state"))
"""What a need says of itself; its state is kept apart, since people change it."""


def derive_needs(
    preferences: Iterable[ToldOnce],
    visit: VisitFacts,
    *,
    notice_days: int = NOTICE_DAYS,
    closed: Iterable[date] = (),
) -> tuple[Need, ...]:
    """Return the needs of a visit, in the order of the kinds; ``closed`` are bank holidays.

    Of a kind that a person has once the latest told counts: merged records may say it twice.
    """
    told = [one for one in preferences if _acts_on(one, visit)]
    shut = frozenset(closed)
    order = {code: place for place, code in enumerate(KINDS)}
    chosen: dict[tuple[str, str], ToldOnce] = {}
    for one in sorted(told, key=when_told):
        chosen[one.kind, "" if KINDS[one.kind].is_single else one.id] = one
    ordered = sorted(chosen.values(), key=lambda one: (order[one.kind], one.id))
    return tuple(_derive(one, visit, notice_days, shut) for one in ordered)


def when_told(one: ToldOnce) -> tuple[date, str]:
    """Return the order in which things were told: of a kind told twice the last counts."""
    return one.told.since_on or date.min, one.id


def _acts_on(one: ToldOnce, visit: VisitFacts) -> bool:
    kind = KINDS.get(one.kind)
    if kind is None or not kind.is_need or not is_active(one.told.ends_on, visit.on_date):
        return False
    booking = kind.booking
    if booking.room or kind.day.task:
        where = Where.SITE if booking.room and not kind.day.task else kind.day.where
        if where is Where.SITE:
            return visit.channel is Channel.IN_PERSON
        return where is Where.ANYWHERE or visit.channel not in REMOTE
    return True


def _derive(one: ToldOnce, visit: VisitFacts, notice_days: int, closed: frozenset[date]) -> Need:
    kind = KINDS[one.kind]
    instead = _instead(kind, one.told, visit)
    state = _first_state(kind, one.told, instead)
    notice = notice_days if kind.booking.needs_notice else 0
    due = None
    if state is NeedState.TO_ARRANGE:
        due = working_day_before(visit.on_date, notice + 1, closed)
    return Need(
        preference_id=one.id,
        kind=one.kind,
        what=what_words(kind, one.told),
        detail=say_told(one.kind, one.told),
        owner_role=kind.day.owner,
        due_on=due,
        instead=instead,
        state=state,
    )


def _first_state(kind: PreferenceKind, told: Told, instead: str) -> NeedState:
    booking = kind.booking
    if booking.arranges:
        return NeedState.TO_ARRANGE
    if booking.is_decided_by_time and not kind.day.task:
        if not instead:
            return NeedState.READY
        may_wait = booking.can_do_without or _only_when_examined(told)
        return NeedState.TO_DO if may_wait else NeedState.TO_ARRANGE
    return NeedState.TO_DO


def _only_when_examined(told: Told) -> bool:
    return dict(told.filled).get("when") == "examined"


def _instead(kind: PreferenceKind, told: Told, visit: VisitFacts) -> str:
    """Say what is done where the time chosen does not keep the need; "" where it does."""
    booking = kind.booking
    if booking.length is Length.DOUBLE:
        return _too_short(told, visit)
    if booking.room and booking.room not in (visit.features or ()):
        return _not_the_room(kind, visit)
    place = {Place.FIRST: visit.is_first, Place.LAST: visit.is_last}
    if not place.get(booking.place, True):
        where = booking.place.value
        return f"It is not the {where} of the session: find another time, or agree it with them."
    if booking.gender and visit.gender != booking.gender:
        whom = "a woman" if booking.gender == "female" else "a man"
        if _only_when_examined(told):
            return f"Have {whom} there for any examination."
        return f"The clinician is not {whom}: find another time, or agree it with them."
    if booking.channel is not None and visit.channel is not booking.channel:
        return "It is not a home visit: agree how they come."
    return ""


def _not_the_room(kind: PreferenceKind, visit: VisitFacts) -> str:
    booking = kind.booking
    if visit.features is None:
        return "It has no room yet: choose one that fits."
    if booking.can_do_without:
        return f"{_room_lacks(booking.room)}: make it as good as it can be."
    return f"{_room_lacks(booking.room)}: change the room, or find another time."


def _room_lacks(feature: str) -> str:
    is_said_of_it = feature in ("step-free", "quiet")
    return f"The room {'is not' if is_said_of_it else 'has no'} {feature}"


def minutes_wanted(told: Told, usual_minutes: int) -> int:
    """Return how long a visit has to be for somebody who needs longer: as told, else double."""
    given = dict(told.filled).get("minutes")
    return int(given) if isinstance(given, int) else 2 * usual_minutes


def _too_short(told: Told, visit: VisitFacts) -> str:
    wanted = minutes_wanted(told, visit.usual_minutes)
    if visit.minutes is None or visit.minutes >= wanted:
        return ""
    return f"It is {visit.minutes} minutes, {wanted} are needed: find a longer time."


def what_words(kind: PreferenceKind, told: Told) -> str:
    """Say what is done for a need: "Book a BSL interpreter", "Letters in large print"."""
    booking = kind.booking
    if booking.arranges:
        field = kind.field_named("who")
        chosen = dict(told.filled).get("who")
        words = {one.code: one.words for one in field.choices} if field else {}
        who = words.get(str(chosen))
        return f"Book a {who}" if who else f"Book {booking.arranges}"
    if kind.day.task:
        return kind.day.task
    if kind.writing is Writing.CHANNEL:
        return "Tell them by text alone"
    return kind.words


def working_day_before(on: date, count: int, closed: frozenset[date]) -> date:
    """Return the working day (Monday to Friday, no bank holiday) so many before a day."""
    day = on
    while count > 0:
        day -= timedelta(days=1)
        count -= is_working_day(day, closed)
    return day


def say_due(due_on: date, today: date) -> str:
    """Say by when it has to be seen to: "today", "by Thu 19 Nov", "was due Tue 17 Nov, ..."."""
    day = said_day(due_on, today)
    if due_on < today:
        return f"was due {day}, overdue now"
    return day if due_on == today else f"by {day}"


def is_working_day(day: date, closed: frozenset[date]) -> bool:
    """Return whether offices are open that day."""
    return day.weekday() < 5 and day not in closed


@dataclass(frozen=True, slots=True)
class KeptNeed:
    """A need as a visit has it: its row, and what somebody has said of it.

    ``changed_by`` is empty while nobody has touched it.
    """

    id: VisitNeedId
    version: int
    need: Need
    why: str = ""
    said_by: str = ""
    changed_by: str = ""

    @property
    def is_arranged(self) -> bool:
        """Whether somebody outside has been asked for it and may count on the visit."""
        return is_arranged(self.need.kind, self.need.state, self.changed_by)


def is_arranged(kind: str, state: NeedState, changed_by: str) -> bool:
    """Return whether somebody outside has been asked for a need and may count on the visit.

    Also where it has to be arranged anew: for the old time it was.
    """
    known = KINDS.get(kind)
    arranges = known is not None and bool(known.booking.arranges)
    return arranges and state in (NeedState.READY, NeedState.TO_ARRANGE) and bool(changed_by)


@dataclass(frozen=True, slots=True)
class Steps:
    """What has to be written to bring a visit's needs into step."""

    add: tuple[Need, ...] = ()
    change: tuple[tuple[KeptNeed, Need], ...] = ()
    drop: tuple[KeptNeed, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything has to be written."""
        return bool(self.add or self.change or self.drop)


def bring_into_step(
    kept: Sequence[KeptNeed], wanted: Sequence[Need], *, time_changed: bool = False
) -> Steps:
    """Return what makes the needs a visit has those it should have.

    What somebody said of a need stays; what was arranged for another time, or for something else,
    has to be arranged anew; what was arranged and is wanted no more has to be called off.
    """
    have = {one.need.preference_id: one for one in kept}
    want = {one.preference_id: one for one in wanted}
    change, drop = [], []
    for key, one in have.items():
        if key in want:
            after = _followed(one, want[key], time_changed=time_changed)
            if after != one.need:
                change.append((one, after))
        elif one.is_arranged:
            change.append((one, _with_state(one.need, NeedState.TO_CALL_OFF)))
        elif one.need.state not in SETTLED and one.need.state not in _CALLING_OFF:
            drop.append(one)
    add = [one for key, one in want.items() if key not in have]
    return Steps(tuple(add), tuple(change), tuple(drop))


def _followed(kept: KeptNeed, wanted: Need, *, time_changed: bool) -> Need:
    was = kept.need
    if not kept.changed_by:
        return wanted
    if was.state in SETTLED:
        # What it says of itself follows, what became of it does not.
        return _with_state(wanted, was.state)
    if was.state is NeedState.TO_CALL_OFF and kept.said_by:
        # It is not needed this time, whatever it is: who was asked for it has to hear of it.
        return _with_state(wanted, was.state)
    same = all(
        getattr(was, name) == getattr(wanted, name) for name in ("what", "detail", "instead")
    )
    if same and not time_changed and was.state not in _CALLING_OFF:
        return _with_state(wanted, was.state)
    return wanted


def _with_state(need: Need, state: NeedState) -> Need:
    return Need(**{one.name: getattr(need, one.name) for one in fields(Need)} | {"state": state})


def do_without(steps: Steps, not_needed: Collection[PreferenceId]) -> Steps:
    """Return the steps of a visit just booked where these needs are not needed this time."""
    add = tuple(
        _with_state(one, NeedState.NOT_NEEDED) if one.preference_id in not_needed else one
        for one in steps.add
    )
    return replace(steps, add=add)


def call_off(kept: Iterable[KeptNeed]) -> Steps:
    """Return what a cancelled visit asks for: what was arranged has to be called off."""
    return Steps(
        change=tuple(
            (one, _with_state(one.need, NeedState.TO_CALL_OFF)) for one in kept if one.is_arranged
        )
    )


class OutOfStep(StrEnum):
    """What may be wrong with the needs of a visit: a rule's name is its sentence."""

    MISSING = "a need is missing"
    NOBODY_TOLD = "a need is there that nobody told us"
    OTHER = "a need says something else, and nobody changed it"


def out_of_step(
    kept: Sequence[KeptNeed], wanted: Sequence[Need]
) -> tuple[tuple[OutOfStep, str], ...]:
    """Say what a visit's needs lack, or have that nobody told us, each with its kind.

    Due days are left out: they follow the calendar as it was when the visit was booked.
    """
    have = {one.need.preference_id: one for one in kept}
    want = {one.preference_id: one for one in wanted}
    found = [(OutOfStep.MISSING, one.kind) for key, one in want.items() if key not in have]
    for key, one in have.items():
        if key not in want:
            if one.need.state not in SETTLED | _CALLING_OFF:
                found.append((OutOfStep.NOBODY_TOLD, one.need.kind))
            continue
        after = _followed(one, want[key], time_changed=False)
        names = [name for name in (*DERIVED, "state") if name != "due_on"]
        if any(getattr(after, name) != getattr(one.need, name) for name in names):
            found.append((OutOfStep.OTHER, one.need.kind))
    return tuple(found)


def may_become(state: NeedState, *, said_by: str = "") -> tuple[NeedState, ...]:
    """Return what somebody at the desk may say of a need in that state.

    What is to call off since it is not needed this time (``said_by`` somebody) may be after all.
    """
    return _AFTER_ALL if said_by and state is NeedState.TO_CALL_OFF else _NEXT[state]


_ENDS = (NeedState.KEPT, NeedState.NOT_KEPT, NeedState.NOT_NEEDED)
_NEXT: dict[NeedState, tuple[NeedState, ...]] = {
    NeedState.TO_ARRANGE: (NeedState.READY, *_ENDS),
    NeedState.READY: (NeedState.TO_ARRANGE, *_ENDS),
    NeedState.TO_DO: _ENDS,
    NeedState.KEPT: (NeedState.NOT_KEPT, NeedState.NOT_NEEDED, NeedState.TO_DO),
    NeedState.NOT_KEPT: (NeedState.KEPT, NeedState.NOT_NEEDED, NeedState.TO_DO),
    NeedState.NOT_NEEDED: (NeedState.KEPT, NeedState.NOT_KEPT, NeedState.TO_DO),
    NeedState.TO_CALL_OFF: (NeedState.CALLED_OFF,),
    NeedState.CALLED_OFF: (NeedState.TO_CALL_OFF,),
}
_AFTER_ALL = (NeedState.CALLED_OFF, NeedState.TO_ARRANGE)
