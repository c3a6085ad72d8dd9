"""Taking in what people need from elsewhere: flags of people who are here, each once."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.domain.ids import PatientId, PreferenceId
from desktop.domain.imports import ImportReport, NeedRead, Pointer, PreferenceRead, Slip
from desktop.domain.permissions import Act
from desktop.domain.preferences import kind_of
from desktop.operations.import_newcomers import Newcomers
from desktop.operations.outcome import Outcome
from desktop.operations.people_import_rows import PeopleRows
from desktop.operations.visit_needs import follow_preferences
from desktop.operations.work import Work
from desktop.persistence.imports import find_taken_in
from desktop.persistence.merging import list_records, lock_records
from desktop.persistence.preferences import list_active

FLAG = "Flag"


class NeedsBatch:
    """Takes needs in one by one within a transaction."""

    def __init__(
        self,
        work: Work,
        source: str,
        whose: dict[Pointer, PatientId],
        newcomers: Newcomers | None = None,
    ):
        self.report = ImportReport()
        self._work, self._rows = work, PeopleRows(work, source)
        self._source, self._whose = source, whose
        self._known: dict[str, tuple[str, str]] = {}
        new = newcomers.kinds if newcomers is not None else {}
        self._told = {key: set(kinds) for key, kinds in new.items()}
        self._made: dict[tuple[PatientId, str], PreferenceId] = {}
        self._touched: dict[PatientId, None] = {}

    def take_all(self, needs: Sequence[NeedRead]) -> None:
        """Take them in; visits to come of those people follow."""
        ids = {one for need in needs for one in need.source_ids}
        self._known = find_taken_in(self._work.db, self._source, FLAG, ids)
        for need in needs:
            self._take(need)

    def write(self) -> Outcome[ImportReport]:
        """Write the rows; then every visit to come of those people has the needs they bring."""
        work = self._work
        if self._touched:
            lock_records(work.db, self._touched)
        self._rows.write()
        for patient_id in self._touched:
            follow_preferences(work, patient_id)
        work.touched_everything = self.report.needs.added > 0
        return Outcome(self.report, work.changes())

    def _take(self, need: NeedRead) -> None:
        report = self.report
        report.needs.read += 1
        report.note_unread(need.unread)
        if any(one in self._known for one in need.source_ids):
            report.needs.known += 1
            return
        report.slips += need.slips
        if not need.preferences:
            return
        patient_id = self._whose.get(need.person)
        if patient_id is None:
            self._refuse(need, "subject", "The person they belong to is not here.")
            return
        for one in need.preferences:
            self._add(need, patient_id, one)

    def _add(self, need: NeedRead, patient_id: PatientId, one: PreferenceRead) -> None:
        kind = kind_of(one.kind)
        if one.ends_on is not None and one.ends_on < self._work.today:
            self._say(need, "period", f"{kind.words}: it ended before today; left out.")
            return
        told = self._told_by(patient_id)
        made = self._made.get((patient_id, one.kind))
        if made is not None and one.filled and self._rows.widen_preference(made, one.filled):
            self._note(need, made, patient_id, kind.words)
            return
        if kind.is_single and one.kind in told:
            self.report.needs.known += 1
            why = f"{kind.words}: on record here already; nothing here was changed."
            self._say(need, "code", why)
            return
        told.add(one.kind)
        key = self._rows.add_preference(patient_id, one)
        self._made[patient_id, one.kind] = key
        self._note(need, key, patient_id, kind.words)

    def _note(self, need: NeedRead, key: PreferenceId, patient_id: PatientId, what: str) -> None:
        """Remember where it came from, and that the person's visits have to follow."""
        self._rows.remember(FLAG, need.source_ids, key, "")
        self._known.update((each, (key, "")) for each in need.source_ids)
        self._touched[patient_id] = None
        self.report.needs.added += 1
        self.report.note_mapped(what)
        facts = {"from": f"{need.file} {need.place}", "what": what}
        self._work.record(Act.IMPORT_PEOPLE, facts, patient_id=patient_id)

    def _told_by(self, patient_id: PatientId) -> set[str]:
        if patient_id not in self._told:
            db = self._work.db
            told = list_active(db, list_records(db, patient_id), self._work.today)
            self._told[patient_id] = {one.kind for one in told}
        return self._told[patient_id]

    def _refuse(self, need: NeedRead, field: str, why: str) -> None:
        self.report.needs.refused += 1
        self.report.slips.append(Slip(need.file, need.place, field, why, taken=False))

    def _say(self, need: NeedRead, field: str, why: str) -> None:
        self.report.slips.append(Slip(need.file, need.place, field, why))
