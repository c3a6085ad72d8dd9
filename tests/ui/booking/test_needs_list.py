"""The needs of a visit to be booked: no word of them is cut where there is a line for it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.booking.needs_list import NeedRow, NeedsDelegate, NeedsList
from desktop.ui.kit.look import Look

SHORT = NeedRow("person-simple-walk", "Fetch in person", "", "on the day", "reception", False, "")
LONG = NeedRow(
    "hand-waving",
    "Book a BSL interpreter",
    "Joanna Price first. A woman if possible, and one who has met her before",
    "by Thu 19 Nov",
    "reception",
    True,
    "",
)


def test_what_has_no_room_in_a_line_goes_on_in_the_next(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]
) -> None:
    needs = NeedsList(look)
    qtbot.addWidget(needs)
    needs.rows.show_rows([SHORT, LONG])
    needs.resize(900, 100)
    front(needs)
    line = QFontMetrics(look.font("caption")).lineSpacing()
    wide = [needs.sizeHintForRow(row) for row in (0, 1)]
    assert wide[0] == wide[1]
    assert needs.height() == sum(wide) + 2 * needs.frameWidth()
    needs.resize(360, needs.height())
    narrow = [needs.sizeHintForRow(row) for row in (0, 1)]
    assert narrow[0] == wide[0]
    assert narrow[1] >= wide[1] + line
    qtbot.waitUntil(lambda: needs.height() == sum(narrow) + 2 * needs.frameWidth())
    delegate = needs.itemDelegate()
    assert isinstance(delegate, NeedsDelegate)
    placed = delegate._place(LONG, delegate._words_wide())
    assert placed.second == LONG.second
    strong, small = look.metrics("bodyStrong"), look.metrics("caption")
    wide = delegate._due_wide(LONG, delegate._words_wide())
    assert strong.elidedText(LONG.due, Qt.TextElideMode.ElideRight, wide) == LONG.due
    assert placed.owner_room.height() == small.height(), "one line has room for it"


def test_a_text_without_end_takes_a_few_lines(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]
) -> None:
    needs = NeedsList(look)
    qtbot.addWidget(needs)
    endless = LONG._replace(first="A" * 2_000, second="word " * 2_000)
    needs.rows.show_rows([endless])
    needs.resize(360, 100)
    front(needs)
    lines = 2 * look.metrics("bodyStrong").lineSpacing() + 4 * look.metrics("caption").lineSpacing()
    assert needs.sizeHintForRow(0) <= lines + look.px(16)
    for width in range(needs.minimumSizeHint().width(), 120):  # nor has it no end where it is cut
        needs.resize(width, 100)
        assert needs.sizeHintForRow(0) > 0
