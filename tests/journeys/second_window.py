"""A second window in a process of its own, told what to do line by line.

Run as ``python -m tests.journeys.second_window URL``; reads commands from standard input, answers
each with one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from desktop.ui.diary.diary_view import DiaryView
from tests.tour.driver import Driver


def look(driver: Driver) -> dict[str, Any]:
    """Return what this window shows: the cells, the selection, the page, the message."""
    desk = driver.start.front_desk
    assert desk is not None
    model = desk.diary.model
    cells = [model.spoken(row) for row in range(model.rowCount())]
    chosen = desk.diary.current_cell()
    page = driver.window.areas.currentWidget()
    reason = driver.window.findChild(QPlainTextEdit, "booking_reason")
    asked = driver.app.focusWidget()
    return {
        "cells": cells,
        "chosen": chosen.key if chosen else None,
        "page": page.objectName() if page else "",
        "typed": reason.toPlainText() if reason else "",
        "said": driver.said,
        "on": model.spoken(model.row_of(chosen.slot_ids[0])) if chosen else "",
        "dialog": dialog.accessibleName() if (dialog := driver.app.activeModalWidget()) else "",
        "words": words_on(driver),
        "focus": asked.accessibleName() if asked else "",
    }


def words_on(driver: Driver) -> list[str]:
    """Return what the labels of the dialog, else of the window, say."""
    shown = driver.app.activeModalWidget() or driver.window
    return [one.text() for one in shown.findChildren(QLabel) if one.isVisible() and one.text()]


def answer(driver: Driver) -> None:
    """Write what is shown as one line."""
    sys.stdout.write(json.dumps(look(driver)) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Obey until the line "quit"."""
    Driver.hurry()
    driver = Driver(sys.argv[1])
    driver.open()
    answer(driver)
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "quit":
            break
        if order["do"] == "press":
            driver.press(*order["keys"])
        elif order["do"] == "type":
            driver.type(order["text"])
        elif order["do"] == "see":
            driver.until(lambda words=order["words"]: _shows(driver, words))
        elif order["do"] == "hear":
            driver.until(lambda words=order["words"]: _says(driver, words))
        elif order["do"] == "miss":
            driver.until(lambda words=order["words"]: not _says(driver, words))
        elif order["do"] == "walk":
            walk(driver, order["words"])
        answer(driver)
    driver.close()
    return 0


def walk(driver: Driver, words: str) -> None:
    """Hold the arrow keys, column after column from the first, until the selection says this."""
    desk = driver.start.front_desk
    assert desk is not None
    view, model = desk.diary, desk.diary.model

    def on() -> str:
        cell = view.current_cell()
        return model.spoken(model.row_of(cell.slot_ids[0])) if cell else ""

    def hold(key: Qt.Key) -> bool:
        """Press until nothing moves any more, or the words are there."""
        before = None
        while words not in on() and on() != before:
            before = on()
            QTest.keyClick(view, key)
        return words in on()

    hold(Qt.Key.Key_Left)
    for _column in _columns(desk.diary):
        hold(Qt.Key.Key_Up)
        if hold(Qt.Key.Key_Down):
            break
        QTest.keyClick(view, Qt.Key.Key_Right)
    driver.settle()


def _columns(diary: DiaryView) -> range:
    """Return one number for each column of the day."""
    return range(len(diary.day_layout.day.columns) if diary.day_layout else 0)


def _says(driver: Driver, words: str) -> bool:
    return words in driver.said or any(words in one for one in words_on(driver))


def _shows(driver: Driver, words: str) -> bool:
    desk = driver.start.front_desk
    assert desk is not None
    model = desk.diary.model
    return any(words in model.spoken(row) for row in range(model.rowCount()))


if __name__ == "__main__":
    sys.exit(main())
