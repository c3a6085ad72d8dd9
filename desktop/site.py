"""What this PC is: the site's file, which an installer puts in place, then a person's own settings.

The site's file holds no secret: passwords are in the system's store or in libpq's file.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import desktop
from desktop import paths
from desktop.settings import KNOWN, Said, Settings, SettingsError, read_layer

SITE_VARIABLE = "ATTEND_SITE"
"""The environment variable that names another site file."""

_FIXED = "fixed"
_MORE = frozenset({_FIXED})
_PASSWORD = re.compile(r"://[^/@:]*:[^/@]+@|[?&](ssl)?password=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a setting's value comes from: a file and its line, or neither for the usual value."""

    file: Path | None = None
    line: int = 0

    @property
    def words(self) -> str:
        """The file and its line; "" for the usual value."""
        return "" if self.file is None else f"{self.file}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Site:
    """The settings of this PC, where each comes from, and which of them a desk may not change."""

    settings: Settings = field(default_factory=Settings)
    sources: dict[str, Source] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()

    @property
    def named_in(self) -> dict[str, str]:
        """The file and line of each setting that a file gives."""
        return {name: one.words for name, one in self.sources.items()}

    def source(self, name: str) -> Source:
        """Return where a setting's value comes from."""
        return self.sources.get(name, Source())


def site_file() -> Path:
    """Return the system's site file, which may not be there."""
    if named := os.environ.get(SITE_VARIABLE):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Attend" / "site.toml"
    return Path("/etc/attend/site.toml")


def settings_file() -> Path:
    """Return the file of this person's own settings, which may not be there."""
    return paths.data_dir() / "settings.toml"


def read_site(system: Path | None = None, own: Path | None = None) -> Site:
    """Read the system's file, then the person's; what the site fixes, the person's can't change.

    Errors: SettingsError naming file and line; also for a password in the site's file, and for a
    file that was named and is not there.
    """
    system, own = system or site_file(), own or settings_file()
    if os.environ.get(SITE_VARIABLE) and not system.exists():
        raise SettingsError(f"There is no site file {system}, which {SITE_VARIABLE} names.")
    site = read_layer(system, more=_MORE)
    _refuse_password(system, site)
    fixed = frozenset(site.pop(_FIXED, Said([], 0)).value)
    mine = {key: one for key, one in read_layer(own).items() if key not in fixed}
    values: dict[str, Any] = {}
    sources = {}
    for file, layer in ((system, site), (own, mine)):
        for key, one in layer.items():
            values[key], sources[key] = one.value, Source(file, one.line)
    return Site(Settings(**values), sources, fixed)


def _refuse_password(file: Path, site: dict[str, Said]) -> None:
    database = site.get("database")
    if database is not None and _PASSWORD.search(database.value):
        raise SettingsError(
            f"{file}, line {database.line}: a password does not belong into this file, which "
            "everybody on this PC can read. Take it out; Attend asks for it once and keeps it in "
            "the system’s password store, or put it into .pgpass."
        )


def write_site(file: Path, settings: Settings, *, fixed: tuple[str, ...] = ()) -> None:
    """Write a site file for the next PC: what differs from the usual, each line explained.

    Errors: SettingsError where it can't be written, or would hold a password.
    """
    import json

    from desktop.whole_files import write_whole

    if _PASSWORD.search(settings.database):
        raise SettingsError(
            "The database of this PC’s own settings has a password in it, which does not belong "
            "into a site file. Take it out there first; Attend asks for it once and keeps it in "
            "the system’s password store."
        )
    lines = ["# What this PC is. Attend reads it at each start; it holds no passwords.", ""]
    for name, one in KNOWN.items():
        value = getattr(settings, name)
        if value != one.default:
            written = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
            lines += [f"# {one.metadata['description']}", f"{name} = {written}", ""]
    lines += ["# what a desk may not change", f"{_FIXED} = {json.dumps(list(fixed))}"]
    try:
        write_whole(file, "\n".join(lines) + "\n", shared=True)
    except OSError as error:
        words = error.strerror or str(error)
        raise SettingsError(f"{file} can’t be written: {words}.") from error


def may_write(file: Path) -> bool:
    """Return whether this person may write a file that may not be there yet, nor its folder."""
    if file.exists():
        return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)
    there = next(one for one in file.parents if one.exists())
    return os.access(there, os.W_OK | os.X_OK)


def set_up_lines(file: Path) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Return for each system the two lines that make a PC what a site file says.

    They are typed where the installer and the file are.
    """
    import shlex

    version, name = desktop.__version__, file.name
    windows = (
        f'attend-{version}-setup.exe /S /SITE="%CD%\\{name}"',
        r'"%ProgramFiles%\Attend\program\attend.com" site check',
    )
    linux = (
        f"sudo install -Dm644 {shlex.quote(name)} /etc/attend/site.toml",
        f"sudo apt install ./attend_{version}_amd64.deb && attend site check",
    )
    return (("Windows, as administrator", windows), ("Debian or Ubuntu", linux))
