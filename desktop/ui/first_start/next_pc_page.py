"""The last page of a first start on a server: the file and the lines that set up the next PC."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop.domain.errors import RuleViolation
from desktop.domain.server_address import free_desk_name
from desktop.domain.text import clean_line
from desktop.operations.joining import said_database
from desktop.ui.first_start.errand import Errand
from desktop.ui.first_start.step_page import StepPage, breakable, words_of
from desktop.ui.kit.buttons import KeyButton
from desktop.ui.kit.check_box import CheckBox
from desktop.ui.kit.form_fields import LineField, LinesField, Tone
from desktop.ui.kit.look import Look

_WRITE, _OPEN = "Write the file", "Open Attend"


@dataclass(frozen=True, slots=True)
class SiteWriter:
    """What the program lets the page do; the calls are made off the window's thread.

    ``write(file, url, desk_name, is_fixed)`` writes the next PC's file. ``share(url, desk_name)``
    says in this PC's own site file what it opens, for everybody who signs in to it; None where this
    person may not write there. ``lines(file)`` are a system's name and the two lines for it.
    """

    folder: Path
    site_file: Path
    write: Callable[[Path, str, str, bool], None]
    share: Callable[[str, str], None] | None
    lines: Callable[[Path], tuple[tuple[str, tuple[str, str]], ...]]


def file_name(desk_name: str) -> str:
    """Return what the file for a desk is called: attend-desk-2.toml."""
    slug = re.sub(r"[^a-z0-9]+", "-", desk_name.casefold()).strip("-")
    return f"attend-{slug or 'next'}.toml"


class ShownLines(LinesField):
    """Two lines, to be read and copied."""

    def __init__(self, look: Look, name: str, parent: QWidget):
        super().__init__(look, name, "", parent)
        self.edit.setReadOnly(True)
        self.edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        self.edit.setFixedHeight(2 * line + line + 8)  # the style's own room around them


class LinesToCopy(QWidget):
    """Two lines to type at another PC, and a button that copies them."""

    def __init__(self, look: Look, name: str, parent: QWidget):
        super().__init__(parent)
        self.lines = ShownLines(look, f"{name}_lines", self)
        self.copy_button = KeyButton(look, "Copy", name=f"{name}_copy", parent=self)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(self.lines, 1)
        row.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignBottom)

    def show_lines(self, system: str, lines: tuple[str, str]) -> None:
        """Show the lines of a system."""
        self.lines.call(f"On {system}, in the folder that has both files")
        self.lines.set_text("\n".join(lines))
        self.copy_button.setAccessibleName(f"Copy the lines for {system}")

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.lines.text)


class NextPcPage(StepPage):
    """Nothing here has to be done: Esc opens the practice.

    Signals: ``closed(url, desk_name)``.
    """

    closed = Signal(str, str)

    def __init__(self, look: Look, writer: SiteWriter, parent: QWidget | None = None):
        super().__init__(look, "next_pc_page", "The next PC", "", parent)
        self._writer = writer
        self._errand = Errand(self)
        self._url = self._desk_name = ""
        self._is_written = False
        self.desk_name = LineField(look, "desk_name", "What the next PC is called", self)
        self.folder = LineField(look, "folder", "Where its file goes, such as a USB stick", self)
        self.folder.set_text(str(writer.folder))
        self.choose_button = KeyButton(
            look, "Another folder…", name="choose_folder_button", parent=self
        )
        self.choose_button.clicked.connect(self._on_choose_clicked)
        self.is_fixed = CheckBox(
            look, "The next PC opens this practice and no other", "is_fixed", self
        )
        self.is_fixed.setChecked(True)
        self.is_shared = CheckBox(
            look, "This PC opens it for everybody who signs in to the PC", "is_shared", self
        )
        self.is_shared.setVisible(writer.share is not None)
        self.not_shared = self._label(
            "not_shared",
            ""
            if writer.share is not None
            else "This PC opens the practice for you. For everybody who signs in to it, type "
            "attend site write site.toml; an administrator copies that file to "
            f"{breakable(str(writer.site_file))}.",
        )
        self.not_shared.setProperty("tone", "text2")
        self.add_field(self.desk_name)
        self.add_field(self.folder)
        self.body.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self.is_fixed, self.is_shared, self.not_shared):
            self.body.addWidget(part)
        self.boxes = [LinesToCopy(look, f"set_up_{number}", self) for number in (1, 2)]
        for box in self.boxes:
            self.body.addWidget(box)
            box.hide()
        self.back_button.set_words("Not now")
        self.desk_name.changed.connect(self._on_changed)
        self.folder.changed.connect(self._on_changed)
        self.is_fixed.toggled.connect(self._on_changed)
        self.is_shared.toggled.connect(self._on_changed)
        self.next_requested.connect(self._on_next_requested)
        self.back_requested.connect(self._on_back_requested)

    def begin(self, url: str, desk_name: str, taken: frozenset[str] = frozenset()) -> None:
        """Begin for a practice that this PC opens by now; ``taken`` are its desks' names."""
        self._url, self._desk_name = url, desk_name
        self.words.setText(
            f"This PC is set up: {desk_name} opens {said_database(url)}. Each further PC gets a "
            "file that says the same. It holds no password; Attend asks for that once."
        )
        self.words.show()
        self.desk_name.set_text(free_desk_name(desk_name, taken | {desk_name}))
        self._on_changed()

    def enter(self) -> None:
        self.desk_name.focus()

    @property
    def file(self) -> Path:
        """Where the file goes."""
        return Path(self.folder.text.strip()).expanduser() / file_name(self.desk_name.text)

    def check(self) -> None:
        """Raise RuleViolation at the first field that is not right."""
        clean_line(self.desk_name.text, field="desk_name", longest=60, required=True)
        clean_line(self.folder.text, field="folder", longest=1000, required=True)
        try:
            is_whole = self.file.is_absolute()
        except RuntimeError:  # “~somebody” is nobody here
            is_whole = False
        if not is_whole:
            words = "Type the whole way to the folder, or choose it."
            raise RuleViolation("folder", "folder", words)

    def _on_changed(self) -> None:
        """Be ready to write: what is shown of a file written before may not fit any more."""
        self._is_written = False
        self.message.say_nothing()
        self.next_button.set_words(_WRITE)
        self.back_button.show()
        for box in self.boxes:
            box.hide()

    def _on_next_requested(self) -> None:
        if self._errand.is_running:
            return
        if self._is_written:
            self._close()
            return
        self.say_nothing_wrong()
        try:
            self.check()
        except RuleViolation as slip:
            self.say_slip(slip)
            return
        self._write()

    def _write(self) -> None:
        file, url, writer = self.file, self._url, self._writer
        name = " ".join(self.desk_name.text.split())
        is_fixed, own_name = self.is_fixed.isChecked(), self._desk_name
        share = writer.share if self.is_shared.isChecked() else None

        def write() -> None:
            writer.write(file, url, name, is_fixed)
            if share is not None:
                share(url, own_name)

        self._errand.run(
            write,
            on_done=lambda _none: self._on_written(file),
            on_failed=lambda error: self.message.say(Tone.WRONG, words_of(error)),
        )

    def _on_written(self, file: Path) -> None:
        self._is_written = True
        for box, (system, lines) in zip(self.boxes, self._writer.lines(file), strict=True):
            box.show_lines(system, lines)
            box.show()
        self.message.say(
            Tone.UNDERSTOOD,
            f"Wrote {breakable(str(file))}. Take it to the next PC with the installer; these lines "
            "install Attend there and tell it what it is.",
        )
        self.next_button.set_words(_OPEN)
        self.back_button.hide()
        self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_back_requested(self) -> None:
        self._errand.drop()
        self._close()

    def _close(self) -> None:
        self.closed.emit(self._url, self._desk_name)

    def _on_choose_clicked(self) -> None:
        title = "Folder for the next PC’s file"
        chosen = QFileDialog.getExistingDirectory(self, title, self.folder.text)
        if chosen:
            self.folder.set_text(chosen)
