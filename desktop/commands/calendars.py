"""``attend import closures``, ``attend export diary``: calendar files (.ics) in and out."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from desktop.commands.options import database_option
from desktop.domain.closures import ClosureKind, say_closure
from desktop.operations.closures_import import (
    Proposed,
    Whose,
    find_clinician_called,
    import_closures,
)
from desktop.operations.desk import open_desk
from desktop.operations.diary_calendar import export_diary

_DAY = click.DateTime(["%Y-%m-%d"])
_KINDS = (ClosureKind.CLOSED, ClosureKind.TRAINING)
_OF_A_PERSON = (ClosureKind.LEAVE, ClosureKind.SICKNESS)


@click.command("closures")
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False))
@database_option()
@click.option("--clinician", default="", help="Whose leave this calendar has; else the practice.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in (*_KINDS, *_OF_A_PERSON)]),
    help="What its busy times are: closed by default, leave for a clinician.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be proposed, change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was proposed as JSON.")
def closures(
    file: Path,
    database: str,
    *,
    clinician: str,
    kind: str | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Propose leave or closures from the busy times of a calendar (.ics), for two years.

    Nothing is closed before a manager accepts it. Twice proposes nothing new.
    """
    usual = ClosureKind.LEAVE if clinician else ClosureKind.CLOSED
    wanted = usual if kind is None else ClosureKind(kind)
    desk = open_desk(database, desk_name="Import")
    try:
        whom = desk.read(find_clinician_called, called=clinician) if clinician else None
        whose = Whose(wanted, clinician_id=whom)
        done = import_closures(desk, file, whose=whose, dry_run=dry_run)
    finally:
        desk.close()
    if as_json:
        click.echo(json.dumps(_as_json(done), ensure_ascii=False))
    else:
        _print(done, dry_run=dry_run)
    return 1 if any(not one.taken for one in done.slips) else 0


def _print(done: Proposed, *, dry_run: bool) -> None:
    for one in done.closures:
        click.echo(f"  {one.kind.words}: {say_closure(one)} {one.first_on.year}")
    for slip in done.slips:
        click.echo(f"  not taken: {slip.file}, {slip.place or 'the file'}: {slip.reason}")
    known = len(done.closures) - done.added
    if dry_run:
        click.echo(f"{len(done.closures):,} would be proposed.")
    else:
        click.echo(f"{done.added:,} proposed, {known:,} known already.")


def _as_json(done: Proposed) -> dict[str, object]:
    return {
        "added": done.added,
        "closures": [
            {
                "kind": one.kind.value,
                "name": one.name,
                "first_on": one.first_on.isoformat(),
                "last_on": one.last_on.isoformat(),
                "start": None if one.start_local is None else f"{one.start_local:%H:%M}",
                "end": None if one.end_local is None else f"{one.end_local:%H:%M}",
            }
            for one in done.closures
        ],
        "not_taken": [
            {"place": slip.place, "reason": slip.reason} for slip in done.slips if not slip.taken
        ],
    }


@click.command("diary")
@click.argument("to", type=click.Path(path_type=Path, dir_okay=False))
@database_option()
@click.option("--clinician", required=True, help="Whose diary, by name.")
@click.option("--from", "first", type=_DAY, required=True, help="The first day, 2026-11-18.")
@click.option("--until", "last", type=_DAY, required=True, help="The last day.")
@click.option("--names", is_flag=True, help="Who comes, too; each of them is put on record.")
def diary(
    to: Path, database: str, *, clinician: str, first: datetime, last: datetime, names: bool
) -> None:
    """Write a clinician's sessions and booked times to a calendar file (.ics).

    Without --names no person's details stand in it.
    """
    first_on: date = first.date()
    desk = open_desk(database, desk_name="Export")
    try:
        whom = desk.read(find_clinician_called, called=clinician)
        count = export_diary(
            desk, to, clinician_id=whom, first_on=first_on, last_on=last.date(), names=names
        )
    finally:
        desk.close()
    events = "1 event" if count == 1 else f"{count:,} events"
    click.echo(f"{events} written to {to.name}.")
