"""``attend export people|visits``: FHIR R4 or CSV files for other systems."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from desktop.commands.options import database_option
from desktop.operations.desk import Desk, open_desk
from desktop.operations.export import count_for_export, export_people, export_visits

COMMAND_DESK = "Export"
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
