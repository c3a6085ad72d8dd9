"""A mistake of ours that nobody caught is told and logged without what it quotes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROGRAM = """
import sys, threading
from PySide6.QtCore import QCoreApplication, QTimer
from desktop.mistakes import tell_mistakes

app = QCoreApplication([])
told = []
tell_mistakes(told.append)

def fail():
    raise ValueError("Rosa Marin, 999 000 0107")

def end():
    print([type(one).__name__ for one in told])
    app.quit()

thread = threading.Thread(target=fail)
thread.start()
thread.join()
QTimer.singleShot(0, fail)
QTimer.singleShot(10, end)
app.exec()
"""


def test_an_error_in_a_slot_is_told_and_nowhere_quoted() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "['ValueError']"
    assert ran.stderr.count("builtins.ValueError") == 2, "one in the thread, one in the slot"
    assert "Rosa" not in ran.stderr
    assert "999" not in ran.stderr
