"""What is asked of each of several documents: words that weigh, and the sort of number, if one is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.alike import ROOT, folded
from bot.evidence import HOW, NUMBER, Asked
from corpus.documents.about import YEAR
from corpus.documents.sentences import spans
from corpus.index.words import tokens
from guardrails.grounding import quantities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.guideline import Guideline
    from corpus.index import Keywords
    from guardrails.grounding.quantities import Quantity

OF_A_NUMBER = frozenset(
    tokens(
        "dose doses dosage dosing threshold thresholds cutoff target targets limit limits duration interval rate time "
        "timing level number value amount maximum minimum day days hour hours dosis dauer schwelle seuil durée délai"
    )
)  # what is asked for is a number, and the number's own words are elsewhere
OF_COMPARING = frozenset(
    tokens(
        "compare compares compared comparison differ differs difference differences different versus vs agree agrees "
        "disagree contrast contradict conflict guideline guidelines document documents source sources protocol "
        "protocols policy policies pathway formulary text texts paper higher highest lower lowest larger smaller more "
        "less longer shorter earlier later recommend recommends recommended recommendation national local hospital our "
        "other both all side each between according regard regarding concerning done carried same what which say state "
        "vergleiche vergleich unterscheiden unterschied leitlinie leitlinien comparer différence protocole"
    )
)
JOINING = frozenset(tokens("after before during while first then nach vor während après avant pendant"))
HOW_MUCH = re.compile(r"\b(?:how (?:much|many|high|low)|wie (?:viel|hoch)|combien)\b", re.IGNORECASE)
OF_TIME = re.compile(
    r"\b(?:when|how (?:long|soon|early|often|late)|time|timing|duration|interval|days?|hours?|"
    r"wann|wie (?:lange|oft)|dauer|quand|durée|délai)\b",
    re.IGNORECASE,
)
MORE = re.compile(
    r"\b(?:higher|highest|lower|lowest|larger|largest|smaller|smallest|more|most|less|least|longer|longest|shorter|"
    r"shortest|earlier|earliest|later|latest|höher\w*|niedriger\w*|länger\w*|kürzer\w*|plus|moins)\b",
    re.IGNORECASE,
)
TIME = frozenset({"day"})  # what `Unit.measures` has for it
OF_TITLE, BRIEF, KIN = 0.3, 0.4, 0.8  # what a word counts: of a title, a brief or joining one, of one root only
LETTERS = 3  # of a brief word
A_LITTLE = 0.005  # what a number adds to a sentence beside one that says as much


@dataclass(frozen=True)
class Wanted:
    """What a question asks of each document, beyond their names."""

    text: str
    keywords: Keywords

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """How much each word tells of what is asked."""
        words = Asked(self.text, self.keywords).words
        idle = OF_COMPARING | OF_A_NUMBER | HOW
        asked = (each for each in words if each not in idle and not YEAR.fullmatch(each))
        return {folded(each): self.keywords.weight(each) * (BRIEF if _is_brief(each) else 1.0) for each in asked}

    @cached_property
    def measures(self) -> frozenset[str] | None:
        """What the number measures that is asked for; nothing if any will do, None if no number is asked for."""
        if OF_TIME.search(self.text):
            return TIME
        asks = HOW_MUCH.search(self.text) or self.more or not OF_A_NUMBER.isdisjoint(tokens(self.text))
        return frozenset() if asks else None

    @property
    def more(self) -> bool:
        """Whether it is asked whose number is the higher."""
        return bool(MORE.search(self.text))

    def share(self, text: str, source: Guideline, of_title: float = OF_TITLE) -> float:
        """The share of what is asked that a text says; the words of its document's title tell less."""
        title = {*roots(f"{source.short} {source.title}")}
        weights = {word: each * (of_title if word in title else 1.0) for word, each in self.weights.items()}
        said = {*roots(text)}
        told = (weight * as_said(word, said) for word, weight in weights.items())
        return sum(told) / (sum(weights.values()) or 1.0)

    def numbers(self, sentence: str, source: Guideline) -> bool:
        """Whether a sentence says some of what is asked, with such a number as is asked for."""
        return self.fits(sentence) and self.share(sentence, source, 0.0) > 0

    def fits(self, text: str) -> bool:
        """Whether a text has such a number as is asked for."""
        if self.measures is None:
            return False
        return bool(measures(text) & self.measures if self.measures else NUMBER.search(text))

    def tells(self, sentence: str, source: Guideline) -> float:
        """How much a sentence says of what is asked; of those that say as much, one with a number says more."""
        return round(self.share(sentence, source, 0.0), 2) + A_LITTLE * self.numbers(sentence, source)


def measures(text: str) -> set[str]:
    """What the numbers of a text measure."""
    return {each.unit.measures for each in measured(text) if each.unit}


def measured(text: str) -> list[Quantity]:
    """The numbers of a text that have a unit of their own."""
    return [each for each in quantities(text) if each.unit and each.unit.words]


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in spans(text)] or [text]


def roots(text: str) -> list[str]:
    """The words of a text, stemmed, as their cousins in other languages are written."""
    return [folded(token) for token in tokens(text)]


def as_said(word: str, said: set[str]) -> float:
    """How far a word is said: itself, one of its root, or as a part of a longer one (`Blutkulturen`)."""
    if word in said:
        return 1.0
    root = word[:ROOT]
    return KIN if len(root) == ROOT and any(root in other for other in said) else KIN * (root in said)


def _is_brief(word: str) -> bool:
    return len(word) <= LETTERS or word in JOINING
