"""Forms beside the diary: imported, built and joined when first wanted, or when nobody waits.

A form joins the window like this: a function of the front desk imports its module, builds it,
connects its signals and returns it; ``Forms.add`` takes that function, and ``MODULES`` its module.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.ui.main_window import MainWindow

Page = TypeVar("Page", bound=QWidget)
MODULES = (
    "desktop.ui.booking.booking_form",
    "desktop.ui.booking.asked_form",
    "desktop.domain.asked_words",
    "desktop.ui.people.patient_form",
    "desktop.ui.sign_in.sign_in_page",
    "desktop.ui.visits.go_to_date_dialog",
    "desktop.ui.print.printing",
    "desktop.daily",
)
"""What ``import_forms`` brings in behind the window, so that the first opening is quick too."""

PAUSE_MS = 200
"""How long the window is left alone between building two forms."""


def import_forms() -> None:
    """Import what the forms need; called off the window's thread, after the day is there."""
    for name in MODULES:
        import_module(name)


@runtime_checkable
class Holding(Protocol):
    """A form that holds something others may want: it is told of its owner's leaving and return."""

    def owner_left(self) -> None:
        """Somebody else is at the desk."""

    def owner_is_back(self) -> None:
        """Who typed in the form is at the desk again."""


class Form(Generic[Page]):
    """A form that may not be built yet."""

    def __init__(self, window: MainWindow, build: Callable[[], Page]):
        self._window = window
        self._build = build
        self.built: Page | None = None

    def get(self) -> Page:
        """Return the form, built now if nobody wanted it before."""
        if self.built is None:
            self.built = self._build()
            self._window.areas.addWidget(self.built)
        return self.built

    def show(self) -> None:
        """Show it instead of the diary."""
        self._window.areas.setCurrentWidget(self.get())


class Forms(QObject):
    """All forms of the window."""

    def __init__(self, window: MainWindow, parent: QObject):
        super().__init__(parent)
        self._window = window
        self._forms: list[Form[Any]] = []
        self._idle = QTimer(self)
        self._idle.setInterval(PAUSE_MS)
        self._idle.timeout.connect(self._build_next)

    def add(self, build: Callable[[], Page]) -> Form[Page]:
        """Add a form by the function that imports, builds and joins it."""
        form = Form(self._window, build)
        self._forms.append(form)
        return form

    def put_by(self) -> dict[Form[Any], QWidget]:
        """Take the built forms out with all that was typed; the next person gets fresh ones."""
        taken: dict[Form[Any], QWidget] = {}
        for form in self._forms:
            page = form.built
            if page is not None:
                taken[form] = page
                form.built = None
                if isinstance(page, Holding):
                    page.owner_left()
        return taken

    def bring_back(self, pages: dict[Form[Any], QWidget]) -> None:
        """Put forms back that were put by, with all that was typed into them."""
        for form, page in pages.items():
            form.built = page
            if isinstance(page, Holding):
                page.owner_is_back()

    def build_when_idle(self) -> None:
        """Build what nobody opened yet, one form at a time, with pauses between."""
        self._idle.start()

    def _build_next(self) -> None:
        waiting = [form for form in self._forms if form.built is None]
        if waiting:
            waiting[0].get()
        else:
            self._idle.stop()
