"""Whether a message is about a topic: an anchor of the topic, or nothing but its everyday words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reading.acts import of_sources
from bot.reading.phrases import covered
from bot.reading.strangers import of_strangers
from bot.reading.text import WORD, stem
from bot.reading.topic_words import FACT_SORTS

if TYPE_CHECKING:
    from bot.reading.message import Message
    from bot.reading.phrases import Hit
    from bot.reading.text import Token

FAR_OFF = 2  # slips after which a word is only a guess
SHORT = 10  # a short question has so many words at most
FRAGMENT = 2  # a question of so many words is about what was spoken of
GOING_ON = 5  # so many words that begin as one goes on
PLAIN = 2  # so many words of the other meaning leave nothing to ask
ELSEWHERE = ("elsewhere", "decoy")  # words of another subject, and of another measure than the topic's
EVERYDAY_WORDS = 2  # so many everyday words may stand beside each word of the field
FOREIGN = 1.5  # what strange words weigh that make something else of two letters
PAIR = 2  # letters of a pair that may be something else
STRANGERS = 0.25  # without an anchor, this part of the content words may be unknown


def scope(message: Message, *, going_on: bool) -> str:
    """`in`, `out` or `unclear`; *going_on* when an earlier message was about the topic."""
    elsewhere = any(not _denied(message, hit.first) for hit in _of_another_subject(message))
    if anchored(message) and not _only_letters(message):
        known, strange = (message.content.known, message.content.strange) if elsewhere else ([0], [])
        return "in" if len(known) > len(strange) else "out"
    if elsewhere or _only_letters(message):
        return "out"
    return _of_ambiguous(message) if message.ambiguous else _without_anchor(message, going_on=going_on)


def _of_another_subject(message: Message) -> set[Hit]:
    """The words of another subject, but for those inside a longer question of this one: `catch a fever`."""
    other = {hit for hit in message.hits if hit.sense.sort == "elsewhere"}
    asked = (hit for hit in message.hits if hit.sense.sort == "decision" and not hit.skipped)
    return other - covered(other, asked) if other else other


def _of_ambiguous(message: Message) -> str:
    """Whether a short word may have its meaning here: not where the other's words are there, and nothing is asked."""
    told = [hit for hit in message.heard.hits if hit.sense.sort == "told_by"]
    asking = {hit for hit in message.hits if hit.sense.sort in ("decision", "hint")} - covered(message.hits, told)
    foreign = _is_foreign(message) and not message.content.known
    return "out" if len(told) >= PLAIN or (told and not asking) or foreign else "unclear"


def _is_foreign(message: Message) -> bool:
    """Whether strange words weigh enough to be about something else, in a language that is known here."""
    words = [token for token in message.text.tokens if token.kind == WORD and len(token.form) > 1]
    known = any(token.key in message.language.glue or is_everyday(message, token.form) for token in words)
    return known and message.content.weight >= FOREIGN


def _only_letters(message: Message) -> bool:
    """Whether two letters are all that speaks for the topic, among strange words and of nobody: `AB Ward biography`."""
    letters = {
        each.first
        for each in message.pairs
        if each.first == each.last and len(message.text.tokens[each.first].text) == PAIR
    }
    if message.going_on or not message.anchors or not message.anchors <= letters or message.persons:
        return False
    return _is_foreign(message) and message.covered <= letters and not message.intents


def _without_anchor(message: Message, *, going_on: bool) -> str:
    if of_sources(message) or _near(message):
        return "in"
    weight = message.content.weight_beside(_asked_words(message))
    if weight and weight >= STRANGERS * (len(message.content.known) + weight):
        return "in" if going_on and any(goes(message) for goes in (_of_the_same, _tells_more, _asks_more)) else "out"
    return "in" if going_on or _suggested(message) or _only_asks(message) else "out"


def _asked_words(message: Message) -> frozenset[int]:
    """The tokens within questions that suggest the topic, those in their gaps as well."""
    named = [hit for hit in message.hits if hit.sense.sort == "decision"]
    decisions = {hit: message.words.topic.decision(hit.sense.name) for hit in named if hit.skipped}
    asked = [hit for hit, decision in decisions.items() if decision and decision.suggests]
    return frozenset(n for hit in asked for n in range(hit.first, hit.last + 1))


def _near(message: Message) -> bool:
    """Whether a word that this topic has most to do with stands beside everyday words and signs alone, not too many."""
    if not any(hit.sense.sort == "near" for hit in message.hits):
        return False
    known, signs = message.content.known, _signs(message)
    strange = [n for n in message.content.strange if n not in signs]
    everyday = all(is_everyday(message, message.text.tokens[n].form) for n in strange)
    return everyday and len(strange) <= EVERYDAY_WORDS * len(known)


def _signs(message: Message) -> set[int]:
    """The tokens that tell of the body beside a word for the treatment, as emergencies do: `red`, `arm`, `chills`."""
    if not any(hit.sense.sort.startswith("urgent_there") for hit in message.hits):
        return set()
    told = [hit for hit in message.hits if hit.sense.sort.startswith("urgent_signs")]
    words = message.words.told_together.find(message.text.tokens)
    return {n for hit in (*told, *words) for n in range(hit.first, hit.last + 1)}


def asks_of_topic(message: Message) -> bool:
    """Whether a decision of the topic is named or hinted at."""
    return any(hit.sense.sort in ("decision", "hint") for hit in message.hits)


