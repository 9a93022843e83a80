"""One question, start to finish. Read this file first.

    surface → Question → read → check → search → compose → ground → Answer → surface renders it

The outcome comes from rules. No model, sampling, clock or network is in the way from question to answer: the
day is part of the question, and everything else an answer is made with is one `Bot`, built once and passed in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.compose import compose
from bot.draft import OF_FACT, Draft, beside_the_rules, settled_outcome
from bot.elsewhere import of_documents
from bot.find import asked_about, said_by, said_on, telling, wondered
from bot.ground import ground
from bot.question import checked
from corpus.guideline import Kind
from guardrails.outcome import Outcome

if TYPE_CHECKING:
    from bot.question import Question
    from bot.reading.types import Reading
    from bot.schema import Answer
    from bot.wiring import Bot
    from corpus.guideline import Passage
    from guardrails.outcome import Verdict


def answer(question: Question, bot: Bot) -> Answer:
    """Answer one question. Raises `QuestionProblem` or `ValueProblem` when it cannot be taken as it was put."""
    question = checked(question)
    reading = read(question, bot)
    verdicts = check(question, reading, bot)
    compared = bot.compare(reading) if settled_outcome(reading) is Outcome.OUT_OF_SCOPE else None
    passages = compared.passages if compared else search(reading, verdicts, bot)
    draft = Draft(question, reading, bot, verdicts, passages, compared)
    return ground(compose(draft), draft).sealed()


def read(question: Question, bot: Bot) -> Reading:
    """Words → topic, decisions asked for, facts with the words they came from."""

    def asking(earlier: Reading) -> tuple[str, ...]:
        draft = Draft(question, earlier, bot, check(question, earlier, bot))
        told = {each.name for each in earlier.facts}
        computed_from = (spec.calculate.fact for spec in draft.ruling.calculating if spec.calculate)
        return (*(each.fact for each in draft.missing), *(name for name in computed_from if name not in told))

    return of_documents(bot.reader.read(question.text, question.as_of, question.history, question.facts, asking), bot)


def check(question: Question, reading: Reading, bot: Bot) -> tuple[Verdict, ...]:
    """Rules in force × facts → one verdict per decision asked for, with every source's position and proof."""
    if reading.topic is None or settled_outcome(reading) in (Outcome.OUT_OF_SCOPE, Outcome.URGENT):
        return ()
    facts = {fact.name: fact.value for fact in reading.facts}
    bench = bot.benches[reading.topic]
    return tuple(bench.judge(decision, facts, question.as_of) for decision in reading.decisions)


def search(reading: Reading, verdicts: tuple[Verdict, ...], bot: Bot) -> tuple[Passage, ...]:
    """Passages for a question that no rule answers, or of the source asked about. They inform; they never decide."""
    if (settled := settled_outcome(reading)) is not None:
        return bot.search(reading) if settled is Outcome.OUT_OF_SCOPE else ()
    asked = asked_about(reading, bot.built_in)
    if asked and (reading.of_text or reading.patient or not verdicts):
        return said_by(asked, reading, bot.built_in)
    if asked and silent(asked, reading, verdicts, bot):
        title = bot.topics[reading.topic].title if reading.topic else ""
        found = said_on(reading, asked, bot.built_in, title, decided=verdicts[0].outcome not in OF_FACT)
        whole = reading.act == "confirm" or all(bot.built_in.guidelines[each].kind is Kind.EVIDENCE for each in asked)
        if found or verdicts[0].outcome in OF_FACT:
            return found or (said_by(asked, reading, bot.built_in) if whole else ())
    whole = by_default(reading, bot) and not reading.of_texts
    if (reading.beside or not whole) and (found := wondered(reading, bot.built_in, whole=whole)):
        return found
    if any(each.positions for each in verdicts):
        return telling(reading, bot.built_in) if not asked and beside_the_rules(reading, verdicts) else ()
    return bot.search(reading)


def silent(sources: tuple[str, ...], reading: Reading, verdicts: tuple[Verdict, ...], bot: Bot) -> bool:
    """Whether no rule of some sources speaks of what is asked, and no case is decided."""
    first = verdicts[0]
    rules = bot.benches[reading.topic].book.by_decision.get(first.decision, {}) if reading.topic else {}
    return (reading.of_texts or first.outcome in OF_FACT) and rules.keys().isdisjoint(sources)


def by_default(reading: Reading, bot: Bot) -> bool:
    """Whether the decision is the one that is meant where nothing else is asked: a patient may wait for it."""
    if reading.unexplained:
        return False
    return reading.topic is not None and reading.decisions[:1] == (bot.topics[reading.topic].default.id,)
