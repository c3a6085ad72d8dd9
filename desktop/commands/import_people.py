"""``attend import people``: FHIR R4 Patient files into the practice."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import click

from desktop.commands.options import database_option
from desktop.operations.desk import open_desk
from desktop.operations.people_import import (
    ImportReport,
    count_people,
    import_people,
    report_rows,
)

COMMAND_DESK = "Import"


@click.group("import")
def import_group() -> None:
    """Take in data from elsewhere."""


@import_group.command("people")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@database_option()
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write every row not taken, and every value kept with a warning, to this CSV file.",
)
def people(
    files: tuple[Path, ...], database: str, *, dry_run: bool, as_json: bool, report: Path | None
) -> int:
    """Take in people from FHIR R4 Patient JSON: single, Bundle, NDJSON, each also gzipped.

    Twice changes nothing: people are found again by their identifiers.
    """
    desk = open_desk(database, desk_name=COMMAND_DESK)
    try:
        progress: Any = click.progressbar(
            length=count_people(files), label="Taking in people", hidden=as_json
        )
        with progress as bar:
            done = import_people(desk, files, dry_run=dry_run, on_person=lambda: bar.update(1))
    finally:
        desk.close()
    if report is not None:
        _write_report(report, done)
    _say(done, dry_run=dry_run, as_json=as_json)
    return 1 if done.refused else 0


def _write_report(file: Path, done: ImportReport) -> None:
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(("file", "place", "field", "reason", "taken"))
        writer.writerows(report_rows(done))


def _say(done: ImportReport, *, dry_run: bool, as_json: bool) -> None:
    counts = {
        "read": done.read,
        "added": done.added,
        "known": done.known,
        "refused": done.refused,
        "dry_run": dry_run,
    }
    if as_json:
        click.echo(json.dumps(counts))
        return
    would = "would be added" if dry_run else "added"
    click.echo(
        f"{done.read:,} read: {done.added:,} {would}, {done.known:,} known already, "
        f"{done.refused:,} not taken."
    )
