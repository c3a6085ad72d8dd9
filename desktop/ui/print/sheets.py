"""Sheets of paper: blocks of HTML laid out by Qt on as many as it takes, with head and foot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QPen,
    QTextDocument,
    QTextOption,
)

MARGIN_MM = 14.0
FAMILY = "Inter"
RESOLUTION = 300
POINTS = 72
NORMAL_POINTS, LARGE_POINTS, CARD_LARGE_POINTS = 9, 16, 20
LEAST_LINES = 2
"""So many lines of what may be parted stay together, at the foot and below a heading."""

LINE_GAP = 1 / 3
"""What keeps such blocks apart, as a share of the text size."""

BELOW_HEAD = 0.3
"""How far the rule of a heading keeps below its words, as a share of the text size."""
_STYLE = """
h1 {{ font-size: {h1}pt; }}
h2 {{ font-size: {h2}pt; margin-top: 0; margin-bottom: 0; }}
p {{ margin-top: 0; margin-bottom: 0; }}
p.note {{ font-weight: bold; }}
p.told {{ margin-top: {gap}pt; }}
p.visit {{ margin-bottom: {points}pt; }}
.small {{ font-size: {small}pt; }}
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page; ``again`` stands above it when it begins a page, or goes on there.

    It is never parted, but where it ``may_part`` between two lines. ``keeps_next`` is a heading,
    which never stands alone at the foot.
    """

    html: str
    again: str = ""
    keeps_next: bool = False
    is_ruled: bool = False
    space_above: bool = False
    may_part: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be printed: blocks of HTML, the words of head and foot, the size of its text.

    Units: ``points`` is the body's text size. ``file_name`` is what a PDF of it is called, with
    nobody's name in it.
    """

    title: str
    head: str
    foot: str
    blocks: tuple[Block, ...]
    points: int
    file_name: str
    size: QPageSize.PageSizeId = QPageSize.PageSizeId.A4


def write_pdf(page: Page, file: Path) -> int:
    """Write a PDF; returns how many pages it has.

    Errors: OSError where the file can't be written.
    """
    with file.open("ab"):  # QPdfWriter says nothing when it can't write
        pass
    writer = QPdfWriter(str(file))
    writer.setTitle(page.title)
    writer.setCreator("Attend")
    writer.setResolution(RESOLUTION)
    writer.setPageLayout(page_layout(page))
    return paint(page, writer)


def page_layout(page: Page) -> QPageLayout:
    """Return paper and margins of a page."""
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    if page.size is QPageSize.PageSizeId.A6:
        margins /= 2
    return QPageLayout(
        QPageSize(page.size),
        QPageLayout.Orientation.Portrait,
        margins,
        QPageLayout.Unit.Millimeter,
    )


def paint(page: Page, device: QPagedPaintDevice) -> int:
    """Paint every page on a printer or PDF, with head and foot; returns how many there were."""
    with QPainter(device) as painter:
        scale = device.logicalDpiY() / POINTS
        painter.scale(scale, scale)  # from here on a unit is a point
        sheets = Sheets(page, painter, QSizeF(device.width() / scale, device.height() / scale))
        for number in range(1, sheets.count + 1):
            if number > 1:
                device.newPage()
            sheets.paint(painter, number)
    return sheets.count


