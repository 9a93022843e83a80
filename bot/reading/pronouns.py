"""What is said of a relative by pronouns that cannot be the patient's: `his mother …; she is AB`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.lazily import cached_property

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from bot.reading.language import Language
    from bot.reading.phrases import Hit
    from bot.reading.text import Token

OTHER = {"feminine": "masculine", "masculine": "feminine"}


@dataclass(frozen=True)
class Pronouns:
    """The pronouns of a message by gender; *after* tells which tokens speak of the person at one token.

    Every relative of one gender shares them, so that many relatives and many pronouns are no more work than either.
    *places* are the tokens that may be asked for, by what they are.
    """

    tokens: Sequence[Token]
    language: Language
    after: Callable[[int, int], range]
    places: Mapping[str, Collection[int]]

    def gender(self, kin: Hit) -> str | None:
        """The gender of a relative of a patient of the other one, or of who asks: `his mother`; None for all others."""
        among = self.language.among
        key, before = self.tokens[kin.last].key, {token.key for token in self.tokens[max(0, kin.first - 2) : kin.first]}
        asks = self._of_asker and before.isdisjoint(among("patient_nouns"))
        for own, other in OTHER.items():
            whose = among("my") if asks else (among(other) & among("possessives"))
            if key in among(own) and not before.isdisjoint(whose):
                return own
        return None

    @cached_property
    def _of_asker(self) -> bool:
        """Whether the one who asks speaks of himself."""
        asker = self.language.among("first_person") - self.language.among("my")
        return any(token.key in asker for token in self.tokens)

    def behind(self, gender: str, n: int) -> Iterator[int]:
        """The tokens that speak of somebody by the pronouns of a gender behind a token."""
        return (m for start, said in self._said[gender] if start > n for m in said)

    def tells(self, kin: Hit, sort: str) -> bool:
        """Whether a pronoun behind a relative speaks of a place of some sort."""
        gender = self.gender(kin)
        return gender is not None and self._last[gender][sort] > kin.last

    @cached_property
    def _said(self) -> dict[str, list[tuple[int, range]]]:
        """Where each pronoun stands, and the tokens that it speaks of."""
        among = self.language.among
        keys = {own: among(own) & among("third_person") - among("possessives") for own in OTHER}
        return {
            own: [(n, self.after(n, n)) for n, token in enumerate(self.tokens) if token.key in keys[own]]
            for own in OTHER
        }

    @cached_property
    def _last(self) -> dict[str, dict[str, int]]:
        """The last pronoun of each gender that speaks of places of each sort; -1 where none does."""
        return {
            own: {
                sort: max((n for n, reach in said if any(m in places for m in reach)), default=-1)
                for sort, places in self.places.items()
            }
            for own, said in self._said.items()
        }
