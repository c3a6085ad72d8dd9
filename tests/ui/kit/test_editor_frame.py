"""An editor brings all of the field that has the keys into sight, above its buttons."""

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.editor_frame import EditorFrame
from desktop.ui.kit.form_fields import LineField, LinesField
from desktop.ui.kit.look import Look


def test_a_field_of_several_lines_is_in_sight_from_its_label_to_its_last(
    qtbot: QtBot, look: Look, front: Callable[[QWidget], QWidget]
) -> None:
    editor = EditorFrame(look, "editor")
    qtbot.addWidget(editor)
    for number in range(6):
        editor.add_field(LineField(look, f"line_{number}", f"Line {number}", editor))
    lines = LinesField(look, "lines", "Lines", editor)
    editor.add_field(lines)
    editor.resize(400, 260)
    front(editor)
    area = editor._scroll.viewport()

    def is_whole(field: QWidget) -> bool:
        top = field.mapTo(area, QPoint(0, 0)).y()
        return top >= 0 and top + field.height() <= area.height()

    for field in (lines, editor.fields["line_0"], lines):
        field.focus()
        qtbot.waitUntil(lambda one=field: is_whole(one))
