"""The band beside a first start: its steps are called as the pages, the present one is marked."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.site_writing import site_writer
from desktop.ui.first_start.first_start_page import FirstStartPage
from desktop.ui.first_start.new_practice import STEPS, TITLES
from desktop.ui.kit.look import Look


@pytest.fixture
def page(qtbot: QtBot, look: Look, tmp_path: Path) -> FirstStartPage:
    page = FirstStartPage(
        look,
        folder=tmp_path,
        desk_name="Desk 1",
        keep=lambda _url, _desk: None,
        site_writer=site_writer,
    )
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    return page


def _shown(page: FirstStartPage) -> list[str]:
    return [label.text()[3:] for label in page.band.steps if label.isVisible()]


def _marked(page: FirstStartPage) -> list[int]:
    return [place for place, one in enumerate(page.band.steps) if one.property("now")]


def test_the_steps_stand_beside_a_new_practice_alone(page: FirstStartPage) -> None:
    page.begin()
    assert _shown(page) == []
    page.welcome.buttons[0].click()
    assert (_shown(page), _marked(page)) == (list(TITLES), [0])
    page.new._show(2)
    assert _marked(page) == [2]
    page.resize(900, 700)
    assert _shown(page) == [], "no room beside the page"
    page.new.closed.emit()
    assert _marked(page) == []


def test_a_step_is_called_as_its_page_is(page: FirstStartPage) -> None:
    titles = [getattr(page.new, name).title.text() for name in STEPS]
    assert titles == list(TITLES)
