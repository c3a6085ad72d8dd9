"""A new practice, page by page; nothing is made before the last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.first_start import PracticePlan
from desktop.operations.first_start import MadeSoFar, check_new_place, set_up_practice
from desktop.ui.errors import tell
from desktop.ui.first_start.errand import Errand
from desktop.ui.first_start.later_steps import KindsStep, PeopleStep
from desktop.ui.first_start.practice_steps import (
    ClinicStep,
    ManagerStep,
    PlaceStep,
    PracticeStep,
)
from desktop.ui.first_start.step_page import StepPage
from desktop.ui.first_start.week_step import WeekStep
from desktop.ui.kit.form_fields import Tone
from desktop.ui.kit.look import Look

Keep = Callable[[str, str], None]
"""Writes the database and the desk's name into this PC's settings."""


class MakingPage(StepPage):
    """The practice being made; or what stopped it, and how to go on."""

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(look, "making_page", "The practice is being made", "", parent)
        self.next_button.set_words("Try again")
        self.later_button.set_words("Open it as it is")

    def begin(self) -> None:
        """Show that it is under way."""
        self.message.say_nothing()
        for button in (self.next_button, self.back_button, self.later_button):
            button.hide()

    def say_failed(self, words: str, *, is_begun: bool) -> None:
        """Say what stopped it; a practice that is there already can be opened as it is."""
        self.message.say(Tone.WRONG, words)
        self.next_button.show()
        self.back_button.setVisible(not is_begun)
        self.later_button.setVisible(is_begun)
        self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)


class NewPractice(QStackedWidget):
    """Goes through the pages, back and forth, and makes what they say.

    Signals: ``closed()`` on the way back from the first page; ``made(url, desk_name)``.
    """

    closed = Signal()
    made = Signal(str, str)
    _went_on = Signal(str)

    def __init__(
        self, look: Look, folder: Path, desk_name: str, keep: Keep, parent: QWidget | None = None
    ):
        super().__init__(parent)
        self.setObjectName("new_practice")
        self._keep = keep
        self._url = ""
        self._so_far = MadeSoFar()
        self._errand = Errand(self)
        self.practice = PracticeStep(look, self)
        self.clinic = ClinicStep(look, self)
        self.manager = ManagerStep(look, self)
        self.place = PlaceStep(look, folder, desk_name, self)
        self.kinds = KindsStep(look, self)
        self.people = PeopleStep(look, self)
        self.week = WeekStep(look, self)
        self.making = MakingPage(look, self)
        self.steps = (
            self.practice,
            self.clinic,
            self.manager,
            self.place,
            self.kinds,
            self.people,
            self.week,
        )
        for number, step in enumerate(self.steps, start=1):
            self.addWidget(step)
            step.where.setText(f"New practice, {number} of {len(self.steps)}")
            step.where.show()
            step.next_requested.connect(self._on_next_requested)
            step.back_requested.connect(self._on_back_requested)
            step.later_requested.connect(self._on_later_requested)
        self.addWidget(self.making)
        self.practice.listed.connect(self.clinic.take_listed)
        self.making.next_requested.connect(self._make)
        self.making.back_requested.connect(self._on_back_requested)
        self.making.later_requested.connect(self._end)
        self._went_on.connect(self._on_went_on, Qt.ConnectionType.QueuedConnection)
        self._left_for_later = 0
        self._is_given = False
        self._made_from: StepPage = self.week

    def begin(self, url: str = "", said: str = "", desk_name: str = "") -> None:
        """Begin with the first page; ``url`` where the database is there already, ``said`` so."""
        self._url = url
        self._is_given = bool(url)
        self.place.set_given(said)
        if desk_name:
            self.place.desk_name.set_text(desk_name)
        self._show(self.practice)

    def _show(self, step: StepPage) -> None:
        if step is self.week:
            self.week.offer(self.kinds.kinds, self.people.clinicians, self.people.rooms)
        self.setCurrentWidget(step)
        step.enter()

    def _on_next_requested(self) -> None:
        step = self.steps[self.currentIndex()]
        if self._errand.is_running or not self._is_right(step):
            return
        if step is self.place and not self._is_given:
            self._look_at_folder(lambda: self._show(self.kinds))
        elif step is self.week:
            self._left_for_later = len(self.steps)
            self._make()
        else:
            self._show(self.steps[self.currentIndex() + 1])

    def _on_back_requested(self) -> None:
        self._errand.drop()
        place = self.currentIndex()
        if place == 0:
            self.closed.emit()
        elif place == self.indexOf(self.making):
            self._show(self._made_from)
        else:
            self._show(self.steps[place - 1])

    def _on_later_requested(self) -> None:
        step = self.steps[self.currentIndex()]
        if self._errand.is_running:
            return
        # The place's own button takes its page too; the others leave theirs out.
        is_place = step is self.place
        self._left_for_later = self.currentIndex() + int(is_place)
        if not is_place:
            self._make()
        elif self._is_right(step):
            if self._is_given:
                self._make()
            else:
                self._look_at_folder(self._make)

    def _is_right(self, step: StepPage) -> bool:
        step.say_nothing_wrong()
        try:
            step.check()
        except RuleViolation as slip:
            step.say_slip(slip)
            return False
        return True

    def _look_at_folder(self, go_on: Callable[[], None]) -> None:
        folder = self.place.folder.text

        def take(url: str) -> None:
            self._url = url
            go_on()

        self._errand.run(
            lambda: check_new_place(folder), on_done=take, on_failed=self._on_folder_failed
        )

    def _on_folder_failed(self, error: BaseException) -> None:
        if isinstance(error, RuleViolation):
            self.place.say_slip(error)
        else:
            told = tell(error)
            self.place.message.say(Tone.WRONG, f"{told.words} {told.next_step}".strip())

    # -- making ---------------------------------------------------------------------------------

    def plan(self) -> PracticePlan:
        """Return what the pages say, without those that were left for later."""
        is_in = {step: n < self._left_for_later for n, step in enumerate(self.steps)}
        people, week = is_in[self.people], is_in[self.week]
        return PracticePlan(
            name=self.practice.name.text,
            nation=str(self.practice.nation.box.currentData()),
            ods_code=self.practice.code.text,
            clinic_name=self.clinic.name.text,
            clinic_address=self.clinic.address.text,
            manager_name=self.manager.name.text,
            manager_pin=self.manager.pin.text,
            kinds=self.kinds.kinds if is_in[self.kinds] else (),
            rooms=self.people.rooms if people else (),
            clinicians=self.people.clinicians if people else (),
            week=self.week.week if week else (),
            weeks=self.week.weeks.box.value(),
        )

    def _make(self) -> None:
        if self.currentWidget() is not self.making:
            self._made_from = self.steps[self.currentIndex()]
        self.making.begin()
        self._show(self.making)
        url, desk, plan, so_far = self._url, self.desk_name, self.plan(), self._so_far
        keep, told = self._keep, self._went_on.emit
        self._errand.run(
            lambda: set_up_practice(
                url, desk, plan, so_far, progress=told, on_practice_made=lambda: keep(url, desk)
            ),
            on_done=lambda _made: self._end(),
            on_failed=self._on_make_failed,
        )

    @property
    def desk_name(self) -> str:
        """What this desk is called."""
        return " ".join(self.place.desk_name.text.split())

    def _on_went_on(self, what: str) -> None:
        self.making.words.setText(f"Making {what}.")
        self.making.words.show()

    def _on_make_failed(self, error: BaseException) -> None:
        is_begun = self._so_far.practice is not None
        step = self._step_of(error)
        if isinstance(error, RuleViolation) and step is not None and not is_begun:
            self._show(step)
            step.say_slip(error)
            return
        told = tell(error)
        self.making.say_failed(f"{told.words} {told.next_step}".strip(), is_begun=is_begun)

    def _step_of(self, error: BaseException) -> StepPage | None:
        field = error.field if isinstance(error, RuleViolation) else None
        return next((step for step in self.steps if field and step.has_field(field)), None)

    def _end(self) -> None:
        for field in (self.manager.pin, self.manager.again):
            field.set_text("")
        self.made.emit(self._url, self.desk_name)
