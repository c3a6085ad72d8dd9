"""What the first start writes for this PC and the next: their site files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from desktop.domain.errors import Unavailable
from desktop.settings import SettingsError, write_settings
from desktop.site import may_write, read_site, set_up_lines, site_file, write_site
from desktop.ui.first_start.next_pc_page import SiteWriter

Answer = TypeVar("Answer")


def site_writer() -> SiteWriter:
    """Return what the wizard's last page may do on this PC."""
    from PySide6.QtCore import QStandardPaths

    place = QStandardPaths.StandardLocation.DocumentsLocation
    folder = Path(QStandardPaths.writableLocation(place) or Path.home())
    return SiteWriter(
        folder=folder if folder.is_dir() else Path.home(),
        site_file=site_file(),
        write=_write,
        share=_share if may_write(site_file()) else None,
        lines=set_up_lines,
    )


def _write(file: Path, url: str, desk_name: str, is_fixed: bool) -> None:
    fixed = ("database",) if is_fixed else ()

    def write() -> None:
        settings = read_site().settings.changed(database=url, desk_name=desk_name)
        write_site(file, settings, fixed=fixed)

    _told(write)


def _share(url: str, desk_name: str) -> None:
    _told(lambda: write_settings(site_file(), database=url, desk_name=desk_name))
    site_file().chmod(0o644)  # a new one is its writer's alone; whoever signs in here reads it


def _told(call: Callable[[], Answer]) -> Answer:
    """Make a call; a file that can't be read or written is told as everything is in the window."""
    try:
        return call()
    except SettingsError as error:
        raise Unavailable("settings", str(error)) from error
