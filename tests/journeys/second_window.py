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

from PySide6.QtWidgets import QPlainTextEdit

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
    return {
        "cells": cells,
        "chosen": chosen.key if chosen else None,
        "page": page.objectName() if page else "",
        "typed": reason.toPlainText() if reason else "",
        "said": driver.said,
    }


def answer(driver: Driver) -> None:
    """Write what is shown as one line."""
    sys.stdout.write(json.dumps(look(driver)) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Obey until the line "quit"."""
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
        answer(driver)
    driver.close()
    return 0


def _shows(driver: Driver, words: str) -> bool:
    return any(words in cell for cell in look(driver)["cells"])


if __name__ == "__main__":
    sys.exit(main())
