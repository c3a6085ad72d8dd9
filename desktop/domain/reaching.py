"""How somebody wants to be written to, rung and called in: facts for letters, messages, screens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from desktop.domain.preference_fields import Filled
from desktop.domain.preference_kinds import Writing
from desktop.domain.preference_rules import is_active
from desktop.domain.preferences import kind_of

LARGE_PRINT = "large-print"


class Said(Protocol):
    """Something a person told us, as the panel or the rules have it."""

    @property
    def kind(self) -> str:
        """The kind's code."""

    @property
    def filled(self) -> Filled:
        """The kind's fields."""

    @property
    def ends_on(self) -> date | None:
        """The last day it holds."""


@dataclass(frozen=True, slots=True)
class HowToReach:
    """What letters, messages and screens have to keep to.

    Shape: ``formats`` are kinds of written format, none for plain paper; ``points`` the size of
    large print; ``channels`` how to tell them, first choice first, none where nobody said;
    ``shared_numbers`` get no details; ``off_screen`` keeps the name off the public screen.
    """

    formats: tuple[str, ...] = ()
    points: int | None = None
    channels: tuple[str, ...] = ()
    never_call: bool = False
    shared_numbers: tuple[str, ...] = ()
    off_screen: bool = False

    @property
    def large_print(self) -> bool:
        """Whether paper for them is in large print."""
        return LARGE_PRINT in self.formats

    @property
    def words(self) -> str:
        """Say it in a message: "Letters in large print, 20 point. Never phone."."""
        said = []
        for code in self.formats:
            size = f", {self.points} point" if code == LARGE_PRINT and self.points else ""
            said.append(f"{kind_of(code).words}{size}.")
        if self.channels:
            said.append(f"Tell them by {', then '.join(self.channels)}.")
        if self.never_call:
            said.append("Never phone.")
        return " ".join(said)


def how_to_reach(told: Iterable[Said], on: date, purpose: str = "times") -> HowToReach:
    """Return what has to be kept to on a day, for messages about a purpose (times, results)."""
    found = HowToReach()
    for one in told:
        if not is_active(one.ends_on, on):
            continue
        kind, held = kind_of(one.kind), dict(one.filled)
        if kind.day.off_screen:
            found = replace(found, off_screen=True)
        if kind.writing is Writing.FORMAT:
            points = held.get("points")
            size = points if isinstance(points, int) else found.points
            found = replace(found, formats=(*found.formats, one.kind), points=size)
        elif kind.writing is Writing.NEVER_CALL:
            found = replace(found, never_call=True)
        elif kind.writing is Writing.NO_DETAILS:
            number = str(held.get("number", ""))
            found = replace(found, shared_numbers=(*found.shared_numbers, number))
        elif kind.writing is Writing.CHANNEL:
            found = replace(found, channels=_more(found.channels, _channels(one, purpose)))
    calls = tuple(one for one in found.channels if one != "call" or not found.never_call)
    return replace(found, channels=calls)


def _channels(one: Said, purpose: str) -> tuple[str, ...]:
    held = dict(one.filled)
    about, channels = held.get("purpose"), held.get("channels")
    if isinstance(about, tuple) and about and purpose not in about:
        return ()
    if one.kind == "text-only":
        return ("text",)
    return channels if isinstance(channels, tuple) else ()


def _more(had: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*had, *more)))
