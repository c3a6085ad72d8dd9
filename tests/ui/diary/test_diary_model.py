"""The table under the diary."""

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from desktop.ui.diary.diary_model import Columns, DiaryModel, Roles
from tests.factories.diary import NOW, TYPES, picture_day, two_columns


def test_the_model_keeps_the_rules_of_models(qtmodeltester: ModelTester) -> None:
    model = DiaryModel()
    model.show_day(picture_day(), NOW, TYPES)
    assert model.rowCount() == sum(
        len(session.cells) for column in picture_day().columns for session in column.sessions
    )
    qtmodeltester.check(model)


def test_a_row_gives_its_cell_by_role_and_its_words_by_column() -> None:
    model = DiaryModel()
    model.show_day(two_columns(), NOW, TYPES)
    row = model.row_of("10:00 N")
    cell = model.data(model.index(row, 0), Roles.CELL)
    assert cell.visits[0].called == "Maggie Hughes"
    words = [model.data(model.index(row, column)) for column in Columns]
    assert words == ["Grace Adeyemi", "10:00", "Maggie Hughes", "Late 22 min"]
    spoken = model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("10:00 to 10:20, Maggie Hughes")


def test_a_slot_that_is_not_there_has_no_row() -> None:
    model = DiaryModel()
    model.show_day(two_columns(), NOW, TYPES)
    assert model.row_of("elsewhere") == -1
