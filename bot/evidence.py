"""Whether a passage answers a question, or only speaks of the same thing: by the words that are not the subject's.

A passage stands under its source's name and headings, so it shares the name of a disease with every question about
that disease. What tells an answer is the rest of the question: "how is X inherited?" is answered by what speaks of
inheritance. (Measured: docs/tried.md.)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.alike import ROOT, SHORT, alike, folded
from bot.rows_asked import rows_for
from corpus.documents.about import title_of
from corpus.index.words import tokens, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corpus.guideline import Guideline
    from corpus.index import Entry, Hit, Keywords

TOLD = 0.5  # share of the question that an answer says at least, by weight
LIKELY, LESS = 0.35, 0.3  # fused score at that share, and how much less for all of it: a table's row is little alike
LIKELY_IF_NAMED, TOLD_IF_NAMED = 0.2, 0.2  # the same for a document that is asked by name: it is spoken of anyway
LIKELY_ROW = 0.2  # the score of a table's row that the question names, if no more of the question is strange to it
RARE_IF_NAMED = 0.05  # how much less, where it says a rare word of the question
LEAST, PLENTY = 0.78, 2.0  # rare words that an answer says at least, and of which it need not be alike otherwise
UNHEARD = 0.35  # share of the question that no text here has ever said: then it is about something else
UNSAID = 0.4  # share of the question that its most telling word is at least, for which an answer has to say it
TELLING = 0.4  # of a word that occurs nowhere else: who names a subject and only "dose" beside is told of the subject
FARTHEST = 0.8  # of the best passage's score: what is further from it says something else
FARTHEST_IF_NAMED = 0.6  # the same in a document that is asked by name, which says what it can
HOW = frozenset(
    "about accord after among back becaus befor compar dure get give given go good happen kind long make mani mean "
    "much must need often old patient peopl per person say soon take tell use versus vs".split()
)
GERMAN = frozenset(
    "ab als am an auf aus bei beim bis das dem den der des die durch ein eine einem einen einer eines es für gibt "
    "gegeben gilt haben hat häufig hoch im in ist je kann lange mit muss nach nicht oder oft sein sich sie sind soll "
    "sollen über um und viel viele vom von vor wann warum was welche welchem welchen welcher welches wenn wer werden "
    "wie wird wo zu zum zur zwischen".split()
)
FRENCH = frozenset(
    "à au aux avec ce ces cette combien comment dans de des doit doivent donner du elle en est et faut il la le les on "
    "ou par pas pendant pour quand que quel quelle quelles quels qui sans se sont sur temps un une".split()
)
ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|lorsqu|jusqu)['’](?=\w)|-(?:t-)?(?:on|ils?|elles?)\b", re.IGNORECASE)
IN_IT = 2  # such words of a language, and the question is in it
FOREIGN = (GERMAN, FRENCH)
ENGLISH = frozenset("am an die hat in on par pour sein so".split())  # those that are English words as well
READS_LESS = 0.12  # how much less a passage in them need be alike: the model knows English
WHOM = frozenset(
    token[:SHORT] for token in tokens("children infants neonates newborns pregnancy pregnant breastfeeding")
)
GENERIC = frozenset(
    tokens(
        "adults care centre children clinic clinical college disease dose doses formulary group guidance guide "
        "guideline health hospital institute leitlinie local management manual national network of overview pathway "
        "patients policy prevention protocol protocole protokoll recommendations society statement therapy treatment "
        "trust update use"
    )
)  # what a name has in common with many others
BOUNDS = frozenset("above below over under less more than least most up from until > < >= <=".split())
FIGURE = re.compile(r"[<>]?=?\d[\d.,]*%?")
NEAR_FIGURE = 0.6  # of the best passage's score: what says the question's own numbers may be so much less alike
NUMBER = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)?)\s*(%|[^\W\d_]+(?:/[^\W\d_]+)*)")


@dataclass(frozen=True)
class Asked:
    """The telling words of a question; `keywords` says how much each tells."""

    question: str
    keywords: Keywords

    @cached_property
    def weights(self) -> dict[str, float]:
        """How much each root tells."""
        weights: dict[str, float] = {}
        for token in self.words:
            weights[token[:ROOT]] = max(weights.get(token[:ROOT], 0.0), self.keywords.weight(token))
        return weights

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The telling words."""
        said = [
            (token, written.lower()) for token, written in words(without_elision(self.question)) if " " not in token
        ]
        written_so = {written for _, written in said}
        small = frozenset().union(*(some for some in FOREIGN if len(some & written_so) >= IN_IT))
        telling = [(token, written) for token, written in said if token not in HOW and written not in small]
        return tuple(self._whole(telling))

    def _whole(self, said: Iterable[tuple[str, str]]) -> Iterator[str]:
        """Each word once: whole where some text has it so, and in its parts where none has."""
        parts: dict[str, list[str]] = {}
        for token, written in said:
            parts.setdefault(written, []).append(token)
        nowhere = self.keywords.weight("")
        for first, *rest in parts.values():
            yield from [first] if not rest or self.keywords.weight(first) < nowhere else rest

    @cached_property
    def figures(self) -> set[str]:
        """The numbers of the question."""
        return {token for token in tokens(self.question) if FIGURE.fullmatch(token)}

    def unheard(self, words: Iterable[str]) -> float:
        """The share of the question that no text here has ever said, nor any of these words says."""
        nowhere = self.keywords.weight("")  # what a word that occurs nowhere weighs
        told = said_of(self.weights, words)
        lost = sum(weight for root, weight in self.weights.items() if weight >= nowhere and root not in told)
        return lost / (sum(self.weights.values()) or 1.0)

    def unsaid(self, words: Iterable[str]) -> bool:
        """Whether the word that tells most, and most of the question, is not among some words."""
        roots = {root: weight for root, weight in self.weights.items() if not FIGURE.fullmatch(root)}
        most = max(roots, key=lambda root: roots[root], default="")
        return bool(most) and roots[most] >= UNSAID * sum(self.weights.values()) and not said_of([most], words)

    def told(self, words: Iterable[str]) -> float:
        """The share of the question that some words say."""
        total = sum(self.weights.values())
        return self._weight(words) / total if total else 1.0

    def rare(self, words: Iterable[str]) -> float:
        """How much some words say of the question, counted in words that occur nowhere else."""
        return self._weight(words) / self.keywords.weight("")

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self.weights[root] for root in said_of(self.weights, words))

    def for_row(self, entry: Entry) -> bool:
        """Whether it asks for a table's row by name: it has every telling word of the row's first cell."""
        if entry.fields.get("form") != "row":
            return False
        name = _name_of_row(entry)
        least = TELLING * self.keywords.weight("")
        telling = {token for token in name if self.keywords.weight(token) >= least}
        bounds = {token for token in name if token in BOUNDS or FIGURE.fullmatch(token)}
        said = set(tokens(self.question))
        return bool(telling) and bounds <= said and all(said_of(self.weights, [token]) for token in telling - bounds)

    def exactly(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Of the rows of a table, or the items of a list, those that the question is about: by its numbers, by name."""
        with_numbers = [each for each in entries if self.figures <= set(tokens(each.searchable))]
        some = (with_numbers if self.figures else []) or rows_for(self.question, entries) or entries
        named = {each.id: {*_name_of_row(each)} for each in some if self.for_row(each)}
        if named:
            return [
                each for each in some if each.id in named and not any(named[each.id] < one for one in named.values())
            ]
        shares = {each.id: self.told(tokens(each.searchable)) for each in some}
        return [each for each in some if shares[each.id] >= max(shares.values())]

    def for_whom(self, words: Iterable[str]) -> bool:
        """Whether some words name those for whom the question asks, if it asks for children or in pregnancy."""
        asked = {word[:SHORT] for word in self.weights} & WHOM
        return asked <= {word[:SHORT] for word in words}

    @cached_property
    def foreign(self) -> bool:
        """Whether it is asked in a language that the model knows little of."""
        return is_foreign(self.question)

    def beyond(self, entry: Entry, source: Guideline) -> bool:
        """Whether a passage says something of the question beyond its source's name; or nothing telling is asked."""
        telling = TELLING * self.keywords.weight("")
        rest = {root for root, weight in self.weights.items() if weight >= telling}
        rest -= said_of(rest, tokens(f"{source.short} {source.title}"))
        own = entry.context.removeprefix(source.short)
        return not rest or bool(said_of(rest, tokens(f"{own} {entry.text}")))


def without_elision(question: str) -> str:
    """A question in French without what is written onto its words: `l'INR`, `contrôle-t-on`."""
    return ELIDED.sub(lambda found: " " if found[0].startswith("-") else "", question)


def is_foreign(text: str) -> bool:
    """Whether a text is in a language that the model knows little of."""
    said = {each.strip(".,;:?!()").lower() for each in text.split()}
    return any(len((small & said) - ENGLISH) >= IN_IT for small in FOREIGN)


def _name_of_row(entry: Entry) -> list[str]:
    """The words of a row's first cell."""
    return tokens(entry.text.partition("; ")[0].rpartition(": ")[2])


def is_german(question: str) -> bool:
    """Whether a question is in German, where every noun is written as a name."""
    return len(GERMAN & {written.lower() for _, written in words(question)}) >= IN_IT


def said_of(roots: Iterable[str], words: Iterable[str]) -> set[str]:
    """The roots that some words share: treated and treatment, acidosis and Azidose; or say otherwise: stop and hold."""
    whole = {folded(word) for word in words}
    cut = {word[:ROOT] for word in whole} | {word[:SHORT] for word in whole}
    same = alike()
    return {
        root
        for root in roots
        if any(_shared(each, cut, whole) for each in (folded(root), *same.get(folded(root)[:ROOT], ())))
    }


def _shared(root: str, cut: set[str], whole: set[str]) -> bool:
    return root in cut or (len(root) > SHORT and root[:SHORT] in whole)


def answering(asked: Asked, found: Sequence[tuple[Hit, Entry, Guideline]], *, named: bool = False) -> list[Hit]:
    """The passages that answer, of those found, best first; *named* where their document is asked by name."""
    if not named and asked.unheard(word for _, entry, _ in found for word in tokens(entry.searchable)) >= UNHEARD:
        return []
    may = [hit for hit, entry, source in found if _may_answer(asked, hit, entry, source, named=named)]
    if not named and asked.unsaid(word for hit, entry, _ in found if hit in may for word in tokens(entry.searchable)):
        return []
    best = max((hit.score for hit in may), default=0.0)
    exact = _saying(asked.figures, [(hit, entry) for hit, entry, _ in found if hit in may], NEAR_FIGURE * best)
    best = max((hit.score for hit in exact), default=best)
    return [hit for hit in exact or may if hit.score >= (FARTHEST_IF_NAMED if named else FARTHEST) * best]


def _saying(figures: set[str], found: Sequence[tuple[Hit, Entry]], least: float) -> list[Hit]:
    """The passages with all of some numbers: whoever asks about row 96 of a table wants that row."""
    if not figures:
        return []
    return [hit for hit, entry in found if hit.score >= least and figures <= set(tokens(entry.searchable))]


def _may_answer(asked: Asked, hit: Hit, entry: Entry, source: Guideline, *, named: bool) -> bool:
    if entry.text in (source.title, source.short) or entry.fields.get("form") == "reference":
        return False
    its = tokens(entry.searchable)
    told, rare = asked.told(its), asked.rare(its)
    less = LESS * (told - TOLD) * min(1.0, rare / PLENTY)  # all of "what is the treatment?" is soon said
    if named:
        likely = LIKELY_IF_NAMED - RARE_IF_NAMED * (rare >= LEAST) - LESS * max(0.0, told - TOLD)
        return told >= TOLD_IF_NAMED and hit.score >= likely
    likely = LIKELY_ROW if asked.for_row(entry) else LIKELY - less
    if asked.foreign or is_foreign(entry.text):
        likely -= READS_LESS
    said = told >= TOLD and rare >= LEAST and asked.for_whom(its)
    return said and hit.score >= likely and asked.beyond(entry, source)


def name_of(source: Guideline) -> set[str]:
    """The words that a source goes by: of its titles, organisation, year, and file, which an own document's id has."""
    file = source.id.rpartition("-")[0].replace("-", " ")
    return set(tokens(f"{source.short} {source.title} {source.organisation} {source.year or ''} {file}")) - GENERIC


def without(question: str, names: Iterable[str]) -> str:
    """A question without the words that name whom it asks."""
    told = set(names)
    return " ".join(word for word in question.split() if told.isdisjoint(tokens(word)))


def of_the_newest(hits: Sequence[Hit], sources: Mapping[str, Guideline], question: str) -> list[Hit]:
    """What is found without what an older edition of the same title says, unless its year is asked for."""
    about = [sources[hit.passage.partition("#")[0]] for hit in hits]
    newest: dict[str, int] = {}
    for each in about:
        newest[title_of(each)] = max(newest.get(title_of(each), 0), each.year or 0)
    return [
        hit
        for hit, each in zip(hits, about, strict=True)
        if (each.year or 0) >= newest[title_of(each)] or str(each.year) in question
    ]


def numbers_of(text: str) -> dict[str, set[str]]:
    """The numbers of a text by their unit."""
    found: dict[str, set[str]] = {}
    for number, unit in NUMBER.findall(text):
        found.setdefault(unit.lower(), set()).add(number.replace(",", "."))
    return found


def differing(texts: dict[str, str]) -> dict[str, dict[str, list[str]]]:
    """The units in which sources give different numbers; for each, who gives which."""
    numbers = {name: numbers_of(text) for name, text in texts.items()}
    units = dict.fromkeys(unit for each in numbers.values() for unit in each)
    told = {unit: {name: sorted(each[unit]) for name, each in numbers.items() if unit in each} for unit in units}
    return {unit: by for unit, by in told.items() if len(by) > 1 and len(set(map(tuple, by.values()))) > 1}
