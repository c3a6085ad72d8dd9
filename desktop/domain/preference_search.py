"""Finding a kind of preference by any word somebody might use for it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from desktop.domain.names import fold
from desktop.domain.preference_kinds import PreferenceKind

CATEGORIES = {
    "001": "communication support",
    "002": "communication professional",
    "003": "contact method",
    "004": "information format",
    "005": "additional communication",
    "006": "community language",
    "007": "additional support",
    "008": "individual care",
    "009": "environment of care",
    "010": "additional needs",
    "011": "bespoke",
}
"""Words of the categories of the Reasonable Adjustment Flag (reasonable-adjustment-codes.csv)."""

_ALSO = {
    "bsl": "deaf signs sign language signing",
    "interpreter": "translator speaks foreign",
    "professional": "deaf blind makaton",
    "double-length": "longer extended more time twenty minutes",
    "step-free": "stairs ramp lift frame crutches mobility wheelchair ground floor",
    "hearing": "deaf hard of hearing loop lips",
    "low-vision": "blind sight partially sighted glasses",
    "quiet": "noise autism sensory waiting",
    "large-print": "letters sight font",
    "fetch": "collect walk call",
    "assistance-dog": "guide hearing dog animal",
    "carer": "family helper friend accompanied along",
    "woman-clinician": "female chaperone gender lady",
    "man-clinician": "male gender",
    "memory": "dementia forget forgets remember",
    "anxious": "needles fear worried phobia panic",
    "seat": "chair bariatric",
    "text-only": "sms",
    "own-words": "wish statement about me",
    "reach": "contact phone e-mail email letter text channel call",
    "advocate": "independent mental capacity imca",
    "write-down": "notes paper",
    "alert": "called turn bell vibrating",
    "easy-read": "learning disability simple pictures",
    "braille": "blind",
    "audio": "recording cd listen",
    "letters-by-email": "email",
    "read-out": "cannot read literacy",
    "never-call": "do not ring phone",
    "shared-phone": "family number",
    "may-answer": "ring phone family",
    "first-slot": "early appointment morning",
    "last-slot": "late appointment end",
    "short-wait": "waiting quick",
    "hoist": "transfer lift bed",
    "wide-door": "wheelchair bariatric scooter",
    "low-light": "dim migraine sensory",
    "home-visit": "housebound",
    "wait-in-car": "outside infection",
    "no-name": "private privacy screen called",
    "more-staff": "two people chaperone",
    "passport": "hospital communication",
    "clinician": "doctor nurse usual prefers continuity who sees",
    "clinic": "clinic site branch surgery",
    "times": "days mornings afternoons when evenings work",
    "notice": "warning ahead",
    "travel": "bus transport drives parking",
    "messages": "consent texts agree",
    "sharing": "consent hospitals agree",
    "condition": "disability impairment equality",
    "bereaved": "death grief died loss",
    "upset": "bad experience complaint wrong",
    "called": "name pronouns title preferred say",
    "speaks": "speak carer family next of kin proxy daughter son",
    "language": "welsh polish speaks",
}


def find_kinds(text: str, kinds: Iterable[PreferenceKind]) -> tuple[PreferenceKind, ...]:
    """Return the kinds that every word typed begins a word of, best first; all for nothing typed.

    Those whose own name begins so come first, then those named so, then the others.
    """
    wanted = fold(text).split()
    found = []
    for place, kind in enumerate(kinds):
        name, more = _words_of(kind)
        if all(any(word.startswith(one) for word in (*name, *more)) for one in wanted):
            begins = bool(wanted) and name[: len(wanted)] and name[0].startswith(wanted[0])
            named = all(any(word.startswith(one) for word in name) for one in wanted)
            found.append((0 if begins and named else 1 if named else 2, place, kind))
    return tuple(kind for _, _, kind in sorted(found, key=lambda one: one[:2]))


@lru_cache(maxsize=256)
def _words_of(kind: PreferenceKind) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a kind's name, and all others it is known by."""
    fields = " ".join(
        f"{one.words} {' '.join(choice.words for choice in one.choices)}" for one in kind.fields
    )
    also = _ALSO.get(kind.code, "")
    category = CATEGORIES.get(kind.category, "")
    more = f"{kind.short} {kind.day.task} {kind.booking.arranges} {fields} {also} {category}"
    return tuple(fold(kind.words).split()), tuple(fold(f"{more} {kind.snomed}").split())
