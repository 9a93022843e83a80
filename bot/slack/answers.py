"""The work itself, one function for each kind of delivery. Each may be done twice and comes to the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.render.blocks import sections
from bot.slack import phrases
from bot.slack.talk import PAUSE_S, Again, Refused
from bot.slack.threads import Place, Said
from bot.web.border import Feedback
from bot.web.feedback import take
from bot.web.problems import Problem

if TYPE_CHECKING:
    from bot.render.blocks import Block
    from bot.slack.deliveries import Delivery
    from bot.slack.office import Office
    from bot.slack.talk import Line

PROMPTS = 4
TRIES_WITHOUT_LOOKING = 4  # the pauses before it come to 7 s and more
LOST = ("message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found")


def place_of(payload: Mapping[str, Any]) -> Place:
    """The message that a payload is about."""
    return Place(payload["team"], payload["channel"], payload["ts"])


def say(office: Office, line: Line, delivery: Delivery) -> None:
    """Answer a message in its thread, or its edit in place; then whatever was answered after it anew."""
    payload = delivery.payload
    said = Said(place_of(payload), payload["thread"], payload["user"], payload["text"], {}, edited=payload["edited"])
    office.threads.add(said)
    if said.edited:
        office.threads.edit(said.place, said.text, said.edited)
    known = office.threads.find(said.place)
    if known is None or known.gone:
        return
    if payload["personal"] and not known.answer:
        _warn(line, said, warning(payload), direct=payload["direct"])
    if payload["direct"] and not known.answer:
        _status(line, said)
    settle(office, line, delivery, said)
    settle_others(office, line, delivery, said, since=said.place.ts)


def warning(payload: Mapping[str, Any]) -> str:
    """What to say of the personal data that was in a message."""
    return phrases.PRIVATE_DATA.format(kinds=", ".join(payload["personal"]))


def _warn(line: Line, said: Said, text: str, *, direct: bool) -> None:
    """Tell somebody, and nobody else, that there was personal data in a message."""
    where = {"channel": said.place.channel, "thread_ts": said.thread, "text": text}
    if direct:
        line.call("chat.postMessage", **where)
    else:
        line.call("chat.postEphemeral", user=said.user, **where)


def _status(line: Line, said: Said) -> None:
    """Show in the assistant pane that it is at work; other direct messages have no such place."""
    try:
        where = {"channel_id": said.place.channel, "thread_ts": said.thread}
        line.call("assistant.threads.setStatus", status=phrases.STATUS, **where)
    except (Again, Refused):
        return


def settle(office: Office, line: Line, delivery: Delivery, said: Said) -> None:
    """Bring the posted answer in line with the thread as it now is: post it, change it, or leave it."""
    while True:
        thread = office.threads.thread(said.place.team, said.place.channel, said.thread)
        known = next((each for each in thread if each.place == said.place), None)
        if known is None or known.gone:
            return
        known = known if known.text else replace(known, text=said.text)
        reply = office.reply(known, thread)
        if known.answer and known.fingerprint == reply.fingerprint:
            return
        if not office.deliveries.hold(delivery.key):
            return  # somebody else has taken it up
        message = reply.message(office.lead(known))
        if known.answer:
            _change(line, known, message)
            office.threads.note(known.place, fingerprint=reply.fingerprint)
            continue
        found = _stands(line, known, delivery)
        answer = found or line.post(known.place.channel, known.thread, known.place.ts, message)
        office.threads.note(known.place, answer=answer, fingerprint="" if found else reply.fingerprint)


def _stands(line: Line, said: Said, delivery: Delivery) -> str | None:
    """The answer that an earlier try may have posted, or None: it is looked up in Slack.

    Where Slack does not let a bot look, its own message may still come back as an event, and is then noted
    (`Threads.seen`): that is waited for. Without either nobody knows: rather no answer than two.
    """
    if delivery.tries <= 1:
        return None
    try:
        return line.posted(said.place.channel, said.thread, said.place.ts)
    except Refused:
        if delivery.tries < TRIES_WITHOUT_LOOKING:
            raise Again(PAUSE_S) from None
        raise


def _change(line: Line, said: Said, message: dict[str, Any]) -> None:
    try:
        line.call("chat.update", channel=said.place.channel, ts=said.answer, **message)
    except Refused as refused:
        if refused.code not in LOST:  # somebody deleted the answer: it stays deleted
            raise


def settle_others(office: Office, line: Line, delivery: Delivery, said: Said, since: str) -> None:
    """What was said has changed: the other answers given *since* are brought up to date."""
    for each in office.threads.thread(said.place.team, said.place.channel, said.thread):
        changed = each.place.ts >= since and each.place != said.place
        if changed and each.answer and each.text and not each.gone:
            settle(office, line, delivery, each)


def gone(office: Office, line: Line, delivery: Delivery) -> None:
    """A question was deleted: so is its answer, and what was answered after it no longer knows of it."""
    payload = delivery.payload
    said = Said(place_of(payload), payload["thread"], payload["user"], "", {}, gone=True)
    office.threads.add(said)
    known = office.threads.find(said.place) or said
    if known.answer:
        try:
            line.call("chat.delete", channel=known.place.channel, ts=known.answer)
        except Refused as refused:
            if refused.code not in LOST:
                raise
    office.threads.note(said.place, gone=True, text=None, facts={}, answer="")
    settle_others(office, line, delivery, known, since=known.place.ts)


def prompts(office: Office, line: Line, delivery: Delivery) -> None:
    """Greet in the assistant pane and suggest what to ask."""
    payload = delivery.payload
    starters = [each for topic in office.web.bot.topics.values() for each in topic.starters][:PROMPTS]
    where = {"channel_id": payload["channel"], "thread_ts": payload["thread"]}
    suggested = [{"title": each, "message": each} for each in starters]
    line.call("assistant.threads.setSuggestedPrompts", title=phrases.PROMPTS_TITLE, prompts=suggested, **where)
    mark = f"{payload['thread']}:greeting"
    if delivery.tries == 1 or not line.posted(payload["channel"], payload["thread"], mark):
        line.post(payload["channel"], payload["thread"], mark, {"text": phrases.GREETING})


def command(office: Office, line: Line, delivery: Delivery) -> None:
    """Answer privately."""
    payload = delivery.payload
    said = Said(place_of(payload), payload["thread"], payload["user"], payload["text"], {})
    office.threads.add(said)
    before = list(sections("", warning(payload))) if payload["personal"] else []
    show_privately(office, line, said, payload["response_url"], before)


def show_privately(office: Office, line: Line, said: Said, address: str, before: list[Block]) -> None:
    """Show a private answer, in place of the one before if there was one."""
    thread = office.threads.thread(said.place.team, said.place.channel, said.thread)
    known = next((each for each in thread if each.place == said.place), said)
    known = known if known.text else replace(known, text=said.text)
    reply = office.reply(known, thread)
    how = {"response_type": "ephemeral", "replace_original": bool(known.answer)}
    line.respond(address, {**how, **reply.message([*before, *office.lead(known)])})
    office.threads.note(known.place, answer="private", fingerprint=reply.fingerprint)


def opine(office: Office, line: Line, delivery: Delivery) -> None:
    """Keep feedback where the web keeps it: it becomes a draft gold case."""
    payload = delivery.payload
    given = {name: payload[name] for name in ("fingerprint", "helpful", "reason", "comment")}
    try:
        take(office.web, Feedback(**given))
        text = phrases.THANKS
    except Problem:
        text = phrases.NO_FEEDBACK
    whisper(line, payload["response_url"], text)


def whisper(line: Line, address: str, text: str) -> None:
    """Say something to the one who pressed, and leave the message as it is."""
    if address:
        line.respond(address, {"response_type": "ephemeral", "replace_original": False, "text": text})
