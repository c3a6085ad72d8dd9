"""Text as it is typed and pasted, made fit to keep: tidy, of bearable length, nothing hidden."""

from __future__ import annotations

import re
import unicodedata

from desktop.domain.errors import RuleViolation

# Bidi overrides and isolates can make a name read as another one; zero-width space, word joiner,
# soft hyphen and byte order mark come with a paste. Joiners (U+200C, U+200D) and the marks U+200E
# and U+200F are real parts of writing.
_HIDDEN = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\u00ad]")
# Everything that Unicode calls a control but white space, and halves of surrogate pairs.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES_IN_LINE = re.compile(r"[^\S\n]+")

LONGEST_ADDRESS = 80
"""A longer word with an @ in it is no address that somebody copies."""


def tidy(text: str) -> str:
    """Return the text as one line: NFC, trimmed, single spaces, hidden characters gone."""
    visible = _HIDDEN.sub("", _CONTROL.sub("", text))
    return " ".join(unicodedata.normalize("NFC", visible).split())


def tidy_lines(text: str) -> str:
    """Return the text tidy line by line; line ends become newlines, empty ends are cut off."""
    visible = _HIDDEN.sub("", _CONTROL.sub("", _LINE_END.sub("\n", text)))
    lines = _SPACES_IN_LINE.sub(" ", unicodedata.normalize("NFC", visible)).split("\n")
    return "\n".join(line.strip() for line in lines).strip("\n")


def clean_line(text: str, *, field: str, longest: int, required: bool = False) -> str:
    """Return the text of a one-line field, tidy.

    Units: ``longest`` counts code points after tidying.
    Errors: RuleViolation("empty") when required, ("control") for hidden control characters,
    ("too_long").
    """
    _check_fit(text, field=field, longest=longest)
    return _check_length(tidy(text), field=field, longest=longest, required=required)


def clean_lines(text: str, *, field: str, longest: int, required: bool = False) -> str:
    """Return the text of a field of several lines, tidy; errors as for clean_line."""
    _check_fit(text, field=field, longest=longest)
    return _check_length(tidy_lines(text), field=field, longest=longest, required=required)


def _check_fit(text: str, *, field: str, longest: int) -> None:
    # Looked at before normalising: putting thousands of combining marks in order is slow.
    if len(text) > 4 * longest + 1000:
        raise _too_long(len(text), field, longest)
    found = _CONTROL.search(text)
    if found is not None:
        raise RuleViolation(
            "control",
            field,
            "There is a hidden character in this text, perhaps from copying. Type it in again.",
            character=f"U+{ord(found.group()):04X}",
            position=found.start(),
        )


def _check_length(text: str, *, field: str, longest: int, required: bool) -> str:
    if len(text) > longest:
        raise _too_long(len(text), field, longest)
    if required and not text:
        raise RuleViolation("empty", field, "This can’t be left empty.")
    return text


def _too_long(length: int, field: str, longest: int) -> RuleViolation:
    sentence = f"This is {length:,} characters long; {longest:,} is the most that fits here."
    return RuleViolation("too_long", field, sentence, length=length, longest=longest)


def sentence_case(words: str) -> str:
    """Return words as a sentence begins them: the first letter is a capital."""
    return words[:1].upper() + words[1:]


def breakable(words: str, longest: int = 18) -> str:
    """Return words with places to break the very long ones; addresses stay as they are copied."""
    if len(words) <= longest:
        return words
    return " ".join(
        word
        if len(word) <= longest or ("@" in word and len(word) <= LONGEST_ADDRESS)
        else _cut(word, longest)
        for word in words.split(" ")
    )


def _cut(word: str, longest: int) -> str:
    pieces = (word[at : at + longest] for at in range(0, len(word), longest))
    return "\u200b".join(pieces)
