"""import.visits: 100,000 visits of 40,000 people from a CSV file into SQLite, in seconds."""

from __future__ import annotations

import csv
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from desktop.exchange.mapping import read_mapping
from desktop.operations.desk import open_desk
from desktop.operations.practice import make_practice
from desktop.operations.visits_import import import_visits
from desktop.paths import resources_dir
from tests.bench.databases import Databases
from tests.bench.measure import Budget, Figures, Row

VISITS = 100_000
PEOPLE = 40_000
HEAD = (
    "PatientId,AppointmentID,Gender,ScheduledDay,AppointmentDay,Age,Neighbourhood,Scholarship,"
    "Hipertension,Diabetes,Alcoholism,Handcap,SMS_received,No-show"
)


def measure_import(databases: Databases) -> Iterator[Row]:
    """Take in a made file laid out as the no-show set is: dates alone, people made on the way."""
    url = databases.empty("sqlite")
    file = databases.scratch / "visits.csv"
    _write_visits(file)
    desk = open_desk(url, desk_name="Bench", needs_practice=False)
    desk.act(
        make_practice,
        name="Bench",
        nation="england",
        clinic_name="Bench",
        manager_name="Bench",
        manager_pin="582931",
    )
    mapping = read_mapping(resources_dir() / "mappings" / "noshow-vitoria-2016.toml")
    began = time.perf_counter()
    report = import_visits(desk, [file], mapping=mapping)
    took = time.perf_counter() - began
    desk.close()
    people = len({row["PatientId"] for row in _rows_of(file)})
    is_right = (report.visits.added, report.people.added, report.refused) == (VISITS, people, 0)
    note = f"{people:,} people made on the way; bare: csv and executemany of the visits alone"
    bare = Figures((_bare_insert(file),))
    figures = Figures((took,))
    budget = Budget(longest=60)
    yield Row("import.visits", figures, bare, budget, note, unit="s", is_right=is_right)


def _write_visits(file: Path) -> None:
    random = Random(1)
    with file.open("w", encoding="utf-8", newline="") as opened:
        opened.write(HEAD + "\n")
        for number in range(VISITS):
            person = random.randrange(PEOPLE)
            day = 1 + random.randrange(28)
            opened.write(
                f"{10_000_000 + person},{5_000_000 + number},{'FM'[person % 2]},"
                f"2016-04-{day:02}T10:20:30Z,2016-05-{day:02}T00:00:00Z,{person % 90},CENTRO,"
                f"0,0,0,0,0,1,{'Yes' if random.random() < 0.2 else 'No'}\n"
            )


def _rows_of(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        yield from csv.DictReader(opened)


def _bare_insert(file: Path) -> float:
    """Return the seconds that reading the file and one insert of its columns take."""
    began = time.perf_counter()
    with sqlite3.connect(file.with_suffix(".bare.db")) as db:
        names = HEAD.replace("-", "").split(",")
        db.execute(f"CREATE TABLE visits ({', '.join(names)})")
        marks = ", ".join("?" * len(names))
        rows = (tuple(row.values()) for row in _rows_of(file))
        db.executemany(f"INSERT INTO visits VALUES ({marks})", rows)
    db.close()
    return time.perf_counter() - began
