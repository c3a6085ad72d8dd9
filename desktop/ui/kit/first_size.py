"""How large the window is at its first start: all of it on the screen, title bar and frame too."""

from __future__ import annotations

from PySide6.QtCore import QSize

USUAL = QSize(1366, 768)
FRAME = QSize(16, 48)
"""Room for a frame and a title bar, whose size is known only once the window is shown."""


def first_size(available: QSize) -> tuple[QSize, bool]:
    """Return the size where so much of the screen is free, and whether it should fill it.

    A practice PC of 1366 by 768 has less than that beside its task bar: there the window is
    maximised, which the system knows to do without hiding anything.
    """
    room = available - FRAME
    fills = room.width() < USUAL.width() or room.height() < USUAL.height()
    return USUAL.boundedTo(room), fills
