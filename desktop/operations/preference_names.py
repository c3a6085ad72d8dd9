"""Whom of this practice a preference from elsewhere names: its ids become ours, or words."""

from __future__ import annotations

from dataclasses import replace

from desktop.domain.imports import Pointer, PreferenceRead
from desktop.domain.preference_fields import Field, FieldType, Value
from desktop.domain.preferences import KINDS
from desktop.operations.import_names import PracticeNames
from desktop.operations.work import Work
from desktop.persistence.preferences import list_names


class NamesHere:
    """Finds clinicians and clinics by id or by name; what this practice has is read when needed."""

    def __init__(self, work: Work, source: str):
        self._work, self._source = work, source
        self._names: PracticeNames | None = None

    def own(self, read: PreferenceRead) -> PreferenceRead:
        """Return it with ids of this practice; of whom nobody here is, with the name in words."""
        kind = KINDS.get(read.kind)
        fields = {one.name: one for one in (kind.fields if kind else ()) if one.holds_ids}
        if not any(name in fields for name, _ in read.filled):
            return read
        names = dict(read.names)
        filled: list[tuple[str, Value]] = []
        lost: list[str] = []
        for name, value in read.filled:
            if name not in fields or not isinstance(value, tuple):
                filled.append((name, value))
                continue
            found = [(one, self._find(fields[name], one, names.get(one, ""))) for one in value]
            ours = tuple(dict.fromkeys(key for _, key in found if key is not None))
            lost += [names.get(one, "") for one, key in found if key is None]
            if ours:
                filled.append((name, ours))
        said = ". ".join(filter(None, (read.value, ", ".join(filter(None, lost)))))
        return replace(read, filled=tuple(filled), value=said)

    def _find(self, field: Field, key: str, words: str) -> str | None:
        if list_names(self._work.db, (key,)):
            return key
        if self._names is None:
            self._names = PracticeNames(self._work, self._source)
        pointer = Pointer((key,), words=words)
        if field.type is FieldType.CLINICS:
            return self._names.find_clinic(pointer)
        return self._names.find_clinician(pointer)
