"""Everything on screen has a name, a role and room, at every size of text and window.

Who adds a widget class: see ``states.py``. A class that no walk builds fails here by its name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QWidget

from tests.journeys.accessibility.naming import (
    naming_faults,
    program_classes,
    shown_in,
    tab_faults,
)
from tests.journeys.accessibility.room import (
    is_seen,
    overlap_faults,
    place_faults,
    size_faults,
    target_faults,
    width_faults,
)
from tests.journeys.accessibility.states import WALKS, shown_windows
from tests.tour.driver import Driver

NAMES = (naming_faults,)
ROOM = (width_faults, place_faults, overlap_faults, target_faults)
SMALL, LOW, LARGE = (1366, 768), (1366, 688), (1920, 1080)


@dataclass
class Walked:
    """What was met on a walk through every state: widget classes built; faults and where first."""

    built: set[type] = field(default_factory=set)
    faults: dict[str, str] = field(default_factory=dict)

    def look_at(self, driver: Driver, state: str, sizes: tuple[QSize, ...]) -> None:
        """Look at everything on screen in a state, as it was built and at other sizes too."""
        for window in shown_windows(driver):
            self._note(tab_faults(window), state)
            self.built.update(type(one) for one in (window, *window.findChildren(QWidget)))
            for widget in filter(is_seen, shown_in(window)):
                for check in NAMES:
                    self._note(check(widget), state)
        built, *others = sizes
        self._measure(driver, state, built)
        if len(shown_windows(driver)) == 1 and driver.window.size() == built:
            for size in others:
                driver.window.resize(size)
                driver.settle()
                self._measure(driver, f"{state}, {size.width()} by {size.height()}", size)
            for _step in range(3):  # an edge is dragged in steps, and pages follow at each
                driver.window.resize(built)
                driver.settle()
                if driver.window.size() == built:
                    break

    def _measure(self, driver: Driver, state: str, size: QSize) -> None:
        """Measure what is on screen; a dialog has to fit the lowest of all screens."""
        for window in shown_windows(driver):
            if window is driver.window or isinstance(window, QDialog):
                room = size if window is driver.window else QSize(*LOW)
                self._note(size_faults(window, room), state)
            for widget in filter(is_seen, shown_in(window)):
                for check in ROOM:
                    self._note(check(widget), state)

    def _note(self, faults: Iterable[str], state: str) -> None:
        for fault in faults:
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


def walk_all(driver: Driver, sizes: tuple[QSize, ...]) -> Walked:
    """Go through every state with an open window, which is closed at the end."""
    found = Walked()
    driver.open()
    try:
        for walk in WALKS:
            for state in walk(driver):
                found.look_at(driver, state, sizes)
    finally:
        driver.close()
    return found


@pytest.mark.parametrize(("percent", "sizes"), [(100, (SMALL, LOW, LARGE)), (200, (SMALL, LARGE))])
def test_everything_on_screen_has_a_name_a_role_and_room(
    practice: str, percent: int, sizes: tuple[tuple[int, int], ...]
) -> None:
    driver = Driver(practice, size=sizes[0], text_percent=percent)
    walked = walk_all(driver, tuple(QSize(*size) for size in sizes))
    assert "\n".join(walked.told()) == ""
    assert walked.not_built() == []
