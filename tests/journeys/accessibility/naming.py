"""What a screen reader is told: a name and a fitting role for every control."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTextEdit,
    QToolButton,
    QWidget,
)

import desktop.ui

_ROLE = QAccessible.Role
ROLES: tuple[tuple[type[QWidget], frozenset[QAccessible.Role]], ...] = (
    (QCheckBox, frozenset({_ROLE.CheckBox})),
    (QRadioButton, frozenset({_ROLE.RadioButton})),
    (QPushButton, frozenset({_ROLE.Button, _ROLE.ButtonMenu, _ROLE.CheckBox})),
    (QToolButton, frozenset({_ROLE.Button, _ROLE.ButtonMenu, _ROLE.CheckBox, _ROLE.RadioButton})),
    (QComboBox, frozenset({_ROLE.ComboBox})),
    (QLineEdit, frozenset({_ROLE.EditableText})),
    (QPlainTextEdit, frozenset({_ROLE.EditableText})),
    (QTextEdit, frozenset({_ROLE.EditableText})),
    (QAbstractSpinBox, frozenset({_ROLE.SpinBox})),
    (QAbstractItemView, frozenset({_ROLE.List, _ROLE.Table, _ROLE.Tree})),
)
"""The first kind that fits says which roles do; any other control has any role but none."""

INPUTS = (QLineEdit, QComboBox, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QAbstractItemView)


def program_classes() -> frozenset[type[QWidget]]:
    """Return every kind of widget that the program defines."""
    for module in pkgutil.walk_packages(desktop.ui.__path__, "desktop.ui."):
        import_module(module.name)
    return frozenset(one for one in _below(QWidget) if one.__module__.startswith("desktop.ui."))


def _below(kind: type[QWidget]) -> Iterator[type[QWidget]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def shown_in(widget: QWidget) -> Iterator[QWidget]:
    """Yield a widget and what it shows, other windows apart: what is hidden hides all in it."""
    yield widget
    for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if child.isVisible() and not child.isWindow():
            yield from shown_in(child)


def interface_of(widget: QWidget) -> QAccessibleInterface | None:
    """Return what a screen reader sees of a widget.

    Not to be kept: it goes with its widget, and another object may then stand at its address.
    """
    return QAccessible.queryAccessibleInterface(widget)


def is_control(widget: QWidget) -> bool:
    """Whether somebody can do something with it; Qt's own inner parts are not ours to name."""
    if widget.objectName().startswith("qt_") or isinstance(widget, QHeaderView):
        return False
    if widget.inherits("QWhatsThat"):  # Qt's own, gone with the next key; its words are announced
        return False
    if type(widget).__module__.startswith("PySide6") and _is_inner(widget):
        return False
    if isinstance(widget, (QAbstractButton, *INPUTS)):
        return True
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _is_inner(widget: QWidget) -> bool:
    """Whether it is a part of one of Qt's own controls: the edit of a spin box, a list's corner."""
    parent = widget.parentWidget()
    while parent is not None:
        name = parent.metaObject().className()
        inner = isinstance(parent, QAbstractSpinBox | QAbstractItemView | QComboBox)
        if inner or name in ("QCalendarWidget", "QComboBoxPrivateContainer"):
            return True
        parent = parent.parentWidget()
    return False


def said_by(widget: QWidget) -> str:
    """Return how a fault names a widget: kind, object name, and who it is in."""
    names = []
    one: QWidget | None = widget
    while one is not None and len(names) < 4:
        names.append(f"{type(one).__name__}[{one.objectName()}]")
        one = one.parentWidget()
    return " in ".join(names)


def naming_faults(widget: QWidget) -> Iterator[str]:
    """Yield what is wrong with how a control is named."""
    if not is_control(widget):
        return
    interface = interface_of(widget)
    if interface is None or not shiboken6.isValid(interface):
        yield f"{said_by(widget)} is not there for a screen reader"
        return
    if not interface.text(QAccessible.Text.Name).strip():
        yield f"{said_by(widget)} has no name"
    role = interface.role()
    fitting = next((roles for kind, roles in ROLES if isinstance(widget, kind)), None)
    if fitting is not None and role not in fitting:
        yield f"{said_by(widget)} has the role {role.name}"
    if fitting is None and role in (_ROLE.NoRole, _ROLE.Client):
        yield f"{said_by(widget)} has no role of its own"
    if isinstance(widget, INPUTS) and not widget.objectName():
        yield f"{said_by(widget)} has no object name"
    if isinstance(widget, QAbstractItemView):
        yield from _row_faults(widget)


def _row_faults(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is None or view.inherits("QTableView"):
        return
    for row in range(model.rowCount()):
        said = model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        said = said or model.index(row, 0).data(Qt.ItemDataRole.DisplayRole)
        if not str(said or "").strip():
            yield f"row {row} of {said_by(view)} says nothing"


def tab_faults(window: QWidget) -> Iterator[str]:
    """Yield the controls of a window that take the focus by Tab and are not reached by it."""
    reached = {window}
    one = window.nextInFocusChain()
    while one is not None and one not in reached:
        reached.add(one)
        one = one.nextInFocusChain()
    for widget in shown_in(window):
        takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes and widget not in reached:
            yield f"Tab does not reach {said_by(widget)}"
        # A list that is driven by the keys of another field takes no focus at all.
        is_driven = widget.focusPolicy() is Qt.FocusPolicy.NoFocus and not takes
        is_input = isinstance(widget, INPUTS) and is_control(widget)
        if is_input and not takes and not (is_driven and isinstance(widget, QAbstractItemView)):
            yield f"{said_by(widget)} takes no focus by Tab"
