"""The kit's button with a key, for places where the action changes with the visit."""

from __future__ import annotations

from desktop.ui.kit.buttons import KeyButton


class StepButton(KeyButton):
    """A button that can carry another action."""

    def show_action(self, words: str, key: str, icon: str = "") -> None:
        """Carry another action."""
        self.set_words(words, key=key)
        self.set_icon(icon)
