"""What a closure does to those booked, before it is saved: a choice for each visit it touches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.impact import Impact
from desktop.ui.impact.impact_panel import ImpactPanel
from desktop.ui.kit.ask_dialog import EDGE, AskDialog
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.look import Look


class ImpactDialog(AskDialog):
    """Shows the impact of what is typed elsewhere; it saves nothing itself.

    Signals: ``impact_wanted(bool)``: show what it does, waiting for nobody or not.
    """

    impact_wanted = Signal(bool)

    def __init__(
        self,
        look: Look,
        title: str,
        *,
        clock: Callable[[], datetime],
        zone: str,
        reason: str,
        is_sudden: bool = False,
        parent: QWidget | None = None,
    ):
        """``reason`` is offered for cancelling visits; ``is_sudden`` waits for nobody."""
        super().__init__(look, title, "impact_dialog", parent)
        self._clock = clock
        self.panel = ImpactPanel(look, zone=zone, parent=self)
        self.panel.suggest_reason(reason)
        self.panel.changed.connect(self._say_act)
        self.at_once = CheckBox(look, "&Old times are given up at once", "at_once", self)
        self.at_once.setChecked(is_sudden)
        self.at_once.toggled.connect(self.impact_wanted)
        self.body.addWidget(self.panel, 1)
        self._put_in_line()
        self.let_body_grow()
        self.panel.heading.hide()  # the title says it
        self.panel.words.hide()
        self.add_buttons("Save it", "Leave it as it is", is_safe=True)
        room = parent.window().size() if parent is not None else self.screen().size()
        edge = look.px(24)
        self.resize(min(look.px(640), room.width() - edge), min(look.px(620), room.height() - edge))

    def _put_in_line(self) -> None:
        """Let the panel, which scrolls by itself, begin where the title and the tick box do."""
        edge = self._look.px(EDGE)
        inner = self._inside.layout()
        assert inner is not None
        inner.setContentsMargins(0, edge, 0, edge)
        self.panel.keep_in_line(edge)
        self.wrong.setContentsMargins(edge, 0, edge, 0)
        row = QHBoxLayout()
        row.setContentsMargins(edge, 0, edge, 0)
        row.addWidget(self.at_once)
        self.body.addLayout(row)

    def show_impact(self, impact: Impact) -> None:
        """Show what it would do, and go to the first visit touched."""
        is_first = self.panel.choices is None
        self.panel.show_impact(impact, self._clock())
        self.at_once.setVisible(bool(impact.visits))
        if is_first:
            first = self.panel.list if impact.visits else self.act_button
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _say_act(self) -> None:
        if hasattr(self, "act_button"):
            self.act_button.set_words(self.panel.act_words("Save it"))
            self.act_button.setEnabled(self.panel.choices is not None)
