"""Small values of FHIR resources: dates, instants, concepts, references, with what is odd told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from urllib.parse import unquote

from desktop.domain.errors import RuleViolation
from desktop.domain.imports import Passed, Pointer, Slip, Unread
from desktop.domain.times import instant_of, zone
from desktop.exchange.documents import RawEntry
from desktop.exchange.elements import HIDDEN, Element

NHS_NUMBER_SYSTEM = "https://fhir.nhs.uk/Id/nhs-number"
OURS = "https://attend.example/fhir"
"""Where Attend's own extensions and code systems have their address."""


@dataclass(slots=True)
class Reader:
    """Reads one resource and collects its slips; ``zone`` is the clinic's."""

    file: str
    place: str
    zone: str
    resource: Element
    full_url: str = ""
    slips: list[Slip] = field(default_factory=list)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The ids the source knows the resource by."""
        self.resource.use("id")
        found = (self.resource.text("id"), end_of_address(self.full_url))
        return tuple(dict.fromkeys(one for one in found if one))

    def slip(self, name: str, reason: str, *, taken: bool = True) -> None:
        """Tell of a value that was not kept as it was."""
        self.slips.append(Slip(self.file, self.place, name, reason, taken))

    def all_slips(self) -> tuple[Slip, ...]:
        """Return the slips, hidden characters too; ask for it last."""
        hidden = (Slip(self.file, self.place, name, HIDDEN) for name in self.resource.hidden)
        return (*self.slips, *hidden)

    def unread(self) -> tuple[Unread, ...]:
        """Return what was not understood; ask for it last."""
        names = dict.fromkeys(self.resource.unread())
        return tuple(Unread(self.file, self.place, name) for name in names)

    def day(self, name: str) -> date | None:
        """Return a whole date (of a longer text its first ten characters), None with a slip."""
        said = self.resource.text(name)
        return self.read_day(name, said)

    def read_day(self, name: str, said: str) -> date | None:
        """Return the date a text says, None (with a slip where it says something else)."""
        if not said:
            return None
        try:
            return date.fromisoformat(said[:10])
        except ValueError:
            self.slip(name, f"{said[:40]} is no whole date; it was not kept.")
            return None

    def instant(self, name: str, said: str) -> datetime | None:
        """Return the instant a text says, None (with a slip where it says something else)."""
        try:
            found = read_instant(said, self.zone)
        except (ValueError, OverflowError):
            self.slip(name, f"{said[:40]} is no time; it was not kept.")
        except RuleViolation as gap:
            self.slip(name, gap.message)
        else:
            return found
        return None


def read_instant(said: str, zone_name: str) -> datetime | None:
    """Return the instant of a text: without an offset it is the clinic's wall-clock time.

    Shape: None for a date alone or nothing. Errors: ValueError; RuleViolation("gap").
    """
    if "T" not in said and " " not in said.strip():
        if said.strip():
            date.fromisoformat(said.strip()[:10])
        return None
    found = datetime.fromisoformat(said)
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    return instant_of(found.date(), found.time(), zone_name)


def day_bounds(on: date, zone_name: str) -> tuple[datetime, datetime]:
    """Return the instants a date begins and ends at the clinic."""
    following = date.fromordinal(on.toordinal() + 1)
    begins, ends = (
        datetime.combine(one, time(), zone(zone_name)).astimezone(UTC) for one in (on, following)
    )
    return begins, ends


def words_of(concept: Element) -> str:
    """Return how a CodeableConcept (or Coding) is said; all of it counts as read."""
    said = concept.text("text") or concept.text("display")
    for coding in concept.all("coding"):
        said = said or coding.text("display")
    for coding in concept.all("coding"):
        said = said or coding.text("code")
    said = said or concept.text("code")
    concept.use_all()
    return said


def codes_of(concept: Element) -> tuple[str, ...]:
    """Return the codes of a CodeableConcept (or Coding); all of it counts as read."""
    found = [coding.text("code") for coding in concept.all("coding")]
    found.append(concept.text("code"))
    concept.use_all()
    return tuple(filter(None, found))


def reference_of(reference: Element) -> Pointer:
    """Return whom or what a Reference means; all of it counts as read."""
    address = reference.text("reference")
    number = ("", "")
    ids: tuple[str, ...] = ()
    path, asks, query = address.partition("?identifier=")
    if asks:
        system, _, value = unquote(query).rpartition("|")
        number = (system, value)
    elif path:
        ids = (end_of_address(path),)
    given = reference.one("identifier")
    if given and not number[1]:
        number = (given.text("system"), given.text("value"))
    words = reference.text("display")
    reference.use_all()
    return Pointer(ids, number, words)


def type_of(reference: Element) -> str:
    """Return which kind of resource a Reference says it means, "" where it does not say."""
    address = reference.text("reference").partition("?")[0]
    kind = address.rpartition("/")[0].rpartition("/")[2]
    return kind or reference.text("type") or (address if address.isalpha() else "")


def end_of_address(address: str) -> str:
    """Return the id an address ends in: of "Patient/7", "urn:uuid:7", "#7" it is "7"."""
    end = address.rstrip("/").rpartition("/")[2]
    if "/_history/" in address:
        end = address.partition("/_history/")[0].rpartition("/")[2]
    return end.rpartition(":")[2].lstrip("#")


def readers(file: str, zone_name: str, entry: RawEntry) -> Iterator[Reader | Slip | Passed]:
    """Give a reader of the entry's resource, or what is wrong with the entry."""
    if entry.broken:
        name = "line" if entry.place else "file"
        yield Slip(file, entry.place, name, entry.broken, taken=False)
        return
    resource = Element(entry.resource)
    if not resource.text("resourceType")[:1].isupper():
        yield Slip(file, entry.place, "resourceType", "It is no FHIR resource.", taken=False)
        return
    yield Reader(file, entry.place, zone_name, resource, entry.full_url)
