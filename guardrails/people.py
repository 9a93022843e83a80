"""Names of people in a text: after a title or a cue, beside other names, from a list, or like no other word.

Patterns, a list of names (`names.txt`) and everyday words, no model. What the words of the field look like (products,
places, studies, genotypes) is no name; authors that are cited are not noticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from corpus.strict_yaml import safe_load
from guardrails.everyday import plain
from guardrails.glance import Glance, Phrases, phrases

CAPITAL = r"[A-ZÀ-ÞĀ-ſΑ-ΩА-Я]"
WORD = rf"{CAPITAL}[\w'’-]*[a-zà-ÿā-ſα-ωа-яß]"
_NAME = (
    rf"(?:{WORD}|{CAPITAL}(?:\.|(?=[ \t]+{CAPITAL}))|"
    r"(?:van|von|de|del|della|di|da|dos|le|la|el|al|bin|ibn|ter|den|der|Mc|Mac|O'))"
)
_RUN = rf"{WORD}(?:[ \t]+{_NAME}){{0,3}}"
Span = tuple[int, int]
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|[Nn]ame(?: is)?)\b\.?:?[ \t]+$")
FEW, ENGLISH, SHORT = 4, 0.5, 3  # words of a text; the share of them that is English; letters of a name


Owned = Callable[[str], bool]


def nothing(word: str) -> bool:  # noqa: ARG001 (an `Owned` that owns nothing)
    """No word is anybody's own."""
    return False


def people(glance: Glance, owned: Owned = nothing) -> list[Span]:
    """Where names stand in a text, in no order, without overlaps; words that a field owns name nobody."""
    text, found = glance.text, list(_told(glance))
    found = [each for each in found if not _of_the_field(text, each, owned)]
    listed = glance.may_say(_known())
    for spans in (_listed(text) if listed else (), _met(glance), _in_small_letters(text) if listed else ()):
        found += [each for each in spans if not (_overlaps(each, found) or _of_the_field(text, each, owned))]
    while more := [
        each for each in _joined(text, found) if not (_overlaps(each, found) or _of_the_field(text, each, owned))
    ]:
        found += more
    return found


def _of_the_field(text: str, span: Span, owned: Owned) -> bool:
    """Whether all words of a would-be name are the field's own, and no title says that it is a person."""
    parts = re.findall(r"[^\W\d_]{3,}", text[slice(*span)].lower())
    return bool(parts) and all(owned(each) for each in parts) and not _TITLED.search(text[: span[0]])


