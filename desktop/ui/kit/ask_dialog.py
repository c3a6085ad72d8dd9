"""The base of the few dialogs: a question, its fields, the act and the safe way out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.kit.scrolled import scrolled, show_in_scroll

LONGEST_TYPED = 32_767
"""What a line edit takes; the rules say what fits, so nothing typed is cut off unseen."""

EDGE = 4
"""Room for the ring of what has the focus; what does not scroll keeps in line with what does."""


class AskDialog(QDialog):
    """Ctrl+Enter acts; so does Enter, unless the act is red or was not what was first wanted.

    Of those the safe button is the default. In a field Enter neither does a red act nor throws
    away what was typed: it says which key does which. It stays open until the act has worked.

    Signals: ``submitted()`` when the act is wanted.
    """

    submitted = Signal()

    def __init__(self, look: Look, title: str, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._inputs: dict[str, QWidget] = {}
        self._not_done = ""
        self.setObjectName(name)
        self.setWindowTitle("Attend")
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(look.px(440))
        self.title = QLabel(title, self)
        self.title.setObjectName("ask_title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.title.setFont(look.font("section"))
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(look.px(10))
        self.form.setVerticalSpacing(look.px(8))
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.body = QVBoxLayout()
        self.body.setSpacing(look.px(8))
        self.wrong = QLabel(self)
        self.wrong.setObjectName("ask_wrong")
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.wrong.setProperty("tone", "bad")
        self.wrong.setWordWrap(True)
        self.wrong.setFont(look.font("bodyStrong"))
        self.wrong.hide()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(look.px(8))
        # A button with the focus takes Enter for itself, whatever is held with it.
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.submitted)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(18), look.px(16), look.px(16))
        column.setSpacing(look.px(10))
        edge = look.px(EDGE)
        self.title.setContentsMargins(edge, 0, edge, 0)
        self._buttons.setContentsMargins(edge, 0, edge, 0)
        self.wrong.setContentsMargins(edge, 0, edge, 0)
        self._column = column
        column.addWidget(self.title)
        column.addWidget(self._build_scroll(), 1)
        column.addWidget(self.wrong)  # in sight wherever the rest is scrolled to
        column.addLayout(self._buttons)

    def _build_scroll(self) -> QScrollArea:
        """Build what scrolls where the screen is too low: the buttons stay in sight."""
        edge = self._look.px(EDGE)
        self._inside = QWidget(self)
        inner = QVBoxLayout(self._inside)
        inner.setContentsMargins(edge, edge, edge, edge)
        inner.setSpacing(self._look.px(10))
        inner.addLayout(self.form)
        inner.addLayout(self.body)
        inner.addStretch(1)
        self._scroll = scrolled(self._inside, self, name="ask_scroll")
        self._inside.installEventFilter(self)
        return self._scroll

    def stand_in(self, place: QWidget, *, is_narrow: bool = False) -> None:
        """Stand in a page, under what it changes, instead of in a window of its own.

        In a narrow place each label is above its field, and buttons go on in the next line.
        """
        if is_narrow:
            self._be_narrow()
        self.setParent(place)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setAttribute(Qt.WidgetAttribute.WA_Moved)  # else Qt would put it into the middle
        self.setMinimumWidth(0)
        self.setAutoFillBackground(True)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_moved)

    @Slot(QWidget, QWidget)
    def _on_focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Let the page scroll to the field that a letter held with Alt goes to."""
        if new is not None and self.isAncestorOf(new):
            show_in_scroll(self, new)

    def _be_narrow(self) -> None:
        from desktop.ui.kit.flowing import FlowRow

        column = self._column
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        edge = self._look.px(EDGE)
        column.setContentsMargins(edge, self._look.px(8), edge, self._look.px(8))
        row = FlowRow(self._look.px(8), self)
        while (item := self._buttons.takeAt(0)) is not None:
            button = item.widget()
            if button is not None:
                row.add(button)
        column.addWidget(row)
        keys = QLabel("Enter saves, Esc leaves it as it was", self)
        keys.setTextFormat(Qt.TextFormat.PlainText)
        keys.setWordWrap(True)
        keys.setProperty("tone", "text2")
        keys.setContentsMargins(edge, 0, edge, 0)
        column.insertWidget(1, keys)  # the buttons are out of sight where there is much to fill in

    def let_body_grow(self) -> None:
        """Let what is in the body have the room there is, a list most of all."""
        inner = self._inside.layout()
        assert isinstance(inner, QVBoxLayout)
        inner.setStretch(inner.count() - 1, 0)
        inner.setStretchFactor(self.body, 1)

    def add_words(self, words: str, *, tone: str = "") -> QLabel:
        """Add a sentence."""
        label = QLabel(words, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        if tone:
            label.setProperty("tone", tone)
        self.body.addWidget(label)
        return label

    def add_field(self, words: str, widget: QWidget, field: str) -> None:
        """Add an input; ``field`` is what the rules call it."""
        label = QLabel(words, self)
        label.setBuddy(widget)
        widget.setObjectName(field)
        widget.setAccessibleName(words.replace("&", ""))
        if isinstance(widget, QLineEdit):
            widget.setMaxLength(LONGEST_TYPED)
        self.form.addRow(label, widget)
        self._inputs[field] = widget

    def add_buttons(
        self, act: str, keep: str, *, kind: str = "primary", is_safe: bool = False
    ) -> None:
        """Add the act's button and the safe one.

        Enter presses the safe one of a question that nobody expected (``is_safe``).
        """
        key = "Ctrl+Enter" if is_safe else "Enter"
        self.act_button = KeyButton(
            self._look, act, key=key, kind=kind, name="act_button", parent=self
        )
        self.act_button.clicked.connect(self.submitted)
        self.add_button(self.act_button)
        self.add_keep(keep)
        (self.keep_button if is_safe else self.act_button).setDefault(True)

    def add_red_buttons(self, act: str, keep: str, *, not_done: str) -> None:
        """Add an act that cancels something and the safe way out; see ``add_grave_buttons``."""
        self.add_grave_buttons(act, keep, not_done=not_done, kind="danger")

    def add_grave_buttons(
        self, act: str, keep: str, *, not_done: str, kind: str = "primary"
    ) -> None:
        """Add an act not done by a slip, and the safe way out.

        ``not_done`` is said on Enter in a field.
        """
        self._not_done = not_done
        self.add_buttons(act, keep, kind=kind, is_safe=True)

    def add_keep(self, words: str) -> None:
        """Add the safe way out."""
        self.keep_button = KeyButton(self._look, words, key="Esc", name="keep_button", parent=self)
        self.keep_button.clicked.connect(self.reject)
        self.add_button(self.keep_button)
        self._buttons.addStretch(1)

    def add_button(self, button: KeyButton) -> None:
        """Add a button to the foot."""
        self._buttons.addWidget(button)

    def say_wrong(self, field: str | None, words: str) -> None:
        """Show what is wrong and go to its field."""
        for name, widget in self._inputs.items():
            widget.setProperty("wrong", name == field)
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        found = self._inputs.get(field or "")
        if not self.isWindow():
            self._put_wrong_by(found)
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))
        self.grow()
        if found is not None:
            found.setAccessibleDescription(words)
            found.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(found)
        if words and not self.isWindow():
            QTimer.singleShot(0, self, self._show_wrong)  # once it is laid out

    def _put_wrong_by(self, found: QWidget | None) -> None:
        """Say it under its field, else on top: in a page the foot may be out of sight."""
        if self.form.indexOf(self.wrong) >= 0:
            self.form.takeRow(self.wrong)
        else:
            self._column.removeWidget(self.wrong)
        row = self._row_of(found)
        if row is None:
            self._column.insertWidget(self._column.indexOf(self._scroll), self.wrong)
        else:
            self.form.insertRow(row + 1, self.wrong)

    def _row_of(self, widget: QWidget | None) -> int | None:
        for row in range(self.form.rowCount()):
            item = self.form.itemAt(row, QFormLayout.ItemRole.FieldRole)
            if widget is not None and item is not None and item.widget() is widget:
                return row
        return None

    @Slot()
    def _show_wrong(self) -> None:
        show_in_scroll(self, self.wrong)
        focus = self.focusWidget()
        if focus is not None:
            show_in_scroll(self, focus)

    @Slot()
    def grow(self, *, fits: bool = False) -> None:
        """Be as high and as wide as the words, wrapped as they are now, want, but on the screen.

        ``fits`` makes it no higher than that.
        """
        layout, inner = self.layout(), self._inside.layout()
        if layout is None or inner is None:
            return
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        if self.isWindow():
            self._scroll.setMinimumWidth(inner.minimumSize().width() + bar)
        self._scroll.updateGeometry()  # else the layout goes by what it wanted before
        layout.activate()
        inner.activate()
        width = max(self.width(), layout.totalMinimumSize().width())
        inside = width - layout.contentsMargins().left() - layout.contentsMargins().right()
        content = inner.totalMinimumSize().height()
        if inner.hasHeightForWidth():
            content = inner.totalHeightForWidth(inside - bar)
        frame = layout.totalHeightForWidth(width) - self._scroll.sizeHint().height()
        if not self.isWindow():
            self.setMinimumHeight(frame + content)
            return
        wanted = min(frame + content, self._highest())
        if fits or wanted > self.height() or width > self.width():
            self.resize(width, wanted if fits else max(wanted, self.height()))
        layout.activate()
        short = self.title.heightForWidth(self.title.width()) - self.title.height()
        if short > 0 and self.height() < self._highest():
            self.resize(self.width(), min(self.height() + short, self._highest()))

    def _highest(self) -> int:
        window = self.parentWidget()
        screen = self.screen().availableGeometry().height()
        return min(screen, window.window().height() if window is not None else screen)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        has_own_size = self.testAttribute(Qt.WidgetAttribute.WA_Resized)
        self.grow(fits=self.isWindow() and not has_own_size)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest and watched is self._inside:
            QTimer.singleShot(0, self, self.grow)  # other words may need more room
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.isWindow():
            self.grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
        elif enter and self._not_done and not isinstance(self.focusWidget(), QAbstractButton):
            self.say_wrong(None, self._not_done)
        else:
            super().keyPressEvent(event)
