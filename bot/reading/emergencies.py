"""Whether a message tells of an emergency that is happening, and of which kind (docs/decisions/0022)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.lazily import cached_property
from bot.reading.phrases import covered
from bot.reading.together import told_together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.reading.message import Message
    from bot.reading.phrases import Hit
    from guardrails.topic import Emergency

NOT_NOW = frozenset({"denied", "past", "supposed", "asked", "chance", "planned"})
NOT_MEANT = frozenset({"denied", "past", "chance"})  # of what is an emergency as soon as somebody intends it
OF_ANYBODY = ("of_anybody", "figures", "tellings")


def emergency_in(message: Message) -> Emergency | None:
    """The emergency that is happening: a sign of it, and that it is now."""
    urgent = message.words.topic.urgent
    found: dict[str, list[Hit]] = {}
    for hit in (*message.hits, *told_together(message)):
        if hit.sense.sort.startswith("urgent_"):
            found.setdefault(hit.sense.sort, []).append(hit)
    if not urgent or not found:
        return None
    told = Told(message, found)
    return next((kind for n, kind in enumerate(urgent.kinds) if told.happens(kind, n)), None)


@dataclass(eq=False)
class Told:
    """The words of emergencies in a message, by their sort, and the sentences that they stand in."""

    message: Message
    found: Mapping[str, Sequence[Hit]]

    def happens(self, kind: Emergency, n: int) -> bool:
        """Whether one kind of emergency is told of as happening."""
        unless = NOT_MEANT if kind.intended else NOT_NOW
        alone, otherwise = (self.found.get(f"urgent_{sort}:{n}", ()) for sort in ("alone", "unless"))
        others = {self._sentence(hit) for hit in set(otherwise) - covered(otherwise, alone)}
        if any(self._sentence(hit) not in others and self._said(hit, unless) for hit in alone):
            return True
        needed = ("now", "there") if kind.there else ("now",)
        if others or any(f"urgent_{sort}:{n}" not in self.found for sort in needed):
            return False
        return any(self._said(hit, unless) for hit in self.found.get(f"urgent_signs:{n}", ()))

    def _sentence(self, hit: Hit) -> int:
        return self.message.text.tokens[hit.first].sentence

    def _said(self, hit: Hit, unless: frozenset[str]) -> bool:
        """Whether some words are said of now, of the patient or who asks."""
        sentence = self._sentence(hit)
        if not unless.isdisjoint(self._says(hit)):
            return False
        return sentence not in self._long_past and hit.last <= self._wondered.get(sentence, hit.last)

    def _says(self, hit: Hit) -> frozenset[str]:
        """What is said of some words; what stands in their gap only denies them: `throws up what looks like blood`."""
        says = self.message.context.says
        said = says(hit.first, hit.last, hit.skipped)
        return says(hit.first, hit.skipped[0] - 1) | (said & NOT_MEANT) if hit.skipped else said

    @cached_property
    def _here(self) -> frozenset[int]:
        """The sentences with a word for now or here."""
        here = self.message.language.among("now", "here")
        return frozenset(token.sentence for token in self.message.text.tokens if token.key in here)

    @cached_property
    def _long_past(self) -> frozenset[int]:
        """The sentences about a time past, wherever that stands in them: `last month she …`, `…, years ago`."""
        cues = self.message.context.cues
        past = frozenset(self._sentence(cue) for cue in cues if cue.sense.name == "past" and cue.sense.sort == "after")
        return past - self._here

    @cached_property
    def _wondered(self) -> dict[int, int]:
        """The sentences that ask what is so of anybody, and the last token of the words that they begin with.

        Such as `is a rash during the drip common?`, not `is his rash …`: nobody, no number and no word for now or here
        is in them.
        """
        message, tokens = self.message, self.message.text.tokens
        anybody = message.language.file.anybody
        somebody = {tokens[n].sentence for n in message.persons if tokens[n].form not in anybody}
        measured = {tokens[each.number.first].sentence for each in message.quantities}
        openers = [hit for hit in message.intents if hit.sense.sort in OF_ANYBODY and self._begins(hit)]
        asked = {self._sentence(hit): hit.last for hit in openers}
        return {n: last for n, last in asked.items() if n not in somebody | measured | self._here}

    def _begins(self, hit: Hit) -> bool:
        """Whether a sentence begins with some words."""
        return hit.first == 0 or self.message.text.tokens[hit.first - 1].sentence != self._sentence(hit)
