"""What is read of a file from elsewhere, before any of it is kept; what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from desktop.domain.people import Identifier, PatientDetails
from desktop.domain.practice import Channel
from desktop.domain.preference_fields import Filled
from desktop.domain.visits import State

UNVERIFIED_NHS_NUMBER = "https://attend.example/id/unverified-nhs-number"
"""Where an NHS number with a slip is kept: the person goes in without it."""


@dataclass(frozen=True, slots=True)
class Slip:
    """Something not taken, or kept with a warning: file, place in it, field and reason."""

    file: str
    place: str
    field: str
    reason: str
    taken: bool = True


@dataclass(frozen=True, slots=True)
class Unread:
    """Something of an entry that is not understood: it is listed once a file, with a count."""

    file: str
    place: str
    field: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """Whom or what a file means: by its ids there, by a number somebody gave it, by its name.

    Shape: ``ids`` as the source knows it, any of them; ``number`` is (system, value).
    """

    ids: tuple[str, ...] = ()
    number: tuple[str, str] = ("", "")
    words: str = ""
    profession: str = ""

    def __bool__(self) -> bool:
        """Whether it says anything at all."""
        return bool(self.ids or self.number[1] or self.words)


@dataclass(frozen=True, slots=True)
class PreferenceRead:
    """A preference as a file has it; ``kind`` is a code of ``domain/preferences.py``.

    Shape: ``source`` is how it is kept, "" for from elsewhere; ``names`` says whom and what the ids
    among ``filled`` mean; ``words`` says fields and value in one text, for other systems;
    ``is_over`` is told of one handed out: it is kept as history alone.
    """

    kind: str
    value: str
    own_words: str = ""
    since_on: date | None = None
    filled: Filled = ()
    ends_on: date | None = None
    source: str = ""
    said_by: str = ""
    review_on: date | None = None
    recorded_by: str = ""
    confirmed_on: date | None = None
    confirmed_by: str = ""
    ended_why: str = ""
    names: tuple[tuple[str, str], ...] = ()
    words: str = ""
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class NeedRead:
    """What a file says somebody needs, in an entry of its own; none where it is not known here."""

    person: Pointer
    preferences: tuple[PreferenceRead, ...] = ()
    source_ids: tuple[str, ...] = ()
    file: str = ""
    place: str = ""
    slips: tuple[Slip, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedRead:
    """Somebody near a person; ``person`` where the file has them as an entry of their own."""

    name: str
    relationship: str = ""
    phone: str = ""
    email: str = ""
    is_carer: bool = False
    is_next_of_kin: bool = False
    note: str = ""
    person: Pointer = Pointer()
    source_ids: tuple[str, ...] = ()
    file: str = ""
    place: str = ""
    slips: tuple[Slip, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonRead:
    """A person as read; ``details`` still have to pass the rules of registration."""

    details: PatientDetails
    identifiers: tuple[Identifier, ...] = ()
    former_numbers: tuple[Identifier, ...] = ()
    """NHS numbers another has taken the place of."""
    is_deceased: bool = False
    deceased_on: date | None = None
    is_sensitive: bool = False
    preferences: tuple[PreferenceRead, ...] = ()
    related: tuple[RelatedRead, ...] = ()
    source_ids: tuple[str, ...] = ()
    file: str = ""
    place: str = ""
    slips: tuple[Slip, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitRead:
    """A visit as read; both instants or neither. ``maker`` is who it is for, where a row says so.

    ``same_as`` is an Appointment that an Encounter came of.
    """

    kind: str
    person: Pointer
    state: State
    on_date: date
    start_at: datetime | None = None
    end_at: datetime | None = None
    channel: Channel = Channel.IN_PERSON
    type_name: str = ""
    reason: str = ""
    note: str = ""
    asked_by: str = ""
    call_on: str | None = None
    created_at: datetime | None = None
    cancel_code: str | None = None
    cancel_words: str = ""
    cancelled_at: datetime | None = None
    arrived_at: datetime | None = None
    sent_in_at: datetime | None = None
    done_at: datetime | None = None
    clinician: Pointer = Pointer()
    clinic: Pointer = Pointer()
    slots: tuple[Pointer, ...] = ()
    same_as: Pointer = Pointer()
    maker: PersonRead | None = None
    source_ids: tuple[str, ...] = ()
    file: str = ""
    place: str = ""
    slips: tuple[Slip, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduleRead:
    """Whose time it is and where; ``type_name`` is what it is for."""

    source_ids: tuple[str, ...]
    clinician: Pointer = Pointer()
    clinic: Pointer = Pointer()
    type_name: str = ""
    comment: str = ""
    file: str = ""
    place: str = ""
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotRead:
    """A stretch of time of a schedule; ``status`` as FHIR's Slot.status."""

    schedule: Pointer
    start_at: datetime
    end_at: datetime
    status: str = "free"
    type_name: str = ""
    channel: Channel = Channel.IN_PERSON
    capacity: int = 1
    comment: str = ""
    source_ids: tuple[str, ...] = ()
    file: str = ""
    place: str = ""
    slips: tuple[Slip, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Passed:
    """An entry of a kind that is not read here; told once a file and kind, with a count."""

    file: str
    place: str
    kind: str


Entry = PersonRead | RelatedRead | NeedRead | VisitRead | ScheduleRead | SlotRead | Slip | Passed
"""What reading a file gives, one for each entry."""


@dataclass(slots=True)
class Counts:
    """What became of the entries of one kind."""

    read: int = 0
    added: int = 0
    known: int = 0
    refused: int = 0

    def add(self, other: Counts) -> None:
        """Add a batch's counts."""
        self.read += other.read
        self.added += other.added
        self.known += other.known
        self.refused += other.refused


@dataclass(slots=True)
class ImportReport:
    """What became of everything: counts by kind, a Slip for what was not taken as it was.

    ``unread`` counts what was not understood by (file, field), with the first place of each;
    ``mapped`` what was told, by the words of our kinds.
    """

    people: Counts = field(default_factory=Counts)
    related: Counts = field(default_factory=Counts)
    needs: Counts = field(default_factory=Counts)
    visits: Counts = field(default_factory=Counts)
    slots: Counts = field(default_factory=Counts)
    extras: int = 0
    refused_entries: int = 0
    mapped: dict[str, int] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)
    unread: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    passed: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    @property
    def kinds(self) -> dict[str, Counts]:
        """The counts by the name of what is counted."""
        return {
            "people": self.people,
            "related people": self.related,
            "needs": self.needs,
            "visits": self.visits,
            "slots": self.slots,
        }

    @property
    def refused(self) -> int:
        """How many entries of any kind were not taken."""
        return self.refused_entries + sum(one.refused for one in self.kinds.values())

    @property
    def added(self) -> int:
        """How many entries of any kind were added."""
        return sum(one.added for one in self.kinds.values())

    def add(self, other: ImportReport) -> None:
        """Add a batch's report."""
        for name, counts in self.kinds.items():
            counts.add(other.kinds[name])
        self.extras += other.extras
        self.refused_entries += other.refused_entries
        for words, count in other.mapped.items():
            self.mapped[words] = self.mapped.get(words, 0) + count
        self.slips += other.slips
        for mine, theirs in ((self.unread, other.unread), (self.passed, other.passed)):
            for key, (place, count) in theirs.items():
                _count(mine, key, place, count)

    def note(self, entry: Slip | Passed) -> None:
        """Take a slip of its own, or an entry that was passed over."""
        if isinstance(entry, Passed):
            _count(self.passed, (entry.file, entry.kind), entry.place, 1)
            return
        self.refused_entries += not entry.taken
        self.slips.append(entry)

    def note_mapped(self, words: str) -> None:
        """Count something told that is one of our kinds."""
        self.mapped[words] = self.mapped.get(words, 0) + 1

    def note_unread(self, found: tuple[Unread, ...]) -> None:
        """Count what was not understood."""
        for one in found:
            _count(self.unread, (one.file, one.field), one.place, 1)


def _count(
    kept: dict[tuple[str, str], tuple[str, int]], key: tuple[str, str], place: str, count: int
) -> None:
    first, before = kept.get(key, (place, 0))
    kept[key] = (first, before + count)
