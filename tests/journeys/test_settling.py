"""To settle by keys alone, in the real window."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.domain.visits import State
from desktop.ui.needs.kept_dialog import KeptDialog
from tests.journeys.test_people_desk import maggie
from tests.tour.driver import Driver


def test_visits_are_settled_one_key_each_and_several_at_once(driver: Driver) -> None:
    desk = driver.start.front_desk
    assert desk is not None
    driver.press("Ctrl+Shift+E")
    page = desk.settling.page
    assert page is not None
    count, first = page.model._found.count, page.current
    assert first is not None
    assert count >= 4
    assert first.visit.state is State.BOOKED
    driver.press("Ctrl+D", "1")
    driver.front()
    assert driver.said == f"{first.visit.called}: did not attend."
    assert page.current is not None
    assert page.current.visit.id != first.visit.id
    driver.press("Shift+Down", "Shift+F7")
    assert driver.said == "2 visits marked as done."
    assert page.model._found.count == count - 3
    driver.press("Ctrl+Z")
    assert page.model._found.count == count - 1
    missed = page.current
    assert missed is not None
    driver.press("Ctrl+F")
    driver.type(missed.clinician)
    assert page.model.hidden > 0
    driver.press("Down", "Return")
    assert driver.window.areas.currentWidget() is desk.diary
    chosen = desk.diary.current_cell()
    assert chosen is not None
    assert chosen.visits


def test_a_visit_that_took_place_stays_listed_until_its_needs_are_said(driver: Driver) -> None:
    maggie(driver)
    driver.press("F9", "Shift+F7", "Ctrl+Shift+E")
    desk = driver.start.front_desk
    assert desk is not None
    page = desk.settling.page
    assert page is not None
    driver.until(lambda: page._found.unsaid_count > 0)
    count, settled = page._found.unsaid_count, page._found.count
    driver.tab_to("settle_unsaid")
    driver.press("Space")
    while page.current is None or page.current.visit.called != "Maggie Hughes":
        driver.press("Down")
    row = page.list.currentIndex().data()
    assert "5 needs: were they kept?" in page.model.data(
        page.list.currentIndex(), int(Qt.ItemDataRole.AccessibleTextRole)
    ), row
    driver.press("Ctrl+F7")
    driver.until(lambda: isinstance(driver.app.activeModalWidget(), KeptDialog))
    driver.front()
    driver.press("0", "Return")
    driver.until(lambda: page._found.unsaid_count == count - 1)
    driver.front()
    assert page._found.count == settled, "the badge counts what is not settled"
    driver.press("Ctrl+Z")
    driver.until(lambda: page._found.unsaid_count == count)
