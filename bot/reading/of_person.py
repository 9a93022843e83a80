"""The clause that speaks of a person: from behind a name up to the next thing, or to the patient again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.lazily import cached_property

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.reading.context import Context
    from bot.reading.mentions import Mention
    from bot.reading.text import Token

FAR = 12
SUBJECT = 2  # within so many tokens a person begins a sentence: `my father`
LITTLE = 6  # tokens of a bracket
NEAR = 2  # tokens from a person to the mark behind what is named of him


@dataclass(frozen=True)
class Clauses:
    """The clauses of a message; *pairs* by the tokens where they begin."""

    tokens: Sequence[Token]
    context: Context
    pairs: Mapping[int, Mention]

    def after(self, first: int, last: int, *, colon: bool = False) -> range:
        """The words after a person up to the end of the clause, or to the patient again."""
        start = n = self._bracketed(last)
        labelled, listed, opened = colon or self._labelled(last), False, n > last + 1
        while n < len(self.tokens) and n - start < FAR and self._same_sentence(n, first):
            token = self.tokens[n]
            if labelled and token.text in (",", ":", "-"):
                n += 1
                continue
            if token.text == ":" and n == last + 1 and not colon and n + 1 not in self.pairs:
                break
            marked = token.text in ("-", ":", "(") and n > last + 1 and not colon
            opened |= token.text == "("
            if token.text == "," and self._pair_of_subject(n, first, last):
                listed, n = True, n + 1
                continue
            closes = token.text in (",", ";") or (token.text == ")" and not opened)
            if closes or (marked and not self._is_his(n, last)):
                break
            listed = listed or token.form in self.context.language.among("accompanied")
            if n in self._turns and not (self._goes_on(n, listed=listed) or self._his_own(n, last)):
                break
            n += 1
        return range(last + 1, n)

    def _bracketed(self, last: int) -> int:
        """The end of what is put in right behind a person, else the next word: `father (dead, smoker)`, `, who …,`."""
        n, stop = last + 1, min(last + FAR, len(self.tokens))
        file, following = self.context.language.file, self.tokens[n + 1].form if n + 1 < stop else ""
        if self.tokens[n : n + 1] and self.tokens[n].text == "," and following in (*file.who, *file.articles):
            closes = next((m for m in range(n + 1, stop) if self.tokens[m].text in ",;"), stop) + 1
            if self.context.starts(closes, "does"):
                return closes
            return n + 2 if following in file.who and self._same_sentence(n + 1, last) else n
        if n < stop and self.tokens[n].text == "(" and n + 1 not in self.pairs:
            return next((m for m in range(n, stop) if self.tokens[m].text == ")"), n)
        return n

    def _pair_of_subject(self, n: int, first: int, last: int) -> bool:
        """Whether a pair behind a comma is that of the person who is the subject: `my father has it, genotype AB`."""
        begins = first < SUBJECT or not self._same_sentence(first - SUBJECT, first)
        has = last + 1 < n and self.tokens[last + 1].key in self.context.language.among("accompanied")
        if not (begins and has) or any(m in self.pairs for m in range(last + 1, n)):
            return False
        return any(m in self.pairs and self._turns.isdisjoint(range(n, m)) for m in range(n + 1, n + 1 + NEAR))

    def _encloses_pair(self, n: int) -> bool:
        """Whether a bracket holds a pair and nothing else: `both are carriers (AB)`."""
        pair = self.pairs.get(n) or self.pairs.get(n + 1) if self.tokens[n].text == "(" else None
        return pair is not None and any(token.text == ")" for token in self.tokens[pair.last : pair.last + 2])

    def _is_his(self, n: int, last: int) -> bool:
        """Whether what a mark opens is a person's own."""
        return self._encloses_pair(n) or self._encloses_little(n) or self._names_pair(n, last)

    def _names_pair(self, n: int, last: int) -> bool:
        """Whether a colon stands between a person's own word and a pair: `brother's genotype: AB`."""
        return self.tokens[n].text == ":" and n - last <= NEAR and n + 1 in self.pairs

    def _encloses_little(self, n: int) -> bool:
        """Whether a bracket holds a few words that lead to nobody else: `his mother: fever (smoker)`."""
        if self.tokens[n].text != "(":
            return False
        end = next((m for m in range(n + 2, min(n + LITTLE, len(self.tokens))) if self.tokens[m].text == ")"), 0)
        inside = range(n + 1, end)
        return end > 0 and self._turns.isdisjoint(inside) and not any(m in self.pairs for m in inside)

    def _his_own(self, n: int, last: int) -> bool:
        """Whether a word leads on to what a person does: `his wife still smokes`, `his mother was told she has …`."""
        if n == last + 1 and self.context.starts(n, "does"):
            return True
        among = self.context.language.among
        return self.tokens[n].key in among("third_person") and self.tokens[n - 1].key in among("told")

    def _labelled(self, last: int) -> bool:
        """Whether a person heads a list, and the patient has one too: `father: AB, rash. Patient: CD`."""
        n = last + 1
        heads = n < len(self.tokens) and self.tokens[n].text in (":", "-")
        return heads and self._last_patient > n

    @cached_property
    def _last_patient(self) -> int:
        """Where words for the patient start for the last time."""
        return max(self.context.starting("patient"), default=-1)

    def _goes_on(self, n: int, *, listed: bool) -> bool:
        """Whether an `and` leads on to what else the same person does or has: `and smokes`, `with a rash and fever`."""
        if n + 1 >= len(self.tokens) or not self.context.starts(n, "joins"):
            return False
        begins = self.context.starts(n + 1, "does") or self.context.starts(n + 1, "by")  # `is AB and on insulin`
        return begins or (listed and n + 1 not in self._turns)

    @cached_property
    def _turns(self) -> frozenset[int]:
        """Where words start that lead back to the patient, or to something else."""
        return self.context.starting("patient", "contrasts", "turns")

    def _same_sentence(self, n: int, other: int) -> bool:
        return self.tokens[n].sentence == self.tokens[other].sentence
