"""What the whole panel says of a person: words made of the card, no widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.needs import NeedState
from desktop.domain.people import PatientCard, PatientDetails, Preference, VisitLine
from desktop.domain.preference_kinds import Section
from desktop.domain.preference_rules import Source, Told, is_due, say_told
from desktop.domain.preferences import kind_of, order_of
from desktop.domain.text import sentence_case
from desktop.domain.times import date_with_year
from desktop.domain.visit_end import VisitNeed, count_ready, is_unsaid, kept_words, sum_up
from desktop.domain.visits import State

SHOWN_PAST = 8
"""Past visits shown before all of them are asked for."""

NOBODY_TOLD = "Nothing recorded. Ask: “Is there anything that helps when you come here?”"


_TITLES = frozenset({"Dr", "Mr", "Mrs", "Ms", "Miss", "Mx", "Prof", "Nurse", "Sister"})


@dataclass(frozen=True, slots=True)
class RowWords:
    """Something told, as a row: what, what more, their own words, since when and by whom."""

    icon: str
    title: str
    detail: str
    own_words: str
    since: str
    review: str
    more: str
    is_due: bool

    @property
    def spoken(self) -> str:
        """The row as one sentence for a screen reader."""
        own = f"Their words: {self.own_words}" if self.own_words else ""
        parts = (self.title, self.detail, own, self.since, self.review, self.more)
        return ". ".join(part.rstrip(".") for part in parts if part)


@dataclass(frozen=True, slots=True)
class MarkWords:
    """How a need of a visit stands: icon, words and the colour of both."""

    icon: str
    words: str
    colour: str


def told_of(preference: Preference) -> Told:
    """Return a preference of the card as it is typed."""
    is_known = preference.source in tuple(Source)
    return Told(
        filled=preference.filled,
        value=preference.value,
        own_words=preference.own_words,
        source=Source(preference.source) if is_known else Source.IMPORT,
        said_by=preference.said_by,
        since_on=preference.since_on,
        review_on=preference.review_on,
        ends_on=preference.ends_on,
    )


def row_words(one: Preference, names: Mapping[str, str], today: date) -> RowWords:
    """Return something told as the whole panel lists it."""
    kind = kind_of(one.kind)
    late = is_due(one.review_on, None, today)
    since = f"Since {short_month(one.since_on)}" if one.since_on else ""
    review = f"Until {date_with_year(one.ends_on)}" if one.ends_on else ""
    if not review and one.review_on:
        review = f"Review {'due ' if late else ''}{short_month(one.review_on)}"
    return RowWords(
        kind.icon,
        kind.words,
        say_told(one.kind, told_of(one), names),
        one.own_words,
        ", ".join(part for part in (since, short_name(one.recorded_by)) if part),
        review,
        source_words(one),
        late,
    )


def source_words(one: Preference) -> str:
    """Say who told us, where the person did not, and who asked again: "Told by a carer, Beth"."""
    source = told_of(one).source
    told = "" if source is Source.PATIENT else sentence_case(source.words)
    told = ", ".join(part for part in (told, one.said_by) if part)
    asked = f"Still so {short_month(one.confirmed_on)}" if one.confirmed_on else ""
    by = short_name(one.confirmed_by) if asked else ""
    asked = ", ".join(part for part in (asked, by) if part)
    return ". ".join(part for part in (told, asked) if part)


def ended_words(one: Preference, names: Mapping[str, str]) -> str:
    """Say what holds no more: "Hearing aid, until 3 Sep 2026. Hears again"."""
    said = say_told(one.kind, told_of(one), names)
    until = f"until {date_with_year(one.ends_on)}" if one.ends_on else ""
    first = ", ".join(part for part in (kind_of(one.kind).words, said, until) if part)
    return ". ".join(part for part in (first, one.ended_why) if part)


def short_month(on: date | None) -> str:
    """Say a month: "Feb 2019"."""
    return on.strftime("%b %Y") if on is not None else ""


def short_name(name: str) -> str:
    """Say a name short, never parted: "P. Nair", "Dr Patel"; a single word as it is."""
    first, _, rest = name.partition(" ")
    last = rest.rpartition(" ")[2]
    before = first if first in _TITLES else f"{first[:1]}."
    return f"{before}\N{NO-BREAK SPACE}{last}" if last else name


def own_words_by(one: Preference, called: str) -> str:
    """Say whose words they are and who wrote them down: "Maggie’s words, written down by ..."."""
    whose = f"{called.split(maxsplit=1)[0]}’s words" if called else "Their words"
    by = f"written down by {one.recorded_by}" if one.recorded_by else ""
    when = date_with_year(one.since_on) if one.since_on else ""
    return ", ".join(part for part in (whose, by, when) if part) + "."


def in_section(told: Iterable[Preference], *sections: Section) -> tuple[Preference, ...]:
    """Return what is told of these sections, in the order of the kinds."""
    found = [one for one in told if kind_of(one.kind).section in sections]
    return tuple(sorted(found, key=lambda one: (order_of(one.kind), one.id)))


def letters_name(details: PatientDetails) -> str:
    """Say how letters are addressed: "On letters: Mrs M Hughes"."""
    initial = details.given_names[:1]
    name = " ".join(part for part in (details.title, initial, details.family_name) if part)
    return f"On letters: {name}" if details.family_name else ""


def language_words(told: Iterable[Preference]) -> str:
    """Say the language somebody speaks or signs, where they told us: "BSL", "Polish"."""
    for one in told:
        if one.kind == "bsl":
            return "BSL"
        if one.kind in ("interpreter", "language"):
            said = dict(one.filled).get("language") or one.value
            if said:
                return str(said)
    return ""


_MARKS = {
    NeedState.TO_ARRANGE: ("warning-circle", "{}: to arrange", "warn"),
    NeedState.READY: ("check-circle", "{} ready", "good"),
    NeedState.TO_DO: ("circle", "{}: to do", "warn"),
    NeedState.KEPT: ("check-circle", "{}", "good"),
    NeedState.NOT_KEPT: ("x-circle", "{}: not kept", "bad"),
    NeedState.NOT_NEEDED: ("minus-circle", "{}: not needed", "text2"),
    NeedState.TO_CALL_OFF: ("warning-circle", "{}: to call off", "warn"),
}


def mark_words(need: VisitNeed, *, short: bool = True) -> MarkWords:
    """Say how a need of a visit stands: "Fetch in person: to do"; not ``short`` the state alone."""
    icon, words, colour = _MARKS.get(need.state, ("info", "{}", "text2"))
    name = kind_of(need.kind).short
    said = words.format(sentence_case(name))
    if not short:
        said = "Kept" if need.state is NeedState.KEPT else words.format("").strip(": ")
        said = sentence_case(said)
    return MarkWords(icon, said, colour)


def shown_visits(card: PatientCard, visits: Sequence[VisitLine], *, every: bool) -> list[VisitLine]:
    """Return the visits to list: today's, those to come soonest first, the last ones; or all."""
    if every:
        return list(visits)
    coming = [one for one in card.coming if one.state is not State.CANCELLED]
    return [*card.today, *coming[:3], *card.past[:SHOWN_PAST]]


