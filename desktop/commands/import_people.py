"""``attend import people``: FHIR R4 Patient and RelatedPerson, or CSV, into the practice."""

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
from desktop.operations.people_import import count_in, import_people

OWN_EXPORT = "attend-people"


@click.group("import")
def import_group() -> None:
    """Take in data from elsewhere."""


@import_group.command("people")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@database_option()
@import_options
def people(files: tuple[Path, ...], database: str, **options: Any) -> int:
    """Take in people from FHIR R4 (JSON, NDJSON, XML, Bundle) or CSV, each also gzipped.

    CSV needs a mapping file that says what its columns are; without one it is read as Attend's
    own export. Twice changes nothing: people are found again by their ids there and numbers.
    """
    mapping = find_mapping(options["mapping"]) or mapping_named(OWN_EXPORT)
    desk = open_desk(database, desk_name=COMMAND_DESK)
    try:
        progress: Any = click.progressbar(
            length=count_in(files), label="Taking in people", hidden=options["as_json"]
        )
        with progress as bar:
            done = import_people(
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
