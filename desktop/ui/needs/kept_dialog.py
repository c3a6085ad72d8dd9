"""How a visit's needs went: kept, not kept and why, not needed and who said so; one key each."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.needs import WORDS, NeedState
from desktop.domain.preferences import kind_of
from desktop.domain.visit_end import (
    NeedAnswer,
    VisitEnd,
    VisitNeed,
    answers_offered,
    check_answer,
    is_unsaid,
)
from desktop.ui.kit.ask_dialog import LONGEST_TYPED, AskDialog
from desktop.ui.kit.button_row import ButtonRow
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.icon_line import IconLine
from desktop.ui.kit.look import Look

_SHORT = {
    NeedState.NOT_NEEDED: "Not needed",
    NeedState.READY: "Arranged",
    NeedState.TO_ARRANGE: "Needed after all",
}
_ASKS = {NeedState.NOT_KEPT: "Why not?", NeedState.NOT_NEEDED: "Who said so?"}
_STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
REST_KEY = "0"


class AnswerRow(QFrame):
    """One need: what it is, and its answers, each with its key.

    Signals: ``answered()`` once it needs nothing more; ``stepped(int)`` up or down.
    """

    answered = Signal()
    stepped = Signal(int)

    def __init__(
        self, look: Look, need: VisitNeed, offered: tuple[NeedState, ...], parent: QWidget
    ):
        super().__init__(parent)
        self._look = look
        self.need, self.offered = need, offered
        self.chosen = need.state if need.state in offered else None
        self.setObjectName(f"answer_{need.kind}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(8), look.px(6), look.px(8), look.px(6))
        column.setSpacing(look.px(4))
        kind = kind_of(need.kind)
        said = ". ".join(part for part in (kind.words, need.detail) if part)
        column.addWidget(IconLine(look, kind.icon, said, "text", self))
        if need.instead:
            instead = QLabel(need.instead, self)
            instead.setTextFormat(Qt.TextFormat.PlainText)
            instead.setWordWrap(True)
            instead.setProperty("tone", "warn")
            column.addWidget(instead)
        self.buttons: dict[NeedState, KeyButton] = {}
        for number, state in enumerate(offered, start=1):
            words = _SHORT.get(state, WORDS[state])
            button = KeyButton(look, words, key=str(number), name=f"say_{state}", parent=self)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _on=False, one=state: self.choose(one))
            self.buttons[state] = button
        column.addWidget(ButtonRow(tuple(self.buttons.values()), spacing=look.px(6), parent=self))
        self.reason = QLineEdit(self)
        self.reason.setObjectName("reason")
        self.reason.setMaxLength(LONGEST_TYPED)
        column.addWidget(self.reason)
        self._show()
        self.reason.setText(need.why if self.chosen is NeedState.NOT_KEPT else need.said_by)

    @property
    def answer(self) -> NeedAnswer | None:
        """What is said of it; None while nothing is, or it stands there already."""
        need, typed = self.need, self.reason.text()
        if self.chosen is None:
            return None
        why = typed if self.chosen is NeedState.NOT_KEPT else ""
        said_by = typed if self.chosen is NeedState.NOT_NEEDED else ""
        if (self.chosen, why, said_by) == (need.state, need.why, need.said_by):
            return None
        return NeedAnswer(need.id, need.version, self.chosen, why, said_by)

    def choose(self, state: NeedState) -> None:
        """Say how it went; a reason is asked for where one is due."""
        if state is not self.chosen:
            self.reason.clear()
        self.chosen = state
        self._show()
        if state in _ASKS:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.answered.emit()

    def _show(self) -> None:
        for state, button in self.buttons.items():
            is_it = state is self.chosen
            button.set_kind("outlined" if is_it else "plain")
            button.set_icon("check" if is_it else "")
        asks = _ASKS.get(self.chosen) if self.chosen is not None else None
        self.reason.setVisible(asks is not None)
        self.reason.setPlaceholderText(asks or "")
        kind = kind_of(self.need.kind).words
        self.reason.setAccessibleName(f"{kind}: {asks or ''}")
        how = WORDS[self.chosen or self.need.state]
        keys = ", ".join(
            f"{number} {WORDS[state].lower()}" for number, state in enumerate(self.offered, 1)
        )
        self.setAccessibleName(". ".join(filter(None, (kind, self.need.detail, how, keys))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        places = {str(number): state for number, state in enumerate(self.offered, start=1)}
        state = places.get(event.text())
        step = _STEPS.get(event.key())
        if state is not None and self.hasFocus():
            self.choose(state)
        elif step is not None:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            is_here = self.hasFocus()
            width = look.borders.focus if is_here else look.border_width
            painter.setPen(QPen(look.colour("focus" if is_here else "line"), width))
            painter.setBrush(look.colour("surface"))
            box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(box, look.radii.card, look.radii.card)


class KeptDialog(AskDialog):
    """Down the needs by keys; what is left out stays as it is."""

    def __init__(
        self,
        look: Look,
        end: VisitEnd,
        *,
        when: str,
        has_begun: bool,
        parent: QWidget | None = None,
    ):
        ask = "was it kept?" if has_begun else "what of their needs?"
        super().__init__(look, f"{end.called}, {when}: {ask}", "kept_dialog", parent)
        self.setMinimumWidth(look.px(520))
        holder = QWidget(self)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(look.px(6))
        self.rows = []
        for place, need in enumerate(end.needs):
            offered = answers_offered(need.state, has_begun=has_begun, said_by=need.said_by)
            row = AnswerRow(look, need, offered, holder)
            row.answered.connect(lambda one=row: self._go_on(one))
            row.stepped.connect(lambda step, one=row: self._step(one, step))
            grid.addWidget(row, place, 0)
            self.rows.append(row)
        self.body.addWidget(holder)
        self.add_buttons("Save", "Leave it")
        self.rest_button = KeyButton(
            look, "The rest was kept", key=REST_KEY, name="rest_button", parent=self
        )
        self.rest_button.clicked.connect(self._keep_rest)
        self.rest_button.setVisible(has_begun)
        self.add_button(self.rest_button)
        first = next((one for one in self.rows if is_unsaid(one.need)), self.rows[0])
        first.setFocus()

    @property
    def answers(self) -> tuple[NeedAnswer, ...]:
        """What was said."""
        return tuple(one.answer for one in self.rows if one.answer is not None)

    def read_answers(self) -> tuple[NeedAnswer, ...] | None:
        """Return what was said; None, with a sentence at its row, where a reason is missing."""
        answers = self.answers
        try:
            return tuple(check_answer(one) for one in answers)
        except RuleViolation as slip:
            self.say_wrong(None, slip.message)
            row = next(one for one in self.rows if one.need.id == slip.facts["need"])
            row.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(row)
            return None

    def _keep_rest(self) -> None:
        for row in self.rows:
            if row.chosen is None and NeedState.KEPT in row.offered:
                row.choose(NeedState.KEPT)
        self.act_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_on(self, row: AnswerRow) -> None:
        """Go to the next need nobody has said anything of; then to Save."""
        place = self.rows.index(row) + 1
        later = (*self.rows[place:], *self.rows[:place])
        following = next((one for one in later if one.chosen is None), None)
        (following or self.act_button).setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(following or row)
        self.grow()

    def _step(self, row: AnswerRow, step: int) -> None:
        place = (self.rows.index(row) + step) % len(self.rows)
        self.rows[place].setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(self.rows[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_typing = isinstance(self.focusWidget(), QLineEdit)
        if event.text() == REST_KEY and not is_typing and self.rest_button.isVisible():
            self._keep_rest()
        else:
            super().keyPressEvent(event)
