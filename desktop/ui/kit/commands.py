"""Every command of the window: its menu, words, keys and where it applies. A table, not code."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """One command. ``place`` is where its key works: everywhere, visit or diary."""

    name: str
    menu: str
    words: str
    keys: tuple[str, ...] = ()
    place: str = "Everywhere"


COMMANDS: tuple[Command, ...] = (
    Command("find", "Patient", "Find a patient, or say what they need", ("Ctrl+K",)),
    Command("new_patient", "Patient", "New patient (after a search)", ("Ctrl+N",)),
    Command("change_patient", "Patient", "Change what is selected", ("F2",), "Person or visit"),
    Command(
        "copy_person", "Patient", "Copy name, date of birth, number", ("Ctrl+C",), "Person or visit"
    ),
    Command(
        "add_need",
        "Patient",
        "Add something they told us, a need",
        ("Ctrl+Shift+N",),
        "Person or visit",
    ),
    Command("ask_today", "Patient", "Ask today: the first question", ("Ctrl+Shift+A",)),
    Command("full_panel", "Patient", "Full patient panel, and back", ("F3",), "Person or visit"),
    Command("speakers", "Patient", "Add somebody who may speak for them", (), "Person or visit"),
    Command("nhs_number", "Patient", "New NHS number, the old one kept", (), "Person or visit"),
    Command("death", "Patient", "Record a death, or take it back", (), "Person or visit"),
    Command(
        "sensitive",
        "Patient",
        "Ask why this record is opened, or not",
        (),
        "Person or visit",
    ),
    Command("add_wish", "Patient", "Put on the waiting list", ("Ctrl+L",), "Person or visit"),
    Command("unmerge", "Patient", "Take merged records apart", (), "Person or visit"),
    Command("who_changed", "Patient", "Who changed what", ("Ctrl+I",), "Person or visit"),
    Command("undo", "Edit", "Undo the last thing I did", ("Ctrl+Z",)),
    Command("redo", "Edit", "Do it again", ("Ctrl+Shift+Z",)),
    Command("messages", "Edit", "Everything the message bar said", ("Ctrl+J",)),
    Command("book", "Visit", "Book for this person", ("Ctrl+B",), "Person or visit"),
    Command("repeat_booking", "Visit", "Repeat booking: a series", ("Ctrl+Shift+B",)),
    Command("book_together", "Visit", "Two visits on one trip", ("Ctrl+Shift+G",)),
    Command("pick_up", "Visit", "Pick up, to move or swap", ("Ctrl+X",), "Person or visit"),
    Command("put_down", "Visit", "Put down here; on another visit, swap", ("Ctrl+V",), "Diary"),
    Command("cancel_visit", "Visit", "Cancel the visit (asks why)", ("Del",), "Person or visit"),
    Command(
        "cancel_series", "Visit", "Cancel the rest of a series", ("Ctrl+Del",), "Person or visit"
    ),
    Command("arrived", "Visit", "Here", ("F8",), "Person or visit"),
    Command(
        "not_here", "Visit", "Not here after all; back to booked", ("Shift+F8",), "Person or visit"
    ),
    Command("sent_in", "Visit", "Sent in", ("F9",), "Person or visit"),
    Command(
        "back_to_waiting",
        "Visit",
        "One step back: to waiting, or from done to in room",
        ("Shift+F9",),
        "Person or visit",
    ),
    Command("done", "Visit", "Done and left", ("Shift+F7",), "Person or visit"),
    Command(
        "needs_kept",
        "Visit",
        "What was kept of their needs, what was not",
        ("Ctrl+F7",),
        "Person or visit",
    ),
    Command("left_unseen", "Visit", "Left before being seen", (), "Person or visit"),
    Command("came_too_late", "Visit", "Came too late to be seen", (), "Person or visit"),
    Command("still_here", "Visit", "Not left, not too late after all", (), "Person or visit"),
    Command("did_not_attend", "Visit", "Did not attend", ("Ctrl+D",), "Person or visit"),
    Command(
        "copy_wording",
        "Visit",
        "Copy the visit’s wording for a text or letter",
        ("Ctrl+Shift+M",),
        "Person or visit",
    ),
    Command("hold", "Diary", "Hold this time, again to keep it", ("Ctrl+H",), "Diary"),
    Command("let_go", "Diary", "Let the hold go", (), "Diary"),
    Command("block", "Diary", "Block or open a slot", ("Ctrl+Shift+H",), "Diary"),
    Command("extra", "Diary", "Add an extra", (), "Diary"),
    Command("new_session", "Diary", "New session", ("Ctrl+Shift+O",)),
    Command(
        "change_session", "Diary", "Change a session; leave, rooms, closures", ("Ctrl+Shift+R",)
    ),
    Command("copy_weeks", "Diary", "Copy this week’s sessions to the next weeks"),
    Command(
        "copy_sessions",
        "Diary",
        "Copy this day’s sessions (week view: the week’s)",
        ("Ctrl+Shift+Y",),
        "Diary",
    ),
    Command("paste_sessions", "Diary", "Paste the sessions copied", ("Ctrl+Shift+V",), "Diary"),
    Command("import_calendar", "Diary", "Closures or leave from a calendar (.ics)"),
    Command("export_diary", "Diary", "Save a diary as a calendar (.ics)"),
    Command("menu_here", "Diary", "What can be done here", ("Shift+F10",), "Diary"),
    Command("note", "Diary", "Note on a slot, session or day", (), "Diary"),
    Command("today", "Diary", "Today", ("Ctrl+T",)),
    Command("go_to_date", "Diary", "Go to date (also “in 6 weeks”)", ("Ctrl+G",)),
    Command("free_only", "Diary", "Free slots only, everything", ("Ctrl+Shift+F",)),
    Command("week_view", "Diary", "Week view, day view", ("Ctrl+W",)),
    Command("month_view", "Diary", "Month view, and back", ("Ctrl+Shift+W",)),
    Command("week_of_last", "Diary", "Week of the one before in the list", ("Ctrl+Shift+PgUp",)),
    Command("week_of_next", "Diary", "Week of the next in the list", ("Ctrl+Shift+PgDown",)),
    Command("day_before", "Diary", "Day before (week, month view: week, month)", ("Alt+Left",)),
    Command("day_after", "Diary", "Day after (week, month view: week, month)", ("Alt+Right",)),
    Command("week_before", "Diary", "Week before", ("Ctrl+PgUp",)),
    Command("week_after", "Diary", "Week after", ("Ctrl+PgDown",)),
    Command("site", "Diary", "Switch site", ("Ctrl+Shift+S",)),
    Command("diary", "View", "Diary", ("Ctrl+1",)),
    Command("patients", "View", "Patients", ("Ctrl+3",)),
    Command("waiting_list", "View", "Waiting list: who waits for a time", ("Ctrl+4",)),
    Command("freed_times", "View", "Whom the time that came free suits", ("Ctrl+Shift+L",)),
    Command("reports", "View", "Reports: utilisation", ("Ctrl+7",)),
    Command("setup", "View", "Set-up", ("Ctrl+8",)),
    Command("to_settle", "View", "To settle: visits that are over", ("Ctrl+Shift+E",)),
    Command("to_arrange", "View", "To arrange: what visits still need", ("Alt+Up",)),
    Command("rebook_list", "View", "Rebook list: who needs another time", ("Ctrl+R",)),
    Command("other_time", "Visit", "Another time for who is on the rebook list", ("Ctrl+M",)),
    Command("panel", "View", "Patient panel show, hide", ("F4",)),
    Command("refresh", "View", "Read everything again", ("F5",)),
    Command("larger", "View", "Text larger", ("Ctrl+=", "Ctrl++")),
    Command("smaller", "View", "Text smaller", ("Ctrl+-",)),
    Command("normal", "View", "Text 100 %", ("Ctrl+0",)),
    Command("density", "View", "Rows closer or wider", ("Ctrl+Shift+D",)),
    Command("theme", "View", "Light, dark or high contrast", ("Ctrl+Shift+T",)),
    Command("full_screen", "View", "Full screen", ("F11",)),
    Command("next_region", "View", "Next region", ("F6",)),
    Command("last_region", "View", "Previous region", ("Shift+F6",)),
    Command("change_person", "Attend", "Change person at this desk", ("Shift+F12",)),
    Command("cover", "Attend", "Cover the screen", ("F12",)),
    Command("print", "Patient", "Print", ("Ctrl+P",)),
    Command("downtime_pack", "Diary", "Write the lists for when Attend is not there"),
    Command("help", "Attend", "Help and keys", ("F1",)),
    Command("what_to_say", "Attend", "What can be said in the search box", ("Ctrl+F1",)),
    Command("what_is_this", "Attend", "What is this", ("Shift+F1",)),
    Command("menus", "Attend", "Menus", ("F10",)),
    Command("another_practice", "Attend", "Open another practice (starts anew)"),
    Command("quit", "Attend", "Quit", ("Ctrl+Q",)),
)
"""In the order of the menus."""

WORK_WHEN_COVERED = frozenset(
    {"cover", "change_person", "larger", "smaller", "normal", "theme", "full_screen", "quit"}
)
"""What can be done while the screen is covered: nothing that touches the practice."""

WORK_ON_A_VISIT = frozenset({"cancel_visit", "cancel_series", "pick_up", "put_down", "copy_person"})
"""What works only where a visit is chosen: the diary, To settle, the panel and its strip.

