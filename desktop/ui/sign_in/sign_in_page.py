"""Signing in at this desk: choose your name, type your PIN."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import NotFound, RuleViolation, Unavailable
from desktop.domain.ids import StaffId
from desktop.domain.practice import Staff
from desktop.operations.signing_in import sign_in
from desktop.operations.staff import DemoPin, list_staff, read_demo_pins
from desktop.operations.work import Actor
from desktop.ui.kit.band import Band
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.look import Look
from desktop.ui.runner import Runner
from desktop.ui.sign_in.staff_list import Roles, StaffDelegate, StaffModel, StaffRow

DEMO_WORDS = "This is a demo: everyone’s PIN is shown, so that every role can be tried."


class NameList(QListView):
    """Names; letters look for one, a digit begins the PIN.

    Signals: ``digit_typed(str)``.
    """

    digit_typed = Signal(str)

    def sizeHint(self) -> QSize:
        """As high as its names, as far as there is room."""
        rows = sum(self.sizeHintForRow(row) for row in range(self.model().rowCount()))
        return QSize(super().sizeHint().width(), rows + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        row = self.sizeHintForRow(0)
        return QSize(super().minimumSizeHint().width(), max(row, 24) + 2 * self.frameWidth())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdigit() and event.text().isascii():
            self.digit_typed.emit(event.text())
        else:
            super().keyPressEvent(event)


NOT_NOW = "The practice’s data does not answer, so no one can sign in just now. Try again."


class SignInPage(QWidget):
    """A list of staff and a PIN field; it covers the window while nobody may look at it.

    Signals: ``signed_in(Actor)`` once the desk acts as them; ``closed()`` when Esc leaves the
    person at the desk as they are (never while the screen is covered).
    """

    signed_in = Signal(object)
    closed = Signal()

    def __init__(self, look: Look, runner: Runner, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("sign_in_page")
        self.setAccessibleName("Sign in")
        self.setAutoFillBackground(True)
        self._look = look
        self._runner = runner
        self._signing_in = False
        self._is_covered = False
        self._current: Actor | None = None
        self._staff: tuple[Staff, ...] = ()
        self._pin_of: StaffId | None = None
        self._build()
        look.changed.connect(self._apply_look)
        self._apply_look()

    def _build(self) -> None:
        look = self._look
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(Band(look, parent=self))
        outer = QHBoxLayout()
        whole.addLayout(outer, 1)
        outer.setContentsMargins(look.px(24), look.px(32), look.px(24), look.px(24))
        outer.setSpacing(look.px(32))
        outer.addStretch(1)
        outer.addLayout(self._build_names(), 4)
        outer.addLayout(self._build_pin(), 4)
        outer.addStretch(1)

    def _build_names(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        self.title = QLabel("Who is at this desk?", self)
        self.title.setObjectName("sign_in_title")
        self.who = QLabel(self)
        self.who.setObjectName("sign_in_who")
        self.who.setTextFormat(Qt.TextFormat.PlainText)
        self.who.setWordWrap(True)
        column.addWidget(self.title)
        column.addWidget(self.who)
        self.model = StaffModel(self)
        self.list = NameList(self)
        self.list.setObjectName("staff_list")
        self.list.setAccessibleName("Who is at this desk?")
        self.list.setModel(self.model)
        self.list.setItemDelegate(StaffDelegate(self._look, self.list))
        self.list.setFrameShape(QFrame.Shape.StyledPanel)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setTabKeyNavigation(False)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.model.modelReset.connect(self.list.updateGeometry)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.digit_typed.connect(self._on_digit_typed)
        self.list.activated.connect(self._on_list_activated)
        self.list.clicked.connect(self._on_list_activated)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.title.setBuddy(self.list)
        column.addWidget(self.list, 100)
        column.addStretch(1)
        return column

    def _build_pin(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        self.demo = QLabel(DEMO_WORDS, self)
        self.demo.setObjectName("demo_words")
        self.demo.setWordWrap(True)
        self.demo.hide()
        self.label = QLabel("PIN", self)
        self.pin = QLineEdit(self)
        self.pin.setObjectName("pin")
        self.pin.setAccessibleName("PIN")
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(200)
        self.pin.textChanged.connect(lambda _text: self._say(""))
        self.label.setBuddy(self.pin)
        self.message = QLabel(self)
        self.message.setObjectName("pin_message")
        self.message.setProperty("tone", "bad")
        self.message.setWordWrap(True)
        self.message.hide()
        self.button = KeyButton(
            self._look, "Sign in", key="Enter", kind="primary", name="sign_in_button", parent=self
        )
        self.button.clicked.connect(self.try_sign_in)
        self.stay = KeyButton(
            self._look, "Stay signed in", key="Esc", name="stay_button", parent=self
        )
        self.stay.clicked.connect(self.closed)
        for part in (self.label, self.pin, self.message):
            column.addWidget(part)
        buttons = QHBoxLayout()
        buttons.addWidget(self.button)
        buttons.addWidget(self.stay)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addSpacing(self._look.px(12))
        column.addWidget(self.demo)
        column.addStretch(1)
        return column

    def open(self, current: Actor | None = None, *, covered: bool = False) -> None:
        """Show who may sign in; ``current`` is who is at the desk until somebody else is.

        ``covered``: only a PIN takes it away again, and that of ``current`` is asked first.
        """
        self._current = current
        self._is_covered = covered
        signed_in = current is not None and current.staff_id is not None
        self.stay.setVisible(signed_in and not covered)
        is_left = covered and current is not None
        self.title.setText("This screen is covered" if is_left else "Who is at this desk?")
        self.who.setText(
            f"{current.name} is at this desk. Everything is as it was left."
            if covered and current is not None
            else "Choose your name, then type your PIN."
        )
        self.pin.clear()
        self._say("")
        self.list.keyboardSearch("")  # a letter of the last time is no part of this name
        self._choose(current.staff_id if current is not None else None)
        self._runner.run_read(
            list_staff, initiator=self, on_done=self._on_staff_listed, latest="staff"
        )
        (self.pin if covered and signed_in else self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def try_sign_in(self) -> None:
        """Sign in as the chosen person; a wrong PIN is a sentence at the field."""
        row = self.list.currentIndex().data(Roles.ROW)
        if self._signing_in:
            return
        if not isinstance(row, StaffRow):
            self._say("Choose your name first.")
            return
        self._signing_in = True
        desk, staff_id, pin = self._runner.desk, row.person.id, self.pin.text()

        def sign_in_here() -> Actor:
            return sign_in(desk, staff_id=staff_id, pin=pin)

        self._runner.run_call(
            sign_in_here, initiator=self, on_done=self._on_signed_in, on_failed=self._on_failed
        )

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._is_mine(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_mine(event):
            super().keyPressEvent(event)
        elif event.key() != Qt.Key.Key_Escape:
            self.try_sign_in()
        elif self.stay.isVisibleTo(self):
            self.closed.emit()

    def _is_mine(self, event: QKeyEvent) -> bool:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return event.key() in keys and not plain

    def _on_staff_listed(self, staff: tuple[Staff, ...]) -> None:
        self._staff = staff
        self._runner.run_read(
            read_demo_pins, initiator=self, on_done=self._on_pins_read, latest="pins"
        )

    def _on_pins_read(self, pins: tuple[DemoPin, ...]) -> None:
        # Who was quick has chosen from the list of last time: that choice and the PIN stay.
        chosen = self.list.currentIndex().data(Roles.ROW)
        current = self._current.staff_id if self._current is not None else None
        shown = {one.staff_id: one.pin for one in pins}
        self.model.show_rows([StaffRow(one, shown.get(one.id, "")) for one in self._staff])
        self.demo.setVisible(bool(pins))
        self._choose(chosen.person.id if isinstance(chosen, StaffRow) else current)

    def _choose(self, staff_id: StaffId | None) -> None:
        ids = [row.person.id for row in self.model.rows]
        if ids:
            place = ids.index(staff_id) if staff_id in ids else 0
            self.list.setCurrentIndex(self.model.index(place))

    @Slot(str)
    def _on_digit_typed(self, digit: str) -> None:
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pin.setText(digit)

    @Slot(QModelIndex)
    def _on_list_activated(self, _index: QModelIndex) -> None:
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        row = current.data(Roles.ROW)
        if isinstance(row, StaffRow):
            self.label.setText(f"PIN of {row.person.name}")
            self.pin.setAccessibleName(f"PIN of {row.person.name}")
            if row.person.id != self._pin_of:
                self._pin_of = row.person.id
                self.pin.clear()
                self._say("")

    def _on_signed_in(self, actor: Actor) -> None:
        self._signing_in = False
        self.pin.clear()
        self.signed_in.emit(actor)

    def _on_failed(self, error: BaseException) -> None:
        self._signing_in = False
        if isinstance(error, RuleViolation):
            self._say(error.message)
            self.pin.selectAll()
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
        elif isinstance(error, NotFound):
            self._say("This person can’t sign in any more. Choose someone else.")
            self.open(self._current, covered=self._is_covered)
        elif isinstance(error, Unavailable) and (error.is_line_lost or error.code == "paused"):
            self._say(NOT_NOW)  # the banner that says why lies under the cover
        else:
            self._runner.failed.emit(error)

    def _say(self, words: str) -> None:
        self.message.setText(words)
        self.message.setVisible(bool(words))
        self.pin.setAccessibleDescription(words)
        wrong = bool(words)
        if bool(self.pin.property("wrong")) != wrong:
            self.pin.setProperty("wrong", wrong)
            self.pin.style().unpolish(self.pin)
            self.pin.style().polish(self.pin)

    @Slot()
    def _apply_look(self) -> None:
        self.title.setFont(self._look.font("section"))
        self.label.setFont(self._look.font("bodyStrong"))
        self.message.setFont(self._look.font("bodyStrong"))
        self.list.doItemsLayout()
        self.list.updateGeometry()
