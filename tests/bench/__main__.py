"""``python -m tests.bench [--only NAME]``: measure, print a table, write build/bench.json."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.bench import (
    book_rows,
    day_rows,
    feed_rows,
    fill_rows,
    fit_rows,
    free_rows,
    impact_rows,
    import_rows,
    memory_rows,
    month_rows,
    package_rows,
    race_rows,
    search_rows,
    session_rows,
    start_rows,
)
from tests.bench.databases import ROOT, Databases
from tests.bench.measure import Row, print_table


@dataclass(frozen=True, slots=True)
class Bench:
    """What measures some rows; ``names`` are the rows it gives."""

    names: tuple[str, ...]
    measure: Callable[[Databases], Iterator[Row]]
    part: str = ""
    """A name that asks for all of them, beside the beginnings of their own."""

    def gives(self, row: str, only: str) -> bool:
        """Return whether that row is among those asked for."""
        return row.startswith(only) or (bool(only) and self.part == only)


def _acts(engine: str) -> Bench:
    names = tuple(f"{act}.{engine}" for act in ("book", "move", "cancel"))
    return Bench(names, lambda databases: book_rows.measure_acts(databases, engine))


def _on(engine: str, name: str, measure: Callable[[Databases, str], Iterator[Row]]) -> Bench:
    return Bench((f"{name}.{engine}",), lambda databases: measure(databases, engine))


def _race(engine: str) -> Bench:
    names = tuple(f"race.{engine}.{what}" for what in ("2000", "100000", "paced"))
    return Bench(names, lambda databases: race_rows.measure_race(databases, engine))


FIT = ("fit.rank", "fit.rank10")
FREE = ("free.first", "free.month", "free.heatmap", "free.first10")


def _measure_window(databases: Databases) -> Iterator[Row]:
    from tests.bench.window_rows import measure_window

    return measure_window(databases)


def _measure_paint(databases: Databases) -> Iterator[Row]:
    from tests.bench.paint_rows import measure_paint

    return measure_paint(databases)


BENCHES: tuple[Bench, ...] = (
    Bench(("start.shell", "start.day"), start_rows.measure_start),
    Bench(("day.open", "week.view", "search.painted", "book.shown"), _measure_window),
    Bench(("paint.full", "paint.full.cold", "paint.scroll"), _measure_paint),
    Bench(FREE, free_rows.measure_free),
    Bench(FIT, lambda _databases: fit_rows.measure_fit()),
    Bench(("fill.match",), lambda _databases: fill_rows.measure_fill()),
    Bench(
        ("search.sqlite", "search.near"),
        lambda databases: search_rows.measure_search(databases, "sqlite"),
    ),
    _on("postgresql", "search", search_rows.measure_search),
    _on("sqlite", "day.load", day_rows.measure_day_load),
    _on("postgresql", "day.load", day_rows.measure_day_load),
    _acts("sqlite"),
    _acts("postgresql"),
    _on("sqlite", "feed", feed_rows.measure_feed),
    _on("postgresql", "feed", feed_rows.measure_feed),
    _on("sqlite", "sessions.generate", session_rows.measure_generate),
    _on("postgresql", "sessions.generate", session_rows.measure_generate),
    _on("sqlite", "month.view", month_rows.measure_month),
    _on("postgresql", "month.view", month_rows.measure_month),
    _on("sqlite", "impact.show", impact_rows.measure_impact),
    _on("postgresql", "impact.show", impact_rows.measure_impact),
    Bench(("import.visits",), import_rows.measure_import),
    Bench(("memory.window", "memory.growth"), memory_rows.measure_memory),
    _race("sqlite"),
    _race("postgresql"),
    Bench(("package.deb", "package.setup", "package.msi"), package_rows.measure_packages),
    Bench(("start.frozen",), package_rows.measure_frozen_start, part="package"),
)


def main() -> int:
    """Measure what was asked for; 1 when a row misses its budget."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", default="", help="rows whose name begins so (book, search.near)")
    only = parser.parse_args().only
    chosen = [one for one in BENCHES if any(one.gives(name, only) for name in one.names)]
    if not chosen:
        print(f"No row begins with {only!r}.", file=sys.stderr)
        return 2
    databases = Databases()
    rows: list[Row] = []
    try:
        for bench in chosen:
            began = time.perf_counter()
            print(f"{', '.join(bench.names)} ...", file=sys.stderr, flush=True)
            rows += [row for row in bench.measure(databases) if bench.gives(row.name, only)]
            _write(rows)
            print(f"  {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    finally:
        databases.close()
    print_table(rows)
    return 0 if all(row.ok for row in rows) else 1


def _write(rows: list[Row]) -> None:
    file = ROOT / "build" / "bench.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
