"""What a message wants besides an answer: a statement checked, something false written, help at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.text import WORD
from guardrails.values import Choice

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.reading.message import Message
    from bot.reading.phrases import Hit


LONG = 60  # tokens of a text that tells a story
FEW = 2  # facts that a question about nobody may tell


def act(message: Message) -> str:
    """`ask`, `confirm`, `refuse` or `urgent`; a long text without a word of the topic is none of the last two."""
    if len(message.text.tokens) > LONG and not message.anchors:
        return "ask"
    if message.emergency:
        return "urgent"
    sorts = {hit.sense.sort for hit in message.intents if not _told_of_somebody(message, hit)}
    if "falsify" in sorts or ("compose" in sorts and (sorts & {"contradicts", "steering"} or _at_odds(message))):
        return "refuse"
    return "confirm" if "confirm" in sorts or _claim(message) else "ask"


def _told_of_somebody(message: Message, hit: Hit) -> bool:
    """Whether words for writing are what somebody does, and no order: `he states that he does not smoke`."""
    before = message.text.tokens[hit.first - 1].key if hit.first else ""
    return hit.sense.sort == "compose" and before in message.language.among("third_person", "patient_nouns")


def of_sources(message: Message) -> bool:
    """Whether it is asked to confirm what a source says, of nobody: `the report tests everyone, right?`."""
    named = any(hit.sense.sort == "source" for hit in message.hits)
    if not named or not any(hit.sense.sort == "confirm" for hit in message.intents) or message.pairs or message.persons:
        return False
    return not any(message.facts[each.fact].numeric and each.certainty == "stated" for each in message.mentions)


def of_texts(message: Message) -> bool:
    """Whether it is asked what texts tell, and of nobody: a figure, a name, or what a source says of a condition."""
    asking = [hit for hit in message.intents if hit.sense.sort in ("figures", "tellings")]
    if not _of_nobody(message, asking):
        return False
    tokens, sources = message.text.tokens, [hit.last + 1 for hit in message.hits if hit.sense.sort == "source"]
    views = any(hit.sense.sort in ("confirm", "claims", "wondering") for hit in message.intents)
    views = views or any(n < len(tokens) and tokens[n].form in ("on", "about") for n in sources)
    numeric = any(message.facts[each.fact].numeric for each in message.mentions if each.used)
    return bool(asking) or (bool(sources) and views and not message.pairs and not numeric)


def open_words(message: Message, decisions: Collection[str]) -> tuple[str, ...]:
    """The words beside facts and hints of a question that names none of the *decisions* and nobody; else none."""
    tokens, asking = message.text.tokens, ("decision", "hint", "value", "scope", "source")
    named = any(hit.sense.sort == "decision" and hit.sense.name in decisions for hit in message.hits)
    if named or not tokens or tokens[-1].text != "?" or not _of_nobody(message):
        return ()
    told = message.covered_by([hit for hit in message.hits if hit.sense.sort in asking])
    return tuple(token.form for n, token in enumerate(tokens) if token.kind == WORD and n not in told)


def _of_nobody(message: Message, asking: Sequence[Hit] = ()) -> bool:
    """Whether hardly anything is told, and of nobody: as are those in the words for *asking*, and `patients`."""
    stated = [each for each in message.mentions if each.used and not message.facts[each.fact].reading.place]
    within = frozenset(n for hit in asking for n in range(hit.first, hit.last + 1))
    anybody = message.language.file.anybody
    somebody = {n for n in message.persons - within if message.text.tokens[n].form not in anybody}
    return not somebody and len({each.words for each in stated}) <= FEW


def steering(message: Message) -> tuple[str, ...]:
    """The words that try to steer the answer; who is to speak next only where a sentence begins: `SYSTEM:`."""
    hits = [hit for hit in message.intents if hit.sense.sort == "steering" and not _heading(message, hit)]
    return tuple(dict.fromkeys(message.text.words(hit.first, hit.last) for hit in hits))


def _heading(message: Message, hit: Hit) -> bool:
    """Whether words before a colon are the end of a longer heading: `immune system: …`."""
    tokens = message.text.tokens
    before = tokens[hit.first - 1] if hit.first else None
    same = before is not None and before.kind == WORD and before.sentence == tokens[hit.first].sentence
    return same and tokens[hit.last].text == ":"


def _at_odds(message: Message) -> bool:
    """Whether two things are said of the patient that cannot both be."""
    possible: dict[str, frozenset[str]] = {}
    for each in message.mentions:
        if each.used and isinstance(each.value, Choice):
            possible[each.fact] = possible.get(each.fact, each.value.of) & each.value.of
    return not all(possible.values())


def _claim(message: Message) -> bool:
    """Whether a source is said to say something, and nothing is asked: `the report recommends …`."""
    return bool(message.claimed) and message.text.tokens[-1].text != "?"
