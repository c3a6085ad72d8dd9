"""What is asked of a free time, as chips: what was understood, what was not, what contradicts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, time, timedelta
from enum import StrEnum

from desktop.domain.ids import ClinicianId, ClinicId, SlotTypeId
from desktop.domain.practice import Channel, Clinician


class ChipKind(StrEnum):
    """What a chip is about; its value is the word before it."""

    PATIENT = "patient"
    WITH = "with"
    WHEN = "when"
    TIME = "time"
    PLACE = "at"
    LENGTH = "length"
    HOW = "how"
    FOR = "for"
    ORDER = "order"
    REPEAT = "repeat"
    UNKNOWN = "not understood"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A series: every so many days or weeks, so many times."""

    every_days: int
    count: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of a visit; empty means any.

    Units: dates are whole days, both ends in; times are the clinic's, ``until`` left out.
    """

    patient_words: str = ""
    clinician_id: ClinicianId | None = None
    profession: str = ""
    gender: str = ""
    is_usual: bool = False
    first_on: date | None = None
    last_on: date | None = None
    weekdays: frozenset[int] = frozenset()
    not_weekdays: frozenset[int] = frozenset()
    from_local: time | None = None
    until_local: time | None = None
    clinic_id: ClinicId | None = None
    minutes: int | None = None
    is_double: bool = False
    channel: Channel | None = None
    slot_type_id: SlotTypeId | None = None
    reason: str = ""
    is_soonest: bool = False
    repeat: Repeat | None = None

    @property
    def names_who(self) -> bool:
        """Whether it says who is to be seen, or what they are."""
        return bool(self.clinician_id or self.profession or self.gender or self.is_usual)

    def means(self, one: Clinician, usual: Collection[str]) -> bool:
        """Return whether a clinician is who was asked for; ``usual`` are whom somebody sees."""
        return (
            (self.clinician_id is None or one.id == self.clinician_id)
            and (not self.profession or one.profession == self.profession)
            and (not self.gender or one.gender == self.gender)
            and (not self.is_usual or one.id in usual)
        )


NOTHING = Asked()


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that was said: which words of what was typed, how it was understood.

    Shape: ``start`` and ``end`` are places in the text; ``asked`` holds what this chip alone says;
    ``why`` says of a chip that was not understood what is odd about it.
    """

    kind: ChipKind
    words: str
    start: int
    end: int
    asked: Asked = NOTHING
    why: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """A sentence read: its chips in order, all of it together, and what contradicts."""

    chips: tuple[Chip, ...]
    asked: Asked
    contradictions: tuple[str, ...] = field(default=())

    @property
    def unknown(self) -> tuple[Chip, ...]:
        """The chips that were not understood; while there is one, nothing is booked."""
        return tuple(one for one in self.chips if one.kind is ChipKind.UNKNOWN)

    @property
    def can_search(self) -> bool:
        """Whether all of it was understood and may be true together."""
        return bool(self.chips) and not self.unknown and not self.contradictions


_ONCE = {
    "clinician_id": "who",
    "profession": "who",
    "gender": "who",
    "clinic_id": "where",
    "minutes": "how long",
    "channel": "how",
    "slot_type_id": "what for",
    "repeat": "how often",
}
"""What can be said once: two different answers contradict."""


def bring_together(chips: Sequence[Chip]) -> Understood:
    """Return all the chips ask for together; contradictions name the two that can't both be."""
    asked = NOTHING
    said_by: dict[str, Chip] = {}
    found: list[str] = []
    for chip in chips:
        for name in _said(chip.asked):
            new = getattr(chip.asked, name)
            other = said_by.get(name)
            if other is None:
                asked = replace(asked, **{name: new})
                said_by[name] = chip
                continue
            narrowed, clash = _both(asked, name, new)
            if clash:
                found.append(_contradict(other, chip))
            if narrowed != asked:
                asked, said_by[name] = narrowed, chip
    found += _impossible(asked, said_by)
    return Understood(tuple(chips), asked, tuple(dict.fromkeys(found)))


def _said(asked: Asked) -> list[str]:
    return [
        one.name for one in fields(Asked) if getattr(asked, one.name) != getattr(NOTHING, one.name)
    ]


def _both(asked: Asked, name: str, new: object) -> tuple[Asked, bool]:
    old = getattr(asked, name)
    if name in ("first_on", "from_local"):
        return replace(asked, **{name: max(old, new)}), False
    if name in ("last_on", "until_local"):
        return replace(asked, **{name: min(old, new)}), False
    if name in ("weekdays", "not_weekdays"):
        return replace(asked, **{name: old | new}), False
    return asked, name in _ONCE and old != new


def _impossible(asked: Asked, said_by: dict[str, Chip]) -> Iterable[str]:
    for first, last in (("first_on", "last_on"), ("from_local", "until_local")):
        start, end = getattr(asked, first), getattr(asked, last)
        if start is None or end is None:
            continue
        if start > end or (first == "from_local" and start == end):
            yield _contradict(said_by[first], said_by[last])
    if asked.weekdays and asked.weekdays <= asked.not_weekdays:
        yield _contradict(said_by["weekdays"], said_by["not_weekdays"])
    elif asked.first_on and asked.last_on and not _has_day(asked, asked.first_on, asked.last_on):
        name = "not_weekdays" if asked.not_weekdays else "weekdays"
        if name in said_by:
            yield _contradict(said_by["first_on"], said_by[name])


def _has_day(asked: Asked, first: date, last: date) -> bool:
    """Return whether a day of the range may be one of the weekdays asked for."""
    if first > last:
        return True  # that contradicts already
    days = {
        (first + timedelta(days=step)).weekday() for step in range(min((last - first).days, 6) + 1)
    }
    return bool((days & asked.weekdays if asked.weekdays else days) - asked.not_weekdays)


def _contradict(one: Chip, other: Chip) -> str:
    first, second = sorted((one, other), key=lambda chip: chip.start)
    return f"“{first.words}” and “{second.words}” can’t both be. Take one away."


def without(text: str, chip: Chip) -> str:
    """Return what was typed without the words of a chip: Delete on it."""
    return " ".join(f"{text[: chip.start]} {text[chip.end :]}".split())
