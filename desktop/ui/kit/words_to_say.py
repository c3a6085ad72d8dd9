"""Words to say out loud, what has to be heard drawn strong."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.domain.wording import Part, plain_words


def show_words_to_say(label: QLabel, parts: Sequence[Part], *, before: str = "") -> None:
    """Show the words in a label, after some that are not said; a screen reader has them plain."""
    words = "".join(
        f"<b>{escape(part.text)}</b>" if part.strong else escape(part.text) for part in parts
    )
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setText(f"{escape(before)}{words}")
    label.setAccessibleName(f"{before}{plain_words(parts)}")
