"""The front desk put together: the window's features joined by signals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from desktop.arrange_desk import ArrangeDesk
from desktop.at_desk import AtDesk
from desktop.best_fit_desk import BestFitDesk
from desktop.booked_visit import BookedVisit
from desktop.booking_needs import show_needs
from desktop.calendar_desk import CalendarDesk
from desktop.carrying import Carrying
from desktop.change_desk import ChangeDesk
from desktop.connection import Connection
from desktop.diary_desk import DiaryDesk
from desktop.domain.diary import Cell, DiaryDay, VisitInDiary
from desktop.domain.ids import PatientId
from desktop.domain.people import VisitLine
from desktop.domain.practice import PracticeOutline
from desktop.following import Following
from desktop.forms import Forms
from desktop.kept_outline import KeptOutline, colours_of, sites_of
from desktop.later import after
from desktop.lengthened import lengthened
from desktop.opening import Opened
from desktop.operations.rehearsal import rehearse_booking
from desktop.operations.work import Actor
from desktop.paper import Paper
from desktop.people_desk import PeopleDesk
from desktop.rebook_desk import RebookDesk
from desktop.reports_desk import ReportsDesk
from desktop.settings import UNCOVERED, Settings
from desktop.settle_desk import SettleDesk
from desktop.setup_desk import SetupDesk
from desktop.shown_person import ShownPerson
from desktop.together_desk import join_together
from desktop.ui.diary.diary_controller import DiaryController
from desktop.ui.diary.diary_view import DiaryView
from desktop.ui.errors import ErrorTeller
from desktop.ui.history import History
from desktop.ui.kit.look import Look
from desktop.ui.kit.message_bar import Message
from desktop.ui.main_window import MainWindow
from desktop.ui.people.patient_panel import PatientPanel
from desktop.ui.people.patient_strip import PatientStrip
from desktop.ui.people.search_results import SearchController
from desktop.ui.runner import Runner
from desktop.ui.visits.visit_acts import VisitActs
from desktop.visit_meant import StepKeys, VisitMeant
from desktop.waiting_desk import WaitingDesk

if TYPE_CHECKING:
    from desktop.ui.booking.booking_form import BookingForm
    from desktop.ui.people.patient_form import PatientForm

QUIET_AFTER_MS = 1500


class FrontDesk(QObject):
    """Joins diary, search, panel, booking, the day's acts and the message bar."""

    def __init__(
        self,
        window: MainWindow,
        diary: DiaryView,
        look: Look,
        opened: Opened,
        *,
        settings: Settings = UNCOVERED,
        parent: QObject | None = None,
    ):
        super().__init__(parent)
        self._settings = settings
        self.window = window
        self.diary = diary
        self.look = look
        self._opened = opened
        self.outline = opened.outline
        self.zone = opened.outline.practice.zone
        self.clock: Callable[[], datetime] = opened.desk.clock
        self.runner = Runner(opened.worker, opened.desk, self)
        self.errors = ErrorTeller(window)
        self.history = History(self.runner, self.clock, self)
        self.acts = VisitActs(self.runner, look, self.clock, window)
        self.acts.set_zone(self.zone)
        self._build_features()
        self._connect_diary()
        self._connect_people()
        self.acts.book_wanted.connect(self._book)
        self._connect_messages()
        self._connect_commands()
        self._show_opened(opened)
        self.line = self._build_line()

    def close(self) -> None:
        """Stop following other desks, finish what is under way, let the database go."""
        for timer in self.findChildren(QTimer):
            timer.stop()
        self.paper.close()
        self.line.close()
        self._opened.close()

    # -- building -------------------------------------------------------------------------------

    def _build_features(self) -> None:
        window, look = self.window, self.look
        self.diary_control = DiaryController(self.diary, self.runner, self.clock, self)
        self.place = DiaryDesk(
            window,
            look,
            self.runner,
            diary=self.diary,
            control=self.diary_control,
            outline=self.outline,
        )
        self.search = SearchController(
            window.top_bar.search.field, self.runner, look, clock=self.clock, zone=self.zone
        )
        self.panel = PatientPanel(look, zone=self.zone)
        self.strip = PatientStrip(look, zone=self.zone)
        window.set_panel(self.panel)
        window.set_strip(self.strip)
        self.shown = self._build_shown()
        self.following = Following(self.history, self.place, self.diary, self.shown.caller)
        self.booked = BookedVisit(
            self.diary, self.diary_control, place=self.place, shown=self.shown, parent=self
        )
        self.forms = Forms(window, self)
        self._booking = self.forms.add(self._build_booking)
        self._is_of_whole = False
        self._patient_form = self.forms.add(self._build_patient_form)
        self.fitting = BestFitDesk(
            window, look, self.runner, self.forms, search=self.search, outline=self.outline
        )
        self.fitting.caller_card = lambda: self.shown.caller_card
        self.paper = self._build_paper()
        self.at_desk = AtDesk(
            window,
            look,
            self.runner,
            forms=self.forms,
            panel=self.panel,
            cover_after_minutes=self._settings.cover_after_minutes,
        )
        self.carrying = self._build_carrying()
        self.people = PeopleDesk(
            window, look, self.runner, clock=self.clock, panel=self.panel, diary=self.diary
        )
        self._build_areas()

    def _build_areas(self) -> None:
        window, look = self.window, self.look
        self.setup = SetupDesk(window, look, self.runner, self.at_desk)
        self.settling = SettleDesk(window, look, self.runner, clock=self.clock)
        self.setup.sessions.shown = self.place.shown_sessions
        self.calendars = CalendarDesk(window, look, self.runner, self.at_desk, self.diary)
        self.reports = ReportsDesk(window, look, self.runner, self.at_desk, self.outline)
        KeptOutline(self.runner, self.outline, self).changed.connect(self._take_outline)
        self.rebooking = RebookDesk(window, look, self.runner, clock=self.clock)
        self.arranging = ArrangeDesk(window, look, self.runner, clock=self.clock)
        self.waiting = WaitingDesk(window, look, self.runner, self.panel, lambda: self.outline)
        self.lists = (self.settling, self.rebooking, self.arranging, self.waiting)
        self.changing = ChangeDesk(
            window, look, self.runner, diary=self.diary, control=self.diary_control
        )
        self.whole = self.people.whole
        meant_by = (self.diary, self.panel, self.settling, self.shown.caller, self.whole)
        self.meant = VisitMeant(*meant_by)
        self.people.say_what_was_kept(self.meant)
        self._step_keys = StepKeys(
            self.meant, diary=self.diary, panel=self.panel, strip=self.strip, clock=self.clock
        )
        self.setup.sessions.follow(self.diary)
        self.together = join_together(self)

    @property
    def booking(self) -> BookingForm:
        """The booking form."""
        return self._booking.get()

    def _build_shown(self) -> ShownPerson:
        return ShownPerson(
            self.runner,
            diary=self.diary,
            control=self.diary_control,
            panel=self.panel,
            strip=self.strip,
            clock=self.clock,
            parent=self,
        )

    def _build_carrying(self) -> Carrying:
        return Carrying(
            self.window,
            self.acts,
            diary=self.diary,
            panel=self.panel,
            outline=self.outline,
            clock=self.clock,
        )

    def _build_paper(self) -> Paper:
        return Paper(
            self.window,
            self.look,
            self.runner,
            diary=self.diary,
            control=self.diary_control,
            panel=self.panel,
            shown=self.shown,
            is_whole=lambda: self.whole.is_shown,
            outline=self.outline,
        )

    def _build_line(self) -> Connection:
        window, runner, opened = self.window, self.runner, self._opened
        line = Connection(
            window, runner, opened.worker, opened.url, clock=self.clock, zone=self.zone
        )
        line.message.connect(window.show_message)
        line.other_desk_changed.connect(self.diary.mark_next_change_as)
        line.again_offered.connect(self.history.offer_again)
        line.focus_wanted.connect(self.place.show)
        line.say_clock()
        return line

    def _build_booking(self) -> BookingForm:
        from desktop.ui.booking.booking_form import BookingForm

        form = BookingForm(self.runner, self.look, self.clock)
        show_needs(form, self.look, self.panel)
        form.booked.connect(self.booked.show)
        form.closed.connect(self.place.show)
        form.person_wanted.connect(self.window.focus_search)
        form.message.connect(self.window.show_message)
        form.none_suits.connect(self.window.action("add_wish").trigger)
        self.history.turned.connect(form.take_turned)
        return form

    def _build_patient_form(self) -> PatientForm:
        from desktop.ui.people.patient_form import PatientForm

        form = PatientForm(self.look, self.runner, clock=self.clock, zone=self.zone)
        form.saved.connect(self._on_person_saved)
        form.closed.connect(self._leave_person)
        form.closed.connect(self.search.clear)
        self.window.areas.currentChanged.connect(partial(self._on_page_changed, form))
        form.message.connect(self.window.show_message)
        form.person_chosen.connect(self._on_person_chosen)
        return form

    def _connect_diary(self) -> None:
        control, view = self.diary_control, self.diary
        control.day_opened.connect(self._on_day_opened)
        control.failed.connect(self.errors.take)
        control.minute_passed.connect(self.panel.set_now)
        control.minute_passed.connect(self.strip.set_now)
        self.runner.changed.connect(self.carrying.on_changed)
        self.carrying.picked_up.connect(self.shown.open)
        self.carrying.moved.connect(self.shown.open_moved)
        view.book_requested.connect(self._on_book_requested)
        view.open_requested.connect(self._on_cell_opened)

    def _connect_people(self) -> None:
        self.search.person_chosen.connect(self._on_person_chosen)
        self.search.new_person_requested.connect(self._on_new_person_requested)
        self.search.left.connect(self.window.focus_page)
        self.fitting.booked.connect(self.booked.show)
        self.fitting.closed.connect(self.place.show)
        self.fitting.person_found.connect(self.shown.find)
        for shown in (self.panel, self.strip):
            shown.step_requested.connect(self.acts.do_step)
        self.strip.panel_requested.connect(lambda: self.window.show_panel(True))
        self.panel.hide_requested.connect(lambda: self.window.show_panel(False))
        self.panel.book_requested.connect(lambda _person: self._book())
        self.panel.change_requested.connect(lambda _person: self._change_person())
        self.panel.visit_chosen.connect(self.following.go_to)
        self.panel.visit_clicked.connect(self.following.bring)
        self.panel.cancel_requested.connect(lambda one: self.acts.cancel(one, self.panel.card))
        self.panel.move_requested.connect(self._pick_up)
        self.panel.person_chosen.connect(self._on_person_chosen)
        self.at_desk.patient_wanted.connect(self.shown.find)
        self.at_desk.signed_in.connect(self._on_signed_in)
        self.at_desk.signed_in.connect(self.people.begin_anew)
        self.at_desk.signed_in.connect(self.changing.begin_anew)
        for desk in self.lists:
            self.at_desk.signed_in.connect(desk.begin_anew)
            desk.person_wanted.connect(self.shown.show_listed)
        self.at_desk.begun.connect(self.changing.begin_anew)
        self.people.person_wanted.connect(self.shown.find)
        self.window.areas.currentChanged.connect(self.shown.on_area_changed)
        self.settling.visit_wanted.connect(self.following.go_to_day)
        self.people.preferences.name_wanted.connect(lambda: self._change_person("preferred_name"))
        self.whole.left.connect(self.place.show)
        self.whole.visit_wanted.connect(self.following.go_to)

    def _connect_messages(self) -> None:
        told = (self.history, self.acts, self.place, self.carrying, self.paper, self.people)
        for source in (*told, *self.lists, self.fitting):
            source.message.connect(self.window.show_message)
        self.errors.said.connect(lambda text: self._say(text, "wrong"))
        self.errors.try_again_requested.connect(self._try_again)
        self.runner.failed.connect(self.errors.take)
        self.window.message_bar.undo_requested.connect(self.history.undo)

    def _connect_commands(self) -> None:
        on, acts = self.window.on, self.acts
        on("undo", self.history.undo)
        on("redo", self.history.redo)
        on("refresh", self._refresh)
        on("new_patient", self._ask_for_new)
        on("change_patient", self._change_person)
        on("copy_person", lambda: acts.copy_person(self.panel.card))
        on("book", self._book)
        came = ("arrived", "not_here", "sent_in", "back_to_waiting", "done", "copy_wording")
        for name in (*came, "left_unseen", "came_too_late", "still_here", "did_not_attend"):
            on(name, partial(self._do, name))
        on("cancel_visit", self._cancel_visit)
        on("pick_up", lambda: self._pick_up(self.meant.visit_or_caller))
        on("put_down", self.diary.put_down)
        on("hold", lambda: acts.hold(self.diary.selected_cells()))
        on("let_go", acts.let_go)
        on("menu_here", self.diary.ask_menu)
        on("block", lambda: acts.block(self.diary.current_cell()))
        on("note", self._note)
        on("extra", lambda: acts.extra(self.diary.current_cell(), self.panel.card, self.outline))
        self.window.escaped.connect(self._on_escaped)

    # -- showing --------------------------------------------------------------------------------

    def _show_opened(self, opened: Opened) -> None:
        outline, bar = self.outline, self.window.message_bar
        self.window.top_bar.set_sites(sites_of(outline))
        self.diary.set_outline(outline)
        self.diary.heads.show_colours(colours_of(outline))
        self.diary_control.show_first(opened.day)
        bar.show_desk(self._opened.desk.name, outline.clinics[0].name if outline.clinics else "")
        # Once the day is shown and nobody waits: the first booking is then as quick as any.
        after(self, QUIET_AFTER_MS, self._begin_quiet_work)
        self.at_desk.begin(opened.actor)
        if opened.actor is not None:
            self.diary.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_outline(self, outline: PracticeOutline) -> None:
        """The practice has been changed in Set-up, here or at another desk."""
        before, self.outline = self.outline, outline
        for one in (self.place, self.paper, self.carrying, self.reports, self.fitting):
            one.take_outline(outline)
        self.diary.set_outline(outline)
        self.diary.heads.show_colours(colours_of(outline))
        if sites_of(outline) != sites_of(before):
            self.window.top_bar.set_sites(sites_of(outline))

    def _begin_quiet_work(self) -> None:
        for one in self.lists:
            one.begin()
        self.diary_control.closures.begin()
        self._opened.worker.read(partial(rehearse_booking, self._opened.desk))
        self.paper.begin_daily_work(self._opened.url, self._settings)

    def _refresh(self) -> None:
        """F5: fetch the latest, or try the line now."""
        if self.line.is_lost:
            self.line.try_now()
        else:
            self.place.reload()

    def _try_again(self) -> None:
        """Do once more what failed: the act, or reading the day."""
        if not self.runner.try_again():
            self.diary_control.reload()

    def _on_escaped(self) -> None:
        """Esc that nobody nearer wanted: let a hold go, back to the day, the diary, the caller."""
        if self.acts.let_go() or self.carrying.hide_words() or self.place.leave_week():
            return
        if self.shown.caller.stays and self.diary.hasFocus():
            self.shown.follow()
        self.place.show()

    def _say(self, text: str, tone: str = "info") -> None:
        self.window.show_message(Message(text, tone, at=self.clock()), urgent=tone == "wrong")

    def _on_day_opened(self, day: DiaryDay) -> None:
        self.window.show_day(day.on_date)
        self.booked.show_now()

    # -- people ---------------------------------------------------------------------------------

    def _on_person_chosen(self, patient_id: str) -> None:
        self.shown.find(patient_id)
        booking = self._booking.built
        if booking is not None and booking.wants_person:
            booking.take_person(PatientId(patient_id))
        elif self.whole.is_shown:
            self.whole.show()
        else:
            self.place.show()
        self.search.clear()

    def _on_cell_opened(self, cell: Cell) -> None:
        self.shown.open_cell(cell)
        self.window.show_panel(True)
        self.panel.focus_list()

    def _ask_for_new(self) -> None:
        """Ctrl+N: what was searched for goes into the form; nobody is registered unsearched."""
        if not self.search.can_register:
            self.window.focus_search()
            self._say("Search by name and date of birth first. Ctrl+N then takes what you typed.")
        self.search.ask_for_new()

    def _on_new_person_requested(self, typed: str) -> None:
        self.shown.put_aside()
        self._is_of_whole = False
        self._patient_form.get().open_new(typed, self.search.near_matches)
        self._patient_form.show()

    def _on_page_changed(self, form: PatientForm, _place: int) -> None:
        if self.window.areas.currentWidget() is not form:
            self.shown.bring_back()

    def _change_person(self, field: str = "") -> None:
        if (card := self.people.open_card()) is not None:
            self._is_of_whole = self.whole.is_shown
            self._patient_form.get().open_change(card, field)
            self._patient_form.show()

    def _on_person_saved(self, patient_id: str) -> None:
        self._on_person_chosen(patient_id)
        if self._is_of_whole:
            self.whole.show()

    def _leave_person(self) -> None:
        """Go back to where their details were opened."""
        (self.whole if self._is_of_whole else self.place).show()

    # -- booking and the day --------------------------------------------------------------------

    def _book(self) -> None:
        if self.panel.card is None:
            self.window.focus_search()
            return
        if self.booking.is_open_for(self.panel.card):
            self.booking.focus_first()
            return
        self.booking.open_for(self.panel.card, self.outline)
        self._booking.show()

    def _on_book_requested(self, cells: tuple[Cell, ...]) -> None:
        """Book a free time for who is dealt with; nobody only passed over is taken for them."""
        card, caller = self.shown.caller_card, self.shown.caller
        start = lengthened(cells, card, self.diary_control.day, self.outline, self.clock())
        self.booking.open_for(card, self.outline, start=start)
        self._booking.show()
        if card is None and caller.patient_id is not None:
            self.booking.take_person(caller.patient_id)  # their card is still being read

    def _pick_up(self, visit: VisitLine | VisitInDiary | None) -> None:
        if visit is None:
            self.acts.find_visit(self.panel.card, "move", self._pick_up)
        else:
            self.diary.pick_up(visit)
            self.place.show()

    def _cancel_visit(self) -> None:
        if self.rebooking.has_keys:
            self.rebooking.cancel_chosen()
        else:
            self.acts.cancel(self.meant.visit_or_caller, self.meant.card)

    def _note(self) -> None:
        on_date, day = self.diary_control.on_date, self.diary_control.day
        self.acts.note(self.diary.current_cell(), on_date, day.notes if day else ())

    def _do(self, name: str) -> None:
        if name == "done" and self.settling.has_keys:
            self.settling.settle_chosen()
        else:
            getattr(self.acts, name)(self.meant.visit_or_caller, self.meant.card)

    # -- other desks and people at this one -----------------------------------------------------

    def _on_signed_in(self, _actor: Actor) -> None:
        self.history.clear()
        self.window.show_message(Message("", "info"))  # its Undo was the one before's
        self.strip.show_nobody()
