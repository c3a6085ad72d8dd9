"""How the program looks now: theme, density, text size, with fonts, colours and icons by role."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QApplication

from desktop.paths import fonts_dir
from desktop.ui.kit.icons import ICONS
from desktop.ui.kit.style_sheet import style_sheet
from desktop.ui.kit.tokens import DENSITIES, TEXT_STEPS, THEMES, Tokens, load_tokens

_ICON_SIZES = (12, 14, 16, 18, 22, 32)
_BOLD_ROLES = {"bodyBold": ("body", 700), "captionBold": ("caption", 600)}


class Status(NamedTuple):
    """How a state is drawn now."""

    word: str
    icon: str
    fg: QColor
    bg: QColor
    border: QColor


class SlotTypeLook(NamedTuple):
    """How a kind of slot's chip is drawn now."""

    fill: QColor
    letter: QColor
    outline: QColor


class Radii(NamedTuple):
    """Corner radii in px."""

    chip: int
    slot: int
    control: int
    card: int
    token: int


class Borders(NamedTuple):
    """Border widths in px."""

    hairline: float
    held: float
    selected_card: float
    focus: int
    voice_bar: int
    slot_stripe: int


_FONTS_OF_DESKTOPS = ("QMenu", "QAbstractItemView", "QTipLabel", "QMessageBox")
"""Kinds of widgets that a desktop may have a font for, and that we show."""


