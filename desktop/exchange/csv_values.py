"""The values of one row of a CSV file, by what a mapping calls them, with what is odd told."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from desktop.domain.errors import RuleViolation
from desktop.domain.imports import Slip
from desktop.domain.text import tidy, tidy_lines
from desktop.domain.times import instant_of
from desktop.exchange.elements import HIDDEN
from desktop.exchange.fhir_values import read_instant
from desktop.exchange.mapping import Column

_HIDDEN_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")


@dataclass(slots=True)
class Row:
    """One row; ``section`` is the part of the mapping in use."""

    file: str
    place: str
    zone: str
    cells: Mapping[str, str]
    section: Mapping[str, Column]
    slips: list[Slip] = field(default_factory=list)

    def slip(self, name: str, reason: str) -> None:
        """Tell of a value that was not kept as it was."""
        self.slips.append(Slip(self.file, self.place, name, reason))

    def refused(self, name: str, reason: str) -> Slip:
        """Return why the row is not taken."""
        return Slip(self.file, self.place, name, reason, taken=False)

    def has(self, name: str) -> bool:
        """Whether the mapping has such a field."""
        return name in self.section

    def text(self, name: str) -> str:
        """Return a value as one tidy line."""
        if name not in self.section:
            return ""
        said = self._read(name)
        if said.isascii() and said.isprintable() and "  " not in said:
            return said.strip()  # most cells by far, and there are millions
        return tidy(said)

    def lines(self, name: str) -> str:
        """Return a value of several lines, tidy."""
        return tidy_lines(self._read(name)) if name in self.section else ""

    def _read(self, name: str) -> str:
        column = self.section.get(name)
        if column is None:
            return ""
        if len(column.columns) == 1:
            said = self.cells.get(column.columns[0]) or column.constant
        elif column.columns:
            found = [cell for one in column.columns if (cell := self.cells.get(one) or "")]
            said = column.join.join(found) or column.constant
        else:
            said = column.constant
        if not said.isprintable() and _HIDDEN_CONTROL.search(said):
            self.slip(name, HIDDEN)
        if column.values is None or not said:
            return said
        meant = column.values.get(said.strip())
        if meant is None:
            self.slip(name, f"{tidy(said)[:40]} is not among the values of the mapping.")
            return ""
        return meant

    def is_true(self, name: str) -> bool:
        """Return whether a value says yes."""
        return self.text(name).lower() in ("true", "yes", "y", "1")

    def day(self, name: str) -> date | None:
        """Return a date, None (with a slip where it says something else)."""
        said = self.text(name)
        if not said:
            return None
        try:
            how = self.section[name].format
            return datetime.strptime(said, how).date() if how else date.fromisoformat(said[:10])
        except ValueError:
            self.slip(name, f"{said[:40]} is no whole date; it was not kept.")
            return None

    def clock(self, name: str) -> time | None:
        """Return a time of day, None (with a slip where it says something else)."""
        said = self.text(name)
        if not said:
            return None
        try:
            how = self.section[name].format
            return datetime.strptime(said, how).time() if how else time.fromisoformat(said)
        except ValueError:
            self.slip(name, f"{said[:40]} is no time of day; it was not kept.")
            return None

    def instant(self, name: str) -> datetime | None:
        """Return an instant; without an offset it is the clinic's wall-clock time."""
        said = self.text(name)
        if not said:
            return None
        how = self.section[name].format
        try:
            if not how:
                return read_instant(said, self.zone)
            wall = datetime.strptime(said, how)
            return instant_of(wall.date(), wall.time(), self.zone)
        except RuleViolation as gap:
            self.slip(name, gap.message)
        except (ValueError, OverflowError):
            self.slip(name, f"{said[:40]} is no time; it was not kept.")
        return None

    def number(self, name: str) -> int | None:
        """Return a whole number, None (with a slip where it says something else)."""
        said = self.text(name)
        if not said:
            return None
        try:
            return int(said)
        except ValueError:
            self.slip(name, f"{said[:40]} is no whole number; it was not kept.")
            return None

    def listed(self, name: str) -> list[dict[str, Any]]:
        """Return a value that is a JSON list of tables, as our own export writes it."""
        said = self._read(name).strip()
        if not said:
            return []
        try:
            found = json.loads(said)
        except ValueError:
            found = None
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.slip(name, "This is no list as Attend writes it; it was not kept.")
            return []
        return found

    def moment(self, on_date: date | None, name: str) -> datetime | None:
        """Return the instant of a wall-clock time on a date, None where there is none."""
        wall = self.clock(name)
        if wall is None or on_date is None:
            return None
        try:
            return instant_of(on_date, wall, self.zone)
        except RuleViolation as gap:
            self.slip(name, gap.message)
            return None
