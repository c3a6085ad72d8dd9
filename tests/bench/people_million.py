"""A million people to search among: 20,000 family names and 3,000 given ones, Zipf counts."""

from __future__ import annotations

import random
import uuid
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import text

from desktop.domain.ids import uuid7
from desktop.domain.names import name_key, sound_key
from desktop.domain.nhs_numbers import check_digit
from desktop.domain.people import NHS_NUMBER, Registration
from desktop.operations.demo_names import CULTURES
from desktop.persistence.bulk import insert_bulk
from desktop.persistence.engine import open_database
from desktop.persistence.people import NEW_PERSON
from desktop.persistence.tables import (
    givens,
    identifiers,
    patient_keys,
    patient_search,
    patients,
    surnames,
)

PEOPLE = 1_000_000
FAMILIES = 20_000
GIVENS = 3_000
BATCH = 20_000
_STARTS = [
    "b",
    "br",
    "c",
    "ch",
    "d",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "sh",
    "st",
    "t",
    "th",
    "v",
    "w",
    "y",
    "z",
]
_MIDDLES = ["a", "e", "i", "o", "u", "ai", "ea", "ou", "ar", "en", "il", "on"]
_ENDS = [
    "n",
    "ll",
    "r",
    "s",
    "th",
    "ton",
    "field",
    "well",
    "by",
    "ski",
    "son",
    "man",
    "ez",
    "ova",
]


class Names:
    """Names by rank; the k-th is drawn as often as 1/k."""

    def __init__(self, known: list[str], count: int, chance: random.Random):
        made = dict.fromkeys(known)
        while len(made) < count:
            parts = [
                chance.choice(_STARTS) + chance.choice(_MIDDLES)
                for _ in range(chance.randint(1, 3))
            ]
            made["".join([*parts, chance.choice(_ENDS)]).capitalize()] = None
        self.names = list(made)[:count]
        self._chance = chance
        self._weights = list(accumulate(1 / rank for rank in range(1, count + 1)))

    def draw(self) -> str:
        """Return a name."""
        return self.names[bisect_left(self._weights, self._chance.random() * self._weights[-1])]


def _known_families() -> list[str]:
    return [name for culture in CULTURES for name in culture.families.split()]


def _known_givens() -> list[str]:
    lists = (words for culture in CULTURES for words in (*culture.women, *culture.men))
    return [name for words in lists for name in words.split()]


def _numbers() -> Iterator[str]:
    """Yield NHS numbers of the test range."""
    for stem in range(999_000_000, 1_000_000_000):
        digit = check_digit(str(stem))
        if digit is not None:
            yield f"{stem}{digit}"


def fill(url: str, people: int = PEOPLE) -> None:
    """Write the people into a migrated database."""
    chance = random.Random(1)
    families = Names(_known_families(), FAMILIES, chance)
    given_names = Names(_known_givens(), GIVENS, chance)
    sounds = {name: sound_key(name_key(name)) for name in families.names}
    keys = {name: name_key(name) for name in (*families.names, *given_names.names)}
    numbers = _numbers()
    database = open_database(url)
    with database.writing() as db:
        for start in range(0, people, BATCH):
            rows: dict[str, list[dict[str, Any]]] = {
                name: [] for name in ("person", "search", "key", "number")
            }
            for number in range(start, min(start + BATCH, people)):
                family, given = families.draw(), given_names.draw()
                _add(rows, number, (family, given, keys, sounds), next(numbers, ""), chance)
            insert_bulk(db, patients, rows["person"])
            insert_bulk(db, identifiers, rows["number"])
            insert_bulk(db, patient_search, rows["search"])
            insert_bulk(db, patient_keys, rows["key"])
        for table, column, names in (
            (surnames, "family", families.names),
            (givens, "given", given_names.names),
        ):
            insert_bulk(
                db, table, [{column: key} for key in sorted({keys[name] for name in names})]
            )
    with database.writing() as db:
        db.execute(text("ANALYZE"))
    database.close()


def _add(
    rows: dict[str, list[dict[str, Any]]],
    number: int,
    named: tuple[str, str, dict[str, str], dict[str, str]],
    nhs: str,
    chance: random.Random,
) -> None:
    family, given, keys, sounds = named
    patient_id = uuid7(1_700_000_000_000 + number, number)
    born = date(1926, 1, 1) + timedelta(days=chance.randrange(36_000))
    phone = f"07700{chance.randrange(10**6):06}"
    texts = dict.fromkeys(
        ("title", "preferred_name", "former_names", "say_it", "pronouns", "born_unknown_why"), ""
    )
    rows["person"].append(
        texts
        | dict.fromkeys(("sex", "gender", "postcode"), "")
        | {
            "id": patient_id,
            "given_names": given,
            "family_name": family,
            "born_on": born,
            "address": "8 Tanner Row",
            "registration": Registration.REGISTERED,
            **NEW_PERSON,
        }
    )
    rows["search"].append(
        {
            "patient_id": patient_id,
            "form": 0,
            "family": keys[family],
            "given": keys[given],
            "born_on": born.isoformat(),
            "sound": sounds[family],
        }
    )
    found = {("phone", phone), ("phone-end", phone[::-1])}
    if nhs:
        found.add(("identifier", nhs))
        rows["number"].append(
            {
                "id": str(uuid.UUID(int=number)),
                "patient_id": patient_id,
                "system": NHS_NUMBER,
                "value": nhs,
                "verification": "",
                "use": "",
            }
        )
    for kind, key in sorted(found):
        rows["key"].append({"kind": kind, "key": key, "patient_id": patient_id})
