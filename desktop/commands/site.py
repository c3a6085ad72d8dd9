"""``attend site``: what this PC would use and why, and a site file for the next PC."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile

import click

from desktop.commands.options import own_database
from desktop.domain.errors import AppError, NotFound, Unavailable
from desktop.opening import refuse_missing_file, say_other_practice
from desktop.operations.desk import file_of, open_desk, url_is_file
from desktop.operations.joining import explain_not_opened, said_database
from desktop.operations.reads import read_outline
from desktop.settings import KNOWN, Settings, SettingsError
from desktop.site import (
    Site,
    Source,
    read_site,
    set_up_lines,
    settings_file,
    site_file,
    write_site,
)

_DESK = "Site check"
_NO_PRACTICE = "There is no practice yet. Start Attend to make one or to join one."


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing that was looked at, and what is wrong with it: ``words`` are empty when nothing."""

    what: str
    found: str
    words: str = ""


@click.group(name="site", short_help="What this PC is.")
def site_group() -> None:
    """Say what this PC is, or write it down for the next PC."""


@site_group.command(short_help="Say what this PC would use and why.")
@click.option("--json", "as_json", is_flag=True, help="Print {settings, looked}.")
def check(*, as_json: bool) -> int:
    """Say what this PC would use and why, and look whether it is there. Nothing is changed.

    Exit status 1 when something stands in the way.
    """
    try:
        site = read_site()
    except SettingsError as error:
        raise Unavailable("settings", str(error)) from error
    looked = [*_look(site)]
    if as_json:
        _print_json(site, looked)
    else:
        _print(site, looked)
    return 1 if any(one.words for one in looked) else 0


@site_group.command(short_help="Write a site file for the next PC.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--desk", "desk_name", metavar="NAME", help="What the next PC is called.")
@click.option(
    "--fix",
    "fixed",
    metavar="SETTING",
    multiple=True,
    type=click.Choice([*KNOWN]),
    help="What a desk may not change; may be given more than once.",
)
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
def write(file: Path, desk_name: str | None, fixed: tuple[str, ...], *, replace: bool) -> int:
    """Write what this PC opens for you as a site file for the next one. It holds no password.

    A practice in a file of this PC can be opened on no other: the next PC needs a server. Its site
    file is for everybody who signs in to this PC.
    """
    if file.exists() and not replace:
        raise click.BadParameter(f"{file} is there already; --replace writes over it.")
    try:
        settings = read_site().settings
        if not settings.database:
            settings = settings.changed(database=own_database())
            if not file_of(settings.database).exists():
                raise Unavailable("missing", _NO_PRACTICE)
        if desk_name is not None:
            settings = settings.changed(desk_name=desk_name)
        write_site(file, settings, fixed=fixed)
    except SettingsError as error:
        raise Unavailable("settings", str(error)) from error
    click.echo(f"Wrote {file}. It holds no password.")
    if url_is_file(settings.database):
        click.echo(
            "The practice is in a file of this PC, which no other PC can open. For everybody who "
            f"signs in to this PC, an administrator copies {file.name} to {site_file()}."
        )
        return 0
    click.echo("On the next PC, where it and the installer are:")
    for system, lines in set_up_lines(file):
        click.echo(f"\n{system}:")
        for line in lines:
            click.echo(f"  {line}")
    return 0


def _look(site: Site) -> Iterator[Looked]:
    yield _named(_look_at_database(site.settings), site)
    for name in ("copies_folder", "downtime_folder"):
        folder = getattr(site.settings, name)
        if folder:
            yield _named(Looked(name, folder, _say_unwritable(Path(folder))), site)


def _named(looked: Looked, site: Site) -> Looked:
    """Say with what is wrong the file and line that name it."""
    source = site.source(looked.what)
    if not looked.words or source.file is None:
        return looked
    return replace(looked, words=f"{looked.words} It is named in {source.words}.")


def _look_at_database(settings: Settings) -> Looked:
    url = settings.database or own_database()
    said = said_database(url)
    if not settings.database and not file_of(url).exists():
        return Looked("database", said, _NO_PRACTICE)
    try:
        refuse_missing_file(url)
        desk = open_desk(url, desk_name=_DESK)
        try:
            practice = desk.read(read_outline).practice
        finally:
            desk.close()
    except NotFound:
        return Looked("database", said, _NO_PRACTICE)
    except AppError as error:
        return Looked("database", said, str(explain_not_opened(error, url)))
    words = say_other_practice(settings.practice, practice)
    return Looked("database", f"{said}: {practice.name}", words)


def _say_unwritable(folder: Path) -> str:
    if not folder.is_dir():
        return "There is no such folder. Make it, or name another one."
    try:  # Windows says of every folder that it may be written in, until it is
        TemporaryFile(dir=folder).close()
    except OSError:
        return "Nothing can be written there by this person. Change its permissions."
    return ""


def _said_source(source: Source) -> str:
    return source.words or "usual"


def _print(site: Site, looked: list[Looked]) -> None:
    for file, what in ((site_file(), "site file"), (settings_file(), "own settings")):
        click.echo(f"{what}: {file}{'' if file.exists() else ' (not there)'}")
    click.echo("")
    for name in KNOWN:
        value = json.dumps(getattr(site.settings, name), ensure_ascii=False)
        fixed = ", fixed" if name in site.fixed else ""
        click.echo(f"{name:<20} {value:<32} {_said_source(site.source(name))}{fixed}")
    click.echo("")
    for one in looked:
        click.echo(f"{one.what}: {one.found}: {one.words or 'ok'}")


def _print_json(site: Site, looked: list[Looked]) -> None:
    settings = {
        name: {
            "value": getattr(site.settings, name),
            "from": _said_source(site.source(name)),
            "fixed": name in site.fixed,
        }
        for name in KNOWN
    }
    found = {"settings": settings, "looked": [asdict(one) for one in looked]}
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))
