"""Several questions in one message: each further decision asked for is answered in a line of its own, by its title."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.headline import needed, sides
from bot.leading import best_first
from bot.phrases import HEADLINES
from bot.ruling import NOTHING_TO_ASK, Told, with_computed
from bot.schema import Statement
from guardrails.inquiry import missing
from guardrails.outcome import Outcome

if TYPE_CHECKING:
    from bot.draft import Draft
    from bot.references import References
    from guardrails.outcome import Verdict


@dataclass(frozen=True)
class OwnWords:
    """What stands in no source: sentences worked out from several, and what stands before a sentence: `Dose: `."""

    worked_out: tuple[str, ...]
    labels: tuple[str, ...]


def also_told(draft: Draft, references: References) -> tuple[list[Told], list[Told]]:
    """The line of each decision asked for but the first, and what else the rules say on them."""
    lines: list[Told] = []
    rest: list[Told] = []
    for n, verdict in enumerate(draft.verdicts[1:] if draft.ruling.told else (), 1):
        said = best_first(replace(draft, verdicts=(verdict,)), [*with_computed(draft.ruling.told[n], draft.computed)])
        if verdict.outcome is Outcome.INFORMATION and said and _by_asked(draft, said[0]):
            first = said.pop(0)
            text = f"{_label(draft, verdict)}{first.statement.text}"
            lines.append(replace(first, statement=Statement(text, first.statement.citations)))
        elif n in _decided(draft) and (quotes := sides(draft.ruling, n).decisive):
            lines.append(Told(Statement(_verdict(draft, n), references.cite(quotes))))
        rest += said
    return lines, rest


def own_words(draft: Draft) -> OwnWords:
    """What is ours in the statements of an answer."""
    worked_out = (*draft.calculated, *(_verdict(draft, n) for n in _decided(draft)))
    return OwnWords(worked_out, tuple(_label(draft, each) for each in draft.verdicts[1:]))


def _by_asked(draft: Draft, told: Told) -> bool:
    """Whether a sentence is of a source asked about, where any is: nobody else speaks for it."""
    asked = draft.bot.library.guidelines.keys() & draft.reading.asks_about
    return not asked or any(name.partition("#")[0] in asked for name in told.rests_on)


def _decided(draft: Draft) -> tuple[int, ...]:
    """The further decisions that rules come to a verdict on, or would."""
    if draft.outcome in NOTHING_TO_ASK:
        return ()
    return tuple(n for n, each in enumerate(draft.verdicts) if n and each.outcome is not Outcome.INFORMATION)


def _label(draft: Draft, verdict: Verdict) -> str:
    return f"{draft.title(verdict)}: "


def _verdict(draft: Draft, n: int) -> str:
    """The sentence of a decision's verdict: as the headline has it, without the patient, whom the headline tells."""
    verdict = draft.verdicts[n]
    words = {"missing": needed(draft.bench, missing(draft.bench, verdict)), "who": "", "first": ""}
    return HEADLINES[verdict.outcome].format(title=draft.title(verdict), **words, **sides(draft.ruling, n).names)
