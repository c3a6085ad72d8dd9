"""Settings of this machine: one frozen value, read from a TOML file, defaults for the rest."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any


class SettingsError(Exception):
    """The settings file can't be used; the words say which line of it and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What this PC is. Each field: its default, and what it means in ``description``."""

    database: str = field(
        default="", metadata={"description": "file or PostgreSQL URL; empty for the demo"}
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
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file.name} can't be read: {error}.") from error
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
