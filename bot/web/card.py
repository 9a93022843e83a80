"""An answer as a card: what the template shows, in order, with nothing added to what the answer says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from textwrap import shorten
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.render.readers import worded
from bot.web import quoted
from bot.web.card_parts import Asked, Change, Chip, LeftOut, SourceQuotes, Stance, without_unit
from bot.web.facts import FactWords
from bot.web.inputs import setting
from bot.web.leaves import web_address
from bot.web.notes import in_words
from bot.web.pieces import pieces
from bot.web.proof import tree

if TYPE_CHECKING:
    from bot.schema import (
        Answer,
        Assumption,
        CitationShown,
        FactRead,
        MissingShown,
        PositionShown,
        Statement,
        WouldChange,
    )
    from bot.web.words import Words
    from bot.wiring import Bot
    from guardrails.outcome import Bench
    from guardrails.topic import Topic

TONES = {
    "recommended": ("yes", "✓"),
    "conditional": ("may", "◐"),
    "not_recommended": ("no", "✕"),
    "criteria_not_met": ("no", "✕"),
    "differ": ("mixed", "⇄"),
    "insufficient_evidence": ("open", "≈"),
    "needs_facts": ("wait", "?"),
    "information": ("info", "i"),
    "check_value": ("wait", "!"),
    "urgent": ("alarm", "!"),
}
OTHER_TONE = ("open", "–")
WHY = {"criteria_not_met": "false", "needs_facts": "unknown", "conditional": "true", "recommended": "true"}
OPEN_FIRST = ("false", "unknown", "true")  # the first of them is why a position that was only reported stands so
KINDS = ("guideline", "statement", "label", "funding", "evidence")
STEPS = ("draft", "submitted", "under_review", "approved")
FOR, AGAINST = ("yes", "may"), ("no",)
MOST_REASONS = 3
LONGEST_REASON = 140


@dataclass(frozen=True)
class Card:
    """One answer, ready to be shown to one reader."""

    answer: Answer
    bot: Bot
    words: Words
    without: tuple[str, ...] = ()

    @property
    def tone(self) -> str:
        """The tone of the verdict."""
        return TONES.get(self.answer.outcome, OTHER_TONE)[0]

    @property
    def mark(self) -> str:
        """The sign beside the verdict, for those who see no colours."""
        return TONES.get(self.answer.outcome, OTHER_TONE)[1]

    @cached_property
    def topic(self) -> Topic:
        """The topic answered in, or the first there is."""
        topics = self.bot.topics
        return topics[self.answer.topic] if self.answer.topic else next(iter(topics.values()))

    @property
    def waits(self) -> bool:
        """Whether nothing is answered before something is told: what is asked comes first."""
        return self.answer.outcome in ("needs_facts", "check_value")

    @property
    def bench(self) -> Bench:
        """The rules of the topic."""
        return self.bot.benches[self.topic.id]

    @cached_property
    def headline(self) -> list[tuple[str, int | None]]:
        """The headline as pieces: words, and the numbers of references."""
        return pieces(self.worded.headline)

    @cached_property
    def worded(self) -> Answer:
        """The answer in the reader's words."""
        return worded(self.answer, self.words.reader)

    @cached_property
    def chips(self) -> list[Chip]:
        """The facts as understood."""
        return [self._chip(each) for each in self.answer.facts]

    @property
    def left_out(self) -> list[LeftOut]:
        """The facts that its words say, and the reader took out."""
        facts = self.topic.facts
        return [LeftOut(e, self.facts.fact(e).label, self.facts.language(e)) for e in self.without if e in facts]

    @cached_property
    def asked(self) -> list[Asked]:
        """What is missing, as questions."""
        return [self._asked(each) for each in self.answer.missing]

    @cached_property
    def stances(self) -> list[Stance]:
        """Every position."""
        return [self._stance(each) for each in self.answer.positions]

    @property
    def deciding(self) -> list[Stance]:
        """Those of the kinds that decide this decision, read at the source."""
        return [each for each in self.stances if self._decides(each.position)]

    @property
    def others(self) -> list[Stance]:
        """Those that were read and do not decide."""
        return [e for e in self.stances if not self._decides(e.position) and e.position.outcome != "reported"]

    @property
    def reported(self) -> list[Stance]:
        """Those that were not read at the source."""
        return [each for each in self.stances if each.position.outcome == "reported"]

    @property
    def sides(self) -> list[tuple[str, list[Stance]]]:
        """The deciding positions by side where sources differ, for and against, then the rest; else all of them."""
        if self.answer.outcome != "differ":
            return [("", self.deciding)] if self.deciding else []
        found = {"side_for": FOR, "side_against": AGAINST}
        sides = [(key, [each for each in self.deciding if each.tone in tones]) for key, tones in found.items()]
        rest = [each for each in self.deciding if each.tone not in (*FOR, *AGAINST)]
        return [(key, group) for key, group in (*sides, ("side_open", rest)) if group]

    @cached_property
    def also_asked(self) -> list[tuple[str, Statement]]:
        """The answer to each further question of a message, by the title of what it asks."""
        decisions = (each for each in self.topic.decisions if each.id != self.answer.decision)
        titles = [each.title for each in decisions] if self._has("also_asked") else []
        said = self.answer.statements
        return [(title, each) for each in said for title in titles if each.text.startswith(f"{title}: ")]

    @cached_property
    def statements(self) -> list[Statement]:
        """What guidelines say beside their positions."""
        return [each for each in self._unsaid() if not self._is_evidence(each)]

    @cached_property
    def evidence(self) -> list[Statement]:
        """What research says, apart from what guidelines say."""
        return [each for each in self._unsaid() if self._is_evidence(each)]

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What was assumed."""
        return self.answer.assumptions

    @property
    def changes(self) -> list[Change]:
        """What would change the answer."""
        return [self._change(each) for each in self.answer.would_change]

    @cached_property
    def sources(self) -> list[SourceQuotes]:
        """The references by source, guidelines first; the numbers are the answer's."""
        by_source: dict[str, list[CitationShown]] = {}
        for each in self.answer.citations:
            by_source.setdefault(each.guideline, []).append(each)
        found = [self._source(name, quotes) for name, quotes in by_source.items()]
        return sorted(found, key=lambda each: KINDS.index(each.kind))

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The review steps, each past, now or ahead."""
        here = STEPS.index(self.answer.review)
        return [(step, "past" if n < here else "now" if n == here else "ahead") for n, step in enumerate(STEPS)]

    @cached_property
    def cited(self) -> dict[int, CitationShown]:
        """The references by number."""
        return {each.n: each for each in self.answer.citations}

    def link(self, n: int) -> str:
        """The address of a reference's source, at its passage, with its words highlighted."""
        each = self.cited[n]
        anchor = each.passage.partition("#")[2]
        passage = self.bot.library.passages.get(each.passage)
        quote = quoted.shortened(each.quote, passage.text) if passage else each.quote
        query = urlencode({"p": anchor, "q": quote}).replace(quoted.PACKED, quoted.BETWEEN)
        return f"/guidelines/{each.guideline}?{query}#{anchor}"

    def _chip(self, fact: FactRead) -> Chip:
        name, words = fact.name, self.words
        origin = words(f"from_{fact.from_}", words=fact.words) if fact.from_ != "given" else words("from_given")
        shown = self.facts.read(fact)
        label = without_unit(self.facts.fact(name).label, shown)
        return Chip(fact, self.facts.language(name), label, shown, origin, self.facts.control(name))

    def _asked(self, missing: MissingShown) -> Asked:
        fact, names = self.facts.fact(missing.fact), self._names(missing.matters_to)
        language, control = self.facts.language(missing.fact), self.facts.control(missing.fact)
        return Asked(fact.ask or fact.label, fact.why or "", language, names, control)

    def _change(self, change: WouldChange) -> Change:
        name, value = next(iter(change.if_.items()))
        facts, language = setting(name, value), self.facts.language(name)
        if language == "en":
            return Change(change.text, language, facts)
        fact, then = self.facts.fact(name), self.words.verdict(change.then)
        told = self.words("if_changed", fact=fact.label, value=self.facts.value(name, value, fact.unit), then=then)
        return Change(told, language, facts)

    @cached_property
    def facts(self) -> FactWords:
        """The facts in the reader's language."""
        return FactWords(self.topic, self.bot.rules / self.topic.id, self.words)

    def _names(self, guidelines: tuple[str, ...]) -> str:
        return ", ".join(self.bot.library.guidelines[each].short for each in guidelines)

    def _stance(self, position: PositionShown) -> Stance:
        tone, mark = TONES.get(position.outcome, OTHER_TONE)
        source = self.bot.library.guidelines[position.guideline]
        reason, because = self._reason(position)
        proof = tree(self.bench, position)
        return Stance(position, source.short, source.organisation, tone, mark, reason, because, proof)

    def _reason(self, position: PositionShown) -> tuple[str, str]:
        """Why it stands so, in a line: the criteria that fail, are open or are met, and which; else what it says."""
        truths = {each.truth for each in position.criteria}
        reported = next((each for each in OPEN_FIRST if each in truths), "") if position.outcome == "reported" else ""
        truth = WHY.get(position.outcome, reported)
        found = list(dict.fromkeys(each.text for each in position.criteria if each.truth == truth))
        rest = [self.words("and_more", n=len(found) - MOST_REASONS)] if len(found) > MOST_REASONS else []
        told = "; ".join([*found[:MOST_REASONS], *rest]) or position.text
        return shorten(told, LONGEST_REASON, placeholder="…"), truth if found else ""

    def _decides(self, position: PositionShown) -> bool:
        decision = self.topic.decision(self.answer.decision or "") or self.topic.default
        return position.outcome != "reported" and position.kind in decision.decided_by

    def _has(self, notice: str) -> bool:
        return any(each.code == notice for each in self.answer.notices)

    def _unsaid(self) -> Iterator[Statement]:
        said = [each.text for each in self.answer.positions]
        first = {n for _, n in self.headline}
        also = [each for _, each in self.also_asked]
        for each in self.answer.statements:
            on_top = each.text in self.answer.headline and first.issuperset(each.citations)
            if not on_top and each not in also and not any(each.text in text for text in said):
                yield each

    @property
    def notices(self) -> list[tuple[str, str]]:
        """What to know about the answer, and the language it is said in, without what its headline says already."""
        told = zip(self.answer.notices, self.worded.notices, strict=True)
        return [in_words(self.words, each, said.text) for each, said in told if each.text not in self.answer.headline]

    def _is_evidence(self, statement: Statement) -> bool:
        kinds = {self._kind(self.cited[n].guideline) for n in statement.citations}
        return kinds == {"evidence"}

    def _kind(self, guideline: str) -> str:
        return self.bot.library.guidelines[guideline].kind.value

    def _source(self, guideline: str, quotes: list[CitationShown]) -> SourceQuotes:
        own = guideline not in self.bot.built_in.guidelines
        where = web_address(quotes[0].locator)
        return SourceQuotes(guideline, quotes[0], self._kind(guideline), tuple(quotes), where, own)
