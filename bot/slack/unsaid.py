"""Taking back a fact that was read from words: the words are masked where they stand, and the thread is read anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.keeping import MASKED

if TYPE_CHECKING:
    from bot.schema import Answer
    from bot.slack.office import Office
    from bot.slack.threads import Said


@dataclass(frozen=True)
class Unsaid:
    """The messages without the words, by their ts; and the facts that are still read, or cannot go alone."""

    texts: dict[str, str]
    kept: tuple[str, ...]


def unsaid(office: Office, said: Said, answer: Answer, names: Collection[str]) -> Unsaid:
    """Mask the words of the facts of *names*, and say which of these facts cannot be taken back that way.

    A fact whose words are not found, or without which others would be read differently, stays: the message is to be
    edited. What the same words said goes with them.
    """
    thread = office.threads.thread(said.place.team, said.place.channel, said.thread)
    words = [each.words for each in answer.facts if each.name in names]
    after = [_masked(each, words) if each.place.ts <= said.place.ts else each for each in thread]
    now = next((each for each in after if each.place == said.place), said)
    reply = office.reply(now, after)
    read = {each.name for each in reply.answer.facts} if reply.answer else set()
    lost = {each.name for each in answer.facts if not any(each.words in gone for gone in words)} - read
    texts = {new.place.ts: new.text for old, new in zip(thread, after, strict=True) if new.text != old.text}
    return Unsaid(texts, tuple(name for name in names if lost or name in read))


def _masked(said: Said, words: Sequence[str]) -> Said:
    text = said.text
    for each in sorted(filter(None, words), key=len, reverse=True):
        text = text.replace(each, MASKED)
    return replace(said, text=text)
