"""The small grammar of the search box: what a receptionist types into what is asked for.

Grammar (case and commas do not matter; the longest reading of each word on wins):

    sentence  = [opening] [patient] {with | when | time | place | length | how | for | order
              | repeat}
    opening   = "book" | "find"
    patient   = the words before the first that is understood: names, a birth date that is over, a
                number. They are handed to the people search, which asks where there are several
    with      = title and last name ("dr patel") | "with" last or whole name | whole name (not
              first) | profession ("nurse", "a gp") | "usual" | "a woman", "female", "a man", "male"
    when      = "today" | "tomorrow" | weekday | "next" weekday | weekday "week" | a date
              | "this week" | "next week" | "week after next" | "this month" | "next month"
              | ["in"] month | "in" number ("days" | "weeks" | "months")
              | ("from" | "after" | "by" | "before" | "until") day
              | weekday ("to" | "or" | "and") weekday | "not" weekday
    time      = "am" | "pm" | "morning" | "afternoon" | "evening" | "early" | "late" | "lunchtime"
              | ("at" | "from" | "after" | "before" | "until") clock | "between" clock "and" clock
    place     = ["at"] a clinic's name
    length    = number ("min" | "minutes" | "hour") | "half an hour" | "double" | "double length"
    how       = "phone" | "video" | "face to face" | "in person" | "home visit"
    for       = a kind of slot's name | a reason of the list ("dressing") | "for" all to the end
    order     = "first" | "soonest" | "asap" | "next available"
    repeat    = "every" [number] ("day" | "week") ("x" number | number "times")

A clock without am or pm is in the afternoon from 1 to 7 o'clock. Nothing is guessed: what is not in
the grammar stays as it was typed, and is told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from desktop.domain.asked import Asked, Chip, ChipKind, Repeat, Understood, bring_together
from desktop.domain.asked_days import DayReader, is_said
from desktop.domain.asked_vocabulary import (
    ALIASES,
    FARTHEST_WEEKS,
    FILLER,
    FIXED,
    KEYWORDS,
    LONGEST,
    LONGEST_FIXED,
    LONGEST_VISIT,
    MINUTES,
    MOST_TIMES,
    MOVE,
    NUMBER,
    OPENING,
    PARTS,
    REASONS,
    TIMES,
    TOKEN,
    Found,
    Vocabulary,
    clock_found,
    read_clock,
)
from desktop.domain.practice import Clinician
from desktop.domain.text import tidy


class _Reader:
    """Reads one sentence from left to right."""

    def __init__(self, text: str, words: Vocabulary, today: date):
        self._text = text
        self._tokens = list(TOKEN.finditer(text))
        self.said = [one.group().lower().strip(".?!") for one in self._tokens]
        self._words = words
        self._days = DayReader(self.said, today)
        self._matchers: tuple[Callable[[int], Found | None], ...] = (
            self._fixed,
            self._clinician,
            self._profession,
            self._clinic,
            self._repeat,
            self._length,
            self._clock_range,
            self._part,
            self._days.read,
            self._slot_type,
        )

    def read(self, *, has_patient: bool) -> tuple[Chip, ...]:
        """Return the chips in order."""
        chips: list[Chip] = []
        place = 1 if self.said[:1] and self.said[0] in OPENING else 0
        if self.said[:1] == [MOVE]:  # it would book a second visit
            place = self._unknown(0, chips)
        if not has_patient:
            end = self._end_of_patient(place)
            if end > place:
                chips.append(self._patient(place, end))
                place = end
        while place < len(self.said):
            if self.said[place] == "for" and self._longest(place + 1, ChipKind.LENGTH) is None:
                chips.append(self._reason(place))
                break
            found = self._longest(place)
            if found is not None:
                chips.append(self._chip(found, place))
                place += found.count
            elif self.said[place] in FILLER or self.said[place] in ("for", "with", "at"):
                place += 1 if self._is_led_to(place) else self._unknown(place, chips)
            else:
                place += self._unknown(place, chips)
        return tuple(chips)

    def _is_led_to(self, place: int) -> bool:
        """A little word counts for nothing before something that was understood."""
        rest = range(place + 1, len(self.said))
        after = next((one for one in rest if self.said[one] not in FILLER), None)
        return (after is None and self.said[place] in FILLER) or (
            after is not None and self._longest(after) is not None
        )

    def _end_of_patient(self, start: int) -> int:
        for place in range(start, len(self.said)):
            if self.said[place] == "for":
                return place
            found = self._longest(place, is_first=place == start)
            if found is not None:
                return place
            if self.said[place] in KEYWORDS or self._is_length_of_nothing(place):
                return place
            if self.said[place] in FILLER and self._is_led_to(place):
                return place
        return len(self.said)

    def _is_length_of_nothing(self, place: int) -> bool:
        units = ("min", "mins", "minute", "minutes", "hour", "hours", "weeks", "days")
        return self.said[place].isdigit() and self._days.word(place + 1) in units

    def _longest(
        self, place: int, only: ChipKind | None = None, *, is_first: bool = False
    ) -> Found | None:
        if place >= len(self.said):
            return None
        found = [one for matcher in self._matchers if (one := matcher(place)) is not None]
        if is_first:
            # A whole name that comes first is the person's: "with" says that it is not.
            found = [one for one in found if one.asked.clinician_id is None or self._titled(place)]
        if only is not None:
            found = [one for one in found if one.kind is only]
        return max(found, key=lambda one: one.count, default=None)

    def _titled(self, place: int) -> bool:
        titles = {one.title.lower() for one in self._words.clinicians if one.title}
        return self.said[place] in titles | {"with"}

    # -- chips ------------------------------------------------------------------------------------

    def _span(self, start: int, end: int) -> tuple[int, int]:
        return self._tokens[start].start(), self._tokens[end - 1].end()

    def _chip(self, found: Found, place: int) -> Chip:
        start, end = self._span(place, place + found.count)
        return Chip(found.kind, found.words, start, end, found.asked, found.why)

    def _patient(self, start: int, end: int) -> Chip:
        first, last = self._span(start, end)
        words = self._text[first:last]
        return Chip(ChipKind.PATIENT, words, first, last, Asked(patient_words=words))

    def _reason(self, place: int) -> Chip:
        start, end = self._span(place, len(self.said))
        words = self._text[self._tokens[place].end() : end].strip()
        if not words:
            return Chip(ChipKind.UNKNOWN, "for", start, end, why="For what?")
        return Chip(ChipKind.FOR, words, start, end, Asked(reason=words))

    def _unknown(self, place: int, chips: list[Chip]) -> int:
        """Add the word to those not understood; one chip for words side by side."""
        start, end = self._span(place, place + 1)
        if chips and chips[-1].kind is ChipKind.UNKNOWN and not self._between(chips[-1].end, start):
            last = chips.pop()
            start = last.start
        text = self._text[start:end]
        why = GONE_BY if self._days.is_over(text.lower()) else NOT_FOLLOWED
        chips.append(Chip(ChipKind.UNKNOWN, text, start, end, why=why))
        return 1

    def _between(self, end: int, start: int) -> str:
        return self._text[end:start].strip()

    # -- matchers -----------------------------------------------------------------------------

    def _fixed(self, place: int) -> Found | None:
        for count in range(LONGEST_FIXED, 0, -1):
            known = FIXED.get(tuple(self.said[place : place + count]))
            if known is not None and len(self.said) >= place + count:
                return Found(count, *known)
        return None

    def _clinician(self, place: int) -> Found | None:
        skip = 1 if self._days.word(place) == "with" else 0
        found = [
            (count, one)
            for one in self._words.clinicians
            if (count := self._names(place + skip, one, may_be_short=bool(skip)))
        ]
        if not found:
            return None
        most = max(count for count, _ in found)
        named = [one for count, one in found if count == most]
        if len(named) > 1:
            return None  # two of that name: which one is not for us to say
        asked = Asked(clinician_id=named[0].id)
        return Found(most + skip, ChipKind.WITH, named[0].name, asked)

    def _names(self, place: int, one: Clinician, *, may_be_short: bool) -> int:
        title, given, family = (
            part.lower().split() for part in (one.title, one.given_names, one.family_name)
        )
        ways = [title + given + family, given + family]
        if title:
            ways.append(title + family)
        if may_be_short:
            ways += [family, given]
        return max((len(way) for way in ways if way and is_said(self.said, place, way)), default=0)

    def _profession(self, place: int) -> Found | None:
        known = {one.profession.lower(): one.profession for one in self._words.clinicians}
        known.pop("", None)
        for count in (3, 2, 1):
            said = " ".join(self.said[place : place + count])
            name = known.get(ALIASES.get(said, said)) or known.get(said.removesuffix("s"))
            if name is not None and len(self.said) >= place + count:
                words = f"a {name if name.isupper() else name.lower()}"
                return Found(count, ChipKind.WITH, words, Asked(profession=name))
        return None

    def _clinic(self, place: int) -> Found | None:
        skip = 1 if self._days.word(place) == "at" else 0
        for one in self._words.clinics:
            words = one.name.lower().split()
            if is_said(self.said, place + skip, words):
                asked = Asked(clinic_id=one.id)
                return Found(len(words) + skip, ChipKind.PLACE, one.name, asked)
        return None

    def _slot_type(self, place: int) -> Found | None:
        known = {one: Asked(reason=one) for one in REASONS}
        known |= {
            said.lower(): Asked(reason=said, slot_type_id=key) for said, key in self._words.reasons
        }
        known |= {
            one.name.lower(): Asked(slot_type_id=one.id)
            for one in self._words.slot_types
            if one.bookable
        }
        said = [words for words in known if is_said(self.said, place, words.split())]
        if not said:
            return None
        longest = max(said, key=len)
        return Found(len(longest.split()), ChipKind.FOR, longest, known[longest])

    def _length(self, place: int) -> Found | None:
        glued = MINUTES.fullmatch(self._days.word(place))
        number, count = (glued.group(1), 1) if glued else (self._days.word(place), 2)
        unit = "min" if glued else self._days.word(place + 1)
        if not NUMBER.fullmatch(number):
            return None
        each = {"min": 1, "mins": 1, "minute": 1, "minutes": 1, "hour": 60, "hours": 60}.get(unit)
        minutes = int(number) * (each or 0)
        if not 0 < minutes <= LONGEST_VISIT:
            return None
        return Found(count, ChipKind.LENGTH, f"{minutes} minutes", Asked(minutes=minutes))

    def _repeat(self, place: int) -> Found | None:
        if self._days.word(place) != "every":
            return None
        has_number = bool(NUMBER.fullmatch(self._days.word(place + 1)))
        number = int(self._days.word(place + 1)) if has_number else 1
        after = place + (2 if has_number else 1)
        unit = {"day": 1, "days": 1, "week": 7, "weeks": 7}.get(self._days.word(after), 0)
        count = self._times(after + 1)
        if not unit or count is None or not 0 < number * unit <= 7 * FARTHEST_WEEKS:
            return None
        used, times = count
        each = "week" if unit == 7 else "day"
        every = f"every {each}" if number == 1 else f"every {number} {each}s"
        asked = Asked(repeat=Repeat(number * unit, times))
        return Found(after + 1 + used - place, ChipKind.REPEAT, f"{every}, {times} times", asked)

    def _times(self, place: int) -> tuple[int, int] | None:
        """Read how often: "x 6", "x6", "6 times"."""
        word, after = self._days.word(place), self._days.word(place + 1)
        if word in ("x", "×") and NUMBER.fullmatch(after):
            used, times = 2, int(after)
        elif (glued := TIMES.fullmatch(word)) and (word.startswith("x") or after == "times"):
            used, times = (1 if word.startswith("x") else 2), int(glued.group(1))
        else:
            return None
        return (used, times) if 2 <= times <= MOST_TIMES else None

    def _part(self, place: int) -> Found | None:
        known = PARTS.get(self._days.word(place))
        if known is None:
            return None
        words, since, until = known
        return Found(1, ChipKind.TIME, words, Asked(from_local=since, until_local=until))

    def _clock_range(self, place: int) -> Found | None:
        word = self._days.word(place)
        if word == "between" and self._days.word(place + 2) == "and":
            since, until = (
                read_clock(self._days.word(place + 1)),
                read_clock(self._days.word(place + 3)),
            )
            if since is None or until is None or since >= until:
                return None
            words = f"{since:%H:%M} to {until:%H:%M}"
            return Found(4, ChipKind.TIME, words, Asked(from_local=since, until_local=until))
        if word in ("after", "from", "before", "until", "till", "by", "at"):
            at = read_clock(self._days.word(place + 1))
            return (
                None if at is None or self._days.is_date(place + 1, 1) else clock_found(word, at, 2)
            )
        is_clear = ":" in word or word.endswith(("am", "pm"))
        alone = read_clock(word) if is_clear else None
        return None if alone is None else clock_found("at", alone, 1)


NOT_FOLLOWED = "I did not follow this."
GONE_BY = "This day has gone by."


def read_asked(
    text: str, words: Vocabulary, *, today: date, has_patient: bool = False
) -> Understood:
    """Read a sentence of the search box; ``has_patient``: the person is known already.

    Text beyond LONGEST characters is not read at all: it is told as not understood.
    """
    tidied = tidy(text)
    if len(tidied) > LONGEST:
        shown = tidied[:40] + "…"
        chip = Chip(ChipKind.UNKNOWN, shown, 0, len(tidied), why="This is too long to read.")
        return bring_together([chip])
    return bring_together(_Reader(tidied, words, today).read(has_patient=has_patient))
