"""What an operation gives back: its value, what changed, how it is taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from desktop.domain.ids import ActId, AppointmentId, PatientId, SessionId
from desktop.domain.permissions import Act
from desktop.persistence.rows import RowChange

Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Changes:
    """Kinds and ids an act touched; what the feed carries and views refresh by.

    Shape: kind -> ids, kinds being ``day`` (ISO date), ``patient``, ``appointment``, ``session``,
    ``practice``, ``names`` (of people, for the search), ``template``, ``closure``,
    ``release``, ``waiting`` (list), from the feed also ``freed`` (slots another desk has freed);
    ``everything`` when the list would be too long or is not known.
    """

    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    everything: bool = False

    def touches(self, kind: str, key: str | None = None) -> bool:
        """Return whether that kind (and id) may have changed."""
        if self.everything:
            return True
        found = self.ids.get(kind)
        return found is not None and (key is None or key in found)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what a row of the record is about."""

    patient_id: PatientId | None = None
    appointment_id: AppointmentId | None = None
    session_id: SessionId | None = None


@dataclass(frozen=True, slots=True)
class Inverse:
    """How an act is taken back: its rows before and after, under the rights of the act itself.

    Shape: ``label`` names the act ("Booked Rosa Marín, ..."); ``stays`` says what remains where it
    can't be undone; ``subjects`` are whom the act was recorded for.
    """

    act: Act
    act_id: ActId
    label: str
    rows: tuple[RowChange, ...]
    changes: Changes
    subjects: tuple[Subject, ...] = ()
    stays: str = ""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Value_co]):
    """The answer of an operation. ``words`` is what the message bar says."""

    value: Value_co
    changes: Changes
    undo: Inverse | None = None
    words: str = ""

    @property
    def more(self) -> str:
        """What the words say beside what was done: "To call off: BSL interpreter."."""
        label = self.undo.label if self.undo is not None else ""
        return self.words.removeprefix(label).strip()
