"""``attend upgrade``: bring a database to this program's schema."""

from __future__ import annotations

import click

from desktop.commands.options import database_option
from desktop.operations.upgrading import upgrade_database


@click.command(short_help="Bring a database to this Attend, after a copy of it.")
@database_option(makes_file=True)
def upgrade(database: str) -> int:
    """Bring a database to this Attend; a file is copied beside itself first.

    On a PostgreSQL server run it as the owner of the database. The desks sign in there as roles
    that are members of attend_desk, which may not change or remove what is on record:

    \b
      CREATE ROLE front_desk LOGIN PASSWORD '...' IN ROLE attend_desk;
    """
    done = upgrade_database(database)
    click.echo(done.words)
    if done.for_administrator:
        click.echo(
            "The record is not guarded yet: this role may not make roles. Let the server’s "
            "administrator run this in the same database:\n"
        )
        for statement in done.for_administrator:
            click.echo(f"  {statement};")
    return 0
