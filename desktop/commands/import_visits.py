"""``attend import visits``: FHIR R4 Schedule, Slot, Appointment, Encounter, or CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from desktop.commands.import_options import (
    COMMAND_DESK,
    find_mapping,
    import_options,
    mapping_named,
    say_report,
    write_report,
)
from desktop.commands.options import database_option
from desktop.operations.desk import open_desk
from desktop.operations.people_import import count_in
from desktop.operations.visits_import import import_visits

OWN_EXPORT = "attend-visits"


@click.command("visits")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@database_option()
@import_options
def visits(files: tuple[Path, ...], database: str, **options: Any) -> int:
    """Take in visits and times from FHIR R4 (JSON, NDJSON, XML, Bundle) or CSV, each also gzipped.

    Schedules and slots become sessions; a coming visit takes its place as at the desk, as an
    extra where none is free; past visits and encounters take none. Import the people first, or
    have them in the same files. Twice changes nothing.
    """
    mapping = find_mapping(options["mapping"]) or mapping_named(OWN_EXPORT)
    desk = open_desk(database, desk_name=COMMAND_DESK)
    try:
        progress: Any = click.progressbar(
            length=count_in(files), label="Taking in visits", hidden=options["as_json"]
        )
        with progress as bar:
            done = import_visits(
                desk,
                files,
                source=options["source"],
                mapping=mapping,
                dry_run=options["dry_run"],
                on_entry=lambda: bar.update(1),
            )
    finally:
        desk.close()
    write_report(options["report"], done)
    say_report(done, dry_run=options["dry_run"], as_json=options["as_json"])
    return 1 if done.refused else 0
