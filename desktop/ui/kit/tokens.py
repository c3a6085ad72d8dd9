"""The design's tokens: every colour, size and ratio by name, read once from ``resources``."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, NamedTuple

from desktop.paths import resources_dir

THEMES = ("light", "dark", "highContrast", "highContrastDark")
DENSITIES = ("compact", "standard", "roomy")
TEXT_STEPS = (100, 112, 125, 150, 175, 200)


class StatusToken(NamedTuple):
    """How a state is drawn: its word, icon and colours of one theme."""

    word: str
    icon: str
    fg: str
    bg: str
    border: str


class SlotTypeToken(NamedTuple):
    """How a kind of slot is drawn: the filled chip, its letter, the outline in the dark."""

    colour: str
    code_text: str
    outline_on_dark: str


class Tokens(NamedTuple):
    """All tokens; ``raw`` is the file for the few that have no accessor."""

    raw: dict[str, Any]

    def colours(self, theme: str) -> dict[str, str]:
        """Return role -> colour of a theme."""
        found: dict[str, str] = self.raw["colour"][theme]
        return found

    def status(self, key: str, theme: str) -> StatusToken:
        """Return how a state is drawn in a theme."""
        one = self.raw["status"][key]
        paint = one[theme]
        icon = one["icon"].removeprefix("ph.")
        return StatusToken(one["word"], icon, paint["fg"], paint["bg"], paint["border"])

    def slot_type(self, key: str) -> SlotTypeToken:
        """Return how a kind of slot is drawn; an unknown letter looks like routine."""
        types = self.raw["slotTypes"]["types"]
        one = types.get(key) or types["R"]
        return SlotTypeToken(one["colour"], one["codeText"], one["outlineOnDark"])

    def type_style(self, role: str) -> tuple[float, int]:
        """Return size in points and weight of a text role."""
        one = self.raw["type"][role]
        return float(one["size"]), int(one["weight"])

    @property
    def icons(self) -> dict[str, Any]:
        """Icon sizes by place, in px at 100 %."""
        found: dict[str, Any] = self.raw["icons"]
        return found

    @property
    def layout(self) -> dict[str, int]:
        """Sizes of the window's parts, in px at 100 %."""
        found: dict[str, int] = self.raw["layout"]
        return found

    def density(self, name: str) -> dict[str, int]:
        """Return row heights of a density, in px at 100 %."""
        found: dict[str, int] = self.raw["density"][name]
        return found


@lru_cache(maxsize=1)
def load_tokens() -> Tokens:
    """Read the tokens (about 1 ms)."""
    text = (resources_dir() / "look" / "tokens.json").read_text(encoding="utf-8")
    return Tokens(json.loads(text))
