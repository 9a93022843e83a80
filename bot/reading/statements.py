"""What the words, pairs, numbers and times of one message say of each fact."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from bot.reading.mentions import Mention, category_mention, qualified, range_value
from bot.reading.quantities import in_months
from bot.reading.text import MARK, WORD
from bot.reading.times import Times
from guardrails.values import Choice

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.reading.measures import Bound
    from bot.reading.message import Message
    from bot.reading.phrases import Hit
    from bot.reading.quantities import Quantity
    from bot.reading.text import Token

TOLD = ("value", "group")
NO = Choice.exactly("no")
CLAIM = 4  # a number this close behind `says` is what the source says, whatever it is


def statements(message: Message) -> Iterator[Mention]:
    """Everything that is said, one sort of statement after the other."""
    yield from words_said(message)
    yield from _never_said(message)
    yield from _pairs_said(message)
    yield from numbers_said(message)
    yield from _times_said(message)


def words_said(message: Message) -> Iterator[Mention]:
    """What the wordings of values, and those that stand for numbers, say."""
    kinds = {(hit.sense.name, hit.first, hit.last) for hit in message.hits if hit.sense.sort == "kind"}
    only_named = _only_named(message)
    for hit in message.hits:
        fact = message.facts.get(hit.sense.name)
        if fact is None or fact.reading.kinship or hit.sense.sort in ("kind", "name") or hit in only_named:
            continue
        if hit.sense.sort in ("value", "group"):
            said = category_mention(hit.sense.name, fact, hit, message.context)
            if said and fact.type == "yes_no":
                said = _answered(message, hit, said) or said
            elif said and (reply := _reply_after(message, hit, said)) is not None:
                yield from reply
                continue
            open_yet = said and said.certainty == "stated" and fact.reading.deniable and said.value != NO
            if said and open_yet and _only_queried(message, hit):
                said = said._replace(certainty="suspected")
            if said and said.value == NO and (hit.sense.name, hit.first, hit.last) in kinds:
                continue
        else:
            said = _range_said(message, hit) if hit.sense.sort == "range" else None
        if said:
            yield said._replace(certainty="asked") if fact.reading.place and message.only_names(hit) else said


def _only_named(message: Message) -> set[Hit]:
    """The wordings that only name what a fact is about, where another tells its value: `coffee: former`."""
    names = {(*hit[:2], hit.sense.name) for hit in message.hits if hit.sense.sort == "name"}
    if not names:
        return set()
    named = [hit for hit in message.hits if hit.sense.sort == "value" and (*hit[:2], hit.sense.name) in names]
    own = {hit.sense.name for hit in named}
    told = {
        name
        for hit in message.hits
        if hit.sense.sort in (*TOLD, "label") and hit.first not in message.people.owners and hit not in named
        for name in (hit.sense.name, *message.facts[hit.sense.name].reading.implies)
        if name in own
    }
    return {hit for hit in named if hit.sense.name in told}


def _only_queried(message: Message, hit: Hit) -> bool:
    """Whether a wording is put in question in passing, and nothing answers it: `rash?, fever, 40 y`."""
    tokens, mark = message.text.tokens, hit.last + 1
    if mark + 1 >= len(tokens) or tokens[mark].text != "?":
        return False
    among, here = message.language.among, tokens[mark].sentence
    answered = any(
        token.key in among("yes") for token in (*tokens[mark + 1 : mark + 3], _after(message, hit)[1]) if token
    )
    before = tokens[hit.first - 1] if hit.first else None
    leads = among("within", "questions", "my", "possessives")  # `for a rash?` is what the question is about
    led = before is not None and before.sentence == here and before.key in leads
    asks = any(not hit.first <= n <= hit.last for n in message.asking.get(here, ()))
    return not (answered or led or asks)


def _answered(message: Message, hit: Hit, said: Mention) -> Mention | None:
    """What is asked, as it is answered right after, or open: `any rash? no`, `is there a rash: yes`."""
    mark, reply = _after(message, hit)
    if not (mark and reply) or said.certainty == "suspected":
        return said._replace(certainty="asked") if hit in message.in_question else None
    if mark.text in "?:" and reply.key in message.language.among("yes") and not _offered(message, hit.last + 3):
        return said._replace(value=Choice.exactly("yes"), certainty="stated", denied=False)
    if _is_denied_after(message, hit):
        return said._replace(value=Choice.exactly("no"), certainty="stated")
    return said._replace(certainty="asked") if hit in message.in_question else None


def _offered(message: Message, n: int) -> bool:
    """Whether an answer is only one of two that may be chosen: `rash: Y / N`."""
    return n < len(message.text.tokens) and message.text.tokens[n].text == "/"


def _reply_after(message: Message, hit: Hit, said: Mention) -> list[Mention] | None:
    """What answers a question in words of the fact's own: `coffee? never`; None if nothing answers it."""
    denied = _is_denied_after(message, hit)
    mark, reply = _after(message, hit)
    if not denied and (mark is None or reply is None or mark.text != "?"):
        return None
    replies = message.facts[said.fact].values.items()
    words = {token.form for token in message.text.tokens[hit.last + 2 : hit.last + (5 if denied else 3)]}
    found = [value for value, word in replies if not words.isdisjoint(word.replies)]
    if len(found) == 1:
        return [said._replace(value=Choice.exactly(found[0]), certainty="stated", denied=False)]
    return [] if denied else None


