"""Small parts of the panel and the strip: state chip, icon with words, own words, banner."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.text import breakable
from desktop.ui.kit.look import Look
from desktop.ui.people.panel_words import NeedWords, StateWords


class Words(QLabel):
    """Plain words in a font and a colour of the look, following both as they change."""

    def __init__(
        self, look: Look, font: str, *, colour: str = "text", parent: QWidget | None = None
    ):
        super().__init__(parent)
        self._look = look
        self._font = font
        self._colour = colour
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.apply_look()

    def say(self, words: str) -> None:
        """Show words; with none the label takes no room."""
        self.setText(breakable(words))
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def minimumSizeHint(self) -> QSize:
        wanted = super().minimumSizeHint()
        if not self.wordWrap():
            return wanted
        # The room decides where lines end; a long word must not push the panel wider.
        return QSize(min(wanted.width(), self._look.px(120)), wanted.height())

    def set_colour(self, colour: str) -> None:
        self._colour = colour
        self.apply_look()

    def apply_look(self) -> None:
        self.setFont(self._look.font(self._font))
        palette = self.palette()
        palette.setColor(self.foregroundRole(), self._look.colour(self._colour))
        self.setPalette(palette)


class Icon(QWidget):
    """One icon in a colour of the look; its words stand beside it, so it says nothing itself."""

    def __init__(
        self,
        look: Look,
        name: str,
        *,
        size: str = "need",
        colour: str = "text",
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self._look = look
        self._name = name
        self._size = size
        self._colour = colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, colour: str) -> None:
        self._name, self._colour = name, colour
        self.update()

    def sizeHint(self) -> QSize:
        side = self._look.icon_px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            side = self._look.icon_px(self._size)
            colour = self._look.colour(self._colour)
            self._look.paint_icon(painter, QRectF(0, 0, side, side), self._name, colour)


class Line(QWidget):
    """A hairline across."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.setFixedHeight(2)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(0, 0, self.width(), self._look.border_width, self._look.colour("line"))


class StateChip(QWidget):
    """A visit's state: icon, word and colour on the state's own fill."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._state = StateWords("booked", "")
        self.setObjectName("state_chip")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        return self._state.words

    def show_state(self, state: StateWords) -> None:
        if state == self._state:
            return
        self._state = state
        self.setAccessibleName(state.words)
        self.setToolTip(state.words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._look.font("label"))
        icon = self._look.icon_px("inline")
        width = metrics.horizontalAdvance(self._state.words) + icon + 20
        return QSize(width, max(metrics.height() + 8, self._look.px(24)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        status = look.status(self._state.status)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            width = look.border_width
            painter.setPen(QPen(status.border, width))
            painter.setBrush(status.bg)
            box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(box, look.radii.chip, look.radii.chip)
            side = look.icon_px("inline")
            top = (self.height() - side) / 2
            icon = self._state.icon or status.icon
            look.paint_icon(painter, QRectF(7, top, side, side), icon, status.fg, bold=True)
            painter.setFont(look.font("label"))
            painter.setPen(status.fg)
            room = self.rect().adjusted(side + 12, 0, 0, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._state.words)


class NeedRow(QWidget):
    """A need or a way to reach: icon, title, and below it what else was said."""

    def __init__(self, look: Look, need: NeedWords, *, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.setAccessibleName(", ".join(part for part in (need.title, need.detail) if part))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 5, 0, 6)
        grid.setHorizontalSpacing(look.px(10))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        icon = Icon(look, need.icon, size="needRow", parent=self)
        grid.addWidget(icon, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        title = Words(look, "bodyStrong", parent=self)
        title.say(need.title)
        grid.addWidget(title, 0, 1)
        if need.detail:
            detail = Words(look, "caption", colour="text2", parent=self)
            detail.say(need.detail)
            grid.addWidget(detail, 1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(QPen(self._look.colour("line"), self._look.border_width))
            painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())


class OwnWords(QFrame):
    """The person's own words: plum bar, plum tint, quotation icon; never cut."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self.setObjectName("own_words")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.borders.voice_bar + 10, 8, 10, 8)
        outer.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Icon(look, "quotes", size="inline", colour="voice", parent=self))
        self._heading = Words(look, "label", colour="voice", parent=self)
        self._heading.say("What matters to me")
        head.addWidget(self._heading, 1)
        outer.addLayout(head)
        self._words = Words(look, "body", parent=self)
        self._words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        outer.addWidget(self._words)

    def show_words(self, words: str, *, nothing: str, whose: str) -> None:
        self._words.say(words or nothing)
        self._words.set_colour("text" if words else "text2")
        said = f"{whose} words: {words}" if words else nothing
        self.setAccessibleName(said)
        self._words.setAccessibleName(said)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._look.colour("voiceTint"))
            bar = self.rect()
            bar.setWidth(self._look.borders.voice_bar)
            painter.fillRect(bar, self._look.colour("voice"))


class Banner(QFrame):
    """Something to know before anything else, on its tint."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look
        self._tint = "warnTint"
        self.setObjectName("panel_banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        self._icon = Icon(look, "warning-circle", colour="warn", parent=self)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._words = Words(look, "bodyStrong", parent=self)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def words(self) -> str:
        return self._words.text()

    def show_words(self, words: str, *, grave: bool = False) -> None:
        self._tint = "badTint" if grave else "warnTint"
        self._icon.set_icon("warning-circle", "bad" if grave else "warn")
        self._words.say(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            width = self._look.border_width
            painter.setPen(QPen(self._look.colour("line"), width))
            painter.setBrush(self._look.colour(self._tint))
            box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(box, self._look.radii.card, self._look.radii.card)


class Card(QFrame):
    """A bordered surface; today's visit stands on it."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            width = self._look.border_width
            painter.setPen(QPen(self._look.colour("line"), width))
            painter.setBrush(self._look.colour("surface"))
            box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(box, self._look.radii.card, self._look.radii.card)


def apply_look(widget: QWidget) -> None:
    """Give every part below a widget its fonts, colours and sizes again."""
    for words in widget.findChildren(Words):
        words.apply_look()
    for icon in widget.findChildren(Icon):
        icon.updateGeometry()
