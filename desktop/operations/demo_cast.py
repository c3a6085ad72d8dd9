"""The cast of the design's pictures: who they are, and their Wednesday morning at 10:22."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

CAST_TIME = time(10, 22)
"""The clock at which the cast's morning is as the pictures show it."""

Need = tuple[str, str]
"""A kind of preference and what was said of it."""


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the cast; ``called`` is the name people use, ``given`` the legal one."""

    called: str
    born_on: date
    sex: str
    needs: tuple[Need, ...] = ()
    given: str = ""
    family: str = ""
    say_it: str = ""
    pronouns: str = ""
    title: str = ""
    nhs_number: str = ""
    address: str = ""
    mobile: str = ""
    own_words: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """Legal given names and family name."""
        first, _, rest = self.called.partition(" ")
        return self.given or first, self.family or rest


@dataclass(frozen=True, slots=True)
class CastSlot:
    """One slot of the morning, from ``at`` for ``minutes``.

    Shape: ``state`` is free, done, dna, cancelled, room, here, booked, held, embargoed or off;
    ``amount`` is minutes here, seconds left of a hold; ``words`` the visit's reason, a hold's desk
    or a note on the slot.
    """

    at: str
    letter: str
    minutes: int
    who: str = ""
    state: str = "free"
    amount: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class CastSession:
    """One clinician's morning; ``late`` is how many minutes after their times people went in."""

    clinician: str
    clinic: str
    late: int
    slots: tuple[CastSlot, ...]
    note: str = ""


def _players() -> tuple[Player, ...]:
    lines = _PLAYERS.strip().splitlines()
    made = []
    for line in lines:
        called, born, sex, *needs = (part.strip() for part in line.split("|"))
        pairs = tuple((need.split(":")[0], need.partition(":")[2].strip()) for need in needs)
        given, _, family = called.partition(" ")
        names = {"given": given.replace("_", " "), "family": family}
        whole = called.replace("_", " ")
        made.append(Player(whole, date.fromisoformat(born), sex, pairs, **names))
    return tuple(made)


_PLAYERS = """
Kwame Asante | 1961-04-02 | male
Joan Whitfield | 1947-09-14 | female | hearing: Hearing aid, left ear
Yusuf Demir | 1988-01-23 | male
Esther Goldberg | 1955-06-30 | female | double-length: Several things at a time
Callum Reid | 2001-11-05 | male
Amara Sesay | 1992-08-17 | female
Peter Johnson | 1969-02-11 | male
Ngozi Eze | 1984-05-26 | female
Li_Na Chen | 1979-10-08 | female
Darius Popescu | 1990-07-19 | male
Jakub Nowak | 1986-03-03 | male
Winston Clarke | 1951-12-21 | male
Thuy Nguyen | 1967-04-15 | female | interpreter: Vietnamese, by telephone
Sunita Rao | 1973-01-09 | female
Mohammed Iqbal | 1958-08-28 | male
Aoife Brennan | 1995-05-13 | female
Ravi Subramaniam | 1982-11-30 | male
Isabela Costa | 1998-02-24 | female
Gurpreet Gill | 1976-06-06 | female
Leila Hosseini | 1989-09-29 | female
Rosa Marín | 1971-07-07 | female
Edwin Osei | 1944-10-18 | male | double-length: Time to find the way | low-vision: Guide by the arm
Dilnoza Karimova | 1993-12-02 | female
Owen ap Rhys | 1949-03-01 | male | language: Welsh first
Zofia Wójcik | 1985-08-11 | female
Liam O’Connor | 1978-10-27 | male
Harpreet Kaur | 1996-04-22 | female | anxious: Say each step first
Mei-Ling Wu | 1964-02-05 | female
George Adamou | 1953-11-16 | male
Chloe Bennett | 2003-07-25 | female
Doris Fairweather | 1936-05-08 | female
Adaeze Nwosu | 1987-01-31 | female
Obinna Chukwu | 1981-09-09 | male
Grace Thornton | 1959-12-12 | female
Ali Reza | 1991-06-18 | male | interpreter: Dari, in person
Wendy Lau | 1974-03-27 | female
Seán Doyle | 1994-10-10 | male | anxious: Lies down for blood tests
Petra Novák | 1983-04-04 | female
Hassan Farah | 1970-08-08 | male
Olga Ivanova | 1957-01-17 | female
Kit Marsh | 1999-09-21 | other
Rukmini Das | 1948-07-02 | female
Paul Ogden | 1963-05-19 | male
Efua Mensah | 2000-02-29 | female
Rhys Morgan | 1968-12-28 | male | language: Welsh first
June Abbott | 1956-06-14 | female | assistance-dog: Bess
Tomás Ribeiro | 1980-11-11 | male
Zainab Yusuf | 1997-03-20 | female | woman-clinician: For examinations
Noor Jahan | 1975-10-15 | female
Cerys Evans | 2004-01-26 | female
Mateusz Lis | 1992-12-07 | male
Beryl Sykes | 1938-08-03 | female | memory: Daughter comes too
Jonah Pike | 1990-05-05 | male
Fiona Grant | 1966-09-24 | female
Deepak Joshi | 1972-04-30 | male
Chipo Moyo | 1986-07-12 | female
Ewan Blair | 1977-02-18 | male
Sofia Rossi | 1995-11-23 | female
Hui_Min Tan | 1984-06-09 | female
Ibrahim Touré | 1969-01-14 | male | interpreter: French, in person | double-length: To interpret
"""

