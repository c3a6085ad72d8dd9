"""What the accessibility tests share."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture
def practice(
    demo_templates: Callable[[str], str], tmp_path: Path, qapp: QApplication
) -> Iterator[str]:
    """Return a copy of the demo practice; what is drawn is the same on every engine."""
    shutil.copyfile(demo_templates("sqlite"), tmp_path / "practice.db")
    yield f"sqlite:///{tmp_path / 'practice.db'}"
    qapp.setStyleSheet("")
