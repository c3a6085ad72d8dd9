"""Finding people: byte-ordered ranges over folded names, birth dates, sounds and keys.

A keystroke is one to three indexed statements; which of two names drives a query is chosen by
counting in sorted copies of the distinct names kept in the process. Stale copies choose worse,
they never hide anybody.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, TextClause, and_, bindparam, select, text

from desktop.domain.ids import PatientId
from desktop.domain.names import near_key, sound_key
from desktop.domain.people import NHS_NUMBER, PatientDetails, PatientSummary, Registration
from desktop.domain.people_rules import forms_of, is_alike
from desktop.domain.people_search import DigitWord, PeopleQuery
from desktop.domain.preferences import KINDS
from desktop.domain.said_dates import say_date
from desktop.persistence.people import called_name
from desktop.persistence.tables import (
    audit_log,
    givens,
    identifiers,
    patient_search,
    patients,
    preferences,
    surnames,
)

SCREENFUL = 20
ASKED = 3 * SCREENFUL
"""Rows asked for: a person may be found by several forms of the name."""
HIGH = "\U0010ffff"
MOST_DRIVING_GIVENS = 60
MOST_KEYS = 500
_INDEX = "people_index"


@dataclass(slots=True)
class PeopleIndex:
    """The distinct folded names, sorted; only to choose by, and to look near misses up in."""

    families: list[str]
    givens: list[str]

    def add(self, families: Iterable[str], given: Iterable[str]) -> None:
        """Take in names just written."""
        for names, new in ((self.families, families), (self.givens, given)):
            for name in new:
                place = bisect_left(names, name)
                if name and (place == len(names) or names[place] != name):
                    insort(names, name)


def people_index(db: Connection, shared: dict[str, Any]) -> PeopleIndex:
    """Return the desk's index, read when it is first asked for (10 ms at a million people)."""
    index = shared.get(_INDEX)
    if not isinstance(index, PeopleIndex):
        index = PeopleIndex(
            sorted(row.family for row in db.execute(select(surnames.c.family))),
            sorted(row.given for row in db.execute(select(givens.c.given))),
        )
        shared[_INDEX] = index
    return index


def add_to_index(shared: dict[str, Any], details: PatientDetails) -> None:
    """Take a person's names into the desk's index, where it has one already."""
    index = shared.get(_INDEX)
    if isinstance(index, PeopleIndex):
        forms = forms_of(details)
        index.add([form.family_folded for form in forms], [form.given_folded for form in forms])


def forget_index(shared: dict[str, Any]) -> None:
    """Read the index anew at the next search: another desk has written people."""
    shared.pop(_INDEX, None)


# -- statements -----------------------------------------------------------------------------------

_COLUMNS = "q.patient_id, q.family, q.given, q.born_on"
_FROM = f"SELECT {_COLUMNS} FROM patient_search q WHERE "
_FAMILY = text(
    _FROM + "q.family >= :a AND q.family < :ah ORDER BY q.family, q.given, q.born_on LIMIT 60"
)
_GIVEN = text(
    _FROM + "q.given >= :a AND q.given < :ah ORDER BY q.given, q.family, q.born_on LIMIT 60"
)
_BORN = text(
    _FROM + "q.born_on = :born AND q.family >= :a AND q.family < :ah "
    "AND q.given >= :b AND q.given < :bh ORDER BY q.family, q.given LIMIT 60"
)
_SOUND = text(
    _FROM + "q.sound = :sound AND q.given >= :b AND q.given < :bh "
    "ORDER BY q.given, q.family LIMIT 60"
)
# A LATERAL with its own ORDER BY and LIMIT is always a nested loop over the index on PostgreSQL,
# whatever random_page_cost says; SQLite takes CROSS JOIN as the order of its loops.
_BOTH = {
    ("postgresql", "family"): text(
        "SELECT p.* FROM (SELECT family FROM surnames WHERE family >= :a AND family < :ah "
        "ORDER BY family LIMIT 2000) s CROSS JOIN LATERAL "
        f"({_FROM} q.family = s.family AND q.given >= :b AND q.given < :bh "
        "ORDER BY q.family, q.given, q.born_on LIMIT 60) p LIMIT 60"
    ),
    ("postgresql", "given"): text(
        "SELECT p.* FROM (SELECT given FROM givens WHERE given >= :b AND given < :bh "
        "ORDER BY given LIMIT 2000) s CROSS JOIN LATERAL "
        f"({_FROM} q.given = s.given AND q.family >= :a AND q.family < :ah "
        "ORDER BY q.given, q.family, q.born_on LIMIT 60) p LIMIT 60"
    ),
    ("sqlite", "family"): text(
        f"SELECT {_COLUMNS} FROM surnames s CROSS JOIN patient_search q "
        "WHERE s.family >= :a AND s.family < :ah AND q.family = s.family "
        "AND q.given >= :b AND q.given < :bh LIMIT 60"
    ),
    ("sqlite", "given"): text(
        f"SELECT {_COLUMNS} FROM givens s CROSS JOIN patient_search q "
        "WHERE s.given >= :b AND s.given < :bh AND q.given = s.given "
        "AND q.family >= :a AND q.family < :ah LIMIT 60"
    ),
}


