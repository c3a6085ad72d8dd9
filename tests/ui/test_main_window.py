"""The shell: what can be reached by keys, what is shown where, what screen readers are told."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTableView,
    QTimeEdit,
    QVBoxLayout,
    QWhatsThis,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.kit.commands import COMMANDS
from desktop.ui.kit.look import Look
from desktop.ui.kit.message_bar import Message
from desktop.ui.kit.search_box import LETTERS_SEARCH
from desktop.ui.kit.states import EmptyState
from desktop.ui.kit.what_is_this import describe
from desktop.ui.main_window import MainWindow
from tests.ui.conftest import bring_to_front

CTRL = Qt.KeyboardModifier.ControlModifier
NO_KEY = Qt.KeyboardModifier.NoModifier


class Area(QWidget):
    """Stands for the diary: takes the focus and no letters."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("area")
        self.setAccessibleName("Diary")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(LETTERS_SEARCH, True)


@pytest.fixture
def window(qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]) -> MainWindow:
    window = MainWindow(look, remember=False)
    qtbot.addWidget(window)
    window.add_area("diary", "Diary", "calendar-blank", Area(), "Ctrl+1")
    panel = QPushButton("In the panel")
    panel.setAccessibleName("In the panel")
    window.set_panel(panel)
    window.set_strip(QLabel("Strip"))
    window.show_day(date(2026, 11, 18))
    window.resize(1366, 768)
    front(window)
    return window


def press(window: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEY) -> None:
    """Press a key; the window system finds who has the focus."""
    QTest.keyClick(window.windowHandle(), key, held)


def test_ctrl_k_goes_to_the_search_box_and_plain_typing_goes_there_too(window: MainWindow) -> None:
    field = window.top_bar.search.field
    press(window, Qt.Key.Key_K, CTRL)
    assert field.hasFocus()
    window.show_area("diary")
    press(window, Qt.Key.Key_J)
    press(window, Qt.Key.Key_O)
    assert field.hasFocus()
    assert field.text() == "jo"


@pytest.mark.parametrize("make", [QCheckBox, QPushButton, QRadioButton])
def test_a_letter_on_a_box_or_button_of_a_form_goes_nowhere(
    window: MainWindow, make: type[QAbstractButton]
) -> None:
    form = QWidget()
    control = make("Not known", form)
    window.add_area("form", "Form", "calendar-blank", form, "Ctrl+2")
    window.show_area("form")
    control.show()
    control.setFocus()
    assert control.hasFocus()
    press(window, Qt.Key.Key_J)
    assert control.hasFocus()
    assert window.top_bar.search.field.text() == ""


def test_letters_stay_out_of_the_search_box_when_that_is_switched_off(window: MainWindow) -> None:
    window.letters_search = False
    window.show_area("diary")
    press(window, Qt.Key.Key_J)
    assert window.top_bar.search.field.text() == ""


