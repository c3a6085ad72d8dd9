"""``attend backup`` and ``attend restore``: a whole practice into one file, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from desktop.commands.options import database_option
from desktop.operations.backup import Copied, Restored, copy_from_desk, restore_practice
from desktop.operations.daily_copy import copy_name, read_copies_folder
from desktop.operations.desk import open_desk

_STEPS = 200
_DESK = "Backup"


@click.command(short_help="Copy a whole practice into one file.")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@database_option()
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
@click.option("--json", "as_json", is_flag=True, help="Print {file, size_bytes, people, visits}.")
def backup(file: Path | None, database: str, *, replace: bool, as_json: bool) -> int:
    """Copy a whole practice into one file, while the desks go on working.

    Without FILE it goes into the folder of the daily copies, which Attend itself makes each day
    it is open and keeps for 14 days. From a PostgreSQL server the copy is of one moment, and an
    SQLite file all the same: it needs none of the server's tools. Copies hold people's details:
    keep them where only staff can read them.
    """
    if file is not None and file.exists() and not replace:
        raise click.BadParameter(f"{file} is there already; --replace writes over it.")
    desk = open_desk(database, desk_name=_DESK)
    try:
        to = file or desk.read(read_copies_folder, url=database) / copy_name(database, desk.clock())
        with _Bar("Copying", hidden=as_json) as on_share:
            copied = copy_from_desk(desk, database, to.absolute(), on_share)
    finally:
        desk.close()
    click.echo(json.dumps(_copied_json(copied)) if as_json else copied.words)
    return 0


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database_option(makes_file=True)
@click.option("--anyway", is_flag=True, help="Restore though the check finds something wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print {people, visits, violations, kept}.")
def restore(file: Path, database: str, *, anyway: bool, as_json: bool) -> int:
    """Put a copy made by attend backup back, into a file or onto a PostgreSQL server.

    The copy is laid in a new place, brought to this Attend, and checked as attend check does;
    only then it takes the place of what was there, which is kept. Attend has to be closed on
    every desk.

    A file: the old one is kept beside it as NAME-before-restore-TIME. A server: run it as the
    owner of the database; the old tables are kept in the schema attend_before_restore_TIME, and
    all of it is one transaction. DROP SCHEMA ... CASCADE removes them when nobody needs them.
    """
    with _Bar("Restoring", hidden=as_json) as on_share:
        done = restore_practice(file, database, anyway=anyway, on_share=on_share)
    click.echo(json.dumps(_restored_json(done)) if as_json else done.words)
    if done.violations and not as_json:
        click.echo(f"attend check finds {done.violations} wrong in it.", err=True)
    return 1 if done.violations else 0


class _Bar:
    """A progress bar told in shares from 0 to 1."""

    def __init__(self, label: str, *, hidden: bool):
        self._bar: Any = click.progressbar(length=_STEPS, label=label, hidden=hidden)

    def __enter__(self) -> Callable[[float], None]:
        self._bar.__enter__()
        return lambda share: self._bar.update(max(0, int(share * _STEPS) - self._bar.pos))

    def __exit__(self, *error: Any) -> None:
        if error[0] is None:
            self._bar.update(_STEPS - self._bar.pos)
        self._bar.__exit__(*error)


def _copied_json(copied: Copied) -> dict[str, object]:
    return asdict(copied) | {"file": str(copied.file)}


def _restored_json(done: Restored) -> dict[str, object]:
    return {
        "people": done.people,
        "visits": done.visits,
        "violations": done.violations,
        "kept": done.kept,
    }
