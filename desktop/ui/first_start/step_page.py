"""A page of the first start: where one is, what is asked, the fields, and the keys to go on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import RuleViolation
from desktop.ui.errors import tell
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.form_fields import Field, FieldMessage, Tone
from desktop.ui.kit.look import Look

WIDEST = 660
ABOVE = 12
"""How much of the room there is stands above a page, in percent."""
EDGE = 6
"""Room for the ring of what has the focus."""


def breakable(path: str) -> str:
    """Return a path that a label may break after each folder."""
    return path.replace("/", "/\u200b").replace("\\", "\\\u200b")


def words_of(error: BaseException) -> str:
    """Return the words of an error and its next step, for the line above the buttons."""
    told = tell(error)
    return f"{told.words} {told.next_step}".strip()


class ContentScroll(QScrollArea):
    """As high as its content, and scrolled where the window is too low for that."""

    def __init__(self, name: str, parent: QWidget):
        super().__init__(parent)
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget(self)
        self.column = QVBoxLayout(self._inside)
        self.setWidget(self._inside)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._inside.installEventFilter(self)

    def sizeHint(self) -> QSize:
        least = self._inside.minimumSizeHint()
        width = max(self.viewport().width(), least.width())
        wanted = max(self.column.totalHeightForWidth(width), least.height())
        return QSize(self._inside.sizeHint().width(), wanted)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), min(self.sizeHint().height(), 120))

    def lay_out_again(self) -> None:
        """Forget the heights of labels that were measured before they were shown."""
        self.column.invalidate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.updateGeometry()
        return super().eventFilter(watched, event)


class StepPage(QWidget):
    """Enter (Ctrl+Enter from a field of several lines) goes on, Esc back.

    Signals: ``next_requested()``, ``back_requested()``, ``later_requested()``.
    """

    next_requested = Signal()
    back_requested = Signal()
    later_requested = Signal()

    def __init__(
        self, look: Look, name: str, title: str, words: str, parent: QWidget | None = None
    ):
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._look = look
        self._fields: dict[str, Field] = {}
        self.where = self._label(f"{name}_where", "")
        self.where.setProperty("tone", "text2")
        self.title = self._label(f"{name}_title", title)
        self.words = self._label(f"{name}_words", words)
        self.body = QVBoxLayout()
        self.body.setSpacing(look.px(10))
        self.message = FieldMessage(look, self)
        self.message.setObjectName(f"{name}_message")
        self.next_button = KeyButton(
            look, "Next", key="Enter", kind="primary", name=f"{name}_next", parent=self
        )
        self.back_button = KeyButton(look, "Back", key="Esc", name=f"{name}_back", parent=self)
        self.later_button = KeyButton(look, "", name=f"{name}_later", parent=self)
        self.later_button.hide()
        self._arrange()
        self.next_button.clicked.connect(self.next_requested)
        self.back_button.clicked.connect(self.back_requested)
        self.later_button.clicked.connect(self.later_requested)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._go_on)
        look.changed.connect(self._apply_look)
        self._apply_look()

    def _label(self, name: str, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setVisible(bool(text))
        return label

    def _arrange(self) -> None:
        look = self._look
        self._scroll = ContentScroll(f"{self.objectName()}_scroll", self)
        edge = look.px(EDGE)
        self._scroll.column.setContentsMargins(edge, edge, edge, edge)
        self._scroll.column.addLayout(self.body)
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        for part in (self.where, self.title, self.words):
            part.setContentsMargins(edge, 0, edge, 0)
            column.addWidget(part)
        column.addWidget(self._scroll)
        foot = QVBoxLayout()
        foot.setContentsMargins(edge, 0, edge, edge)
        foot.setSpacing(look.px(8))
        foot.addWidget(self.message)
        foot.addLayout(self._build_buttons())
        column.addLayout(foot)
        column.addStretch(1)
        self._whole = whole
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(whole, 100)
        across.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(32), look.px(24), look.px(24))
        # Where there is room to spare the page begins a little lower: all of them at one height.
        outer.addStretch(ABOVE)
        outer.addLayout(across, 100 - ABOVE)

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._look.px(8))
        for button in (self.next_button, self.back_button, self.later_button):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def add_field(self, field: Field) -> None:
        """Add a field of the body; what is wrong with it is said below it."""
        self.body.addWidget(field)
        self.take_field(field)

    def take_field(self, field: Field) -> None:
        """Know a field that stands somewhere in the body; typing takes its sentence away."""
        self._fields[field.name] = field
        field.changed.connect(lambda: self._forget_slip(field))

    def _forget_slip(self, field: Field) -> None:
        if field.is_wrong:
            field.say(Tone.NONE, "")
        self.message.say_nothing()

    def has_field(self, name: str) -> bool:
        """Whether the page has a field of that name."""
        return name in self._fields

    def check(self) -> None:
        """Raise RuleViolation at the first field that is not right."""

    def forget_field(self, name: str) -> None:
        """Know a field no more: it goes away."""
        self._fields.pop(name, None)

    def enter(self) -> None:
        """Be shown: the first field has the focus."""
        for field in self._fields.values():
            field.focus()
            return
        self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_slip(self, slip: RuleViolation) -> None:
        """Say what is wrong at its field and go there."""
        words = slip.message or "This can’t be done as typed."
        field = self._fields.get(slip.field or "")
        if field is None:
            self.message.say(Tone.WRONG, words)
            return
        field.say(Tone.WRONG, words)
        field.focus()
        # Once the sentence has found its room.
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(field))

    def say_nothing_wrong(self) -> None:
        """Take back every sentence about a slip."""
        self.message.say_nothing()
        for field in self._fields.values():
            if field.is_wrong:
                field.say(Tone.NONE, "")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._scroll.lay_out_again()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_Escape:
            if self.back_button.isVisibleTo(self):
                self.back_button.click()
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter_pressed()
        else:
            super().keyPressEvent(event)

    def _enter_pressed(self) -> None:
        focus = QApplication.focusWidget()
        is_button = isinstance(focus, QAbstractButton) and not isinstance(focus, QCheckBox)
        if is_button and focus is not None and self.isAncestorOf(focus):
            assert isinstance(focus, QAbstractButton)
            focus.click()
        else:
            self._go_on()

    @Slot()
    def _go_on(self) -> None:
        if self.next_button.isVisible():
            self.next_button.click()

    @Slot()
    def _apply_look(self) -> None:
        look = self._look
        self._whole.setMaximumWidth(look.px(WIDEST))
        self.where.setFont(look.font("caption"))
        self.title.setFont(look.font("name"))
