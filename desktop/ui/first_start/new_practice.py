"""A new practice, page by page; nothing is made before the last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.first_start import PracticePlan
from desktop.exchange.ods_list import ListedPractice
from desktop.operations.first_start import MadeSoFar, check_new_place, set_up_practice
from desktop.ui.first_start.errand import Errand
from desktop.ui.first_start.later_steps import KindsStep, PeopleStep
from desktop.ui.first_start.practice_steps import (
    ClinicStep,
    ManagerStep,
    PlaceStep,
    PracticeStep,
)
from desktop.ui.first_start.step_page import StepPage, words_of
from desktop.ui.first_start.week_step import WeekStep
from desktop.ui.kit.form_fields import Tone
from desktop.ui.kit.look import Look

STEPS = ("practice", "clinic", "manager", "place", "kinds", "people", "week")
TITLES = (
    "The practice",
    "The first clinic",
    "The first manager",
    "Where it is kept",
    "Kinds of slot",
    "Rooms and clinicians",
    "The first weeks",
)
"""What each step is called beside the pages."""
PLACE, KINDS, PEOPLE, WEEK = 3, 4, 5, 6
AnyStep = TypeVar("AnyStep", bound=StepPage)

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
        self._look = look
        self._folder = folder
        self._usual_desk_name = desk_name
        self._left_for_later = 0
        self._is_given = False
        self._shown = 0
        self._went_on.connect(self._on_went_on, Qt.ConnectionType.QueuedConnection)

    # Each page is built when it is first wanted: all of them at once would hold the window up.

    @cached_property
    def practice(self) -> PracticeStep:
        step = self._joined(PracticeStep(self._look, self))
        step.listed.connect(self._on_listed)
        return step

    @cached_property
    def clinic(self) -> ClinicStep:
        return self._joined(ClinicStep(self._look, self))

    @cached_property
    def manager(self) -> ManagerStep:
        return self._joined(ManagerStep(self._look, self))

    @cached_property
    def place(self) -> PlaceStep:
        return self._joined(PlaceStep(self._look, self._folder, self._usual_desk_name, self))

    @cached_property
    def kinds(self) -> KindsStep:
        return self._joined(KindsStep(self._look, self))

    @cached_property
    def people(self) -> PeopleStep:
        return self._joined(PeopleStep(self._look, self))

    @cached_property
    def week(self) -> WeekStep:
        return self._joined(WeekStep(self._look, self))

    @cached_property
    def making(self) -> MakingPage:
        page = MakingPage(self._look, self)
        self.addWidget(page)
        page.next_requested.connect(self._make)
        page.back_requested.connect(self._on_back_requested)
        page.later_requested.connect(self._end)
        return page

    def _joined(self, step: AnyStep) -> AnyStep:
        self.addWidget(step)
        step.next_requested.connect(self._on_next_requested)
        step.back_requested.connect(self._on_back_requested)
        step.later_requested.connect(self._on_later_requested)
        return step

    def _step(self, number: int) -> StepPage:
        step: StepPage = getattr(self, STEPS[number])
        step.where.setText(f"New practice, {number + 1} of {len(STEPS)}")
        step.where.show()
        return step

    @property
    def step_shown(self) -> int:
        """Which step is shown, from 0; the number of all of them while the practice is made."""
        is_making = self.currentWidget() is self.__dict__.get("making")
        return len(STEPS) if is_making else self._shown

    def begin(self, url: str = "", said: str = "", desk_name: str = "") -> None:
        """Begin with the first page; ``url`` where the database is there already, ``said`` so."""
        self._url = url
        self._is_given = bool(url)
        self.place.set_given(said)
        if desk_name:
            self.place.desk_name.set_text(desk_name)
        self._show(0)

    def _show(self, number: int) -> None:
        self._shown = number
        step = self._step(number)
        if number == WEEK:
            self.week.offer(self.kinds.kinds, self.people.clinicians, self.people.rooms)
        self.setCurrentWidget(step)
        step.enter()

    def _on_next_requested(self) -> None:
        number = self._shown
        if self._errand.is_running or not self._is_right(self._step(number)):
            return
        if number == PLACE and not self._is_given:
            self._look_at_folder(lambda: self._show(number + 1))
        elif number == WEEK:
            self._left_for_later = len(STEPS)
            self._make()
        else:
            self._show(number + 1)

    def _on_back_requested(self) -> None:
        self._errand.drop()
        if self.currentWidget() is not self._step(self._shown):
            self._show(self._shown)  # from the making, back to where it was begun
        elif self._shown == 0:
            self.closed.emit()
        else:
            self._show(self._shown - 1)

    def _on_later_requested(self) -> None:
        if self._errand.is_running:
            return
        # The place's own button takes its page too; the others leave theirs out.
        is_place = self._shown == PLACE
        self._left_for_later = self._shown + int(is_place)
        if not is_place:
            self._make()
        elif self._is_right(self.place):
            if self._is_given:
                self._make()
            else:
                self._look_at_folder(self._make)

    def _on_listed(self, found: ListedPractice) -> None:
        self.clinic.take_listed(found)

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
            self.place.message.say(Tone.WRONG, words_of(error))

    # -- making ---------------------------------------------------------------------------------

    def plan(self) -> PracticePlan:
        """Return what the pages say, without those that were left for later."""
        plan = PracticePlan(
            name=self.practice.name.text,
            nation=str(self.practice.nation.box.currentData()),
            ods_code=self.practice.code.text,
            phone=self.practice.phone.text,
            clinic_name=self.clinic.name.text,
            clinic_address=self.clinic.address.text,
            manager_name=self.manager.name.text,
            manager_pin=self.manager.pin.text,
        )
        if self._left_for_later > KINDS:
            plan = replace(plan, kinds=self.kinds.kinds)
        if self._left_for_later > PEOPLE:
            people = self.people
            plan = replace(plan, rooms=people.rooms, clinicians=people.clinicians)
        if self._left_for_later > WEEK:
            plan = replace(plan, week=self.week.week, weeks=self.week.weeks.box.value())
        return plan

    def _make(self) -> None:
        self.making.begin()
        self.setCurrentWidget(self.making)
        self.making.enter()
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
        if isinstance(error, RuleViolation) and not is_begun:
            for number in range(len(STEPS)):
                if self._step(number).has_field(error.field or ""):
                    self._show(number)
                    self._step(number).say_slip(error)
                    return
        self.making.say_failed(words_of(error), is_begun=is_begun)

    def _end(self) -> None:
        for field in (self.manager.pin, self.manager.again):
            field.set_text("")
        self.made.emit(self._url, self.desk_name)
