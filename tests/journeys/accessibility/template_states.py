"""The states of the Sessions page of Set-up, as a manager reaches them."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.ui.kit.flowing import FieldRow
from desktop.ui.kit.two_edits_box import Clash, TwoEditsBox
from desktop.ui.setup.templates_page import TemplatesPage
from tests.journeys.accessibility.record_states import _sign_in
from tests.tour.driver import Driver
from tests.tour.template_steps import fill_saturdays, go_to_sessions, scroll_to_end

LONG = "Dressings, reviews and whatever else comes in on the second Saturday of the month"


def _squeezed(driver: Driver) -> list[FieldRow]:
    """Return the rows of fields that have not got the height that they want at their width."""
    return [one for one in driver.window.findChildren(FieldRow) if one.is_squeezed]


def templates(driver: Driver) -> Iterator[str]:
    """A template from its first letter to its last day, with what is said about slips."""
    _sign_in(driver, "Ruth Cohen")
    go_to_sessions(driver)
    yield "the templates of a practice"
    driver.press("Insert")
    driver.until(lambda: not _squeezed(driver))
    yield "a new template"
    fill_saturdays(driver)
    desk = driver.start.front_desk
    assert desk is not None
    assert desk.setup.area.pages is not None
    page = desk.setup.area.pages.shown
    assert isinstance(page, TemplatesPage)
    page.form.name.set_text(LONG)
    driver.settle()
    yield "a template, previewed"
    scroll_to_end(driver)
    yield "its calendar"
    yield from _dialogs(driver, page)
    page.form.pace.box.setCurrentIndex(3)
    page.form.ends.box.setCurrentIndex(2)
    page.form.pattern.set_text("30 x Routine 10 min")
    driver.settle()
    yield "a monthly template, slips"
    box = page.form.findChild(TwoEditsBox)
    assert box is not None
    box.ask("Priya Nair changed this template.", [Clash("name", "Name", LONG, "Saturdays")])
    driver.settle()
    yield "two changed the same template"
    page.form.pace.box.setCurrentIndex(1)
    page.form.ends.box.setCurrentIndex(0)
    page.form.pattern.set_text("6 x Routine 10 min")
    page.form.name.focus()
    driver.press("Ctrl+S", "Ctrl+Return")
    driver.front()
    yield "publishing"
    driver.press("Ctrl+Return")
    driver.front()
    yield "published"
    driver.press("Delete")
    driver.front()
    yield "its last day"
    driver.press("Escape")
    driver.front()
    driver.press("Ctrl+1")


def _dialogs(driver: Driver, page: TemplatesPage) -> Iterator[str]:
    page.form.exceptions.add_button.click()
    driver.settle()
    driver.front()
    driver.press("Ctrl+Return")
    yield "a date of its own, a slip"
    driver.press("Escape")
    driver.front()
    page.months_button.click()
    driver.settle()
    driver.front()
    yield "months ahead"
    driver.press("Escape")
    driver.front()
