"""Widgets side by side that go on in the next line where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop.ui.kit.form_fields import Field
from desktop.ui.kit.look import Look

_WAYS = QBoxLayout.Direction


class FlowRow(QWidget):
    """Words in a line: what does not fit goes to the next one."""

    def __init__(self, spacing: int, parent: QWidget | None = None):
        super().__init__(parent)
        self._widgets: list[QWidget] = []
        self._spacing = spacing
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Add one at the end."""
        widget.setParent(self)
        self._widgets.append(widget)

    def clear(self) -> None:
        """Take all of them away."""
        for one in self._widgets:
            one.hide()
            one.deleteLater()
        self._widgets = []

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(width, moves=False)

    @property
    def _shown(self) -> list[QWidget]:
        """Those that take room: what was never shown yet will be, what was hidden will not."""
        by_hand = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
        return [one for one in self._widgets if not (one.isHidden() and one.testAttribute(by_hand))]

    def sizeHint(self) -> QSize:
        wide = sum(one.sizeHint().width() + self._spacing for one in self._shown)
        return QSize(wide, self.heightForWidth(max(self.width(), self.minimumSizeHint().width())))

    def minimumSizeHint(self) -> QSize:
        shown = self._shown
        wide = max((one.sizeHint().width() for one in shown), default=0)
        high = max((one.sizeHint().height() for one in shown), default=0)
        return QSize(wide, high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay(self.width(), moves=True)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._lay(self.width(), moves=True)
        return done

    def _lay(self, width: int, *, moves: bool) -> int:
        left = top = high = 0
        for one in self._shown:
            size = one.sizeHint()
            if left + size.width() > width and left:
                left, top = 0, top + high + self._spacing // 2
                high = 0
            if moves:
                one.setGeometry(left, top, size.width(), size.height())
            left += size.width() + self._spacing
            high = max(high, size.height())
        return top + high


class FieldRow(QWidget):
    """Fields side by side, each with its share of the width; else one below another.

    Signals: ``turned()`` when it is to be higher, or less high, than it was.
    """

    turned = Signal()

    def __init__(
        self, look: Look, fields: Sequence[tuple[Field, int]], parent: QWidget | None = None
    ):
        super().__init__(parent)
        self._fields = tuple(field for field, _ in fields)
        self._shares = tuple(share for _, share in fields)
        self._row = QBoxLayout(_WAYS.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(10))
        for field, share in fields:
            self._row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)

    def fit(self) -> None:
        """Take no room where none of the fields is shown; go below one another where need be."""
        shown = [field for field in self._fields if not field.isHidden()]
        self.setVisible(bool(shown))
        wanted = sum(field.minimumSizeHint().width() for field in shown)
        wanted += self._row.spacing() * max(0, len(shown) - 1)
        way = _WAYS.LeftToRight if wanted <= self.width() else _WAYS.TopToBottom
        if way is not self._row.direction():
            self._row.setDirection(way)
            for place, share in enumerate(self._shares):
                self._row.setStretch(place, share if way is _WAYS.LeftToRight else 0)
            self.updateGeometry()
            self.turned.emit()

    @property
    def is_squeezed(self) -> bool:
        """Whether it has not the height its fields want at the width it has."""
        row = self._row
        least = row.minimumSize().height()
        if row.hasHeightForWidth():  # its words wrap
            least = max(least, row.minimumHeightForWidth(self.width()))
        return self.isVisible() and self.height() < least

    def minimumSizeHint(self) -> QSize:
        shown = [field for field in self._fields if not field.isHidden()]
        widest = max((field.minimumSizeHint().width() for field in shown), default=0)
        return QSize(widest, self._row.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.is_squeezed:
            self.turned.emit()  # a field grew: those around would hear of it round by round
        return done
