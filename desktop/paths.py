"""Where data, logs and shipped files are, in the source tree, installed, or frozen."""

import sys
from pathlib import Path

_APP = "attend"


def _shipped(name: str) -> Path:
    """Return the folder of files that come with the program.

    A frozen build and a wheel carry the folder inside the package (or beside the frozen program);
    the source tree has it beside the package.
    """
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [package / name, package.parent / name]
    if frozen is not None:
        candidates.insert(0, Path(frozen) / name)
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"this copy of Attend has no folder {name!r}; install it again")


def resources_dir() -> Path:
    """Return the folder of icons, fonts, styles and translations."""
    return _shipped("resources")


def fonts_dir() -> Path:
    """Return the folder of the fonts shipped with the program."""
    return resources_dir() / "fonts"


def migrations_dir() -> Path:
    """Return the folder of Alembic's environment and revisions."""
    return _shipped("migrations")


def own_command() -> list[str]:
    """Return what starts this program again, before its arguments."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop"]


_own: list[Path] = []


def keep_all_in(folder: Path) -> None:
    """Keep what belongs to this person in another folder, for as long as this program runs."""
    _own[:] = [folder]


def data_dir() -> Path:
    """Return this person's folder for databases; it may not exist yet."""
    if _own:
        return _own[0]
    import platformdirs

    return Path(platformdirs.user_data_dir(_APP, appauthor=False))


def log_dir() -> Path:
    """Return this person's folder for logs; it may not exist yet."""
    if _own:
        return _own[0] / "logs"
    import platformdirs

    return Path(platformdirs.user_log_dir(_APP, appauthor=False))


def file_url(file: Path) -> str:
    """Return the URL of an SQLite file; what a URL would take for its own is escaped."""
    return f"sqlite:///{file}".replace("%", "%25").replace("?", "%3F")
