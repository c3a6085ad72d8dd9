"""Everything a person can tell us, as one table: fields, icon, words, and how each kind acts.

Source: domain.md 3.1 to 3.3 for the codes (SNOMED CT, categories of the Reasonable Adjustment
Flag), design README "Type, icons, targets" for icons and short words.
"""

from __future__ import annotations

from desktop.domain.permissions import Role
from desktop.domain.practice import Channel
from desktop.domain.preference_fields import Choice, Field, FieldType
from desktop.domain.preference_kinds import (
    Kept,
    Length,
    OnBooking,
    OnDay,
    Place,
    PreferenceKind,
    Section,
    Where,
    Writing,
)

_CLINICIAN = Role.CLINICIAN
_HOW = Field(
    "how",
    "How",
    FieldType.CHOICE,
    choices=(
        Choice("in-person", "in person"),
        Choice("video", "by video"),
        Choice("phone", "by phone"),
    ),
)
_PREFERRED = Field("preferred", "Who is asked first", says="{} first")
_GENDER = Field(
    "gender",
    "A woman or a man",
    FieldType.CHOICE,
    says="{} if possible",
    choices=(Choice("female", "a woman"), Choice("male", "a man")),
)
_LANGUAGE = Field("language", "Language")
_POINTS = Field("points", "Point size", FieldType.NUMBER, says="{} point", least=14, most=48)
_WHEN_EXAMINED = Field(
    "when",
    "When",
    FieldType.CHOICE,
    choices=(Choice("always", "always"), Choice("examined", "for examinations")),
)


def _format(code: str, short: str, words: str, snomed: str = "", *more: Field) -> PreferenceKind:
    return PreferenceKind(
        code,
        "text-aa",
        short,
        words,
        snomed=snomed,
        category="004",
        fields=more,
        writing=Writing.FORMAT,
        review_months=24,
    )


def _task(
    code: str,
    icon: str,
    short: str,
    words: str,
    task: str,
    *,
    category: str,
    snomed: str = "",
    fields: tuple[Field, ...] = (),
    owner: Role = Role.RECEPTIONIST,
    off_screen: bool = False,
    where: Where | None = None,
    section: Section = Section.TREATED,
) -> PreferenceKind:
    own = Where.FACE_TO_FACE if owner is Role.CLINICIAN else Where.SITE
    return PreferenceKind(
        code,
        icon,
        short,
        words,
        snomed=snomed,
        section=section,
        category=category,
        fields=fields,
        day=OnDay(task, owner, off_screen=off_screen, where=where or own),
    )


def _arranged(
    code: str,
    icon: str,
    short: str,
    words: str,
    what: str,
    *fields: Field,
    snomed: str = "",
    category: str = "002",
    notice: bool = True,
) -> PreferenceKind:
    return PreferenceKind(
        code,
        icon,
        short,
        words,
        snomed=snomed,
        category=category,
        fields=fields,
        booking=OnBooking(arranges=what, needs_notice=notice),
    )


def _wish(code: str, icon: str, short: str, words: str, *fields: Field) -> PreferenceKind:
    return PreferenceKind(
        code, icon, short, words, is_need=False, section=Section.SUITS, fields=fields
    )


