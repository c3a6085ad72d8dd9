"""What style says of files and imports, checked by machine where import-linter does not."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
LONGEST_TEST = 40

BANNED_NAMES = {"utils.py", "util.py", "helpers.py", "common.py", "widgets.py", "misc.py"}

# The only file of the window that may name colours.
COLOUR_TOKENS = {"desktop/ui/kit/tokens.py"}

# Names of another's list that are compared, not shown.
SPELT_BY_OTHERS = {"New Year's Day"}

BELOW_UI = ("domain", "persistence", "operations", "exchange", "commands")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return the files that a clone has, and those about to be added."""
    listed = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def python_files(*folders: str) -> Iterator[Path]:
    for path in tracked_files():
        if path.suffix == ".py" and relative(path).split("/")[0] in folders:
            yield path


@dataclass(frozen=True, slots=True)
class Function:
    """Where a function stands in its file."""

    line: int
    name: str
    last_line: int

    @property
    def length(self) -> int:
        return self.last_line - self.line + 1


@dataclass(slots=True)
class Found:
    """What one walk through a file finds; its tree is not kept, a thousand of them are large."""

    functions: list[Function] = field(default_factory=list)
    calls: list[tuple[int, str]] = field(default_factory=list)
    words: list[tuple[int, str]] = field(default_factory=list)
    imports: list[ast.Import | ast.ImportFrom] = field(default_factory=list)


