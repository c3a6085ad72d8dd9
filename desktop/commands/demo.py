"""``attend demo``: make the demo practice, then open the window on it."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from desktop.commands.options import DEMO_FILE, database_option
from desktop.domain.errors import RuleViolation
from desktop.domain.times import instant_of, local_of
from desktop.operations.demo import (
    LEAST_PEOPLE,
    USUAL_PEOPLE,
    DemoMade,
    choose_clock,
    make_demo,
)
from desktop.operations.demo_practice import ZONE
from desktop.paths import own_command

_STEPS = 200


@click.command()
@database_option(DEMO_FILE, makes_file=True)
@click.option(
    "--people",
    type=click.IntRange(LEAST_PEOPLE, 1_000_000),
    default=USUAL_PEOPLE,
    show_default=True,
    help="How many people the practice has.",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed, the same demo."
)
@click.option(
    "--today",
    metavar="DATE[THH:MM]",
    help="The clock the demo is made for and its window opens with, such as 2026-11-18T10:22.",
)
@click.option("--no-window", is_flag=True, help="Make the practice and stop.")
def demo(database: str, people: int, seed: int, today: str | None, *, no_window: bool) -> int:
    """Make a demo practice of made-up people, with a year of visits behind it."""
    real = datetime.now(UTC)
    now = choose_clock(real) if today is None else read_today(today)
    with click.progressbar(length=_STEPS, label="Making the demo") as bar:

        def _on_progress(_what: str, share: float) -> None:
            bar.update(max(0, int(share * _STEPS) - bar.pos))

        made = make_demo(
            database,
            people=people,
            seed=seed,
            now=now,
            keep_clock=now != real,
            progress=_on_progress,
        )
        bar.update(_STEPS - bar.pos)
    _say_what_was_made(made)
    if no_window:
        return 0
    return open_window(database)


def read_today(typed: str) -> datetime:
    """Return the instant of a date, or date and time, at the demo's clinic; 10:22 without a time.

    Errors: click.BadParameter for anything else.
    """
    try:
        wall = datetime.fromisoformat(typed if "T" in typed else f"{typed}T10:22")
        if wall.tzinfo is not None:
            return wall.astimezone(UTC)
        return instant_of(wall.date(), wall.time(), ZONE)
    except (ValueError, RuleViolation) as error:
        raise click.BadParameter(
            "this is not a date and time like 2026-11-18T10:22.", param_hint="--today"
        ) from error


def open_window(database: str) -> int:
    """Open the window on the database, as a program of its own."""
    import subprocess

    done = subprocess.run([*own_command(), "--database", database], check=False)
    return done.returncode


def _say_what_was_made(made: DemoMade) -> None:
    rows = made.rows
    click.echo(
        f"{rows['patients']:,} people, {rows['appointments']:,} visits, "
        f"{rows['slots']:,} slots in {rows['sessions']:,} sessions."
    )
    if made.clock is not None:
        click.echo(f"Its clock starts at {local_of(made.clock, ZONE):%a %d %b %Y, %H:%M}.")
    click.echo("\nPeople who can sign in to this demo:")
    for one in made.pins:
        click.echo(f"  {one.name:<24}{one.role.words:<14}PIN {one.pin}")
