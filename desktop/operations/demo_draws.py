"""Drawing from the seed what a made-up person has: numbers, addresses, how often they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

from desktop.domain.names import name_key
from desktop.domain.nhs_numbers import check_digit
from desktop.domain.people import Registration
from desktop.operations.demo_cast import CAST
from desktop.operations.demo_names import STREETS, STREETS_POSTCODES

Item = TypeVar("Item")

TEST_RANGE = "999"
"""The first digits of NHS numbers that nobody living has."""

_SHORT_NAMES = {
    "Elizabeth": "Liz",
    "Patricia": "Pat",
    "Christopher": "Chris",
    "Michael": "Mick",
    "Robert": "Bob",
    "Anthony": "Tony",
    "Kathleen": "Kath",
    "Deborah": "Debbie",
    "William": "Bill",
    "Thomas": "Tom",
    "Samuel": "Sam",
    "Jessica": "Jess",
    "Rebecca": "Becky",
    "Katarzyna": "Kasia",
    "Agnieszka": "Aga",
    "Mohammed": "Mo",
    "Margaret": "Peggy",
}


class Weighted(Generic[Item]):
    """Draws by weight, the running sums made once."""

    def __init__(self, items: Sequence[Item], weights: Sequence[int]):
        self._items = items
        self._sums = list(accumulate(weights))

    def draw(self, random: Random) -> Item:
        """Return one of the items."""
        return random.choices(self._items, cum_weights=self._sums)[0]


def zipf(random: Random, count: int) -> int:
    """Return an index below ``count``, the first ones more often than the last."""
    return int(count * random.random() ** 1.7)


def nhs_numbers(random: Random, count: int) -> Iterator[str]:
    """Return so many different numbers of the test range, none of them the cast's."""
    taken = {player.nhs_number for player in CAST}
    for stem in random.sample(range(10**6), min(10**6, count + count // 5 + 100)):
        digits = f"{TEST_RANGE}{stem:06}"
        last = check_digit(digits)
        if last is not None and digits + last not in taken:
            yield digits + last


def address_of(line: str) -> dict[str, str]:
    """Return address and postcode of a house number and street."""
    house, _, street = line.partition(" ")
    number = STREETS.index(street)
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    last = letters[number % len(letters)] + letters[int(house) // 8 % len(letters)]
    return {
        "address": f"{line}\nThornbeck",
        "postcode": f"{STREETS_POSTCODES[number]}{last}",
    }


def email(row: dict[str, Any], random: Random) -> str:
    """Return an address at a domain that is kept for examples."""
    given, family = name_key(row["given_names"].split()[0]), name_key(row["family_name"])
    return f"{given}.{family}{random.randrange(1, 99)}@example.org"


def short_name(given: str) -> str:
    """Return what somebody of that name may go by; empty when nothing comes to mind."""
    return _SHORT_NAMES.get(given, "")


def pronouns_of(sex: str) -> str:
    """Return the usual pronouns."""
    return "She/her" if sex == "female" else "He/him"


def is_gone(row: dict[str, Any]) -> bool:
    """Return whether the person no longer comes."""
    return row["registration"] is Registration.LEFT or row["deceased_on"] is not None


def visits_weight(age: int, random: Random) -> int:
    """Return how often somebody of that age comes, beside others."""
    usual = 5 if age < 5 else 3 if age < 16 else 4 if age < 45 else 6 if age < 65 else 9
    return max(1, round(usual * random.gammavariate(1.6, 0.62)))
