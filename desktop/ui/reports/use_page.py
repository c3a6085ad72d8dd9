"""Utilisation: a period, lines by clinician or session, each with its counts and its bar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QDateEdit,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.ids import ClinicId
from desktop.domain.times import date_with_year
from desktop.domain.utilisation import LATE_NOTICE, By, Period, SessionUse, dates_of
from desktop.ui.kit.base_model import Role
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look
from desktop.ui.kit.states import EmptyState
from desktop.ui.kit.table_ring import TableRing
from desktop.ui.reports.use_chart import ChartDelegate, ChartKey
from desktop.ui.reports.use_model import Columns, UseModel

_HOURS = int(LATE_NOTICE.total_seconds() // 3600)
MEANING = (
    f"Counted in places. Cancelled late: with less than {_HOURS} hours’ notice, and nobody else "
    "took the place. Used: the share of what was not blocked whose visit took place or is to "
    "come. Extras are counted beside what was offered."
)
NARROW_PX = 900


class UseTable(QTableView):
    """Enter puts the lines in order of the column the cursor is in.

    Signals: ``order_wanted(column)``.
    """

    order_wanted = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.order_wanted.emit(self.currentIndex().column())
        else:
            super().keyPressEvent(event)


class UsePage(QWidget):
    """Signals: ``wanted()`` when other dates or another site are chosen; ``save_wanted()``."""

    wanted = Signal()
    save_wanted = Signal()

    def __init__(
        self,
        look: Look,
        *,
        zone: str,
        today: date,
        sites: Sequence[tuple[str, ClinicId]],
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self.setObjectName("use_page")
        self.setAccessibleName("Reports: utilisation")
        self._look, self._today = look, today
        self._uses: tuple[SessionUse, ...] = ()
        self._filling = False
        self.model = UseModel(zone, self)
        self.heading = QLabel("Utilisation", self)
        self.wrong = QLabel(self)
        self.wrong.setObjectName("use_wrong")
        self.wrong.setProperty("tone", "bad")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        self._build_choices(sites)
        self._build_table()
        self.key = ChartKey(look, self)
        self.meaning = QLabel(MEANING, self)
        self.meaning.setProperty("tone", "text2")
        self.meaning.setWordWrap(True)
        self.save = KeyButton(
            look, "Save as CSV", key="Ctrl+S", kind="outlined", name="use_save", parent=self
        )
        self.save.clicked.connect(self._on_save_clicked)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_save_clicked)
        self._arrange()
        self.setFocusProxy(self.period)
        self._show_period(Period.FOUR_WEEKS)
        look.changed.connect(self._apply_look)
        self._apply_look()

    # -- building -------------------------------------------------------------------------------

    def _build_choices(self, sites: Sequence[tuple[str, ClinicId]]) -> None:
        look = self._look
        self.period = ChoiceBox(look, "use_period", self)
        self.period.fill((one.value, one) for one in Period)
        self.first, self.last = QDateEdit(self), QDateEdit(self)
        self.by = ChoiceBox(look, "use_by", self)
        self.by.fill((one.value.capitalize(), one) for one in By)
        self.site = ChoiceBox(look, "use_site", self)
        self.site.fill([("All sites", None), *sites])
        self._fields: list[tuple[QLabel, QWidget]] = []
        for words, widget, name in (
            ("&Period", self.period, "use_period"),
            ("&From", self.first, "use_first"),
            ("&Until", self.last, "use_last"),
            ("&By", self.by, "use_by"),
            ("&Site", self.site, "use_site"),
        ):
            label = QLabel(words, self)
            label.setBuddy(widget)
            widget.setObjectName(name)
            widget.setAccessibleName(words.replace("&", ""))
            self._fields.append((label, widget))
        for edit in (self.first, self.last):
            edit.setDisplayFormat("ddd d MMM yyyy")
            edit.lineEdit().setTextMargins(6, 0, 6, 0)
            edit.setKeyboardTracking(False)
            edit.dateChanged.connect(self._on_date_changed)
        self.period.currentIndexChanged.connect(self._on_period_chosen)
        self.by.currentIndexChanged.connect(self._refill)
        self.site.currentIndexChanged.connect(self._on_site_chosen)

    def _build_table(self) -> None:
        self.table = UseTable(self)
        self.table.setObjectName("use_table")
        self.table.setAccessibleName("What became of what was offered")
        self.table.setModel(self.model)
        self.table.setItemDelegate(TableRing(self._look, self.table, whole_rows=False))
        self.table.setItemDelegateForColumn(
            list(Columns).index(Columns.CHART), ChartDelegate(self._look, self.table)
        )
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._put_in_order)
        self.table.order_wanted.connect(self._put_in_order)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.nothing = EmptyState(self._look, "chart-bar", self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.nothing)
        self._pages.addWidget(self.table)

    def _arrange(self) -> None:
        look = self._look
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.save)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(8))
        self._grid.setVerticalSpacing(look.px(6))
        column = self._column = QVBoxLayout(self)
        column.addLayout(head)
        column.addLayout(self._grid)
        column.addWidget(self.wrong)
        column.addWidget(self.key)
        column.addWidget(self._pages, 1)
        column.addWidget(self.meaning)
        self._place_fields()

    def _place_fields(self) -> None:
        """Put label and field side by side, all in one row or (in little room) in two."""
        look = self._look
        in_a_row = 3 if self.width() < look.px(NARROW_PX) else len(self._fields)
        for place, (label, widget) in enumerate(self._fields):
            row, column = divmod(place, in_a_row)
            self._grid.addWidget(label, row, 2 * column)
            self._grid.addWidget(widget, row, 2 * column + 1)
            self._grid.setColumnStretch(2 * column + 1, 1)

    # -- what is asked --------------------------------------------------------------------------

    @property
    def dates(self) -> tuple[date, date]:
        """The first and the last day asked for."""
        first, last = (one.date().toPython() for one in (self.first, self.last))
        assert isinstance(first, date)
        assert isinstance(last, date)
        return first, last

    @property
    def clinic_id(self) -> ClinicId | None:
        """The one site asked for, None for all."""
        chosen: ClinicId | None = self.site.currentData()
        return chosen

    def _show_period(self, period: Period) -> None:
        dates = dates_of(period, self._today)
        self._filling = True
        self.period.choose(period)
        if dates is not None:
            for edit, on in zip((self.first, self.last), dates, strict=True):
                edit.setDate(QDate(on.year, on.month, on.day))
        self._filling = False

    @Slot()
    def _on_period_chosen(self) -> None:
        if self._filling:
            return
        self._show_period(self.period.currentData())
        self.wanted.emit()

    @Slot()
    def _on_date_changed(self) -> None:
        if self._filling:
            return
        self._filling = True
        self.period.choose(Period.OTHER)
        self._filling = False
        self.wanted.emit()

    @Slot()
    def _on_site_chosen(self) -> None:
        self.wanted.emit()

    # -- what is shown --------------------------------------------------------------------------

    def show_uses(self, uses: tuple[SessionUse, ...]) -> None:
        """Show what was asked for."""
        self.say_wrong("")
        self._uses = uses
        self._refill()

    @Slot()
    def _refill(self) -> None:
        by: By = self.by.currentData()
        self.model.show_uses(self._uses, by)
        first, last = (date_with_year(on) for on in self.dates)
        self.nothing.say(f"No session from {first} to {last}", "Choose other dates, or all sites.")
        self._pages.setCurrentIndex(1 if self._uses else 0)
        self.save.setEnabled(bool(self._uses))
        if self._uses:
            self.table.setCurrentIndex(self.model.index(0, 0))
            self._fit_columns()

    @Slot(int)
    def _put_in_order(self, place: int) -> None:
        """Put the lines in order of a column; the line that was chosen stays chosen."""
        if not 0 <= place < len(Columns) or not self._uses:
            return
        chosen = self.table.currentIndex().data(Role.VALUE)
        self.model.put_in_order(list(Columns)[place])
        row = next((row for row, one in enumerate(self.model.rows) if one == chosen), 0)
        self.table.setCurrentIndex(self.model.index(row, place))
        self._fit_columns()
        event = QAccessibleAnnouncementEvent(self, self.model.say_order())
        QAccessible.updateAccessibility(event)

    def _fit_columns(self) -> None:
        """Give each column what its heading and its words want."""
        look, head = self._look, self._look.metrics("captionBold")
        rows = self.model.rows  # thousands of sessions: no number is wider than the sum's
        widest = (rows[0], rows[-1], max(rows, key=lambda one: len(one.title)))
        left = self.table.viewport().width()
        least = self.table.horizontalHeader().minimumSectionSize()
        for place, column in enumerate(Columns):
            role = Qt.ItemDataRole.DisplayRole
            words = self.model.headerData(place, Qt.Orientation.Horizontal, role).split("\n")
            wide = max(head.horizontalAdvance(word) for word in words)
            body = look.metrics("bodyBold")
            cells = (body.horizontalAdvance(self.model.words(one, column)) for one in widest)
            wanted = max(least, max(wide, *cells) + look.px(14))
            if column is Columns.CHART:  # what is left, and never less than its heading
                wanted = max(wanted, left)
            self.table.setColumnWidth(place, wanted)
            left -= wanted

    def say_wrong(self, words: str) -> None:
        """Say what is wrong with the dates; what was shown stays away."""
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))
        if words:
            self._uses = ()
            self.model.set_rows(())
            self.save.setEnabled(False)

    @Slot()
    def _on_save_clicked(self) -> None:
        if self._uses:
            self.save_wanted.emit()

    # -- looks ----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_fields()
        self._column.activate()
        if self._uses:
            self._fit_columns()

    def _apply_look(self) -> None:
        look = self._look
        self.heading.setFont(look.font("section"))
        self.meaning.setFont(look.font("caption"))
        self.table.setFont(look.font("body"))
        header = self.table.horizontalHeader()
        header.setFont(look.font("captionBold"))
        header.setMinimumSectionSize(look.px(48))
        self.model.sum_font = look.font("bodyBold")
        self.table.verticalHeader().setDefaultSectionSize(look.row_height("list"))
        if self._uses:
            self._fit_columns()
        self._column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        self._column.setSpacing(look.px(8))
        self._place_fields()
