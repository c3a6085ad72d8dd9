"""Settings of this machine: one frozen value, read from TOML files, defaults for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any


class SettingsError(Exception):
    """A settings file can't be used; the words say which line of it and why."""


def _one(default: Any, description: str, *, choices: Iterable[object] = ()) -> Any:
    return field(default=default, metadata={"description": description, "choices": tuple(choices)})


@dataclass(frozen=True, slots=True)
class Settings:
    """What this PC is. Each field: its default, what it means, and the values it can have."""

    database: str = _one("", "the practice’s file, or postgresql://role@server/database")
    practice: str = _one("", "the ODS code or name that the database must have; empty for any")
    desk_name: str = _one("Desk 1", "how the record names this PC")
    copies_folder: str = _one("", "where the daily copies go; empty for the practice’s choice")
    downtime_folder: str = _one("", "where the lists for when Attend is not there go")
    language: str = _one("en-GB", "the language of the window", choices=("en-GB",))
    theme: str = _one(
        "system",
        "light or dark",
        choices=("system", "light", "dark", "highContrast", "highContrastDark"),
    )
    density: str = _one(
        "compact", "how much fits on the screen", choices=("compact", "standard", "roomy")
    )
    text_percent: int = _one(100, "text size in per cent", choices=range(100, 201))
    cover_after_minutes: int = _one(
        10, "minutes untouched until the screen is covered, 0 never", choices=range(1441)
    )
    reduce_motion: bool = _one(False, "whether nothing moves")

    def changed(self, **values: Any) -> Settings:
        """Return these settings with some of them changed for one start."""
        return replace(self, **values)


_DATABASE = r"""(?!\w+(\+\w+)?://)[^\x00-\x1f]*      # a file, which may be named later
    | sqlite:///[^\x00-\x1f]+
    | postgres(ql)?(\+psycopg)?://
      ([^/\s]*@)? (\[[0-9a-fA-F:.]+\] | [^\s/@:?\[\]]*) (:\d{1,5})?   # who@server:port
      /[^\s/?]+ (\?\S*)?
    """
"""What a database can be called (re.VERBOSE); whether it is there shows when it is opened."""

UNCOVERED = Settings(cover_after_minutes=0)
"""The usual settings of a window that nothing covers."""

KNOWN = {one.name: one for one in fields(Settings)}


@dataclass(frozen=True, slots=True)
class Said:
    """A value of a settings file and the line it stands in, from 1."""

    value: Any
    line: int


def read_layer(file: Path, *, more: frozenset[str] = frozenset()) -> dict[str, Said]:
    """Return what a settings file says; one that is not there says nothing.

    ``more`` are keys beside the settings', each a list of names of settings.
    Errors: SettingsError naming the line: no TOML, an unknown key, a wrong type or value.
    """
    if not file.exists():
        return {}
    import tomllib  # 4 ms, for those who have a file

    try:
        text = file.read_text(encoding="utf-8-sig")
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} can’t be read: {_said_of_toml(error)}") from error
    except OSError as error:
        raise SettingsError(f"{file} can’t be read: {error.strerror or error}.") from error
    said = {}
    for key, value in found.items():
        line = _line_of(text, key)
        if slip := _slip_in_names(value) if key in more else _slip_in(key, value, more):
            raise SettingsError(f"{file}, line {line}: {slip}")
        said[key] = Said(value, line)
    return said


def read_settings(file: Path) -> Settings:
    """Read one file; one that is not there means the defaults.

    Errors: SettingsError as ``read_layer``.
    """
    return Settings(**{key: one.value for key, one in read_layer(file).items()})


def _slip_in(key: str, value: object, more: frozenset[str]) -> str:
    """Say what is wrong with a line, "" where nothing is."""
    if key not in KNOWN:
        from difflib import get_close_matches

        near = get_close_matches(key, [*KNOWN, *more], n=1)
        meant = f" Is {near[0]} meant?" if near else f" Attend knows {', '.join(KNOWN)}."
        return f"unknown setting {key!r}.{meant}"
    if key == "database" and isinstance(value, str) and not re.fullmatch(_DATABASE, value, re.X):
        return (
            "database should be the practice’s file, or "
            "postgresql://role@server/database; this is neither."
        )
    wanted = type(KNOWN[key].default)
    if type(value) is not wanted:
        return f"{key} should be {_said(wanted)}, not {value!r}."
    choices = KNOWN[key].metadata["choices"]
    if choices and value not in choices:
        return f"{key} should be {_said_choices(choices)}, not {value!r}."
    return ""


def _slip_in_names(value: object) -> str:
    names = value if isinstance(value, list) else [None]
    wrong = [one for one in names if one not in KNOWN]
    if wrong:
        return f'this should be a list of settings, like ["theme"]; {wrong[0]!r} is none.'
    return ""


def _said(wanted: type) -> str:
    return {str: "text in quotes", int: "a whole number", bool: "true or false"}[wanted]


def _said_choices(choices: tuple[object, ...]) -> str:
    if isinstance(choices[0], int):
        return f"between {choices[0]} and {choices[-1]}"
    return " or ".join(repr(one) for one in choices)


def _said_of_toml(error: Exception) -> str:
    """Return what the reader says, with the line in front where it names one."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not written in UTF-8."
    found = re.fullmatch(r"(.*) \(at line (\d+), column \d+\)", str(error), re.DOTALL)
    return f"line {found[2]}: {found[1]}." if found else f"{error}."


def _line_of(text: str, key: str) -> int:
    """Return the line a key or its table begins in."""
    own = re.compile(rf"\s*(\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if own.match(line)), 1)


def write_settings(file: Path, **changed: str | int | bool) -> None:
    """Write some settings into the file; its other lines stay as they are, comments too.

    The old file stays whole until the new one is. The folder is made where there is none.
    Errors: SettingsError for a file that can't be read as it is, or can't be written.
    """
    import tomllib

    from desktop.whole_files import write_whole

    assert set(KNOWN).issuperset(changed), changed
    try:
        before = file.read_text(encoding="utf-8-sig") if file.exists() else ""
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
