"""Did not attend: asks first whether we tried to reach the person."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from desktop.ui.kit.look import Look
from desktop.ui.visits.ask_dialog import AskDialog


class DidNotAttendDialog(AskDialog):
    """Asks what is known before a visit is marked as missed."""

    def __init__(self, look: Look, *, whose: str, when: str, parent: QWidget | None = None):
        super().__init__(
            look, f"Mark {whose}, {when}, as not attended?", "did_not_attend_dialog", parent
        )
        self.tried = QComboBox(self)
        self.tried.addItem("Choose", None)
        self.tried.addItem("Yes, we tried", True)
        self.tried.addItem("No, not yet", False)
        self.add_field("Did we try to &reach them?", self.tried, "tried_to_reach")
        self.add_words("They may only be late. If they come after all, F8 brings the visit back.")
        self.add_buttons("Did not attend", "Keep it", kind="danger")
        self.tried.setFocus()

    @property
    def tried_to_reach(self) -> bool | None:
        """Return the answer, None until one is chosen."""
        found = self.tried.currentData()
        return None if found is None else bool(found)
