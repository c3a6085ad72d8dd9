"""What the panel and the strip say of a person: words made of the card, no widgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desktop.domain.contacts import read_phone
from desktop.domain.diary import LATE_AFTER
from desktop.domain.errors import RuleViolation
from desktop.domain.nhs_numbers import NumberKind, format_nhs_number, parse_nhs_number
from desktop.domain.people import (
    OLD,
    ContactPoint,
    PatientCard,
    PatientDetails,
    Preference,
    Registration,
    VisitLine,
    died_words,
)
from desktop.domain.practice import Channel
from desktop.domain.preferences import kind_of, order_of
from desktop.domain.text import sentence_case
from desktop.domain.times import clock_time, date_with_year, minutes_between, said_day
from desktop.domain.visits import REMOTE, WORDS, State, Step, here_words, time_waited

QUOTES = "“”\"'"
NO_NEEDS = "No needs recorded."
ASK_NEEDS = "Ask: “Is there anything that helps when you come here?”"
BEING_REBOOKED = "Being rebooked"
NO_OWN_WORDS = "Nothing here yet. These are the patient’s words, so ask first."

_OVER = frozenset({State.FULFILLED, State.CANCELLED, State.NOSHOW, State.ENTERED_IN_ERROR})
_NO_STEP = _OVER | {State.PROPOSED}
_STATUS = {
    State.ARRIVED: "arrived",
    State.CHECKED_IN: "inRoom",
    State.FULFILLED: "done",
    State.NOSHOW: "dna",
    State.CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class StateWords:
    """A visit's state as drawn: ``status`` names its icon and colours in the tokens.

    ``icon`` is another one than the status has.
    """

    status: str
    words: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The likeliest next step of a visit and its key."""

    step: Step
    words: str
    icon: str
    key: str


@dataclass(frozen=True, slots=True)
class NeedWords:
    """A need as the panel lists it."""

    icon: str
    title: str
    detail: str


def age_on(born_on: date, today: date) -> int:
    """Return the age in whole years."""
    before_birthday = (today.month, today.day) < (born_on.month, born_on.day)
    return today.year - born_on.year - before_birthday


def say_words(details: PatientDetails) -> str:
    """Say how the name is said and the pronouns: "Say “MAG-ee”, never Margaret. She/her"."""
    parts = []
    if details.say_it:
        said, comma, rest = details.say_it.partition(",")
        parts.append(f"Say “{said.strip()}”{comma}{rest}".rstrip(".") + ".")
    if details.pronouns:
        parts.append(sentence_case(details.pronouns))
    return " ".join(parts)


def born_words(details: PatientDetails, today: date) -> str:
    """Say age and birth date, or why it is not known."""
    if details.born_on is not None:
        return f"{age_words(details.born_on, today)}, born {date_with_year(details.born_on)}"
    why = details.born_unknown_why.rstrip(".")
    return f"Birth date not known: {why}" if why else "Birth date not known"


def age_words(born_on: date, today: date) -> str:
    """Say an age: years; months below two years; days below a month."""
    years = age_on(born_on, today)
    if years >= 2:
        return str(years)
    months = (today.year - born_on.year) * 12 + today.month - born_on.month
    months -= today.day < born_on.day
    if months >= 1:
        return f"{months} month" + ("" if months == 1 else "s")
    days = (today - born_on).days
    return f"{days} day" + ("" if days == 1 else "s")


def number_words(details: PatientDetails) -> str:
    """Say the NHS number, marked where it is a test number."""
    if not details.nhs_number:
        return ""
    shown = f"NHS {format_nhs_number(details.nhs_number)}"
    try:
        reading = parse_nhs_number(details.nhs_number)
    except RuleViolation:
        return f"{shown}, check it"
    if reading.kind is NumberKind.TEST and not details.nhs_number.startswith("999"):
        return f"{shown}, test number"
    return shown


