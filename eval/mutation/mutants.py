"""Every mutant of a rule book: one rule, derivation or contradiction, changed in one thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from eval.mutation.criteria import changed, citations, values
from guardrails.criteria import ALWAYS, NEVER, AllOf, AnyOf, Compare, Criterion, Not
from guardrails.quantity import describe
from guardrails.rulefile import Stance
from guardrails.rules import Conflict, Derived, Rule

if TYPE_CHECKING:
    from corpus.library import Library
    from guardrails.rules import RuleBook
    from guardrails.vocabulary import Quote

Anything = Rule | Derived | Conflict
OTHER_STANCES = {
    Stance.RECOMMENDED: (Stance.CONDITIONAL, Stance.NOT_RECOMMENDED),
    Stance.CONDITIONAL: (Stance.RECOMMENDED, Stance.NOT_RECOMMENDED),
    Stance.NOT_RECOMMENDED: (Stance.CONDITIONAL, Stance.INSUFFICIENT_EVIDENCE),
    Stance.INSUFFICIENT_EVIDENCE: (Stance.NOT_RECOMMENDED, Stance.NO_RECOMMENDATION),
    Stance.NO_RECOMMENDATION: (Stance.NOT_RECOMMENDED, Stance.INSUFFICIENT_EVIDENCE),
    Stance.INFORMATION: (Stance.NOT_RECOMMENDED, Stance.INSUFFICIENT_EVIDENCE),
}


@dataclass(frozen=True)
class Mutant:
    """One changed rule in place of another, the kind of change, and words for it."""

    id: str
    kind: str
    says: str
    old: Anything
    new: Anything

    def book(self, book: RuleBook) -> RuleBook:
        """The rule book with the change in it."""
        fields: dict[str, Any] = {
            name: tuple(self.new if each is self.old else each for each in getattr(book, name))
            for name in ("rules", "derived", "conflicts")
        }
        return replace(book, **fields)


def mutants(book: RuleBook, library: Library) -> list[Mutant]:
    """Every mutant, in the order of the rules."""
    found: list[Mutant] = []
    everything: tuple[Anything, ...] = (*book.rules, *book.derived, *book.conflicts)
    for old in everything:
        for number, (kind, says, new) in enumerate(_changes(old, book, library), 1):
            found.append(Mutant(f"{_name(old)}:{number}:{kind}", kind, says, old, new))
    return found


def _name(old: Anything) -> str:
    edition = f"@{old.spec.in_force_from}" if isinstance(old, Rule) else ""
    return f"{old.spec.id}{edition}"


def _changes(old: Anything, book: RuleBook, library: Library) -> Iterator[tuple[str, str, Anything]]:
    match old:
        case Rule():
            yield from _of_rule(old, book, library)
        case Derived():
            yield from _of_derived(old, book, library)
        case Conflict():
            yield from _in_field(old, "criterion", book, library)
    for says, cite in citations(old.spec.cite, library):
        yield "citation", says, _recited(old, cite, library)


def _of_rule(old: Rule, book: RuleBook, library: Library) -> Iterator[tuple[str, str, Anything]]:
    for stance in OTHER_STANCES[old.spec.position]:
        update = {"position": stance, "contraindication": False}
        says = f"position {old.spec.position} becomes {stance}"
        yield "position", says, replace(old, spec=old.spec.model_copy(update=update))
    for field in ("concerns", "when", "unless"):
        yield from _in_field(old, field, book, library)
    yield from _dropped(old)


def _of_derived(old: Derived, book: RuleBook, library: Library) -> Iterator[tuple[str, str, Anything]]:
    fact = book.vocabulary[old.fact]
    for kind, value in values(fact, old.value):
        says = f"sets {fact.label}: {describe(fact, old.value)} becomes {describe(fact, value)}"
        yield kind, says, replace(old, value=value)
    for field in ("when", "unless"):
        yield from _in_field(old, field, book, library)
    yield from _dropped(old)


def _in_field(old: Anything, field: str, book: RuleBook, library: Library) -> Iterator[tuple[str, str, Anything]]:
    """Every change of one of its criteria; citations that a comparison has from its rule change with it."""
    for kind, says, criterion in changed(getattr(old, field), book.vocabulary, library, old.spec.cite):
        yield kind, f"{field}: {says}", _put(old, **{field: criterion})


def _put(old: Anything, **fields: Any) -> Anything:
    return replace(old, **fields)


def _dropped(old: Rule | Derived) -> Iterator[tuple[str, str, Anything]]:
    """The exception left out, or the condition denied."""
    if old.unless != NEVER:
        yield "negation", "unless: left out", replace(old, unless=NEVER)
    if old.when != ALWAYS:
        yield "negation", "when: denied as a whole", replace(old, when=Not(old.when))


def _recited(old: Anything, cite: tuple[Quote, ...], library: Library) -> Anything:
    """With other citations; a comparison that has none of its own has its rule's."""
    spec = old.spec.model_copy(update={"cite": cite})
    fields = ("criterion",) if isinstance(old, Conflict) else ("when", "unless")
    changes = {field: _inheriting(getattr(old, field), old.spec.cite, cite, library) for field in fields}
    if isinstance(old, Rule):
        return _put(old, spec=spec, first_hand=first_hand(cite, library), **changes)
    return _put(old, spec=spec, **changes)


def _inheriting(
    criterion: Criterion, before: tuple[Quote, ...], after: tuple[Quote, ...], library: Library
) -> Criterion:
    match criterion:
        case Compare() if criterion.cite == before:
            return replace(criterion, cite=after, first_hand=first_hand(after, library))
        case Not():
            return Not(_inheriting(criterion.part, before, after, library))
        case AllOf() | AnyOf():
            return replace(
                criterion, parts=tuple(_inheriting(part, before, after, library) for part in criterion.parts)
            )
    return criterion


def first_hand(cite: tuple[Quote, ...], library: Library) -> bool:
    """Whether any of the passages was read at its source."""
    return any(library.passages[quote.passage].provenance.first_hand for quote in cite)
