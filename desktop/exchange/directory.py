"""Who and what a set of files names: clinicians, places and services, looked up by reference."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from desktop.domain.imports import Pointer
from desktop.exchange.elements import Element
from desktop.exchange.fhir_values import Reader, end_of_address, reference_of, type_of, words_of

CLINICIAN, CLINIC, SERVICE, PATIENT = "clinician", "clinic", "service", "patient"
_KINDS = {
    "Practitioner": CLINICIAN,
    "PractitionerRole": CLINICIAN,
    "Location": CLINIC,
    "HealthcareService": SERVICE,
    "Organization": SERVICE,
    "Patient": PATIENT,
}
NAMED = frozenset({"Practitioner", "PractitionerRole", "Location", "HealthcareService"})
"""Resources read for their names alone."""


@dataclass(slots=True)
class Directory:
    """Names by id. What is not in it is known by what the reference itself says."""

    _by_id: dict[str, tuple[str, Pointer]] = field(default_factory=dict)

    def add(self, reader: Reader) -> bool:
        """Take a resource in; False when it is of a kind that names nobody."""
        kind = _KINDS.get(reader.resource.text("resourceType"))
        if kind is None:
            return False
        for one in reader.source_ids:
            self._by_id[one] = (kind, self._named(reader))
        return True

    def _named(self, reader: Reader) -> Pointer:
        resource, ids = reader.resource, reader.source_ids
        number = resource.one("identifier")
        found = Pointer(ids, (number.text("system"), number.text("value")))
        if resource.text("resourceType") == "PractitionerRole":
            codes = [words_of(one) for one in resource.all("code")]
            who = reference_of(resource.one("practitioner"))
            known = self._by_id.get(next(iter(who.ids), ""), ("", Pointer()))[1].words
            words = known or who.words
            return replace(found, words=words, profession=next(iter(codes), ""))
        if resource.text("resourceType") == "Practitioner":
            name = resource.one("name")
            parts = (*name.texts("prefix"), *name.texts("given"), name.text("family"))
            return replace(found, words=" ".join(filter(None, parts)) or name.text("text"))
        return replace(found, words=resource.text("name"))

    def find(self, reference: Element) -> tuple[str, Pointer]:
        """Return the kind and whom a Reference means, "" where neither says which kind."""
        said = type_of(reference)
        pointer = reference_of(reference)
        kind, known = self._by_id.get(next(iter(pointer.ids), ""), ("", Pointer()))
        kind = kind or _KINDS.get(said, "")
        if not known:
            return kind, pointer
        ids = tuple(dict.fromkeys((*pointer.ids, *known.ids)))
        number = pointer.number if pointer.number[1] else known.number
        words = known.words or pointer.words
        return kind, Pointer(ids, number, words, known.profession)

    def add_id(self, full_url: str, kind: str) -> None:
        """Take in what kind of thing an address is of."""
        self._by_id.setdefault(end_of_address(full_url), (kind, Pointer()))
