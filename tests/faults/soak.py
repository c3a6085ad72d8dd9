"""``make soak``: the long fault runs. Desks killed in the middle of their acts, on both engines.

``python -m tests.faults.soak --runs 1000``; every 25 runs begin with a new practice. It prints a
line for what went wrong, the figures at the end, and ends with 1 where anything was lost or half
done.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from desktop.persistence.migrate import upgrade
from tests.engines import drop_database, make_database
from tests.faults.killed import Killed, Killer, lay_scene
from tests.postgres_cluster import Cluster, start_cluster, stop_cluster

RUNS_A_PRACTICE = 25
ENGINES = os.environ.get("ATTEND_TEST_ENGINES", "sqlite,postgresql").split(",")


@contextmanager
def _practices(engine: str, folder: Path) -> Iterator[Iterator[str]]:
    """Give one new practice's URL after another; a server is stopped at the end."""
    if engine == "sqlite":
        yield _files(folder)
        return
    cluster = start_cluster(folder / "server")
    try:
        yield _databases(cluster)
    finally:
        stop_cluster(folder / "server")


def _files(folder: Path) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        place = folder / f"practice-{number}"
        place.mkdir()
        yield f"sqlite:///{place / 'practice.db'}"
        shutil.rmtree(place)


def _databases(cluster: Cluster) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        make_database(cluster, f"practice_{number}")
        yield cluster.url(f"practice_{number}")
        drop_database(cluster, f"practice_{number}")


def soak(engine: str, runs: int, first_seed: int) -> bool:
    """Kill so many desks on one engine; returns whether all was well."""
    folder = Path(tempfile.mkdtemp(prefix="attend-soak-"))
    folder.chmod(0o755)  # the server, run as another user, has its folder in here
    began, killed = time.monotonic(), []
    try:
        with _practices(engine, folder) as practices:
            seeds = range(first_seed, first_seed + runs)
            with click.progressbar(length=runs, label=f"Killing desks on {engine}") as bar:
                for at in range(0, runs, RUNS_A_PRACTICE):
                    batch = seeds[at : at + RUNS_A_PRACTICE]
                    for one in _kill_desks(next(practices), folder / "locks", batch):
                        killed.append(one)
                        bar.update(1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _say(engine, killed, time.monotonic() - began)


def _kill_desks(url: str, locks: Path, seeds: range) -> Iterator[Killed]:
    upgrade(url)
    lay_scene(url, locks)
    with Killer(url, locks) as killer:
        for seed in seeds:
            yield killer.kill_one(seed)


def _say(engine: str, killed: list[Killed], seconds: float) -> bool:
    for one in killed:
        if not one.is_whole:
            click.echo(
                f"seed {one.seed}: lost {sorted(one.lost)}, untold {one.untold}, {one.wrong}"
            )
    acts = sum(len(one.told) for one in killed)
    untold = sum(one.untold for one in killed)
    missing = sum(len(one.lost) for one in killed)
    wrong = sum(bool(one.wrong) for one in killed)
    click.echo(
        f"{engine}: {len(killed):,} desks killed, {acts:,} acts acknowledged, {missing} lost, "
        f"{untold} done and not told, {wrong} checks that found something, {seconds:,.0f} s"
    )
    return all(one.is_whole for one in killed)


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description="the long fault runs")
    parser.add_argument("--runs", type=int, default=1000, help="desks killed on each engine")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    given = parser.parse_args()
    chosen = given.engine or ENGINES
    well = [soak(engine, given.runs, given.first_seed) for engine in chosen]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
