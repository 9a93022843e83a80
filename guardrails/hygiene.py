"""Invisible and look-alike characters: made plain before anything is read, and reported.

Categories and confusables after Unicode TR 36 and TR 39; only letters that pass for Latin ones inside a Latin word.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\u3164\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_TWINS = dict(
    zip(
        "АВЕЅІЈКМНОРСТХУаеѕіјорсхуԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ",
        "ABESIJKMHOPCTXYaesijopcxydhqwABEZHIKMNOPTYXoabcdefghijklmnopqrstuvwyz",
        strict=True,
    )
)
_MARKED = re.compile("[A-Za-z0-9][\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]+")
_WORD = re.compile(r"[\w-]+")
_LATIN = re.compile("[A-Za-zᴀ-ᴢꜰꜱꞯɢɪɴʀʏʙʜʟ]")
_TWIN = re.compile(f"[{''.join(_TWINS)}]")
_ALONE = re.compile(rf"(?<!\w)[{''.join(_TWINS)}]{{1,12}}(?!\w)")


def cleaned(text: str) -> tuple[str, tuple[str, ...]]:
    """The text in plain characters, and a few words on each sort of invisible or look-alike one that was in it."""
    if text.isascii():
        return text, ()
    odd: list[str] = []
    if hidden := _INVISIBLE.findall(text):
        names = sorted({unicodedata.name(each, f"U+{ord(each):04X}").lower() for each in hidden})
        text = _INVISIBLE.sub("", text)
        odd.append(f"{len(hidden)} invisible character(s): {', '.join(names[:3])}")
    text, mixed = _undisguised(text)
    if mixed:
        odd.append(f"letters of another alphabet inside {len(mixed)} word(s), such as '{_plain(mixed[0])}'")
    if struck := [found for found in _MARKED.findall(text) if len(unicodedata.normalize("NFC", found)) > 1]:
        text = _MARKED.sub(lambda found: found[0][0] if found[0] in struck else found[0], text)
        odd.append(f"marks over or through {len(struck)} letter(s)")
    if digits := {letter for letter in text if letter.isdecimal() and not letter.isascii() and letter < "\uff00"}:
        text = "".join(str(unicodedata.decimal(letter)) if letter in digits else letter for letter in text)
        odd.append("digits of another script")
    wide = [
        letter
        for letter in text
        if "\uff01" <= letter <= "\uff5e" or "\U0001d400" <= letter <= "\U0001d7ff" or letter == "\u2215"
    ]
    if wide:
        text = "".join(_simple(letter) if letter in wide else letter for letter in text)
        odd.append(f"{len(wide)} letter(s) in disguise (full width or mathematical)")
    return text, tuple(odd)


def _simple(letter: str) -> str:
    return "/" if letter == "\u2215" else unicodedata.normalize("NFKC", letter)


def _undisguised(text: str) -> tuple[str, list[str]]:
    """The text with Latin letters for their twins, and the words that they stood in."""
    mixed: list[str] = []
    mostly_latin = _mostly_latin(text)

    def plain(found: re.Match[str]) -> str:
        mixed.append(found[0])
        return _plain(found[0])

    def word(found: re.Match[str]) -> str:
        if not _TWIN.search(found[0]):
            return found[0]
        if _LATIN.search(found[0]):
            return plain(found)
        return _ALONE.sub(plain, found[0]) if mostly_latin else found[0]

    return _WORD.sub(word, text), mixed


def _mostly_latin(text: str) -> bool:
    """Whether a text is written in Latin letters, so that a word of look-alikes alone is a disguise too."""
    latin = sum("a" <= letter.lower() <= "z" for letter in text)
    return latin >= 4 * sum(letter.isalpha() and not letter.isascii() for letter in text)


def _plain(word: str) -> str:
    return "".join(_TWINS.get(letter, letter) for letter in word)
