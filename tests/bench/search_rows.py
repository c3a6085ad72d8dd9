"""search.*: a keystroke to rows among a million people, every kind of query; near misses."""

from __future__ import annotations

import random
import sqlite3
import uuid
from collections.abc import Callable, Iterator

import psycopg

from desktop.domain.permissions import Role
from desktop.operations.desk import Desk, open_desk
from desktop.operations.people_reads import find_people
from desktop.operations.work import Actor
from desktop.persistence.engine import read_url
from tests.bench.databases import Databases, keep
from tests.bench.measure import Budget, Figures, Row, time_in_turns
from tests.bench.people_million import PEOPLE, fill

COUNT = 2_000
NEAR_COUNT = 100
_BARE = (
    "SELECT patient_id, family, given, born_on FROM patient_search "
    "WHERE family >= {0} AND family < {0} ORDER BY family, given, born_on LIMIT 20"
)
BUDGETS = {"sqlite": Budget(p95=1, p99=3, p999=16), "postgresql": Budget(p95=2, p99=5)}


def measure_search(databases: Databases, engine: str) -> Iterator[Row]:
    """Measure every kind of query, one keystroke after another as people type them."""
    url = _kept_million() if engine == "sqlite" else _million_on_server(databases)
    desk = open_desk(url, desk_name=f"Bench {uuid.uuid4().hex[:6]}", needs_practice=False)
    desk.actor = Actor("Bench", Role.RECEPTIONIST)
    typed = _keystrokes(desk)
    bare, close = _bare(url, engine)

    def ours(number: int) -> object:
        return desk.read(find_people, text=typed[number % len(typed)])

    def raw(number: int) -> object:
        return bare(typed[number % len(typed)].split(" ")[0])

    figures = time_in_turns(ours, raw, COUNT, warm=20)
    note = f"{PEOPLE:,} people; names, birth dates, phones, NHS numbers, misspelt; rows with needs"
    yield Row(f"search.{engine}", *figures, BUDGETS[engine], note)
    if engine == "sqlite":
        yield _near(desk)
    close()
    desk.close()


def _near(desk: Desk) -> Row:
    wrong = ["magie huges", "smihth", "jonse", "wiliamz", "hughees", "tailor jon", "patl"]

    def ours(number: int) -> object:
        return desk.read(find_people, text=wrong[number % len(wrong)], near=True)

    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    index = desk.shared["people_index"]

    def raw(number: int) -> object:
        return process.extract(
            wrong[number % len(wrong)],
            index.families,
            scorer=DamerauLevenshtein.distance,
            score_cutoff=2,
        )

    figures: tuple[Figures, Figures] = time_in_turns(ours, raw, NEAR_COUNT, warm=3)
    return Row("search.near", *figures, Budget(p95=16), "baseline: the distances alone, no SQL")


def _keystrokes(desk: Desk) -> list[str]:
    """Return what stands in the box after each key of many searches."""
    chance = random.Random(2)
    names = [
        *("smith j", "j smith", "s j", "hughes mag", "patel an", "jo sm 12/3/80", "khan"),
        *("smyth", "mcdonnald", "evans gwen", "12/3/1952", "12 mar 1980", "07700", "118"),
        *("9990000018", "900123", "taylor", "ali mo", "jones 12/3/1952", "nowak"),
    ]
    index = desk.shared.get("people_index")
    if index is None:
        desk.read(find_people, text="a")
        index = desk.shared["people_index"]
    for _ in range(60):
        names.append(f"{chance.choice(index.families)} {chance.choice(index.givens)[:3]}")
    typed = [name[:end] for name in names for end in range(1, len(name) + 1)]
    chance.shuffle(typed)
    return typed


def _bare(url: str, engine: str) -> tuple[Callable[[str], object], Callable[[], None]]:
    if engine == "sqlite":
        lite = sqlite3.connect(str(read_url(url).database))
        statement = _BARE.format("?")
        return lambda word: lite.execute(statement, (word, f"{word}~")).fetchall(), lite.close
    server = psycopg.connect(url, prepare_threshold=1)
    statement = _BARE.format("%s")
    return lambda word: server.execute(statement, (word, f"{word}~")).fetchall(), server.close


def _kept_million() -> str:
    def fill_it(url: str) -> None:
        Databases.migrate(url)
        fill(url)

    file = keep("million", fill_it, "tests/bench/people_million.py")
    with file.open(
        "rb"
    ) as kept:  # from the disk into memory, as it is after a desk's first minutes
        while kept.read(1 << 24):
            pass
    return f"sqlite:///{file}"


def _million_on_server(databases: Databases) -> str:
    url = databases.empty("postgresql")
    fill(url)
    return url
