"""Whose fact it is: the patient's, a relative's, or somebody else's."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.reading.lazily import cached_property
from bot.reading.of_person import FAR, Clauses
from bot.reading.pronouns import Pronouns
from bot.reading.text import NUMBER

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.reading.context import Context
    from bot.reading.mentions import Mention
    from bot.reading.phrases import Hit
    from bot.reading.text import Token


@dataclass
class People:
    """The relatives and others of one message, and the tokens that speak of them.

    *told* are tokens that say something of any fact, *anchors* those that name the topic; *asks_of_kin* whether a
    decision about relatives is named, *kin_is_patient* whether a relative is the patient, where it is said elsewhere;
    *begun* are tokens that begin with another patient: nobody else's.
    """

    tokens: Sequence[Token]
    context: Context
    kin: Sequence[Hit]
    pairs: Sequence[Mention]
    told: Collection[int] = ()
    anchors: Collection[int] = ()
    asks_of_kin: bool = False
    young: Collection[str] = ()
    furthest: str = ""
    kin_is_patient: bool | None = None
    begun: Collection[int] = ()
    _spoken: dict[Hit, Sequence[int]] = field(default_factory=dict)

    @cached_property
    def owners(self) -> dict[int, str]:
        """For each token that speaks of somebody else: `relative` or `other`."""
        theirs = [] if self.patient_is_kin else [hit for hit in self.kin if not self._is_patient(hit)]
        owners = dict.fromkeys(self._spoken_of(theirs), "relative")
        for hit in self._counterparts:
            owners.update(dict.fromkeys(self._after(hit.first, hit.last), "relative"))
        for hit in self.context.others:
            if (sort := hit.sense.sort) != "counterparts" and hit.first not in self.begun:
                owners.update(dict.fromkeys(self._after(hit.first, hit.last, colon=sort == "others"), "other"))
        owners.update(dict.fromkeys(self.partners, "other"))
        return owners

    @cached_property
    def _pronouns(self) -> Pronouns:
        places: dict[str, Collection[int]] = {
            "pair": self._pairs_by_start.keys(),
            "anchor": self.anchors,
            "affected": self.context.starting("affected"),
            "told": self.told,
        }
        return Pronouns(self.tokens, self.context.language, self._after, places)

    def _spoken_of(self, kin: Sequence[Hit]) -> set[int]:
        """The tokens that speak of some relatives, right beside them or by pronouns."""
        return {n for hit in kin for n in self._beside(hit)} | self._by_pronouns(kin)

    def _by_pronouns(self, hits: Sequence[Hit]) -> set[int]:
        """The tokens that speak of some people by pronouns that cannot be the patient's."""
        first: dict[str, int] = {}
        for hit in hits:
            if gender := self._pronouns.gender(hit):
                first[gender] = min(hit.last, first.get(gender, hit.last))
        return {m for gender, n in first.items() for m in self._pronouns.behind(gender, n)}

    def _speaks_of(self, kin: Hit, sort: str) -> bool:
        """Whether a place of some sort is among what is said of a relative."""
        places = self._pronouns.places[sort]
        return any(n in places for n in self._beside(kin)) or self._pronouns.tells(kin, sort)

    @cached_property
    def _counterparts(self) -> list[Hit]:
        """The words for the second of two relatives: `one parent is AB and the other CD`."""
        first = min((hit.first for hit in self.kin), default=len(self.tokens))
        return [hit for hit in self.context.others if hit.sense.sort == "counterparts" and hit.first > first]

    @cached_property
    def young_asked_of(self) -> set[int]:
        """The tokens that speak of a child whom a decision about relatives concerns."""
        asked = [hit for hit in self.kin if self.asks_of_kin and hit.sense.value in self.young]
        return self._spoken_of([hit for hit in asked if not self._has_pair(hit)])

    @cached_property
    def partners(self) -> set[int]:
        """The tokens that speak of the other parent of the patient's children."""
        hits = [hit for hit in self.context.others if hit.sense.sort == "partners"]
        before = {self._pairs_by_end[hit.first - 1].first for hit in hits if hit.first - 1 in self._pairs_by_end}
        return before.union(*(self._after(hit.first, hit.last) for hit in hits), self._by_pronouns(hits))

    @cached_property
    def related(self) -> list[Hit]:
        """The relatives who are affected, or of whom it is asked; those with a pair first."""
        if self.patient_is_kin:
            return []
        found = [hit for hit in self.kin if self._affected(hit) and not (self._is_patient(hit) or self._heads(hit))]
        return sorted(found, key=lambda hit: (not self._has_pair(hit), hit.first))

    def _heads(self, kin: Hit) -> bool:
        """Whether a word for the family only heads those who are named: `family history: brother AB`."""
        n = kin.last + 1
        marked = n < len(self.tokens) and self.tokens[n].text in ":-("
        return kin.sense.value == self.furthest and n + marked in self._kin_starts

    @cached_property
    def patient_is_kin(self) -> bool:
        """Whether the asker's relative is the patient: `my son is ill, should he start?`."""
        language = self.context.language
        if self.kin_is_patient is not None:
            return self.kin_is_patient
        keys = {token.key for token in self.tokens} & language.among("first_person", "patient_nouns")
        if not self.kin or self.asks_of_kin or keys or self._own or self.partners:
            return False
        return any(
            self.tokens[n].form in language.among("my")
            for hit in self.kin
            for n in range(max(0, hit.first - 2), hit.first)
        )

    @property
    def _own(self) -> bool:
        """Whether the asker speaks of what is their own: `what is my risk?`."""
        my, mine = self.context.language.among("my"), self.context.language.among("mine")
        return any(one.form in my and other.form in mine for one, other in pairwise(self.tokens))

    def _is_patient(self, kin: Hit) -> bool:
        """Whether the word is only a young patient, nobody's, or called so: `child, 8 years old`, `son (patient)`."""
        if self._called_patient:
            return kin in self._called_patient
        if kin.sense.value not in self.young or self.asks_of_kin or self.of_somebody(kin):
            return False
        language = self.context.language
        near = range(max(0, kin.first - 3), kin.first)
        if any(self.tokens[n].text.endswith("'s") or self._parent_of(n) for n in near) or self._beside_other(kin):
            return False
        before = [self.tokens[n].form for n in near]
        return language.among("my", "possessives", "accompanied").isdisjoint(
            {form for form in before if form not in ("a", "an", "the")}
        )

    @cached_property
    def _called_patient(self) -> set[Hit]:
        """The relatives who are the patient by what is put in behind them: `mother (patient)`, `son (this patient)`."""
        nouns = self.context.language.among("patient_nouns")
        found = set()
        for hit in self.kin:
            bracket = [token.text for token in self.tokens[hit.last + 1 : hit.last + 5]]
            inside = bracket[: bracket.index(")")] if ")" in bracket else []
            named = inside[:1] == ["("] and self.tokens[hit.last + len(inside)].key in nouns
            found.update([hit] if named else [])
        return found

    def _parent_of(self, n: int) -> bool:
        """Whether an `of` leads from one person to another: `mother of a child with a rash`."""
        people = self.context.language.among("feminine", "masculine")
        return n > 0 and self.context.starts(n, "of") and self.tokens[n - 1].key in people

    def _beside_other(self, kin: Hit) -> bool:
        """Whether a person is named together with somebody else: `his wife and son`."""
        n = kin.first - 1
        return n > 0 and self.context.starts(n, "joins") and n - 1 in self.context.others_end

    def of_somebody(self, kin: Hit) -> bool:
        """Whether the patient is the relative of the one who is affected: `brother of a patient`, not `child of 5`."""
        n = kin.last + 1
        return n + 1 < len(self.tokens) and self.context.starts(n, "of") and self.tokens[n + 1].kind != NUMBER

    def _affected(self, kin: Hit) -> bool:
        named = any(self._speaks_of(kin, sort) for sort in ("pair", "anchor", "affected"))
        if named or self.context.starts(kin.first - 1, "affected"):
            return True
        return self.asks_of_kin and not self._speaks_of(kin, "told")

    def _has_pair(self, kin: Hit) -> bool:
        return self._speaks_of(kin, "pair")

    def _beside(self, kin: Hit) -> Sequence[int]:
        """The tokens beside a relative that speak of him."""
        if kin not in self._spoken:
            self._spoken[kin] = self._speaking_of(kin)
        return self._spoken[kin]

    def _speaking_of(self, kin: Hit) -> Sequence[int]:
        if self.of_somebody(kin):
            return self._index_person(kin)
        told_before = self._told_before(kin)
        before = self._pair_before(kin)
        after = self._after(kin.first, kin.last)
        if before is None:
            return [*told_before, *after]
        own = range(before.first, before.last + 1)
        follows = next((self._pairs_by_start[n] for n in after if n in self._pairs_by_start), None)
        if follows is None:
            return [*own, *after]
        if self._patient_before(before) or not self._kin_after(follows):
            return after
        return own

    def _told_before(self, kin: Hit) -> list[int]:
        """What is told of a relative before he is named: `rash in his father`."""
        n = kin.first - 1
        if n > 0 and [token.text for token in (self.tokens[n], *self.tokens[kin.last + 1 : kin.last + 2])] == [
            "(",
            ")",
        ]:
            return self._before_bracket(n)
        while n >= 0 and kin.first - n <= 2 and self.tokens[n].form in self.context.language.among("possessives", "my"):
            n -= 1
        if n < 1 or self.tokens[n].form not in ("in", "bei", "chez", "en"):
            return []
        start = n - 1
        while start > 0 and start - 1 in self.told and n - start < 4:
            start -= 1
        return list(range(start, n)) if start in self.told else []

    def _before_bracket(self, n: int) -> list[int]:
        """What stands before a bracket, up to the mark before it: `fever, rash (father)`."""
        start = n
        while (
            start
            and n - start < FAR
            and self._same_sentence(start - 1, n)
            and self.tokens[start - 1].text not in ",:()"
        ):
            start -= 1
        return list(range(start, n))

    def _index_person(self, kin: Hit) -> range:
        """The words on the affected person after `of`: up to the first comma or verb."""
        n = kin.last + 2
        while n < len(self.tokens) and n - kin.last < FAR and self._same_sentence(n, kin.first):
            closes = self.tokens[n].text in (",", ";", ":", "-") or self.context.starts(n, "contrasts")
            his_own = self.tokens[n - 1].key in self.context.language.among("persons")  # `of a child with a rash`
            if closes or (not his_own and self.tokens[n].form in ("with", "who", "is", "has", "mit", "avec", "con")):
                break
            n += 1
        return range(kin.last + 2, n)

    def _pair_before(self, kin: Hit) -> Mention | None:
        """A pair directly before the kinship, as in `AB brother`."""
        return self._pairs_by_end.get(kin.first - 1)

    @cached_property
    def _pairs_by_end(self) -> dict[int, Mention]:
        return {pair.last: pair for pair in self.pairs}

    @cached_property
    def _pairs_by_start(self) -> dict[int, Mention]:
        return {pair.first: pair for pair in self.pairs}

    @cached_property
    def _kin_starts(self) -> set[int]:
        return {hit.first for hit in self.kin}

    def _patient_before(self, pair: Mention) -> bool:
        window = range(max(0, pair.first - 4), pair.first)
        return any(self.context.starts(n, "patient") for n in window if self._same_sentence(n, pair.first))

    def _kin_after(self, pair: Mention) -> bool:
        return pair.last + 1 in self._kin_starts

    def _after(self, first: int, last: int, *, colon: bool = False) -> range:
        """The words after a person up to the end of the clause, or to the patient again."""
        return self._clauses.after(first, last, colon=colon)

    @cached_property
    def _clauses(self) -> Clauses:
        return Clauses(self.tokens, self.context, self._pairs_by_start)

    def _same_sentence(self, n: int, other: int) -> bool:
        return self.tokens[n].sentence == self.tokens[other].sentence
