"""``attend upgrade``: bring a database to this program's schema."""

from __future__ import annotations

import click

from desktop.commands.options import database_option
from desktop.operations.upgrading import upgrade_database


@click.command()
@database_option()
def upgrade(database: str) -> int:
    """Bring a database to this Attend; a file is copied beside itself first."""
    done = upgrade_database(database)
    click.echo(done.words)
    return 0