class Sheets:
    """A page laid out on as many sheets as it takes. Units: points."""

    def __init__(self, page: Page, painter: QPainter, size: QSizeF):
        self._page = page
        self._area = QRectF(QPointF(0, 0), size)
        head = _frame_height(painter, page, self._area)
        self._inner = self._area.adjusted(0, head, 0, -_frame_points(page) * 2)
        self._sheets = _lay_out(page, self._inner.size())

    @property
    def count(self) -> int:
        """How many sheets there are."""
        return len(self._sheets)

    def paint(self, painter: QPainter, number: int) -> None:
        """Paint a sheet; the first is 1."""
        _paint_frame(painter, self._page, self._area, f"{number} of {self.count}")
        for placed in self._sheets[number - 1]:
            _paint_block(painter, placed, self._inner)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block laid out, with its place on the page; ``begins`` is what of it is elsewhere."""

    document: QTextDocument
    top: float
    height: float
    is_ruled: bool
    begins: float = 0.0


def _lay_out(page: Page, size: QSizeF) -> list[list[_Placed]]:
    """Put the blocks on pages: parted where they may be, no heading alone at the foot."""
    sheets = _LaidOut(page, size)
    for number, block in enumerate(page.blocks):
        document, height = _document(page, block, block.html, size.width())
        following = page.blocks[number + 1 : number + 2] if block.keeps_next else ()
        needed = sum(_least_height(page, one, size.width()) for one in following)
        if block.may_part:
            sheets.put_lines(block, document, height)
        else:
            sheets.put(block, document, height, needed)
    return sheets.sheets


class _LaidOut:
    """The sheets so far, and how far down the last one is filled. Units: points."""

    def __init__(self, page: Page, size: QSizeF):
        self._page, self._size = page, size
        self._below_head = page.points * BELOW_HEAD
        self.sheets: list[list[_Placed]] = [[]]
        self._top = 0.0

    def put(self, block: Block, document: QTextDocument, height: float, needed: float) -> None:
        """Put a block down whole; ``needed`` is what has to follow it on its sheet."""
        if block.keeps_next and block.is_ruled:
            height += self._below_head
        gap = self._gap(block)
        if self.sheets[-1] and self._top + gap + height + needed > self._size.height():
            self._turn_over(block)
            gap = 0.0
        self._place(document, gap, height, is_ruled=block.is_ruled)

    def put_lines(self, block: Block, document: QTextDocument, height: float) -> None:
        """Put down as many lines as there is room for, the others on the next sheets."""
        ends = [*_line_ends(document)[:-1], height]
        begins, gap = 0.0, self._gap(block)
        while ends:
            room = self._size.height() - self._top - gap + begins
            fit = sum(end <= room for end in ends)
            is_new = self._is_new(block)
            if fit < min(LEAST_LINES, len(ends)) and not is_new:
                self._turn_over(block)
                gap = self._gap(block)
                continue
            fit = max(fit, 1)  # a line that is higher than a sheet is not waited for
            is_last = fit == len(ends)
            until = ends[fit - 1]
            ruled = is_last and block.is_ruled
            self._place(document, gap, until - begins, is_ruled=ruled, begins=begins)
            begins, ends = until, ends[fit:]
            if ends:
                self._turn_over(block)
                gap = self._gap(block)

    def _is_new(self, block: Block) -> bool:
        return len(self.sheets[-1]) == (1 if block.again and len(self.sheets) > 1 else 0)

    def _gap(self, block: Block) -> float:
        share = 1.0 if block.space_above else LINE_GAP if block.may_part else 0.0
        return self._page.points * share if self.sheets[-1] else 0.0

    def _turn_over(self, block: Block) -> None:
        self.sheets.append([])
        self._top = 0.0
        if block.again:
            again, height = _document(self._page, block, block.again, self._size.width())
            self._place(again, 0.0, height + self._below_head, is_ruled=True)

    def _place(
        self,
        document: QTextDocument,
        gap: float,
        height: float,
        *,
        is_ruled: bool,
        begins: float = 0.0,
    ) -> None:
        placed = _Placed(document, self._top + gap, height, is_ruled, begins)
        self.sheets[-1].append(placed)
        self._top += gap + height


def _line_ends(document: QTextDocument) -> list[float]:
    """Return how far down each line of a document ends."""
    ends = []
    part = document.begin()
    while part.isValid():
        lines = part.layout()
        for number in range(lines.lineCount()):
            line = lines.lineAt(number)
            ends.append(lines.position().y() + line.y() + line.height())
        part = part.next()
    return ends


def _least_height(page: Page, block: Block, width: float) -> float:
    """Return how much of a block has to stand below its heading."""
    document, height = _document(page, block, block.html, width)
    if not block.may_part:
        return height
    ends = _line_ends(document)
    return page.points * LINE_GAP + ends[min(LEAST_LINES, len(ends)) - 1]


def _document(page: Page, block: Block, html: str, width: float) -> tuple[QTextDocument, float]:
    document = QTextDocument()
    font = paper_font()
    font.setPointSizeF(page.points)
    document.setDefaultFont(font)
    small = page.points if page.points >= LARGE_POINTS else page.points - 1
    document.setDefaultStyleSheet(
        _STYLE.format(
            h1=round(page.points * 1.5),
            h2=round(page.points * 1.35),
            small=small,
            points=page.points,
            gap=round(page.points * LINE_GAP),
        )
    )
    document.setDocumentMargin(0)
    # A name written from right to left is shaped so, but its line begins where the others do.
    along = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    along.setTextDirection(Qt.LayoutDirection.LeftToRight)
    if block.may_part:  # of any size: a word that is wider than the paper goes on below
        along.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(along)
    document.documentLayout().setPaintDevice(_points_device())
    document.setHtml(html)
    document.setTextWidth(width)
    return document, document.size().height()


@lru_cache(maxsize=1)
def _points_device() -> QImage:
    """Return a device of 72 dots an inch, so that layout and painting agree on points."""
    image = QImage(1, 1, QImage.Format.Format_RGB32)
    per_metre = round(POINTS / 0.0254)
    image.setDotsPerMeterX(per_metre)
    image.setDotsPerMeterY(per_metre)
    return image


def _paint_block(painter: QPainter, placed: _Placed, inner: QRectF) -> None:
    painter.save()
    painter.translate(inner.left(), inner.top() + placed.top)
    seen = QRectF(0, placed.begins, inner.width(), placed.height)
    ink = QPalette()
    ink.setColor(QPalette.ColorRole.Text, QColor(0, 0, 0))  # paper is white in every theme
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette = ink
    painter.save()
    painter.translate(0, -placed.begins)
    if seen.height() < placed.document.size().height():  # a part of it; the rest is elsewhere
        painter.setClipRect(seen)
        context.clip = seen
    placed.document.documentLayout().draw(painter, context)
    painter.restore()
    if placed.is_ruled:
        painter.setPen(QPen(QColor(120, 120, 120), 0.5))
        bottom = placed.height - 0.25
        painter.drawLine(QPointF(0, bottom), QPointF(inner.width(), bottom))
    painter.restore()


def paper_font() -> QFont:
    """Return the font of paper, without the shapes of figures and colons that a PDF can't name.

    Text copied from it, or read aloud, would lose them: Inter's figures of one width, and its
    colon between figures, are glyphs that stand for no character.
    """
    font = QFont(FAMILY)
    for shapes in ("tnum", "calt"):
        font.setFeature(QFont.Tag(shapes), 0)
    return font


def _head_font(page: Page, *, bold: bool) -> QFont:
    font = paper_font()
    font.setPixelSize(_frame_points(page))  # a unit is a point here
    font.setBold(bold)
    return font


def _frame_points(page: Page) -> int:
    """Return the size of head and foot: large, but never so that they leave no room."""
    return min(page.points, CARD_LARGE_POINTS)


def _frame_height(painter: QPainter, page: Page, area: QRectF) -> float:
    painter.setFont(_head_font(page, bold=True))
    flags = int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
    needed = painter.boundingRect(area, flags, page.head).height()
    return float(needed) + _frame_points(page) * 0.8


def _paint_frame(painter: QPainter, page: Page, area: QRectF, count: str) -> None:
    side = Qt.AlignmentFlag
    painter.setPen(QColor(0, 0, 0))
    painter.setFont(_head_font(page, bold=True))
    painter.drawText(area, int(side.AlignTop | Qt.TextFlag.TextWordWrap), page.head)
    painter.setFont(_head_font(page, bold=False))
    painter.drawText(area, side.AlignBottom | side.AlignRight, count)
    room = area.width() - painter.fontMetrics().horizontalAdvance(f"{count}  ")
    elide = Qt.TextElideMode.ElideRight
    foot = painter.fontMetrics().elidedText(page.foot, elide, int(room))
    painter.drawText(area, side.AlignBottom | side.AlignLeft, foot)
