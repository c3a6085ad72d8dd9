"""Measuring: the same work many times, its figures, and the row they make."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median

BATCHES, LEAST_BATCH = 10, 20


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one thing, in the row's unit, in the order it was measured.

    The machine is shared: ``p50`` and ``p95`` are those of the quietest of ten batches, as the
    bare limits the budgets come from were measured; ``busy`` is the highest p50 of a batch; p99
    and what is above it are of all.
    """

    values: tuple[float, ...]

    def at(self, share: float) -> float:
        """Return the value that this share of all is not above."""
        return _at(self.values, share)

    @property
    def p50(self) -> float:
        """The middle one of the quietest batch."""
        return median(self._quietest)

    @property
    def p95(self) -> float:
        """95 of 100 of the quietest batch are not above it."""
        return _at(self._quietest, 0.95)

    @property
    def busy(self) -> float:
        """The middle one of the busiest batch."""
        return max(median(batch) for batch in self._batches)

    @property
    def _quietest(self) -> tuple[float, ...]:
        return min(self._batches, key=median)

    @property
    def _batches(self) -> list[tuple[float, ...]]:
        size = max(LEAST_BATCH, len(self.values) // BATCHES)
        count = max(1, len(self.values) // size)
        ends = [*range(size, size * count, size), len(self.values)]
        return [self.values[max(0, end - size) : end] for end in ends]


def _at(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


@dataclass(frozen=True, slots=True)
class Budget:
    """What a row may cost; None where that figure has no limit. ``ratio`` is to the baseline."""

    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    p999: float | None = None
    longest: float | None = None
    ratio: float | None = None

    def is_kept_by(self, figures: Figures, ratio: float | None) -> bool:
        """Return whether every limit holds."""
        limits = (
            (self.p50, figures.p50),
            (self.p95, figures.p95),
            (self.p99, figures.at(0.99)),
            (self.p999, figures.at(0.999)),
            (self.longest, max(figures.values)),
            (self.ratio, ratio if ratio is not None else 0.0),
        )
        return all(limit is None or value <= limit for limit, value in limits)

    def __str__(self) -> str:
        """Say the limits."""
        said = [f"{name} {limit:g}" for name, limit in asdict(self).items() if limit is not None]
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: a thing of ours, its bare baseline, its budget."""

    name: str
    figures: Figures
    baseline: Figures | None
    budget: Budget
    note: str
    unit: str = "ms"
    is_right: bool = True
    """False when what was measured did not do what it should (a race that lost a booking)."""

    @property
    def ratio(self) -> float | None:
        """How many times the baseline's p50 ours is."""
        if self.baseline is None or not self.baseline.p50:
            return None
        return self.figures.p50 / self.baseline.p50

    @property
    def ok(self) -> bool:
        """Whether the budget holds and the thing was done right."""
        return self.is_right and self.budget.is_kept_by(self.figures, self.ratio)

    def as_json(self) -> dict[str, object]:
        """Return the row as ``build/bench.json`` keeps it."""
        return {
            "name": self.name,
            "unit": self.unit,
            "p50": round(self.figures.p50, 4),
            "p95": round(self.figures.p95, 4),
            "p99": round(self.figures.at(0.99), 4),
            "max": round(max(self.figures.values), 4),
            "busy": round(self.figures.busy, 4),
            "baseline": None
            if self.baseline is None
            else {"p50": round(self.baseline.p50, 4), "p95": round(self.baseline.p95, 4)},
            "ratio": None if self.ratio is None else round(self.ratio, 2),
            "budget": str(self.budget),
            "ok": self.ok,
            "n": len(self.figures.values),
            "note": self.note,
        }


def time_each(work: Callable[[int], object], count: int, *, warm: int = 0) -> Figures:
    """Do the work that often and time each; the first ``warm`` times are not counted."""
    for number in range(warm):
        work(number)
    settle()
    took = []
    for number in range(warm, warm + count):
        began = time.perf_counter()
        work(number)
        took.append((time.perf_counter() - began) * 1000)
    return Figures(tuple(took))


def time_in_turns(
    ours: Callable[[int], object], bare: Callable[[int], object], count: int, *, warm: int = 3
) -> tuple[Figures, Figures]:
    """Time ours and the bare way by turns in batches, so that both see the same machine."""
    both: tuple[list[float], list[float]] = ([], [])
    batches = 10
    size = max(1, count // batches)
    for batch in range(batches):
        for work, kept in zip((ours, bare), both, strict=True):
            first = batch * size + (0 if batch == 0 else warm)
            kept.extend(time_each(lambda n, w=work, f=first: w(f + n), size, warm=warm).values)
    return Figures(tuple(both[0])), Figures(tuple(both[1]))


def settle() -> None:
    """Collect and freeze what is there, as the window does once its day is painted."""
    gc.collect()
    gc.freeze()


def print_table(rows: Iterable[Row]) -> None:
    """Print the rows for a reader."""
    head = ("row", "p50", "p95", "p99", "max", "busy", "bare p50", "ratio", "budget", "", "n")
    lines: list[Sequence[str]] = [head]
    for row in rows:
        bare = "" if row.baseline is None else f"{row.baseline.p50:.3f}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        figures = row.figures
        measured = (figures.p50, figures.p95, figures.at(0.99), max(figures.values), figures.busy)
        numbers = tuple(f"{one:.3f}" for one in measured)
        verdict = "ok" if row.ok else "MISSED"
        lines.append(
            (row.name, *numbers, bare, ratio, str(row.budget), verdict, str(len(figures.values)))
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
