"""Which own documents a question names: by a word that only their names have, or by what sort of paper they are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.evidence import is_german, name_of
from corpus.documents.about import title_of
from corpus.index.words import NUMBER, tokens, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corpus.guideline import Guideline

FEWEST_SAYING = 2  # passages that say a word, and it is what they are about
FEWEST_LETTERS = 3  # of a word that names something: the B of `HLA-B` does not
SORTS = frozenset(
    tokens(
        "protocol protocole protokoll policy pathway formulary leitlinie sop manual handbook hospital local national "
        "society institute trust ministry clinic"
    )
)  # what tells the papers of a house apart where no name does: "the hospital protocol"


@dataclass(frozen=True)
class Names:
    """The names of some sources."""

    sources: Mapping[str, Guideline]

    @cached_property
    def _by_word(self) -> Mapping[str, tuple[str, ...]]:
        """The newest editions that a word of a name belongs to."""
        newest: dict[str, Guideline] = {}
        for each in self.sources.values():
            before = newest.get(title_of(each))
            if before is None or (before.year or 0, before.id) < (each.year or 0, each.id):
                newest[title_of(each)] = each
        found: dict[str, list[str]] = defaultdict(list)
        for each in newest.values():
            for word in name_of(each):
                if word == str(each.year) or (len(word) >= FEWEST_LETTERS and not NUMBER.match(word)):
                    found[word].append(each.id)
        return {word: tuple(ids) for word, ids in found.items()}

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the names as it is written, in small letters."""
        whole = " ".join(f"{each.title} {each.short} {each.organisation}" for each in self.sources.values())
        return frozenset(written.lower() for _, written in words(whole))

    def named(self, question: str, texts: Iterable[str] = (), *, as_names: bool = False) -> dict[str, set[str]]:
        """The sources that a question names, in its order, with the words that name them.

        A word that is not written as a name names none where several of the *texts* found say it, which is then their
        subject; nor where only names written *as names* are wanted. German writes every noun so.
        """
        asked = {token: _is_name(written, question) for token, written in words(question)}
        told = {word: is_name for word, is_name in asked.items() if len(self._by_word.get(word, ())) == 1}
        subject = Counter(word for text in texts for word in {*tokens(text)}) if told else Counter()
        german = is_german(question)
        found: dict[str, dict[str, bool]] = {}
        for word, is_name in told.items():
            of_subject = subject[word] >= FEWEST_SAYING
            may = not (as_names or of_subject or NUMBER.match(word))
            if may or (is_name and not (german and of_subject)):
                found.setdefault(self._by_word[word][0], {})[word] = is_name
        return {id_: {word for word in its if its[word] or not any(its.values())} for id_, its in found.items()}

    def described(self, question: str, among: Sequence[str]) -> list[str]:
        """Those of some sources that are best described by the sorts of paper that a question speaks of."""
        asked = SORTS.intersection(tokens(question))
        fits = {id_: len(asked.intersection(_whole_name(self.sources[id_]))) for id_ in among} if asked else {}
        most = max(fits.values(), default=0)
        return [id_ for id_, fit in fits.items() if fit == most > 0]


def _is_name(written: str, question: str) -> bool:
    """Whether a word is written as a name within a sentence; a year, where it stands for a paper: `the 2019 one`."""
    if NUMBER.match(written):
        return bool(re.search(rf"\b(?:the|der|die|le|la) {re.escape(written)} ", question))
    return not written[:1].islower() and not question.startswith(written)


def _whole_name(source: Guideline) -> list[str]:
    return tokens(f"{source.short} {source.title} {source.organisation} {source.kind.value} {source.id}")
