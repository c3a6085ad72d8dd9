"""The window of a first start stands whole on the screen."""

import pytest
from PySide6.QtCore import QSize

from desktop.ui.kit.first_size import FRAME, first_size


@pytest.mark.parametrize(
    ("available", "fills"),
    [((1366, 728), True), ((1366, 768), True), ((1280, 1024), True), ((1920, 1040), False)],
)
def test_the_first_window_fits_the_screen_with_its_frame(
    available: tuple[int, int], fills: bool
) -> None:
    free = QSize(*available)
    size, filled = first_size(free)
    whole = size + FRAME
    assert whole.width() <= free.width()
    assert whole.height() <= free.height()
    assert filled is fills
