"""The people of the demo practice: the cast of the pictures, and thousands from the seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.domain.ids import PatientId
from desktop.domain.people import NHS_NUMBER, Registration
from desktop.operations.demo_cast import CAST, Player
from desktop.operations.demo_draws import (
    Weighted,
    address_of,
    email,
    is_gone,
    nhs_numbers,
    pronouns_of,
    short_name,
    visits_weight,
    zipf,
)
from desktop.operations.demo_names import AGE_BANDS, CULTURES, STREETS, Culture
from desktop.operations.demo_rows import DemoRows, Row
from desktop.operations.demo_search import SearchKeys
from desktop.persistence.people import NEW_PERSON
from desktop.persistence.tables import contact_points, identifiers, patients, preferences

JOANNA_BORN = date(1980, 3, 12)
"""Kept for Joanna Smith alone, so that "jo sm 12/3/80" finds one person in every demo."""

_ADULT_NEEDS: tuple[tuple[str, str, int], ...] = (
    ("hearing", "Hearing aids in both ears", 22),
    ("step-free", "Walking frame", 16),
    ("step-free", "Wheelchair", 8),
    ("fetch", "Misses names called out", 9),
    ("large-print", "18 point", 9),
    ("low-vision", "Guide by the arm", 8),
    ("memory", "Write down what happens next", 10),
    ("carer", "Comes with a carer", 9),
    ("anxious", "Say each step first", 12),
    ("quiet", "Waits outside until called", 8),
    ("double-length", "More time to talk", 10),
    ("woman-clinician", "For examinations", 10),
    ("man-clinician", "For examinations", 4),
    ("text-only", "No calls", 8),
    ("seat", "A firm seat with arms", 5),
    ("assistance-dog", "Comes with a dog", 2),
    ("bsl", "BSL interpreter in person", 2),
)
_OWN_WORDS = (
    "Give me time to finish my sentence.",
    "Speak to me, not to my daughter.",
    "I like to know what will happen before it happens.",
    "Please use my first name.",
    "I would rather hear bad news straight away.",
    "Needles frighten me. Let me look away.",
    "I am never ill, so when I ring it matters.",
)
_REACH = ("Text, then letter", "Phone, after 17:00", "E-mail", "Letter", "Text only. No calls.")


@dataclass(slots=True)
class DemoPerson:
    """What the diary needs to know of a person; ``weight`` is how often they come."""

    id: PatientId
    called: str
    born_on: date
    phone: str | None
    weight: int
    needs: tuple[str, ...]


@dataclass(slots=True)
class _Drawn:
    """A person as drawn from the seed, before there are rows."""

    given: str
    family: str
    sex: str
    born_on: date
    culture: Culture


class PeopleMaker:
    """Makes people one by one into the rows of the demo."""

    def __init__(self, rows: DemoRows, today: date, made_at: datetime, count: int):
        self._rows = rows
        self._random = rows.random
        self._search = SearchKeys(rows)
        self._today = today
        self._made_at = made_at
        self._taken = {player.called for player in CAST}
        self._numbers = nhs_numbers(self._random, count)
        self._cultures = Weighted(CULTURES, [culture.weight for culture in CULTURES])
        self._ages = Weighted(AGE_BANDS, [band[2] for band in AGE_BANDS])
        self._needs = Weighted(_ADULT_NEEDS, [need[2] for need in _ADULT_NEEDS])

    def make_player(self, player: Player) -> DemoPerson:
        """Make someone of the cast exactly as written."""
        given, family = player.names
        said = player.called.removesuffix(family).strip()
        number = player.nhs_number or next(self._numbers)
        row = self._patient_row(given, family, player.born_on, player.sex)
        row |= {
            "preferred_name": said if said != given else "",
            "say_it": player.say_it,
            "pronouns": player.pronouns,
            "title": player.title,
        }
        if player.address:
            row |= address_of(player.address)
        mobile = player.mobile or self._mobile()
        since = self._today - timedelta(days=200 + self._random.randrange(900))
        for kind, value in player.needs:
            self._add_preference(row["id"], kind, value, since)
        if player.own_words:
            written = self._today - timedelta(days=76)
            self._add_preference(row["id"], "own-words", "", written, own_words=player.own_words)
        self._finish(row, number, mobile, None)
        needs = tuple(kind for kind, _ in player.needs)
        return DemoPerson(row["id"], player.called, player.born_on, mobile, 6, needs)

    def make_one(self) -> DemoPerson:
        """Make somebody from the seed."""
        drawn = self._draw()
        random = self._random
        row = self._patient_row(drawn.given, drawn.family, drawn.born_on, drawn.sex)
        age = (self._today - drawn.born_on).days // 365
        self._vary(row, drawn, age)
        mobile = self._mobile() if age >= 12 and random.random() < 0.9 else None
        landline = self._landline() if age > 45 and random.random() < 0.5 else None
        needs = self._draw_needs(row["id"], drawn.culture, age)
        self._finish(row, next(self._numbers, None), mobile, landline)
        called = f"{row['preferred_name'] or drawn.given} {drawn.family}"
        weight = 0 if is_gone(row) else visits_weight(age, random)
        return DemoPerson(row["id"], called, drawn.born_on, mobile or landline, weight, needs)

    def _draw(self) -> _Drawn:
        random = self._random
        while True:
            first, last, _ = self._ages.draw(random)
            days = random.randrange(first * 365, (last + 1) * 365)
            born_on = self._today - timedelta(days=days + days // 1461)
            culture = self._cultures.draw(random)
            woman = random.random() < 0.507
            pools = culture.women if woman else culture.men
            older = days > 50 * 365
            words = pools[0 if older or len(pools) == 1 else 1].split()
            given = words[zipf(random, len(words))].replace("_", " ")
            families = culture.families.split()
            family = families[zipf(random, len(families))].replace("_", " ")
            if born_on != JOANNA_BORN and f"{given} {family}" not in self._taken:
                return _Drawn(given, family, "female" if woman else "male", born_on, culture)

    def _vary(self, row: Row, drawn: _Drawn, age: int) -> None:
        """Give some people a second name, a name they go by, a former name, an end."""
        random = self._random
        chance = random.random()
        words = drawn.culture.women if drawn.sex == "female" else drawn.culture.men
        if chance < 0.25:
            row["given_names"] = f"{drawn.given} {random.choice(words[-1].split())}"
            row["preferred_name"] = drawn.given
        elif chance < 0.28:
            row["preferred_name"] = short_name(drawn.given)
        if drawn.sex == "female" and age > 25 and random.random() < 0.25:
            row["former_names"] = random.choice(drawn.culture.families.split()).replace("_", " ")
        if random.random() < 0.06:
            row["pronouns"] = "They/them" if random.random() < 0.2 else pronouns_of(drawn.sex)
        end = random.random()
        if end < 0.02:
            row["registration"] = Registration.LEFT
        elif end < 0.045:
            row["registration"] = Registration.TEMPORARY
        elif end < 0.05:
            row["registration"] = Registration.VISITOR
        if age > 60 and random.random() < 0.012:
            row["is_deceased"] = True
            row["deceased_on"] = self._today - timedelta(days=random.randrange(1, 365))

    def _patient_row(self, given: str, family: str, born_on: date, sex: str) -> Row:
        random = self._random
        number = random.randrange(len(STREETS))
        house = random.randrange(1, 140)
        return {
            "id": PatientId(self._rows.new_id(self._made_at)),
            "title": "",
            "given_names": given,
            "family_name": family,
            "preferred_name": "",
            "former_names": "",
            "say_it": "",
            "pronouns": "",
            "born_on": born_on,
            "born_unknown_why": "",
            "sex": sex,
            "gender": "",
            "registration": Registration.REGISTERED,
            **NEW_PERSON,
        } | address_of(f"{house} {STREETS[number]}")

    def _draw_needs(self, patient_id: PatientId, culture: Culture, age: int) -> tuple[str, ...]:
        random = self._random
        chosen: dict[str, str] = {}
        if random.random() < 0.06 + 0.004 * max(0, age - 40):
            for _ in range(1 + (random.random() < 0.3)):
                kind, value, _weight = self._needs.draw(random)
                if age >= 16:
                    chosen[kind] = value
        if culture.language and random.random() < 0.12:
            kind = "language" if culture.language == "Welsh" else "interpreter"
            chosen[kind] = culture.language
        for kind, value in chosen.items():
            self._add_preference(patient_id, kind, value, self._some_day())
        if random.random() < 0.04 and age >= 16:
            self._add_preference(patient_id, "reach", random.choice(_REACH), self._some_day())
        if random.random() < 0.02 and age >= 16:
            words = random.choice(_OWN_WORDS)
            self._add_preference(patient_id, "own-words", "", self._some_day(), own_words=words)
        return tuple(chosen)

    def _some_day(self) -> date:
        return self._today - timedelta(days=self._random.randrange(5, 2200))

    def _add_preference(
        self, patient_id: PatientId, kind: str, value: str, since_on: date, own_words: str = ""
    ) -> None:
        review = since_on.replace(year=since_on.year + 1, day=min(since_on.day, 28))
        while review < self._today - timedelta(days=40):
            review = review.replace(year=review.year + 1)
        self._rows.add(
            preferences,
            {
                "id": self._rows.new_id(self._made_at),
                "patient_id": patient_id,
                "kind": kind,
                "value": value,
                "own_words": own_words,
                "source": "patient",
                "since_on": since_on,
                "recorded_by": self._random.choice(("Priya Nair", "Tomasz Zieliński")),
                "review_on": review,
                "ends_on": None,
                "version": 1,
            },
        )

    def _finish(
        self, row: Row, number: str | None, mobile: str | None, landline: str | None
    ) -> None:
        """Add the person with number, ways to reach them and keys to be found by."""
        rows, random = self._rows, self._random
        rows.add(patients, row)
        found_by = []
        if number is not None:
            found_by.append((NHS_NUMBER, number))
            rows.add(
                identifiers,
                {
                    "id": rows.new_id(self._made_at),
                    "patient_id": row["id"],
                    "system": NHS_NUMBER,
                    "value": number,
                    "verification": "number-present-but-not-traced",
                    "use": "",
                },
            )
        points = [("phone", mobile, "mobile"), ("phone", landline, "home")]
        if mobile is not None and random.random() < 0.4:
            points.append(("email", email(row, random), "home"))
        kept = [point for point in points if point[1]]
        for rank, (system, value, use) in enumerate(kept, 1):
            rows.add(
                contact_points,
                {
                    "id": rows.new_id(self._made_at),
                    "patient_id": row["id"],
                    "rank": rank,
                    "system": system,
                    "value": value,
                    "use": use,
                    "note": "",
                    "doubtful": "",
                },
            )
        phones = tuple(str(value) for system, value, _ in kept if system == "phone")
        self._search.add(row, tuple(found_by), phones)

    def add_name_lists(self) -> None:
        """Add the distinct names, once everybody is made."""
        self._search.add_name_lists()

    def _mobile(self) -> str:
        return f"07700 900{self._random.randrange(1000):03}"

    def _landline(self) -> str:
        return f"01632 960{self._random.randrange(1000):03}"
