"""The main job on an installed Attend, from outside: find, book, undo, through AT-SPI alone.

Run by the system's own Python with pyatspi, on a display, inside dbus-run-session:
``python3 main_job.py WAY DATABASE ...``, the ways being those at the end. It knows
nothing of Attend but the words on its screen.
"""

import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pyatspi

PERSON = "Maggie Hughes"
PATIENCE_SECONDS = 30
CONTROL = 37
"""The key code of the left Ctrl key under X."""


def until(what, found):
    """Return what is found once it is there."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            there = found()
        except Exception:  # a part of the tree that went while it was read
            there = None
        if there:
            return there
        time.sleep(0.05)
    sys.exit(f"FAILED  {what}: not there after {PATIENCE_SECONDS} s")


def showing(part):
    """Return whether a part is on screen."""
    return part.getState().contains(pyatspi.STATE_SHOWING)


def parts(under):
    """Walk the tree of what is on screen."""
    for child in under:
        if child is not None and (showing(child) or child.getRole() == pyatspi.ROLE_FRAME):
            yield child
            yield from parts(child)


def find(program, begins, *roles):
    """Return the first part on screen whose name begins so, of one of the roles (any)."""
    for part in parts(program):
        if part.name.startswith(begins) and (not roles or part.getRole() in roles):
            return part
    return None


def press(name, control=False):
    """Press a key by its X name, as a keyboard does."""
    symbol = {"Return": 0xFF0D, "Escape": 0xFF1B}.get(name) or ord(name)
    send = pyatspi.Registry.generateKeyboardEvent
    if control:
        send(CONTROL, None, pyatspi.KEY_PRESS)
    send(symbol, None, pyatspi.KEY_SYM)
    if control:
        send(CONTROL, None, pyatspi.KEY_RELEASE)


def said(step, began):
    """Say a step that is done, and how long it took."""
    print(f"ok      {step} ({time.monotonic() - began:.1f} s)", flush=True)


def states(database):
    """Return the states of this person's visits in the file, the newest last."""
    _given, family = PERSON.split()
    query = (
        "SELECT a.state FROM appointments a JOIN patients p ON p.id = a.patient_id"
        " WHERE p.family_name = ? AND p.given_names LIKE ? ORDER BY a.id"
    )
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        return [state for (state,) in db.execute(query, (family, "%"))]


def opened(database):
    """Open the window; returns the process and its part of the tree once it is ready."""
    running = subprocess.Popen(["attend", "--database", f"sqlite:///{database}"])
    desktop = pyatspi.Registry.getDesktop(0)
    program = until(
        "the window", lambda: next((one for one in desktop if one and one.name == "Attend"), None)
    )
    return running, program


def close(running):
    """Close the window by its key."""
    press("q", control=True)
    if running.wait(timeout=PATIENCE_SECONDS):
        sys.exit(f"FAILED  the window closed with {running.returncode}")


def find_person(program):
    """Find the person in the search box and have the panel show them."""
    box = until("the search box", lambda: find(program, "Find a patient", pyatspi.ROLE_TEXT))
    until("the word that it is open", lambda: find(program, "Live", pyatspi.ROLE_LABEL))
    box.queryComponent().grabFocus()
    box.queryEditableText().setTextContents(PERSON.lower())
    until("the list of people found", lambda: find(program, PERSON, pyatspi.ROLE_LIST_ITEM))
    press("Return")
    until(f"the panel of {PERSON}", lambda: find(program, PERSON, pyatspi.ROLE_LABEL))


def book_and_undo(program, database, picture):
    """Book the person's next visit and take it back, looking into the file each time."""
    began = time.monotonic()
    before = states(database)
    press("b", control=True)
    until("the booking form", lambda: find(program, "Book it", pyatspi.ROLE_PUSH_BUTTON))
    press("Return")
    until("the message of the booking", lambda: find(program, f"Booked {PERSON}"))
    until("the visit in the file", lambda: len(states(database)) == len(before) + 1)
    subprocess.run(["scrot", "--overwrite", picture], check=True)
    said("a visit is booked, and it is in the file", began)

    began = time.monotonic()
    undo = until("the undo button", lambda: find(program, "Undo", pyatspi.ROLE_PUSH_BUTTON))
    undo.queryAction().doAction(0)
    until("the message of the undo", lambda: find(program, f"Undone: Booked {PERSON}"))
    until("the visit undone in the file", lambda: states(database)[-1] == "entered-in-error")
    said("it is undone by the Undo button’s own action", began)


def do_job(database, picture):
    """Find, book, undo."""
    began = time.monotonic()
    running, program = opened(database)
    find_person(program)
    said(f"{PERSON} is found and shown", began)
    book_and_undo(program, database, picture)
    close(running)


def go_on_during(database):
    """Open the window, wait until a newer Attend is installed, and only then do the job."""
    running, program = opened(database)
    until("the word that it is open", lambda: find(program, "Live", pyatspi.ROLE_LABEL))
    Path("/tmp/window-open").touch()
    until("the newer version", Path("/tmp/newer-is-here").exists)
    find_person(program)
    book_and_undo(program, database, "/tmp/during.png")
    close(running)


def look(database, picture):
    """Open the window and find the person."""
    running, program = opened(database)
    find_person(program)
    subprocess.run(["scrot", "--overwrite", picture], check=True)
    close(running)


def be_refused(database, words):
    """Open the window on what it can't open; it says so on its page."""
    running, program = opened(database)
    until(f"“{words}”", lambda: find(program, words))
    close(running)


WAYS = {"job": do_job, "during": go_on_during, "look": look, "refused": be_refused}

if __name__ == "__main__":
    WAYS[sys.argv[1]](*sys.argv[2:])
