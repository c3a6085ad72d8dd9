"""The one style sheet: radii, borders and padding, made from the tokens of the current look."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from desktop.paths import resources_dir

if TYPE_CHECKING:
    from desktop.ui.kit.look import Look


CHECK_BOX = 18
"""The side of a check box in px, at 100 % text."""
WRONG_BORDER = 2
"""How thick the border of a field with a slip is, in px."""


def style_sheet(look: Look) -> str:
    """Return the style sheet of the look."""
    template = (resources_dir() / "look" / "style.qss").read_text(encoding="utf-8")
    values = dict(look.tokens.colours(look.theme))
    control = look.row_height("control", padding=10)
    toolbar = look.row_height("toolbar", padding=12)
    values |= {
        "border": f"{look.border_width}px",
        "grid": look.colour("lineStrong" if look.is_high_contrast else "line").name(),
        "radius": f"{look.radii.control}px",
        "inner": f"{look.radii.control - look.border_width}px",
        "chip": f"{look.radii.chip}px",
        "cap": f"{look.radii.slot}px",
        "capFoot": f"{max(2, look.border_width)}px",
        "target": "24px",
        "caret": f"{max(24, look.icon_px('inline') + look.px(7))}px",
        "tickable": f"{max(24, look.metrics('body').height(), look.px(CHECK_BOX))}px",
        "check": f"{look.px(CHECK_BOX) - 2 * look.border_width}px",
        "round": f"{look.px(CHECK_BOX) // 2}px",
        "chosen": f"{look.px(CHECK_BOX) // 3}px",
        "dot": f"{look.px(CHECK_BOX) - 2 * (look.px(CHECK_BOX) // 3)}px",
        "heldTint": look.status("held").bg.name(),
        "card": f"{look.radii.card}px",
        "token": f"{look.radii.token}px",
        "wrong": f"{WRONG_BORDER}px",
        "control": f"{control - 2 * look.border_width}px",
        # A thicker border takes its room from inside, so that nothing moves when a slip is told.
        "wrongControl": f"{control - 2 * WRONG_BORDER}px",
        "wrongPad": f"{8 + look.border_width - WRONG_BORDER}px",
        "toolbar": f"{toolbar - 2 * look.border_width}px",
        "pad": f"{look.px(10)}px",
        "caption": f"{max(9.0, 9 * look.text_percent / 100):g}pt",
    }
    return Template(template).substitute(values)
