"""Which free time fits this person best: ranked, with reasons and what it costs them, in words.

A time is weighed by what it loses: things a visit must have first, then wishes, then how long the
wait is. The same request gives the same order whenever it is asked; keeping one thing more, all
else alike, never ranks a time lower.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from desktop.domain.booking import FreeTime
from desktop.domain.errors import RuleViolation
from desktop.domain.fit import Candidate
from desktop.domain.ids import ClinicianId, ClinicId, SlotId
from desktop.domain.needs import (
    NOTICE_DAYS,
    Need,
    NeedState,
    ToldOnce,
    VisitFacts,
    derive_needs,
    when_told,
    working_day_before,
)
from desktop.domain.practice import Channel
from desktop.domain.preference_fields import DAY_CODES, Value
from desktop.domain.preference_rules import is_active
from desktop.domain.preferences import KINDS
from desktop.domain.times import DAYS_WHOLE, local_of, minutes_between


@dataclass(frozen=True, slots=True)
class Weights:
    """What losing each thing costs; the practice may set them, none below 0.

    Units: points; ``wait_day`` is a day of waiting, so ten points of a wish are worth ten times
    as many days at 1.
    """

    must: int = 1000
    clinician: int = 20
    usual: int = 10
    clinic: int = 10
    times: int = 15
    days: int = 15
    asked_not: int = 30
    notice: int = 15
    travel: int = 8
    comfort: int = 8
    wait_day: int = 1

    @property
    def name(self) -> str:
        """What Set-up calls them."""
        return "How times are ranked"


WEIGHT_NAMES = tuple(one.name for one in fields(Weights))
HEAVIEST = 10_000


def weights_from(given: Mapping[str, object]) -> Weights:
    """Return the weights of the setting; what is unknown or odd keeps its default."""
    good = {
        name: value
        for name, value in given.items()
        if name in WEIGHT_NAMES
        and isinstance(value, int)
        and not isinstance(value, bool)
        and 0 <= value <= HEAVIEST
    }
    return replace(Weights(), **good)


def check_weights(weights: Weights) -> Weights:
    """Return the weights; RuleViolation at one that is no whole number up to the heaviest."""
    given = {name: getattr(weights, name) for name in WEIGHT_NAMES}
    kept = weights_from(given)
    for name in WEIGHT_NAMES:
        if getattr(kept, name) != given[name]:
            raise RuleViolation("number", name, f"Type a whole number from 0 to {HEAVIEST:,}.")
    return kept


class Tone(StrEnum):
    """How a reason is shown: kept, a compromise, or something they asked us not to do."""

    KEPT = "kept"
    COMPROMISE = "compromise"
    ASKED_NOT = "asked-not"


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact about this person and this time, in a few words."""

    code: str
    words: str
    tone: Tone = Tone.KEPT
    weight: int = 0
    is_must: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is known of a person that bears on when, where and with whom they are seen.

    Shape: ``told`` are their preferences; ``seen`` how often they saw each clinician lately;
    ``names`` say the ids of clinicians and clinics.
    """

    told: tuple[ToldOnce, ...] = ()
    seen: tuple[tuple[ClinicianId, int], ...] = ()
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """What only the session knows of a candidate: first or last in it, the kind's usual length."""

    usual_minutes: int = 10
    is_first: bool = False
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A free time with its reasons, the trade-offs last, and the needs its booking will make."""

    time: FreeTime
    reasons: tuple[Reason, ...]
    needs: tuple[Need, ...]
    cost: int

    @property
    def met(self) -> tuple[Reason, ...]:
        """What this time keeps."""
        return tuple(one for one in self.reasons if one.tone is Tone.KEPT)

    @property
    def unmet(self) -> tuple[Reason, ...]:
        """What it does not."""
        return tuple(one for one in self.reasons if one.tone is not Tone.KEPT)

    @property
    def words(self) -> str:
        """Say how well it fits, "Fits 6 of 7"; nothing of somebody who told us nothing."""
        return f"Fits {len(self.met)} of {len(self.reasons)}" if self.reasons else ""


def asked_for(needs: Iterable[Need]) -> tuple[str, ...]:
    """Return what others are asked for to keep these needs: "a BSL interpreter"."""
    arranges = (
        KINDS[one.kind].booking.arranges for one in needs if one.state is NeedState.TO_ARRANGE
    )
    return tuple(dict.fromkeys(filter(None, arranges)))


@dataclass(frozen=True, slots=True)
class Asking:
    """What all the candidates of one request are weighed with.

    ``is_soonest``: the earliest comes first, whatever it loses; what it loses is said all the same.
    """

    wishes: Wishes
    now: datetime
    zone: str
    weights: Weights = Weights()
    notice_days: int = NOTICE_DAYS
    closed: frozenset[date] = frozenset()
    is_soonest: bool = False


def rank_times(
    asking: Asking,
    candidates: Iterable[tuple[Candidate, Place]],
    limit: int | None = None,
) -> tuple[Suggestion, ...]:
    """Return the times best first; see the module for the order."""
    weigher = _Weigher(asking)
    found = [weigher.weigh(one, place) for one, place in candidates]
    found.sort(key=_by_start if asking.is_soonest else _by_fit)
    return tuple(weigher.suggest(one) for one in found[:limit])


@dataclass(slots=True)
class _Weighed:
    """A time weighed; its whole suggestion is made of those shown alone."""

    time: FreeTime
    facts: VisitFacts
    reasons: list[Reason]
    cost: int


def _by_start(one: _Weighed) -> tuple[datetime, tuple[SlotId, ...]]:
    return one.time.start_at, one.time.slot_ids


def _by_fit(one: _Weighed) -> tuple[int, int, datetime, tuple[SlotId, ...]]:
    """Return where it ranks: what costs nothing to lose (a weight of 0) still tells two apart."""
    lost = sum(reason.tone is not Tone.KEPT for reason in one.reasons)
    return one.cost, lost, *_by_start(one)


class _Weigher:
    """Weighs times for one person; what many times share it works out once."""

    def __init__(self, asking: Asking):
        self._asking = asking
        self._weights = asking.weights
        self._today = local_of(asking.now, asking.zone).date()
        self._names = dict(asking.wishes.names)
        self._musts: dict[tuple[object, ...], tuple[Reason, ...]] = {}
        self._ends = [one.told.ends_on for one in asking.wishes.told if one.told.ends_on]
        self._noticed_on = self._first_noticed_day()
        self._told = sorted(asking.wishes.told, key=when_told)
        self._wished: dict[int, dict[str, dict[str, Value]]] = {}
        seen = Counter(dict(asking.wishes.seen))
        self._usual = seen.most_common(1)[0] if seen else None

    def _first_noticed_day(self) -> date:
        """Return the first day that whoever asks for notice gets it for."""
        steps = self._asking.notice_days + 1
        day = self._today
        while working_day_before(day, steps, self._asking.closed) < self._today:
            day += timedelta(days=1)
        return day

    def weigh(self, candidate: Candidate, place: Place) -> _Weighed:
        """Return the time with its reasons and what it costs."""
        free = candidate.time
        local = local_of(free.start_at, self._asking.zone)
        facts = VisitFacts(
            on_date=local.date(),
            minutes=minutes_between(free.start_at, free.end_at),
            usual_minutes=place.usual_minutes,
            channel=free.channel,
            features=candidate.features,
            gender=candidate.gender,
            is_first=place.is_first,
            is_last=place.is_last,
        )
        reasons = [*self._of_needs(facts, free.room_name), *self._of_wishes(free, local)]
        days = max((facts.on_date - self._today).days, 0)
        lost = sum(one.weight for one in reasons if one.tone is not Tone.KEPT)
        return _Weighed(free, facts, reasons, lost + days * self._weights.wait_day)

    def suggest(self, weighed: _Weighed) -> Suggestion:
        """Return the suggestion a time makes: trade-offs last, with the needs it will have."""
        reasons = sorted(weighed.reasons, key=lambda one: one.tone is not Tone.KEPT)
        return Suggestion(weighed.time, tuple(reasons), self._derive(weighed.facts), weighed.cost)

    def _derive(self, facts: VisitFacts) -> tuple[Need, ...]:
        return derive_needs(
            self._asking.wishes.told,
            facts,
            notice_days=self._asking.notice_days,
            closed=self._asking.closed,
        )

    def _of_needs(self, facts: VisitFacts, room: str) -> tuple[Reason, ...]:
        # Of the day only this matters: whether notice is enough, and what has ended by then.
        ended = self._count_ended(facts.on_date)
        key = (
            facts.minutes,
            facts.usual_minutes,
            facts.channel,
            facts.features,
            facts.gender,
            facts.is_first,
            facts.is_last,
            room,
            facts.on_date >= self._noticed_on,
            ended,
        )
        if key not in self._musts:
            found = [self._of_need(need, room) for need in self._derive(facts)]
            self._musts[key] = tuple(one for one in found if one is not None)
        return self._musts[key]

    def _of_need(self, need: Need, room: str) -> Reason | None:
        kind = KINDS[need.kind]
        booking = kind.booking
        if booking.needs_notice and need.due_on is not None:
            enough = need.due_on >= self._today
            words = f"Time to book: {kind.words}" if enough else f"Too soon to book: {kind.words}"
            return self._must(need.kind, words, kept=enough)
        if not booking.is_decided_by_time or (kind.day.task and not booking.can_do_without):
            return None
        kept = not need.instead
        words = f"{kind.words}, {room}" if kept and booking.room and room else kind.words
        if not kept:
            words = need.instead.partition(":")[0].rstrip(".")
        if need.state is NeedState.TO_DO and not kept:
            return Reason(need.kind, words, Tone.COMPROMISE, self._weights.comfort)
        return self._must(need.kind, words, kept=kept)

    def _must(self, code: str, words: str, *, kept: bool) -> Reason:
        tone = Tone.KEPT if kept else Tone.COMPROMISE
        return Reason(code, words, tone, self._weights.must, is_must=True)

    def _count_ended(self, on: date) -> int:
        """Return how many things told have ended by a day: so many are always the same ones."""
        return sum(end < on for end in self._ends)

    def _wished_on(self, on: date) -> dict[str, dict[str, Value]]:
        ended = self._count_ended(on)
        if ended not in self._wished:
            self._wished[ended] = {
                one.kind: dict(one.told.filled)
                for one in self._told
                if is_active(one.told.ends_on, on)
            }
        return self._wished[ended]

    def _of_wishes(self, free: FreeTime, local: datetime) -> list[Reason]:
        found, wished = [], self._wished_on(local.date())
        if "clinician" in wished:
            found.append(self._clinician(free, wished["clinician"]))
        elif self._usual is not None:
            found.append(self._usually_seen(free))
        if "clinic" in wished:
            found.append(self._clinic(free, wished["clinic"]))
        if "times" in wished:
            found += self._times(local, wished["times"])
        if "notice" in wished:
            found.append(self._notice(local.date(), wished["notice"]))
        if "never-call" in wished:
            found.append(self._by_phone(free.channel))
        earliest = _clock(wished.get("travel", {}).get("earliest"))
        if earliest is not None:
            kept = local.time() >= earliest
            words = f"After {earliest:%H:%M}" if kept else f"Before {earliest:%H:%M}, too early"
            found.append(self._wish("travel", words, self._weights.travel, kept=kept))
        return found

    def _wish(self, code: str, words: str, weight: int, *, kept: bool) -> Reason:
        return Reason(code, words, Tone.KEPT if kept else Tone.COMPROMISE, weight)

    def _clinician(self, free: FreeTime, wished: dict[str, Value]) -> Reason:
        wanted = _ids(wished.get("clinicians"))
        kept = free.clinician_id in wanted
        names = [self._names[one] for one in wanted if one in self._names]
        words = f"{free.clinician_name}, as they prefer"
        if not kept:
            words = f"Not {' or '.join(names)}" if names else "Not who they prefer"
        return self._wish("clinician", words, self._weights.clinician, kept=kept)

    def _usually_seen(self, free: FreeTime) -> Reason:
        assert self._usual is not None
        usual, count = self._usual
        kept = free.clinician_id == usual
        visits = "their last visit" if count == 1 else f"{count} of their last visits"
        words = f"{free.clinician_name} had {visits}" if kept else "Not who they usually see"
        return self._wish("usual", words, self._weights.usual, kept=kept)

    def _clinic(self, free: FreeTime, wished: dict[str, Value]) -> Reason:
        wanted = _ids(wished.get("clinics"))
        kept = free.clinic_id in {ClinicId(one) for one in wanted}
        words = f"{free.clinic_name}, as they prefer" if kept else f"At {free.clinic_name}"
        return self._wish("clinic", words, self._weights.clinic, kept=kept)

    def _times(self, local: datetime, wished: dict[str, Value]) -> list[Reason]:
        day, name = DAY_CODES[local.weekday()], DAYS_WHOLE[local.weekday()]
        found = []
        never = _ids(wished.get("not_days"))
        if never:
            why = wished.get("days_why")
            asked = day not in never
            words = f"Not a {_joined(never)}" if asked else f"{name}: they asked not"
            if why and not asked:
                words = f"{name}, {why}: they asked not"
            tone = Tone.KEPT if asked else Tone.ASKED_NOT
            found.append(Reason("not_days", words, tone, self._weights.asked_not))
        days = _ids(wished.get("days"))
        if days:
            kept = day in days
            words = f"{name}, as they prefer" if kept else f"A {name}"
            found.append(self._wish("days", words, self._weights.days, kept=kept))
        since, until = _clock(wished.get("from")), _clock(wished.get("until"))
        if since or until:
            at = local.time()
            kept = (since is None or at >= since) and (until is None or at < until)
            said = f"{local:%H:%M}"
            words = f"{said}, a time that suits" if kept else f"{said}, outside their times"
            found.append(self._wish("times", words, self._weights.times, kept=kept))
        return found

    def _by_phone(self, channel: Channel) -> Reason:
        kept = channel is not Channel.TELEPHONE
        words = "Not by telephone" if kept else "By telephone: they asked us never to phone"
        tone = Tone.KEPT if kept else Tone.ASKED_NOT
        return Reason("never-call", words, tone, self._weights.asked_not)

    def _notice(self, on: date, wished: dict[str, Value]) -> Reason:
        wanted = wished.get("days")
        days = wanted if isinstance(wanted, int) else 0
        away = (on - self._today).days
        kept = away >= days
        words = f"{days} days’ notice" if kept else f"{away} days’ notice, they ask for {days}"
        return self._wish("notice", words, self._weights.notice, kept=kept)


def _ids(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _clock(value: Value | None) -> time | None:
    return time.fromisoformat(value) if isinstance(value, str) and value else None


def _joined(days: Iterable[str]) -> str:
    return " or ".join(DAYS_WHOLE[DAY_CODES.index(one)] for one in days)
