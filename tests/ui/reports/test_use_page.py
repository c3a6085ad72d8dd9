"""The utilisation page: periods, lines and bars, a slip in the dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.domain.ids import ClinicianId, ClinicId, SessionId
from desktop.domain.utilisation import By, Period, SessionUse, Tally
from desktop.ui.kit.base_model import Role
from desktop.ui.kit.look import Look
from desktop.ui.reports.use_chart import PARTS, paint_bar, shares_of
from desktop.ui.reports.use_model import Columns, UseModel
from desktop.ui.reports.use_page import UsePage

TODAY = date(2026, 11, 18)
START = datetime(2026, 11, 17, 9, tzinfo=UTC)
ZONE = "Europe/London"


def _use(name: str, tally: Tally, days: int = 0) -> SessionUse:
    start = START + timedelta(days=days)
    return SessionUse(
        SessionId(f"{name} {days}"),
        start.date(),
        start,
        start + timedelta(hours=3),
        ClinicianId(name),
        name,
        ClinicId("alder"),
        "Alder Lane",
        tally,
    )


USES = (
    _use("Dr Anjali Patel", Tally(20, 12, 3, cancelled_late=2, did_not_attend=1, extras=1)),
    _use("Grace Adeyemi", Tally(10, 10)),
    _use("Dr Anjali Patel", Tally(20, 17), days=1),
)


@pytest.fixture
def page(qtbot: QtBot, look: Look) -> UsePage:
    sites = [("Alder Lane", ClinicId("alder"))]
    page = UsePage(look, zone=ZONE, today=TODAY, sites=sites)
    qtbot.addWidget(page)
    page.resize(1286, 680)
    page.show_uses(USES)
    return page


def test_the_columns_take_the_width_there_is_and_no_more(page: UsePage, qtbot: QtBot) -> None:
    page.show()
    qtbot.waitExposed(page)
    page.show_uses(USES)
    assert page.table.horizontalHeader().length() == page.table.viewport().width()
    assert page.table.horizontalScrollBar().maximum() == 0


def _cells(model: UseModel, row: int) -> dict[str, str]:
    return {one.value: model.index(row, n).data() for n, one in enumerate(Columns)}


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    model = UseModel(ZONE)
    model.show_uses(USES, By.SESSION)
    qtmodeltester.check(model)


def test_lines_are_clinicians_with_a_sum_or_sessions_by_time(page: UsePage) -> None:
    patel, grace, whole = (_cells(page.model, row) for row in range(3))
    assert (patel["Clinician"], patel["Sessions"], patel["Booked"]) == (
        "Dr Anjali Patel",
        "2",
        "29",
    )
    assert (patel["Cancelled late"], patel["Did not attend"], patel["Not taken"]) == ("2", "1", "6")
    assert (grace["Used"], whole["Clinician"], whole["Offered"]) == (
        "100 %",
        "All clinicians",
        "50",
    )
    page.by.choose(By.SESSION)
    rows = [_cells(page.model, row) for row in range(page.model.rowCount())]
    assert [one["Sessions"] for one in rows] == [
        "Tue 17 Nov 09:00 to 12:00",
        "Tue 17 Nov 09:00 to 12:00",
        "Wed 18 Nov 09:00 to 12:00",
        "3",
    ]
    assert [line.title for line in page.model.lines] == [
        "Dr Anjali Patel",
        "Grace Adeyemi",
        "Dr Anjali Patel",
    ]


@pytest.mark.parametrize(
    ("column", "once", "twice"),
    [
        (Columns.WHO, ["Grace", "Dr"], ["Dr", "Grace"]),
        (Columns.WHEN, ["Dr", "Grace"], ["Grace", "Dr"]),
        (Columns.BOOKED, ["Dr", "Grace"], ["Grace", "Dr"]),
        (Columns.USED, ["Grace", "Dr"], ["Dr", "Grace"]),
    ],
)
def test_enter_puts_the_lines_in_order_of_a_column_and_again_the_other_way_round(
    qtbot: QtBot, page: UsePage, column: Columns, once: list[str], twice: list[str]
) -> None:
    place = list(Columns).index(column)
    page.table.setCurrentIndex(page.model.index(1, place))
    chosen = page.table.currentIndex().data(Role.VALUE)
    for wanted in (once, twice):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
        assert [one.title.split()[0] for one in page.model.lines] == wanted
        assert page.model.rows[-1].title == "All clinicians"
        assert page.table.currentIndex().data(Role.VALUE) == chosen
        heads = [page.model.headerData(n, Qt.Orientation.Horizontal) for n in range(len(Columns))]
        assert [n for n, head in enumerate(heads) if head[-1] in "\u2191\u2193"] == [place]
        assert page.model.say_order().startswith(f"In order of {column.value.lower()}, ")


def test_a_heading_clicked_orders_sessions_and_another_period_keeps_the_order(
    page: UsePage,
) -> None:
    page.by.choose(By.SESSION)
    assert page.model.order == (Columns.WHEN, False)
    page.table.horizontalHeader().sectionClicked.emit(list(Columns).index(Columns.OFFERED))
    assert [one.tally.offered for one in page.model.lines] == [20, 20, 10]
    page.show_uses(USES[::-1])
    assert page.model.order == (Columns.OFFERED, True)
    assert [one.tally.offered for one in page.model.lines] == [20, 20, 10]


def test_the_table_is_the_charts_text(page: UsePage) -> None:
    said = page.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == (
        "Dr Anjali Patel, 2 sessions: 40 offered, 29 booked, 3 blocked, 2 cancelled late, "
        "1 did not attend, 6 not taken, 1 extras. 76 % used"
    )
    chart = page.model.index(0, list(Columns).index(Columns.CHART))
    assert chart.data(Qt.ItemDataRole.AccessibleTextRole) == said
    cell = page.model.index(0, list(Columns).index(Columns.LATE))
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "Cancelled late 2"


def test_a_period_sets_the_dates_and_a_date_makes_it_another(qtbot: QtBot, page: UsePage) -> None:
    assert page.dates == (date(2026, 10, 21), date(2026, 11, 17))
    with qtbot.waitSignal(page.wanted):
        page.period.choose(Period.LAST_MONTH)
    assert page.dates == (date(2026, 10, 1), date(2026, 10, 31))
    with qtbot.waitSignal(page.wanted):
        page.last.setDate(QDate(2026, 11, 2))
    assert (page.period.currentData(), page.dates[1]) == (Period.OTHER, date(2026, 11, 2))


def test_nothing_found_and_a_slip_are_said_and_nothing_is_saved(
    qtbot: QtBot, page: UsePage
) -> None:
    page.say_wrong("The last day is before the first.")
    assert not page.wrong.isHidden()
    assert (page.model.rowCount(), page.save.isEnabled()) == (0, False)
    page.show_uses(())
    assert page.wrong.isHidden()
    assert page.nothing.accessibleName().startswith("No session from 21 Oct 2026 to 17 Nov 2026")
    with qtbot.assertNotEmitted(page.save_wanted):
        page.save.click()


@pytest.mark.parametrize("theme", ["light", "dark", "highContrast"])
def test_a_bar_is_as_wide_as_its_shares(look: Look, theme: str) -> None:
    look.set_theme(theme)
    picture = QImage(101, 20, QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    shares = shares_of(Tally(10, 6, 0))
    paint_bar(painter, look, QRectF(0, 0, 100, 20), shares)
    painter.end()
    used = look.colour("text" if look.is_high_contrast else PARTS[0].role)
    assert picture.pixelColor(QPoint(30, 10)) == used
    assert picture.pixelColor(QPoint(57, 10)) == used
    assert picture.pixelColor(QPoint(80, 10)) == look.colour("surface")


def test_every_part_of_a_bar_has_a_look_of_its_own() -> None:
    assert len({one.pattern if one.role != "surface" else one.role for one in PARTS}) == len(PARTS)
    assert sum(shares_of(Tally(20, 12, 3, 2, 1))) == 20
