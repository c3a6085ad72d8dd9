"""The first start: a practice made from nothing, and what it begins to work with."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from desktop.domain.errors import NotFound, RuleViolation, Unavailable
from desktop.domain.first_start import PracticePlan, WeekSession, session_dates
from desktop.domain.ids import ClinicianId, RoomId, SlotTypeId
from desktop.domain.practice_setup import ZONE
from desktop.domain.sessions import PatternPart
from desktop.domain.text import clean_line
from desktop.domain.times import date_of
from desktop.exchange.ods_list import ListedPractice, find_listed_practice
from desktop.operations.demo import USUAL_PEOPLE, choose_clock, make_demo
from desktop.operations.desk import Desk, open_desk
from desktop.operations.practice import (
    NewPractice,
    make_clinician,
    make_practice,
    make_room,
)
from desktop.operations.session_copies import copy_week
from desktop.operations.sessions import create_session
from desktop.operations.signing_in import sign_in
from desktop.operations.slot_types import make_slot_type
from desktop.paths import file_url
from desktop.persistence.files import refuse_network_share, refuse_read_only
from desktop.persistence.practice_file import has_practice

PRACTICE_FILE = "attend.db"
_ONE_DEMO = threading.Lock()
"""Stopped and begun again, a demo waits until the first has taken its file away."""

Progress = Callable[[str], None]
"""Told in a word what is being made."""


class Stopped(Exception):
    """Somebody did not want to wait for the demo; nothing of it is left."""


@dataclass(slots=True)
class MadeSoFar:
    """What a set-up has made, so that after a full disk it goes on where it stopped."""

    practice: NewPractice | None = None
    kinds: list[SlotTypeId] = field(default_factory=list)
    rooms: list[RoomId] = field(default_factory=list)
    clinicians: list[ClinicianId] = field(default_factory=list)
    sessions: set[tuple[int, date]] = field(default_factory=set)
    is_copied: bool = False


def look_up_practice(file: Path, code: str) -> ListedPractice:
    """Return the practice of that ODS code from a list (epraccur, also gzipped).

    Errors: RuleViolation at ods_code without a code or where the list has none of it;
    Unavailable("list") for a file that is no such list.
    """
    wanted = clean_line(code, field="ods_code", longest=40).replace(" ", "").upper()
    if not wanted:
        raise RuleViolation("empty", "ods_code", "Type the ODS code first, then choose the list.")
    found = find_listed_practice(file, wanted)
    if found is None:
        raise RuleViolation("ods_code", "ods_code", f"{file.name} has no practice {wanted}.")
    return found


def check_new_place(folder: str) -> str:
    """Return the URL of the practice's file in a folder, which may not be there yet.

    Errors: RuleViolation("folder") for a folder where no practice can be made.
    """
    typed = clean_line(folder, field="folder", longest=1000, required=True)
    place = Path(typed).expanduser()
    if not place.is_absolute():
        raise RuleViolation("folder", "folder", "Type the whole way to the folder, or choose it.")
    file = place / PRACTICE_FILE
    try:
        refuse_network_share(file)
        place.mkdir(parents=True, exist_ok=True)
        refuse_read_only(place)
        refuse_read_only(file)
    except Unavailable as error:
        raise RuleViolation(error.code, "folder", str(error)) from error
    except OSError as error:
        words = f"This folder can’t be made: {error.strerror or error}. Choose another one."
        raise RuleViolation("folder", "folder", words) from error
    if file.exists() and has_practice(file):
        raise RuleViolation(
            "practice",
            "folder",
            f"There is a practice in this folder already ({PRACTICE_FILE}). Choose another folder, "
            "or go back to the first page and open that file.",
        )
    return file_url(file)


def url_of_practice(file: Path) -> str:
    """Return the URL of a file with a practice in it.

    Errors: Unavailable for one that can't be opened, or has no practice.
    """
    if not has_practice(file):
        raise Unavailable("practice", f"There is no practice in {file.name}. Choose another file.")
    return file_url(file)


def set_up_practice(
    url: str,
    desk_name: str,
    plan: PracticePlan,
    so_far: MadeSoFar,
    *,
    progress: Progress = lambda _what: None,
    on_practice_made: Callable[[], None] = lambda: None,
) -> NewPractice:
    """Make the practice of the plan in a database without one, each part an act of its own.

    ``so_far`` is filled in: called again with it, what is made already is not made twice.
    ``on_practice_made`` is called once the practice itself is there, before what it begins with.
    Errors: RuleViolation at the field; Unavailable.
    """
    progress("the practice")
    desk = open_desk(url, desk_name=desk_name, needs_practice=False)
    try:
        return _SetUp(desk, plan, so_far, progress).make(on_practice_made)
    finally:
        desk.close()


class _SetUp:
    """One run of the set-up at its own desk."""

    def __init__(self, desk: Desk, plan: PracticePlan, so_far: MadeSoFar, progress: Progress):
        self._desk = desk
        self._plan = plan
        self._so_far = so_far
        self._progress = progress

    def make(self, on_practice_made: Callable[[], None]) -> NewPractice:
        made = self._make_practice()
        on_practice_made()
        sign_in(self._desk, staff_id=made.manager_id, pin=self._plan.manager_pin)
        self._make_lists(made)
        self._make_sessions(made)
        return made

    def _make_practice(self) -> NewPractice:
        plan, so_far = self._plan, self._so_far
        if so_far.practice is None:
            so_far.practice = self._desk.act(
                make_practice,
                name=plan.name,
                nation=plan.nation,
                ods_code=plan.ods_code,
                phone=plan.phone,
                clinic_name=plan.clinic_name,
                clinic_address=plan.clinic_address,
                manager_name=plan.manager_name,
                manager_pin=plan.manager_pin,
            ).value
        self._desk.start()  # reads the practice and its zone
        return so_far.practice

    def _make_lists(self, made: NewPractice) -> None:
        act, plan, so_far = self._desk.act, self._plan, self._so_far
        self._progress("kinds of slot")
        for kind in plan.kinds[len(so_far.kinds) :]:
            so_far.kinds.append(act(make_slot_type, details=kind).value)
        self._progress("rooms and clinicians")
        for room in plan.rooms[len(so_far.rooms) :]:
            so_far.rooms.append(act(make_room, clinic_id=made.clinic_id, name=room).value)
        for one in plan.clinicians[len(so_far.clinicians) :]:
            so_far.clinicians.append(
                act(
                    make_clinician,
                    title=one.title,
                    given_names=one.given_names,
                    family_name=one.family_name,
                    profession=one.profession,
                ).value
            )

    def _make_sessions(self, made: NewPractice) -> None:
        today = date_of(self._desk.clock(), ZONE)
        copied: date | None = None
        copies = 0
        for number, session in enumerate(self._plan.week):
            self._progress(f"sessions, {number + 1} of {len(self._plan.week)}")
            rest, week, copies = session_dates(session.days, today=today, weeks=self._plan.weeks)
            for on_date in (*rest, *week):
                if (number, on_date) not in self._so_far.sessions:
                    self._make_session(made, session, on_date)
                    self._so_far.sessions.add((number, on_date))
            copied = week[0] - timedelta(days=week[0].weekday()) if week else copied
        if copied is not None and copies and not self._so_far.is_copied:
            self._progress("the weeks after")
            self._desk.act(copy_week, monday=copied, weeks=copies)
            self._so_far.is_copied = True

    def _make_session(self, made: NewPractice, session: WeekSession, on_date: date) -> None:
        so_far = self._so_far
        minutes = self._plan.kinds[session.kind].minutes
        self._desk.act(
            create_session,
            clinic_id=made.clinic_id,
            room_id=None if session.room is None else so_far.rooms[session.room],
            clinician_id=so_far.clinicians[session.clinician],
            on_date=on_date,
            start_local=session.start,
            end_local=session.end,
            pattern=(PatternPart(session.minutes // minutes, so_far.kinds[session.kind], minutes),),
        )


def make_demo_file(
    file: Path,
    *,
    people: int = USUAL_PEOPLE,
    progress: Callable[[str, float], None],
    stop: threading.Event,
) -> str:
    """Make the demo in a file beside its place and put it there once it is whole.

    One that is there already is left as it is. Returns its URL.
    Errors: Stopped once ``stop`` is set; Unavailable.
    """
    with _ONE_DEMO:
        if stop.is_set():
            raise Stopped
        return _make_demo_file(file, people, progress, stop)


def _make_demo_file(
    file: Path, people: int, progress: Callable[[str, float], None], stop: threading.Event
) -> str:
    url = file_url(file)
    if file.exists() and has_practice(file):
        return url

    def _on_progress(what: str, share: float) -> None:
        if stop.is_set():
            raise Stopped
        progress(what, share)

    file.parent.mkdir(parents=True, exist_ok=True)
    making = file.with_name(f"{file.stem}-being-made{file.suffix}")
    _remove(making)
    try:
        now = datetime.now(UTC)
        shown = choose_clock(now)
        make_demo(
            file_url(making),
            people=people,
            now=shown,
            keep_clock=shown != now,
            progress=_on_progress,
        )
        _remove(file)  # with the log of one that was never finished
        making.replace(file)
    finally:
        _remove(making)
    return url


def _remove(file: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).unlink()


def is_without_practice(error: BaseException) -> bool:
    """Return whether a database was opened and has no practice: one can be made there."""
    return isinstance(error, NotFound) and error.kind == "practice"