def stands_alone(message: Message, hit: Hit) -> bool:
    """Whether a wording stands for itself: after a mark, or in a question that no preposition leads to it."""
    tokens = message.text.tokens
    if not hit.first or tokens[hit.first - 1].kind == MARK:
        return True
    among = message.language.among
    if tokens[hit.first - 1].key in among("within"):
        return False
    first = bisect_left(tokens, tokens[hit.first].sentence, hi=hit.first, key=lambda token: token.sentence)
    return tokens[first].key in among("questions")


def _after(message: Message, hit: Hit) -> tuple[Token | None, Token | None]:
    """The mark after some words, and the word after it: `rash: no`, `rash? A: no`."""
    tokens, n = message.text.tokens, hit.last + 2
    mark = tokens[n - 1] if n - 1 < len(tokens) else None
    if n + 2 < len(tokens) and tokens[n + 1].text == ":" and tokens[n].key in message.language.among("answers"):
        n += 2
    return mark, tokens[n] if n < len(tokens) else None


def _is_denied_after(message: Message, hit: Hit) -> bool:
    """Whether something is asked by itself, and denied right after: `any rash? no`, `a reaction to it? no`."""
    tokens = message.text.tokens
    last = bisect_right(tokens, tokens[hit.first].sentence, lo=hit.last, key=lambda token: token.sentence) - 1
    if last <= hit.last:
        return False  # the answer is one of its words
    reply = last + (2 if last + 1 < len(tokens) and tokens[last + 1].text == "-" else 1)  # `any rash? - no`
    if tokens[last].text != "?" or reply >= len(tokens) or tokens[reply].key not in message.language.among("no"):
        return False
    following = tokens[reply + 1] if reply + 1 < len(tokens) else None
    goes_on = message.language.among("no", "by")  # `any rash? Not on the arms.`
    if following and following.kind == WORD and following.spaced and following.key not in goes_on:
        return False  # `a rash? No fever.` denies what follows
    if bisect_right(message.told_places, hit.last) < bisect_left(message.told_places, last):
        return False  # something else is told between
    return _asked_alone(message, hit)


def _asked_alone(message: Message, hit: Hit) -> bool:
    """Whether nothing else stands before some words in their sentence: `any rash?`."""
    tokens, n = message.text.tokens, hit.first
    while n and tokens[n - 1].sentence == tokens[hit.first].sentence and tokens[n - 1].key in message.language.glue:
        n -= 1
    return not n or tokens[n - 1].sentence != tokens[hit.first].sentence


def _never_said(message: Message) -> Iterator[Mention]:
    """What a `never` by itself says: the one value that answers with it, as in `AB, never, 40 y`."""
    tokens, never = message.text.tokens, message.language.file.never
    lone = [cue.first for cue in message.context.cues if cue.first == cue.last and tokens[cue.first].form in never]
    pairs = {pair.last for pair in message.pairs} if lone else set()
    n = next((n for n in lone if _stands_by_itself(message, n, pairs)), 0)
    meant = message.words.said_in_reply.get(tokens[n].form, ()) if n else ()
    for fact, value in meant if len(meant) == 1 else ():
        if all(hit.sense.name != fact or _lets(message, hit) for hit in message.hits):
            yield Mention(fact, Choice.exactly(value), n, n)


def _lets(message: Message, hit: Hit) -> bool:
    """Whether a wording of the fact leaves a `never` its sense: one of another person, or one that is denied."""
    denied = hit.sense.sort == "group" or "denied" in message.context.says(hit.first, hit.last, hit.skipped)
    return denied or hit.first in message.people.owners


def _stands_by_itself(message: Message, n: int, pairs: Collection[int]) -> bool:
    """Whether a word has only a mark, a pair or the patient before it, and the end of its part behind it."""
    tokens = message.text.tokens
    does = n + 1 < len(tokens) and tokens[n + 1].key in message.language.among("did")
    before, behind = tokens[n - 1], tokens[n + 1 + does : n + 2 + does]
    opens = before.text in ",;.(" or before.key in message.language.among("patient", "adds")
    ends = not behind or behind[0].text in ",;.)\n" or behind[0].sentence != tokens[n].sentence
    return n > 0 and ends and (opens or n - 1 in pairs)