@cache
def found_in(path: Path) -> Found:
    """Return the functions, calls, texts and imports of a file, calls on any object."""
    found = Found()
    documents: set[int] = set()  # texts that document something are no words of the program
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                last_line = node.end_lineno or node.lineno
                found.functions.append(Function(node.lineno, node.name, last_line))
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
                found.calls.append((node.lineno, name))
            case ast.Expr(value=ast.Constant()):
                documents.add(id(node.value))
            case ast.Constant(value=str(words)) if id(node) not in documents:
                found.words.append((node.lineno, words))
            case ast.Import() | ast.ImportFrom():
                found.imports.append(node)
    return found


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        relative(path): lines
        for path in python_files("desktop", "tests")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_a_painter_ends_whatever_happens_while_it_paints() -> None:
    """One left open by a mistake of ours takes the program down: Qt destroys what it paints on."""
    left_open = [
        f"{relative(path)}:{number}"
        for path in python_files("desktop")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if "QPainter(" in line and "with QPainter(" not in line
    ]
    assert left_open == []


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = [
        f"{relative(path)}:{one.line} {one.name}: {one.length} lines"
        for path in python_files("desktop", "tests")
        for one in found_in(path).functions
        if one.length > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_test_is_longer_than_forty_lines() -> None:
    long = [
        f"{relative(path)}:{one.line} {one.name}: {one.length} lines"
        for path in python_files("tests")
        for one in found_in(path).functions
        if one.name.startswith("test_") and one.length > LONGEST_TEST
    ]
    assert long == []


def test_files_are_named_after_what_they_hold() -> None:
    assert [relative(p) for p in python_files("desktop", "tests") if p.name in BANNED_NAMES] == []


def test_the_window_never_turns_its_own_event_loop() -> None:
    found = [
        f"{relative(path)}:{line}"
        for path in python_files("desktop")
        for line, name in found_in(path).calls
        if name == "processEvents"
    ]
    assert found == []


def test_no_test_sleeps_for_a_fixed_time() -> None:
    sleeping = re.compile(r"time\.sleep\(|qtbot\.wait\(|qWait\(")
    found = [
        f"{relative(path)}:{one.line} {one.name}"
        for path in python_files("tests")
        if path != Path(__file__)
        for lines in [path.read_text(encoding="utf-8").splitlines()]
        for one in found_in(path).functions
        if one.name.startswith("test_")
        and sleeping.search("\n".join(lines[one.line - 1 : one.last_line]))
    ]
    assert found == []


def test_only_the_token_file_names_colours() -> None:
    colour = re.compile(r"#[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?\b")
    found = [
        f"{relative(path)}: {found}"
        for path in python_files("desktop")
        if relative(path) not in COLOUR_TOKENS
        for found in colour.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_words_are_written_with_the_apostrophe_of_print() -> None:
    straight = re.compile(r"(^|\w)'(s|t|re|ll|ve)\b")
    found = [
        f"{relative(path)}:{line}: {words}"
        for path in python_files("desktop")
        for line, words in found_in(path).words
        if straight.search(words) and words not in SPELT_BY_OTHERS
    ]
    assert found == []


def text_files() -> Iterator[tuple[str, str]]:
    for path in tracked_files():
        try:
            yield relative(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_names_this_machine_or_a_package_host() -> None:
    above = str(ROOT) + "/"
    host = re.compile(r"index-url|find-links|https?://\S*(?:registry|/simple\b|/pool/main)")
    allowed = {relative(Path(__file__)), "packaging/requirements/pin.sh"}
    found = [
        name
        for name, text in text_files()
        if name not in allowed and (above in text or "/root/" in text or host.search(text))
    ]
    assert found == []


def test_every_font_comes_with_its_licence() -> None:
    fonts = ROOT / "resources" / "fonts"
    families = {path.parent for path in fonts.rglob("*") if path.suffix in (".otf", ".ttf")}
    assert {family.name for family in families} == {"inter", "phosphor"}
    for family in families:
        licences = [p for p in family.iterdir() if p.name in ("OFL.txt", "LICENSE.txt")]
        assert licences, f"{family.name} has no licence"
        assert "Copyright" in licences[0].read_text(encoding="utf-8")


def modules_below_ui() -> tuple[str, ...]:
    found = [path for layer in BELOW_UI for path in (ROOT / "desktop" / layer).rglob("*.py")]
    names = (relative(path).removesuffix(".py").replace("/", ".") for path in found)
    return tuple(sorted(name.removesuffix(".__init__") for name in names))


def run_python(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


BLOCKED = """
import importlib, sys
sys.modules["PySide6"] = None
sys.modules["shiboken6"] = None
for name in sys.argv[1:]:
    importlib.import_module(name)
print(len(sys.argv) - 1)
"""


def test_everything_below_the_window_runs_without_qt() -> None:
    modules = modules_below_ui()
    done = run_python(BLOCKED, *modules)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(modules) > 5


DOMAIN = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
bad = {"sqlalchemy", "alembic", "psycopg", "sqlite3", "click"}
print(sorted(bad & set(sys.modules)))
"""


def test_the_rules_load_no_database() -> None:
    modules = [name for name in modules_below_ui() if name.startswith("desktop.domain")]
    assert modules
    done = run_python(DOMAIN, *modules)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


@pytest.mark.parametrize("module", ["sqlalchemy.orm", "PySide6.QtSql"])
def test_nothing_imports_a_library_part_that_design_rules_out(module: str) -> None:
    parent, part = module.rsplit(".", 1)
    found = []
    for path in python_files("desktop", "migrations"):
        for node in found_in(path).imports:
            names = {alias.name for alias in node.names}
            if isinstance(node, ast.ImportFrom):
                names = {node.module or "", *(f"{node.module}.{name}" for name in names)}
            if module in names:
                found.append(f"{relative(path)}:{node.lineno} imports {part} of {parent}")
    assert found == []


def imported_from_desktop(path: Path) -> Iterator[str]:
    """Yield the modules of this program that a file imports, relative ones made whole."""
    package = relative(path).split("/")[:-1]
    for node in found_in(path).imports:
        names = [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            names = [f"{module}.{name}" for name in names]
        yield from (name for name in names if name.startswith("desktop."))


def test_the_shell_knows_no_feature_and_no_operation() -> None:
    allowed = ("desktop.domain", "desktop.settings", "desktop.paths", "desktop.ui.kit")
    shell = [
        path
        for path in python_files("desktop")
        if relative(path).startswith(("desktop/ui/kit/", "desktop/ui/main_window"))
    ]
    assert shell
    found = [
        f"{relative(path)} imports {name}"
        for path in shell
        for name in imported_from_desktop(path)
        if not name.startswith(allowed)
    ]
    assert found == []
