"""Is the decision right? Outcome, harm, positions, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval.marks import Grade, Mark, grade
from guardrails.examples import APPLIES
from guardrails.infer import Known
from guardrails.outcome import Outcome
from guardrails.quantity import as_data
from guardrails.rulefile import Applies
from guardrails.rules import Conflict, Derived, Rule, RuleBook
from guardrails.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.wiring import Bot
    from eval.asking import Asked
    from guardrails.outcome import Verdict
    from guardrails.rulefile import Stated
    from guardrails.vocabulary import Vocabulary

SILENT = "silent"


def grade_of(asked: Asked) -> Grade:
    """The grade of the outcome."""
    if asked.answer is None:
        return Grade.UNSCORED
    return grade(frozenset(asked.case.accept), Outcome(asked.given.outcome))


def outcome(asked: Asked, _: Bot) -> Mark | None:
    """Whether the outcome is one of those accepted."""
    got, wanted = asked.given.outcome, " or ".join(asked.case.accept)
    return Mark(float(got in asked.case.accept), f"{got}; accepted: {wanted}")


def harm(asked: Asked, _: Bot) -> Mark | None:
    """Whether the outcome is none of those forbidden."""
    if not asked.case.forbid:
        return None
    got = asked.given.outcome
    return Mark(float(got not in asked.case.forbid), f"{got}; forbidden: {' or '.join(asked.case.forbid)}")


def decision(asked: Asked, _: Bot) -> Mark | None:
    """Whether the question was taken as the decision it is about."""
    if asked.case.decision is None:
        return None
    return Mark(float(asked.given.decision == asked.case.decision), f"{asked.given.decision}; {asked.case.decision}")


def positions(asked: Asked, bot: Bot) -> Mark | None:
    """How many of the sources expected to take a stand take it; of one only reported, the stand that is reported."""
    wanted = asked.case.positions
    if not wanted:
        return None
    got = {each.guideline: each.stand for verdict in asked.verdicts(bot)[:1] for each in verdict.positions}
    wrong = [
        f"{name}: {got.get(name, 'silent')}, not {stand}"
        for name, stand in wanted.items()
        if got.get(name, "silent") != stand
    ]
    return Mark.of(len(wanted) - len(wrong), len(wanted), "; ".join(wrong))


def cites(asked: Asked, bot: Bot) -> Mark | None:
    """How many rules are said, or not said, with the passages they must stand on."""
    wanted = asked.case.cites
    if not wanted:
        return None
    verdict = asked.verdicts(bot)[0]
    got = {name: cites_of(name, verdict) for name in wanted}
    wrong = [
        f"{name}: {', '.join(got[name]) or 'not said'}" for name, passages in wanted.items() if got[name] != passages
    ]
    return Mark.of(len(wanted) - len(wrong), len(wanted), "; ".join(wrong))


def cites_of(name: str, verdict: Verdict) -> tuple[str, ...]:
    """The passages that one rule, assumption or contradiction stands on where it is said; none where it is not."""
    for position in verdict.positions:
        for judged in position.said:
            if judged.rule.id == name:
                leaves = position.finding.leaves() if judged is position.judged else ()
                quotes = [*judged.rule.spec.cite, *(quote for leaf in leaves for quote in leaf.cite)]
                return tuple(quote.passage for quote in quotes)
    spoken: list[Stated] = [each.spec for each in verdict.known.assumed]
    spoken += [each.spec for each in verdict.known.conflicts]
    return next((tuple(quote.passage for quote in spec.cite) for spec in spoken if spec.id == name), ())


def knows(asked: Asked, bot: Bot) -> Mark | None:
    """How many facts follow, with the value that they must have."""
    wanted = asked.case.knows
    if not wanted:
        return None
    wrong = differing(wanted, asked.verdicts(bot)[0], bot.benches[asked.topic].book.vocabulary)
    return Mark.of(len(wanted) - len(wrong), len(wanted), f"otherwise: {', '.join(wrong)}" if wrong else "")


def differing(wanted: Mapping[str, object], verdict: Verdict, vocabulary: Vocabulary) -> list[str]:
    """The facts that do not follow as they must."""
    known = verdict.known.facts
    return [name for name, raw in wanted.items() if name not in known or as_data(vocabulary[name], known[name]) != raw]


def rules(asked: Asked, bot: Bot) -> Mark | None:
    """How many rules come to what is said of them for this patient."""
    wanted = asked.case.rules
    if not wanted:
        return None
    verdict = next(iter(asked.verdicts(bot)), None)
    got = coming_to(wanted, verdict.known if verdict else Known({}, {}), bot.benches[asked.topic].book)
    wrong = [f"{name}: {got[name]}, not {each}" for name, each in wanted.items() if got[name] != each]
    return Mark.of(len(wanted) - len(wrong), len(wanted), "; ".join(wrong))


def coming_to(wanted: Mapping[str, str], known: Known, book: RuleBook) -> dict[str, str]:
    """What each rule, derivation or contradiction named comes to."""
    parts: tuple[Rule | Derived | Conflict, ...] = (*book.rules, *book.derived, *book.conflicts)
    everything = {each.spec.id: each for each in parts}
    return {name: come_to(everything[name], known, whom=each == SILENT) for name, each in wanted.items()}


def come_to(rule: Rule | Derived | Conflict, known: Known, *, whom: bool) -> str:
    """What a rule comes to; with *whom*, silent where it does not concern the patient."""
    if isinstance(rule, Rule):
        silent = whom and rule.concerns.truth(known.facts) is Truth.FALSE
        return SILENT if silent else APPLIES[rule.criterion.truth(known.facts)].value
    applies = rule in known.conflicts if isinstance(rule, Conflict) else rule.applies(known.facts, known.given)
    return (Applies.APPLIES if applies else Applies.DOES_NOT_APPLY).value
