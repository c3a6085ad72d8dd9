"""Utilisation by keys: a manager reads it and saves it; reception does not see it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from desktop.domain.utilisation import By
from desktop.ui.reports.use_page import UsePage
from tests.journeys.test_setup import change
from tests.tour.driver import Driver


def test_a_manager_reads_utilisation_and_saves_it(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.press("Ctrl+7")
    assert driver.window.areas.currentWidget().objectName() == "diary_view"
    change(driver, "r", "Ruth Cohen")
    driver.press("Ctrl+7")
    area = driver.window.areas.currentWidget()
    page = area.page  # type: ignore[union-attr]  # a LateArea
    assert isinstance(page, UsePage)
    whole = page.model.rows[-1].tally
    assert whole.offered > whole.booked > whole.did_not_attend > 0
    assert 50 < (whole.used_percent or 0) <= 100
    assert page.period.hasFocus()
    driver.press("Up")
    weekly = page.model.rows[-1].tally
    assert 0 < weekly.offered < whole.offered
    driver.focus(page.by)
    driver.type("s")
    assert page.by.currentData() is By.SESSION
    assert len(page.model.lines) == page.model.rows[-1].sessions >= 1
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "use.csv"), "")
    )
    driver.press("Ctrl+S")
    assert driver.said == "Saved as use.csv."
    rows = list(csv.reader((tmp_path / "use.csv").read_text("utf-8-sig").splitlines()))
    assert len(rows) == len(page.model.lines) + 1
    driver.press("Escape")
    assert driver.window.areas.currentWidget().objectName() == "diary_view"