def banner_words(card: PatientCard) -> str:
    """Say what has to be known before anything else: died, left, or entered by mistake."""
    if card.is_deceased:
        future = sum(one.state is State.BOOKED for one in (*card.coming, *card.today))
        words = died_words(card.deceased_on)
        if future == 1:
            words += " 1 future visit to cancel."
        elif future:
            words += f" {future} future visits to cancel."
        return words
    if card.details.registration is Registration.LEFT:
        return "Has left the practice. Booking asks first."
    if card.details.registration is Registration.ENTERED_IN_ERROR:
        return "This person was entered by mistake and taken back."
    return ""


def find_current_visit(card: PatientCard) -> VisitLine | None:
    """Return today's visit the desk acts on next; when all are over, the last of them."""
    for state in (State.CHECKED_IN, State.ARRIVED, State.BOOKED, State.PENDING):
        for line in card.today:
            if line.state is state:
                return line
    kept = [line for line in card.today if line.state is not State.CANCELLED]
    return kept[-1] if kept else None


def list_other_visits(card: PatientCard) -> tuple[VisitLine, ...]:
    """Return the visits beside the current one: later ones soonest first, then past ones."""
    current = find_current_visit(card)
    today = tuple(line for line in card.today if line != current)
    return (*today, *card.coming, *card.past)


def visit_words(line: VisitLine, *, today: date, zone: str) -> str:
    """Say when and with whom: "Today 10:20, Grace Adeyemi"."""
    day = said_day(line.on_date, today)
    when = sentence_case(day)
    if line.start_at is not None:
        when += f" {clock_time(line.start_at, zone)}"
    return f"{when}, {line.clinician_name}" if line.clinician_name else when


def place_words(line: VisitLine, *, with_room: bool = True) -> str:
    """Say the kind of visit and where: "Nurse treatment, Alder Lane, Room 3"."""
    if line.channel in REMOTE:
        kind, how = line.slot_type_name, line.channel.words.lower()
        if how in kind.lower():
            return kind  # a kind of slot named after how it takes place says it already
        return f"{kind}, {how}" if kind else line.channel.words
    room = line.room_name if with_room else ""
    return ", ".join(part for part in (line.slot_type_name, line.clinic_name, room) if part)


def state_words(line: VisitLine, now: datetime) -> StateWords:
    """Say a visit's state as it is now: "Here 7 min", "Late 12 min", "Booked"."""
    if line.state is State.ARRIVED and line.arrived_at is not None:
        return StateWords("arrived", here_words(minutes_between(line.arrived_at, now)))
    if line.is_being_rebooked:
        words = "To rebook, no time now" if line.start_at is None else BEING_REBOOKED
        return StateWords("booked", words, "warning-circle")
    if line.state is State.BOOKED and is_late(line, now):
        assert line.start_at is not None
        return StateWords("late", f"Late {minutes_between(line.start_at, now)} min")
    if line.state is State.FULFILLED and line.channel in REMOTE:
        return StateWords("done", "Called")
    return StateWords(_STATUS.get(line.state, "booked"), WORDS[line.state])


def is_late(line: VisitLine, now: datetime) -> bool:
    """Return whether somebody expected in person is over the time to be called late."""
    if line.start_at is None or line.channel is not Channel.IN_PERSON:
        return False
    ended = line.end_at or line.start_at
    return line.start_at + LATE_AFTER <= now and (now - ended).total_seconds() < 12 * 3600


def lateness_words(line: VisitLine, now: datetime) -> str:
    """Say how late somebody came, how long after the time they wait, how long they waited."""
    if line.start_at is None or line.arrived_at is None:
        return ""
    late = minutes_between(line.start_at, line.arrived_at)
    if line.state is not State.ARRIVED:
        said = f"{late} min late" if late >= 1 else ""
        return ", ".join(part for part in (said, waited_words(line)) if part)
    if late >= 1:
        return f"{late} min late"
    over = minutes_between(line.start_at, now)
    return f"{over} min after the time" if over >= 1 else ""


def waited_words(line: VisitLine) -> str:
    """Say how long somebody waited, once they went in, were done or left: "waited 12 min"."""
    until = line.sent_in_at or line.done_at or line.cancelled_at
    waited = time_waited(line.start_at, line.arrived_at, until)
    return "" if waited is None else f"waited {waited // timedelta(minutes=1)} min"


