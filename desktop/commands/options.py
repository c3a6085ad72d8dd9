"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable

import click

from desktop.paths import data_dir

DATABASE_FILE = "attend.db"
DEMO_FILE = "demo.db"


def own_database(file: str = DATABASE_FILE) -> str:
    """Return the URL of this person's own database file, its folder made."""
    data_dir().mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{data_dir() / file}"


def database_option(
    file: str = DATABASE_FILE,
) -> Callable[[click.decorators.FC], click.decorators.FC]:
    """Return the option ``--database``, by default that file in this person's own folder."""
    return click.option(
        "--database",
        metavar="URL",
        default=lambda: own_database(file),
        help=f"sqlite:///FILE, a file's path, or postgresql://...; by default your own {file}.",
    )
