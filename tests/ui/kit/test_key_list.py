"""What F1 lists: the keys of the place first, each key once, all words alike."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.kit.commands import BOOKING_KEYS, COMMANDS, DIARY_KEYS, WHOLE_KEYS
from desktop.ui.kit.key_list import Rows, key_rows
from desktop.ui.kit.list_dialogs import TableDialog
from desktop.ui.kit.look import Look

ALL = {one.name for one in COMMANDS}


def row_of(rows: Rows, words: str) -> int:
    return next(place for place, row in enumerate(rows) if row[1] == words)


def test_in_the_diary_its_days_come_before_what_acts_on_people() -> None:
    rows = key_rows("diary", DIARY_KEYS, ALL, has_panel=True)
    assert rows[: len(DIARY_KEYS) + 1] == [("", "Here"), *DIARY_KEYS]
    persons = row_of(rows, "For the person or the visit chosen")
    assert (
        row_of(rows, "Day after (week, month view: week, month)")
        < row_of(rows, "New session")
        < persons
    )
    assert row_of(rows, "Everywhere") > row_of(rows, "Cancel the visit (asks why)")


def test_every_command_with_a_key_is_listed_once_where_it_works() -> None:
    keyed = {one.words for one in COMMANDS if one.keys}
    in_diary = [words for keys, words in key_rows("diary", (), ALL, has_panel=True) if keys]
    assert sorted(in_diary) == sorted(keyed)
    in_setup = {words for _keys, words in key_rows("setup", (), ALL, has_panel=False)}
    assert "Cancel the visit (asks why)" not in in_setup
    assert "Help and keys" in in_setup
    booking = key_rows("", BOOKING_KEYS, ALL - {"print"}, has_panel=True)
    assert booking[1] == BOOKING_KEYS[0]
    assert "Print" not in {words for _keys, words in booking}


def test_a_key_that_means_a_row_here_is_not_listed_for_the_visit_too() -> None:
    rows = key_rows("whole", WHOLE_KEYS, ALL, has_panel=True)
    keys = [key for keys, _words in rows for key in keys.split(", ") if key]
    assert keys.count("Del") == keys.count("F2") == keys.count("Ctrl+Shift+N") == 1


def test_all_words_begin_with_a_capital() -> None:
    own = (("Arrows", "day before, day after"), ("Enter", "Go there"))
    rows = key_rows("month", own, ALL, has_panel=True)
    assert rows[1] == ("Arrows", "Day before, day after")
    assert [words for _keys, words in rows if not words[0].isupper()] == []


def test_end_goes_to_the_last_key_and_home_to_the_first(look: Look, qtbot: QtBot) -> None:
    rows = key_rows("diary", DIARY_KEYS, ALL, has_panel=True)
    dialog = TableDialog(look, "Help and keys", ("Key", "What it does"), rows)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClick(dialog.table, Qt.Key.Key_End)
    assert dialog.table.currentIndex().row() == len(rows) - 1
    QTest.keyClick(dialog.table, Qt.Key.Key_Home)
    assert dialog.table.currentIndex().row() == 0


def test_a_long_row_has_as_many_lines_as_it_needs(look: Look, qtbot: QtBot) -> None:
    words = "Carrying Joanna Smith, 11:10 nurse treatment. Arrows choose, Ctrl+V puts it down."
    rows = [("10:22", "Joanna Smith: here."), ("10:23", f"{words} Esc puts it back.")]
    dialog = TableDialog(look, "What the message bar said", ("At", "Message"), rows)
    qtbot.addWidget(dialog)
    dialog.resize(480, 400)
    dialog.show()
    short, long = (dialog.table.rowHeight(row) for row in (0, 1))
    assert long >= dialog.table.sizeHintForRow(1) > short
