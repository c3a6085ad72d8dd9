"""Finding people: byte-ordered ranges over folded names, birth dates, sounds and keys.

A keystroke is one to three indexed statements; which of two names drives a query is chosen by
counting in sorted copies of the distinct names kept in the process. Stale copies choose worse,
they never hide anybody.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from desktop.domain.contacts import phone_search_digits
from desktop.domain.ids import PatientId
from desktop.domain.names import near_key, sound_key
from desktop.domain.people import PatientDetails, PatientSummary
from desktop.domain.people_rules import forms_of, is_alike
from desktop.domain.people_search import DigitWord, PeopleQuery
from desktop.domain.said_dates import say_date
from desktop.persistence.merging import HAS_MERGED, is_any_sensitive
from desktop.persistence.people import called_name
from desktop.persistence.people_index import PeopleIndex
from desktop.persistence.people_shown import (
    IN_IDS,
    ids_given,
    read_shown,
    summaries,
    to_date,
)
from desktop.persistence.prepared import PreparedText
from desktop.persistence.tables import audit_log

SCREENFUL = 20
FEW, MANY = 28, 100
"""Rows asked for at first, and when these were too few: a person has up to 8 forms of the name."""
HIGH = "\U0010ffff"
MOST_DRIVING_GIVENS = 60
MOST_KEYS = 500


# -- statements -----------------------------------------------------------------------------------

_COLUMNS = "q.patient_id, q.family, q.given, q.born_on"
_FROM = f"SELECT {_COLUMNS} FROM patient_search q WHERE "
_Row = tuple[PatientId, str, str, str]


class _Asked:
    """A statement that asks for a little over a screenful, and for many when those were too few.

    Both are texts of their own: with the number as a parameter PostgreSQL would plan for any.
    """

    def __init__(self, sql: str | Mapping[str, str]):
        texts = sql if isinstance(sql, Mapping) else {"sqlite": sql, "postgresql": sql}
        self._few, self._many = (
            PreparedText({name: text.replace("{most}", str(most)) for name, text in texts.items()})
            for most in (FEW, MANY)
        )

    def rows(self, db: Connection, given: Mapping[str, Any]) -> list[Any]:
        """Return the rows, enough for a screenful of people where there are as many."""
        rows = self._few.all(db, given)
        if len(rows) == FEW and len({row[0] for row in rows}) < SCREENFUL:
            rows = self._many.all(db, given)
        return rows

    def many(self, db: Connection, given: Mapping[str, Any]) -> list[Any]:
        """Return as many rows as are ever asked for."""
        return self._many.all(db, given)


_FAMILY = _Asked(
    f"{_FROM} q.family >= :a AND q.family < :ah "
    "ORDER BY q.family, q.given, q.born_on LIMIT {most}"
)
_GIVEN = _Asked(
    f"{_FROM} q.given >= :b AND q.given < :bh ORDER BY q.given, q.family, q.born_on LIMIT {{most}}"
)
_BORN = _Asked(
    f"{_FROM} q.born_on = :born AND q.family >= :a AND q.family < :ah "
    "AND q.given >= :b AND q.given < :bh ORDER BY q.family, q.given LIMIT {most}"
)
_SOUND = _Asked(
    f"{_FROM} q.sound = :sound AND q.given >= :b AND q.given < :bh "
    "ORDER BY q.given, q.family LIMIT {most}"
)
# A LATERAL with its own ORDER BY and LIMIT is always a nested loop over the index on PostgreSQL,
# whatever random_page_cost says; SQLite takes CROSS JOIN as the order of its loops.
_BOTH = {
    "family": _Asked(
        {
            "postgresql": "SELECT p.* FROM (SELECT family FROM surnames WHERE family >= :a "
            "AND family < :ah ORDER BY family LIMIT 2000) s CROSS JOIN LATERAL "
            f"({_FROM} q.family = s.family AND q.given >= :b AND q.given < :bh "
            "ORDER BY q.family, q.given, q.born_on LIMIT {most}) p LIMIT {most}",
            "sqlite": f"SELECT {_COLUMNS} FROM surnames s CROSS JOIN patient_search q "
            "WHERE s.family >= :a AND s.family < :ah AND q.family = s.family "
            "AND q.given >= :b AND q.given < :bh LIMIT {most}",
        }
    ),
    "given": _Asked(
        {
            "postgresql": "SELECT p.* FROM (SELECT given FROM givens WHERE given >= :b "
            "AND given < :bh ORDER BY given LIMIT 2000) s CROSS JOIN LATERAL "
            f"({_FROM} q.given = s.given AND q.family >= :a AND q.family < :ah "
            "ORDER BY q.given, q.family, q.born_on LIMIT {most}) p LIMIT {most}",
            "sqlite": f"SELECT {_COLUMNS} FROM givens s CROSS JOIN patient_search q "
            "WHERE s.given >= :b AND s.given < :bh AND q.given = s.given "
            "AND q.family >= :a AND q.family < :ah LIMIT {most}",
        }
    ),
}
_KEY = "k.kind = :kind AND k.key >= :a AND k.key < :ah ORDER BY k.key LIMIT"
# A number alone needs a screenful, with the names; beside a name the name decides: more are read.
_BY_KEY = _Asked(
    f"SELECT {_COLUMNS} FROM (SELECT patient_id FROM patient_keys k WHERE {_KEY} {{most}}) f "
    "JOIN patient_search q ON q.patient_id = f.patient_id"
)
_KEY_IDS = PreparedText(f"SELECT patient_id FROM patient_keys k WHERE {_KEY} {MOST_KEYS}")
_BORN_IDS = PreparedText(
    f"SELECT patient_id FROM patient_search WHERE born_on = :born LIMIT {MOST_KEYS}"
)
# Born in a span of days, with a first name that begins alike: "joe" for Joanna.
_ALIKE = _Asked(
    f"{_FROM} q.family = :a AND q.given >= :b AND q.given < :bh "
    "AND q.born_on >= :first AND q.born_on <= :last ORDER BY q.given LIMIT {most}"
)
_PHONES = PreparedText(
    {
        name: f"SELECT c.patient_id, c.value, {HAS_MERGED} FROM contact_points c "
        "JOIN patients p ON p.id = c.patient_id "
        f"WHERE c.system = 'phone' AND NOT p.is_sensitive AND c.patient_id {ids}"
        for name, ids in IN_IDS.items()
    }
)
_FORMS = PreparedText({name: f"{_FROM} q.patient_id {ids}" for name, ids in IN_IDS.items()})


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
    people = summaries(db, _matched(found), typed=query.names)
    return _with_numbers(db, people, query.phones) if query.phones else people


def _with_numbers(
    db: Connection, people: tuple[PatientSummary, ...], typed: tuple[str, ...]
) -> tuple[PatientSummary, ...]:
    """Let each row say the telephone number it was found by."""
    if not people:
        return people
    numbers: dict[PatientId, str] = {}
    found = _PHONES.all(db, ids_given(db, [one.id for one in people]))
    for patient_id, value, has_merged in found:
        key = phone_search_digits(value)
        is_found = any(key.startswith(one) or key.endswith(one) for one in typed)
        if is_found and not (has_merged and is_any_sensitive(db, patient_id)):
            numbers.setdefault(patient_id, value)
    return tuple(
        replace(one, found_as=numbers[one.id]) if one.id in numbers else one for one in people
    )


def _best(hits: Iterable[_Hit], limit: int) -> list[_Hit]:
    """Keep each person once, by their best form, the best people first."""
    best: dict[PatientId, _Hit] = {}
    for hit in sorted(hits):
        best.setdefault(hit.patient_id, hit)
        if len(best) == limit:
            break
    return list(best.values())


_MATCHES = ("exact", "prefix", "sound", "near", "near")


def _matched(hits: Iterable[_Hit]) -> list[tuple[PatientId, str]]:
    return [(hit.patient_id, _MATCHES[hit.rank]) for hit in hits]


def _by_names(
    db: Connection, index: PeopleIndex, query: PeopleQuery, births: list[str]
) -> list[_Hit]:
    hits: list[_Hit] = []
    if not query.names:
        for born in births:
            rows = _BORN.rows(db, _range("", "") | {"born": born})
            hits += [_hit(row, "", "") for row in rows]
        return hits
    for first, second in query.name_splits:
        for family, given in dict.fromkeys(((first, second), (second, first))):
            if births:
                for born in births:
                    rows = _BORN.rows(db, _range(family, given) | {"born": born})
                    hits += [_hit(row, family, given) for row in rows]
            else:
                hits += [_hit(row, family, given) for row in _names(db, index, family, given)]
    return hits


def _names(db: Connection, index: PeopleIndex, family: str, given: str) -> list[_Row]:
    params = _range(family, given)
    if not given:
        return _FAMILY.rows(db, params)
    if not family:
        return _GIVEN.rows(db, params)
    families = _count(index.families, family)
    givens_ = _count(index.givens, given)
    drive = "given" if givens_ < families and givens_ <= MOST_DRIVING_GIVENS else "family"
    return _BOTH[drive].rows(db, params)


def _by_sound(db: Connection, query: PeopleQuery, births: list[str]) -> list[_Hit]:
    hits = []
    for first, second in query.name_splits:
        for family, given in dict.fromkeys(((first, second), (second, first))):
            sound = sound_key(family) if family else ""
            if not sound:
                continue
            params = {"sound": sound, "b": given, "bh": given + HIGH}
            rows = _SOUND.many(db, params) if births else _SOUND.rows(db, params)
            for patient_id, family_name, given_name, born_on in rows:
                if not births or born_on in births:
                    hits.append(_Hit(2, family_name, given_name, born_on, patient_id))
    return hits


def _by_keys(db: Connection, query: PeopleQuery, births: list[str]) -> list[_Hit]:
    """Find by numbers and postcode first, then keep those whose names and births fit too."""
    if len(query.digits) + bool(query.postcode) == 1 and not (query.names or births):
        return _by_one_key(db, query)
    sets = [
        set[PatientId]().union(
            *(_key_people(db, *key) for key in _meanings(word)),
            *(_born_people(db, born) for born in word.births),
        )
        for word in query.digits
    ]
    if query.postcode:
        sets.append(_key_people(db, "postcode", query.postcode))
    wanted = set.intersection(*sets)
    if not wanted:
        return []
    rows = _FORMS.all(db, ids_given(db, sorted(wanted)[:MOST_KEYS]))
    hits = []
    for row in rows:
        if births and row[3] not in births:
            continue
        if not query.names:
            hits.append(_hit(row, "", ""))
            continue
        for first, second in query.name_splits:
            for family, given in ((first, second), (second, first)):
                if row[1].startswith(family) and row[2].startswith(given):
                    hits.append(_hit(row, family, given))
    return hits


def _by_one_key(db: Connection, query: PeopleQuery) -> list[_Hit]:
    """Find by a number or a postcode that stands alone: any meaning of it will do."""
    rows: list[_Row] = []
    for word in query.digits:
        for kind, key in _meanings(word):
            rows += _BY_KEY.rows(db, _key_range(kind, key))
        for born in word.births:
            rows += _BORN.rows(db, _range("", "") | {"born": born.isoformat()})
    if query.postcode:
        rows += _BY_KEY.rows(db, _key_range("postcode", query.postcode))
    return [_hit(row, "", "") for row in rows]


def _meanings(word: DigitWord) -> list[tuple[str, str]]:
    """Return what keys a number may be the start of, phones by their end among them."""
    meanings = [("phone", word.phone), ("phone-end", word.phone[::-1])]
    if word.number is not None:
        meanings.append(("identifier", word.number))
    return meanings


def _key_range(kind: str, key: str) -> dict[str, str]:
    return {"kind": kind, "a": key, "ah": key + HIGH}


def _key_people(db: Connection, kind: str, key: str) -> set[PatientId]:
    return {row[0] for row in _KEY_IDS.all(db, _key_range(kind, key))}


def _born_people(db: Connection, born: date) -> set[PatientId]:
    return {row[0] for row in _BORN_IDS.all(db, {"born": born.isoformat()})}


def _range(family: str, given: str) -> dict[str, str]:
    return {"a": family, "ah": family + HIGH, "b": given, "bh": given + HIGH}


def _count(names: list[str], start: str) -> int:
    return bisect_left(names, start + HIGH) - bisect_left(names, start)


def _hit(row: Any, family: str, given: str) -> _Hit:
    patient_id, family_name, given_name, born_on = row
    exact = (not family or family_name == family) and (not given or given_name == given)
    return _Hit(0 if exact else 1, family_name, given_name, born_on, patient_id)


# -- near misses ----------------------------------------------------------------------------------

MOST_NEAR_NAMES = 8


def find_near_people(
    db: Connection, index: PeopleIndex, query: PeopleQuery, *, limit: int = SCREENFUL
) -> tuple[PatientSummary, ...]:
    """Return people nearly so called: each name a slip away from one that is here.

    After them those whose first name begins alike ("joe" for Joanna). With a year typed, those
    born in it, where there are any.
    """
    births = [born.isoformat() for born in query.births]
    near = _NearNames(index)
    in_year = _alike(db, near, query, [_year_span(year) for year in query.birth_years])
    if in_year:
        return summaries(db, _matched(_best(in_year, limit)))
    hits: list[_Hit] = []
    for first, second in query.name_splits:
        for family, given in dict.fromkeys(((first, second), (second, first))):
            families = near.families(family) if family else [""]
            near_givens = near.givens(given) if given else [""]
            for one in families:
                for other in near_givens:
                    rows = _names(db, index, one, other)
                    hits += [
                        _Hit(3, family_name, given_name, born_on, patient_id)
                        for patient_id, family_name, given_name, born_on in rows
                        if (not one or family_name == one)
                        and (not other or given_name == other)
                        and (not births or born_on in births)
                    ]
    hits += _alike(db, near, query, [(born, born) for born in births] or [_ANY_BIRTH])
    return summaries(db, _matched(_best(hits, limit)))


_ANY_BIRTH = ("", "9999")


def _year_span(year: int) -> tuple[str, str]:
    return f"{year}-01-01", f"{year}-12-31"


def _alike(
    db: Connection, near: _NearNames, query: PeopleQuery, spans: list[tuple[str, str]]
) -> list[_Hit]:
    """Find by a near last name, the start of a first name, and when they were born."""
    hits = []
    for first, second in query.name_splits if spans else ():
        for family, given in dict.fromkeys(((first, second), (second, first))):
            if not family or not given:
                continue
            start = given[: 2 if len(given) < 5 else 3]
            near_givens = {given, *near.givens(given)}
            for one in near.families(family):
                for since, until in spans:
                    params = {"a": one, "b": start, "bh": start + HIGH}
                    rows = _ALIKE.rows(db, params | {"first": since, "last": until})
                    hits += [
                        _Hit(3 if row[2] in near_givens else 4, row[1], row[2], row[3], row[0])
                        for row in rows
                    ]
    return hits


class _NearNames:
    """The names near those of one search; each is looked for once."""

    def __init__(self, index: PeopleIndex):
        self.families = lru_cache(partial(_near, index.families))
        self.givens = lru_cache(partial(_near, index.givens))


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
    return summaries(db, [(patient_id, "exact") for patient_id in recent])


def find_alike(db: Connection, details: PatientDetails) -> tuple[str, ...]:
    """Return who may be the same person, each as "Maggie Hughes, born 12 Mar 1952"."""
    ids = set()
    if details.born_on is not None:
        ids = _born_people(db, details.born_on)
    else:
        for form in forms_of(details)[:1]:
            rows = _FAMILY.many(db, _range(form.family_folded, ""))
            ids = {row[0] for row in rows if row[2] == form.given_folded}
    if not ids:
        return ()
    alike = set()
    for row in read_shown(db, sorted(ids)).values():
        born_on = to_date(row.born_on)
        names = {row.legal_name}
        names.add(called_name(row.preferred_name, row.given_names, row.family_name))
        if any(is_alike(details, name, born_on) for name in names):
            born = f", born {say_date(born_on)}" if born_on else ""
            alike.add(f"{min(names, key=len)}{born}")
    return tuple(sorted(alike))
