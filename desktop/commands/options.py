"""Options that every command has."""

from __future__ import annotations

import click

from desktop.paths import data_dir

DATABASE_FILE = "attend.db"


def default_database() -> str:
    """Return the URL of this person's own database file, its folder made."""
    data_dir().mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{data_dir() / DATABASE_FILE}"


database_option = click.option(
    "--database",
    metavar="URL",
    default=default_database,
    help="sqlite:///FILE, a file's path, or postgresql://...; by default your own file.",
)
