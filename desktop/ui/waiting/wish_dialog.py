"""What somebody waits for: the kind of visit, with whom, when, how soon, and what they give up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.ids import AppointmentId, ClinicianId, ClinicId
from desktop.domain.opening_hours import read_clock
from desktop.domain.practice import PracticeOutline, in_use
from desktop.domain.preference_fields import DAY_CODES
from desktop.domain.said_dates import read_go_to_date
from desktop.domain.times import DAYS, date_with_year
from desktop.domain.waiting import MOST_NOTICE, URGENCIES, Urgency, WishDetails
from desktop.operations.waiting_list import GivesUp
from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look
from desktop.ui.kit.tick_grid import TickGrid

NOTHING = "Nothing: they have no visit to give up"


class WishDialog(AskDialog):
    """Adds or changes a wish; it saves nothing itself. Empty fields are any."""

    def __init__(
        self,
        look: Look,
        outline: PracticeOutline,
        *,
        called: str,
        today: date,
        visits: Sequence[GivesUp] = (),
        wish: WishDetails | None = None,
        is_new: bool = True,
        parent: QWidget | None = None,
    ):
        title = f"{called}: what do they wait for?" if is_new else f"What {called} waits for"
        super().__init__(look, title, "wish_dialog", parent)
        self._outline, self._today, self._visits = outline, today, tuple(visits)
        self._build_what(look)
        self._build_when(look)
        self._build_need(look)
        self.add_buttons("Put on the waiting list" if is_new else "Save", "Leave it")
        if wish is not None:
            self.fill(wish)
        elif self._visits:
            self._begin_with(self._visits[0])
        self.kind_box.setFocus()

    def _build_what(self, look: Look) -> None:
        self.kind_box = ChoiceBox(look, "slot_type_id", self)
        kinds = [one for one in in_use(self._outline.slot_types) if one.bookable]
        self.kind_box.fill((one.name, one.id) for one in kinds)
        self.add_field("&Kind of visit", self.kind_box, "slot_type_id")
        self.minutes = QLineEdit(self)
        self.minutes.setPlaceholderText("as long as usual")
        self.add_field("&Minutes", self.minutes, "minutes")
        self.gives_up = ChoiceBox(look, "appointment_id", self)
        self.gives_up.keep_whole()
        self.gives_up.fill(
            [(NOTHING, None), *((f"Earlier than {one.words}", one.id) for one in self._visits)]
        )
        if self._visits:
            self.add_field("&Gives up", self.gives_up, "appointment_id")
        else:
            self.gives_up.hide()
        clinicians = [(one.id, one.short_name) for one in in_use(self._outline.clinicians)]
        self.clinicians = TickGrid(look, "clinicians", clinicians, self, across=2)
        self.add_field("&With any of", self.clinicians, "clinicians")
        clinics = [(one.id, one.name) for one in in_use(self._outline.clinics)]
        self.clinics = TickGrid(look, "clinics", clinics, self, across=2)
        if len(clinics) > 1:
            self.add_field("&At any of", self.clinics, "clinics")
        else:
            self.clinics.hide()

    def _build_when(self, look: Look) -> None:
        days = list(zip(DAY_CODES, DAYS, strict=True))
        self.days = TickGrid(look, "days", days, self, across=4)
        self.add_field("Only o&n", self.days, "days")
        self.from_local, self.until_local, self.from_on, self.until_on, self.notice = (
            QLineEdit(self) for _ in range(5)
        )
        for words, line, field, example in (
            ("&From", self.from_local, "from_local", "a time, 09:30"),
            ("&Until", self.until_local, "until_local", "a time, 12:00"),
            ("Not &before", self.from_on, "from_on", "a day, 4 may"),
            ("Not aft&er", self.until_on, "until_on", "a day, in 6 weeks"),
            ("&Days’ notice", self.notice, "notice_days", "none"),
        ):
            line.setPlaceholderText(example)
            self.add_field(words, line, field)

    def _build_need(self, look: Look) -> None:
        self.urgency = ChoiceBox(look, "urgency", self)
        self.urgency.fill((one.words, one) for one in reversed(URGENCIES))
        self.add_field("&How soon", self.urgency, "urgency")
        self.urgency_by = QLineEdit(self)
        self.urgency_by.setPlaceholderText("a clinician or a protocol, unless routine")
        self.add_field("&Says who", self.urgency_by, "urgency_by")
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText("in their words")
        self.add_field("Wha&t for", self.reason, "reason")

    def _begin_with(self, visit: GivesUp) -> None:
        """Begin with the next visit they have: an earlier time than it is what most wait for."""
        kind = next((one.id for one in self._outline.slot_types if one.name == visit.kind), None)
        if kind is not None and self.kind_box.choose(kind):
            self.gives_up.choose(visit.id)

    def fill(self, wish: WishDetails) -> None:
        """Show a wish."""
        self.kind_box.choose(wish.slot_type_id)
        self.minutes.setText(str(wish.minutes or ""))
        self.gives_up.choose(wish.appointment_id)
        self.clinicians.tick(wish.clinicians)
        self.clinics.tick(wish.clinics)
        self.days.tick(wish.days)
        self.from_local.setText(_clock_words(wish.from_local))
        self.until_local.setText(_clock_words(wish.until_local))
        self.from_on.setText(date_with_year(wish.from_on) if wish.from_on else "")
        self.until_on.setText(date_with_year(wish.until_on) if wish.until_on else "")
        self.notice.setText(str(wish.notice_days or ""))
        self.urgency.choose(wish.urgency)
        self.urgency_by.setText(wish.urgency_by)
        self.reason.setText(wish.reason)

    @property
    def wish(self) -> WishDetails:
        """Return what is typed and chosen.

        Errors: RuleViolation at a date, a time or a number that is none.
        """
        gives_up = self.gives_up.currentData()
        urgency = self.urgency.currentData()
        return WishDetails(
            self.kind_box.currentData(),
            minutes=self._number(self.minutes, "minutes", 480),
            clinicians=tuple(ClinicianId(one) for one in self.clinicians.ticked),
            clinics=tuple(ClinicId(one) for one in self.clinics.ticked),
            days=self.days.ticked,
            from_local=self._clock(self.from_local, "from_local"),
            until_local=self._clock(self.until_local, "until_local"),
            notice_days=self._number(self.notice, "notice_days", MOST_NOTICE) or 0,
            from_on=self._day(self.from_on, "from_on"),
            until_on=self._day(self.until_on, "until_on"),
            urgency=urgency if isinstance(urgency, Urgency) else Urgency.ROUTINE,
            urgency_by=self.urgency_by.text(),
            reason=self.reason.text(),
            appointment_id=AppointmentId(gives_up) if gives_up else None,
        )

    def read(self) -> WishDetails | None:
        """Return what is typed; None, with a sentence at its field, where it can't be read."""
        try:
            return self.wish
        except RuleViolation as slip:
            self.say_wrong(slip.field, slip.message)
            return None

    def _number(self, line: QLineEdit, field: str, most: int) -> int | None:
        text = line.text().strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= most):
            raise RuleViolation("number", field, f"Type a whole number up to {most}.")
        return int(text)

    def _clock(self, line: QLineEdit, field: str) -> time | None:
        return read_clock(line.text(), field) if line.text().strip() else None

    def _day(self, line: QLineEdit, field: str) -> date | None:
        text = line.text()
        return read_go_to_date(text, today=self._today, field=field) if text.strip() else None


def _clock_words(at: time | None) -> str:
    return f"{at:%H:%M}" if at is not None else ""
