"""A dialog is as high as its words, not more, and grows when there are more of them."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.ask_dialog import AskDialog
from desktop.ui.kit.look import Look

LONG = "Visits, preferences, numbers and who may speak for them follow. Nothing is lost by it. " * 2
GAP_PX = 24


@pytest.mark.parametrize("percent", [100, 200])
def test_a_dialog_is_no_higher_than_its_words_and_grows_with_them(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget], percent: int
) -> None:
    look.text_percent = percent
    look.apply()
    dialog = AskDialog(look, "Siân Pritchard’s visit, today 11:00: did not attend?", "ask")
    qtbot.addWidget(dialog)
    words = dialog.add_words(LONG)
    dialog.add_keep("Leave it")
    front(dialog)
    bar = dialog._scroll.verticalScrollBar()

    def is_whole() -> bool:
        heights = (one.heightForWidth(one.width()) <= one.height() for one in (dialog.title, words))
        return all(heights) and bar.maximum() == 0

    qtbot.waitUntil(is_whole)
    scroll = dialog._scroll
    foot = words.mapTo(dialog, words.rect().bottomLeft()).y()
    assert scroll.geometry().bottom() - foot <= look.px(GAP_PX)
    before = dialog.height()
    words.setText(LONG * 2)
    qtbot.waitUntil(lambda: dialog.height() > before and is_whole())
