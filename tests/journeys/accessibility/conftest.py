"""What the accessibility tests share."""

import shutil
from pathlib import Path

import pytest

from tests.journeys.conftest import demo_template


@pytest.fixture
def practice(tmp_path: Path) -> str:
    """Return a copy of the demo practice; what is drawn is the same on every engine."""
    shutil.copyfile(demo_template(), tmp_path / "practice.db")
    return f"sqlite:///{tmp_path / 'practice.db'}"
