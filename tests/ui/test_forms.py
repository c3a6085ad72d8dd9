"""Forms beside the diary: built when first wanted, or one at a time while nobody waits."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop import forms


def test_what_nobody_opened_is_built_with_pauses_between(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "PAUSE_MS", 1)
    areas, built = QStackedWidget(), []
    qtbot.addWidget(areas)
    window: Any = SimpleNamespace(areas=areas)
    every = forms.Forms(window, areas)

    def builds(name: str) -> forms.Form[QWidget]:
        def build() -> QWidget:
            built.append(name)
            return QWidget()

        return every.add(build)

    first, wanted, last = builds("first"), builds("wanted"), builds("last")
    page = wanted.get()
    every.build_when_idle()
    assert built == ["wanted"], "not at once: the window may be in use"
    qtbot.waitUntil(lambda: not every._idle.isActive())

    assert built == ["wanted", "first", "last"]
    assert wanted.get() is page
    assert [areas.indexOf(one.get()) for one in (wanted, first, last)] == [0, 1, 2]
