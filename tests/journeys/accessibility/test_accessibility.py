"""Everything on screen has a name, a role and room, at every size of text and window.

Who adds a widget class: see ``states.py``. A class that no walk builds fails here by its name.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from tests.journeys.accessibility.naming import naming_faults, program_classes, tab_faults
from tests.journeys.accessibility.room import (
    is_seen,
    overlap_faults,
    place_faults,
    target_faults,
    width_faults,
)
from tests.journeys.accessibility.states import WALKS, shown_windows
from tests.tour.driver import Driver

CHECKS = (naming_faults, width_faults, place_faults, overlap_faults, target_faults)


@dataclass
class Walked:
    """What was met on a walk through every state: widget classes built; faults and where first."""

    built: set[type] = field(default_factory=set)
    faults: dict[str, str] = field(default_factory=dict)

    def look_at(self, driver: Driver, state: str, size: QSize) -> None:
        """Look at everything on screen in a state."""
        there = driver.window.size()
        if there.width() > size.width() or there.height() > size.height():
            self.faults.setdefault(f"the window was pushed to {there.toTuple()}", state)
        for window in shown_windows(driver):
            for fault in tab_faults(window):
                self.faults.setdefault(fault, state)
            for widget in (window, *window.findChildren(QWidget)):
                self.built.add(type(widget))
                if is_seen(widget):
                    for check in CHECKS:
                        for fault in check(widget):
                            self.faults.setdefault(fault, state)

    def told(self) -> list[str]:
        """Return the faults, each with the first state it was met in."""
        return [f"{state}: {fault}" for fault, state in self.faults.items()]

    def not_built(self) -> list[str]:
        """Return the classes of the program that no state has shown."""
        return sorted(
            f"{kind.__module__}.{kind.__name__}"
            for kind in program_classes()
            if not any(issubclass(one, kind) for one in self.built)
        )


def walk_all(driver: Driver) -> Walked:
    """Go through every state with an open window, which is closed at the end."""
    found = Walked()
    driver.open()
    size = driver.window.size()
    try:
        for walk in WALKS:
            for state in walk(driver):
                found.look_at(driver, state, size)
    finally:
        driver.close()
    return found


@pytest.mark.parametrize(
    ("size", "percent"),
    # a small window at both ends of the text's size, and the panel's other form at the large one
    [((1366, 768), 100), ((1366, 768), 200), ((1920, 1080), 200)],
)
def test_everything_on_screen_has_a_name_a_role_and_room(
    practice: str, size: tuple[int, int], percent: int
) -> None:
    walked = walk_all(Driver(practice, size=size, text_percent=percent))
    assert "\n".join(walked.told()) == ""
    assert walked.not_built() == []