_PROFESSIONALS = Field(
    "who",
    "Who",
    FieldType.CHOICE,
    required=True,
    choices=(
        Choice("makaton", "Makaton interpreter", "204341000000103"),
        Choice("lipspeaker", "lipspeaker", "945911000000109"),
        Choice("speech-to-text", "speech to text reporter", "966401000000100"),
        Choice("deafblind", "deafblind communicator guide", "796201000000109"),
        Choice("note-taker", "note taker"),
    ),
)
_HEARING = Field(
    "aids",
    "Hears with",
    FieldType.CHOICES,
    choices=(
        Choice("hearing-aid", "hearing aid", "285055002"),
        Choice("loop", "hearing loop", "198061000000105"),
        Choice("lip-reads", "lip reading", "441092009"),
    ),
)
_ALERT = Field(
    "alert",
    "How they are told it is their turn",
    FieldType.CHOICE,
    required=True,
    choices=(
        Choice("visual", "by sight", "945951000000108"),
        Choice("audible", "by ear", "945931000000101"),
        Choice("tactile", "by touch", "945971000000104"),
    ),
)
_GRADE = Field(
    "grade",
    "Grade",
    FieldType.CHOICE,
    says="grade {}",
    choices=(Choice("1", "1", "936681000000100"), Choice("2", "2", "936661000000109")),
)
_PURPOSE = Field(
    "purpose",
    "What about",
    FieldType.CHOICES,
    says="about {}",
    choices=(
        Choice("times", "times of visits"),
        Choice("results", "results"),
        Choice("other", "all else"),
    ),
)
_CHANNELS = Field(
    "channels",
    "How, first choice first",
    FieldType.CHOICES,
    choices=(
        Choice("text", "text", "936701000000103"),
        Choice("call", "phone"),
        Choice("email", "e-mail", "936741000000100"),
        Choice("letter", "letter", "936721000000107"),
        Choice("relay", "text relay"),
    ),
)
_AGREED = Field(
    "to",
    "Agreed to messages by",
    FieldType.CHOICES,
    says="by {}",
    choices=(Choice("text", "text"), Choice("email", "e-mail"), Choice("phone", "phone")),
)
_SHARING = Field(
    "answer",
    "Answer",
    FieldType.CHOICE,
    required=True,
    choices=(
        Choice("given", "may be shared", "1853771000000105"),
        Choice("declined", "may not be shared", "1853781000000107"),
    ),
)
_CONDITIONS = Field(
    "what",
    "What",
    FieldType.CHOICES,
    choices=(
        Choice("1", "vision"),
        Choice("2", "hearing"),
        Choice("3", "mobility"),
        Choice("4", "dexterity"),
        Choice("5", "learning, understanding or concentrating"),
        Choice("6", "memory"),
        Choice("7", "mental health"),
        Choice("8", "stamina, breathing or fatigue"),
        Choice("9", "social or behavioural"),
        Choice("10", "something else"),
        Choice("12", "would rather not say"),
    ),
)
_FROM = Field("from", "From", FieldType.CLOCK, says="from {}")
_UNTIL = Field("until", "Until", FieldType.CLOCK, says="until {}")

