"""What a kind of preference is: where it is shown and kept, and how it acts.

They are named tuples: made in a tenth of the time of dataclasses, and every start makes them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.domain.preference_fields import Field


class Section(StrEnum):
    """Where the panel shows a kind; its value is the heading."""

    NAME = "Name"
    MATTERS = "What matters to me"
    TREATED = "How I like to be treated"
    SPEAK = "Who may speak for me"
    NEEDS = "Needs we act on"
    SUITS = "What suits me best"
    CONSENT = "Agreed to"
    NOTES = "For now"


class Kept(StrEnum):
    """Where what is told of a kind is kept."""

    PREFERENCES = "preferences"
    DETAILS = "details"
    RELATED = "related"


class Length(StrEnum):
    """How a kind lengthens a visit."""

    AS_IT_IS = ""
    DOUBLE = "double"


class Place(StrEnum):
    """Where in its session a visit has to be."""

    ANY = ""
    FIRST = "first"
    LAST = "last"


class OnBooking(NamedTuple):
    """How a kind acts when a visit is booked.

    Shape: ``arranges`` is what somebody has to be asked for ("a BSL interpreter"), with notice;
    ``room`` a feature the room has to have (``can_do_without``: better, not a must).
    """

    arranges: str = ""
    needs_notice: bool = False
    length: Length = Length.AS_IT_IS
    room: str = ""
    can_do_without: bool = False
    place: Place = Place.ANY
    gender: str = ""
    channel: Channel | None = None

    @property
    def is_decided_by_time(self) -> bool:
        """Whether the time chosen keeps it or not: length, room, place, clinician, channel."""
        return bool(self.length or self.room or self.place or self.gender or self.channel)


class Where(StrEnum):
    """At which visits something on the day is done."""

    SITE = "site"
    FACE_TO_FACE = "face-to-face"
    ANYWHERE = "anywhere"


class OnDay(NamedTuple):
    """How a kind acts on the day: what is done, by whom; whether the name stays off the screen."""

    task: str = ""
    owner: Role = Role.RECEPTIONIST
    off_screen: bool = False
    where: Where = Where.SITE


class Writing(StrEnum):
    """What a kind asks of letters and messages."""

    NOTHING = ""
    FORMAT = "format"
    CHANNEL = "channel"
    NEVER_CALL = "never-call"
    NO_DETAILS = "no-details"


class PreferenceKind(NamedTuple):
    """One kind. ``short`` fits a slot, ``words`` a panel row; ``is_need`` shows it in the diary.

    Shape: ``category`` is that of the Reasonable Adjustment Flag; ``is_single``: a person has one
    of it at most; ``has_to_end``: it is kept with an end date; ``needs_words``: nothing is said
    without some text. Units: ``review_months`` until it is asked again, 0 for never.
    """

    code: str
    icon: str
    short: str
    words: str
    is_need: bool = True
    snomed: str = ""
    section: Section = Section.NEEDS
    category: str = ""
    fields: tuple[Field, ...] = ()
    booking: OnBooking = OnBooking()
    day: OnDay = OnDay()
    writing: Writing = Writing.NOTHING
    kept: Kept = Kept.PREFERENCES
    is_single: bool = True
    has_to_end: bool = False
    needs_words: bool = False
    review_months: int = 12

    def field_named(self, name: str) -> Field | None:
        """Return the field of that name."""
        return next((one for one in self.fields if one.name == name), None)