def _keys(most: int) -> TextClause:
    return text(
        "SELECT patient_id FROM patient_keys WHERE kind = :kind AND key >= :a AND key < :ah "
        f"ORDER BY key LIMIT {most}"
    )


# A number alone needs a few screenfuls; with a name beside it the name decides, so more are read.
_FEW_KEYS, _MANY_KEYS = _keys(ASKED), _keys(MOST_KEYS)
_BORN_IDS = text(f"SELECT patient_id FROM patient_search WHERE born_on = :born LIMIT {MOST_KEYS}")
_FORMS = select(
    patient_search.c.patient_id,
    patient_search.c.family,
    patient_search.c.given,
    patient_search.c.born_on,
).where(patient_search.c.patient_id.in_(bindparam("ids", expanding=True)))


class _Hit(NamedTuple):
    """A form of a person's name that fits; the least rank is the best match.

    Their order is the order shown: rank, family, given, birth date.
    """

    rank: int
    family: str
    given: str
    born_on: str
    patient_id: PatientId


def search_people(
    db: Connection, index: PeopleIndex, query: PeopleQuery, *, limit: int = SCREENFUL
) -> tuple[PatientSummary, ...]:
    """Return the people who fit every part of the query: exact, by start, sounding alike."""
    births = [born.isoformat() for born in query.births]
    if query.digits or query.postcode:
        hits = _by_keys(db, query, births)
    else:
        hits = _by_names(db, index, query, births)
    found = _best(hits, limit)
    if len(found) < limit and query.names and not query.digits and not query.postcode:
        known = {hit.patient_id for hit in found}
        alike = [hit for hit in _by_sound(db, query, births) if hit.patient_id not in known]
        found += _best(alike, limit - len(found))
    return _summaries(db, found)


def _best(hits: Iterable[_Hit], limit: int) -> list[_Hit]:
    """Keep each person once, by their best form, the best people first."""
    best: dict[PatientId, _Hit] = {}
    for hit in sorted(hits):
        best.setdefault(hit.patient_id, hit)
        if len(best) == limit:
            break
    return list(best.values())


def _by_names(
    db: Connection, index: PeopleIndex, query: PeopleQuery, births: list[str]
) -> list[_Hit]:
    hits: list[_Hit] = []
    if not query.names:
        for born in births:
            rows = _run(db, _BORN, _range("", "") | {"born": born})
            hits += [_hit(row, "", "") for row in rows]
        return hits
    for first, second in query.name_splits:
        for family, given in dict.fromkeys(((first, second), (second, first))):
            if births:
                for born in births:
                    rows = _run(db, _BORN, _range(family, given) | {"born": born})
                    hits += [_hit(row, family, given) for row in rows]
            else:
                hits += [_hit(row, family, given) for row in _names(db, index, family, given)]
    return hits


def _names(db: Connection, index: PeopleIndex, family: str, given: str) -> list[Any]:
    params = _range(family, given)
    if not given:
        return _run(db, _FAMILY, {"a": params["a"], "ah": params["ah"]})
    if not family:
        return _run(db, _GIVEN, {"a": params["b"], "ah": params["bh"]})
    families = _count(index.families, family)
    givens_ = _count(index.givens, given)
    drive = "given" if givens_ < families and givens_ <= MOST_DRIVING_GIVENS else "family"
    return _run(db, _BOTH[db.dialect.name, drive], params)


