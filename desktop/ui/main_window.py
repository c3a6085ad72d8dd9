"""The shell: rail, top bar, areas, panel, message bar. It assembles; features plug in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.kit.commands import COMMANDS, DIARY_KEYS, FORM_KEYS, MENUS, WORK_ON_A_VISIT
from desktop.ui.kit.covering import Covering
from desktop.ui.kit.first_size import USUAL, first_size
from desktop.ui.kit.focus_ring import FocusRings
from desktop.ui.kit.key_list import Rows, key_rows
from desktop.ui.kit.look import Look
from desktop.ui.kit.look_words import set_words
from desktop.ui.kit.message_bar import Message, MessageBar
from desktop.ui.kit.panel_frame import PanelFrame
from desktop.ui.kit.rail import Rail
from desktop.ui.kit.scrim import Scrim
from desktop.ui.kit.search_box import LETTERS_SEARCH
from desktop.ui.kit.tab_order import first_stop, go_to_next
from desktop.ui.kit.top_bar import TopBar
from desktop.ui.kit.undo_key import UndoKey

WIDE_FROM = 1600
WIDE_PANEL = 344


DATED = ("diary", "month")
"""The areas that show a day, a week or a month, which the top bar then says."""


class MainWindow(QMainWindow):
    """The one window of a desk.

    Signals: ``day_requested(date)``; ``escaped()`` on Esc that nobody nearer wanted; ``closing()``.
    Commands are QActions, found by name through ``action``.
    """

    day_requested = Signal(object)
    escaped = Signal()
    closing = Signal()

    def __init__(self, look: Look, *, remember: bool = True):
        super().__init__()
        self.look = look
        self._remember = remember
        self.fixed: frozenset[str] = frozenset()
        self.named_in: dict[str, str] = {}
        self.setObjectName("main_window")
        self.setWindowTitle("Attend")
        self.rail = Rail(look, self)
        self.top_bar = TopBar(look, self)
        self.areas = QStackedWidget(self)
        self.areas.setObjectName("areas")
        self.message_bar = MessageBar(look, self)
        self._panel = PanelFrame(self)
        self._panel_column = QVBoxLayout(self._panel)
        self._panel_column.setContentsMargins(0, 0, 0, 0)
        self._strip_place = QVBoxLayout()
        self._foot = QVBoxLayout()
        self._actions: dict[str, QAction] = {}
        self._taken: set[str] = set()
        self._early: list[str] = []
        self._areas: dict[str, QWidget] = {}
        self._page_of: dict[str, str] = {}
        self._of_a_visit: list[QWidget] = []
        self._without_panel: set[QWidget] = set()
        self._strip: QWidget | None = None
        self._banner: QWidget | None = None
        self._panel_wanted = self._has_room_for_panel = self._wants_strip = True
        self.letters_search = True
        self._keys: dict[str, tuple[tuple[str, str], ...]] = {"diary": DIARY_KEYS}
        self._dock = QDockWidget("Patient", self)
        self._panel_px = 0
        self._build_frame()
        self._build_actions()
        self.covering = Covering(self, self._actions)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._undo_key = UndoKey(app, self)
        self._rings = FocusRings(look, app, self)
        self._scrim = Scrim(look, self)
        self.rail.area_requested.connect(self.show_area)
        self.top_bar.stepper.day_requested.connect(self.day_requested)
        self.message_bar.help_requested.connect(self.show_help)
        self.areas.currentChanged.connect(self._on_area_changed)
        look.changed.connect(self._arrange)
        self._restore_geometry()

    # -- what features plug in ------------------------------------------------------------------

    def action(self, name: str) -> QAction:
        """Return a command's action."""
        return self._actions[name]

    def on(self, name: str, act: Callable[[], object]) -> None:
        """Do this when the command is given."""
        self._actions[name].triggered.connect(lambda _checked=False: self._give(name, act))
        self._taken.add(name)

    def _give(self, name: str, act: Callable[[], object]) -> None:
        if name not in WORK_ON_A_VISIT or self._is_at_a_visit():
            act()
        else:
            self.show_message(Message("Choose a visit in the diary or the panel first.", "info"))

    def _is_at_a_visit(self) -> bool:
        focus = QApplication.focusWidget()
        lists = (self._areas.get(name) for name in ("diary", "to_settle", "rebook"))
        places = (*lists, *self._of_a_visit, self._panel, self._strip)
        return focus is None or any(
            one is not None and (one is focus or one.isAncestorOf(focus)) for one in places
        )

    def give_early_commands(self) -> None:
        """Give the commands that came before anybody did them: the program was still starting."""
        early, self._early = self._early, []
        for name in early:
            self._actions[name].trigger()

    def _on_any_command(self, name: str, _checked: bool = False) -> None:
        if name not in self._taken:
            self._early.append(name)

    def add_area(
        self,
        name: str,
        words: str,
        icon: str,
        widget: QWidget,
        key: str,
        *,
        keys: tuple[tuple[str, str], ...] = (),
        at_foot: bool = False,
        has_panel: bool = True,
    ) -> None:
        """Add an area with its button in the rail; ``keys`` are its own, for Help and keys.

        One that is not about patients has no panel beside it.
        """
        self._areas[name] = widget
        if keys:
            self._keys[name] = keys
        if not has_panel:
            self._without_panel.add(widget)
        self.areas.addWidget(widget)
        self.rail.add_area(name, words, icon, key, at_foot=at_foot)
        if len(self._areas) == 1:
            self.show_area(name)

    def add_page(
        self, name: str, widget: QWidget, *, of: str, keys: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """Add a page of an area that fills the window, with no panel beside it."""
        self._areas[name], self._page_of[name] = widget, of
        self._keys[name] = keys
        self._without_panel.add(widget)
        self._of_a_visit.append(widget)
        self.areas.addWidget(widget)

    def show_without_panel(self, page: QWidget) -> None:
        self._without_panel.add(page)

    def allow_area(self, name: str, allowed: bool) -> None:
        """Offer an area to whoever is at the desk, or not: then the diary is shown for it."""
        self.rail.show_button(name, allowed)
        if not allowed and self.areas.currentWidget() is self._areas[name]:
            self.show_area("diary")

    def fill_area(self, name: str, widget: QWidget) -> None:
        """Put an area's widget where another stood for it while the program started."""
        before = self._areas[name]
        had_focus = before.hasFocus()
        was_shown = self.areas.currentWidget() is before
        self._areas[name] = widget
        self.areas.insertWidget(self.areas.indexOf(before), widget)
        if was_shown:
            self.areas.setCurrentWidget(widget)
        if had_focus:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.areas.removeWidget(before)
        before.deleteLater()

    def show_area(self, name: str) -> None:
        """Show an area and give it the focus."""
        focus = QApplication.focusWidget()
        if focus is not None and self.areas.isAncestorOf(focus):
            focus.clearFocus()  # else Qt looks through all the widgets for where it may go
        self.areas.setCurrentWidget(self._areas[name])
        self.rail.show_area(self._page_of.get(name, name))
        self._areas[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def set_panel(self, panel: QWidget) -> None:
        """Put the patient panel into its place."""
        self._panel_column.addWidget(panel)
        self._arrange()

    def set_strip(self, strip: QWidget) -> None:
        """Put the strip, which stands for the panel in a narrow window, above the message bar."""
        self._strip = strip
        self._strip_place.addWidget(strip)
        self._arrange()

    def add_over_messages(self, widget: QWidget) -> None:
        """Put something that is shown for a while right over the message bar."""
        self._foot.insertWidget(0, widget)

    def set_banner(self, banner: QWidget) -> None:
        """Put the banner of the line into its place, over the message bar."""
        self._banner = banner
        self._foot.addWidget(banner)

    def show_message(self, message: Message, *, urgent: bool = False) -> None:
        """Show a message in the bar."""
        self.message_bar.show_message(message, urgent=urgent)

    def show_day(self, on_date: date) -> None:
        """Show in the top bar which day the diary has."""
        self.top_bar.stepper.show_day(on_date)

    def show_panel(self, shown: bool) -> None:
        """Show or hide the panel (in a narrow window: over the diary, or the strip)."""
        self._panel_wanted = shown
        self._arrange(opened=shown)

    def toggle_panel(self) -> None:
        """Show or hide the panel (F4)."""
        self.show_panel(not self._panel.isVisible())

    @property
    def is_narrow(self) -> bool:
        """Whether the strip stands for the panel."""
        layout = self.look.tokens.layout
        small = self.width() < layout["stripBelowWidth"]
        return small or self.look.text_percent >= layout["stripAtTextScale"]

    # -- help -----------------------------------------------------------------------------------

    def show_help(self) -> None:
        """List the keys of the place you are in, then those that work everywhere."""
        here = self.areas.currentWidget()
        place = next((name for name, one in self._areas.items() if one is here), "")
        form = here.objectName() if here is not None else ""
        own = self._keys.get(place, FORM_KEYS.get(form, ()))
        shown = {name for name, action in self._actions.items() if action.isVisible()}
        rows = key_rows(place, own, shown, has_panel=here not in self._without_panel)
        self._open_table("Help and keys", ("Key", "What it does"), rows)

    def _say_what_it_is(self) -> None:
        from desktop.ui.kit.what_is_this import say_what_it_is

        say_what_it_is()

    def show_messages(self) -> None:
        """Show everything the message bar said, latest first."""
        rows = [
            (one.at.strftime("%H:%M") if one.at else "", one.text)
            for one in reversed(self.message_bar.history)
        ]
        self._open_table("What the message bar said", ("At", "Message"), rows)

    def _open_table(self, title: str, columns: tuple[str, str], rows: Rows) -> None:
        from desktop.ui.kit.list_dialogs import TableDialog

        TableDialog(self.look, title, columns, rows, self).open()

    # -- building -------------------------------------------------------------------------------

    def _build_frame(self) -> None:
        whole = QWidget(self)
        row = QHBoxLayout(whole)
        right = QVBoxLayout()
        for layout in (row, right):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addWidget(self._build_middle(whole), 1)
        right.addLayout(self._strip_place)
        right.addLayout(self._foot)
        right.addWidget(self.message_bar)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(whole)

    def _build_middle(self, parent: QWidget) -> QMainWindow:
        """Build the areas with the panel docked at their right, between the bars."""
        middle = QMainWindow(parent)
        middle.setObjectName("middle")
        middle.setWindowFlags(Qt.WindowType.Widget)
        middle.setCentralWidget(self.areas)
        self._dock.setObjectName("panel_dock")
        self._dock.setTitleBarWidget(QWidget(self._dock))
        self._dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        self._dock.setWidget(self._panel)
        middle.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)
        self._middle = middle
        return middle

    def _build_actions(self) -> None:
        bar = self.menuBar()
        menus: dict[str, QMenu] = {}
        for title in MENUS:
            menus[title] = bar.addMenu(f"&{title}")
            self.rail.menu_button.menu().addMenu(menus[title])
        bar.hide()
        for command in COMMANDS:
            action = QAction(command.words, self)
            action.setObjectName(f"action_{command.name}")
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setStatusTip(command.words)
            menus[command.menu].addAction(action)
            self.addAction(action)
            action.triggered.connect(partial(self._on_any_command, command.name))
            self._actions[command.name] = action
        self._connect_own_actions()

    def _connect_own_actions(self) -> None:
        look = self.look

        self.on("find", self.focus_search)
        self.on("help", self.show_help)
        self.on("what_is_this", self._say_what_it_is)
        self.on("messages", self.show_messages)
        self.on("panel", self.toggle_panel)
        for name, step in (("larger", 1), ("smaller", -1), ("normal", 0)):
            self.on(name, partial(self._change_look, name, partial(look.change_text, step)))
        self.on("density", partial(self._change_look, "density", look.next_density))
        self.on("theme", partial(self._change_look, "theme", look.next_theme))
        self.on("full_screen", self._toggle_full_screen)
        self.on("next_region", lambda: self._go_to_region(1))
        self.on("last_region", lambda: self._go_to_region(-1))
        self.on("site", self.top_bar.open_sites)
        self.on("menus", self.rail.open_menu)
        self.on("quit", self.close)

    def _change_look(self, name: str, change: Callable[[], None]) -> None:
        """Change the look and say what is set now; what the site fixes stays."""
        setting = name if name in ("density", "theme") else "text_percent"
        if setting in self.fixed:
            words = "This is set for every desk by the practice’s site file."
        else:
            change()
            words = set_words(self.look, name)
        self.show_message(Message(words, "info"))

    def focus_search(self) -> None:
        """Go to the search box with what it holds selected."""
        self.top_bar.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top_bar.search.field.selectAll()

    def focus_page(self) -> None:
        """Go back from the search box to where the page in front had the focus last."""
        page = self.areas.currentWidget()
        last: QWidget | None = page.focusWidget() if page is not None else None
        stop = page if last is None else last
        if stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def type_into_search(self, text: str) -> None:
        """Go to the search box with a text typed elsewhere."""
        self.top_bar.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top_bar.search.field.setText(text)

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _regions(self) -> list[QWidget]:
        places = [self.rail, self.top_bar, self.areas, self._panel, *self._feet(), self.message_bar]
        return [one for one in places if one.isVisible()]

    def _go_to_region(self, step: int) -> None:
        regions = self._regions()
        focus = QApplication.focusWidget()
        here = [
            number
            for number, one in enumerate(regions)
            if focus is not None and (one is focus or one.isAncestorOf(focus))
        ]
        start = here[0] if here else 0
        for away in range(1, len(regions) + 1):
            target = first_stop(regions[(start + step * away) % len(regions)])
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _feet(self) -> list[QWidget]:
        return [one for one in (self._strip, self._banner) if one is not None]

    def focusNextPrevChild(self, next: bool) -> bool:  # Qt's name for it
        feet = self._feet()
        regions = (self.top_bar, self.areas, self._panel, *feet, self.message_bar, self.rail)
        return go_to_next(self, regions, forward=next)

    # -- arranging ------------------------------------------------------------------------------

    def _on_area_changed(self) -> None:
        here = self.areas.currentWidget()
        elsewhere = [one for name, one in self._areas.items() if name not in DATED]
        self.top_bar.show_dates(here not in elsewhere)
        room, wants = self._has_room_for_panel, self._wants_strip
        if room != (self.areas.currentWidget() not in self._without_panel) or (
            wants != self._find_wants_strip()
        ):
            self._arrange()

    def _find_wants_strip(self) -> bool:
        """Whether the strip says what the page does not: booking says itself whom it is for."""
        page = self.areas.currentWidget()
        return page is None or not page.property("namesItsPerson")

    def _arrange(self, *, opened: bool = False) -> None:
        look = self.look
        self._has_room_for_panel = self.areas.currentWidget() not in self._without_panel
        self._wants_strip = self._find_wants_strip()
        narrow = self.is_narrow
        width = WIDE_PANEL if self.width() >= WIDE_FROM else look.tokens.layout["panel"]
        self._panel.set_limits(look.layout("panelMin"), look.layout("panelMax"), look.px(width))
        shown = (self._panel_wanted if not narrow else opened) and self._has_room_for_panel
        # A form is squeezed while the panel is open beside it: the window is never pushed wider.
        if narrow and shown:
            self.areas.setMinimumWidth(1)
        self._dock.setVisible(shown)
        if not (narrow and shown):
            self.areas.setMinimumWidth(0)
        if self._panel_px != look.px(width):
            # Only then, so that a width the person chose stays.
            self._panel_px = look.px(width)
            self._middle.resizeDocks([self._dock], [self._panel_px], Qt.Orientation.Horizontal)
        if self._strip is not None:
            has_room = self._has_room_for_panel and self._wants_strip
            self._strip.setVisible(narrow and not shown and has_room)
        self.rail.set_words_hidden(self.width() < look.tokens.layout["railIconsOnlyBelow"])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(opened=self.is_narrow and self._panel.isVisible() and self._was_narrow(event))

    def _was_narrow(self, event: QResizeEvent) -> bool:
        layout = self.look.tokens.layout
        large = self.look.text_percent >= layout["stripAtTextScale"]
        return large or event.oldSize().width() < layout["stripBelowWidth"]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif self.letters_search and self._is_letter_in_area(event):
            self.top_bar.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.top_bar.search.field.insert(event.text())
        else:
            super().keyPressEvent(event)

    def _is_letter_in_area(self, event: QKeyEvent) -> bool:
        """Whether it is plain typing where a widget says that letters are for the search.

        Never on a check box or a button of a form: there a letter is a slip of the hand.
        """
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        focus = QApplication.focusWidget()
        text = event.text()
        while focus is not None and not focus.property(LETTERS_SEARCH):
            focus = focus.parentWidget()
        if held or focus is None:
            return False
        return text.isprintable() and bool(text.strip())

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._remember:
            QSettings("Attend", "Attend").setValue("geometry", self.saveGeometry())
        self.closing.emit()
        super().closeEvent(event)

    def _restore_geometry(self) -> None:
        self.resize(USUAL)
        if self._remember:
            kept = QSettings("Attend", "Attend").value("geometry")
            if isinstance(kept, QByteArray):
                self.restoreGeometry(kept)
            else:
                size, fills = first_size(self.screen().availableSize())
                self.resize(size)
                if fills:
                    self.setWindowState(Qt.WindowState.WindowMaximized)