def coming_words(card: PatientCard, *, today: date, zone: str) -> str:
    """Say what is booked after today's visit: "Next: Wed 25 Nov 09:20, Grace Adeyemi"."""
    current = find_current_visit(card)
    booked = (line for line in (*card.today, *card.coming) if line.state is State.BOOKED)
    later = next((line for line in booked if current is None or line.id != current.id), None)
    if later is None:
        return "Next: none booked."
    words = visit_words(later, today=today, zone=zone)
    is_named = words.startswith(("Today", "Tomorrow"))
    return f"Next: {words[:1].lower() + words[1:] if is_named else words}"


def next_step(line: VisitLine | None) -> NextStep | None:
    """Return what is likeliest done next to a visit; None when it is over, or has no time."""
    if line is None or line.state in _NO_STEP:
        return None
    if line.state is State.ARRIVED:
        return NextStep(Step.SENT_IN, "Sent in", "door", "F9")
    if line.state is State.CHECKED_IN or line.channel in REMOTE:
        return NextStep(Step.DONE, "Done", "check", "Shift+F7")
    return NextStep(Step.ARRIVED, "Here", "sign-in", "F8")


def need_words(preferences: Iterable[Preference]) -> tuple[NeedWords, ...]:
    """Return the needs in their usual order, each with its icon, title and what else was said."""
    needs = []
    for one in sorted(preferences, key=lambda one: order_of(one.kind)):
        kind = kind_of(one.kind)
        if not kind.is_need:
            continue
        detail = "; ".join(dict.fromkeys(part for part in (one.value, one.own_words) if part))
        needs.append(NeedWords(kind.icon, kind.words, "" if detail == kind.words else detail))
    return tuple(needs)


def short_need_words(preferences: Iterable[Preference]) -> tuple[NeedWords, ...]:
    """Return the needs in their usual order, as the strip has room for them."""
    kinds = map(kind_of, sorted((one.kind for one in preferences), key=order_of))
    return tuple(
        NeedWords(kind.icon, sentence_case(kind.short), "") for kind in kinds if kind.is_need
    )


def own_words(preferences: Iterable[Preference]) -> str:
    """Return what matters to the person, in their words and in quotes; empty when not told."""
    said = [one.own_words or one.value for one in preferences if one.kind == "own-words"]
    return "\n".join(f"“{words.strip(QUOTES)}”" for words in said if words)


def reach_words(card: PatientCard) -> tuple[NeedWords, ...]:
    """Return how to reach the person: what they asked for first, then every number and address."""
    asked = tuple(
        NeedWords("device-mobile", one.value or one.own_words, "")
        for one in card.preferences
        if one.kind == "reach" and (one.value or one.own_words)
    )
    points = tuple(_point_words(point) for point in card.details.contact_points)
    return asked + points + tuple(_merged_words(point) for point in card.other_contacts)


def _merged_words(point: ContactPoint) -> NeedWords:
    words = _point_words(point)
    detail = ", ".join(part for part in (words.detail, "from a merged record") if part)
    return replace(words, detail=detail)


def other_number_words(card: PatientCard) -> str:
    """Say the numbers beside the current one: "Old number 999 012 3454"."""
    said = [
        f"{'Old number' if one.use == OLD else 'Also'} {format_nhs_number(one.value)}"
        for one in card.other_numbers
    ]
    return ". ".join(said)


def _point_words(point: ContactPoint) -> NeedWords:
    shown = shown_phone(point.value) if point.system == "phone" else point.value
    beside = [point.use] if point.use not in ("", "home") else []
    beside += [part for part in (point.note, point.doubtful) if part]
    icon = "envelope" if point.system == "email" else "phone"
    return NeedWords(icon, shown, ", ".join(beside))


def shown_phone(value: str) -> str:
    """Return a kept number as people read it; anything odd as it is kept."""
    try:
        return read_phone(value).shown
    except RuleViolation:
        return value


def reach_heading(details: PatientDetails) -> str:
    """Say "Reach her by" for someone whose pronouns tell, else "Reach them by"."""
    first = details.pronouns.strip().lower().replace(",", "/").split("/")[0].strip()
    whom = {"she": "her", "he": "him"}.get(first, "them")
    return f"Reach {whom} by"
