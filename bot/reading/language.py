"""General language, as data: how things are denied, doubted, dated, compared and asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.reading.language_file import LanguageFile
from bot.reading.phrases import Lexicon, Sense
from bot.reading.text import folded, stem
from corpus.strict_yaml import read_yaml, validate
from guardrails.everyday import listed, plain

if TYPE_CHECKING:
    from bot.reading.text import Token

PLAIN = ("questions", "yes", "no", "unknown", "now", "sex", "old", "not_age", "renewals", "leads", "flags", "documents")
FILE = Path(__file__).with_name("language.yaml")


@dataclass(frozen=True, eq=False)
class Language:
    """General language, ready to be looked up."""

    file: LanguageFile

    @cached_property
    def cues(self) -> Lexicon:
        """Cues (`sort` before or after, `name` what they say), breaks, contrasts, joins and subjects."""
        lexicon = Lexicon()
        for says, cue in self.file.cues.items():
            lexicon.add(cue.before, Sense("before", says))
            lexicon.add(cue.after, Sense("after", says))
            lexicon.add(cue.it, Sense("it", says))
        for sort in (
            "breaks",
            "contrasts",
            "whether",
            "joins",
            "consequences",
            "denials",
            "patient",
            "others",
            "partners",
            "counterparts",
            "greetings",
            "of",
            "affected",
            "turns",
            "does",
            "likewise",
            "by",
        ):
            lexicon.add(getattr(self.file, sort), Sense(sort))
        return lexicon

    @cached_property
    def comparisons(self) -> Lexicon:
        """Comparisons before a number (`sort` before) and after it."""
        lexicon = Lexicon()
        for name, words in self.file.compare.items():
            lexicon.add(words, Sense("before", name))
        for name, words in self.file.after_compare.items():
            lexicon.add(words, Sense("after", name))
        lexicon.add(self.file.ranges, Sense("range"))
        lexicon.add(self.file.between, Sense("between"))
        lexicon.add(self.file.references, Sense("reference"))
        lexicon.add(self.file.limits, Sense("limit"))
        lexicon.add(self.file.differences.before, Sense("by"))
        lexicon.add(self.file.differences.after, Sense("than"))
        return lexicon

    @cached_property
    def intents(self) -> Lexicon:
        """What a message wants, and how a conversation goes on."""
        lexicon = Lexicon()
        for sort in (
            "in_general",
            "about_text",
            "wondering",
            "confirm",
            "comparing",
            "about_sources",
            "claims",
            "steering",
            "orders",
            "compose",
            "falsify",
            "contradicts",
            "new_patient",
            "corrections",
            "takes_back",
            "follow_ups",
        ):
            lexicon.add(getattr(self.file, sort), Sense(sort))
        return lexicon

    @cached_property
    def asides(self) -> Lexicon:
        """How it is asked of anybody, dropped, returned to or set aside: words that are no everyday words by that."""
        lexicon = Lexicon()
        for sort in ("of_anybody", "figures", "tellings", "drops", "undoes", "returns", "sets_aside"):
            lexicon.add(getattr(self.file, sort), Sense(sort))
        return lexicon

    @cached_property
    def of_asker(self) -> Lexicon:
        """How one asks for, or tells of, oneself."""
        lexicon = Lexicon()
        lexicon.add(self.file.of_asker, Sense("of_asker"))
        return lexicon

    @cached_property
    def past_times(self) -> Lexicon:
        """Words for times past: `last month`, with the months since; `last year`, `this year`."""
        lexicon = Lexicon()
        for words, months in self.file.ago.items():
            lexicon.add([words], Sense("ago", value=str(months)))
        lexicon.add(self.file.this_year, Sense("year", value="0"))
        lexicon.add(self.file.last_year, Sense("year", value="1"))
        return lexicon

    @cached_property
    def months(self) -> dict[str, int]:
        """The number of a month by its folded name."""
        return {folded(name): number for name, number in self.file.months.items()}

    @cached_property
    def neighbours(self) -> frozenset[tuple[str, str]]:
        """Pairs of letters whose keys touch."""
        rows = self.file.keyboard
        near = set()
        for y, row in enumerate(rows):
            for x, letter in enumerate(row):
                beside = [
                    row[x + 1 : x + 2],
                    *(rows[y + 1][at : at + 1] for at in (x - 1, x) if y + 1 < len(rows) and at >= 0),
                ]
                near |= {pair for other in beside if other for pair in ((letter, other), (other, letter))}
        return frozenset(near)

    @cached_property
    def numbers(self) -> dict[str, float]:
        """Numbers by their folded word."""
        return {folded(name): number for name, number in self.file.numbers.items()}

    @cached_property
    def halves(self) -> tuple[tuple[str, ...], ...]:
        """The words that add a half to a number, by their forms."""
        return tuple(tuple(map(folded, words.split())) for words in self.file.halves)

    @cached_property
    def half_heads(self) -> frozenset[str]:
        """The first of these words."""
        return frozenset(words[0] for words in self.halves)

    @cached_property
    def after_number(self) -> frozenset[str]:
        """The words that go on with a number: `point` five, `and` a half."""
        return self.half_heads.union(self.file.points)

    @cached_property
    def time_units(self) -> dict[str, float]:
        """Months in a unit of time, by each folded word for it."""
        return {folded(word): months for word, months in self._time_words if word[0] != "="}

    @cached_property
    def _capital_times(self) -> dict[str, float]:
        """Months in a unit of time, by each word for it that needs its capitals."""
        return {word[1:]: months for word, months in self._time_words if word[0] == "="}

    @property
    def _time_words(self) -> list[tuple[str, float]]:
        return [(word, self.file.time_units[unit]) for unit, words in self.file.time_words.items() for word in words]

    def months_in(self, token: Token) -> float | None:
        """Months in the unit of time that a word is: `years`, `J`; None for another word, as the man of `52M`."""
        return None if token.text == "M" else self._capital_times.get(token.text) or self.time_units.get(token.form)

    @cached_property
    def glue(self) -> frozenset[str]:
        """Everyday words, by their key."""
        lexicon = Lexicon()
        lexicon.add(self.file.glue, Sense("glue"))
        everything = (self.cues, self.comparisons, self.intents, lexicon)
        words = {key for each in everything for key in each.keys | each.forms}
        words.update(map(stem, (*self.months, *self.numbers, *self.time_units)))
        return frozenset(words | self.among(*PLAIN))

    @cached_property
    def everyday(self) -> frozenset[str]:
        """More words that are spelled right: known, but nothing is corrected to them. Read when first needed."""
        return frozenset(word.lower() for word in listed())

    @cached_property
    def plain(self) -> frozenset[str]:
        """The everyday words that are no names."""
        return plain()

    @cached_property
    def _among(self) -> dict[tuple[str, ...], frozenset[str]]:
        return {}

    def among(self, *lists: str) -> frozenset[str]:
        """The keys of one-word entries of some lists."""
        if lists not in self._among:
            self._among[lists] = self._one_words(lists)
        return self._among[lists]

    def _one_words(self, lists: tuple[str, ...]) -> frozenset[str]:
        words = [word for name in lists for word in getattr(self.file, name)]
        return frozenset(stem(folded(word)) for word in words if " " not in word)


@lru_cache(maxsize=1)
def load_language() -> Language:
    """The language data of this package."""
    text = FILE.read_text(encoding="utf-8")
    return Language(validate(read_yaml(text, FILE.name), LanguageFile))