def test_f6_visits_every_region_and_comes_back_the_other_way(window: MainWindow) -> None:
    window.show_area("diary")
    regions = [window.rail, window.top_bar, window.areas, window.message_bar]

    def here() -> str:
        focus = window.focusWidget()
        for one in regions:
            if one is focus or one.isAncestorOf(focus):
                return one.objectName()
        return "panel" if focus.accessibleName() == "In the panel" else ""

    seen = []
    for _ in range(5):
        press(window, Qt.Key.Key_F6)
        seen.append(here())
    assert seen == ["panel", "messageBar", "rail", "topBar", "areas"]
    press(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert here() == "topBar"


def test_f4_hides_and_shows_the_panel(window: MainWindow) -> None:
    panel = next(one for one in window.findChildren(QPushButton) if one.text() == "In the panel")
    assert panel.isVisible()
    press(window, Qt.Key.Key_F4)
    assert not panel.isVisible()
    press(window, Qt.Key.Key_F4)
    assert panel.isVisible()


def test_the_panel_is_a_strip_in_a_narrow_window_and_wider_on_a_wide_screen(
    window: MainWindow, qtbot: QtBot
) -> None:
    panel = next(one for one in window.findChildren(QPushButton) if one.text() == "In the panel")
    strip = next(one for one in window.findChildren(QLabel) if one.text() == "Strip")
    usual = panel.width()
    assert abs(usual - 312) <= 2
    window.resize(1700, 900)
    qtbot.waitUntil(lambda: panel.width() > usual)
    window.resize(1000, 700)
    assert not panel.isVisible()
    assert strip.isVisible()
    press(window, Qt.Key.Key_F4)
    assert panel.isVisible()


def test_large_text_makes_the_panel_a_strip(window: MainWindow) -> None:
    for _ in range(3):
        press(window, Qt.Key.Key_Equal, CTRL)
    assert window.look.text_percent == 150
    strip = next(one for one in window.findChildren(QLabel) if one.text() == "Strip")
    assert strip.isVisible()
    press(window, Qt.Key.Key_0, CTRL)
    assert not strip.isVisible()


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QTimeEdit])
def test_ctrl_z_is_the_fields_only_while_it_has_typing_to_take_back(
    window: MainWindow, kind: type[QWidget]
) -> None:
    undone: list[bool] = []
    window.on("undo", lambda: undone.append(True))
    field = kind()
    holder = window.areas.currentWidget()
    QVBoxLayout(holder).addWidget(field)
    field.show()
    field.setFocus()
    assert window.focusWidget() is field
    press(window, Qt.Key.Key_Z, CTRL)
    assert undone == [True]
    if kind is QTimeEdit:
        return
    press(window, Qt.Key.Key_A)
    press(window, Qt.Key.Key_Z, CTRL)
    assert undone == [True], "the first Ctrl+Z after typing belongs to the field"
    press(window, Qt.Key.Key_Z, CTRL)
    assert undone == [True, True]


def test_ctrl_z_in_an_empty_search_box_undoes_the_last_act(window: MainWindow) -> None:
    undone: list[bool] = []
    window.on("undo", lambda: undone.append(True))
    press(window, Qt.Key.Key_K, CTRL)
    press(window, Qt.Key.Key_J)
    press(window, Qt.Key.Key_Backspace)
    press(window, Qt.Key.Key_Z, CTRL)
    assert undone == [True]


def test_help_lists_the_keys_of_the_place_first(window: MainWindow) -> None:
    window.show_area("diary")
    press(window, Qt.Key.Key_F1)
    dialog = window.findChild(QDialog, "table_dialog")
    assert dialog is not None
    model = dialog.findChild(QTableView).model()
    rows = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert rows[:2] == ["Here", "Arrows"]
    assert "Ctrl+K" in rows
    dialog.reject()


def test_ctrl_j_shows_everything_the_message_bar_said_latest_first(window: MainWindow) -> None:
    at = datetime(2026, 11, 18, 10, 22)
    window.show_message(Message("Booked Rosa Marín, today 11:15, Dr Okafor.", at=at))
    window.show_message(Message("Can’t undo: 11:20 has been booked since.", "undo", at=at))
    press(window, Qt.Key.Key_J, CTRL)
    dialog = window.findChild(QDialog, "table_dialog")
    assert dialog is not None
    model = dialog.findChild(QTableView).model()
    assert model.index(0, 1).data().startswith("Can’t undo")
    assert model.index(1, 0).data() == "10:22"
    dialog.reject()


def test_every_key_belongs_to_one_command_and_every_command_is_in_a_menu(
    window: MainWindow,
) -> None:
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
    in_menus = {action for menu in window.menuBar().actions() for action in menu.menu().actions()}
    for command in COMMANDS:
        assert window.action(command.name) in in_menus
        assert window.action(command.name).statusTip()


def test_every_button_and_field_has_a_name_for_screen_readers(window: MainWindow) -> None:
    unnamed = [
        one.objectName() or type(one).__name__
        for kind in (QAbstractButton, QLineEdit)
        for one in window.findChildren(kind)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and not one.accessibleName()
    ]
    assert unnamed == []


def test_the_menus_of_the_rail_open_to_the_right(window: MainWindow) -> None:
    menu = window.rail.menu_button.menu()
    assert menu.layoutDirection() is Qt.LayoutDirection.LeftToRight
    for action in menu.actions():
        assert action.menu().layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_esc_that_nobody_wanted_is_told(window: MainWindow, qtbot: QtBot) -> None:
    window.show_area("diary")
    with qtbot.waitSignal(window.escaped, timeout=15_000):
        press(window, Qt.Key.Key_Escape)


