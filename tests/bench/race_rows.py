"""race.*: many desks after the same places, saturated and paced; nothing taken twice, none lost."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.databases import Databases
from tests.bench.measure import Budget, Figures, Row
from tests.race.harness import Race, count_visits_without_their_place, run_race
from tests.race.scene import lay_scene

TRIES_IN_ALL = 10_000
PLACES = (2_000, 100_000)
DESKS = {"sqlite": 16, "postgresql": 50}
PACED_DESKS = {"sqlite": 4, "postgresql": 50}
PACED_TRIES = 20
PAUSE_SECONDS = 0.5
PACED = Budget(p99=50, longest=500)


def measure_race(databases: Databases, engine: str) -> Iterator[Row]:
    """Race without pause on 2,000 and on 100,000 places, then at two tries a second."""
    desks = DESKS[engine]
    tries = TRIES_IN_ALL // desks
    for places in PLACES:
        url = databases.empty(engine)
        name = f"race.{engine}.{places}"
        yield _race(databases, url, name, desks=desks, tries=tries, places=places)
    yield _race(
        databases,
        databases.empty(engine),
        f"race.{engine}.paced",
        desks=PACED_DESKS[engine],
        tries=PACED_TRIES * (50 // PACED_DESKS[engine]),
        places=PLACES[0],
        pause_seconds=PAUSE_SECONDS,
    )


def _race(
    databases: Databases,
    url: str,
    name: str,
    *,
    desks: int,
    tries: int,
    places: int,
    pause_seconds: float = 0.0,
) -> Row:
    scene = lay_scene(url, slot_count=places, people=desks * tries, clinician_count=40)
    folder = databases.scratch / name
    race = run_race(scene, folder, what=["book"] * desks, tries=tries, pause_seconds=pause_seconds)
    bare = None
    if not pause_seconds:
        again = run_race(scene, folder / "bare", what=["bare"] * desks, tries=tries)
        bare = Figures(tuple(one.took_ms for one in again.answers))
    right = (
        race.taken_twice == 0
        and not race.missing
        and not race.unasked
        and not race.errors
        and count_visits_without_their_place(url) == 0
    )
    return Row(
        name,
        Figures(tuple(one.took_ms for one in race.answers)),
        bare,
        PACED if pause_seconds else Budget(),
        _said(race, desks, bare and again),
        is_right=right,
    )


def _said(race: Race, desks: int, again: Race | None) -> str:
    won = len(race.having("won"))
    words = (
        f"{desks} desks, {len(race.answers)} tries, {won} won, "
        f"{len(race.answers) / race.seconds:.0f} tries/s, {won / race.seconds:.0f} won/s; "
        f"{race.taken_twice} taken twice, {len(race.missing)} lost, "
        f"{sum(race.errors.values())} errors"
    )
    if again is not None:
        rate = len(again.answers) / again.seconds
        words += f"; bare driver: {rate:.0f} tries/s, {len(again.having('won'))} won"
    return words
