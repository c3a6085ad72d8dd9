"""Closures of Set-up, by keys: whom one touches is shown, and asked about, before it is saved."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.domain.closures import ClosureDetails, ClosureKind
from desktop.domain.impact import Way
from desktop.operations.closures import list_closed, list_proposed, propose_closures
from desktop.ui.impact.impact_choices import ImpactChoices
from desktop.ui.impact.impact_dialog import ImpactDialog
from tests.journeys.test_at_desk import change
from tests.journeys.test_people_desk import do
from tests.tour.driver import Driver
from tests.tour.setup_steps import open_page

TODAY = date(2026, 11, 18)
LATER = date(2026, 11, 23)


def shown(driver: Driver) -> ImpactChoices:
    """Return what the dialog shows, once it is there with the keys in its list."""
    driver.until(lambda: isinstance(driver.app.activeModalWidget(), ImpactDialog))
    driver.front()
    dialog = driver.app.activeModalWidget()
    assert isinstance(dialog, ImpactDialog)
    driver.until(dialog.panel.list.hasFocus)
    assert dialog.panel.choices is not None
    return dialog.panel.choices


@pytest.mark.parametrize("demo_url", ["sqlite"], indirect=True)
def test_a_closure_added_or_accepted_shows_whom_it_touches(driver: Driver) -> None:
    change(driver, "r", "Ruth Cohen")
    open_page(driver, "Closures")
    driver.press("Insert")
    driver.type("lea")
    driver.press("Tab")
    driver.type("Funeral")
    driver.press("Tab")
    driver.type("anjali")
    driver.press("Tab")
    driver.type("18 nov")
    driver.press("Ctrl+Return")
    choices = shown(driver)
    touched = len(choices.impact.visits)
    assert touched >= 3
    driver.press("Down", "Alt+K")
    assert choices.count(Way.KEEP) == 1
    driver.press("Ctrl+Return")
    driver.until(lambda: driver.app.activeModalWidget() is None)
    driver.front()
    assert driver.said.endswith(f"Funeral, Wed 18 Nov. {touched - 1} to rebook, 1 kept.")
    closed = do(driver, lambda desk: desk.read(list_closed, first_on=TODAY, last_on=TODAY))
    assert [one.name for one in closed] == ["Funeral"]
    _accept_proposed(driver, closed[0])


def _accept_proposed(driver: Driver, before: ClosureDetails) -> None:
    """Accept what a calendar proposes for the same clinician; Esc accepts nothing."""
    leave = ClosureDetails(
        ClosureKind.LEAVE, "Half term", LATER, LATER, clinician_id=before.clinician_id
    )
    do(driver, lambda desk: desk.act(propose_closures, proposed=(leave,)))
    desk = driver.start.front_desk
    assert desk is not None
    open_page(driver, "Closures")
    page = desk.setup.area.pages.shown  # type: ignore[union-attr]  # it is open
    driver.press("Home")
    driver.until(lambda: page.record is not None and page.record.details == leave)
    driver.press("Ctrl+Return")
    touched = len(shown(driver).impact.visits)
    driver.press("Escape")
    driver.front()
    assert len(do(driver, lambda desk: desk.read(list_proposed))) == 1
    driver.press("Ctrl+Return")
    shown(driver)
    driver.press("Ctrl+Return")
    driver.until(lambda: driver.app.activeModalWidget() is None)
    driver.front()
    assert driver.said.endswith(f"Half term, Mon 23 Nov. {touched} to rebook.")
    assert do(driver, lambda desk: desk.read(list_proposed)) == ()
    driver.press("Ctrl+Z")
    assert len(do(driver, lambda desk: desk.read(list_proposed))) == 1
    driver.press("Ctrl+R")
    desk = driver.start.front_desk
    assert desk is not None
    page = desk.rebooking.page
    assert page is not None
    assert page.say_head.font() == driver.start.look.font("label"), "polishing takes no font away"
