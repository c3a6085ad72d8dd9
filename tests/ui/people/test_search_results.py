"""Finding a person by keys alone, in a real search box on a real database."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from desktop.domain.people import Registration
from desktop.ui import runner as runner_module
from desktop.ui.kit.search_box import SearchBox
from desktop.ui.people.search_model import PeopleModel, Roles, heading_words, row_words
from desktop.ui.people.search_results import SearchController
from tests.ui.people.cards import TODAY, ZONE, make_summary
from tests.ui.people.conftest import People

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def search(people: People, front: Callable[[QWidget], QWidget]) -> Iterator[SearchController]:
    window = QMainWindow()
    people.qtbot.addWidget(window)
    box = SearchBox(people.look, window)
    window.setCentralWidget(box)
    window.resize(900, 600)
    found = SearchController(box.field, people.runner, people.look, clock=people.clock, zone=ZONE)
    front(window)
    box.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
    yield found
    window.hide()


def names(search: SearchController) -> list[str]:
    return [person.called for person in search.popup.model.people]


def test_typing_finds_and_enter_opens(people: People, search: SearchController) -> None:
    people.type("osei 12/3/80")
    people.qtbot.waitUntil(lambda: len(names(search)) == 1)
    with people.qtbot.waitSignal(search.person_chosen) as chosen:
        people.press(Qt.Key.Key_Return)
    assert chosen.args == [people.ids["edwin"]]
    assert not search.popup.isVisible()


def test_enter_before_the_answer_opens_the_only_one(
    people: People, search: SearchController
) -> None:
    with people.qtbot.waitSignal(search.person_chosen) as chosen:
        people.type("osei")
        people.press(Qt.Key.Key_Return)
    assert chosen.args == [people.ids["edwin"]]


@dataclass
class SlowServer:
    """Answers nothing until ``answer``; notes what it was asked, each with its text."""

    people: People
    search: SearchController
    asked: list[tuple[str, str]] = field(default_factory=list)
    _answers: threading.Event = field(default_factory=threading.Event)

    def put_between(self, monkeypatch: pytest.MonkeyPatch) -> None:
        plain = self.people.desk.read

        def read(operation: Callable[..., Any], **given: Any) -> Any:
            self.asked.append((operation.__name__, given.get("text", "")))
            self._answers.wait(10)
            return plain(operation, **given)

        monkeypatch.setattr(self.people.desk, "read", read)
        monkeypatch.setattr(runner_module, "SLOW_READ_SECONDS", 0.02)
        for timer in (self.search._quiet, self.search._keys_rest):
            timer.setInterval(60_000)  # no key of this test is late

    def type(self, text: str) -> None:
        for letter in text:
            self.people.type(letter)
            QApplication.processEvents()

    def answer(self) -> None:
        """Answer what it was asked, long after."""
        self.people.qtbot.waitUntil(lambda: bool(self.asked))
        time.sleep(0.03)
        self._answers.set()
        self.people.qtbot.waitUntil(lambda: not self.people.runner.is_busy)

    def rest(self) -> None:
        """Let the keys rest, and wait for what is asked then."""
        self.search._keys_rest.start(0)
        self.people.qtbot.waitUntil(lambda: self.search._asked.answered)


@pytest.fixture
def slow(
    people: People, search: SearchController, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SlowServer]:
    people.qtbot.waitUntil(lambda: not people.runner.is_busy)
    server = SlowServer(people, search)
    server.put_between(monkeypatch)
    yield server
    server._answers.set()


def test_ten_keys_cost_a_slow_server_one_search(
    people: People, search: SearchController, slow: SlowServer
) -> None:
    """Whether it is slow comes out with the people seen lately, which Ctrl+K asks for."""
    search._box.clearFocus()
    search._box.setFocus(Qt.FocusReason.ShortcutFocusReason)
    slow.type("edwin")
    slow.answer()
    slow.type(" osei")
    slow.rest()
    assert slow.asked == [("recent_people", ""), ("find_people", "edwin osei")]
    assert names(search) == ["Ed Osei"]


def test_a_server_that_becomes_slow_at_the_first_key_is_asked_once_more(
    search: SearchController, slow: SlowServer
) -> None:
    """The first key is a search of its own: no key waits where the server was quick before."""
    slow.type("edwin")
    slow.answer()
    slow.type(" osei")
    slow.rest()
    assert slow.asked == [("find_people", "e"), ("find_people", "edwin osei")]
    assert names(search) == ["Ed Osei"]


def test_two_alike_are_shown_and_told_apart_by_birth_date(
    people: People, search: SearchController
) -> None:
    people.type("maggie hughes")
    said = "2 people called Maggie Hughes. Ask for the date of birth."
    people.qtbot.waitUntil(lambda: search.popup.heading.accessibleName() == said)
    first = search.popup.current_person()
    people.press(Qt.Key.Key_Down)
    assert search.popup.current_person() != first
    people.press(Qt.Key.Key_Up)
    people.press(Qt.Key.Key_Down)
    second = search.popup.current_person()
    assert second is not None
    with people.qtbot.waitSignal(search.person_chosen) as chosen:
        people.press(Qt.Key.Key_Return)
    assert chosen.args == [second.id]


def test_the_highlight_stays_on_the_same_person_while_typing_on(
    people: People, search: SearchController
) -> None:
    people.type("maggie")
    people.qtbot.waitUntil(lambda: len(names(search)) == 2)
    people.press(Qt.Key.Key_Down)
    kept = search.popup.current_person()
    people.type(" hug")
    people.qtbot.waitUntil(lambda: search._asked.answered)
    current = search.popup.current_person()
    assert current is not None
    assert kept is not None
    assert current.id == kept.id


def test_a_near_miss_asks_whether_they_were_meant(people: People, search: SearchController) -> None:
    people.type("magie huges")
    said = "No one called “magie huges”. Did you mean"
    heading = search.popup.heading
    people.qtbot.waitUntil(lambda: heading.accessibleName().startswith(said))
    assert "Maggie Hughes" in names(search)
    assert search.popup.by_birth.isVisible()


def test_nobody_found_offers_the_birth_date_and_a_new_patient(
    people: People, search: SearchController
) -> None:
    people.type("xqzvw")
    said = "No one called “xqzvw”."
    people.qtbot.waitUntil(lambda: search.popup.heading.accessibleName() == said)
    assert search.popup.by_birth.isVisible()
    with people.qtbot.waitSignal(search.new_person_requested) as asked:
        people.press(Qt.Key.Key_N, CTRL)
    assert asked.args == ["xqzvw"]


def test_a_new_patient_is_only_offered_after_a_search(
    people: People, search: SearchController
) -> None:
    assert not search.can_register
    with people.qtbot.assertNotEmitted(search.new_person_requested):
        people.press(Qt.Key.Key_N, CTRL)
    people.type("maggie")
    people.qtbot.waitUntil(lambda: search.can_register)
    with people.qtbot.waitSignal(search.new_person_requested):
        people.press(Qt.Key.Key_N, CTRL)
    assert len(search.near_matches) == 2


def test_esc_puts_the_answers_and_the_text_away(people: People, search: SearchController) -> None:
    people.type("maggie")
    people.qtbot.waitUntil(search.popup.isVisible)
    with people.qtbot.waitSignal(search.left):
        people.press(Qt.Key.Key_Escape)
    people.qtbot.waitUntil(lambda: not people.runner.is_busy)
    assert not search.popup.isVisible(), "nor is it there again with an answer still under way"
    assert search._box.text() == ""


@pytest.mark.parametrize(
    "typed", ["x" * 400, "\u202emaggie", "e\u0301" * 100, "31/02/1980", "%' OR 1=1 --", "0" * 30]
)
def test_whatever_is_typed_the_search_answers(
    people: People, search: SearchController, typed: str
) -> None:
    search._box.setText(typed)
    people.qtbot.waitUntil(lambda: search._asked.answered)
    assert people.errors == []


def test_rows_say_name_age_birth_number_address_and_needs() -> None:
    words = row_words(make_summary("Maggie Hughes"), TODAY)
    assert words.first == "Maggie Hughes, 74, born 12 Mar 1952"
    assert words.second == "999 012 3454, 8 Tanner Row, BSL"
    unknown = row_words(make_summary("Tom", None), TODAY)
    assert unknown.first == "Tom, birth date not known"
    died = make_summary("T", is_deceased=True, deceased_on=date(2026, 11, 2))
    assert row_words(died, TODAY).warning == "Recorded as died on 2 Nov 2026."
    someday = make_summary("T", is_deceased=True)
    assert row_words(someday, TODAY).warning == "Recorded as died."
    left = make_summary("T", registration=Registration.LEFT)
    assert row_words(left, TODAY).warning == "Has left the practice."
    assert row_words(make_summary("T", same_name_and_birth=True), TODAY).warning


@pytest.mark.parametrize(
    ("called", "typed", "near", "said"),
    [
        (["A", "B"], "x", False, "2 people found."),
        (["A"], "x", False, "1 person found."),
        ([str(one) for one in range(20)], "x", False, "The first 20. Type more to narrow it down."),
        (["A"], "", False, "Seen lately"),
        ([], "", False, "Type a name, a birth date, a number or a postcode."),
        ([], "x" * 60, False, f"No one called “{'x' * 39}…”."),
    ],
)
def test_the_heading_says_what_was_found(
    called: list[str], typed: str, near: bool, said: str
) -> None:
    assert heading_words([make_summary(one) for one in called], typed, near=near) == said


def test_the_model_of_people_keeps_qts_rules() -> None:
    model = PeopleModel()
    model.show_people([make_summary("A"), make_summary("B")], TODAY)
    QAbstractItemModelTester(model)
    index = model.index(1)
    assert index.data(Roles.SUMMARY).called == "B"
    assert "born 12 Mar 1952" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.find_row(make_summary("nobody").id) is None
