"""Painting cells: each picture is kept by what it says and how big it is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from desktop.domain.diary import CellState
from desktop.ui.diary.cell_plan import BOLD_ICON, ICON, Piece, Plan, plan_cell
from desktop.ui.diary.cell_sizes import CellSizes
from desktop.ui.diary.diary_words import CellWords
from desktop.ui.kit.look import Look

MOST_BYTES = 12_000_000
"""Pictures kept at most; a day of 1920 x 1080 takes 8 MB. Words that say the time fill it up."""
MOST_GROUNDS = 400
MOST_RECIPES = 4000
_NO_PEN = Qt.PenStyle.NoPen
_STATUS_TITLE = (CellState.HELD, CellState.EMBARGOED, CellState.FREE)


class Recipe(NamedTuple):
    """How a cell is painted: ``ground`` is the number of what it has in common with others."""

    number: int
    ground: int
    size: QSize
    words: CellWords
    plan: Plan


class CellPainter:
    """Paints cells for one look; ``forget`` drops every kept picture.

    A picture is a ground that many cells have alike (box, letter, status), and the words of one.
    """

    def __init__(self, look: Look):
        self._look = look
        self._sizes: CellSizes | None = None
        self._recipes: dict[tuple[CellWords, int, int], Recipe] = {}
        self._ground_numbers: dict[tuple[object, ...], int] = {}
        self._grounds: dict[tuple[int, float], QPixmap] = {}
        self._kept: OrderedDict[tuple[int, float], QPixmap] = OrderedDict()
        self._inks: dict[CellState, dict[str, QColor]] = {}
        self._bytes = 0

    def forget(self) -> None:
        """Drop all that was measured and painted: the look changed."""
        self.forget_pictures()
        self._recipes.clear()
        self._ground_numbers.clear()
        self._inks.clear()
        self._sizes = None

    def forget_pictures(self) -> None:
        """Drop every kept picture, so that a bench can paint them cold."""
        self._kept.clear()
        self._grounds.clear()
        self._bytes = 0

    @property
    def sizes(self) -> CellSizes:
        """The sizes of the look as it is now."""
        if self._sizes is None:
            self._sizes = CellSizes(self._look)
        return self._sizes

    def recipe(self, size: QSize, words: CellWords) -> Recipe:
        """Return how a cell of that size is painted; what fits is measured here, once."""
        width, height = size.width(), size.height()
        key = (words, width, height)
        found = self._recipes.get(key)
        if found is None:
            if len(self._recipes) > MOST_RECIPES:
                self.forget()
            plan = plan_cell(words, (width, height), self.sizes)
            kind = (words.state, words.colour, words.letter, words.filled, words.is_flat)
            whole = (*kind, plan.lines, plan.alike, width, height)
            ground = self._ground_numbers.setdefault(whole, len(self._ground_numbers))
            found = Recipe(len(self._recipes), ground, size, words, plan)
            self._recipes[key] = found
        return found

    def picture(self, recipe: Recipe, ratio: float) -> QPixmap:
        """Return the picture of a cell, the kept one where there is one."""
        key = (recipe.number, ratio)
        picture = self._kept.get(key)
        if picture is None:
            picture = self._kept[key] = self._draw(recipe, ratio)
            self._bytes += picture.width() * picture.height() * 4
            while self._bytes > MOST_BYTES:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= oldest.width() * oldest.height() * 4
        return picture

    # -- drawing --------------------------------------------------------------------------------

    def _draw(self, recipe: Recipe, ratio: float) -> QPixmap:
        key = (recipe.ground, ratio)
        ground = self._grounds.get(key)
        if ground is None:
            if len(self._grounds) > MOST_GROUNDS:
                self._grounds.clear()
            ground = self._draw_ground(recipe.size, recipe.words, recipe.plan, ratio)
            self._grounds[key] = ground
        picture = ground.copy()
        with QPainter(picture) as painter:
            self._draw_pieces(painter, recipe.plan.own, recipe.words.state)
        return picture

    def _draw_ground(self, size: QSize, words: CellWords, plan: Plan, ratio: float) -> QPixmap:
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        look = self._look
        if words.is_flat:
            picture.fill(look.status("break").bg)
        else:
            is_free = words.state is CellState.FREE
            picture.fill(look.colour("surface") if is_free else Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if words.is_flat:
                self._draw_flat(painter, size)
            else:
                self._draw_box(painter, size, words)
                self._draw_letter(painter, size.height(), words, is_one_line=plan.lines == 1)
            self._draw_pieces(painter, plan.alike, words.state)
        return picture

    def _draw_flat(self, painter: QPainter, size: QSize) -> None:
        look = self._look
        if look.is_high_contrast:
            width = look.border_width
            for y in (0, size.height() - width):
                painter.fillRect(QRect(0, y, size.width(), width), look.colour("line"))

    def _draw_box(self, painter: QPainter, size: QSize, words: CellWords) -> None:
        look = self._look
        if words.state is CellState.FREE:
            return
        status = look.status(words.state.value)
        is_held = words.state is CellState.HELD
        width = look.borders.held if is_held and not look.is_high_contrast else look.border_width
        pen = QPen(status.border, width)
        if is_held:
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([2.6, 1.8])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(status.bg)
        inset, radius = width / 2, look.radii.slot
        box = QRectF(0, 0, size.width(), size.height())
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius, radius)

    def _draw_letter(
        self, painter: QPainter, high: int, words: CellWords, *, is_one_line: bool
    ) -> None:
        look, sizes = self._look, self.sizes
        chip = look.slot_type(words.colour)
        radius = look.radii.chip
        if words.filled:
            side = min(sizes.letter, high)
            block = QRectF(0, (high - side) / 2 if is_one_line else 0, sizes.letter, side)
            painter.setPen(_NO_PEN)
            painter.setBrush(chip.fill)
            if high > side + 1:
                stripe = QRectF(0, 0, look.borders.slot_stripe, high)
                painter.drawRoundedRect(stripe, radius, radius)
            painter.drawRoundedRect(block, radius, radius)
            ink = chip.letter
        else:
            small = sizes.small_letter
            block = QRectF(3, (high - small) / 2 if is_one_line else 2, small + 1, small)
            painter.setPen(QPen(chip.outline, 2 if look.is_high_contrast else 1.2))
            painter.setBrush(look.colour("surface"))
            painter.drawRoundedRect(block.adjusted(0.6, 0.6, -0.6, -0.6), radius, radius)
            ink = look.colour("text")
        middle = block.center()
        x = middle.x() - sizes.width("label", words.letter) / 2
        sizes.draw_text(painter, "label", words.letter, (x, middle.y()), ink)

    def _draw_pieces(self, painter: QPainter, pieces: Iterable[Piece], state: CellState) -> None:
        sizes = self.sizes
        inks = self._inks.get(state) or self._make_inks(state)
        for role, text, x, y, ink in pieces:
            if role in (ICON, BOLD_ICON):
                sizes.draw_icon(painter, text, (x, y), inks[ink], bold=role == BOLD_ICON)
            else:
                sizes.draw_text(painter, role, text, (x, y), inks[ink])

    def _make_inks(self, state: CellState) -> dict[str, QColor]:
        look = self._look
        status = look.status(state.value).fg
        title = status if state in _STATUS_TITLE else look.colour("text")
        inks = {"title": title, "quiet": look.colour("text2"), "status": status}
        self._inks[state] = inks
        return inks
