"""The parts of an answer, each from what the rule checker found."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.phrases import POSITION, REPORTED, SILENT, WOULD, WOULD_CHANGE
from bot.references import References
from bot.schema import Assumption, CriterionShown, FactRead, MissingShown, PositionShown, Statement, WouldChange
from guardrails.outcome import Outcome
from guardrails.positions import Position
from guardrails.quantity import as_data, describe
from guardrails.truth import Truth
from guardrails.values import Interval

if TYPE_CHECKING:
    from bot.compare import Compared, Said
    from bot.reading.types import ReadFact, Reading
    from guardrails.criteria import Finding
    from guardrails.inquiry import Change, Missing
    from guardrails.outcome import Bench, Verdict
    from guardrails.rulefile import RuleSpec
    from guardrails.rules import Derived
    from guardrails.values import Value

TRUTH = {Truth.TRUE: "true", Truth.FALSE: "false", Truth.UNKNOWN: "unknown"}


def fact_read(bench: Bench, fact: ReadFact) -> FactRead:
    """A fact as understood."""
    return FactRead(fact.name, fact.shown, bench.book.vocabulary[fact.name].unit, fact.words, fact.source)


@lru_cache(maxsize=4096)  # one rule's sentence is many answers'
def stated(text: str, citations: tuple[int, ...]) -> Statement:
    """A sentence and what it rests on."""
    return Statement(text, citations)


def position_shown(bench: Bench, references: References, position: Position) -> PositionShown:
    """One source's position, with its criteria as met, not met or unknown."""
    source = bench.library.guidelines[position.guideline]
    spec = position.rule.spec
    cited = references.cite(spec.cite)
    return PositionShown(
        guideline=source.id,
        kind=source.kind.value,
        year=source.year,
        jurisdiction=source.jurisdiction,
        outcome="reported" if position.reported else position.stand.value,
        strength=spec.strength,
        certainty=spec.certainty,
        text=_text(bench, position),
        rule=spec.id,
        criteria=tuple(_criteria(references, position.finding)),
        citations=cited,
    )


def side_by_side(compared: Compared, references: References) -> tuple[PositionShown, ...]:
    """What each of the documents compared says, in its own words; one that is silent has no citation."""
    return tuple(_of_document(each, references) for each in compared.said)


def _of_document(said: Said, references: References) -> PositionShown:
    return PositionShown(
        guideline=said.source.id,
        kind=said.source.kind.value,
        year=said.source.year,
        jurisdiction=said.source.jurisdiction,
        outcome=(Outcome.INFORMATION if said.passages else Outcome.NOT_COVERED).value,
        strength=said.strength or ("ungraded" if said.passages else ""),
        certainty=said.certainty or None,
        text="\n".join(each.text for each in said.passages) or SILENT.format(name=said.source.short),
        rule="",
        criteria=(),
        citations=tuple(n for each in said.passages for n in references.cite_passage(each)),
    )


def _text(bench: Bench, position: Position) -> str:
    """The rule's own words, and why they do or do not reach this patient."""
    leaves = list(_signed(position.finding))
    failing = [says for says, truth, _ in leaves if truth is Truth.FALSE]
    labels = [
        bench.book.vocabulary[leaf.fact].label for _, truth, leaf in leaves if truth is Truth.UNKNOWN and leaf.fact
    ]
    template = POSITION.get(position.stand.value, "{say}")
    text = template.format(
        say=position.rule.spec.say, failing="; ".join(dict.fromkeys(failing)), open=", ".join(dict.fromkeys(labels))
    )
    return REPORTED.format(text=text) if position.reported else text


def _signed(finding: Finding, *, holds: bool = True) -> Iterator[tuple[str, Truth, Finding]]:
    """Every comparison as it counts: under a "not", what holds counts against."""
    if finding.fact:
        yield (finding.says if holds else f"not {finding.says}", finding.truth if holds else ~finding.truth, finding)
        return
    turned = holds != (finding.says == "not")
    for part in _telling(finding, holds=holds):
        for says, truth, leaf in _signed(part, holds=turned):
            open_choice = finding.says == "any of" and holds and finding.truth is Truth.UNKNOWN
            yield (f"either: {says}" if open_choice else says, truth, leaf)


def _telling(finding: Finding, *, holds: bool) -> tuple[Finding, ...]:
    """The parts that say why: of alternatives, those that hold, or may still hold."""
    if finding.says != "any of" or not holds or finding.truth is Truth.FALSE:
        return finding.because
    return tuple(part for part in finding.because if part.truth is finding.truth)


def _criteria(references: References, finding: Finding) -> Iterator[CriterionShown]:
    for says, truth, leaf in _signed(finding):
        yield CriterionShown(says, TRUTH[truth], leaf.fact, references.cite(leaf.cite))


def assumption(bench: Bench, references: References, verdict: Verdict, derived: Derived) -> Assumption:
    """A default that was used, and because of which facts."""
    vocabulary = bench.book.vocabulary
    because = {
        name: as_data(vocabulary[name], verdict.value(name))
        for name in derived.compared
        if name in verdict.panel.known.facts
    }
    return Assumption(derived.spec.say, because, references.cite(derived.spec.cite))


@lru_cache(maxsize=4096)
def missing_shown(bench: Bench, each: Missing) -> MissingShown:
    """A fact to ask for."""
    fact = bench.book.vocabulary[each.fact]
    return MissingShown(each.fact, fact.ask or fact.label, fact.why or "", each.matters_to)


@lru_cache(maxsize=4096)
def would_change(bench: Bench, change: Change) -> WouldChange:
    """A fact that would bring another outcome, in data and in words."""
    fact = bench.book.vocabulary[change.fact]
    value = describe(fact, change.value)
    text = WOULD_CHANGE.format(fact=fact.label, value=value, would=WOULD[change.outcome])
    return WouldChange({change.fact: as_data(fact, change.value)}, change.outcome.value, text)


def calculated(bench: Bench, reading: Reading, spec: RuleSpec) -> str | None:
    """The computed sentence of a rule, if it has one and its fact is known exactly."""
    wanted = spec.calculate
    if wanted is None:
        return None
    read = next((fact for fact in reading.facts if fact.name == wanted.fact), None)
    if read is None or isinstance(read.shown, dict):
        return None
    fact = bench.book.vocabulary[wanted.fact]
    number = float(str(read.shown))
    units = [
        f"{_number(number / unit.times, 3)} {name}"
        for name, unit in fact.units.items()
        if unit.never is None and unit.offered
    ]
    result = _number(number * wanted.times) if wanted.times else ""
    possible = describe(fact, read.value) if isinstance(read.value, Interval) else ""
    value = _from_the_number(read.words)
    others = ", ".join(each for each in units if each != value)
    return _certain(wanted.say, read.value).format(value=value, result=result, units=others, possible=possible)


def _certain(say: str, value: Value) -> str:
    """A template without what it says of other possible values, where there are none."""
    exact = isinstance(value, Interval) and value.exact is not None
    return "; ".join(part for part in say.rstrip(".").split("; ") if "{possible}" not in part) + "." if exact else say


def _from_the_number(words: str) -> str:
    """The quantity as it was written, without the words that lead to it: `is 9 umol/L` → `9 umol/L`."""
    return words[next((n for n, letter in enumerate(words) if letter.isdigit()), 0) :]


def _number(number: float, digits: int = 4) -> str:
    """A number for reading: a few digits, thousands apart."""
    shown = float(f"{number:.{digits}g}")
    return f"{shown:,.0f}" if shown.is_integer() else f"{shown:,g}"
