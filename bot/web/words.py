"""The interface's words in four languages, with other wording for some readers. Words only: nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.strict_yaml import read_yaml

if TYPE_CHECKING:
    from starlette.requests import Request

FILE = Path(__file__).parent / "words.yaml"
LANGUAGES = {"en": "English", "fr": "Français", "de": "Deutsch", "es": "Español"}
SAME_WORDS = {"nurse": "student"}  # a reader who is spoken to as another is


@cache
def all_words() -> Mapping[str, tuple[str, ...]]:
    """Every text by key, in the order of the languages."""
    data = read_yaml(FILE.read_text("utf-8"), FILE.name).value
    return {str(key): tuple(map(str, texts)) for key, texts in data.items()}


@dataclass(frozen=True)
class Words:
    """The words for one reader in one language."""

    language: str = "en"
    reader: str | None = None

    def __call__(self, key: str, **values: object) -> str:
        """One text; where this reader has words of their own, those."""
        return self.maybe(key).format(**values) if values else self.maybe(key)

    def maybe(self, key: str) -> str:
        """One text, or nothing if there is none."""
        words = all_words()
        readers = (self.reader, SAME_WORDS.get(self.reader or ""))
        keys = [f"{key}@{reader}" for reader in readers if reader]
        found = next((words[each] for each in [*keys, key] if each in words), None)
        return found[list(LANGUAGES).index(self.language)] if found else ""

    def verdict(self, outcome: str) -> str:
        """An outcome or a stand, in words."""
        return self(f"v_{outcome}")

    def gloss(self, outcome: str) -> str:
        """What an outcome means, for readers who are told."""
        return self.maybe(f"gloss_{outcome}")

    def place(self, jurisdiction: str) -> str:
        """A jurisdiction for reading."""
        return ", ".join(self.maybe(f"place_{each}") or each for each in jurisdiction.split(","))

    def day(self, day: date | str) -> str:
        """A date, the same in every language: no month is taken for a day."""
        return str(day)


def language_of(request: Request, chosen: str | None = None) -> str:
    """The language asked for, else the browser's first that we speak, else English."""
    wanted = [chosen or "", *request.headers.get("accept-language", "").split(",")]
    codes = [each.strip()[:2].lower() for each in wanted]
    return next((code for code in codes if code in LANGUAGES), "en")
