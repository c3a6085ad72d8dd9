"""Templates in the real window: two managers, a change from a date, visits in the way, an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QApplication

from desktop.domain.templates import TemplateState
from desktop.operations.template_preview import read_templates
from desktop.operations.templates import discard_draft, save_template
from desktop.ui.impact.impact_panel import ImpactPanel
from desktop.ui.setup.template_dialogs import PublishDialog
from desktop.ui.setup.templates_page import TemplatesPage
from tests.journeys.test_at_desk import change
from tests.journeys.test_people_desk import do
from tests.tour.driver import Driver
from tests.tour.template_steps import fill_saturdays, go_to_sessions


def page(driver: Driver) -> TemplatesPage:
    desk = driver.start.front_desk
    assert desk is not None
    assert desk.setup.area.pages is not None
    shown = desk.setup.area.pages.shown
    assert isinstance(shown, TemplatesPage)
    return shown


def templates(driver: Driver) -> Any:
    """Return the templates made here, not those of the demo."""
    known = do(driver, lambda desk: desk.read(read_templates))
    return tuple(one for one in known.templates if one.details.first_on > known.today)


def begin(driver: Driver) -> TemplatesPage:
    change(driver, "r", "Ruth Cohen")
    go_to_sessions(driver)
    driver.press("Insert")
    fill_saturdays(driver)
    return page(driver)


def test_two_managers_edit_one_template_and_nothing_is_brought_together_unasked(
    driver: Driver,
) -> None:
    sessions = begin(driver)
    driver.press("Ctrl+S", "F2")
    driver.type("Clinic of Tom")
    saved = templates(driver)[0]
    theirs = replace(saved.details, end_local=saved.details.end_local.replace(hour=13))
    wanted = {"template_id": saved.id, "version": 1}
    do(driver, lambda desk: desk.act(save_template, details=theirs, **wanted))
    driver.press("Ctrl+S")
    box = driver.start.front_desk.setup.desks[6].box  # type: ignore[union-attr]
    driver.until(box.isVisible)
    assert box.heading.text().startswith("Ruth Cohen changed this template")
    assert templates(driver)[0].details == theirs
    driver.press("Tab", "Return", "Return")  # mine for the name, theirs for the end
    driver.until(lambda: templates(driver)[0].version == 3)
    driver.settle()
    both = templates(driver)[0].details
    assert (both.name, both.end_local.hour) == ("Clinic of Tom", 13)
    driver.press("F2")
    driver.type("Tom's")
    gone = templates(driver)[0]
    do(driver, lambda desk: desk.act(discard_draft, template_id=gone.id, version=gone.version))
    driver.press("Ctrl+S")
    assert sessions.form.name.text == "Tom's"
    assert driver.said.startswith("Its draft was thrown away meanwhile.")
    driver.press("Ctrl+S")
    assert [one.details.name for one in templates(driver)] == ["Tom's"]


def test_a_published_template_changes_from_a_date_and_one_date_goes_its_own_way(
    driver: Driver,
) -> None:
    sessions = begin(driver)
    driver.press("Ctrl+Return")
    driver.front()
    driver.press("Ctrl+Return")
    driver.front()
    sessions.panel.next.setFocus()
    driver.press("Down", "Down", "Delete")
    assert driver.said == "Saturday clinic, Sat 19 Dec: left out."
    assert sessions.panel.next.dates.rows[2].why == "left out"
    sessions.form.exceptions.view.setFocus()
    driver.press("End", "Delete")
    assert driver.said == "Saturday clinic, Sat 19 Dec: as its rule says."
    assert [one.on_date.day for one in sessions.form.exceptions.dates] == [5]
    assert not sessions.is_unsaved
    sessions.list.setFocus()
    driver.press("F2")
    assert QApplication.focusWidget() is sessions.form.first_on.edit
    driver.press("Ctrl+A")
    driver.type("1/12/2026")
    sessions.form.pattern.edit.setFocus()
    driver.press("Ctrl+A")
    driver.type("3 x Long 40")
    driver.press("Ctrl+Return")
    driver.front()
    driver.press("Ctrl+Return")
    driver.front()
    old, new = sorted(templates(driver), key=lambda one: one.details.first_on)
    assert new.replaces_id == old.id
    assert old.details.last_on == new.details.first_on - timedelta(days=1)
    sessions.list.setFocus()
    driver.press("Delete")
    driver.front()
    driver.type("31/1/2027")
    driver.press("Ctrl+Return")
    driver.front()
    assert driver.said.startswith("Saturday clinic ends on 31 January: ")


def test_publishing_over_a_booked_visit_names_it_and_asks(driver: Driver) -> None:
    sessions = begin(driver)
    for _ in ("save and ask", "publish"):
        driver.press("Ctrl+Return")
        driver.front()
    driver.press("Ctrl+K")
    driver.type("jo sm 12/3/80")
    driver.press("Return", "Ctrl+G")
    driver.type("19 dec")
    driver.press("Return", "Ctrl+Down", "Return", "Return", "Ctrl+8")
    sessions.list.setFocus()
    driver.press("F2", "Ctrl+A")
    driver.type("1/12/2026")
    sessions.form.pattern.edit.setFocus()
    driver.press("Ctrl+A")
    driver.type("3 x Long 40")
    driver.press("Ctrl+Return")
    driver.front()
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, PublishDialog)
    panel = dialog.findChild(ImpactPanel)
    assert panel is not None
    assert panel.count.text() == "1 booked patient affected"
    driver.press("Alt+R", "Ctrl+Return")
    driver.front()
    assert driver.said.endswith("1 to rebook.")
    assert [one.state for one in templates(driver)] == [TemplateState.PUBLISHED] * 2
    driver.press("Ctrl+Z")
    assert sorted(one.state for one in templates(driver)) == [
        TemplateState.DRAFT,
        TemplateState.PUBLISHED,
    ]