def _overlaps(span: Span, found: list[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in found)


@cache
def words() -> dict[str, list[str]]:
    """The lists of `privacy.yaml`."""
    data: dict[str, list[str]] = safe_load(Path(__file__).with_name("privacy.yaml").read_text("utf-8"))
    return {name: [str(word) for word in found] for name, found in data.items()}


@cache
def _known() -> Phrases:
    """The names that are nothing else."""
    return phrases(names()[0])


@cache
def _name_patterns() -> tuple[tuple[re.Pattern[str], Phrases | None], ...]:
    """The patterns, each with the phrases without which it matches nothing."""
    titles, cues, people = (
        "|".join(re.escape(word) for word in words()[name]) for name in ("titles", "name_cues", "people")
    )
    spaced = r"[ \t]*[:,]?[ \t]+"
    after_cue = re.compile(rf"(?i:\b(?:{cues})){spaced}(?:(?:{titles})\b\.?[ \t]+)?(?P<it>{_RUN})")
    is_called = re.compile(
        r"(?i:\b(?:my name is|his name is|her name is|"
        r"patient's name is)) +(?P<it>[^\W\d_]{2,}(?: [^\W\d_]{2,})?)(?= (?:and|but|,)|[.,;!?]|$)"
    )
    of_kin = re.compile(rf"(?i:\b(?:{people}))[ \t]*[:,]?[ \t]+(?P<it>{WORD}(?:[ \t]+{_NAME}){{1,3}})")
    return (
        (re.compile(rf"\b(?:{titles})\b\.?[ \t]+(?P<it>{_RUN})"), phrases(words()["titles"])),
        (after_cue, phrases(words()["name_cues"])),
        (is_called, phrases(["name is"])),
        (of_kin, phrases(words()["people"])),
        (re.compile(rf"(?<![\w-])(?P<it>{WORD}(?:[ \t]+{_NAME}){{1,3}})(?![\w-])"), None),
    )


def _told(glance: Glance) -> Iterator[Span]:
    """Names after a title or a cue, and two capitalised words that name nothing else."""
    text, told = glance.text, list[Span]()
    for n, (pattern, cues) in enumerate(_name_patterns()):
        if cues is not None and not glance.may_say(cues):
            continue
        for match in pattern.finditer(text):
            start, end = _trimmed(text, *match.span("it"))
            enough = end > start and (n < 3 or " " in text[start:end].strip())
            if enough and not (n > 3 and _means_something(text[start:end])) and not _overlaps((start, end), told):
                told.append((start, end))
    yield from told


def _means_something(run: str) -> bool:
    """Whether a run of capitalised words is a heading or a term: an everyday word in it, and none that only names."""
    only, also = names()
    parts = [each.strip(".,'’").removesuffix("'s").lower() for each in re.split(r"[\s-]+", run)]
    parts = [each for each in parts if len(each) > 1]
    if parts and parts[0] in words()["particles"]:
        return False
    terms = [each for each in parts if _everyday(each) and each not in also]
    return bool(terms) and not any(each in only for each in parts)


def _everyday(word: str) -> bool:
    """Whether a word in small letters is one that everybody uses, in any of its endings."""
    known = plain()
    inflected = any(word.endswith(end) and word[: -len(end)] in known for end in ("s", "es", "ed", "ing", "ly"))
    return word in known or word in _no_names() or inflected


@cache
def names() -> tuple[frozenset[str], frozenset[str]]:
    """Names in small letters: those that are nothing else, and those that are everyday words too."""
    lines = Path(__file__).with_name("names.txt").read_text("utf-8").splitlines()
    only, _, also = "\n".join(line for line in lines if not line.startswith("#")).partition("\n\n")
    return frozenset(only.split()) - _no_names(), frozenset(also.split()) - _no_names()


_CITED = re.compile(
    r"(?:'s|’s)?(?:,? (?:and|&) [\w-]+|,? et al\.?|,? and (?:colleagues|others))*,? ?"
    r"(?:[(\[]?(?:19|20)\d\d|et al|and colleagues|"
    r"(?i:study|trial|cohort|paper|review|criteria|score|index|equation|syndrome|disease|sign|test|stain|formula)\b)"
)
_LISTED = re.compile(
    rf"(?<![\w-])(?:(?P<one>{WORD})|[A-Z]{{3,}},?[ \t]+[A-Z]{{3,}}|[a-zà-ÿ'’]{{3,}}[ \t]+[a-zà-ÿ'’]{{3,}})(?![\w-])"
)


def _listed(text: str) -> Iterator[tuple[int, int]]:
    """Where names of the list stand: with a capital, or two beside each other; not those of authors that are cited."""
    only, also = names()
    at = 0
    while match := _LISTED.search(text, at):
        words = [word.strip(",'’").removesuffix("'s").removesuffix("’s").lower() for word in match[0].split()]
        named = [word in only for word in words]
        both = any(named) and all(word in only or word in also for word in words)
        at = match.end() if match["one"] or both else match.start() + len(match[0].split()[0])
        if (named[0] if match["one"] else both) and not _CITED.match(text, match.end()):
            yield match.start(), match.start() + len(match[0].rstrip(",'’"))


def _trimmed(text: str, start: int, end: int) -> Span:
    """A run of capitalised words without those that name no person; nothing where one stands inside."""
    other = _no_names()
    parts = [(each.start() + start, each.end() + start) for each in re.finditer(r"\S+", text[start:end])]
    small = [text[first:last].strip(".,'’").lower() for first, last in parts]
    while small and small[0] in other:
        parts, small = parts[1:], small[1:]
    while small and small[-1] in other:
        parts, small = parts[:-1], small[:-1]
    if not parts or any(word in other or word.isdigit() for word in small):
        return start, start
    return parts[0][0], parts[-1][1]


@cache
def _no_names() -> frozenset[str]:
    return frozenset([*words()["not_names"], *(word.lower() for word in words()["titles"])])


_PAIR = re.compile(
    rf"(?<![\w-])(?P<one>{WORD}|{CAPITAL}{{3,}})(?:(?P<comma>,[ \t]+)|[ \t]+(?:and|&)[ \t]+|[ \t]+)"
    rf"(?P<other>{WORD}|{CAPITAL}{{3,}})(?![\w-])"
)


def _met(glance: Glance) -> Iterator[Span]:
    """One word like no other that does what people do, or stands where people stand: `my son Tadzio`, `Iwase lives`."""
    text = glance.text
    for pattern, cues, mark in _met_patterns():
        if not (glance.may_say(cues) if cues else glance.may_hold(mark)):
            continue
        for match in pattern.finditer(text):
            if _strange(match["it"]):
                yield match.span("it")
    for match in _PAIR.finditer(text):
        one, other = match["one"], match["other"]
        if _in_lists(one) and _in_lists(other) and (match["comma"] or (_strange(one) and _strange(other))):
            yield match.span()


def _in_lists(word: str) -> bool:
    only, also = names()
    return word.lower() in only or word.lower() in also


def _in_small_letters(text: str) -> Iterator[Span]:
    """Names of the list in a text that was typed without capitals, where all else is English."""
    only, _ = names()
    found = [each for each in re.finditer(r"(?<![\w/*-])[^\W\d_]+(?![\w/*-])", text) if len(each[0]) > 1]
    english = [each for each in found if each[0].islower() and _everyday(each[0])]
    if len(found) < FEW or len(english) < ENGLISH * len(found):
        return
    for each in found:
        if each[0] in only and len(each[0]) > SHORT and not _everyday(each[0]):
            yield each.span()


@cache
def _met_patterns() -> tuple[tuple[re.Pattern[str], Phrases, str], ...]:
    """The patterns, each with the phrases, or a mark, without which it matches nothing."""
    who, does = ("|".join(re.escape(each) for each in words()[name]) for name in ("people", "person_verbs"))
    titles = "|".join(re.escape(each.lower()) for each in words()["titles"] if len(each) > 1)
    one = rf"(?P<it>{WORD})(?![\w/*-])(?! (?:allele|homozyg|heterozyg|carrier|variant|genotype))"
    kin = re.compile(rf"\b(?i:my|his|her|our|their|the)[ \t]+(?:\w+[ \t]+)?(?i:{who})[ \t]*,?[ \t]+{one}")
    says = ("says", "said", "asked", "replied", "wrote", "adds", "added")
    return (
        (kin, phrases(words()["people"]), ""),
        (re.compile(rf"(?<![\w-]){one}(?:'s|’s)?[ \t]+(?:{does})\b"), phrases(words()["person_verbs"]), ""),
        (re.compile(rf"(?m)^\W*{one}:[ \t]*[\"“«]"), {}, ":"),
        (re.compile(rf"(?<!\w)(?:{titles})\.[ \t]+(?P<it>[^\W\d_]{{3,}})(?![\w/*-])"), phrases(words()["titles"]), ""),
        (re.compile(rf"(?<!\w)(?:{CAPITAL}\.[ \t]?){{1,3}}(?P<it>{WORD})(?![\w/*-])"), {}, "."),
        (re.compile(rf"\b(?:{'|'.join(says)})[ \t]+{one}(?=[.,;!?]|$)"), phrases(says), ""),
    )


def _strange(word: str) -> bool:
    """Whether a word is a name for all that is known: none that everybody uses, unless it is a name too."""
    only, also = names()
    plain_word = word.strip("'’").removesuffix("'s").removesuffix("’s").lower()
    if plain_word in _no_names():
        return False
    return plain_word in only or plain_word in also or not _everyday(plain_word)


def _joined(text: str, found: list[Span]) -> Iterator[Span]:
    """Names in a row with one that was found: `Graves and Reed`, `Gaetane, Hannah and Anthony`."""
    for start, end in found:
        after = re.match(rf"(?:,| and| &|, and) (?P<it>{_RUN})(?![\w/*-])", text[end:])
        before = re.search(rf"(?<![\w-])(?P<it>{WORD})(?:,| and| &|, and) $", text[max(0, start - 40) : start])
        for match, at in ((after, end), (before, max(0, start - 40))):
            if match and all(map(_strange, re.findall(r"[^\W\d_]{2,}", match["it"]))):
                yield at + match.start("it"), at + match.end("it")
