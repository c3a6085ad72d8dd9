"""Sheets and cards as pages: Jinja2 makes the text, Qt lays it out and paints head and foot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

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

from desktop.domain.nhs_numbers import format_nhs_number
from desktop.domain.sheets import AppointmentCard, DaySheet, settle_count
from desktop.domain.text import breakable
from desktop.domain.times import date_with_year, local_of, long_date
from desktop.paths import resources_dir

if TYPE_CHECKING:
    from jinja2 import Environment

MARGIN_MM = 14.0
FAMILY = "Inter"
RESOLUTION = 300
POINTS = 72
LONGEST_WORD = 24
NORMAL_POINTS, LARGE_POINTS, CARD_LARGE_POINTS = 9, 16, 20
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')
BELOW_HEAD = 0.3
"""How far the rule of a heading keeps below its words, as a share of the text size."""
_STYLE = """
h1 {{ font-size: {h1}pt; }}
h2 {{ font-size: {h2}pt; margin-top: 0; margin-bottom: 0; }}
p {{ margin-top: 0; margin-bottom: 0; }}
p.note {{ font-weight: bold; }}
p.visit {{ margin-bottom: {points}pt; }}
.small {{ font-size: {small}pt; }}
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page that is never parted; ``again`` stands above it when it begins a page.

    ``keeps_next`` is a heading, which never stands alone at the foot.
    """

    html: str
    again: str = ""
    keeps_next: bool = False
    is_ruled: bool = False
    space_above: bool = False


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


def day_sheet_page(sheet: DaySheet, *, large: bool = False) -> Page:
    """Return a day's sheet, A4; large print is 16 points."""
    environment = _environment()
    head = environment.get_template("session_head.html")
    row = environment.get_template("session_row.html")
    blocks: list[Block] = [
        Block(f"<p class='note'>{escape(breakable(note, LONGEST_WORD))}</p>")
        for note in sheet.notes
    ]
    for session in sheet.sessions:
        top = head.render(session=session, again=False)
        again = head.render(session=session, again=True)
        blocks.append(Block(top, keeps_next=True, is_ruled=True, space_above=True))
        blocks += [
            Block(row.render(row=one, large=large), again=again, is_ruled=True)
            for one in session.rows
        ]
    if not sheet.sessions:
        blocks.append(Block("<p>No one has a session on this day.</p>"))
    waiting = settle_count(sheet.sessions)
    settle = f"{waiting} to settle. " if waiting else ""
    return Page(
        title=f"{sheet.title}, {long_date(sheet.on_date)}",
        head=f"{long_date(sheet.on_date)}. {sheet.practice}, {sheet.title}",
        foot=f"{settle}{_printed(sheet.printed_at, sheet.zone)} Shred after use.",
        blocks=tuple(blocks),
        points=LARGE_POINTS if large else NORMAL_POINTS,
        file_name=_sheet_file_name(sheet),
    )


def card_page(card: AppointmentCard, *, large: bool = False) -> Page:
    """Return somebody's next visits: A6 to carry, or A4 in 20 points."""
    body = _environment().get_template("appointment_card.html").render(card=card)
    return Page(
        title=f"Visits of {card.called}",
        head=card.practice,
        foot=_printed(card.printed_at, card.zone),
        blocks=tuple(Block(part, space_above=True) for part in body.split("<!-- part -->")),
        points=CARD_LARGE_POINTS if large else NORMAL_POINTS + 1,
        file_name=f"Next visits {_printed_on(card)}.pdf",
        size=QPageSize.PageSizeId.A4 if large else QPageSize.PageSizeId.A6,
    )


def _sheet_file_name(sheet: DaySheet) -> str:
    of_one = sheet.title in {one.clinician for one in sheet.sessions}
    place = "" if of_one else f"{_NOT_IN_FILE_NAMES.sub(' ', sheet.title)} "
    return f"Day sheet {place}{date_with_year(sheet.on_date)}.pdf"


def _printed_on(card: AppointmentCard) -> str:
    return date_with_year(local_of(card.printed_at, card.zone).date())


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
        self._inner = self._area.adjusted(0, head, 0, -page.points * 2)
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
    """A block laid out, with its place on the page."""

    document: QTextDocument
    top: float
    height: float
    is_ruled: bool


def _lay_out(page: Page, size: QSizeF) -> list[list[_Placed]]:
    """Put the blocks on pages, none parted, no heading alone at the foot."""
    sheets: list[list[_Placed]] = [[]]
    top = 0.0
    below_head = page.points * BELOW_HEAD
    for number, block in enumerate(page.blocks):
        document, height = _document(page, block.html, size.width())
        if block.keeps_next and block.is_ruled:
            height += below_head
        gap = page.points if block.space_above and sheets[-1] else 0.0
        needed = gap + height
        if block.keeps_next and number + 1 < len(page.blocks):
            needed += _document(page, page.blocks[number + 1].html, size.width())[1]
        if sheets[-1] and top + needed > size.height():
            sheets.append([])
            top, gap = 0.0, 0.0
            if block.again:
                again, again_height = _document(page, block.again, size.width())
                again_height += below_head
                sheets[-1].append(_Placed(again, 0.0, again_height, is_ruled=True))
                top = again_height
        sheets[-1].append(_Placed(document, top + gap, height, block.is_ruled))
        top += gap + height
    return sheets


def _document(page: Page, html: str, width: float) -> tuple[QTextDocument, float]:
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
        )
    )
    document.setDocumentMargin(0)
    # A name written from right to left is shaped so, but its line begins where the others do.
    along = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    along.setTextDirection(Qt.LayoutDirection.LeftToRight)
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
    ink = QPalette()
    ink.setColor(QPalette.ColorRole.Text, QColor(0, 0, 0))  # paper is white in every theme
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette = ink
    placed.document.documentLayout().draw(painter, context)
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
    font.setPixelSize(page.points)  # a unit is a point here
    font.setBold(bold)
    return font


def _frame_height(painter: QPainter, page: Page, area: QRectF) -> float:
    painter.setFont(_head_font(page, bold=True))
    flags = int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
    needed = painter.boundingRect(area, flags, page.head).height()
    return float(needed) + page.points * 0.8


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


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resources_dir() / "print"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=_breakable,
    )
    environment.filters["born"] = _born
    environment.filters["long_date"] = long_date
    environment.filters["nhs"] = format_nhs_number
    return environment


def _breakable(value: object) -> object:
    """Let a very long word go on in the next line: else it pushes all beside it off the paper."""
    is_text = isinstance(value, str) and not hasattr(value, "__html__")
    return breakable(str(value), LONGEST_WORD) if is_text else value


def _born(on: date | None) -> str:
    return f"born {date_with_year(on)}" if on is not None else "birth date not known"


def _printed(at: datetime, zone: str) -> str:
    local = local_of(at, zone)
    return f"Printed {date_with_year(local.date())} {local:%H:%M}."
