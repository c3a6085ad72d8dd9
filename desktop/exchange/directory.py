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
_UUID = 36
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
        named = self._named(reader)
        given, address = reader.resource.text("id"), end_of_address(reader.full_url)
        for one in dict.fromkeys(filter(None, (given, address))):
            # Ids are only an address within their kind; what is no UUID may be another's too.
            self._by_id[f"{reader.resource.text('resourceType')}/{one}"] = (kind, named)
            if one == address or len(one) == _UUID:
                self._by_id[one] = (kind, named)
        return True

    def _look_up(self, said: str, ids: tuple[str, ...]) -> tuple[str, Pointer]:
        for one in ids:
            found = self._by_id.get(f"{said}/{one}") or (None if said else self._by_id.get(one))
            if found is not None:
                return found
        return "", Pointer()

    def _named(self, reader: Reader) -> Pointer:
        resource, ids = reader.resource, reader.source_ids
        number = resource.one("identifier")
        found = Pointer(ids, (number.text("system"), number.text("value")))
        if resource.text("resourceType") == "PractitionerRole":
            codes = [words_of(one) for one in resource.all("code")]
            who = reference_of(resource.one("practitioner"))
            said = type_of(resource.one("practitioner"))
            words = self._look_up(said, who.ids)[1].words or who.words
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
        kind, known = self._look_up(said, pointer.ids)
        kind = kind or _KINDS.get(said, "")
        if not known:
            return kind, pointer
        ids = tuple(dict.fromkeys((*pointer.ids, *known.ids)))
        number = pointer.number if pointer.number[1] else known.number
        words = known.words or pointer.words
        return kind, Pointer(ids, number, words, known.profession)
