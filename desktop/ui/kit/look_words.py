"""What is said after the look was changed by a key."""

from __future__ import annotations

from desktop.ui.kit.look import Look

_THEMES = {
    "light": "Light",
    "dark": "Dark",
    "highContrast": "High contrast, light",
    "highContrastDark": "High contrast, dark",
}


def set_words(look: Look, name: str) -> str:
    """Say what is set now: "Text size: 125 %.", "Rows: compact.", "Colours: dark."."""
    if name == "theme":
        return f"Colours: {_THEMES[look.theme].lower()}."
    if name == "density":
        return f"Rows: {look.density}."
    return f"Text size: {look.text_percent} %."