def _by_sound(db: Connection, query: PeopleQuery, births: list[str]) -> list[_Hit]:
    hits = []
    for first, second in query.name_splits:
        for family, given in dict.fromkeys(((first, second), (second, first))):
            sound = sound_key(family) if family else ""
            if not sound:
                continue
            params = {"sound": sound, "b": given, "bh": given + HIGH}
            for row in _run(db, _SOUND, params):
                if not births or row.born_on in births:
                    hits.append(_Hit(2, row.family, row.given, row.born_on, row.patient_id))
    return hits


def _by_keys(db: Connection, query: PeopleQuery, births: list[str]) -> list[_Hit]:
    """Find by numbers and postcode first, then keep those whose names and births fit too."""
    alone = len(query.digits) + bool(query.postcode) == 1 and not (query.names or births)
    keys = _FEW_KEYS if alone else _MANY_KEYS
    sets = [_digit_people(db, word, keys) for word in query.digits]
    if query.postcode:
        sets.append(_key_people(db, keys, "postcode", query.postcode))
    wanted = set.intersection(*sets)
    if not wanted:
        return []
    rows = db.execute(_FORMS, {"ids": sorted(wanted)[:MOST_KEYS]}).all()
    hits = []
    for row in rows:
        if births and row.born_on not in births:
            continue
        if not query.names:
            hits.append(_hit(row, "", ""))
            continue
        for first, second in query.name_splits:
            for family, given in ((first, second), (second, first)):
                if row.family.startswith(family) and row.given.startswith(given):
                    hits.append(_hit(row, family, given))
    return hits


def _digit_people(db: Connection, word: DigitWord, keys: TextClause) -> set[PatientId]:
    """Return who any one meaning of a number fits."""
    people = _key_people(db, keys, "phone", word.phone)
    people |= _key_people(db, keys, "phone-end", word.phone[::-1])
    if word.number is not None:
        people |= _key_people(db, keys, "identifier", word.number)
    for born in word.births:
        people |= {row.patient_id for row in _run(db, _BORN_IDS, {"born": born.isoformat()})}
    return people


def _key_people(db: Connection, keys: TextClause, kind: str, key: str) -> set[PatientId]:
    rows = _run(db, keys, {"kind": kind, "a": key, "ah": key + HIGH})
    return {row.patient_id for row in rows}


def _run(db: Connection, statement: TextClause, params: dict[str, Any]) -> list[Any]:
    return list(db.execute(statement, params).all())


def _range(family: str, given: str) -> dict[str, str]:
    return {"a": family, "ah": family + HIGH, "b": given, "bh": given + HIGH}


def _count(names: list[str], start: str) -> int:
    return bisect_left(names, start + HIGH) - bisect_left(names, start)


def _hit(row: Any, family: str, given: str) -> _Hit:
    exact = (not family or row.family == family) and (not given or row.given == given)
    return _Hit(0 if exact else 1, row.family, row.given, row.born_on, row.patient_id)


# -- near misses ----------------------------------------------------------------------------------

MOST_NEAR_NAMES = 8


def find_near_people(
    db: Connection, index: PeopleIndex, query: PeopleQuery, *, limit: int = SCREENFUL
) -> tuple[PatientSummary, ...]:
    """Return people nearly so called: each name a slip away from one that is here."""
    births = [born.isoformat() for born in query.births]
    hits: list[_Hit] = []
    for first, second in query.name_splits:
        for family, given in dict.fromkeys(((first, second), (second, first))):
            families = _near(index.families, family) if family else [""]
            near_givens = _near(index.givens, given) if given else [""]
            for one in families:
                for other in near_givens:
                    rows = _names(db, index, one, other)
                    hits += [
                        _Hit(3, row.family, row.given, row.born_on, row.patient_id)
                        for row in rows
                        if (not one or row.family == one)
                        and (not other or row.given == other)
                        and (not births or row.born_on in births)
                    ]
    return _summaries(db, _best(hits, limit))


def _near(names: list[str], typed: str) -> list[str]:
    from rapidfuzz import process  # 5 ms to import: only for a near miss
    from rapidfuzz.distance import DamerauLevenshtein

    most = 1 if len(typed) <= 5 else 2
    found = process.extract(
        typed,
        names,
        scorer=DamerauLevenshtein.distance,
        score_cutoff=most,
        limit=MOST_NEAR_NAMES,
    )
    return [name for name, _, _ in found if near_key(typed, name) or name == typed]


# -- what a row shows -----------------------------------------------------------------------------

