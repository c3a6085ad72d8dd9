"""Ctrl+P by keys: a PDF is written, the print is on record, a slip loses nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.domain.diary import DiaryDay
from desktop.domain.ids import PreferenceId
from desktop.domain.people import Preference
from desktop.persistence.tables import audit_log
from desktop.ui.kit.look import Look
from desktop.ui.print.choices import print_choices
from desktop.ui.print.print_dialog import PrintChoice, PrintDialog
from desktop.ui.print.printing import Printing
from tests.clock import SettableClock
from tests.factories.diary import OUTLINE
from tests.operations.conftest import TODAY
from tests.ui.desk_scene import DeskScene, open_scene
from tests.ui.people.cards import make_card
from tests.ui.print.test_pages import pages_in


@pytest.fixture
def scene(
    window_url: str, clock: SettableClock, tmp_path: Path, qtbot: QtBot, look: Look
) -> Iterator[DeskScene]:
    with open_scene(window_url, clock, tmp_path / "locks", qtbot, look) as opened:
        yield opened


def make_printing(scene: DeskScene, file: Path | None) -> Printing:
    printing = Printing(scene.runner, scene.look, scene.window, ask_file=lambda *_asked: file)
    printing.message.connect(scene.messages.append)
    return printing


def choices(scene: DeskScene) -> tuple[PrintChoice, ...]:
    return (
        PrintChoice("Day sheet, all sites", on_date=TODAY),
        PrintChoice("Visits of Maggie Hughes", patient_id=scene.practice.maggie),
    )


def printed(scene: DeskScene) -> list[str]:
    with scene.practice.desk.database.reading() as db:
        found = db.execute(select(audit_log.c.patient_id).where(audit_log.c.act == "print"))
        return [str(one) for one in found.scalars()]


def test_the_sheet_is_saved_by_keys_alone_and_is_on_record(
    scene: DeskScene, tmp_path: Path
) -> None:
    scene.book(scene.practice.maggie)
    dialog = make_printing(scene, tmp_path / "day.pdf").open(choices(scene))
    scene.qtbot.waitActive(dialog)
    scene.until(lambda: QApplication.activeWindow() is dialog)
    assert dialog.focusWidget() is dialog.what
    QTest.keyClick(dialog.what, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    scene.until(lambda: bool(scene.do(lambda: printed(scene))))
    assert (tmp_path / "day.pdf").read_bytes().startswith(b"%PDF")
    assert sorted(scene.do(lambda: printed(scene))) == sorted([scene.practice.maggie, "None"])
    saved = f"Saved All sites, Wed 18 November 2026, 1 page, as {tmp_path / 'day.pdf'}"
    assert scene.messages[-1].text == saved


def test_a_card_in_large_print_is_chosen_by_keys(scene: DeskScene, tmp_path: Path) -> None:
    dialog = make_printing(scene, tmp_path / "card.pdf").open(choices(scene))
    scene.qtbot.waitActive(dialog)
    QTest.keyClick(dialog.what, Qt.Key.Key_Down)
    QTest.keyClick(dialog.what, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.large
    QTest.keyClick(dialog.large, Qt.Key.Key_Space)
    assert dialog.large.isChecked()
    dialog.pdf_button.click()
    scene.until(lambda: len(scene.do(lambda: printed(scene))) == 2)
    assert (tmp_path / "card.pdf").exists()


def test_a_file_that_cannot_be_written_is_said_and_not_on_record(
    scene: DeskScene, tmp_path: Path
) -> None:
    dialog = make_printing(scene, tmp_path / "nowhere" / "day.pdf").open(choices(scene))
    dialog.pdf_button.click()
    scene.until(lambda: bool(dialog.wrong.text()))
    assert dialog.wrong.text().endswith("Choose another place.")
    assert dialog.isVisible()
    assert scene.do(lambda: printed(scene)) == []


def test_whom_the_desk_deals_with_is_offered_first() -> None:
    card = make_card()
    day = DiaryDay(TODAY, "Europe/London", ())
    for is_dealt_with, first in ((True, card.id), (False, None)):
        offered = print_choices(
            day, None, clinic_id=None, outline=OUTLINE, card=card, today=TODAY,
            is_dealt_with=is_dealt_with,
        )  # fmt: skip
        assert offered[0].patient_id == first
        assert {one.patient_id for one in offered} == {card.id, None}


def test_a_passport_is_offered_first_from_the_whole_panel_and_never_of_a_closed_record(
    scene: DeskScene, tmp_path: Path
) -> None:
    day = DiaryDay(TODAY, "Europe/London", ())
    card = replace(make_card(), id=scene.practice.rosa)
    for is_whole, place in ((True, 0), (False, 2)):
        given = {"clinic_id": None, "outline": OUTLINE, "today": TODAY, "is_whole": is_whole}
        offered = print_choices(day, None, card=card, **given)
        assert offered[place].words == f"Passport, what {card.called} told us"
        closed = print_choices(day, None, card=replace(card, is_closed=True), **given)
        assert not any(one.is_passport for one in closed)
    dialog = make_printing(scene, tmp_path / "passport.pdf").open(offered[2:])
    dialog.pdf_button.click()
    scene.until(lambda: bool(scene.do(lambda: printed(scene))))
    assert pages_in(tmp_path / "passport.pdf") == 1
    assert scene.practice.rosa in scene.do(lambda: printed(scene)), "it is on record"


def test_a_passport_is_printed_in_the_size_they_asked_for(look: Look) -> None:
    told = (Preference(PreferenceId("p"), "large-print", "", filled=(("points", 24),)),)
    card = replace(make_card(), preferences=told)
    day = DiaryDay(TODAY, "Europe/London", ())
    given = {"clinic_id": None, "outline": OUTLINE, "today": TODAY, "is_whole": True}
    dialog = PrintDialog(look, print_choices(day, None, card=card, **given))
    assert (dialog.large.isChecked(), dialog.large.text()) == (True, "&Large print, 24 point")
    dialog.what.setCurrentIndex(1)
    assert (dialog.large.isChecked(), dialog.large.text()) == (False, "&Large print")
    dialog.deleteLater()


def test_the_card_of_who_reads_large_print_is_offered_so(look: Look) -> None:
    told = (Preference(PreferenceId("p"), "large-print", "", filled=(("points", 20),)),)
    for preferences, large in ((told, True), ((), False)):
        card = replace(make_card(), preferences=preferences)
        day = DiaryDay(TODAY, "Europe/London", ())
        offered = print_choices(day, None, clinic_id=None, outline=OUTLINE, card=card, today=TODAY)
        dialog = PrintDialog(look, offered)
        assert not dialog.large.isChecked(), "a list of the day is as it always is"
        dialog.what.setCurrentIndex(1)
        assert dialog.large.isChecked() is large
        dialog.deleteLater()


def test_not_after_all_prints_nothing(scene: DeskScene) -> None:
    dialog = make_printing(scene, None).open(choices(scene))
    dialog.pdf_button.click()
    scene.until(lambda: not scene.runner.is_busy)
    assert scene.do(lambda: printed(scene)) == []
    assert dialog.isVisible(), "Esc in the file window goes back to the question"


def test_a_card_goes_to_the_printer_and_its_queue_names_nobody(
    scene: DeskScene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's dialog is replaced: it chooses a printer that prints into a file."""
    jobs: list[str] = []

    class Chosen:
        def __init__(self, printer: QPrinter, _parent: QWidget):
            jobs.append(printer.docName())
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(tmp_path / "paper.pdf"))

        def exec(self) -> QDialog.DialogCode:
            return QDialog.DialogCode.Accepted

    monkeypatch.setattr("desktop.ui.print.printing.QPrintDialog", Chosen)
    scene.book(scene.practice.maggie)
    dialog = make_printing(scene, None).open(choices(scene)[1:])
    scene.qtbot.waitActive(dialog)
    dialog.act_button.click()
    scene.until(lambda: bool(scene.do(lambda: printed(scene))))
    assert pages_in(tmp_path / "paper.pdf") == 1
    assert jobs == ["Next visits 18 Nov 2026"]
    assert scene.messages[-1].text == "Sent Visits of Maggie Hughes to the printer."
