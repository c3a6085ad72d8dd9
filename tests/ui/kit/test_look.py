"""Themes, text sizes and densities: what is readable, what follows, what never changes."""

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.icons import ICONS
from desktop.ui.kit.look import Look
from desktop.ui.kit.tokens import DENSITIES, THEMES, load_tokens


def _light(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    parts = (linear(one) for one in (colour.redF(), colour.greenF(), colour.blueF()))
    return sum(one * share for one, share in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((_light(one), _light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_of_the_design_has_its_contrast(look: Look, theme: str) -> None:
    look.set_theme(theme)
    least = 7.0 if look.is_high_contrast else 4.5
    pairs = load_tokens().raw["contrast"]["pairs"][theme]
    assert len(pairs) > 30
    for pair, said in pairs.items():
        front, back = pair.split(" on ")
        found = contrast(look.colour(front), look.colour(back))
        assert found == pytest.approx(said, abs=0.02), pair
        if not front.startswith(("focus", "lineStrong")):
            assert found >= least, pair


@pytest.mark.parametrize("theme", THEMES)
def test_status_words_are_readable_on_their_own_fill(look: Look, theme: str) -> None:
    look.set_theme(theme)
    for key in load_tokens().raw["status"]:
        status = look.status(key)
        assert contrast(status.fg, status.bg) >= 5.5, key
        assert status.icon in ICONS


def test_themes_densities_and_text_sizes_go_round_and_tell_everybody(look: Look) -> None:
    told: list[bool] = []
    look.changed.connect(lambda: told.append(True))
    for _ in THEMES:
        look.next_theme()
    for _ in DENSITIES:
        look.next_density()
    assert (look.theme, look.density) == ("light", "compact")
    for _ in range(9):
        look.change_text(1)
    assert look.text_percent == 200
    look.change_text(0)
    assert look.text_percent == 100
    assert len(told) == len(THEMES) + len(DENSITIES) + 10


def test_text_is_our_inter_with_figures_of_one_width_and_never_under_nine_points(
    look: Look, qapp: QApplication
) -> None:
    assert QFontInfo(look.font("body")).family() == "Inter"
    metrics = look.metrics("body")
    assert metrics.horizontalAdvance("111") == metrics.horizontalAdvance("888")
    assert look.font("caption").pointSizeF() >= 9
    assert QFontInfo(qapp.font()).family() == "Inter"


def test_menus_have_our_font_where_the_desktop_has_one_for_them(
    look: Look, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take_fonts_of_desktop(_app: QApplication, _sheet: str = "") -> None:
        QApplication.setFont(QFont("Courier"), "QMenu")  # as Qt does it on Windows

    monkeypatch.setattr(QApplication, "setStyleSheet", take_fonts_of_desktop)
    look.change_text(1)
    assert QApplication.font("QMenu") == look.font("body")
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    take_fonts_of_desktop(QApplication.instance())
    qtbot.waitUntil(lambda: QApplication.font("QMenu") == look.font("body"))


def test_rows_grow_with_text_and_density(look: Look) -> None:
    compact = look.row_height("list")
    look.next_density()
    assert look.row_height("list") > compact
    look.next_density()
    look.next_density()
    look.change_text(1)
    assert look.row_height("list") > compact


def test_every_icon_leaves_ink(look: Look) -> None:
    for name in ICONS:
        image = QImage(24, 24, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        look.paint_icon(painter, QRectF(0, 0, 24, 24), name, QColor("black"))
        painter.end()
        blank = QImage(24, 24, QImage.Format.Format_ARGB32)
        blank.fill(0)
        assert image != blank, name


def test_motion_is_none_when_it_is_reduced(qapp: QApplication) -> None:
    assert Look(theme="light").motion_ms("normal") == 140
    assert Look(theme="light", reduce_motion=True).motion_ms("normal") == 0


def test_high_contrast_has_two_pixel_borders_and_letters_without_colour(look: Look) -> None:
    assert look.border_width == 1
    look.set_theme("highContrast")
    assert look.border_width == 2
    assert look.slot_type("N").fill == look.colour("text")


def test_a_tooltip_shows_what_somebody_told_us_as_it_stands(qtbot: QtBot, look: Look) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    QToolTip.showText(QPoint(10, 10), "<b>Bob</b><img src=x>", widget)
    tips = [
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, QLabel) and one.isVisible() and "Bob" in one.text()
    ]
    assert [one.textFormat() for one in tips] == [Qt.TextFormat.PlainText]
    QToolTip.hideText()
