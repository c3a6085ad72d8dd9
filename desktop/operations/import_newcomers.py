"""People a dry run would have made: what belongs to them is looked at as if they were here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop.domain.ids import PatientId
from desktop.domain.imports import PersonRead, Pointer


@dataclass(slots=True)
class Newcomers:
    """Who would be here by now, by their ids there and their numbers; what each has told."""

    ids: dict[str, PatientId] = field(default_factory=dict)
    numbers: dict[tuple[str, str], PatientId] = field(default_factory=dict)
    kinds: dict[PatientId, frozenset[str]] = field(default_factory=dict)

    def add(self, person: PersonRead, patient_id: PatientId) -> None:
        """Take somebody for here."""
        self.ids.update(dict.fromkeys(person.source_ids, patient_id))
        for one in (*person.identifiers, *person.former_numbers):
            self.numbers[one.system, one.value] = patient_id
        self.kinds[patient_id] = frozenset(one.kind for one in person.preferences)

    def update(self, other: Newcomers) -> None:
        """Add those of another batch."""
        self.ids.update(other.ids)
        self.numbers.update(other.numbers)
        self.kinds.update(other.kinds)

    def find(self, pointers: Iterable[Pointer]) -> dict[Pointer, PatientId]:
        """Return which of them are meant."""
        found = {}
        for pointer in pointers:
            here = [self.ids[one] for one in pointer.ids if one in self.ids]
            here += [self.numbers[pointer.number]] if pointer.number in self.numbers else []
            if here:
                found[pointer] = here[0]
        return found
