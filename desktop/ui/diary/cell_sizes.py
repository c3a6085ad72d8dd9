"""Fonts, metrics and sizes the cells are painted with, taken once from a look."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from desktop.ui.kit.icons import ICONS
from desktop.ui.kit.look import Look

_ROLES = ("body", "bodyStrong", "caption", "label")
STRUCK = "struck"


class CellSizes:
    """What a look comes to in px; made anew when the look changes."""

    def __init__(self, look: Look):
        self.fonts: dict[str, QFont] = {role: look.font(role) for role in _ROLES}
        struck = QFont(look.font("body"))
        struck.setStrikeOut(True)
        self.fonts[STRUCK] = struck
        self.metrics = {role: QFontMetrics(font) for role, font in self.fonts.items()}
        self._baseline = {
            role: (one.ascent() - one.descent()) / 2 for role, one in self.metrics.items()
        }
        self._widths: dict[tuple[str, str], int] = {}
        self.icon = look.icon_px("need")
        self.letter = look.px(22)
        self.small_letter = look.px(18)
        self.pad = look.px(7)
        self.gap = look.px(6)
        self.icon_gap = look.px(3)
        self.each_icon = self.icon + look.px(4)
        self.before_words = look.px(2)
        self.title_left = look.px(29)
        self.flat_left = look.px(31)
        self.first = self.metrics["bodyStrong"].height()
        self.other = max(self.metrics["caption"].height(), self.icon)
        self.air = look.px(4)
        self.small = self.metrics["caption"].height()
        self.border = look.border_width
        self.is_high_contrast = look.is_high_contrast
        self._icon_font = QFont("Phosphor")
        self._icon_font.setPixelSize(max(self.icon, 1))

    def width(self, role: str, text: str) -> int:
        """Return the width of a text; short ones that come again and again are kept."""
        if len(text) > 24:
            return self.metrics[role].horizontalAdvance(text)
        key = (role, text)
        found = self._widths.get(key)
        if found is None:
            if len(self._widths) > 2000:
                self._widths.clear()
            found = self._widths[key] = self.metrics[role].horizontalAdvance(text)
        return found

    def fit(self, role: str, text: str, room: float) -> tuple[str, int]:
        """Return the text as it fits the room, and its width."""
        width = self.width(role, text)
        if width <= room:
            return text, width
        shown = self.metrics[role].elidedText(text, Qt.TextElideMode.ElideRight, max(int(room), 0))
        return shown, self.width(role, shown)

    def draw_text(
        self, painter: QPainter, role: str, text: str, at: tuple[float, float], ink: QColor
    ) -> None:
        """Draw a text from ``x`` on, centred on ``y`` by its letters."""
        painter.setFont(self.fonts[role])
        painter.setPen(ink)
        painter.drawText(QPointF(at[0], round(at[1] + self._baseline[role])), text)

    def draw_icon(
        self,
        painter: QPainter,
        name: str,
        at: tuple[float, float],
        ink: QColor,
        *,
        bold: bool = False,
    ) -> None:
        """Draw an icon from ``x`` on, centred on ``y``."""
        regular, heavy = ICONS[name]
        painter.setFont(self._icon_font)
        painter.setPen(ink)
        box = QRectF(at[0], round(at[1] - self.icon / 2), self.icon, self.icon)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, chr(heavy if bold else regular))
