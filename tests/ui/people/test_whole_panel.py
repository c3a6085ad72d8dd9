"""The whole panel alone: what it shows of a person, of odd texts, in any width."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.ids import PreferenceId, VisitNeedId
from desktop.domain.needs import NeedState
from desktop.domain.people import PatientCard, Preference, WholePerson
from desktop.domain.visit_end import VisitNeed
from desktop.ui.kit.look import Look
from desktop.ui.people.whole_panel import WholePanel
from desktop.ui.people.whole_words import short_name, visits_summary
from tests.data_sets import DataSets
from tests.ui.people.cards import NOW, WORDS, ZONE, make_card, make_preference

Show = Callable[..., WholePanel]


@pytest.fixture
def show(qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]) -> Show:
    """Return a function that shows a card in a window so wide."""

    def show_one(card: PatientCard, *, width: int = 1286, **more: object) -> WholePanel:
        page = WholePanel(look, clock=lambda: NOW, zone=ZONE)
        qtbot.addWidget(page)
        page.resize(width, 680)
        whole = WholePerson(card, visits=(*card.today, *card.coming, *card.past), **more)  # type: ignore[arg-type]
        page.show_whole(whole)
        front(page)
        return page

    return show_one


def texts(widget: QWidget) -> list[str]:
    return [one.text().replace("\u200b", "") for one in widget.findChildren(QLabel)]


def test_what_they_told_us_stands_in_its_section_and_their_words_are_whole(show: Show) -> None:
    page = show(make_card())
    kinds = {
        name: [row.held.kind for row in one.list.rows]
        for name, one in page.sections.items()
        if name != "speak"
    }
    assert kinds["needs"] == ["bsl", "step-free"]
    assert kinds["matters"] == ["own-words"]
    assert kinds["suits"] == ["reach"]
    assert any(WORDS in one for one in texts(page.sections["matters"]))


def test_what_holds_no_more_is_kept_in_sight(show: Show) -> None:
    ended = replace(make_preference("hearing"), ends_on=date(2026, 9, 3), ended_why="Hears again")
    page = show(make_card(), ended=(ended,))
    assert page.ended.text() == (
        "No longer so\nHearing aid, lip reading, until 3 Sep 2026. Hears again"
    )


def test_in_the_head_what_is_not_known_takes_no_room(show: Show) -> None:
    details = replace(make_card().details, say_it="", pronouns="")
    facts = show(make_card(details=details)).head.facts
    shown = [one for one in facts.values() if one.isVisible()]
    assert shown == [facts["born"], facts["number"], facts["language"]]
    assert facts["born"].x() == 0


def test_after_the_last_question_the_keys_are_on_what_is_told(show: Show) -> None:
    due = replace(make_preference("step-free"), review_on=date(2026, 10, 1))
    page = show(make_card(preferences=(due,)))
    page.focus_first()
    assert page.ask_today.focus_first()
    right = replace(due, review_on=date(2027, 10, 1), version=2)
    card = make_card(preferences=(right,))
    page.show_whole(WholePerson(card, visits=card.today))
    assert page.sections["needs"].list.rows[0].hasFocus()


def test_a_list_is_one_tab_stop_and_arrows_go_through_it(show: Show) -> None:
    page = show(make_card())
    page.focus_first()
    rows = page.sections["needs"].list.rows
    stops = [row for row in rows if row.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [rows[0]]
    asked: list[tuple[str, str]] = []
    page.told_wanted.connect(lambda act, one: asked.append((act, one.kind)))
    for key in (
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
        Qt.Key.Key_Space,
        Qt.Key.Key_F2,
        Qt.Key.Key_Delete,
    ):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)
    assert asked == [("confirm", "step-free"), ("change", "step-free"), ("end", "step-free")]


@pytest.mark.parametrize(("width", "columns"), [(1286, 3), (1000, 2), (600, 1)])
def test_the_columns_follow_the_room(show: Show, width: int, columns: int) -> None:
    page = show(make_card(), width=width)
    shown = [one for one in page.findChildren(QScrollArea) if one.isVisible()]
    assert len(shown) == columns
    assert all(one.isVisible() for one in page.sections["needs"].list.rows)


@pytest.mark.data_set("text/blns.json")
def test_hostile_and_enormous_texts_are_shown_as_they_stand(
    show: Show, test_data: DataSets
) -> None:
    strings = json.loads(test_data("text/blns.json").read_text(encoding="utf-8"))
    test_data.assert_figure("text/blns.json", len(strings), 515)
    odd = ["<b>Bob</b><img src=x>", "w" * 4_000, *strings[::23]]
    told = tuple(
        Preference(PreferenceId(str(n)), "bespoke", text[:500], text)
        for n, text in enumerate(odd)
        if text.strip()
    )
    page = show(make_card(preferences=told))
    labels = page.findChildren(QLabel)
    said = texts(page)
    assert any("<b>Bob</b><img src=x>" in one for one in said)
    assert any("w" * 4_000 in one for one in said), "nothing is cut"
    formats = {one.textFormat() for one in labels if one.text()}
    assert Qt.TextFormat.RichText not in formats
    named = [one for one in labels if "Bob" in one.text()]
    assert {one.textFormat() for one in named} == {Qt.TextFormat.PlainText}
    for scroll in page.findChildren(QScrollArea):
        inside = scroll.widget()
        if scroll.isVisible() and inside is not None:
            assert inside.width() <= scroll.viewport().width()
    assert page.width() == 1286


def test_the_last_visits_are_summed_up_and_a_missed_one_is_named(show: Show) -> None:
    card = make_card()
    keys = VisitNeedId("n"), 1, PreferenceId("p")
    need = VisitNeed(*keys, "bsl", "", "", "", NeedState.NOT_KEPT, "nobody came")
    past = replace(card.past[0], needs=(need,))
    page = show(replace(card, past=(past, *card.past[1:])))
    names = [row.accessibleName() for row in page.visits.list.rows]
    assert any("0 of 1 kept" in one and "nobody came" in one for one in names)
    assert page.summary.text().startswith("Last visit: 0 of 1 needs kept.")
    assert visits_summary((), date(2026, 11, 18)) == ""


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Priya Nair", "P.\N{NO-BREAK SPACE}Nair"),
        ("Dr Anjali Patel", "Dr\N{NO-BREAK SPACE}Patel"),
        ("Attend", "Attend"),
        ("", ""),
    ],
)
def test_a_name_is_said_short(name: str, short: str) -> None:
    assert short_name(name) == short
