"""Whose fact it is: the patient's, a relative's, or somebody else's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.reading.context import Context
    from bot.reading.mentions import Mention
    from bot.reading.phrases import Hit
    from bot.reading.text import Token

FAR = 12


@dataclass(frozen=True)
class People:
    """The relatives and others of one message, and the tokens that speak of them."""

    tokens: Sequence[Token]
    context: Context
    kin: Sequence[Hit]
    pairs: Sequence[Mention]

    def owners(self) -> dict[int, str]:
        """For each token that speaks of somebody else: `relative` or `other`."""
        owners: dict[int, str] = {}
        for hit in self.kin:
            for n in self._speaks_of(hit):
                owners.setdefault(n, "relative")
        for hit in self.context.language.cues.find(self.tokens):
            if hit.sense.sort == "others":
                owners.update(dict.fromkeys(self._after(hit.first, hit.last), "other"))
        return owners

    def _speaks_of(self, kin: Hit) -> Iterable[int]:
        if self._of(kin):
            return self._index_person(kin)
        before = self._pair_before(kin)
        after = self._after(kin.first, kin.last)
        if before is None:
            return after
        own = range(before.first, before.last + 1)
        follows = next((pair for pair in self.pairs if pair.first in after), None)
        if follows is None:
            return [*own, *after]
        if self._patient_before(before) or not self._kin_after(follows):
            return after
        return own

    def _of(self, kin: Hit) -> bool:
        """Whether the patient is the relative: `brother of a ZZ patient`."""
        return self.context.starts(kin.last + 1, "of") if kin.last + 1 < len(self.tokens) else False

    def of_somebody(self, kin: Hit) -> bool:
        """Whether the patient is the relative of the one who is affected."""
        return self._of(kin)

    def _index_person(self, kin: Hit) -> range:
        """The words on the affected person after `of`: up to the first comma or verb."""
        n = kin.last + 2
        while n < len(self.tokens) and n - kin.last < FAR and self._same_sentence(n, kin.first):
            if self.tokens[n].text in (",", ";", ":", "-") or self.context.starts(n, "contrasts") or self.tokens[n].form in ("with", "who", "is", "has"):
                break
            n += 1
        return range(kin.last + 2, n)

    def _pair_before(self, kin: Hit) -> Mention | None:
        """A pair directly before the kinship, as in `ZZ brother`."""
        return next((pair for pair in self.pairs if 0 <= kin.first - pair.last - 1 <= 0), None)

    def _patient_before(self, pair: Mention) -> bool:
        window = range(max(0, pair.first - 4), pair.first)
        return any(self.context.starts(n, "patient") for n in window if self._same_sentence(n, pair.first))

    def _kin_after(self, pair: Mention) -> bool:
        return any(0 <= hit.first - pair.last - 1 <= 0 for hit in self.kin)

    def _after(self, first: int, last: int) -> range:
        """The words after a person up to the end of the clause, or to the patient again."""
        n = last + 1
        while n < len(self.tokens) and n - last <= FAR and self._same_sentence(n, first):
            token = self.tokens[n]
            if token.text in (",", ";") or (token.text in ("-", ":", "(") and n > last + 1):
                break
            if self.context.starts(n, "patient") or self.context.starts(n, "contrasts"):
                break
            if token.form in ("and", "test", "should", "can", "could", "augment", "start", "does", "do"):
                break
            n += 1
        return range(last + 1, n)

    def _same_sentence(self, n: int, other: int) -> bool:
        return self.tokens[n].sentence == self.tokens[other].sentence


def with_owners(mentions: Iterable[Mention], owners: dict[int, str]) -> list[Mention]:
    """The mentions with whom each is about."""
    return [
        replace(mention, about=owners[mention.first]) if mention.first in owners else mention for mention in mentions
    ]
