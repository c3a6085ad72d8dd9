"""Settings of this machine: one frozen value, read from a TOML file, defaults for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any


class SettingsError(Exception):
    """The settings file can't be used; the words say which line of it and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What this PC is. Each field: its default, and what it means in ``description``."""

    database: str = field(
        default="", metadata={"description": "file or PostgreSQL URL; empty for one’s own"}
    )
    desk_name: str = field(default="Desk 1", metadata={"description": "how the record names it"})
    theme: str = field(
        default="system", metadata={"description": "system, light, dark, high-contrast..."}
    )
    density: str = field(default="compact", metadata={"description": "compact, standard, roomy"})
    text_percent: int = field(default=100, metadata={"description": "text size, 100 to 200 %"})
    cover_after_minutes: int = field(
        default=10,
        metadata={"description": "minutes untouched until the screen is covered, 0 never"},
    )
    reduce_motion: bool = field(default=False, metadata={"description": "nothing moves"})

    def changed(self, **values: Any) -> Settings:
        """Return these settings with some of them changed for one start."""
        return replace(self, **values)


def read_settings(file: Path) -> Settings:
    """Read the file; one that is not there means the defaults.

    Errors: SettingsError naming the unknown key or wrong type.
    """
    if not file.exists():
        return Settings()
    import tomllib  # 4 ms, for those who have a file

    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{file.name} can’t be read: {error}.") from error
    known = {one.name: one for one in fields(Settings)}
    for key, value in found.items():
        if key not in known:
            raise SettingsError(f"{file.name} has an unknown setting {key!r}.")
        wanted = type(known[key].default)
        if type(value) is not wanted:
            raise SettingsError(f"{file.name}: {key} should be {_said(wanted)}, not {value!r}.")
    return Settings(**found)


def _said(wanted: type) -> str:
    return {str: "text in quotes", int: "a whole number", bool: "true or false"}[wanted]


def write_settings(file: Path, **changed: str | int | bool) -> None:
    """Write some settings into the file; its other lines stay as they are, comments too.

    The old file stays whole until the new one is. The folder is made where there is none.
    Errors: SettingsError for a file that can't be read as it is, or can't be written.
    """
    import tomllib

    from desktop.whole_files import write_whole

    known = {one.name for one in fields(Settings)}
    assert known.issuperset(changed), changed
    try:
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        kept = tomllib.loads(before)
        after = before
        for key, value in changed.items():
            after = _with_line(after, key, _written(value))
        if tomllib.loads(after) != kept | changed:
            raise SettingsError(
                f"{file.name} is written in a way Attend can’t change. Take the lines of "
                f"{', '.join(changed)} out of it, then try again."
            )
        write_whole(file, after)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file.name} can’t be read: {error}.") from error
    except OSError as error:
        words = error.strerror or str(error)
        raise SettingsError(f"{file} can’t be written: {words}.") from error


def _with_line(text: str, key: str, value: str) -> str:
    """Return the text with this key set: in its own line, else in a new one before any table."""
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []
    own = re.compile(rf"\s*{key}\s*=\s*(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s#\"']+)(\s*#.*)?$")
    tables = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
    end = tables[0] if tables else len(lines)
    for number, line in enumerate(lines[:end]):
        found = own.fullmatch(line)
        if found is not None:
            lines[number] = f"{key} = {value}{found[2] or ''}"
            break
    else:
        lines.insert(end, f"{key} = {value}")
    return "\n".join(lines) + "\n"


def _written(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    import json

    # A basic string of TOML is one of JSON, but for the delete character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
