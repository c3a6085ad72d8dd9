"""paint.*: the day grid at 1920x1080 with 552 cells of different people; one scrolled frame."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from desktop.operations.desk import open_desk
from desktop.operations.reads import read_day, read_outline
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.kit.look import Look
from tests.bench.big_practice import lay_full_day
from tests.bench.databases import Databases
from tests.bench.measure import Budget, Row, time_in_turns

CELLS, COLUMNS = 552, 12
WIDTH, HEIGHT = 1920, 1080
COUNT = 100
STEP = 37


def measure_paint(databases: Databases) -> Iterator[Row]:
    """Paint with the pictures of cells kept and thrown away, and scroll by 37 pixels."""
    url = databases.empty("sqlite")
    on_date = lay_full_day(url, visits=CELLS, clinicians=COLUMNS, slots_a_session=23)
    desk = open_desk(url, desk_name="Bench")
    app = QApplication.instance() or QApplication(["attend"])
    look = Look()
    look.apply()
    view = DiaryView(look)
    view.resize(WIDTH, HEIGHT)
    view.set_outline(desk.read(read_outline))
    view.set_day(desk.read(read_day, on_date=on_date), desk.clock())
    view.show()
    app.processEvents()
    bare = _BareGrid()
    bare.resize(WIDTH, HEIGHT)
    bare.show()
    app.processEvents()

    def cold(_n: int) -> None:
        view.forget_pictures()
        view.viewport().repaint()

    bar = view.verticalScrollBar()
    assert bar.maximum() > STEP, "nothing to scroll"

    def scroll(_n: int) -> None:
        down = bar.value() + STEP
        bar.setValue(down if down <= bar.maximum() else 0)
        app.processEvents()

    def bare_scroll(_n: int) -> None:
        bare.scroll(0, -STEP)
        app.processEvents()

    works: tuple[tuple[str, float, Callable[[int], object], Callable[[int], object]], ...] = (
        ("paint.full", 8, lambda _n: view.viewport().repaint(), lambda _n: bare.repaint()),
        ("paint.full.cold", 30, cold, bare.paint_anew),
        ("paint.scroll", 4, scroll, bare_scroll),
    )
    for name, budget, ours, theirs in works:
        figures, baseline = time_in_turns(ours, theirs, COUNT)
        note = f"{CELLS} cells, {COLUMNS} columns, 1920x1080; bare: boxes with two lines of text"
        yield Row(name, figures, baseline, Budget(p95=budget), note)
    view.close()
    bare.close()
    look.deleteLater()
    desk.close()


class _BareGrid(QWidget):
    """As many boxes with two lines of text, each kept as a picture: the least that looks alike."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures: dict[int, QPixmap] = {}
        rows = CELLS // COLUMNS
        wide, high = WIDTH // COLUMNS, 48
        self._boxes = [
            QRect(wide * (n // rows), high * (n % rows), wide - 2, high - 2) for n in range(CELLS)
        ]

    def paint_anew(self, _number: int) -> None:
        """Paint without any picture kept."""
        self._pictures.clear()
        self.repaint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor("white"))
        for number, box in enumerate(self._boxes):
            if not box.intersects(event.rect()):
                continue
            picture = self._pictures.get(number)
            if picture is None:
                picture = self._pictures[number] = self._draw(box, number)
            painter.drawPixmap(box.topLeft(), picture)
        painter.end()

    def _draw(self, box: QRect, number: int) -> QPixmap:
        picture = QPixmap(box.size())
        picture.fill(QColor("#eef4ff"))
        painter = QPainter(picture)
        painter.setPen(Qt.GlobalColor.black)
        painter.drawText(6, 16, f"09:{number % 60:02d} Person Number {number}")
        painter.drawText(6, 34, "Knee pain, worse on the stairs")
        painter.end()
        return picture