def anchored(message: Message, part: range | None = None) -> bool:
    """Whether a word of the topic alone is there, spelled well enough, or a pair of somebody it is asked for.

    In the whole message, or among the tokens of a *part* of it.
    """
    return bool(message.anchors) if part is None else not message.anchors.isdisjoint(part)


def _denied(message: Message, n: int) -> bool:
    return "denied" in message.context.says(n, n)


def _suggested(message: Message) -> bool:
    """Whether some words suggest the topic: one of its own, or a question and a fact that others use too."""
    topic = message.words.topic
    of_another = of_strangers(message)
    asks = tells = False
    for hit in message.hits:
        if message.text.tokens[hit.first].slips >= FAR_OFF:
            continue
        decision = topic.decision(hit.sense.name) if hit.sense.sort == "decision" else None
        fact = topic.facts.get(hit.sense.name) if hit.sense.sort in FACT_SORTS - {"decoy", "label"} else None
        if hit.sense.sort == "source" or (fact and fact.reading.suggests):
            return True
        if decision and not _denied(message, hit.first):
            if decision.suggests and not of_another:
                return True
            asks = True
        elif fact and (fact.reading.place or fact.reading.only_for or message.people.asks_of_kin):
            tells = tells or not fact.numeric
    return (asks and tells) or any(topic.facts[bound.fact].reading.suggests for bound in message.bound)


def _of_the_same(message: Message) -> bool:
    """Whether a short message in a conversation is still about the same patient or thing: `can she fly?`, `diving?`."""
    words = [token for token in message.text.tokens if token.kind == WORD]
    if len(words) > SHORT:
        return False
    if any(token.form in message.language.among("third_person") for token in words) or _goes_on(message, words):
        return True
    if not all(_everyday(message, token) or is_everyday(message, token.form) for token in words):
        return False
    spoken_of = any(token.form in message.language.among("spoken_of", "first_person") for token in words)
    return spoken_of or (len(words) <= FRAGMENT and not message.quantities)


def _tells_more(message: Message) -> bool:
    """Whether a short message in a conversation tells something of the patient, beside few strange words."""
    told = any(each.used and not message.facts[each.fact].reading.place for each in message.mentions)
    few = sum(token.kind == WORD for token in message.text.tokens) <= SHORT
    return told and few and len(message.content.strange) <= len(message.content.known)


def _asks_more(message: Message) -> bool:
    """Whether a short message in a conversation names a decision or a unit beside everyday words: `kg of course`."""
    words = [token for token in message.text.tokens if token.kind == WORD]
    if len(words) > SHORT or not (asks_of_topic(message) or message.words.units.find(message.text.tokens)):
        return False
    return all(is_everyday(message, message.text.tokens[n].form) for n in message.content.strange)


def _goes_on(message: Message, words: list[Token]) -> bool:
    """Whether a few words begin as one goes on: `and the price?`."""
    sorts = ("follow_ups", "corrections", "returns")
    first = [hit for hit in message.intents if hit.first == 0 and hit.sense.sort in sorts]
    return bool(first) and len(words) <= GOING_ON


def _only_asks(message: Message) -> bool:
    """Whether a message is a short question that names a decision, a source or sources, and nothing strange."""
    words = [n for n, token in enumerate(message.text.tokens) if token.kind == WORD]
    named = [hit for hit in message.hits if hit.sense.sort in ("decision", "source")]
    asks = message.about_sources or any(message.text.tokens[hit.first].slips < FAR_OFF for hit in named)
    if len(words) > SHORT or not asks or of_strangers(message):
        return False
    decisions = [message.words.topic.decision(hit.sense.name) for hit in named if hit.sense.sort == "decision"]
    weak = len(decisions) == len(named) and not any(each and each.suggests for each in decisions)
    if weak and message.quantities:
        return False
    return all(n in message.covered or _everyday(message, message.text.tokens[n]) for n in words)


def _everyday(message: Message, token: Token) -> bool:
    return token.key in message.language.glue or len(token.form) == 1


def is_everyday(message: Message, word: str) -> bool:
    """Whether a word is one of everyday language."""
    return word in message.language.everyday or stem(word) in message.language.everyday


def unexplained(message: Message) -> tuple[str, ...]:
    """The words that stand for no fact, decision, source or person: everyday ones left out."""
    told = [hit for hit in message.hits if hit.sense.sort not in ("known", "elsewhere")]
    covered = message.covered_by(told) | set(message.people.owners)
    words = enumerate(message.text.tokens)
    strange = [token.form for n, token in words if token.kind == WORD and n not in covered]
    return tuple(form for form in strange if form not in message.language.glue and len(form) > 1)


def strangers(message: Message, part: range | None = None) -> list[str]:
    """The content words of a part that nobody here knows, or that are of another subject."""
    return message.content.strangers(part)


def strange(message: Message) -> tuple[str, ...]:
    """The words that nobody here knows, or that are of another subject, where no word of the topic alone is there."""
    if anchored(message):
        return ()
    other = [message.text.tokens[hit.first].form for hit in message.hits if hit.sense.sort in ELSEWHERE]
    own = [hit for hit in message.hits if hit.sense.sort not in ELSEWHERE]
    units = message.words.units.find(message.text.tokens)
    known = {n for each in (*own, *units) for n in range(each.first, each.last + 1)} | set(message.people.owners)
    gaps = {n for hit in own for n in hit.skipped}
    words = enumerate(message.text.tokens)
    found = (token.form for n, token in words if token.kind == WORD and (n not in known or n in gaps))
    nobodys = (each for each in found if each not in message.language.glue)
    return tuple(dict.fromkeys([*other, *nobodys]))
