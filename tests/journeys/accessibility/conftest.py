"""What the accessibility tests share."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def practice(demo_templates: Callable[[str], str], tmp_path: Path) -> str:
    """Return a copy of the demo practice; what is drawn is the same on every engine."""
    shutil.copyfile(demo_templates("sqlite"), tmp_path / "practice.db")
    return f"sqlite:///{tmp_path / 'practice.db'}"
