"""Keys by which the demo's people are found."""

from __future__ import annotations

from desktop.domain.contacts import phone_search_digits, postcode_key
from desktop.domain.names import name_forms, read_former_names, sound_key
from desktop.operations.demo_rows import DemoRows, Row
from desktop.persistence.tables import givens, patient_keys, patient_search, surnames


class SearchKeys:
    """Makes the rows of search; keeps the distinct names for the end."""

    def __init__(self, rows: DemoRows):
        self._rows = rows
        self._sounds: dict[str, str] = {}
        self._families: set[str] = set()
        self._givens: set[str] = set()

    def add(self, row: Row, numbers: tuple[tuple[str, str], ...], phones: tuple[str, ...]) -> None:
        """Add what one person is found by."""
        forms = name_forms(
            row["given_names"],
            row["family_name"],
            row["preferred_name"],
            read_former_names(row["former_names"]),
        )
        for number, form in enumerate(forms):
            family, given = form.family_folded, form.given_folded
            self._families.add(family)
            self._givens.add(given)
            if family not in self._sounds:
                self._sounds[family] = sound_key(family)
            self._rows.add(
                patient_search,
                {
                    "patient_id": row["id"],
                    "form": number,
                    "family": family,
                    "given": given,
                    "born_on": row["born_on"].isoformat(),
                    "sound": self._sounds[family],
                },
            )
        keys = {("identifier", value) for _, value in numbers}
        keys.add(("postcode", postcode_key(row["postcode"])))
        for phone in phones:
            digits = phone_search_digits(phone)
            keys |= {("phone", digits), ("phone-end", digits[::-1])}
        for kind, key in sorted(keys):
            self._rows.add(patient_keys, {"kind": kind, "key": key, "patient_id": row["id"]})

    def add_name_lists(self) -> None:
        """Add the distinct family and given names."""
        for family in sorted(self._families):
            self._rows.add(surnames, {"family": family})
        for given in sorted(self._givens):
            self._rows.add(givens, {"given": given})
