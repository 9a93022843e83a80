"""Units as they are printed: `µmol/L`, `mL/kg per min`, `% predicted`; what they measure, and how much of it.

A unit is a product of atoms after one numerator, so any combination is read and none is listed. Symbols are those of
UCUM (https://ucum.org) in their everyday spellings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_PREFIX = {
    "": 1.0,
    "k": 1e3,
    "d": 1e-1,
    "c": 1e-2,
    "m": 1e-3,
    "µ": 1e-6,
    "μ": 1e-6,
    "u": 1e-6,
    "mc": 1e-6,
    "n": 1e-9,
    "p": 1e-12,
}
_WORDS = {"kilo": 1e3, "": 1.0, "deci": 1e-1, "centi": 1e-2, "milli": 1e-3, "micro": 1e-6, "nano": 1e-9, "pico": 1e-12}
_DAYS = {
    "day": ("days?|d|die", 1.0),
    "week": ("weeks?|wks?|w", 7.0),
    "month": ("months?|mos?", 30.4375),
    "year": ("years?|yrs?|y|annum", 365.25),
    "hour": ("hours?|hrs?|h", 1 / 24),
    "minute": ("minutes?|mins?|min", 1 / 1440),
    "second": ("seconds?|secs?|s", 1 / 86400),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: what it measures (`g/L`, `%`), how many of that base it is, and how it was printed."""

    measures: str
    factor: float
    words: str = ""


def _atoms() -> dict[str, tuple[str, float]]:
    """Every spelling of a simple unit → its base and its factor."""
    found: dict[str, tuple[str, float]] = {}
    for prefix, factor in _PREFIX.items():
        found |= {f"{prefix}{name}": (base, factor) for name, base in _symbols(prefix).items()}
    for prefix, factor in _WORDS.items():
        for word, base in (
            ("gram", "g"),
            ("gramme", "g"),
            ("litre", "L"),
            ("liter", "L"),
            ("mole", "mol"),
            ("metre", "m"),
            ("meter", "m"),
        ):
            found |= {f"{prefix}{word}": (base, factor), f"{prefix}{word}s": (base, factor)}
        found[f"{prefix}molar"] = ("mol/L", factor)
    for pattern, days in _DAYS.values():
        for spelling in pattern.split("|"):
            found |= {spelling.replace("s?", end): ("day", days) for end in ("s", "")}
    return found | {
        "IU": ("IU", 1.0), "U": ("IU", 1.0), "units": ("IU", 1.0), "kDa": ("Da", 1e3), "Da": ("Da", 1.0),
        "kPa": ("kPa", 1.0), "mmHg": ("kPa", 0.1333), "mm Hg": ("kPa", 0.1333), "cmH2O": ("kPa", 0.098),
        "m2": ("m2", 1.0), "m²": ("m2", 1.0), "m^2": ("m2", 1.0), "mm3": ("mm3", 1.0),
        "mm^3": ("mm3", 1.0), "mm³": ("mm3", 1.0),
        "pack-years": ("pack-year", 1.0), "pack years": ("pack-year", 1.0), "pack-year": ("pack-year", 1.0),
        "pack year": ("pack-year", 1.0), "bpm": ("1/day", 1440.0), "kcal": ("kcal", 1.0), "°C": ("°C", 1.0),
        "°F": ("°F", 1.0),
    }  # fmt: skip


def _symbols(prefix: str) -> dict[str, str]:
    """The symbols that take a prefix; a bare M, and time in the place of mass, are left out."""
    symbols = {"g": "g", "L": "L", "l": "L", "mol": "mol"}
    if prefix in ("d", "c", "m", "n", "k"):
        symbols["m"] = "m"
    if prefix in ("m", "µ", "μ", "u", "n", "p"):
        symbols["M"] = "mol/L"
    return symbols


ATOMS = _atoms()
SYMBOLS = frozenset(f"{prefix}{name}" for prefix in _PREFIX for name in _symbols(prefix)) - {"m", "g", "l", "L", "pg"}
_LOOSE = frozenset({"d", "w", "y", "s", "m", "h", "U", "l", "L", "mo", "mos", "die"})  # units only after a slash
_NAMES = "|".join(re.escape(name) for name in sorted(ATOMS, key=len, reverse=True))
_FIRST = "|".join(re.escape(name) for name in sorted(ATOMS.keys() - _LOOSE, key=len, reverse=True))
_OVER = rf"(?:\s?/\s?|\s+per\s+|\s+a\s+)(?:100\s?)?(?:{_NAMES}|million)"
_END = r"(?![A-Za-zµμ0-9²³])"
UNIT = re.compile(
    rf"[\s\u00a0-]?(?P<unit>%|per\s?cent\b|percent\b|(?:(?:{_FIRST})|[Ll](?=\s?/))(?:{_OVER})*{_END}|/mm\^?[3³]{_END})"
)
_PREDICTED = re.compile(r"\s*(?:of\s+)?(?:the\s+)?pred(?:icted)?\b")


def unit_at(text: str, start: int) -> tuple[Unit, int] | None:
    """The unit printed at a place of a text, and where it ends; or None."""
    found = UNIT.match(text, start)
    if found is None:
        return None
    end = found.end()
    if found["unit"][0] in "%p" and (more := _PREDICTED.match(text, end)):
        end = more.end()
    return read_unit(" ".join(found["unit"].split())), end


def is_unit(token: str) -> bool:
    """Whether a token is a unit's symbol and no word: `mg/dL`, `µM`."""
    head, slash, _ = token.partition("/")
    return token in SYMBOLS or bool(slash and head in ATOMS)


@lru_cache(maxsize=2048)
def read_unit(words: str) -> Unit:
    """A printed unit by its parts. Anything unknown measures itself."""
    if words.replace(" ", "") in ("%", "percent"):
        return Unit("%", 1.0, words)
    top, *below = re.split(r"\s?/\s?|\s+per\s+|\s+a\s+", words)
    base, factor = ATOMS.get(top.strip(), (top.strip() or "1", 1.0))
    bases = [base]
    for part in below:
        times, name = (100.0, part.removeprefix("100").strip()) if part.startswith("100") else (1.0, part)
        other, scale = ATOMS.get(name, (name, 1.0))
        bases.append(other)
        factor /= times * scale
    return Unit("/".join(bases), factor, words)
