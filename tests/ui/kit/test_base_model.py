"""The base of lists of records keeps Qt's contract for models."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from desktop.ui.kit.base_model import Role, ValuesModel


@dataclass(frozen=True, slots=True)
class Visit:
    at: str
    name: str


class Columns(StrEnum):
    AT = "Time"
    NAME = "Name"


class VisitsModel(ValuesModel[Visit]):
    columns = Columns

    def words(self, value: Visit, column: StrEnum) -> str:
        return value.at if column is Columns.AT else value.name


ROWS = (Visit("10:20", "Maggie Hughes"), Visit("11:15", "Rosa Marín"))


def test_a_model_of_values_passes_qts_own_checks(qtmodeltester: ModelTester) -> None:
    model = VisitsModel(ROWS)
    qtmodeltester.check(model)
    model.set_rows(ROWS[:1])
    qtmodeltester.check(model)
    assert model.rowCount() == 1


def test_a_cell_gives_words_and_the_row_its_value_and_sentence() -> None:
    model = VisitsModel(ROWS)
    cell = model.index(1, 1)
    assert cell.data() == "Rosa Marín"
    assert cell.data(Role.VALUE) is ROWS[1]
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "11:15, Rosa Marín"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Time"
    assert model.value_at(9) is None
