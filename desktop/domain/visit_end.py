"""How a visit's needs went, as it is shown and said: kept, not kept and why, not needed today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import PatientId, PreferenceId, VisitNeedId
from desktop.domain.needs import WORDS, NeedState, NotNeeded, is_arranged, may_become
from desktop.domain.preferences import kind_of
from desktop.domain.text import clean_line
from desktop.domain.visits import State

BEGUN = frozenset({State.ARRIVED, State.CHECKED_IN, State.FULFILLED})
"""Visits of which can be said what was kept."""

LONGEST_SAID = 500

WHO_SAID_SO = "Not needed this time: who said so?"

COUNTED_VISITS = 12
"""So many of the last visits are summed up."""

_COUNTED = frozenset({NeedState.KEPT, NeedState.NOT_KEPT})
UNSAID_STATES = frozenset({NeedState.TO_ARRANGE, NeedState.READY, NeedState.TO_DO})
"""Needs of which nobody has said yet how they went."""


@dataclass(frozen=True, slots=True)
class VisitNeed:
    """A need as a visit shows it, with what somebody said of it."""

    id: VisitNeedId
    version: int
    preference_id: PreferenceId
    kind: str
    what: str
    detail: str
    instead: str
    state: NeedState
    why: str = ""
    said_by: str = ""
    changed_by: str = ""

    @property
    def words(self) -> str:
        """Say what it is and how it stands: "BSL interpreter: not kept, nobody came"."""
        said = WORDS[self.state].lower()
        beside = self.why or (self.said_by and f"{self.said_by} said so")
        return f"{kind_of(self.kind).words}: {said}{f', {beside}' if beside else ''}"


@dataclass(frozen=True, slots=True)
class NeedAnswer:
    """What is said of one need of a visit."""

    id: VisitNeedId
    version: int
    state: NeedState
    why: str = ""
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class VisitEnd:
    """A visit of which it is said how its needs went."""

    patient_id: PatientId
    called: str
    on_date: date
    start_at: datetime | None
    state: State
    needs: tuple[VisitNeed, ...]
    is_closed: bool = False

    def has_begun(self, today: date) -> bool:
        """Whether something may have been kept by now: they came, or its day is over."""
        return self.state in BEGUN or self.on_date < today


def check_answer(answer: NeedAnswer) -> NeedAnswer:
    """Return the answer tidied.

    Errors: RuleViolation at "why" or "said_by"; its fact ``need`` is the need it is about.
    """
    try:
        why = clean_line(answer.why, field="why", longest=LONGEST_SAID)
        said_by = clean_line(answer.said_by, field="said_by", longest=LONGEST_SAID)
    except RuleViolation as slip:
        raise RuleViolation(slip.code, slip.field, slip.message, need=answer.id) from slip
    if answer.state is NeedState.NOT_KEPT and not why:
        raise RuleViolation("why", "why", "Say why it was not kept.", need=answer.id)
    is_needed = answer.state is not NeedState.NOT_NEEDED
    if not is_needed and not said_by:
        raise RuleViolation("said_by", "said_by", WHO_SAID_SO, need=answer.id)
    return replace(answer, why=why, said_by="" if is_needed else said_by)


def check_not_needed(one: NotNeeded) -> NotNeeded:
    """Return what is said of a need while its visit is booked, tidied.

    Errors: RuleViolation at "said_by".
    """
    said_by = clean_line(one.said_by, field="said_by", longest=LONGEST_SAID)
    if not said_by:
        raise RuleViolation("said_by", "said_by", WHO_SAID_SO)
    return replace(one, said_by=said_by)


def answers_offered(
    state: NeedState, *, has_begun: bool, said_by: str = ""
) -> tuple[NeedState, ...]:
    """Return what may be said of a need, in the order of the keys.

    Before the visit nothing has been kept yet: it may be arranged, or not be needed. What is to
    call off has been, or is needed after all.
    """
    wanted: tuple[NeedState, ...] = (NeedState.KEPT, NeedState.NOT_KEPT, NeedState.NOT_NEEDED)
    if not has_begun:
        wanted = (NeedState.READY, NeedState.NOT_NEEDED)
    if state is NeedState.TO_CALL_OFF:
        wanted = (NeedState.CALLED_OFF, NeedState.TO_ARRANGE)
    may = (*may_become(state, said_by=said_by), state)
    return tuple(one for one in wanted if one in may)


def is_unsaid(need: VisitNeed) -> bool:
    """Return whether nobody has said yet how it went."""
    return need.state in UNSAID_STATES


def count_kept(needs: Iterable[VisitNeed]) -> tuple[int, int]:
    """Return how many needs were kept, and of how many it was said whether they were."""
    said = [one.state for one in needs if one.state in _COUNTED]
    return said.count(NeedState.KEPT), len(said)


def count_ready(needs: Iterable[VisitNeed]) -> tuple[int, int]:
    """Return how many needs of a visit are ready or kept, and how many it has."""
    counted = [one.state for one in needs if one.state in UNSAID_STATES | _COUNTED]
    return sum(one in (NeedState.READY, NeedState.KEPT) for one in counted), len(counted)


def arranged_words(needs: Iterable[VisitNeed]) -> str:
    """Say what has been arranged for a visit, and has to be called off with it.

    Also what was arranged for the time it had before, and what is to call off already.
    """
    return ", ".join(
        kind_of(one.kind).words
        for one in needs
        if one.state is NeedState.TO_CALL_OFF or is_arranged(one.kind, one.state, one.changed_by)
    )


def kept_words(needs: Iterable[VisitNeed]) -> str:
    """Say how a visit went: "4 of 4 kept"; "" where nothing was said of it."""
    kept, of = count_kept(needs)
    return f"{kept} of {of} kept" if of else ""


def sum_up(visits: Iterable[Iterable[VisitNeed]]) -> str:
    """Say how the last visits went: "Last 12 visits: 45 of 48 needs kept."; newest come first."""
    counts = [count_kept(needs) for needs in visits]
    counted = [one for one in counts if one[1]][:COUNTED_VISITS]
    if not counted:
        return ""
    kept, of = (sum(part) for part in zip(*counted, strict=True))
    which = "Last visit" if len(counted) == 1 else f"Last {len(counted)} visits"
    return f"{which}: {kept} of {of} needs kept."


def unsaid_words(needs: Iterable[VisitNeed]) -> str:
    """Say what is still to be said after a visit: "2 needs: were they kept?"; "" for nothing."""
    return say_unsaid(sum(is_unsaid(one) for one in needs))


def say_unsaid(count: int) -> str:
    """Say of how many needs it is still to be said how they went."""
    if not count:
        return ""
    return "1 need: was it kept?" if count == 1 else f"{count} needs: were they kept?"