class Look(QObject):
    """The current look; widgets take colours and fonts from it by role and follow ``changed``.

    Signals: ``changed()`` after theme, density or text size changed and the application's palette,
    font and style sheet were set again.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        theme: str = "system",
        density: str = "compact",
        text_percent: int = 100,
        reduce_motion: bool = False,
        parent: QObject | None = None,
    ):
        super().__init__(parent)
        self.tokens: Tokens = load_tokens()
        self.choice = theme
        self.theme = self._resolve(theme)
        self.density = density
        self.text_percent = text_percent
        self.reduce_motion = reduce_motion
        self._fonts: dict[str, QFont] = {}
        self._colours: dict[str, QColor] = {}
        self._statuses: dict[str, Status] = {}
        self._icons: dict[tuple[str, int, bool, int, float], QIcon] = {}
        load_fonts()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_scheme_changed)

    # -- choosing -------------------------------------------------------------------------------

    def set_theme(self, theme: str) -> None:
        """Choose a theme by name, or "system"."""
        self.choice = theme
        self.theme = self._resolve(theme)
        self.apply()

    def next_theme(self) -> None:
        """Go on to the next theme (Ctrl+Shift+T)."""
        self.set_theme(THEMES[(THEMES.index(self.theme) + 1) % len(THEMES)])

    def next_density(self) -> None:
        """Go on to the next density (Ctrl+Shift+D)."""
        self.density = DENSITIES[(DENSITIES.index(self.density) + 1) % len(DENSITIES)]
        self.apply()

    def change_text(self, step: int) -> None:
        """Make the text a step larger (1), smaller (-1), or 100 % again (0)."""
        if step == 0:
            self.text_percent = 100
        else:
            nearest = min(TEXT_STEPS, key=lambda one: abs(one - self.text_percent))
            place = TEXT_STEPS.index(nearest) + step
            self.text_percent = TEXT_STEPS[min(max(place, 0), len(TEXT_STEPS) - 1)]
        self.apply()

    def apply(self) -> None:
        """Set palette, font and style sheet of the application; tell everybody."""
        self._fonts.clear()
        self._colours.clear()
        self._statuses.clear()
        self._icons.clear()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.setFont(self.font("body"))
        app.setPalette(self._palette())
        app.setStyleSheet(style_sheet(self))
        self._keep_font()
        self.changed.emit()

    def _keep_font(self) -> None:
        """Give menus, lists and tool tips our font too.

        Where the desktop has fonts of its own for them, as Windows has, Qt goes back to those with
        each style sheet and each change of the desktop's theme.
        """
        ours = self.font("body")
        # PySide's stub asks for bytes; the function takes text only.
        if any(QApplication.font(one) != ours for one in _FONTS_OF_DESKTOPS):  # type: ignore[call-overload]
            QApplication.setFont(ours)

    def _resolve(self, theme: str) -> str:
        if theme in THEMES:
            return theme
        hints = QGuiApplication.styleHints()
        dark = hints.colorScheme() is Qt.ColorScheme.Dark
        if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
            return "highContrastDark" if dark else "highContrast"
        return "dark" if dark else "light"

    def _on_system_scheme_changed(self) -> None:
        if self.choice == "system" and self._resolve("system") != self.theme:
            self.set_theme("system")
        QTimer.singleShot(0, self, self._keep_font)  # Qt takes the desktop's fonts after telling us

    # -- reading --------------------------------------------------------------------------------

    @property
    def is_dark(self) -> bool:
        """Whether the background is dark."""
        return self.theme in ("dark", "highContrastDark")

    @property
    def is_high_contrast(self) -> bool:
        """Whether borders are 2 px and tints are gone."""
        return self.theme.startswith("highContrast")

    def colour(self, role: str) -> QColor:
        """Return the colour of a role, "surface", "primary", ..."""
        found = self._colours.get(role)
        if found is None:
            found = QColor(self.tokens.colours(self.theme)[role])
            self._colours[role] = found
        return found

    def status(self, key: str) -> Status:
        """Return how a state is drawn; ``key`` is a ``CellState`` value."""
        found = self._statuses.get(key)
        if found is None:
            one = self.tokens.status(key, self.theme)
            found = Status(one.word, one.icon, QColor(one.fg), QColor(one.bg), QColor(one.border))
            self._statuses[key] = found
        return found

    def slot_type(self, key: str) -> SlotTypeLook:
        """Return how a kind of slot is drawn; in high contrast letters lose their colour."""
        if self.is_high_contrast:
            text, surface = self.colour("text"), self.colour("surface")
            return SlotTypeLook(text, surface, text)
        one = self.tokens.slot_type(key)
        outline = one.outline_on_dark if self.is_dark else one.colour
        return SlotTypeLook(QColor(one.colour), QColor(one.code_text), QColor(outline))

    def kind_colour(self, key: str) -> QColor:
        """Return the colour of that name itself, where a colour is what is spoken of."""
        return QColor(self.tokens.slot_type(key).colour)

    def font(self, role: str) -> QFont:
        """Return the font of a text role, at the text size chosen, with figures of one width."""
        found = self._fonts.get(role)
        if found is None:
            base, weight = _BOLD_ROLES.get(role, (role, 0))
            size, usual = self.tokens.type_style(base)
            found = QFont(["Inter", "Segoe UI", "Noto Sans", "sans-serif"])
            found.setPointSizeF(max(9.0, size) * self.text_percent / 100)
            found.setWeight(QFont.Weight(weight or usual))
            found.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[role] = found
        return found

    def metrics(self, role: str) -> QFontMetrics:
        """Return the metrics of a text role."""
        return QFontMetrics(self.font(role))

    def px(self, size: float) -> int:
        """Return a size of the design at the text size chosen."""
        return round(size * self.text_percent / 100)

    def icon_px(self, place: str) -> int:
        """Return the size of an icon by its place: inline, need, row, needRow, rail, kiosk."""
        return self.px(self.tokens.icons[place])

    def row_height(self, kind: str, role: str = "body", padding: int = 8) -> int:
        """Return a row's height: the density's, or the text's with padding, whichever is more."""
        wanted = self.px(self.tokens.density(self.density)[kind])
        return max(wanted, self.metrics(role).height() + padding)

    def layout(self, name: str) -> int:
        """Return the size of a part of the window, at the text size chosen."""
        return self.px(self.tokens.layout[name])

    @property
    def border_width(self) -> int:
        """The width of ordinary borders; in high contrast it grows with the text."""
        borders = self.tokens.raw["borders"]
        if self.is_high_contrast:
            return self.px(borders["highContrastAll"])
        found: int = borders["hairline"]
        return found

    @property
    def radii(self) -> Radii:
        """Corner radii."""
        raw = self.tokens.raw["radii"]
        return Radii(raw["chip"], raw["slot"], raw["control"], raw["card"], raw["token"])

    @property
    def borders(self) -> Borders:
        """Border widths; the focus ring grows with the text."""
        raw = self.tokens.raw["borders"]
        return Borders(
            raw["hairline"],
            raw["held"],
            max(raw["selectedCard"], self.border_width),
            self.px(raw["focus"]),
            raw["voiceBar"],
            raw["slotStripe"],
        )

    @property
    def ring_room(self) -> int:
        """How far the focus ring reaches beyond its control: what stands beside keeps off it."""
        return self.borders.focus + 1

    def motion_ms(self, name: str) -> int:
        """Return how long a movement takes: none, fast or normal; 0 with motion reduced."""
        found: int = 0 if self.reduce_motion else self.tokens.raw["motion"][name]
        return found

    # -- icons ----------------------------------------------------------------------------------

    def paint_icon(
        self, painter: QPainter, rect: QRectF, name: str, colour: QColor, *, bold: bool = False
    ) -> None:
        """Paint an icon into the rectangle."""
        paint_icon(painter, rect, name, colour, bold=bold)

    def icon(self, name: str, colour: QColor, *, bold: bool = False, px: int = 0) -> QIcon:
        """Return an icon of one colour that is sharp at any size, or drawn for ``px`` alone.

        Who knows the size says it: to draw all of them costs half a millisecond.
        """
        ratio = QGuiApplication.primaryScreen().devicePixelRatio()
        key = (name, colour.rgba(), bold, px or -self.text_percent, ratio)
        found = self._icons.get(key)
        if found is None:
            sizes = {px} if px else {self.px(one) for one in _ICON_SIZES}
            found = self._make_icon(name, colour, bold=bold, ratio=ratio, sizes=sizes)
            self._icons[key] = found
        return found

    def _make_icon(
        self, name: str, colour: QColor, *, bold: bool, ratio: float, sizes: set[int]
    ) -> QIcon:
        icon = QIcon()
        for size in sorted(sizes):
            pixmap = QPixmap(QSize(size, size) * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            with QPainter(pixmap) as painter:
                paint_icon(painter, QRectF(0, 0, size, size), name, colour, bold=bold)
            icon.addPixmap(pixmap)
        return icon

    def _palette(self) -> QPalette:
        role = QPalette.ColorRole
        roles = {
            role.Window: "canvas",
            role.Base: "surface",
            role.AlternateBase: "sunken",
            role.Button: "surface",
            role.Text: "text",
            role.WindowText: "text",
            role.ButtonText: "text",
            role.PlaceholderText: "muted",
            role.Highlight: "select",
            role.HighlightedText: "onSelect",
            role.Link: "primary",
            role.Mid: "line",
            role.Dark: "lineStrong",
            role.ToolTipBase: "raised",
            role.ToolTipText: "text",
        }
        palette = QPalette()
        for one, name in roles.items():
            palette.setColor(one, self.colour(name))
        disabled = QPalette.ColorGroup.Disabled
        for one in (role.Text, role.WindowText, role.ButtonText):
            palette.setColor(disabled, one, self.colour("muted"))
        return palette


@lru_cache(maxsize=1)
def load_fonts() -> None:
    """Give Qt our fonts; other scripts come from the system's."""
    for file in sorted(fonts_dir().glob("*/*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(file))


def paint_icon(
    painter: QPainter, rect: QRectF, name: str, colour: QColor, *, bold: bool = False
) -> None:
    """Paint an icon of the Phosphor font into the rectangle."""
    regular, heavy = ICONS[name]
    font = _icon_font(round(rect.height()))
    painter.save()
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, chr(heavy if bold else regular))
    painter.restore()


@lru_cache(maxsize=32)
def _icon_font(px: int) -> QFont:
    font = QFont("Phosphor")
    font.setPixelSize(max(px, 1))
    return font
