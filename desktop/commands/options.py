"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from desktop.domain.errors import Unavailable
from desktop.paths import data_dir
from desktop.settings import SettingsError
from desktop.site import read_site

DATABASE_FILE = "attend.db"
DEMO_FILE = "demo.db"


_DATABASE = "attend.database"


def named_database(context: click.Context) -> str:
    """Return the database a command was given or took by itself, "" for a command without one."""
    return str(context.meta.get(_DATABASE, ""))


def own_database(file: str = DATABASE_FILE) -> str:
    """Return the URL of the practice this PC opens, else of this person's own file.

    The folder of an own file is made. A demo is always in an own file.
    """
    try:
        named = read_site().settings.database if file == DATABASE_FILE else ""
    except SettingsError as error:
        raise Unavailable("settings", str(error)) from error
    if named:
        return named
    data_dir().mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{data_dir() / file}"


def database_option(
    file: str = DATABASE_FILE, *, makes_file: bool = False
) -> Callable[[click.decorators.FC], click.decorators.FC]:
    """Return the option ``--database``, by default that file in this person's own folder.

    A command that does not make the file itself is refused where there is none.
    """
    return click.option(
        "--database",
        metavar="URL",
        default=lambda: own_database(file),
        callback=_remember if makes_file else _require_file,
        help="sqlite:///FILE, a file’s path, or postgresql://...; by default the practice of this "
        f"PC (attend site check), else your own {file}.",
    )


def _remember(context: click.Context, _option: click.Parameter, database: str) -> str:
    context.meta[_DATABASE] = database
    return database


def _require_file(context: click.Context, option: click.Parameter, database: str) -> str:
    """Refuse an SQLite file that is not there: a slip in its name must not make a new one."""
    _remember(context, option, database)
    if "://" in database and not database.startswith("sqlite:///"):
        return database
    file = Path(database.removeprefix("sqlite:///"))
    if not file.exists():
        raise Unavailable(
            "missing", f"There is no file {file}. Check the name, or say which with --database."
        )
    return database