_SHOWN = (
    select(
        patients.c.id,
        patients.c.preferred_name,
        patients.c.given_names,
        patients.c.family_name,
        patients.c.born_on,
        patients.c.address,
        patients.c.registration,
        patients.c.deceased_on,
        identifiers.c.value,
    )
    .outerjoin(
        identifiers,
        and_(identifiers.c.patient_id == patients.c.id, identifiers.c.system == NHS_NUMBER),
    )
    .where(
        patients.c.id.in_(bindparam("ids", expanding=True)),
        patients.c.registration != Registration.ENTERED_IN_ERROR,
    )
)
_NEEDS = select(preferences.c.patient_id, preferences.c.kind).where(
    preferences.c.patient_id.in_(bindparam("ids", expanding=True)),
    preferences.c.ends_on.is_(None),
)
_MATCHES = ("exact", "prefix", "sound", "near")


def _summaries(db: Connection, hits: list[_Hit]) -> tuple[PatientSummary, ...]:
    """Return the people of the hits, in their order."""
    if not hits:
        return ()
    ids = [hit.patient_id for hit in hits]
    rows = {row.id: row for row in db.execute(_SHOWN, {"ids": ids})}
    needs: dict[PatientId, list[str]] = {}
    for patient_id, kind in db.execute(_NEEDS, {"ids": ids}):
        if kind in KINDS and KINDS[kind].is_need:
            needs.setdefault(patient_id, []).append(KINDS[kind].short)
    seen: dict[tuple[str, date | None], int] = {}
    for row in rows.values():
        key = (f"{row.given_names} {row.family_name}".casefold(), row.born_on)
        seen[key] = seen.get(key, 0) + 1
    shown = []
    for hit in hits:
        if hit.patient_id not in rows:
            continue
        row = rows[hit.patient_id]
        legal_key = f"{row.given_names} {row.family_name}".casefold()
        legal = f"{row.given_names} {row.family_name}".strip()
        shown.append(
            PatientSummary(
                id=row.id,
                called=called_name(row.preferred_name, row.given_names, row.family_name),
                legal_name=legal,
                born_on=row.born_on,
                nhs_number=row.value or "",
                address_line=row.address.split("\n", 1)[0],
                needs=tuple(needs.get(row.id, ())),
                registration=row.registration,
                deceased_on=row.deceased_on,
                match=_MATCHES[hit.rank],
                same_name_and_birth=seen[legal_key, row.born_on] > 1,
            )
        )
    return tuple(shown)


# -- recent and alike -----------------------------------------------------------------------------

RECENT = 10
LOOKED_BACK = 300
_RECENT = (
    select(audit_log.c.patient_id)
    .where(audit_log.c.desk == bindparam("desk"))
    .order_by(audit_log.c.seq.desc())
    .limit(LOOKED_BACK)
)


def find_recent_people(db: Connection, desk: str) -> tuple[PatientSummary, ...]:
    """Return the people in the desk's last acts, newest first, at most 10."""
    ids = [row.patient_id for row in db.execute(_RECENT, {"desk": desk}) if row.patient_id]
    recent = list(dict.fromkeys(ids))[:RECENT]
    return _summaries(db, [_Hit(0, "", "", "", patient_id) for patient_id in recent])


def find_alike(db: Connection, details: PatientDetails) -> tuple[str, ...]:
    """Return who may be the same person, each as "Maggie Hughes, born 12 Mar 1952"."""
    ids = set()
    if details.born_on is not None:
        rows = _run(db, _BORN_IDS, {"born": details.born_on.isoformat()})
        ids = {row.patient_id for row in rows}
    else:
        for form in forms_of(details)[:1]:
            rows = _run(db, _FAMILY, {"a": form.family_folded, "ah": form.family_folded + HIGH})
            ids = {row.patient_id for row in rows if row.given == form.given_folded}
    if not ids:
        return ()
    people = db.execute(_SHOWN, {"ids": sorted(ids)}).all()
    alike = []
    for row in people:
        names = {f"{row.given_names} {row.family_name}".strip()}
        names.add(called_name(row.preferred_name, row.given_names, row.family_name))
        if any(is_alike(details, name, row.born_on) for name in names):
            born = f", born {say_date(row.born_on)}" if row.born_on else ""
            alike.append(f"{min(names, key=len)}{born}")
    return tuple(sorted(alike))