def _range_said(message: Message, hit: Hit) -> Mention | None:
    """What words for numbers say; nothing when denied."""
    fact = message.facts[hit.sense.name]
    says = message.context.says(hit.first, hit.last, hit.skipped)
    if "denied" in says:
        return None
    return qualified(Mention(hit.sense.name, range_value(fact, hit), hit.first, hit.last, fact.unit), fact, says)


def _pairs_said(message: Message) -> Iterator[Mention]:
    for pair in message.pairs:
        fact = message.facts[pair.fact]
        says = message.context.says(pair.first, pair.last)
        denied = "denied" in says and not _left_alone(message, pair)
        yield qualified(pair.other_than(fact.choices) if denied else pair, fact, says)


def _left_alone(message: Message, pair: Mention) -> bool:
    """Whether a `never` stands right behind a pair, and answers something else: nobody has a pair at times."""
    tokens, n = message.text.tokens, pair.last + 1
    return n < len(tokens) and tokens[n].form in message.language.file.never


def numbers_said(message: Message) -> Iterator[Mention]:
    """What the numbers say that belong to a fact."""
    for bound in message.bound:
        if bound.other is None and not bound.distance:
            yield _number_said(message, bound)


def _number_said(message: Message, bound: Bound) -> Mention:
    fact = message.facts[bound.fact]
    value = in_months(bound.quantity) if fact.type == "duration" else bound.quantity.bounds
    mention = Mention(bound.fact, value, bound.first, bound.last, bound.unit)
    if _is_claim(message, bound.quantity):
        return mention._replace(certainty="asked")
    if bound.superseded:
        return mention._replace(time="history")
    number = bound.quantity.number
    return qualified(mention, fact, message.context.says(number.first, number.last))


def _is_claim(message: Message, quantity: Quantity) -> bool:
    """Whether a number is what a source is said to say, and not the patient's."""
    behind = message.claimed.get(quantity.number.first)
    return behind is not None and (quantity.exact is None or behind <= CLAIM)


def _times_said(message: Message) -> Iterator[Mention]:
    tokens, since = message.text.tokens, message.words.since
    if not message.quantities and not any(label.sense.name in since for label in message.labels):
        return
    own = {each for name in since for each in (name, *message.facts[name].reading.implies)}
    wordings = [hit for hit in message.hits if hit.sense.name in own and hit.sense.sort != "decoy"]
    told = {n for hit in wordings for n in range(hit.first, hit.last + 1)}
    means = [(hit.first, hit.last) for hit in message.hits if hit.sense.sort != "known"]
    spans = [*means, *((pair.first, pair.last) for pair in message.pairs)]
    named = frozenset(n for first, last in spans for n in range(first, last + 1))
    times = Times(tokens, message.language, since, message.labels, message.quantities, message.as_of, told, named)
    taken = {n for bound in message.bound for n in range(bound.quantity.first, bound.quantity.last + 1)}
    for mention in times.since():
        taken.update(range(mention.first, mention.last + 1))
        yield from _since_said(message, mention)
    ages = message.words.ages
    other = [hit for hit in message.hits if hit.sense.sort == "range"]
    decoys = [hit for hit in message.hits if hit.sense.sort == "decoy" and hit.sense.name in ages]
    taken.update(n for hit in (*decoys, *other) for n in range(hit.first, hit.last + 1))
    for name in ages:
        yield from _ages_said(message, name, list(times.ages(name, taken)))


def _ages_said(message: Message, name: str, found: Sequence[tuple[Mention, bool]]) -> Iterator[Mention]:
    """The ages; where one of the patient is sure, bare years are none, but how long something lasts."""
    owners = message.people.owners if found else {}
    sure = [bound.first for bound in message.bound if bound.fact == name and found]
    sure += [mention.first for mention, certain in found if certain]
    known = any(n not in owners for n in sure)
    yield from (mention for mention, certain in found if certain or not known)


def _since_said(message: Message, mention: Mention) -> Iterator[Mention]:
    """A time since something, and what it implies; nothing when denied, doubted or planned."""
    fact = message.facts[mention.fact]
    says = message.context.says(mention.first, mention.last) - {"past"}
    if not says & {"denied", "planned", "suspected"}:
        implied = [Mention(name, Choice.exactly(str(value)), 0, 0) for name, value in fact.reading.implies.items()]
        if any(_told_otherwise(message, each, mention.first) for each in implied):
            return
        yield qualified(mention, fact, says)
        for each in implied:
            yield each._replace(first=mention.first, last=mention.last)


def _told_otherwise(message: Message, implied: Mention, n: int) -> bool:
    """Whether a wording around a token tells another value than is implied there: `stopped in 2020 but restarted`."""
    around = [hit for hit in message.hits_by_token.get(n, ()) if hit.sense.name == implied.fact]
    fact = message.facts[implied.fact]
    told = [fact.groups.get(hit.sense.value, (hit.sense.value,)) for hit in around if hit.sense.sort in TOLD]
    return any(isinstance(implied.value, Choice) and implied.value.of.isdisjoint(each) for each in told)
