"""``attend export people|visits|practice``: FHIR R4 or CSV files for other systems."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from desktop.commands.options import database_option
from desktop.operations.desk import Desk, open_desk
from desktop.operations.export import count_for_export, export_people, export_visits
from desktop.operations.whole_export import export_practice

COMMAND_DESK = "Export"
_STEPS = 200
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("export")
def export_group() -> None:
    """Hand data out to other systems; everybody in it is put on record."""


@export_group.command("people")
@click.argument("to", type=_FILE)
@database_option()
def people(to: Path, database: str) -> int:
    """Write everybody to a file: FHIR R4 (.json a Bundle, .ndjson) or .csv, each also .gz."""
    return _export(database, to, export_people, "people")


@export_group.command("visits")
@click.argument("to", type=_FILE)
@database_option()
def visits(to: Path, database: str) -> int:
    """Write every visit to a file: FHIR R4 (.json a Bundle, .ndjson) or .csv, each also .gz."""
    return _export(database, to, export_visits, "visits")


@export_group.command("practice")
@click.argument("to", type=_FILE)
@database_option()
def practice(to: Path, database: str) -> int:
    """Write every record of the practice to a .zip of CSV files, a kind a file.

    People with what they told us and its history, visits with their needs, series, the waiting
    list with its offers, the rebook list, sessions, set-up, and who did what. Desks go on working.
    It holds people's details: keep it where only staff can read it.
    """
    desk: Desk = open_desk(database, desk_name=COMMAND_DESK)
    try:
        progress: Any = click.progressbar(length=_STEPS, label="Writing the practice")
        with progress as bar:
            counts = export_practice(
                desk, database, to, on_share=lambda share: bar.update(int(share * _STEPS) - bar.pos)
            )
    finally:
        desk.close()
    click.echo(f"{sum(counts.values()):,} rows in {len(counts)} files written to {to.name}.")
    return 0


def _export(database: str, to: Path, export: Callable[..., int], what: str) -> int:
    desk: Desk = open_desk(database, desk_name=COMMAND_DESK)
    try:
        length = count_for_export(desk, people=what == "people")
        progress: Any = click.progressbar(length=length, label=f"Writing {what}")
        with progress as bar:
            count = export(desk, to, on_one=lambda: bar.update(1))
    finally:
        desk.close()
    click.echo(f"{count:,} {what} written to {to.name}.")
    return 0
