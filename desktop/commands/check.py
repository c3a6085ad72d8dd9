"""``attend check``: look whether the data keeps every invariant."""

from __future__ import annotations

import json

import click

from desktop.commands.options import database_option
from desktop.operations.checks import INVARIANTS, Checked, check_database

MOST_SHOWN = 20
"""Violations of one row shown in the table; --json has them all."""


@click.command()
@database_option()
@click.option("--json", "as_json", is_flag=True, help="Print [{invariant, violations, found}].")
def check(database: str, *, as_json: bool) -> int:
    """Check a database; exit status 1 when anything is wrong. Nothing is changed."""
    with click.progressbar(length=len(INVARIANTS), label="Checking", hidden=as_json) as bar:
        checked = check_database(database, on_row=lambda _name: bar.update(1))
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in checked], ensure_ascii=False, indent=1))
    else:
        for one in checked:
            _print_row(one)
    return 1 if any(one.violations for one in checked) else 0


def _as_json(one: Checked) -> dict[str, object]:
    found = [
        {"table": violation.table, "id": violation.id, "words": violation.words}
        for violation in one.violations
    ]
    return {"invariant": one.invariant, "violations": len(found), "found": found}


def _print_row(one: Checked) -> None:
    count = len(one.violations)
    click.echo(f"{one.invariant:<10}{count or 'ok':>8}")
    for violation in one.violations[:MOST_SHOWN]:
        click.echo(f"  {violation.table} {violation.id}: {violation.words}")
    if count > MOST_SHOWN:
        click.echo(f"  and {count - MOST_SHOWN} more; --json lists them all")
