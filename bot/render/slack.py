"""The answer as Slack shows it: a card that is always within Block Kit's limits, and the whole of it in pages.

What does not fit the card is not dropped: it says how much is left, and "Show all" opens the pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.references import markers
from bot.render import blocks as kit
from bot.render.text import MARKS, PLACES, PROVENANCES, REVIEWS, VERDICTS, value_shown
from bot.schema import ASKED_AT_ONCE

if TYPE_CHECKING:
    from bot.render.blocks import Block
    from bot.schema import Answer, CitationShown, MissingShown, PositionShown
    from guardrails.vocabulary import Fact

SIGNS = {
    "recommended": "✅",
    "conditional": "🟡",
    "not_recommended": "⛔",
    "differ": "⚖️",
    "insufficient_evidence": "❔",
    "needs_facts": "📝",
    "information": "📄",
    "not_covered": "▫️",
    "out_of_scope": "▫️",
    "check_value": "⚠️",
    "urgent": "🚨",
    "refused": "✋",
    "criteria_not_met": "⛔",
    "no_recommendation": "▫️",
    "reported": "💬",
}
OFFERED, FOLLOW_UPS = 5, 3
SPARE = 2  # blocks left for what a surface says before the card


@dataclass(frozen=True)
class Setting:
    """What a card needs beside the answer: the facts' vocabulary, where sources can be read, and its question's mark.

    `mark` comes back with every button. A `private` card can be shared.
    """

    facts: Mapping[str, Fact]
    mark: str
    address: str = ""
    private: bool = False


@dataclass(frozen=True)
class Card:
    """An answer ready to send: what notifications read, the blocks of the message, and the whole in pages."""

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[tuple[Block, ...], ...]
    complete: bool


def as_card(answer: Answer, setting: Setting) -> Card:
    """The answer as a message within every limit, and as pages of a modal that leave nothing out."""
    foot, notices = list(_foot(answer)), list(kit.contexts(each.text for each in answer.notices))
    closing = [*notices, *foot] if kit.size(notices) < kit.MESSAGE_SIZE // 3 else foot
    reserved = [*closing, *_buttons(answer, setting, complete=False)]
    body = _body(answer, setting)
    room = kit.BLOCKS_IN_MESSAGE - SPARE - len(reserved), kit.MESSAGE_SIZE - kit.size(reserved)
    shown = body[: kit.fitting(body, *room)]
    complete = len(shown) == len(body) and len(closing) > len(foot) and not any(map(_has_more, answer.positions))
    text = next(kit.cut(f"{VERDICTS[answer.outcome]} — {answer.headline}", kit.FALLBACK))
    pages = kit.pages([*_whole(answer, setting), *notices, *foot], kit.BLOCKS_IN_VIEW - 2, kit.VIEW_SIZE)
    blocks = (*shown, *closing, *_buttons(answer, setting, complete=complete))
    return Card(kit.escaped(text), blocks, tuple(map(tuple, pages)), complete)


def _has_more(position: PositionShown) -> bool:
    """Whether there is more to a position than its card line: criteria, or further quotes."""
    return bool(position.criteria) or len(position.citations) > 1


def _body(answer: Answer, setting: Setting) -> list[Block]:
    """What the card holds of the answer, as far as it fits: what to press, then each source with its quote."""
    numbered = {each.n: each for each in answer.citations}
    own = [each for each in answer.positions if each.outcome != "reported"]
    reported = [each for each in answer.positions if each.outcome == "reported"]
    blocks = [*_lead(answer, setting), *_asking(answer, setting)]
    for position in own:
        blocks += _brief(position, numbered, setting)
    blocks += [*_assumptions(answer, setting), *_changes(answer, setting), *_statements(answer)]
    blocks += _missing(answer, after=ASKED_AT_ONCE)
    for position in reported:
        blocks += _brief(position, numbered, setting)
    quoted = {each.citations[0] for each in answer.positions if each.citations}
    return blocks + [block for n, each in numbered.items() if n not in quoted for block in _reference(each, setting)]


def _brief(position: PositionShown, numbered: Mapping[int, CitationShown], setting: Setting) -> Iterator[Block]:
    """A source on the card: what it says for this patient, and the words it says it in."""
    first = numbered.get(position.citations[0]) if position.citations else None
    yield from kit.sections(_title(position, first, setting), f"{position.text} {markers(position.citations)}")
    if first:
        yield from _reference(first, setting)


def _whole(answer: Answer, setting: Setting) -> list[Block]:
    """Everything that is said, in the order in which a careful reader checks it."""
    rest = (_positions, _assumptions, _changes, _references)
    blocks = [*_lead(answer, setting), *_statements(answer), *_missing(answer)]
    return blocks + [block for part in rest for block in part(answer, setting)]


def _lead(answer: Answer, setting: Setting) -> Iterator[Block]:
    yield kit.header(f"{SIGNS[answer.outcome]} {VERDICTS[answer.outcome]}")
    yield from kit.sections("", answer.headline)
    if answer.facts:
        named = (
            f"{_label(setting, each.name)}: {value_shown(each.value, each.unit)} (“{each.words}”)"
            for each in answer.facts
        )
        yield from kit.contexts([f"Understood: {'; '.join(named)}"])


def _label(setting: Setting, name: str) -> str:
    return setting.facts[name].label if name in setting.facts else name


def _asking(answer: Answer, setting: Setting) -> Iterator[Block]:
    """The most decisive of the missing facts, each with the values one can press."""
    for each in answer.missing[:ASKED_AT_ONCE]:
        yield from kit.sections("❓ ", _question(each))
        yield from kit.actions(_offered(each, setting))


def _offered(each: MissingShown, setting: Setting) -> list[Block]:
    fact = setting.facts[each.fact]
    values = list(fact.common or fact.choices)
    if not fact.numeric and 0 < len(values) <= OFFERED:
        return [
            kit.button(fact.choices[name].label or name, f"gb:fact:{each.fact}:{n}", [setting.mark, each.fact, name])
            for n, name in enumerate(values)
        ]
    return [kit.button(f"Give {fact.label}", f"gb:give:{each.fact}", [setting.mark, each.fact])]


def _question(each: MissingShown) -> str:
    return f"{each.ask} {each.why} (matters to: {', '.join(each.matters_to)})"


def _statements(answer: Answer) -> Iterator[Block]:
    for each in answer.statements:
        if not any(each.text in position.text for position in answer.positions):
            yield from kit.sections("• ", f"{each.text} {markers(each.citations)}")


def _missing(answer: Answer, after: int = 0) -> Iterator[Block]:
    for each in answer.missing[after:]:
        yield from kit.sections("❓ ", _question(each))


def _positions(answer: Answer, setting: Setting) -> Iterator[Block]:
    numbered = {each.n: each for each in answer.citations}
    for position in answer.positions:
        first = numbered.get(position.citations[0]) if position.citations else None
        lead = _title(position, first, setting)
        yield from kit.sections(lead, f"{position.text} {markers(position.citations)}")
        grade = _grade(position)
        yield from kit.contexts([grade, *(_criterion(*each) for each in _criteria(position))])


def _title(position: PositionShown, source: CitationShown | None, setting: Setting) -> str:
    """The source's name, linked to its page, and its verdict."""
    name = kit.short(f"{source.organisation if source else position.guideline}, {_year(position.year)}", kit.HEADER)
    shown = kit.link(_page(setting, position.guideline), name) if setting.address else kit.escaped(name)
    return f"*{shown}*: {SIGNS.get(position.outcome, '▫️')} {VERDICTS[position.outcome]}\n"


