"""Text as tokens: cleaned without moving a character, so that every span is a span of the question."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

_SPECIAL = {
    **dict.fromkeys("‘’‚‛´`′ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣", "-"),
    **dict.fromkeys("μ", "µ"),
    **dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"),
    "⁄": "/",
    "·": " ",
    "×": "x",
    "⩽": "≤",
    "⩾": "≥",
}
_KEY, _NULL = re.compile(r'"\s*:'), re.compile(r"(?<=[:\s])null(?=\s*[,}\]])")  # of JSON
_UNQUOTED = str.maketrans('"_', "  ")
_DECIMAL = re.compile(r"(?<=\d)·(?=\d)")
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*|(?<![\w.])[.,]\d+|[½¼¾⅓⅔])"
    r"|(?P<word>(?<![^\W_])(?:[xX](?=\d)|[qQ](?=[1-9]\d?(?:[dD]|[wW][kK]?[sS]?)?\b))|(?<![^\W_])(?:[dlnjDLNJ]|[qQ]u)'(?=[aeiouhAEIOUHàâéèêëîïôûÀÂÉÈÊËÎÏÔÛ])|[^\W\d_](?:[^\W_]|'(?=[^\W\d_]))*)"
    r"|(?P<mark>\n|<=|>=|=<|=>|->|\.{2,}|(?!(?<!\S)\|(?!\S))\S)"  # a `|` by itself parts the cells of a table
)
WORD, NUMBER, MARK = "word", "number", "mark"
LEADER = 3  # more dots than this lead to what is told
SHORT = 40  # letters of the longest token whose forms are remembered
ANY_NUMBER = "<n>"


@dataclass(slots=True)
class Token:
    """One word, number or mark: as typed, folded for comparison, and where it stands.

    `keys` are all that a vocabulary may know it by, `several` if there are; `written` is what was written where a
    misspelling was corrected, `more` the other words it may be, `slips` how far off it was.
    """

    text: str
    form: str
    kind: str
    start: int
    end: int
    key: str = ""
    spaced: bool = True
    keys: tuple[str, ...] = ()
    several: bool = False
    sentence: int = 0
    written: str | None = None
    more: tuple[str, ...] = ()
    slips: int = 0


@dataclass(slots=True)
class Text:
    """A message, cleaned, with its tokens."""

    clean: str
    tokens: list[Token] = field(default_factory=list)

    def words(self, first: int, last: int) -> str:
        """The exact words from token *first* to token *last*, both included."""
        return self.clean[self.tokens[first].start : self.tokens[last].end]


def cleaned(text: str) -> str:
    """The text with one plain character for each odd one: same length, same positions."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_plain, _DECIMAL.sub(".", text)))
    return _as_form(text) if '"' in text and _KEY.search(text) else text


def _as_form(text: str) -> str:
    """What is written as JSON, as it would be in a form: `fever: high, rash: n/a`."""
    return _NULL.sub("n/a ", text.translate(_UNQUOTED))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    if category in ("Cc", "Cf", "Zs", "Zl", "Zp"):
        return " "
    simple = unicodedata.normalize("NFKC", character)
    return _SPECIAL.get(simple, simple) if len(simple) == 1 and not simple.isspace() else character


def folded(word: str) -> str:
    """A word for comparison: small letters, no accents, no apostrophes, Greek letters by their usual spelling."""
    word = word.lower().replace("'", "")
    if word.isascii() or not word[:1].isalnum():
        return word
    word = word.replace("µ", "u").replace("μ", "u").replace("α", "alpha").replace("ß", "ss").replace("œ", "oe")
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def stem(form: str) -> str:
    """A folded word without its plural s."""
    if len(form) > 3 and form.endswith("s") and not form.endswith(("ss", "us", "is")):
        return form[:-1]
    return form


def tokenised(clean: str) -> list[Token]:
    """The tokens of a cleaned text; a hyphen inside a word is no token."""
    tokens: list[Token] = []
    met: dict[str, tuple[str, str, str, tuple[str, ...], bool]] = {}
    end = 0
    for found in _TOKEN.finditer(clean):
        text = found[0]
        start, stop = found.span()
        if found.lastgroup == MARK and len(text) > LEADER:  # `age ........ 40`
            text = "" if clean[stop : stop + 1] == ":" else ":"
        if text and (text != "-" or not _joins(clean, start, stop)):
            if text not in met:
                met[text] = (_forms if len(text) <= SHORT else _told)(text, found.lastgroup)
            kind, form, key, keys, several = met[text]
            tokens.append(Token(text, form, kind, start, stop, key, start > end, keys, several))
        end = stop
    return tokens


def _told(text: str, group: str | None) -> tuple[str, str, str, tuple[str, ...], bool]:
    """The kind of a token, its form, its key, all its keys, and whether there are several."""
    kind, form = group or MARK, folded(text)
    key = stem(form)
    return (kind, form, key, (key, ANY_NUMBER), True) if kind == NUMBER else (kind, form, key, (key,), False)


_forms = lru_cache(maxsize=4096)(_told)


def _joins(clean: str, start: int, end: int) -> bool:
    """Whether a hyphen joins two parts of a word: `ex-husband`, `beta-2`, `52-year-old`; not `30-65`."""
    if start == 0 or end >= len(clean):
        return False
    before, after = clean[start - 1], clean[end]
    return (before.isalpha() and after.isalnum()) or (before.isdigit() and after.isalpha())
