"""What a first start asks for: the practice, its first manager, and what it begins to work with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from desktop.domain.errors import RuleViolation
from desktop.domain.practice_setup import SlotTypeDetails, check_name, check_slot_type
from desktop.domain.text import clean_line, tidy_lines

MOST_WEEKS = 26
USUAL_WEEKS = 6
MOST_ROOMS = 100
FULL_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_NAMES = tuple(name[:3] for name in FULL_DAY_NAMES)


@dataclass(frozen=True, slots=True)
class NewClinician:
    """Somebody people come to see, as typed at the first start."""

    title: str
    given_names: str
    family_name: str
    profession: str

    @property
    def name(self) -> str:
        """The whole name."""
        return " ".join(part for part in (self.title, self.given_names, self.family_name) if part)


@dataclass(frozen=True, slots=True)
class WeekSession:
    """A session of the first week, held on some of its days.

    Shape: ``clinician``, ``room`` and ``kind`` are places in the plan's own lists; ``days`` count
    from Monday, 0 to 6. Units: clinic wall-clock times.
    """

    clinician: int
    room: int | None
    kind: int
    days: tuple[int, ...]
    start: time
    end: time

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return _minutes(self.end) - _minutes(self.start)


@dataclass(frozen=True, slots=True)
class PracticePlan:
    """All that was typed at the first start; what was left for later is empty."""

    name: str
    nation: str
    ods_code: str
    clinic_name: str
    clinic_address: str
    manager_name: str
    manager_pin: str
    kinds: tuple[SlotTypeDetails, ...] = ()
    rooms: tuple[str, ...] = ()
    clinicians: tuple[NewClinician, ...] = ()
    week: tuple[WeekSession, ...] = ()
    weeks: int = USUAL_WEEKS
    phone: str = ""


def check_kinds(kinds: Sequence[tuple[int, SlotTypeDetails]]) -> tuple[SlotTypeDetails, ...]:
    """Return the kinds of slot that were ticked, tidy; each comes with the number of its row.

    Errors: RuleViolation at "name_2", "letter_2" and so on.
    """
    checked: list[SlotTypeDetails] = []
    letters: set[str] = set()
    for number, one in kinds:
        try:
            kind = check_slot_type(one)
        except RuleViolation as slip:
            raise RuleViolation(slip.code, f"{slip.field}_{number}", slip.message) from slip
        if kind.letter in letters:
            words = f"Two kinds have the letter {kind.letter}. Each needs one of its own."
            raise RuleViolation("letter_used", f"letter_{number}", words)
        letters.add(kind.letter)
        checked.append(kind)
    return tuple(checked)


def read_rooms(typed: str) -> tuple[str, ...]:
    """Return the rooms, one a line.

    Errors: RuleViolation("rooms") for a name that is too long or there twice.
    """
    names = [check_name(line, field="rooms") for line in tidy_lines(typed).split("\n") if line]
    if len(names) > MOST_ROOMS:
        raise RuleViolation("rooms", "rooms", f"Give at most {MOST_ROOMS} rooms here.")
    for number, name in enumerate(names):
        if name in names[:number]:
            raise RuleViolation("rooms", "rooms", f"{name} is there twice. Name each room once.")
    return tuple(names)


def check_clinicians(typed: Sequence[tuple[int, NewClinician]]) -> tuple[NewClinician, ...]:
    """Return the clinicians, rows without any name left out; each comes with its row's number.

    Errors: RuleViolation at "family_name_1", "profession_1" and so on.
    """
    checked = []
    for number, one in typed:
        given = clean_line(one.given_names, field=f"given_names_{number}", longest=200)
        title = clean_line(one.title, field=f"title_{number}", longest=40)
        family = clean_line(one.family_name, field=f"family_name_{number}", longest=200)
        if not (given or family):
            continue
        if not family:
            words = "Type the family name too: it is what the diary shows."
            raise RuleViolation("empty", f"family_name_{number}", words)
        profession = clean_line(one.profession, field=f"profession_{number}", longest=200)
        if not profession:
            words = "Say what they are, such as GP or nurse."
            raise RuleViolation("empty", f"profession_{number}", words)
        checked.append(NewClinician(title, given, family, profession))
    return tuple(checked)


def check_week(
    typed: Sequence[tuple[int, WeekSession]],
    kinds: Sequence[SlotTypeDetails],
    clinicians: Sequence[NewClinician],
    rooms: Sequence[str],
) -> tuple[WeekSession, ...]:
    """Return the sessions of the week, rows without a day left out; each with its row's number.

    Errors: RuleViolation at "days_1" or "end_1", also where one person or room is taken twice.
    """
    kept: list[WeekSession] = []
    for number, one in typed:
        if not one.days:
            continue
        if one.minutes <= 0:
            words = "The session has to end after it starts."
            raise RuleViolation("hours", f"end_{number}", words)
        minutes = kinds[one.kind].minutes
        if one.minutes < minutes:
            words = f"A slot of {kinds[one.kind].name} takes {minutes} minutes. Make it longer."
            raise RuleViolation("hours", f"end_{number}", words)
        for other in kept:
            _check_apart(number, one, other, clinicians, rooms)
        kept.append(one)
    return tuple(kept)


def session_dates(
    days: Sequence[int], *, today: date, weeks: int
) -> tuple[tuple[date, ...], tuple[date, ...], int]:
    """Return the dates of the rest of this week, those of the next, and how often that is copied.

    Nothing is laid into days that have gone; from Monday on this week is the one copied.
    """
    monday = today - timedelta(days=today.weekday())
    rest = tuple(monday + timedelta(days=day) for day in days if day >= today.weekday())
    if today.weekday() == 0:
        return (), rest, weeks - 1
    after = tuple(monday + timedelta(days=day + 7) for day in days)
    return rest, after, weeks - 1


def _check_apart(
    number: int,
    one: WeekSession,
    other: WeekSession,
    clinicians: Sequence[NewClinician],
    rooms: Sequence[str],
) -> None:
    both = sorted(set(one.days) & set(other.days))
    if not both or one.start >= other.end or other.start >= one.end:
        return
    day = DAY_NAMES[both[0]]
    if one.clinician == other.clinician:
        words = f"{clinicians[one.clinician].name} has another session then, on {day}."
        raise RuleViolation("clash", f"days_{number}", words)
    if one.room is not None and one.room == other.room:
        words = f"{rooms[one.room]} has another session then, on {day}."
        raise RuleViolation("clash", f"days_{number}", words)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
