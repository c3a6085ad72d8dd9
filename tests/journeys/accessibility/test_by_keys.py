"""Keys alone: Tab goes through a form in order, and the ring is seen at every stop."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from desktop.ui.kit.focus_ring import FocusRing
from tests.journeys.accessibility.naming import is_control, said_by
from tests.tour.driver import Driver

MOST_STOPS = 80


@pytest.fixture
def driver(practice: str, open_driver: Callable[[str], Driver]) -> Driver:
    """Return the program, open on the demo."""
    return open_driver(practice)


def open_booking(driver: Driver) -> QWidget:
    _find(driver)
    driver.press("Ctrl+B")
    return _page(driver)


def open_new_person(driver: Driver) -> QWidget:
    driver.press("Ctrl+K")
    driver.type("rosa marin")
    driver.press("Ctrl+N")
    return _page(driver)


def open_cancel(driver: Driver) -> QWidget:
    driver.press("Delete")
    return _dialog()


def open_extra(driver: Driver) -> QWidget:
    _find(driver)
    driver.window.action("extra").trigger()
    driver.settle()
    return _dialog()


def _find(driver: Driver) -> None:
    driver.press("Ctrl+K")
    driver.type("jo sm 12/3/80")
    driver.press("Return", "Ctrl+1")


def _page(driver: Driver) -> QWidget:
    page = driver.window.areas.currentWidget()
    assert page is not None
    return page


def _dialog() -> QWidget:
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    return dialog


def stops(driver: Driver) -> list[QWidget]:
    """Press Tab until it comes back to where it began."""
    found: list[QWidget] = []
    while len(found) < MOST_STOPS:
        focus = QApplication.focusWidget()
        if focus is None or focus in found:
            return found
        found.append(focus)
        driver.press("Tab")
    raise AssertionError("Tab does not come back")


def wanted_stops(page: QWidget) -> set[str]:
    """Return the controls of a page that Tab has to reach."""
    return {
        said_by(one)
        for one in page.findChildren(QWidget)
        if is_control(one) and one.isVisible() and one.isEnabled()
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
    }


@pytest.mark.parametrize("opened", [open_booking, open_new_person, open_cancel, open_extra])
def test_tab_reaches_every_control_of_a_form(
    driver: Driver, opened: Callable[[Driver], QWidget]
) -> None:
    page = opened(driver)
    wanted = wanted_stops(page)
    assert len(wanted) >= 3
    assert wanted - {said_by(one) for one in stops(driver)} == set()


@pytest.mark.parametrize("opened", [open_booking, open_new_person, open_extra])
def test_the_ring_is_round_each_control_with_the_focus(
    driver: Driver, opened: Callable[[Driver], QWidget]
) -> None:
    page = opened(driver)
    for _ in wanted_stops(page):
        focus = QApplication.focusWidget()
        assert focus is not None
        if not isinstance(focus, QAbstractItemView) and page.isAncestorOf(focus):
            assert _ring_is_round(focus), said_by(focus)
        driver.press("Tab")


def _ring_is_round(control: QWidget) -> bool:
    window = control.window()
    ring = window.findChild(FocusRing)
    place = QRect(control.mapTo(window, QPoint(0, 0)), control.size())
    return ring is not None and ring.isVisible() and ring.geometry().intersects(place)
