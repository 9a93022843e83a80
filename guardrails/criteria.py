"""Criteria as written in rule files: one fact compared, or several combined; and the proof each leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guardrails.truth import Truth, all_of, any_of
from guardrails.values import within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guardrails.values import Value
    from guardrails.vocabulary import Quote

    Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one criterion came to, and because of what: the proof shown to the reader.

    `first_hand` says whether the truth found rests on texts read at their source.
    """

    says: str
    truth: Truth
    first_hand: bool = True
    fact: str | None = None
    cite: tuple[Quote, ...] = ()
    because: tuple[Finding, ...] = ()

    @property
    def missing(self) -> frozenset[str]:
        """The facts that could still change this finding; none once it is settled."""
        if self.truth is not Truth.UNKNOWN:
            return frozenset()
        if self.fact:
            return frozenset({self.fact})
        return frozenset().union(*(part.missing for part in self.because))

    def leaves(self) -> Iterator[Finding]:
        """The compared facts it rests on, in order."""
        if self.fact:
            yield self
        for part in self.because:
            yield from part.leaves()


@dataclass(frozen=True, slots=True)
class Compare:
    """One fact against what is allowed, with the words of the source that say so."""

    fact: str
    allowed: Value
    says: str
    cite: tuple[Quote, ...] = ()
    first_hand: bool = True

    def truth(self, facts: Facts) -> Truth:
        """Only whether it holds: the quick way, for counterfactuals."""
        given = facts.get(self.fact)
        return Truth.UNKNOWN if given is None else within(given, self.allowed)

    def judge(self, facts: Facts) -> Finding:
        """Whether it holds, with the proof."""
        return Finding(self.says, self.truth(facts), self.first_hand, self.fact, self.cite)


@dataclass(frozen=True)
class AllOf:
    """Holds when every part does. A falsehood is first-hand when any false part is."""

    parts: tuple[Criterion, ...]

    def truth(self, facts: Facts) -> Truth:
        """Only whether it holds; one false part settles it."""
        worst = Truth.TRUE
        for part in self.parts:
            if (truth := part.truth(facts)) < worst:
                if truth is Truth.FALSE:
                    return truth
                worst = truth
        return worst

    def judge(self, facts: Facts) -> Finding:
        """Whether it holds, with the proof."""
        findings = tuple(part.judge(facts) for part in self.parts)
        truth = all_of(finding.truth for finding in findings)
        return Finding("all of", truth, _rests_first_hand(findings, truth, Truth.FALSE), because=findings)


@dataclass(frozen=True)
class AnyOf:
    """Holds when one part does. A truth is first-hand when any true part is."""

    parts: tuple[Criterion, ...]

    def truth(self, facts: Facts) -> Truth:
        """Only whether it holds; one true part settles it."""
        best = Truth.FALSE
        for part in self.parts:
            if (truth := part.truth(facts)) > best:
                if truth is Truth.TRUE:
                    return truth
                best = truth
        return best

    def judge(self, facts: Facts) -> Finding:
        """Whether it holds, with the proof."""
        findings = tuple(part.judge(facts) for part in self.parts)
        truth = any_of(finding.truth for finding in findings)
        return Finding("any of", truth, _rests_first_hand(findings, truth, Truth.TRUE), because=findings)


@dataclass(frozen=True)
class Not:
    """Holds when its part does not."""

    part: Criterion

    def truth(self, facts: Facts) -> Truth:
        """Only whether it holds."""
        return ~self.part.truth(facts)

    def judge(self, facts: Facts) -> Finding:
        """Whether it holds, with the proof."""
        finding = self.part.judge(facts)
        return Finding("not", ~finding.truth, finding.first_hand, because=(finding,))


Criterion = Compare | AllOf | AnyOf | Not
ALWAYS = AllOf(())
NEVER = AnyOf(())


def _rests_first_hand(findings: tuple[Finding, ...], truth: Truth, one_is_enough: Truth) -> bool:
    """Whether a truth found stands on first-hand parts: on any, where one part alone settles it; else on all."""
    deciding = [finding.first_hand for finding in findings if finding.truth is truth]
    return any(deciding) if truth is one_is_enough else all(deciding)


def needed(criterion: Criterion, *, holds: bool = True) -> frozenset[str]:
    """The facts without which it cannot be found to hold, or (not *holds*) not to hold."""
    match criterion:
        case Compare():
            return frozenset({criterion.fact})
        case Not():
            return needed(criterion.part, holds=not holds)
    of_parts = [needed(part, holds=holds) for part in criterion.parts]
    if isinstance(criterion, AllOf) is holds:
        return frozenset().union(*of_parts)
    return of_parts[0].intersection(*of_parts[1:]) if of_parts else frozenset()


def compared_facts(criterion: Criterion) -> Iterator[Compare]:
    """Every comparison in a criterion, in order."""
    match criterion:
        case Compare():
            yield criterion
        case Not():
            yield from compared_facts(criterion.part)
        case _:
            for part in criterion.parts:
                yield from compared_facts(part)