_OWN_WORDS = (
    "Look at me, not the interpreter. Tell me first if it is going to run late, "
    "I can’t hear you call it."
)

MAGGIE = Player(
    "Maggie Hughes",
    date(1952, 3, 12),
    "female",
    (
        ("bsl", "In person. Joanna Price first, a woman if possible"),
        ("double-length", "Time to sign and to check it was clear"),
        ("step-free", "Room 3, walking frame"),
        ("large-print", "20 point, plain words, black on cream"),
        ("fetch", "Do not call out"),
        ("reach", "Text only, after 09:00. No calls."),
    ),
    given="Margaret",
    family="Hughes",
    say_it="MAG-ee, never Margaret",
    pronouns="She/her",
    title="Mrs",
    nhs_number="9990123454",
    address="8 Tanner Row",
    mobile="07700 900118",
    own_words=_OWN_WORDS,
)

CAST: tuple[Player, ...] = (
    *_players(),
    MAGGIE,
    Player(
        "Maggie Hughes",
        date(1994, 12, 2),
        "female",
        given="Maggie",
        family="Hughes",
        nhs_number="9996543218",
        address="27 Weir Street",
    ),
    Player("Joanna Smith", date(1980, 3, 12), "female", mobile="07700 900142"),
    Player(
        "Fatima Al-Hassan",
        date(1991, 5, 17),
        "female",
        (("interpreter", "Arabic, by telephone"), ("woman-clinician", "Always")),
        say_it="fa-TEE-mah",
        pronouns="She/her",
    ),
    Player("Tariq Aziz", date(1983, 9, 1), "male", say_it="TAA-rik", pronouns="He/him"),
    Player(
        "Blessing Okonkwo",
        date(1962, 2, 20),
        "female",
        (("carer", "Her carer Ife comes in too"),),
        say_it="BLESS-ing",
        pronouns="She/her",
    ),
    Player(
        "Hamish MacLeod",
        date(1950, 10, 3),
        "male",
        title="Mr",
        say_it="mac-LOWD",
        pronouns="He/him",
    ),
    Player(
        "Bilal Rahman", date(1998, 6, 25), "male", say_it="bi-LAAL", pronouns="He/him"
    ),
    Player(
        "Sam Taylor",
        date(1993, 8, 8),
        "other",
        (("quiet", "Keep Bay 2 free"),),
        pronouns="They/them",
    ),
    Player(
        "Siân Pritchard",
        date(1960, 3, 1),
        "female",
        (("language", "Welsh first: “Bore da”"),),
        say_it="SHAHN",
        pronouns="She/her",
    ),
    Player(
        "Nia Griffiths",
        date(1988, 12, 19),
        "female",
        (("step-free", "Needs Room 1"),),
        say_it="NEE-ah",
        pronouns="She/her",
    ),
    Player(
        "Arthur Bamford",
        date(1941, 4, 27),
        "male",
        (("hearing", "Face him, left side"), ("fetch", "He misses names called out")),
        title="Mr",
        pronouns="He/him",
    ),
)  # fmt: skip