Their keys are those of any list or text, so elsewhere they must not reach for a visit.
"""

MENUS = ("Attend", "Patient", "Visit", "Diary", "Edit", "View")

DIARY_KEYS: tuple[tuple[str, str], ...] = (
    ("Arrows", "Slot up, down; column left, right at the same time"),
    ("Enter", "Book if free, open if booked"),
    ("Home, End", "First, last slot of the session"),
    ("PgUp, PgDn", "One screen of time"),
    ("Ctrl+Down, Ctrl+Up", "Next, previous free slot"),
    ("Shift+Down", "Extend over the next free slot"),
    ("Ctrl+X, Ctrl+V, Esc", "Pick up, put down (on another visit: swap them), put back"),
    ("Letters", "Go to the search box"),
)

MONTH_KEYS: tuple[tuple[str, str], ...] = (
    ("Arrows", "day before, day after; week before, week after"),
    ("PgUp, PgDn", "month before, month after"),
    ("Home, End", "first, last day of the month"),
    ("Enter", "open the day in the diary"),
    ("Esc", "back to the diary as it was"),
    ("Letters", "go to the search box"),
)

PATIENTS_KEYS: tuple[tuple[str, str], ...] = (
    ("Up, Down", "Choose two records alike"),
    ("Left, Right", "Choose the one to keep"),
    ("Enter", "Merge them (asks first)"),
    ("Del", "These are two people"),
    ("F5", "Look for duplicates again"),
)

SETUP_KEYS: tuple[tuple[str, str], ...] = (
    ("Up, Down", "choose in the list"),
    ("Right, Left", "into a page, back to the pages"),
    ("Ctrl+8", "back to the pages from anywhere"),
    ("Ctrl+F", "filter this list"),
    ("Insert", "add, from the list of pages too"),
    ("F2, Enter", "change what is chosen"),
    ("Del", "end, or bring back"),
    ("Ctrl+S, Ctrl+Enter", "save; of sessions: save the draft, publish"),
    ("Ctrl+arrows, Shift+arrows", "in the slots of a day: move, stretch"),
    ("A letter, Insert, Del", "in the slots of a day: another kind, one more, one less"),
    ("Enter, Del", "on a date of a session: change it, leave it out"),
    ("Insert, Del", "in the dates a session does not follow: one more, one less"),
    ("Esc", "back to the list, then to the diary"),
)

REPORTS_KEYS: tuple[tuple[str, str], ...] = (
    ("Up, Down", "read line by line"),
    ("Enter", "put the lines in order of this column; again, the other way round"),
    ("Tab", "period, dates, by clinician or session, site"),
    ("Ctrl+S", "save what is shown as a CSV file"),
    ("Esc", "back to the diary"),
)

SETTLE_KEYS: tuple[tuple[str, str], ...] = (
    ("Up, Down", "Choose a visit"),
    ("Shift+Up, Shift+Down", "Choose several"),
    ("Shift+F7", "They came, done"),
    ("Ctrl+D", "Did not attend"),
    ("Del", "Cancelled"),
    ("Ctrl+F7", "In the list of needs not said: what was kept, what was not"),
    ("Enter", "See it in the diary"),
    ("Ctrl+F", "Filter by name, clinician, place or kind"),
)

REBOOK_KEYS: tuple[tuple[str, str], ...] = (
    ("Up, Down", "choose a visit"),
    ("Enter", "they agree: move it to the time held"),
    ("Ctrl+M", "another time"),
    ("Del", "cancel the visit (asks why)"),
)

ARRANGE_KEYS: tuple[tuple[str, str], ...] = (
    ("Up, Down", "choose"),
    ("Shift+Up, Shift+Down", "choose several"),
    ("Enter", "it is arranged, or called off"),
    ("Del", "not needed this time (asks who said so)"),
)

WHOLE_KEYS: tuple[tuple[str, str], ...] = (
    ("Up, Down", "from row to row; Tab to the next list"),
    ("F2, Enter", "change what is chosen, in its place; of a visit: see it in the diary"),
    ("Space", "it is still right"),
    ("Del", "end it: it is not so any more; of a visit: cancel it"),
    ("Ctrl+Shift+N", "add something they told us"),
    ("Ctrl+Shift+A", "ask today: the first question"),
    ("Ctrl+F7", "what was kept at the visit chosen"),
    ("Ctrl+P", "print their passport, to carry"),
    ("F3, Esc", "back"),
)

WAITING_KEYS: tuple[tuple[str, str], ...] = (
    ("Up, Down", "choose who waits"),
    ("Enter", "free times for them; offer a time; once offered: they take it"),
    ("Del", "take off the list; once offered: they do not take it"),
    ("F2", "change what they wait for"),
    ("Insert", "put the person in the panel on the list"),
    ("Ctrl+F", "filter by name, kind, clinician or reason"),
    ("Esc", "from a time that came free back to everybody"),
)

BOOKING_KEYS: tuple[tuple[str, str], ...] = (
    ("Up, Down, 1 to 9", "Choose a time"),
    ("Enter", "Book it"),
    ("PgDn", "More times"),
    ("Ctrl+L", "None suits: they wait for what was asked"),
    ("Space in what we will do", "Not needed this time (asks who said so), or needed after all"),
    ("Ctrl+Shift+B, Ctrl+Shift+G", "A series from this time; two visits on one trip"),
    ("Esc", "Close; the time held is free for others again"),
)

ASKED_KEYS: tuple[tuple[str, str], ...] = (
    ("Up, Down", "Choose a time, from the search box too"),
    ("Enter", "Book the time highlighted; where it repeats, look for every date"),
    ("PgDn", "More times"),
    ("Tab", "From the search box to what was understood"),
    ("Enter, F2 on a chip", "Change those words"),
    ("Del on a chip", "Take it away"),
    ("Ctrl+L", "None suits: they wait for what was asked"),
    ("Space in what we will do", "Not needed this time (asks who said so), or needed after all"),
    ("Esc", "Go back; the time held is free for others again"),
)

PATIENT_FORM_KEYS: tuple[tuple[str, str], ...] = (
    ("Tab, Shift+Tab", "Next, previous field"),
    ("Ctrl+Enter", "Register, or save"),
    ("Esc", "Close; what was typed is kept"),
)

SERIES_KEYS: tuple[tuple[str, str], ...] = (
    ("Up, Down", "Choose a date"),
    ("1 to 9", "Another time for it"),
    ("Space", "Leave it still to book, look at it again"),
    ("Enter", "Book every date that has a time"),
    ("Esc", "Close; nothing is booked"),
)

TRIP_KEYS: tuple[tuple[str, str], ...] = (
    ("Up, Down, 1 to 9", "Choose a trip"),
    ("Enter", "Book both, or move both"),
    ("Esc", "Close; nothing is booked"),
)

FORM_KEYS = {
    "booking_form": BOOKING_KEYS,
    "asked_form": ASKED_KEYS,
    "patient_form": PATIENT_FORM_KEYS,
    "series_form": SERIES_KEYS,
    "trip_form": TRIP_KEYS,
}
"""The keys of a form that stands in the place of the diary, by its name."""
