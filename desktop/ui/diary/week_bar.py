"""The bar above a week: whose week it is or of which kind of slot, and what is free in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.domain.diary import free_count
from desktop.domain.kind_week import KindWeek
from desktop.domain.times import clock_time, date_of, said_day
from desktop.domain.week import DiaryWeek, first_free
from desktop.ui.kit.choice_box import ChoiceBox
from desktop.ui.kit.look import Look


class WeekBar(QFrame):
    """Signals: ``chosen(what)`` with the value of the entry that was chosen."""

    chosen = Signal(object)

    def __init__(
        self, look: Look, entries: Sequence[tuple[str, object]], parent: QWidget | None = None
    ):
        super().__init__(parent)
        self.setObjectName("weekBar")
        self._look = look
        self._values = [value for _, value in entries]
        self.choice = ChoiceBox(look, "week_of", self)
        self.choice.fill((words, None) for words, _ in entries)
        self.choice.setAccessibleName("Week of")
        self._label = label = QLabel("Week of", self)
        label.setBuddy(self.choice)
        label.setProperty("tone", "text2")
        self._sum = QLabel(self)
        self._said: tuple[str, ...] = ("",)
        self._sum.setObjectName("week_sum")
        self._sum.setTextFormat(Qt.TextFormat.PlainText)
        self._keys = QLabel("Ctrl+Shift+PgUp, PgDn", self)
        self._keys.setObjectName("week_keys")
        self._keys.setProperty("tone", "text2")
        self._row = row = QHBoxLayout(self)
        for one in (label, self.choice, self._keys):
            row.addWidget(one)
        row.addStretch(1)
        row.addWidget(self._sum)
        self.choice.currentIndexChanged.connect(self._on_choice_changed)
        look.changed.connect(self._apply_look)
        self._apply_look()

    def offer(self, entries: Sequence[tuple[str, object]]) -> None:
        """Offer other entries, without telling anybody; what was chosen stays where it can."""
        chosen = self._values[self.choice.currentIndex()] if self._values else None
        self._values = [value for _, value in entries]
        self.choice.blockSignals(True)
        self.choice.fill((words, None) for words, _ in entries)
        self.choice.setCurrentIndex(self._values.index(chosen) if chosen in self._values else 0)
        self.choice.blockSignals(False)

    def show_of(self, what: object) -> None:
        """Show whose week it is, without telling anybody."""
        self.choice.blockSignals(True)
        self.choice.setCurrentIndex(self._values.index(what))
        self.choice.blockSignals(False)

    def step(self, step: int) -> None:
        """Choose the next entry, round and round."""
        count = self.choice.count()
        if count:
            self.choice.setCurrentIndex((self.choice.currentIndex() + step) % count)

    def sum_up(self, week: DiaryWeek | KindWeek, now: datetime) -> None:
        """Say how many are free in all of the week, and the first."""
        if isinstance(week, KindWeek):
            firsts = [one.first_at for row in week.rows for one in row if one.first_at is not None]
            free = week.free
        else:
            cells = [first_free(column, now) for column in week.columns]
            firsts = [cell.start_at for cell in cells if cell is not None]
            free = sum(free_count(column, now) for column in week.columns)
        words = f"{free} free this week" if free else "Nothing free this week"
        self._said = (words, f"{free} free")
        if firsts:
            first, today = min(firsts), date_of(now, week.zone)
            on = said_day(date_of(first, week.zone), today)
            begins = f"first {on} {clock_time(first, week.zone)}"
            self._said = (f"{words}, {begins}", f"{free} free, {begins}", f"{free} free")
        self._sum.setToolTip(self.words)
        self._sum.setAccessibleName(self.words)
        self._fit()

    @property
    def words(self) -> str:
        """What is said of the week, where there is room for all of it."""
        return self._said[0]

    @Slot()
    def _on_choice_changed(self) -> None:
        self.chosen.emit(self._values[self.choice.currentIndex()])

    def _apply_look(self) -> None:
        look = self._look
        self._row.setContentsMargins(look.px(12), look.px(5), look.px(12), look.px(5))
        self._row.setSpacing(look.px(8))
        self.choice.setMinimumWidth(look.px(190))
        self._sum.setFont(look.font("bodyStrong"))
        self._keys.setFont(look.font("caption"))
        self._fit()

    def sizeHint(self) -> QSize:
        wanted = super().sizeHint()
        return QSize(
            wanted.width(), max(wanted.height(), self._look.row_height("control", padding=10))
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]  # PySide's stub names QResizeEvent
        self._fit()

    def _fit(self) -> None:
        """Say less where there is less room: first without the keys, then in fewer words."""
        room = self.width() - self._label.sizeHint().width()
        room -= max(self.choice.minimumWidth(), self.choice.sizeHint().width())
        room -= 5 * self._row.spacing() + 2 * self._row.contentsMargins().left()
        metrics, keys = self._sum.fontMetrics(), self._keys.sizeHint().width()
        self._keys.setVisible(metrics.horizontalAdvance(self.words) + keys <= room)
        fitting = (one for one in self._said if metrics.horizontalAdvance(one) <= room)
        self._sum.setText(next(fitting, self._said[-1]))
