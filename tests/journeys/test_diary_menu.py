"""What the diary offers beside keys: the context menu, words while a visit is carried."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QMenu

from tests.tour.driver import Driver


def _menu(driver: Driver) -> list[str]:
    driver.press("Shift+F10")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions() if action.text()]
    driver.press("Escape")
    return words


def test_the_context_menu_offers_what_a_visit_or_a_free_time_allows(driver: Driver) -> None:
    assert "Here" in _menu(driver)
    assert "Cancel the visit (asks why)" in _menu(driver)
    driver.press("Ctrl+Down")
    words = _menu(driver)
    assert "Block or open a slot" in words
    assert "Here" not in words


def test_a_carried_visit_says_what_the_keys_do_and_esc_puts_it_back(driver: Driver) -> None:
    desk = driver.start.front_desk
    visit = desk.diary.current_cell().visits[0]
    driver.press("Ctrl+X")
    assert driver.said.startswith(f"Carrying {visit.called}, ")
    assert "Esc puts it back" in driver.said
    driver.press("Escape")
    assert desk.diary.carried is None
    assert driver.said.startswith(f"{visit.called}’s visit stays at ")
    driver.press("Down")
    assert driver.said == ""
