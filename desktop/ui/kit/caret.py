"""The caret after the words of a button that opens a menu."""

from __future__ import annotations

from PySide6.QtGui import QFont

from desktop.ui.kit.icons import ICONS

CARET = chr(ICONS["caret-down"][0])


def with_icons(font: QFont) -> QFont:
    """Return the font with our icons behind the letters, for a caret after the words."""
    found = QFont(font)
    found.setFamilies([*font.families(), "Phosphor"])
    return found