def _grade(position: PositionShown) -> str:
    where = PLACES.get(position.jurisdiction, position.jurisdiction)
    return "; ".join(part for part in (position.kind, where, position.strength, position.certainty) if part)


def _year(year: int | None) -> str:
    return str(year or "year not read")


def _criteria(position: PositionShown) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    return ((MARKS[each.truth], each.text, each.citations) for each in position.criteria)


def _criterion(mark: str, text: str, citations: tuple[int, ...]) -> str:
    return f"{' '.join(mark.split())}: {text} {markers(citations)}"


def _assumptions(answer: Answer, _: Setting) -> Iterator[Block]:
    for each in answer.assumptions:
        yield from kit.sections("*Assumed, because not given:* ", f"{each.text} {markers(each.citations)}")


def _changes(answer: Answer, _: Setting) -> Iterator[Block]:
    for each in answer.would_change:
        yield from kit.sections("↔️ ", each.text)


def _references(answer: Answer, setting: Setting) -> Iterator[Block]:
    for each in answer.citations:
        yield from _reference(each, setting)
        yield from kit.contexts([f"{each.organisation}. {each.title}. {each.section}. {each.passage}. {each.locator}"])


def _reference(each: CitationShown, setting: Setting) -> Iterator[Block]:
    """The words that are meant, verbatim, with a link to where they stand and their review status."""
    name = kit.short(f"{each.organisation}, {_year(each.year)}", kit.HEADER)
    place = kit.link(_page(setting, each.passage) if setting.address else _original(each.locator), name)
    status = f"{REVIEWS[each.review]}{PROVENANCES.get(each.provenance, '')}"
    yield from kit.sections(f"*[{each.n}]* ", f"“{each.quote}”", f"\n{place} · {kit.escaped(status)}")


def _page(setting: Setting, passage: str) -> str:
    """The page of our own that shows the source, opened at the passage."""
    return f"{setting.address.rstrip('/')}/guidelines/{passage}"


def _original(locator: str) -> str:
    return f"https://doi.org/{locator.removeprefix('doi:').strip()}" if locator.startswith("doi:") else locator


def _foot(answer: Answer) -> Iterator[Block]:
    yield from kit.contexts([f"As of {answer.as_of} · {REVIEWS[answer.review]} · {answer.fingerprint}"])


def _buttons(answer: Answer, setting: Setting, *, complete: bool) -> Iterator[Block]:
    follow_ups = [
        kit.button(each, f"gb:next:{n}", [setting.mark, each])
        for n, each in enumerate(answer.follow_ups[:FOLLOW_UPS])
        if len(json.dumps(each)) < kit.VALUE // 2
    ]
    yield from kit.actions(follow_ups)
    label = f"Show all ({len(answer.citations)} references)"
    more = [] if complete else [kit.button(label, "gb:all", [setting.mark], style="primary")]
    always = [
        kit.button("Edit facts", "gb:edit", [setting.mark]),
        kit.button("👍 Helpful", "gb:good", [setting.mark, answer.fingerprint]),
        kit.button("👎 Not right", "gb:bad", [setting.mark, answer.fingerprint]),
    ]
    share = [kit.button("Share in this channel", "gb:share", [setting.mark])] if setting.private else []
    yield from kit.actions([*more, *always, *share])
