"""The diary grid: one painted widget over the day's cells."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from desktop.domain.diary import Cell
from desktop.domain.practice import PracticeOutline
from desktop.domain.week import DiaryShown
from desktop.ui.diary import diary_moves as moves
from desktop.ui.diary.day_painter import DayPainter, Shown
from desktop.ui.diary.diary_accessible import DiaryTree
from desktop.ui.diary.diary_choice import NOTHING, Wanted, changed_keys, what_of
from desktop.ui.diary.diary_filter import DiaryFilter
from desktop.ui.diary.diary_frame import DiaryFrame
from desktop.ui.diary.diary_heads import Axis, Heads
from desktop.ui.diary.diary_keys import DiaryKeys
from desktop.ui.diary.diary_layout import CellBox, DayLayout, lay_out
from desktop.ui.diary.diary_model import DiaryModel
from desktop.ui.diary.diary_place import Place, find_again
from desktop.ui.diary.diary_pointer import DiaryPointer
from desktop.ui.diary.diary_scroll import (
    RING,
    measures_of,
    reveal,
    scroll_to_now,
    was_in_sight,
)
from desktop.ui.diary.diary_states import CHANGED_SHOWN_MS, DiaryStates
from desktop.ui.diary.diary_words import Types
from desktop.ui.kit.look import Look

MOST_LAYOUTS = 3
"""One, and one more for each scroll bar that comes or goes."""


class DiaryView(QAbstractScrollArea):
    """A day's columns, cells and times.

    Signals: ``current_changed(cell)``; ``open_requested(cell)`` for a booked one and
    ``book_requested(cells)`` for free ones on Enter or double click; ``move_requested(visit,
    cells)`` and ``swap_requested(visit, other)`` when a carried visit is put down;
    ``refused(words)`` when it does not fit there; ``carrying_changed(visit)``, None when nothing
    is carried any more; ``pressed(cell)`` by the mouse; ``typed(text)``; ``menu_requested(cell,
    at)``; ``day_requested(date)`` from an empty day; ``stay_requested()`` when nobody wants to
    wait for a day that is being opened.
    """

    current_changed = Signal(object)
    open_requested = Signal(object)
    book_requested = Signal(object)
    move_requested = Signal(object, object)
    swap_requested = Signal(object, object)
    refused = Signal(str)
    carrying_changed = Signal(object)
    pressed = Signal(object)
    typed = Signal(str)
    menu_requested = Signal(object, QPoint)
    day_requested = Signal(object)
    stay_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("diary_view")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Diary")
        self.look = look
        self.model = DiaryModel(self)
        self._pictures = DayPainter(look)
        self.heads = Heads(look, self)
        self.axis = Axis(look, self)
        self.tree = DiaryTree(self)
        self._keys = DiaryKeys(self)
        self._pointer = DiaryPointer(self)
        self.states = DiaryStates(look, self)
        self.filter = DiaryFilter(self)
        self._frame = DiaryFrame(self)
        self._types: Types = {}
        self._day: DiaryShown | None = None
        self._now: datetime | None = None
        self._layout: DayLayout | None = None
        self._laid_for = -1
        self._is_laying = False
        self._chosen: tuple[CellBox, ...] = ()
        self._carried: moves.Carried | None = None
        self._wanted = NOTHING
        self._place = Place()
        self._changed: frozenset[str] = frozenset()
        self._next_change_is_others = False
        self._build_timer()
        look.changed.connect(self._on_look_changed)

    def _build_timer(self) -> None:
        """Outlines of changes go after 3 s."""
        self._outlined = QTimer(self)
        self._outlined.setSingleShot(True)
        self._outlined.setInterval(CHANGED_SHOWN_MS)
        self._outlined.timeout.connect(self._on_outlined_timeout)

    # -- what others call -----------------------------------------------------------------------

    def set_outline(self, outline: PracticeOutline) -> None:
        """Take the kinds of slot."""
        self._types = {one.id: one for one in outline.slot_types}
        if self._layout is not None and self._now is not None:
            self._pictures.move_on(self._layout, self._now, self._types)
            self.model.set_types(self._types)
            self.viewport().update()

    def set_day(self, day: DiaryShown, now: datetime) -> None:
        """Show a day or a week; the same one again keeps place, selection and what is carried.

        A week after a day, or the other way round, keeps the selected slot if it has it.
        """
        day = self.filter.take(day, now)
        same = self._day is not None and what_of(self._day) == what_of(day)
        turned = self._day is not None and type(self._day) is not type(day)
        if same:
            self._note_changes(day)
        kept = self._chosen if same or turned else ()
        self._day, self._now = day, now
        self.states.show_day(day, now)
        self.model.show_day(day, now, self._types)
        self._relayout()
        self.tree.rebuild()
        if not same and self._layout is not None:
            scroll_to_now(self, self._layout, now)
        self._choose_again(kept, is_new_day=not same)
        if turned:
            self._reveal()
        self.viewport().update()

    def clear(self) -> None:
        """Show nothing: something else covers the grid."""
        self._day, self._chosen = None, ()
        self._relayout()
        self.tree.rebuild()
        self.current_changed.emit(None)

    def set_bar(self, bar: QWidget | None) -> None:
        """Put a bar above the column heads, or take it away."""
        self._frame.set_bar(bar)
        self._on_look_changed()

    @property
    def bar_height(self) -> int:
        """How much the bar above the heads takes."""
        return self._frame.bar_height

    def want(self, *, on_date: date | None = None, slot: str = "") -> None:
        """Select a slot, or the first to come of a date, when what is shown next has it."""
        self._wanted = Wanted(on_date=on_date, slot=slot)

    def set_now(self, now: datetime) -> None:
        """Move the now line, the minutes and the countdowns; paint only what is another now."""
        before, self._now = self._now, now
        self.model.set_now(now)
        layout = self._layout
        if layout is None:
            return
        changed = self._pictures.move_on(layout, now, self._types)
        for box in changed:
            self.viewport().update(self._on_screen(box.rect))
        minute = now.replace(second=0, microsecond=0)
        if before is None or before.replace(second=0, microsecond=0) != minute:
            self._frame.show_day(layout, now)
            self._frame.place_strips()
            self.viewport().update()

    @property
    def counts_seconds(self) -> bool:
        """Whether a countdown is shown, so that ``set_now`` is wanted every second."""
        layout, now = self._layout, self._now
        return layout is not None and now is not None and layout.has_hold(now)

    def current_cell(self) -> Cell | None:
        """Return the selected cell."""
        return self._chosen[-1].cell if self._chosen else None

    def selected_cells(self) -> tuple[Cell, ...]:
        """Return the selected cells, more than one after Shift+Down."""
        return moves.cells_of(self._chosen)

    def current_box(self) -> CellBox | None:
        """Return where the selected cell is."""
        return self._chosen[-1] if self._chosen else None

    @property
    def chosen(self) -> tuple[CellBox, ...]:
        """Where the selected cells are."""
        return self._chosen

    def forget_pictures(self) -> None:
        """Drop the kept pictures of cells, so that a bench can paint them cold."""
        self._pictures.forget_pictures()

    @property
    def model_now(self) -> datetime | None:
        """The instant the view shows."""
        return self._now

    @property
    def day_layout(self) -> DayLayout | None:
        """Where everything stands."""
        return self._layout

    def select_visit(self, appointment_id: str, version: int = 0) -> None:
        """Select a visit's cell, now or when its day comes in as of that version or later."""
        found = self._layout.find_visit(appointment_id, version) if self._layout else None
        self._wanted = NOTHING if found else Wanted(visit=appointment_id, version=version)
        if found is not None:
            self.choose((found,))

    def pick_up(self, visit: moves.Carried) -> None:
        """Carry a visit until it is put down, also across days."""
        self._carry(visit)

    @property
    def carried(self) -> moves.Carried | None:
        """The visit being carried."""
        return self._carried

    def put_down(self) -> bool:
        """Put the carried visit down in the selected slot; False, with why, if it does not fit."""
        box, visit = self.current_box(), self._carried
        if visit is None or box is None or self._layout is None or self._now is None:
            return False
        fit = moves.fit_of(self._layout, box, visit, self._now, self._types)
        if not fit.run and fit.swap is None:
            self.refused.emit(f"This time is {fit.why}.")
            return False
        self._carry(None)
        wish = self.move_requested if fit.swap is None else self.swap_requested
        wish.emit(visit, fit.swap or moves.cells_of(fit.run))
        return True

    def put_back(self) -> bool:
        """Let a carried visit be where it was; False when none was carried."""
        carried = self._carried is not None
        self._pointer.stop()
        self._carry(None)
        return carried

    def mark_next_change_as(self, _desk: str) -> None:
        """Outline what the next reload changes for 3 s: another desk did it."""
        self._next_change_is_others = True

    @property
    def outlined(self) -> frozenset[str]:
        """Keys of the cells changed at another desk a moment ago."""
        return self._changed

    def show_opening(self, on_date: date | None, what: str = "") -> None:
        """Say after a second that a day is being opened; None: it is not wanted any more."""
        self.states.show_opening(on_date, what)

    def enter(self) -> None:
        """Book the chosen cells if free, open the chosen one if booked, put down what is held."""
        cell = self.current_cell()
        if self._carried is not None:
            self.put_down()
        elif moves.can_book(cell, self._now):
            self.book_requested.emit(self.selected_cells())
        elif cell is not None and cell.visits:
            self.open_requested.emit(cell)

    def choose(self, boxes: tuple[CellBox, ...]) -> None:
        """Select cells, bring the last into sight and tell who follows."""
        self._update_marks((*self._chosen, *boxes))
        self._chosen = boxes
        if boxes:
            self._place.keep(self._layout, boxes[-1])
            self._reveal()
            self.tree.focus_moved()
            self.current_changed.emit(boxes[-1].cell)

    def box_at(self, point: QPoint) -> CellBox | None:
        """Return the cell under a point of the viewport; a row answers over its whole height."""
        at = point + QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        return None if self._layout is None else self._layout.box_at(at)

    # -- layout ---------------------------------------------------------------------------------

    def _relayout(self) -> None:
        """Lay out what is shown; again where a scroll bar that comes or goes changes the room."""
        self._layout, self._laid_for, self._is_laying = None, -1, True
        for _ in range(MOST_LAYOUTS):
            room = self.viewport().size()
            self._lay_out()
            if self.viewport().size() == room:
                break
        self._is_laying = False

    def _lay_out(self) -> None:
        self._frame.give_axis_room()
        day, now, width = self._day, self._now, self.viewport().width()
        has_cells = day is not None and any(one.sessions for one in day.columns)
        if day is not None and has_cells and now is not None and self._laid_for != width:
            self._layout = lay_out(day, measures_of(self.look), width)
            self._pictures.lay(self._layout, now, self._types)
        self._laid_for = width
        self._frame.show_day(self._layout, now)
        self._frame.settle(self._layout)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._frame.follow_scroll()
        self.viewport().scroll(dx, dy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_laying:
            return
        if self._laid_for == event.size().width() and self._layout is not None:
            self._frame.settle(self._layout)
            if self._chosen and was_in_sight(self, self._chosen[-1], event.oldSize().height()):
                self._reveal()  # a strip below has come, or gone
            return
        kept = self._chosen
        self._relayout()
        self._choose_again(kept, is_new_day=False)

    def _on_look_changed(self) -> None:
        self._pictures.forget()
        kept = self._chosen
        self._relayout()
        self._choose_again(kept, is_new_day=False)
        self._reveal()
        self.viewport().update()

    # -- choosing -------------------------------------------------------------------------------

    def _choose_again(self, kept: tuple[CellBox, ...], *, is_new_day: bool) -> None:
        layout, now = self._layout, self._now
        if layout is None or now is None:
            self._chosen = ()
            return
        wanted = self._wanted.find(layout, now)
        if wanted is not None:
            self._wanted = NOTHING
            self.choose((wanted,))
            return
        again = find_again(layout, kept)
        if again:
            self._chosen = again
            self._place.keep(layout, again[-1])
            return
        same = self._place.find(layout)
        first = same or moves.first_of(layout, now)
        self._chosen = (first,) if first else ()
        if same is None:
            self._place.keep(layout, first)
        else:
            self._reveal()
        if is_new_day or kept:
            self.current_changed.emit(self.current_cell())

    def _carry(self, visit: moves.Carried | None) -> None:
        if visit is not self._carried:
            self._carried = visit
            self.viewport().update()
            self.carrying_changed.emit(visit)

    def _reveal(self) -> None:
        if self._layout is not None and self._chosen:
            reveal(self, self._layout, self._chosen[-1], self.look.px(24))

    def _on_screen(self, rect: QRect) -> QRect:
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return rect.translated(-across, -down)

    def _update_marks(self, boxes: tuple[CellBox, ...]) -> None:
        if self._carried is not None:
            self.viewport().update()
            return
        for box in boxes:
            self.viewport().update(self._on_screen(box.rect).adjusted(-RING, -RING, RING, RING))

    # -- events ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.states.is_opening:
            self.stay_requested.emit()
        elif not self._keys.press(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._update_marks(self._chosen)
        self.tree.focus_moved()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._update_marks(self._chosen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pointer.press(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.release(event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.box_at(event.position().toPoint()) is not None:
            self.enter()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._pointer.open_menu(event)

    def ask_menu(self) -> None:
        """Ask for the menu of the selected cell, below it (Shift+F10)."""
        box = self.current_box()
        if box is not None:
            below = self.viewport().mapToGlobal(self._on_screen(box.rect).bottomLeft())
            self.menu_requested.emit(box.cell, below)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            box = self.box_at(event.pos())
            QToolTip.showText(event.globalPos(), self.tip_of(box) if box else "", self)
            return True
        return super().viewportEvent(event)

    def tip_of(self, box: CellBox) -> str:
        """Return the whole text of a cell; nothing where the cell itself shows it all."""
        if not self._pictures.hides_words(box):
            return ""
        return self.model.spoken(self.model.row_of(box.cell.key))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            layout, now = self._layout, self._now
            if layout is None or now is None:
                painter.fillRect(event.rect(), self.look.colour("canvas"))
                return
            dx, dy = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
            shown = Shown(
                layout=layout,
                now=now,
                chosen=self._chosen,
                carried=self._carried,
                carried_over=self._pointer.over or self.current_box(),
                changed=self._changed,
                has_focus=self.hasFocus(),
            )
            painter.translate(-dx, -dy)
            self._pictures.paint(painter, event.rect().translated(dx, dy), shown)

    # -- changes of other desks -----------------------------------------------------------------

    def _note_changes(self, day: DiaryShown) -> None:
        if not self._next_change_is_others or self._layout is None:
            return
        self._next_change_is_others = False
        self._changed = changed_keys(self._layout, day)
        if self._changed:
            self._outlined.start()

    def _on_outlined_timeout(self) -> None:
        self._changed = frozenset()
        self.viewport().update()
