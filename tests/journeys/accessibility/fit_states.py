"""The states of booking by a sentence: chips, times with their reasons, what is not followed."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.domain.preference_rules import Told
from desktop.operations.preferences import record_preference
from desktop.ui.booking.asked_form import AskedForm
from tests.journeys.accessibility.record_states import _act, _find
from tests.tour.driver import Driver

PERSON = "leila hosseini"
TOLD = (
    ("double-length", Told()),
    ("step-free", Told()),
    ("bsl", Told((("how", "in-person"),))),
    ("times", Told((("until", "11:00"), ("not_days", ("MO",)), ("days_why", "dialysis")))),
)


def best_fit(driver: Driver) -> Iterator[str]:
    """A sentence, told in full; one that is not followed, one that contradicts itself."""
    person = _find(driver, PERSON)
    for kind, told in TOLD:
        _act(driver, record_preference, patient_id=person, kind=kind, told=told)
    driver.press("Escape", "Ctrl+K")
    driver.type(f"{PERSON} nurse")
    yield "best fit"
    form = driver.window.areas.currentWidget()
    assert isinstance(form, AskedForm)
    driver.tab_to("asked_free_times")
    driver.press("Down")
    yield "best fit, from the list"
    driver.tab_to("asked_booking_needs")
    driver.press("Space")
    yield "best fit, who said that a need is not needed"
    driver.type("Leila")
    driver.press("Return")
    yield "best fit, a need not needed this time"
    driver.press("Ctrl+K", "End")
    driver.type(" sometime today tomorrow")
    yield "best fit, not followed"
    driver.tab_to("asked_chip")
    yield "best fit, a chip"
    driver.press("Ctrl+K")
    driver.type("nurse today at 6")
    yield "best fit, nothing free"
    driver.press("Escape", "Escape", "Ctrl+F1")
    yield "what can be said"
    driver.press("Escape")
