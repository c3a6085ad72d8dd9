"""Whom the database leaves out is whom the rules leave out, for any wishes, on both engines."""

from __future__ import annotations

import random
from collections import Counter
from datetime import time, timedelta
from typing import Any

from sqlalchemy import insert

from desktop.domain.freed import Asking, WhyNot, why_not
from desktop.domain.ids import WishId
from desktop.domain.preference_fields import DAY_CODES
from desktop.domain.waiting import Urgency, WishDetails
from desktop.operations.desk import new_id
from desktop.operations.waiting_list import NEW_WISH
from desktop.persistence.tables import patients, waiting_list
from desktop.persistence.waiting_list import wish_from
from desktop.persistence.waiting_matches import list_free_in, list_rows_of, look_through
from tests.operations.conftest import SmallPractice, _patient
from tests.operations.waiting_cases import free_slots

COUNT = 300
ZONE = "Europe/London"


def _wish(practice: SmallPractice, chance: random.Random) -> dict[str, Any]:
    today = practice.clock().date()

    def some(values: Any, share: float = 0.7) -> tuple[Any, ...]:
        return tuple(sorted(one for one in values if chance.random() < 0.5)) * (
            chance.random() > share
        )

    from_local = time(chance.randrange(8, 12), chance.choice((0, 30)))
    until_local = time(chance.randrange(12, 18))
    wish = WishDetails(
        practice.routine,
        clinicians=some((practice.doctor, practice.nurse)),
        clinics=some((practice.clinic,)),
        days=tuple(one for one in DAY_CODES if one in some(DAY_CODES)),
        from_local=from_local if chance.random() < 0.3 else None,
        until_local=until_local if chance.random() < 0.3 else None,
        notice_days=chance.choice((0, 0, 0, 1, 3)),
        from_on=today + timedelta(days=chance.randrange(-3, 3)) if chance.random() < 0.2 else None,
        until_on=today + timedelta(days=chance.randrange(3, 9)) if chance.random() < 0.2 else None,
        urgency=(urgency := chance.choice(list(Urgency))),
        urgency_by="" if urgency is Urgency.ROUTINE else "Dr Patel",
    )
    asked_at = practice.clock() - timedelta(days=chance.randrange(200))
    quiet = chance.choice((None, None, today, today + timedelta(days=2)))
    values = {name: getattr(wish, name) for name in WishDetails.__dataclass_fields__}
    own = {"id": WishId(new_id()), "asked_at": asked_at, "asked_by": "", "quiet_until": quiet}
    return values | {**NEW_WISH, **own}


def test_the_database_and_the_rules_leave_out_the_same_people(practice: SmallPractice) -> None:
    slots = free_slots(practice)
    chance = random.Random(7)
    people = [_patient("Nia", f"Wynne {number}") for number in range(COUNT)]
    rows = [_wish(practice, chance) for _ in people]
    with practice.desk.database.writing() as db:
        for person in people:
            person["id"] = new_id()
        db.execute(insert(patients), people)
        for row, person in zip(rows, people, strict=True):
            row["patient_id"] = person["id"]
        db.execute(insert(waiting_list), rows)
    now = practice.clock()
    with practice.desk.database.reading() as db:
        free = next(
            one.time
            for one in list_free_in(db, practice.session, now)
            if one.time.slot_ids == slots[:1]
        )
        found = look_through(db, free, now, ZONE, most=COUNT)
        best = [row.id for row in list_rows_of(db, found.ids, now)]
    counts = found.counts
    whys = {}
    for row in rows:
        asking = Asking(row["quiet_until"])
        whys[row["id"]] = why_not(wish_from(row), asking, free, now=now, zone=ZONE)
    fits = [row for row in rows if whys[row["id"]] is WhyNot.FITS]
    order = list(Urgency)
    fits.sort(key=lambda row: (order.index(row["urgency"]), row["asked_at"], row["id"]))
    kept = set(best)
    # Of times of day the database leaves out only whom no part of a longer run could suit.
    times = {key for key, why in whys.items() if why is WhyNot.TIMES}
    assert [key for key in best if key not in times] == [row["id"] for row in fits]
    assert kept - times == {row["id"] for row in fits}
    expected = Counter(whys.values())
    for why in set(WhyNot) - {WhyNot.FITS, WhyNot.TIMES}:
        assert counts[why] == expected[why], why
    assert {WhyNot.DAYS, WhyNot.CLINICIAN, WhyNot.NOTICE, WhyNot.QUIET} <= set(expected)
    assert len(fits) > 20
