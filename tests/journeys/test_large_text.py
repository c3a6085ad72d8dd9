"""The largest text in the smallest window: nothing out of reach, two times to choose from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea

from tests.tour.driver import Driver


@pytest.fixture
def driver(qapp: QApplication, demo_url: str) -> Iterator[Driver]:
    """Return the program at 200 % text in a window of 1366 by 768."""
    driver = Driver(demo_url, text_percent=200)
    driver.open()
    yield driver
    driver.close()


def test_at_200_percent_site_help_and_two_times_are_in_reach(driver: Driver) -> None:
    window = driver.window
    assert window.width() == 1366
    assert window.top_bar.site.isVisible()
    assert window.message_bar.help.isVisible()
    driver.press("Ctrl+K")
    driver.type("jo sm 12/3/80")
    assert window.top_bar.search.width() > 300, "what is typed is seen"
    driver.press("Return", "Ctrl+B")
    assert window.top_bar.view_switch.isVisible()
    form = driver.start.front_desk.booking
    seen = form.pane.list.visibleRegion().boundingRect()
    rows = [form.pane.list.visualRect(form.pane.model.index(row, 0)) for row in range(2)]
    assert all(seen.contains(row.adjusted(0, 0, 0, -8)) for row in rows)
    bars = [
        area
        for area in (form.pane.list, *form.findChildren(QScrollArea))
        if area.isVisible() and area.verticalScrollBar().isVisible()
    ]
    assert len(bars) == 1
    for _ in range(5):
        driver.press("Down")
    chosen = form.pane.list.visualRect(form.pane.list.currentIndex())
    assert form.pane.list.visibleRegion().boundingRect().contains(chosen.center())