_KINDS = (
    _arranged(
        "bsl", "hand-waving", "BSL", "BSL interpreter", "a BSL interpreter",
        _HOW, _PREFERRED, _GENDER, snomed="204331000000107",
    ),
    _arranged(
        "interpreter", "translate", "interpreter", "Interpreter", "an interpreter",
        _LANGUAGE, _HOW, _PREFERRED, _GENDER, category="006",
    ),
    _arranged(
        "professional", "users-three", "helper", "Communication professional",
        "a communication professional", _PROFESSIONALS, _HOW, _PREFERRED,
    ),
    PreferenceKind(
        "double-length", "hourglass-medium", "double", "Double length",
        snomed="1108171000000102", category="008",
        fields=(
            Field("minutes", "Minutes, where double is not right", FieldType.NUMBER,
                  says="{} minutes", least=10, most=180),
        ),
        booking=OnBooking(length=Length.DOUBLE),
    ),
    PreferenceKind(
        "step-free", "wheelchair", "step-free", "Step-free room", snomed="1108191000000103",
        category="009", fields=(Field("aid", "What they use"),),
        booking=OnBooking(room="step-free"),
    ),
    PreferenceKind(
        "hearing", "ear", "face them", "Hearing aid, lip reading", snomed="285055002",
        category="001", fields=(_HEARING,),
        booking=OnBooking(room="hearing loop", can_do_without=True),
        day=OnDay("Face them when you speak", _CLINICIAN, where=Where.FACE_TO_FACE),
    ),
    _task(
        "low-vision", "eye", "low vision: guide", "Low vision, guide", "Guide them to the room",
        category="001", section=Section.NEEDS,
    ),
    PreferenceKind(
        "quiet", "speaker-simple-slash", "quiet wait", "Quiet place", snomed="1325391000000106",
        category="009", booking=OnBooking(room="quiet", can_do_without=True),
    ),
    _format("large-print", "large print", "Letters in large print", "957331000000109",
            _POINTS, Field("paper", "Paper and colours")),
    _task(
        "fetch", "person-simple-walk", "fetch in person", "Fetch in person", "Fetch them in person",
        category="005", off_screen=True, section=Section.NEEDS,
    ),
    _task(
        "assistance-dog", "dog", "assistance dog", "Assistance dog", "Make room for the dog",
        category="009", snomed="862731000000105",
        fields=(Field("name", "The dog’s name", says="{}"),),
    ),
    _task(
        "carer", "users", "with carer", "Carer or companion", "Bring their companion in with them",
        category="007", snomed="1108151000000106", fields=(Field("name", "Who", says="{}"),),
    ),
    PreferenceKind(
        "woman-clinician", "gender-female", "woman only", "Woman clinician", snomed="314434008",
        category="008", fields=(_WHEN_EXAMINED,), booking=OnBooking(gender="female"),
    ),
    PreferenceKind(
        "man-clinician", "gender-male", "man only", "Man clinician", snomed="314435009",
        category="008", fields=(_WHEN_EXAMINED,), booking=OnBooking(gender="male"),
    ),
    _task(
        "memory", "brain", "memory", "Memory", "Write down what happens next",
        category="005", owner=_CLINICIAN, where=Where.ANYWHERE,
    ),
    _task(
        "anxious", "smiley-nervous", "say each step first", "Anxious, needle fear",
        "Say each step first", category="008", snomed="1325321000000108", owner=_CLINICIAN,
        fields=(
            Field("of", "Of what", FieldType.CHOICES, choices=(
                Choice("place", "the surroundings", "1325321000000108"),
                Choice("needles", "needles", "231501003"),
            )),
        ),
    ),
    _task("seat", "armchair", "special seat", "Special seat", "Keep the right seat for them",
          category="009"),
    _task(
        "language", "chat-dots", "first language", "Welsh or other first language",
        "Begin in their language where you can", category="006", fields=(_LANGUAGE,),
        where=Where.ANYWHERE,
    ),
    PreferenceKind(
        "text-only", "device-mobile", "text only", "Text only", snomed="936701000000103",
        category="003", writing=Writing.CHANNEL, section=Section.SUITS,
    ),
    PreferenceKind("own-words", "quotes", "own words", "What matters to me", is_need=False,
                   section=Section.MATTERS, needs_words=True, review_months=24),
    PreferenceKind(
        "reach", "device-mobile", "reach by", "Reach them by", is_need=False, category="003",
        section=Section.SUITS, writing=Writing.CHANNEL, is_single=False,
        fields=(_PURPOSE, _CHANNELS, _FROM, _UNTIL),
    ),
    # -- language and people who help to talk ---------------------------------------------------
    _arranged(
        "advocate", "users", "advocate", "Advocate present", "their advocate",
        Field("name", "Who", says="{}"), Field("phone", "Their number"),
        snomed="225835008", category="005", notice=False,
    ),
    _task("face-them", "user", "face them", "Face them when you speak", "Face them when you speak",
          category="001", owner=_CLINICIAN),
    _task("write-down", "note-pencil", "write it down", "Write it down", "Write it down for them",
          category="001", owner=_CLINICIAN),
    _task("alert", "bell", "own signal", "Told it is their turn in their way",
          "Tell them it is their turn in their way", category="005", fields=(_ALERT,),
          off_screen=True),
    # -- letters --------------------------------------------------------------------------------
    _format("easy-read", "easy read", "Easy Read", "796161000000101"),
    _format("braille", "braille", "Braille", "936681000000100", _GRADE),
    _format("audio", "audio", "Letters as audio", "936601000000105"),
    _format("letters-by-email", "by e-mail", "Letters by e-mail", "936581000000101"),
    _format("letters-in", "own language", "Letters in another language", "", _LANGUAGE),
    _task("read-out", "ear", "read out", "Somebody reads letters out",
          "Read out what is handed over", category="004", snomed="985021000000106"),
    # -- reaching them --------------------------------------------------------------------------
    PreferenceKind("never-call", "prohibit", "never phone", "Never phone", is_need=False,
                   category="003", section=Section.SUITS, writing=Writing.NEVER_CALL),
    PreferenceKind(
        "shared-phone", "phone", "shared phone", "Shared phone", is_need=False, category="003",
        section=Section.SUITS, writing=Writing.NO_DETAILS, is_single=False,
        fields=(Field("number", "Number", required=True), Field("with", "Shared with",
                says="shared with {}")),
    ),
    PreferenceKind(
        "may-answer", "user-list", "may answer", "Who may answer the phone", is_need=False,
        category="003", section=Section.SUITS, is_single=False,
        fields=(Field("name", "Who", required=True), _PURPOSE),
    ),
    _wish("reminders", "bell", "remind", "Reminders",
          Field("days", "Days before", FieldType.NUMBER, says="{} days before", least=1, most=14)),
    # -- the visit ------------------------------------------------------------------------------
    PreferenceKind(
        "first-slot", "sun", "first", "First of the session", snomed="1325351000000103",
        category="008", booking=OnBooking(place=Place.FIRST),
    ),
    PreferenceKind(
        "last-slot", "moon", "last", "Last of the session", snomed="1325361000000100",
        category="008", booking=OnBooking(place=Place.LAST),
    ),
    _task("short-wait", "hourglass-high", "short wait", "Short wait after arrival",
          "Send them in first", category="008", snomed="1325841000000109"),
    PreferenceKind("hoist", "arrow-clockwise", "hoist", "Hoist", category="009",
                   booking=OnBooking(room="hoist")),
    PreferenceKind("wide-door", "door", "wide door", "Wide door", category="009",
                   booking=OnBooking(room="wide door")),
    PreferenceKind(
        "low-light", "moon-stars", "low light", "Low light", snomed="1325381000000109",
        category="009", booking=OnBooking(room="dim light", can_do_without=True),
    ),
    PreferenceKind(
        "home-visit", "house", "home visit", "Home visit", snomed="1325371000000107",
        category="008", booking=OnBooking(channel=Channel.HOME),
    ),
    _task("wait-in-car", "car", "waits in the car", "Waits in the car",
          "Ring them in when it is time", category="009", off_screen=True,
          fields=(Field("number", "Number to ring"),)),
    _task("no-name", "eye-slash", "do not call name", "Do not call the name out",
          "Do not call the name out", category="005", off_screen=True),
    _arranged(
        "more-staff", "users-three", "second person", "More staff at the visit",
        "a second member of staff", snomed="1325861000000105", category="010", notice=False,
    ),
    _task("passport", "identification-card", "passport", "Has a passport",
          "Read their passport first", category="007", snomed="1108121000000101", owner=_CLINICIAN,
          where=Where.ANYWHERE),
    PreferenceKind("bespoke", "heart", "see their words", "Something of their own", category="011",
                   section=Section.TREATED, day=OnDay("Do as they ask", where=Where.ANYWHERE),
                   is_single=False, needs_words=True),
    # -- wishes that rank times -----------------------------------------------------------------
    _wish("clinician", "user-circle", "usual clinician", "Clinician",
          Field("clinicians", "Who, first choice first", FieldType.CLINICIANS, required=True),
          Field("waits_days", "Will wait so many days", FieldType.NUMBER, says="will wait {} days",
                most=90)),
    _wish("clinic", "map-pin", "usual site", "Place",
          Field("clinics", "Where, first choice first", FieldType.CLINICS, required=True)),
    _wish("times", "clock", "times", "Times of visits",
          Field("days", "Days that suit", FieldType.DAYS), _FROM, _UNTIL,
          Field("not_days", "Days that do not", FieldType.DAYS, says="not {}"),
          Field("days_why", "Why not", says="because of {}")),
    _wish("notice", "calendar", "notice", "Notice they need",
          Field("days", "Days", FieldType.NUMBER, says="{} days", required=True, least=1, most=60)),
    _wish("travel", "map-pin", "travel", "How they come",
          Field("how", "How"),
          Field("earliest", "Not before", FieldType.CLOCK, says="not before {}")),
    # -- agreed to ------------------------------------------------------------------------------
    PreferenceKind("messages", "envelope", "messages", "Messages", is_need=False,
                   section=Section.CONSENT, fields=(_AGREED,), review_months=24),
    PreferenceKind("sharing", "copy", "sharing", "Needs shared with others", is_need=False,
                   section=Section.CONSENT, fields=(_SHARING,), review_months=24),
    PreferenceKind("condition", "info", "condition", "What makes it harder", is_need=False,
                   section=Section.CONSENT, fields=(_CONDITIONS,), review_months=0),
    # -- for a while ----------------------------------------------------------------------------
    PreferenceKind("bereaved", "heart", "bereaved", "Recent bereavement", is_need=False,
                   section=Section.NOTES, has_to_end=True, review_months=0),
    PreferenceKind("upset", "warning-circle", "upset last time", "What upset them last time",
                   is_need=False, section=Section.NOTES, has_to_end=True, needs_words=True,
                   review_months=0),
    # -- kept with the person, listed here so that there is one list of all they can tell us -----
    PreferenceKind("called", "user", "called", "What to be called and how to say it", is_need=False,
                   section=Section.NAME, kept=Kept.DETAILS),
    PreferenceKind("speaks", "users", "speaks for them", "Who may speak for them, and about what",
                   is_need=False, section=Section.SPEAK, kept=Kept.RELATED, is_single=False),
)  # fmt: skip

KINDS: dict[str, PreferenceKind] = {kind.code: kind for kind in _KINDS}
"""Every kind by its code."""


_ORDER = {code: number for number, code in enumerate(KINDS)}


def order_of(code: str) -> int:
    """Return the place of a kind among the others; unknown ones come last."""
    return _ORDER.get(code, len(_ORDER))


def kind_of(code: str) -> PreferenceKind:
    """Return the kind of that code; an unknown one (from a newer desk) is shown by its code."""
    return KINDS.get(code) or PreferenceKind(code, "info", code, code, is_need=False)
