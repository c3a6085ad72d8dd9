"""Signing in by name and PIN, by keys alone, at a real desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from desktop.domain.ids import StaffId
from desktop.domain.permissions import Role
from desktop.operations.desk import Desk, new_id
from desktop.operations.signing_in import hash_pin
from desktop.operations.staff import DEMO_PINS
from desktop.operations.work import Actor
from desktop.operations.worker import Worker
from desktop.persistence.settings import write_setting
from desktop.persistence.tables import staff
from desktop.ui.kit.look import Look
from desktop.ui.runner import Runner
from desktop.ui.sign_in.sign_in_page import SignInPage
from desktop.ui.sign_in.staff_list import Roles
from tests.clock import SettableClock
from tests.operations.conftest import open_small_practice
from tests.ui.conftest import bring_to_front

PINS = {"Priya Nair": "482913", "Tomasz Zieliński": "661207"}


@dataclass
class Signing:
    """The page on a real desk, and how to drive it."""

    page: SignInPage
    desk: Desk
    ids: dict[str, StaffId]
    qtbot: QtBot

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.page.windowHandle(), key)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.page.focusWidget(), text)

    def open(self, current: Actor | None = None) -> None:
        self.page.open(current)
        self.qtbot.waitUntil(lambda: self.page.model.rowCount() == 3)

    @property
    def pin(self) -> QLineEdit:
        found = self.page.findChild(QLineEdit, "pin")
        assert found is not None
        return found


@pytest.fixture
def signing(
    sqlite_url: str,
    clock: SettableClock,
    tmp_path: Path,
    qtbot: QtBot,
    look: Look,
) -> Iterator[Signing]:
    practice = open_small_practice(sqlite_url, clock, tmp_path / "locks")
    ids = {name: StaffId(new_id()) for name in PINS}
    with practice.desk.database.writing() as db:
        for name, pin in PINS.items():
            row = {"id": ids[name], "name": name, "role": Role.RECEPTIONIST}
            db.execute(
                insert(staff), row | {"pin_hash": hash_pin(pin), "active": True, "version": 1}
            )
    worker = Worker()
    runner = Runner(worker, practice.desk)
    page = SignInPage(look, runner)
    qtbot.addWidget(page)
    page.resize(760, 420)
    bring_to_front(page)
    yield Signing(page, practice.desk, ids, qtbot)
    worker.close()
    practice.desk.close()


def test_a_name_and_its_pin_put_that_person_at_the_desk(signing: Signing) -> None:
    signing.open()
    signing.press(Qt.Key.Key_Down)
    signing.press(Qt.Key.Key_Tab)
    assert signing.pin.hasFocus()
    signing.type(PINS["Tomasz Zieliński"])
    with signing.qtbot.waitSignal(signing.page.signed_in) as signed:
        signing.press(Qt.Key.Key_Return)
    assert signed.args[0].name == "Tomasz Zieliński"
    assert signing.desk.actor.staff_id == signing.ids["Tomasz Zieliński"]
    assert signing.pin.text() == ""


def test_a_name_is_found_by_its_first_letters(signing: Signing) -> None:
    signing.open()
    signing.type("Tom")
    assert signing.page.label.text() == "PIN of Tomasz Zieliński"


@pytest.mark.parametrize("typed", ["", "000000", "9" * 10_000, "\u202e482913", "e\u0301"])
def test_a_wrong_pin_is_a_sentence_at_the_field_and_nobody_changes(
    signing: Signing, typed: str
) -> None:
    before = signing.desk.actor
    signing.open(before)
    signing.pin.setText(typed)
    signing.page.try_sign_in()
    signing.qtbot.waitUntil(signing.page.message.isVisible)
    assert signing.page.message.text().endswith(".")
    assert signing.pin.property("wrong") is True
    assert signing.pin.accessibleDescription() == signing.page.message.text()
    assert signing.desk.actor == before
    signing.pin.setText("4")
    assert not signing.page.message.isVisible()


def test_while_the_data_does_not_answer_the_cover_says_so_and_keeps_the_pin(
    signing: Signing,
) -> None:
    signing.open(signing.desk.actor)
    signing.pin.setText(PINS["Priya Nair"])
    signing.page._runner.pause("Acts rest.", "Reads rest.")
    signing.page.try_sign_in()
    signing.qtbot.waitUntil(signing.page.message.isVisible)
    assert "no one can sign in just now" in signing.page.message.text()
    assert signing.pin.text() == PINS["Priya Nair"]


def test_esc_leaves_the_person_at_the_desk(signing: Signing) -> None:
    signing.open(signing.desk.actor)
    with signing.qtbot.waitSignal(signing.page.closed):
        signing.press(Qt.Key.Key_Escape)


def test_only_a_demo_shows_the_pins_beside_the_names(signing: Signing) -> None:
    signing.open()
    assert not signing.page.demo.isVisible()
    with signing.desk.database.writing() as db:
        write_setting(db, DEMO_PINS, {signing.ids[name]: pin for name, pin in PINS.items()})
    signing.page.open()
    signing.qtbot.waitUntil(signing.page.demo.isVisible)
    spoken = signing.page.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Priya Nair, Reception, PIN 4 8 2 9 1 3"
    QAbstractItemModelTester(signing.page.model)


def test_who_is_quicker_than_the_list_keeps_the_name_and_the_digits_typed(
    signing: Signing,
) -> None:
    signing.open()
    signing.page.open()  # again: the list of last time stands until it has been read anew
    signing.type("t")
    signing.type("6")
    signing.type("6")
    chosen = signing.page.list.currentIndex().data(Roles.ROW).person.name
    signing.qtbot.waitUntil(lambda: not signing.page._runner.is_busy)
    assert chosen == "Tomasz Zieliński"
    assert signing.page.list.currentIndex().data(Roles.ROW).person.name == chosen
    assert signing.pin.text() == "66"
