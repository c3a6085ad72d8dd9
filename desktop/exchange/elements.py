"""One element of a FHIR resource, which remembers what of it was looked at.

JSON and XML give the same elements. Reading is lenient: one where a list is due, text where a
number is due, nothing where anything is due. What nobody asked for is listed in the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from desktop.domain.text import tidy, tidy_lines

_ALWAYS_PASSED = frozenset(
    {"resourceType", "id", "text", "meta", "implicitRules", "language", "fhir_comments"}
)
_HIDDEN_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
HIDDEN = "A hidden character was left out."


class Element:
    """An element by its names. ``hidden`` collects the names of texts with control characters."""

    __slots__ = ("_children", "_data", "_hidden", "_used")

    def __init__(self, data: Any, hidden: list[str] | None = None):
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        self._used: set[str] = set()
        self._children: dict[str, tuple[Element, ...]] = {}
        self._hidden: list[str] = [] if hidden is None else hidden

    def __bool__(self) -> bool:
        """Whether there is anything in it."""
        return bool(self._data)

    @property
    def hidden(self) -> tuple[str, ...]:
        """The names of the texts a control character was taken out of."""
        return tuple(dict.fromkeys(self._hidden))

    def names(self) -> tuple[str, ...]:
        """Return the names of its parts."""
        return tuple(self._data)

    def raw(self, name: str) -> Any:
        """Return the part of that name as it is."""
        self._used.add(name)
        return self._data.get(name)

    def text(self, name: str) -> str:
        """Return a text (or number) as one tidy line, "" when there is none."""
        found = self.texts(name)
        return found[0] if found else ""

    def lines(self, name: str) -> str:
        """Return a text of several lines, tidy."""
        found = [self._plain(name, one) for one in _items(self.raw(name))]
        return tidy_lines(found[0]) if found else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of that name that say anything."""
        said = (tidy(self._plain(name, one)) for one in _items(self.raw(name)))
        return tuple(one for one in said if one)

    def is_true(self, name: str) -> bool:
        """Return whether a yes-or-no part says yes."""
        return str(self.raw(name)).lower() == "true"

    def one(self, name: str) -> Element:
        """Return the (first) element of that name, an empty one when there is none."""
        found = self.all(name)
        return found[0] if found else Element(None, self._hidden)

    def all(self, name: str) -> tuple[Element, ...]:
        """Return the elements of that name."""
        if name not in self._children:
            self._used.add(name)
            self._children[name] = tuple(
                Element(one, self._hidden) for one in _items(self._data.get(name))
            )
        return self._children[name]

    def use(self, *names: str) -> None:
        """Mark parts as looked at though nothing of them is kept apart."""
        self._used.update(names)

    def use_all(self) -> None:
        """Mark the whole element as looked at."""
        self._used.update(self._data)
        self._children.clear()

    def unread(self, prefix: str = "") -> Iterator[str]:
        """Give the names of what nobody looked at; an extension is named by its address' end."""
        for name in self._data:
            if name in self._used:
                for child in self._children.get(name, ()):
                    inner = f"{prefix}{name}." if name != "extension" else prefix
                    yield from child.unread(inner)
            elif name == "extension":
                for one in _items(self._data[name]):
                    yield f"{prefix}extension {_end(one)}"
            elif name not in _ALWAYS_PASSED and name != "url":
                yield prefix + name

    def extension(self, *ends: str) -> tuple[Element, ...]:
        """Return the extensions whose address ends so; others stay unread."""
        found = self._extensions()
        return tuple(one for end in ends for one in found if _end(one._data) == end)

    def _extensions(self) -> tuple[Element, ...]:
        if "extension" not in self._children:
            self._children["extension"] = tuple(
                _Extension(one, self._hidden) for one in _items(self._data.get("extension"))
            )
            self._used.add("extension")
        return self._children["extension"]

    def _plain(self, name: str, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            return ""
        said = str(value)
        if not said.isprintable() and _HIDDEN_CONTROL.search(said):
            self._hidden.append(name)
        return said


class _Extension(Element):
    """An extension: unread as a whole by the end of its address."""

    __slots__ = ()

    def unread(self, prefix: str = "") -> Iterator[str]:
        if self._used or self._children:
            yield from super().unread(f"{prefix}{_end(self._data)}.")
        else:
            yield f"{prefix}extension {_end(self._data)}"


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _end(extension: Any) -> str:
    url = extension.get("url") if isinstance(extension, Mapping) else None
    end = str(url or "without a name").rstrip("/").rpartition("/")[2]
    return end.removeprefix("Extension-")
