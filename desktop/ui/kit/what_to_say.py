"""What the search box follows beside names: the grammar of a booking, in words."""

from __future__ import annotations

SAYING: tuple[tuple[str, str], ...] = (
    ("", "One sentence, in this order: whom it is for, then the rest as it comes"),
    ("maggie hughes nurse next week am", "mornings of next week with a nurse"),
    ("dressing 20 min dr patel thu", "for whom the desk deals with"),
    ("first phone call today", "the soonest first"),
    ("", "Who it is for"),
    ("maggie hughes, hughes 12/3/1952, a number", "the words before the first that is understood"),
    ("", "With whom"),
    ("dr patel, with grace, a nurse, gp", "a name with its title or “with”; a profession"),
    ("usual, her usual", "whom they named, or saw most"),
    ("a woman, a man", "of the clinicians"),
    ("", "When"),
    ("today, tomorrow, thu, next thu, thu week", "a day"),
    ("25 nov, 25/11, in 3 days", "a date"),
    ("this week, next week, in 2 weeks, next month, in may", "all of it"),
    ("from 1 dec, after thu, by fri, until 4 dec", "from a day, or up to one"),
    ("mon to wed, mon or tue, not thu", "days of the week"),
    ("", "What time"),
    ("am, pm, evening, early, late, lunchtime", "a part of the day"),
    ("at 9:20, after 3, before 10:30, between 9 and 11", "1 to 7 without am is in the afternoon"),
    ("", "Where, how, how long, what for"),
    ("alder lane, at weir street", "a site"),
    ("phone, video, face to face, home visit", "how they are seen"),
    ("20 min, half an hour, an hour, double", "how long; double is twice the usual"),
    ("blood test, dressing, review", "a kind of slot, or one of the reasons the box knows"),
    ("for a leg that smells", "“for” and all that follows is the reason, in their words"),
    ("first, soonest, asap, next available", "the soonest first, whatever else they wish"),
    ("every 2 weeks x 6", "a series"),
    ("", "What is not followed is shown in quotes, and nothing is booked by it"),
)
"""(what may be typed, what it means); a row without words to type is a heading."""