def test_tab_goes_through_top_bar_main_panel_message_bar_and_rail(window: MainWindow) -> None:
    window.action("find").trigger()
    seen = [window.focusWidget()]
    for _ in range(20):
        press(window, Qt.Key.Key_Tab)
        if window.focusWidget() is seen[0]:
            break
        seen.append(window.focusWidget())
    names = [one.objectName() or one.accessibleName() for one in seen]
    assert names == [
        "search_box",
        "site_switcher",
        "day_before",
        "date_button",
        "day_after",
        "today_button",
        "view_day",
        "cover_button",
        "area",
        "In the panel",
        "help_button",
        "menu_button",
        "area_diary",
    ]
    press(window, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert window.focusWidget().objectName() == "area_diary"


def test_day_and_view_stand_in_the_top_bar_beside_the_diary_alone(window: MainWindow) -> None:
    for name in ("setup", "month"):
        window.add_area(name, name, "calendar-blank", Area(), "Ctrl+8")
    form = QWidget()
    window.areas.addWidget(form)
    bar = window.top_bar
    dates = (bar.stepper, bar.today, bar.view_switch)
    for place, shown in (("setup", False), ("diary", True), ("month", True)):
        window.show_area(place)
        assert {one.isVisible() for one in dates} == {shown}
    window.show_area("setup")
    window.areas.setCurrentWidget(form)
    assert all(one.isVisible() for one in dates), "a form over the diary keeps its day"


def test_the_chosen_site_stays_while_it_is_there(window: MainWindow, qtbot: QtBot) -> None:
    bar = window.top_bar
    alder, weir = ("a", "Alder Lane"), ("w", "Weir Street")
    bar.set_sites((alder, weir))
    assert (bar.site_name, bar.site.text().split("  ")[0]) == ("", " Both sites")
    bar.site.menu().actions()[2].trigger()
    assert bar.site_name == "Weir Street"
    bar.set_sites((alder, ("w", "Weir Street Surgery")))
    assert bar.site_name == "Weir Street Surgery"
    with qtbot.waitSignal(bar.site_chosen) as chosen:
        bar.set_sites((alder,))
    assert (chosen.args, bar.site_name) == ([""], "")


def test_before_anything_was_said_words_stand_in_the_place_of_the_list(
    window: MainWindow, qapp: QApplication
) -> None:
    press(window, Qt.Key.Key_J, CTRL)
    dialog = qapp.activeModalWidget()
    assert isinstance(dialog, QDialog)
    table, empty = dialog.findChild(QTableView), dialog.findChild(EmptyState)
    assert table is not None
    assert not table.isVisible()
    assert empty is not None
    assert empty.isVisible()
    assert empty.accessibleName().startswith("Nothing has been said yet.")
    dialog.close()


def test_what_is_this_says_the_thing_that_has_the_focus(window: MainWindow) -> None:
    window.top_bar.search.field.setFocus()
    said = describe(window.top_bar.search.field)
    assert said.startswith(window.top_bar.search.field.accessibleName())
    press(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    shown = [one for one in QApplication.topLevelWidgets() if one.inherits("QWhatsThat")]
    assert len(shown) == 1
    QWhatsThis.hideText()
    button = QPushButton("Keep", window)
    button.setAccessibleName("Keep it, Esc")
    button.setToolTip("Closes without a change.")
    assert describe(button) == "Keep it, Esc. Closes without a change."


def test_a_long_message_in_a_narrow_window_has_the_room_of_desk_and_person(
    qtbot: QtBot,
) -> None:
    look = Look(theme="light", text_percent=200)
    look.apply()
    window = MainWindow(look, remember=False)
    qtbot.addWidget(window)
    window.message_bar.show_desk("Desk 1", "Alder Lane")
    window.message_bar.show_person("Priya Nair", "Reception")
    bring_to_front(window)
    desk = window.message_bar.findChild(QLabel, "message_desk")
    text = window.message_bar.findChild(QLabel, "message_text")
    assert desk is not None
    assert text is not None
    for width in (1366, 1920, 1366):
        window.resize(width, 768)
        window.show_message(Message("Moved. " * 20, can_undo=True))
        qtbot.waitUntil(desk.isHidden)
        qtbot.waitUntil(lambda: text.height() >= text.heightForWidth(text.width()))
        window.show_message(Message("Here."))
        qtbot.waitUntil(desk.isVisible)