# at, letter, minutes, who, state, amount, words
_PATEL = (
    CastSlot("08:30", "R", 10, "Kwame Asante", "done"),
    CastSlot("08:40", "R", 10, "Joan Whitfield", "done"),
    CastSlot("08:50", "R", 10, "Yusuf Demir", "done"),
    CastSlot("09:00", "L", 20, "Esther Goldberg", "done"),
    CastSlot("09:20", "R", 10, "Callum Reid", "dna"),
    CastSlot("09:30", "R", 10, "Amara Sesay", "done"),
    CastSlot("09:40", "T", 10, "Peter Johnson", "done"),
    CastSlot("09:50", "R", 10, "Ngozi Eze", "cancelled"),
    CastSlot("10:00", "R", 10, "Li Na Chen", "room"),
    CastSlot("10:10", "L", 20, "Fatima Al-Hassan", "here", 14),
    CastSlot("10:30", "b", 10, state="off"),
    CastSlot("10:40", "R", 10, "Hamish MacLeod", "here", 3),
    CastSlot("10:50", "R", 10),
    CastSlot("11:00", "R", 10, "Siân Pritchard", "booked"),
    CastSlot("11:10", "R", 10, "Jakub Nowak", "booked"),
    CastSlot("11:20", "R", 10, state="held", amount=100, words="Desk 2"),
    CastSlot("11:30", "D", 10),
    CastSlot("11:40", "T", 10, "Winston Clarke", "booked"),
    CastSlot("11:50", "R", 10, "Thuy Nguyen", "booked"),
    CastSlot("12:00", "D", 10, state="embargoed"),
    CastSlot("12:10", "D", 10, state="embargoed"),
    CastSlot("12:20", "R", 10, "Darius Popescu", "booked"),
)
_OKAFOR = (
    CastSlot("08:30", "R", 15, "Sunita Rao", "done"),
    CastSlot("08:45", "R", 15, "Mohammed Iqbal", "done"),
    CastSlot("09:00", "R", 15, "Aoife Brennan", "done"),
    CastSlot("09:15", "V", 15, "Ravi Subramaniam", "done"),
    CastSlot("09:30", "R", 15, "Isabela Costa", "cancelled"),
    CastSlot("09:45", "R", 15, "Gurpreet Gill", "done"),
    CastSlot("10:00", "R", 15, "Leila Hosseini", "room"),
    CastSlot("10:15", "R", 15, "Tariq Aziz", "booked"),
    CastSlot("10:30", "R", 15, "Blessing Okonkwo", "here", 4),
    CastSlot("10:45", "b", 15, state="off"),
    CastSlot("11:00", "R", 15),
    CastSlot("11:15", "D", 15, "Rosa Marín", "booked"),
    CastSlot("11:30", "L", 30, "Edwin Osei", "booked"),
    CastSlot("12:00", "D", 15, state="embargoed"),
    CastSlot("12:15", "T", 15),
)
_ADEYEMI = (
    CastSlot("08:30", "N", 20, "Dilnoza Karimova", "done"),
    CastSlot("08:50", "N", 20, "Owen ap Rhys", "done"),
    CastSlot("09:10", "N", 20, "Zofia Wójcik", "done"),
    CastSlot("09:30", "N", 20, "Liam O’Connor", "dna"),
    CastSlot("09:50", "N", 30, "Harpreet Kaur", "done"),
    CastSlot("10:20", "N", 20, "Maggie Hughes", "here", 7, "Leg dressing"),
    CastSlot("10:40", "N", 20, "Maggie Hughes", "here"),
    CastSlot("11:00", "b", 10, state="off"),
    CastSlot("11:10", "N", 20),
    CastSlot("11:30", "N", 20, "Arthur Bamford", "booked"),
    CastSlot("11:50", "N", 20, state="held", amount=52, words="Desk 3"),
    CastSlot("12:10", "N", 20),
)
_LLEWELLYN = (
    CastSlot("08:30", "P", 20, "Mei-Ling Wu", "done"),
    CastSlot("08:50", "P", 20, "George Adamou", "done"),
    CastSlot("09:10", "P", 20, "Chloe Bennett", "done"),
    CastSlot("09:30", "v", 20, state="off"),
    CastSlot("09:50", "H", 20, "Doris Fairweather", "done"),
    CastSlot("10:10", "P", 20, "Adaeze Nwosu", "room"),
    CastSlot("10:30", "P", 20, "Bilal Rahman", "here", 2),
    CastSlot("10:50", "P", 20, "Sam Taylor", "booked"),
    CastSlot("11:10", "P", 20),
    CastSlot("11:30", "P", 20, "Nia Griffiths", "booked"),
    CastSlot("11:50", "P", 20, "Ibrahim Touré", "booked"),
    CastSlot("12:10", "P", 20, "Ibrahim Touré", "booked"),
)
_KOWALSKA = (
    CastSlot("08:30", "B", 10, "Obinna Chukwu", "done"),
    CastSlot("08:40", "B", 10, "Grace Thornton", "done"),
    CastSlot("08:50", "B", 10, "Ali Reza", "done"),
    CastSlot("09:00", "B", 10, "Wendy Lau", "done"),
    CastSlot("09:10", "B", 20, "Seán Doyle", "done"),
    CastSlot("09:30", "B", 10, "Petra Novák", "cancelled"),
    CastSlot("09:40", "B", 10, "Hassan Farah", "done"),
    CastSlot("09:50", "B", 10, "Olga Ivanova", "done"),
    CastSlot("10:00", "B", 10, "Kit Marsh", "dna"),
    CastSlot("10:10", "B", 10, "Rukmini Das", "room"),
    CastSlot("10:20", "B", 10, "Paul Ogden", "here", 6),
    CastSlot("10:30", "B", 10, "Efua Mensah", "here", 2),
    CastSlot("10:40", "b", 10, state="off"),
    CastSlot("10:50", "B", 10, "Rhys Morgan", "booked"),
    CastSlot("11:00", "B", 10),
    CastSlot("11:10", "B", 20, "June Abbott", "booked"),
    CastSlot("11:30", "B", 10),
    CastSlot("11:40", "B", 10, "Tomás Ribeiro", "booked"),
    CastSlot("11:50", "B", 10),
    CastSlot("12:00", "D", 10, state="embargoed"),
    CastSlot("12:10", "B", 20, "Zainab Yusuf", "booked"),
)
_LEVY = (
    CastSlot("08:30", "R", 15, "Noor Jahan", "done"),
    CastSlot("08:45", "R", 15, "Cerys Evans", "done"),
    CastSlot("09:00", "R", 15, "Mateusz Lis", "done"),
    CastSlot("09:15", "L", 30, "Beryl Sykes", "done"),
    CastSlot("09:45", "V", 15, "Jonah Pike", "done"),
    CastSlot("10:00", "R", 15, "Fiona Grant", "done"),
    CastSlot("10:15", "R", 15, "Deepak Joshi", "room"),
    CastSlot("10:30", "R", 15, "Chipo Moyo", "booked"),
    CastSlot("10:45", "u", 15, state="off", words="Dr Patel"),
    CastSlot("11:00", "R", 15),
    CastSlot("11:15", "T", 15, "Ewan Blair", "booked"),
    CastSlot("11:30", "R", 15, "Sofia Rossi", "booked"),
    CastSlot("11:45", "R", 15),
    CastSlot("12:00", "D", 15, state="embargoed"),
    CastSlot("12:15", "R", 15, "Hui Min Tan", "booked"),
)

CAST_DAY: tuple[CastSession, ...] = (
    CastSession("Anjali Patel", "A", 12, _PATEL),
    CastSession("Chidi Okafor", "A", 0, _OKAFOR),
    CastSession("Grace Adeyemi", "A", 0, _ADEYEMI),
    CastSession("Tom Llewellyn", "W", 0, _LLEWELLYN, "Lift out, Room 2"),
    CastSession("Marta Kowalska", "W", 5, _KOWALSKA),
    CastSession("Hannah Levy", "A", 0, _LEVY),
)
"""The morning of the pictures, clinician by clinician."""

MAGGIE_VISITS: tuple[tuple[int, str], ...] = (
    (14, "Grace Adeyemi"),
    (28, "Chidi Okafor"),
    (77, "Anjali Patel"),
)
"""How many days ago Maggie Hughes, 74, was here, and whom she saw (4 Nov, 21 Oct, 2 Sep)."""
