"""Buttons and dialogs that change or say something."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.slack import phrases
from bot.slack.answers import opine, place_of, settle, settle_others, show_privately, whisper
from bot.slack.deliveries import Delivery
from bot.slack.talk import Refused
from bot.slack.threads import PRIVATE, Place, Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.slack.office import Office
    from bot.slack.talk import Line

NOT_THERE = ("not_in_channel", "channel_not_found", "is_archived", "restricted_action")


def press(office: Office, line: Line, delivery: Delivery) -> None:
    """Do what a button says, for the message it belongs to."""
    said = office.threads.find(place_of(delivery.payload))
    if said is None or said.gone or not said.text:
        whisper(line, delivery.payload["response_url"], phrases.NOT_KEPT)
        return
    ACTIONS[delivery.payload["action"]](office, line, delivery, said)


def _fact(office: Office, line: Line, delivery: Delivery, said: Said) -> None:
    name, value = delivery.payload["value"]
    give(office, line, delivery, said, {name: value})


def fill(office: Office, line: Line, delivery: Delivery) -> None:
    """Take the facts of a dialog, and its words back, and run the rules again, in place."""
    said = office.threads.find(place_of(delivery.payload))
    if said and not said.gone and said.text:
        for ts, text in delivery.payload["texts"].items():
            office.threads.note(replace(said.place, ts=ts), text=text)
        give(office, line, delivery, said, delivery.payload["facts"])


def give(office: Office, line: Line, delivery: Delivery, said: Said, facts: dict[str, Any]) -> None:
    """Give facts with a message: its answer changes in place, and the others that rest on it."""
    office.threads.give(said.place, facts)
    if said.private:
        show_privately(office, line, said, delivery.payload["response_url"], [])
    else:
        settle(office, line, delivery, said)
        settle_others(office, line, delivery, said, since=min(delivery.payload.get("texts", {}), default=said.place.ts))


def _next(office: Office, line: Line, delivery: Delivery, said: Said) -> None:
    """Ask what was suggested, as the one who pressed it."""
    payload = delivery.payload
    place = Place(payload["team"], payload["channel"], payload["pressed"])
    asked = Said(place, said.thread, payload["user"], payload["value"][0], {}, pressed=True)
    office.threads.add(asked)
    if said.private:
        line_up = {"response_type": "ephemeral", "replace_original": False}
        thread = office.threads.thread(place.team, place.channel, asked.thread)
        reply = office.reply(asked, thread)
        line.respond(payload["response_url"], {**line_up, **reply.message(office.lead(asked))})
        office.threads.note(place, answer="private", fingerprint=reply.fingerprint)
    else:
        settle(office, line, delivery, asked)


def _share(office: Office, line: Line, delivery: Delivery, said: Said) -> None:
    """Post a private answer for all: a new thread, in which anybody can go on. Only where the bot was invited."""
    payload = delivery.payload
    place = Place(payload["team"], payload["channel"], payload["pressed"])
    answer = office.reply(said, office.threads.thread(place.team, place.channel, said.thread)).answer
    facts = {each.name: each.value for each in answer.facts if each.from_ != "question"} if answer else {}
    shared = Said(place, f"{PRIVATE}{place.ts}", payload["user"], said.text, facts, pressed=True)
    office.threads.add(shared)
    if (office.threads.find(place) or shared).answer:
        return
    reply = office.reply(_open(shared), [])
    found = line.posted(place.channel, "", place.ts) if delivery.tries > 1 else None
    try:
        ts = found or line.post(place.channel, "", place.ts, reply.message(office.lead(shared)))
    except Refused as refused:
        if refused.code not in NOT_THERE:
            raise
        whisper(line, payload["response_url"], phrases.NOT_INVITED)
        return
    office.threads.note(place, answer=ts, fingerprint=reply.fingerprint, thread=ts)


def _open(said: Said) -> Said:
    """The same message where all see it."""
    return Said(said.place, said.place.ts, said.user, said.text, said.facts, pressed=True)


def _good(office: Office, line: Line, delivery: Delivery, _: Said) -> None:
    given = {"fingerprint": delivery.payload["value"][0], "helpful": True, "reason": "right", "comment": ""}
    opine(office, line, Delivery(delivery.key, "opine", {**delivery.payload, **given}, delivery.tries))


ACTIONS: dict[str, Callable[[Office, Line, Delivery, Said], None]] = {
    "fact": _fact,
    "next": _next,
    "share": _share,
    "good": _good,
}
