"""Needs as national codes say them: SNOMED CT, UK Core, PDS, the Reasonable Adjustment Flag.

Source: domain.md 3.2 and 3.3; the shape of a flag is that of NHS England's sandbox (RA-Flag).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desktop.domain.imports import NeedRead, PreferenceRead
from desktop.domain.preference_fields import FieldType, Filled, Value
from desktop.domain.preference_search import CATEGORIES
from desktop.domain.preferences import KINDS
from desktop.domain.text import sentence_case
from desktop.exchange.elements import Element
from desktop.exchange.fhir_values import Reader, codes_of, reference_of, words_of

Mapped = tuple[str, Filled]
"""A kind and its fields."""

_NATIONAL = "NRAF"
BESPOKE = "bespoke"
_MORE: dict[str, Mapped] = {
    "957351000000102": ("large-print", (("points", 24),)),
    "957371000000106": ("large-print", (("points", 28),)),
    "957331000000109": ("large-print", (("points", 20),)),
    "415803005": ("language", (("language", "British Sign Language"),)),
    "204231000000101": ("interpreter", (("language", "Welsh"),)),
    "1108131000000104": ("reminders", ()),
    "837341000000108": ("passport", ()),
}
_NOTHING_TO_KEEP = frozenset({"1326341000000105", "1108111000000107"})
"""Codes that say no more than that there is an adjustment: what it is stands beside them."""

_METHODS: dict[str, Mapped] = {
    "1": ("reach", (("channels", ("letter",)),)),
    "3": ("reach", (("channels", ("call",)),)),
    "4": ("reach", (("channels", ("email",)),)),
    "5": ("reach", (("channels", ("relay",)),)),
    "8": ("never-call", ()),
    "9": ("reach", (("channels", ("text",)),)),
}
_FORMATS: dict[str, Mapped] = {
    "11": ("large-print", ()),
    "12": ("braille", ()),
    "13": ("audio", ()),
}
_METHOD_WORDS = {"letter": "1", "telephone": "3", "phone": "3", "e-mail": "4", "email": "4",
                 "minicom": "5", "no telephone contact": "8", "sms": "9", "text": "9"}  # fmt: skip
_FORMAT_WORDS = {"large print": "11", "braille": "12", "audio tape": "13"}


def _by_code() -> dict[str, Mapped]:
    """Return what each SNOMED CT code of the registry means: a kind, or one of its answers."""
    found: dict[str, Mapped] = {}
    for kind in KINDS.values():
        if kind.snomed:
            found.setdefault(kind.snomed, (kind.code, ()))
        for field in kind.fields:
            for choice in field.choices:
                value: Value = (choice.code,) if field.type is FieldType.CHOICES else choice.code
                if choice.snomed and choice.snomed != kind.snomed:
                    found.setdefault(choice.snomed, (kind.code, ((field.name, value),)))
    return found | _MORE


SNOMED = _by_code()


def method_of(concept: Element) -> tuple[Mapped | None, str]:
    """Return what a contact method means, and its words."""
    return _coded(concept, _METHODS, _METHOD_WORDS)


def format_of(concept: Element) -> tuple[Mapped | None, str]:
    """Return what a written format means, and its words."""
    return _coded(concept, _FORMATS, _FORMAT_WORDS)


def _coded(
    concept: Element, known: dict[str, Mapped], said: dict[str, str]
) -> tuple[Mapped | None, str]:
    words = words_of(concept)
    codes = (*codes_of(concept), said.get(words.casefold(), ""))
    return next((known[one] for one in codes if one in known), None), words


def read_flag(reader: Reader) -> NeedRead:
    """Return the need that a Flag says somebody has; none where it is no need we know of."""
    flag = reader.resource
    flag.use("contained", "author", "encounter", "identifier")
    status = flag.text("status")
    categories = tuple(code for one in flag.all("category") for code in codes_of(one))
    code = flag.one("code")
    systems = tuple(one.text("system") for one in code.all("coding"))
    words, codes = words_of(code), codes_of(code)
    notes = " ".join(_notes(flag))
    period = flag.one("period")
    since, until = (reader.read_day("period", period.text(name)) for name in ("start", "end"))
    found: tuple[PreferenceRead, ...] = ()
    if status not in ("", "active"):
        reader.slip("status", f"It is {status[:20]}, no more so: left out.")
    elif mapped := _mapped(codes, systems):
        found = (_preference(mapped, "", notes, since, until),)
    elif set(codes) & _NOTHING_TO_KEEP:
        pass
    elif _is_need(categories):
        reader.slip("code", f"{_shown(words, codes)}: no kind of ours; kept in its words.")
        said = ". ".join(part for part in (words or _category_words(categories), notes) if part)
        found = (_preference((BESPOKE, ()), said, "", since, until),)
    else:
        reader.slip("code", f"{_shown(words, codes)}: this flag is no need we know; left out.")
    return NeedRead(
        person=reference_of(flag.one("subject")),
        preferences=found,
        source_ids=reader.source_ids,
        file=reader.file,
        place=reader.place,
        slips=reader.all_slips(),
        unread=reader.unread(),
    )


def _mapped(codes: Iterable[str], systems: Iterable[str]) -> Mapped | None:
    """Return the kind of the first code known; an impairment is coded by its number alone."""
    what = KINDS["condition"].field_named("what")
    conditions = {choice.code for choice in what.choices} if what is not None else set()
    is_condition = any("condition" in one.casefold() for one in systems)
    for code in codes:
        if code in SNOMED:
            return SNOMED[code]
        if is_condition and code in conditions:
            return "condition", (("what", (code,)),)
    return None


def _preference(
    mapped: Mapped, value: str, more: str, since: date | None, until: date | None
) -> PreferenceRead:
    kind, filled = mapped
    said = ". ".join(part for part in (value, more) if part)
    return PreferenceRead(kind, said, since_on=since, filled=filled, ends_on=until)


def _notes(flag: Element) -> Iterable[str]:
    for extension in flag.extension("FlagNotes", "AdjustmentNotes"):
        said = extension.one("valueAnnotation").text("text") or extension.text("valueString")
        extension.use_all()
        if said:
            yield said


def _is_need(categories: Iterable[str]) -> bool:
    return any(one == _NATIONAL or one in CATEGORIES for one in categories)


def _category_words(categories: Iterable[str]) -> str:
    found = (CATEGORIES[one] for one in categories if one in CATEGORIES)
    return ", ".join(sentence_case(one) for one in found)


def _shown(words: str, codes: tuple[str, ...]) -> str:
    return f"{words[:60] or 'Without words'} ({', '.join(codes)[:40] or 'no code'})"