def visits_summary(visits: Sequence[VisitLine], today: date) -> str:
    """Say how the last visits went, and whether any was missed."""
    past = [one for one in visits if one.on_date <= today]
    kept = sum_up(one.needs for one in past)
    missed = next((one for one in past if one.state is State.NOSHOW), None)
    came = [one for one in past if one.state is State.FULFILLED]
    last = f"Last missed {date_with_year(missed.on_date)}." if missed else "Missed none."
    return " ".join(part for part in (kept, last if came or missed else "") if part)


def went_words(line: VisitLine) -> tuple[str, str, str]:
    """Say how a visit's needs went: words, icon and colour; empty where nothing is said of it."""
    words = kept_words(line.needs)
    if not words:
        return "", "", ""
    whole = all(one.state is not NeedState.NOT_KEPT for one in line.needs)
    return (words, "smiley", "good") if whole else (words, "smiley-sad", "bad")


def said_of_needs(line: VisitLine) -> str:
    """Say why something was not kept, and who said that something was not needed."""
    parts = [f"{kind_of(one.kind).words}: {one.why}" for one in line.needs if one.why]
    parts += [
        f"{kind_of(one.kind).words} not needed, {one.said_by} said so"
        for one in line.needs
        if one.said_by and not one.why
    ]
    return ". ".join(parts)


def marks_of(line: VisitLine | None) -> dict[str, MarkWords]:
    """Say how each need stands at a visit, by the preference it comes of."""
    needs = line.needs if line is not None else ()
    return {one.preference_id: mark_words(one, short=False) for one in needs}


def ready_words(line: VisitLine | None) -> str:
    """Say how a visit's needs stand: "3 of 4 ready", then "4 of 4 kept"; "" where it has none."""
    if line is None or not any(is_unsaid(one) for one in line.needs):
        return kept_words(line.needs) if line is not None else ""
    ready, of = count_ready(line.needs)
    return f"{ready} of {of} ready" if of else ""
