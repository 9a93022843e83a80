"""What the rules say in answer to a question: the same for all patients who are alike, so it is written once for them.

An answer adds what is its own: the facts as read, what was computed from them, and passages near to its words.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from bot.find import local
from bot.parts import position_shown, stated
from bot.reading.lazily import cached_property
from bot.references import References
from bot.schema import Statement, Together
from guardrails.grounding.own import case_of
from guardrails.inquiry import SETTLED
from guardrails.outcome import Bench, Outcome
from guardrails.positions import Position, Stand
from guardrails.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.schema import PositionShown
    from corpus.library import Library
    from guardrails.outcome import Panel
    from guardrails.rulefile import RuleSpec
    from guardrails.rules import Rule

NOTHING_TO_ASK = (Outcome.CHECK_VALUE, Outcome.REFUSED, Outcome.URGENT, Outcome.OUT_OF_SCOPE)
MOST_RULINGS = 512


@dataclass(frozen=True)
class Told:
    """A statement, and the rule that it comes from; none for a doubt, a contradiction or a passage."""

    statement: Statement
    rule: Rule | None = None
    computed: bool = False
    passage: str = ""

    @cached_property
    def rests_on(self) -> tuple[str, ...]:
        """The passages that it is said on, but for a doubt or a contradiction."""
        if self.rule is None:
            return (self.passage,) * bool(self.passage)
        return tuple(each.passage for each in self.rule.spec.cite)


def with_computed(said: Iterable[Told], computed: Mapping[str, str]) -> Iterator[Told]:
    """Sentences, each followed by what its rule *computed* for this patient."""
    for told in said:
        yield told
        if told.rule and told.rule.id in computed:
            yield Told(Statement(computed[told.rule.id], told.statement.citations), told.rule, computed=True)


@dataclass(frozen=True)
class Ruling:
    """What the panels on each decision asked for come to, and what tells which of their sources speak first.

    `named` are the only sources to speak, where any are; `asked` those asked about, `wanted` the preferred country.
    """

    bench: Bench
    library: Library
    panels: tuple[Panel, ...]
    outcome: Outcome
    named: frozenset[str]
    asked: tuple[str, ...]
    wanted: str
    of_fact: bool

    @cached_property
    def _hash(self) -> int:
        told_apart = (self.panels, self.outcome, self.named, self.asked, self.wanted, self.of_fact)
        return hash((self.bench, self.library, *told_apart))

    def __hash__(self) -> int:
        """The hash of all of it, which is counted once."""
        return self._hash

    @cached_property
    def positions(self) -> tuple[Position, ...]:
        """The positions that are shown, in order."""
        if self.outcome in NOTHING_TO_ASK or not self.panels:
            return ()
        return tuple(each for each in self.in_order(self.panels[0].positions) if self._shows(each))

    @property
    def shown(self) -> Together[PositionShown]:
        """The positions as an answer shows them."""
        return self._written[0]

    @property
    def told(self) -> tuple[tuple[Told, ...], ...]:
        """On each decision asked for: what contradicts, and each rule's sentence."""
        return self._written[1]

    @cached_property
    def statements(self) -> Together[Statement]:
        """The sentences of what is told."""
        return Together(each.statement for told in self.told for each in told)

    @property
    def cited(self) -> References:
        """References that go on from what positions and sentences cite."""
        return self._written[2].continued()

    @cached_property
    def _written(self) -> tuple[Together[PositionShown], tuple[tuple[Told, ...], ...], References]:
        """Positions first, then sentences: references are numbered in the order in which they are first used."""
        references = References(self.library)
        shown = Together(position_shown(self.bench, references, each) for each in self.positions)
        panels = () if self.outcome in NOTHING_TO_ASK else self.panels
        return shown, tuple(tuple(self._told(panel, references)) for panel in panels), references.continued()

    def _told(self, panel: Panel, references: References) -> Iterator[Told]:
        for conflict in panel.known.conflicts:
            yield Told(stated(conflict.spec.say, references.cite(conflict.spec.cite)))
        first = panel is self.panels[0]  # where sources alone are told of, they answer what is asked first
        for position in () if self.of_fact and first else self.in_order(panel.positions):
            for rule in self._speaking(position):
                yield Told(stated(rule.spec.say, references.cite(rule.spec.cite)), rule)

    def _speaking(self, position: Position) -> Iterator[Rule]:
        """The rules whose sentences a position says; of one that takes no side, those that inform."""
        takes_no_side = self._idle(position) or (position.reported and position.stand is not Stand.INFORMATION)
        for each in position.said:
            if not takes_no_side or (each.informs and each.rule.first_hand):
                yield each.rule

    def _shows(self, position: Position) -> bool:
        if self.of_fact and position.guideline not in self.named:
            return False
        return position.stand is not Stand.INFORMATION and not self._idle(position)

    def _idle(self, position: Position) -> bool:
        """Whether it waits for facts that nobody needs: it decides nothing, and the answer is settled."""
        if self.of_fact or position.stand is not Stand.NEEDS_FACTS or position.guideline in self.panels[0].deciding:
            return False
        return self.outcome in SETTLED or position.rule.concerns.truth(position.judged.facts) is not Truth.TRUE

    @cached_property
    def calculating(self) -> tuple[RuleSpec, ...]:
        """The rules that speak and have a sentence to compute."""
        said = (judged.rule.spec for panel in self.panels for at in panel.positions for judged in at.said)
        return tuple(spec for spec in said if spec.calculate)

    @cached_property
    def says(self) -> Mapping[str, str]:
        """What the rules that positions rest on say, by their ids."""
        return {each.rule.id: each.rule.spec.say for panel in self.panels[:1] for each in panel.positions}

    @cached_property
    def cases(self) -> Mapping[str, str]:
        """The case that a default or a contradiction speaks of, by its sentence, which may name it."""
        spoken: dict[str, list[str]] = {}
        for kind in (attrgetter("assumed"), attrgetter("conflicts")):
            for panel in self.panels:
                for each in kind(panel.known):
                    spoken.setdefault(each.spec.say, []).append(case_of(each.criterion, self.bench.book))
        return {say: "; ".join(cases) for say, cases in spoken.items()}

    def in_order(self, positions: tuple[Position, ...]) -> tuple[Position, ...]:
        """Sources asked about and a preferred country's first, then those that decide. The order decides nothing."""
        deciding = frozenset().union(*(panel.deciding for panel in self.panels))
        return in_order(self.library, positions, deciding, self.wanted, self.asked)


@lru_cache(maxsize=1024)  # patients alike have the same positions: they are put in order once
def in_order(
    library: Library, positions: tuple[Position, ...], deciding: frozenset[str], wanted: str, asked: tuple[str, ...]
) -> tuple[Position, ...]:
    """Sources asked about and a preferred country's first, then those that decide."""

    def rank(position: Position) -> tuple[bool | int | str, ...]:
        source = library.guidelines[position.guideline]
        general, read = not position.rule.looks_at, position.rule.first_hand
        return (
            source.id not in asked,
            not local(source, {wanted, *asked}),
            source.id not in deciding,
            not read,
            general,
            -(source.year or 0),
            source.id,
        )

    return tuple(sorted(positions, key=rank))


@lru_cache(maxsize=MOST_RULINGS)
def remembered(ruling: Ruling) -> Ruling:
    """The same ruling where there was one that is equal: what was written for it is there."""
    return ruling
