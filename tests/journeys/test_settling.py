"""To settle by keys alone, in the real window."""

from __future__ import annotations

from desktop.domain.visits import State
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
