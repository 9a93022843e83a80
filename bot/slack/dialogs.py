"""The dialogs as Block Kit views: pure functions of what they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.render import blocks as kit
from bot.render.text import value_shown
from bot.slack import phrases

if TYPE_CHECKING:
    from bot.render.blocks import Block
    from bot.schema import Answer, FactRead
    from bot.slack.threads import Preference
    from guardrails.vocabulary import Fact

FIELDS = kit.BLOCKS_IN_VIEW - 5
LONGEST_INPUT = 3000
LONGEST_TEXT = 14 * LONGEST_INPUT  # longer than a message of Slack can be


def facts_dialog(answer: Answer | None, facts: Mapping[str, Fact], meta: Sequence[str], only: str = "") -> Block:
    """The facts as understood, each in a field of its type; then the missing ones, then all that can be asked."""
    known = {each.name: each for each in answer.facts} if answer else {}
    missing = [each.fact for each in answer.missing] if answer else []
    askable = [name for name, fact in facts.items() if fact.ask]
    names = [only] if only else list(dict.fromkeys([*known, *missing, *askable]))[:FIELDS]
    fields = [_field(name, facts[name], known.get(name)) for name in names if name in facts]
    return kit.modal("Facts", "gb:facts", fields, list(meta), submit="Answer again")


def _field(name: str, fact: Fact, known: FactRead | None) -> Block:
    block: Block = {
        "type": "input",
        "block_id": f"fact:{name}",
        "optional": True,
        "label": kit.plain(fact.label, kit.LABEL),
        "element": _menu(fact, known) if 0 < len(fact.choices) <= kit.OPTIONS else _line(fact, known),
    }
    hint = " ".join(filter(None, [fact.why, f"Understood: “{known.words}”." if known else ""]))
    return block | ({"hint": kit.plain(hint, kit.HINT)} if hint else {})


def _menu(fact: Fact, known: FactRead | None) -> Block:
    options = {name: kit.option(name, word.label or name) for name, word in fact.choices.items()}
    chosen = options.get(initial(known))
    menu: Block = {"type": "static_select", "action_id": "value", "options": list(options.values())}
    return menu | ({"initial_option": chosen} if chosen else {})


def _line(fact: Fact, known: FactRead | None) -> Block:
    line: Block = {"type": "plain_text_input", "action_id": "value", "max_length": 200}
    if known:
        line["initial_value"] = kit.short(initial(known), 200)
    units = ", ".join(list(fact.units)[:3])
    return line | ({"placeholder": kit.plain(f"with its unit: {units}", kit.PLACEHOLDER)} if units else {})


def initial(known: FactRead | None) -> str:
    """What a field holds before anybody touches it."""
    if known is None:
        return ""
    if isinstance(known.value, bool):
        return "yes" if known.value else "no"
    comparisons = {"below": "<", "above": ">", "at_most": "<=", "at_least": ">="}
    match known.value:
        case {"between": [low, high]}:
            return f"{low} to {high} {known.unit or ''}".strip()
        case dict() if len(known.value) == 1:
            [(comparison, number)] = known.value.items()
            sign = comparisons.get(str(comparison))
            return f"{sign}{number} {known.unit or ''}".strip() if sign else ""
        case dict():
            return ""
    return value_shown(known.value, known.unit)


def filled(state: Mapping[str, Any]) -> dict[str, str]:
    """What the fields of a dialog hold: name → value, empty where nothing was chosen."""
    values = {}
    for block, elements in state.get("values", {}).items():
        for element in elements.values():
            chosen = element.get("selected_option") or {}
            values[block.partition(":")[2] or block] = str(chosen.get("value") or element.get("value") or "").strip()
    return values


def pages_dialog(pages: Sequence[Sequence[Block]], page: int, meta: Sequence[str]) -> Block:
    """One page of the whole answer, with the way to the others."""
    page = max(0, min(page, len(pages) - 1))
    ways = [("◀ Back", page - 1), ("Next ▶", page + 1)]
    turn = [kit.button(label, f"gb:page:{to}", [*meta, to]) for label, to in ways if 0 <= to < len(pages)]
    title = f"All ({page + 1} of {len(pages)})" if len(pages) > 1 else "All"
    return kit.modal(title, "gb:pages", [*pages[page], *kit.actions(turn)], list(meta))


def feedback_dialog(meta: Sequence[str]) -> Block:
    """What is not right, and in somebody's own words."""
    reasons = [kit.option(name, label) for name, label in phrases.REASONS.items()]
    reason: Block = {"type": "static_select", "action_id": "value", "options": reasons, "initial_option": reasons[0]}
    fields = [
        _input("opinion:reason", "What is not right?", reason),
        _input("opinion:comment", "What should it say? (no names, please)", _area("")),
    ]
    return kit.modal("Feedback", "gb:feedback", fields, list(meta), submit="Send")


def settings_dialog(
    preference: Preference, countries: Iterable[str], topics: Mapping[str, str], meta: Sequence[str]
) -> Block:
    """Whose sources come first in this channel, and which topic is meant where no word tells."""
    places = {code: code for code in countries}
    fields = [
        _input("prefer:country", "Country whose sources come first", _choice(places, preference.country)),
        _input("prefer:topic", "Topic, where the words do not tell", _choice(topics, preference.topic)),
    ]
    return kit.modal("This channel", "gb:settings", fields, list(meta), submit="Keep")


def _choice(options: Mapping[str, str], chosen: str) -> Block:
    offered = {name: kit.option(name, label) for name, label in list(options.items())[: kit.OPTIONS]}
    menu: Block = {"type": "static_select", "action_id": "value", "options": list(offered.values())}
    return menu | ({"initial_option": offered[chosen]} if chosen in offered else {})


def _input(block: str, label: str, element: Block) -> Block:
    field = {"type": "input", "block_id": block, "label": kit.plain(label, kit.LABEL), "element": element}
    return {**field, "optional": True}


def check_dialog(lines: Sequence[str], question: str, text: str) -> Block:
    """What the guard found in a message; the message, and the question it was checked against, to be put better."""
    found = [block for line in lines for block in kit.sections("", line)]
    pieces = [text[n : n + LONGEST_INPUT] for n in range(0, min(len(text), LONGEST_TEXT), LONGEST_INPUT)]
    fields = [_input("check:question", "The question that it answers", _area(question))]
    fields += [_input(f"check:{n}", "The message", _area(piece)) for n, piece in enumerate(pieces)]
    shown = found[: kit.fitting(found, kit.BLOCKS_IN_VIEW - 1 - len(fields), kit.VIEW_SIZE)]
    if len(shown) < len(found):
        shown += kit.contexts([phrases.MORE_FINDINGS.format(count=len(found) - len(shown))])
    return kit.modal("Checked", "gb:check", [*shown, *fields], [], submit="Check again")


def _area(text: str) -> Block:
    area: Block = {"type": "plain_text_input", "action_id": "value", "multiline": True, "max_length": LONGEST_INPUT}
    return area | ({"initial_value": text[:LONGEST_INPUT]} if text else {})
