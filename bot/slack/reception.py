"""From what Slack sent to what is to be done: only what is meant for the bot, and without personal data."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.slack.deliveries import Delivery
from bot.slack.threads import PRIVATE, Place, Said
from guardrails.privacy import kinds

if TYPE_CHECKING:
    from bot.slack.office import Office

Body = Mapping[str, Any]
NEW = (None, "file_share", "thread_broadcast")
_LABELLED = re.compile(r"<(?:https?://|mailto:|tel:)[^|>]*\|([^>]*)>")
_BARE = re.compile(r"<((?:https?://|mailto:|tel:)[^|>]*)>")
_NAMED = re.compile(r"<[#!][^|>]*\|([^>]*)>")
_MENTION = re.compile(r"\s*<[@#!][^>]*>\s*")


def words(text: str) -> str:
    """What somebody typed: Slack's links, mentions and escapes undone."""
    text = _LABELLED.sub(r"\1", text)
    text = _NAMED.sub(r"\1", _BARE.sub(r"\1", text))
    return html.unescape(_MENTION.sub(" ", text)).strip()


def of_event(office: Office, body: Body) -> Delivery | None:
    """What a message, an edit or a deletion asks for; None if it is not for the bot."""
    event: Body = body["event"]
    subtype = event.get("subtype")
    if subtype in NEW:
        return _said(office, body, event, "")
    if subtype == "message_changed":
        message: Body = {**event["message"], "channel": event["channel"], "channel_type": event.get("channel_type")}
        edited = str((message.get("edited") or {}).get("ts", ""))
        return _said(office, body, message, edited) if edited and message.get("subtype") in NEW else None
    return _gone(office, body, event) if subtype == "message_deleted" else None


def own_answer(body: Body) -> tuple[Place, str] | None:
    """Of a message that the bot itself posted: the question that it answers, and its ts.

    Slack sends a bot its own messages too. The question's mark comes back with the buttons of the answer.
    """
    event: Body = body["event"]
    if event.get("type") != "message" or event.get("user") not in _bots(body):
        return None
    blocks = event.get("blocks") or ()
    pressed = (each for block in blocks if block.get("type") == "actions" for each in block.get("elements", ()))
    mark = next((str(value[0]) for each in pressed if (value := _data(each.get("value")))), None)
    return (Place(team_of(body), event["channel"], mark), str(event["ts"])) if mark else None


def _data(value: Any) -> list[Any]:
    """What a button of ours carries; nothing of any other."""
    try:
        found = json.loads(value)
    except (TypeError, ValueError):
        return []
    return found if isinstance(found, list) else []


def _said(office: Office, body: Body, event: Body, edited: str) -> Delivery | None:
    if event.get("bot_id") or event.get("user") in (None, *_bots(body)) or not office.open_in(event["channel"]):
        return None
    place = Place(team_of(body), event["channel"], event["ts"])
    text = words(event.get("text", ""))
    if not text or not _meant(office, body, event, place, text):
        return None
    payload = {
        **vars(place),
        "thread": event.get("thread_ts") or place.ts,
        "user": event["user"],
        "text": office.web.keepable(text),
        "personal": list(kinds(text, office.web.bot.keeping.owned)),
        "direct": _direct(event),
        "edited": edited,
    }
    return Delivery(f"{place.key}:{edited}" if edited else place.key, "say", payload)


def _gone(office: Office, body: Body, event: Body) -> Delivery | None:
    before: Body = event.get("previous_message") or {}
    place = Place(team_of(body), event["channel"], event["deleted_ts"])
    meant = before.get("text") and _meant(office, body, {**before, "channel": event["channel"]}, place, before["text"])
    if not (meant or office.threads.find(place)) or before.get("bot_id"):
        return None
    payload = {**vars(place), "thread": before.get("thread_ts") or place.ts, "user": before.get("user", "")}
    return Delivery(f"{place.key}:gone", "gone", payload)


def team_of(body: Body) -> str:
    """The workspace that has the app: in a channel shared with others, not always the one where something was said."""
    first: Body = next(iter(body.get("authorizations") or ()), {})
    return str(first.get("team_id") or body["team_id"])


def _bots(body: Body) -> list[str]:
    """The bot's own user ids, as Slack tells them with each event."""
    return [str(each.get("user_id")) for each in body.get("authorizations") or () if each.get("is_bot", True)]


def _direct(event: Body) -> bool:
    return event.get("channel_type") == "im" or str(event["channel"]).startswith("D")


def _meant(office: Office, body: Body, event: Body, place: Place, text: str) -> bool:
    """Whether a message is for the bot: direct, by mention, known already, or going on in a thread it takes part in.

    In a thread, people also talk to each other: without a mention it answers what it can read, and nothing else.
    """
    raw = event.get("text", "")
    if _direct(event) or event.get("type") == "app_mention" or any(f"<@{bot}>" in raw for bot in _bots(body)):
        return True
    thread = event.get("thread_ts")
    if not thread or raw.lstrip().startswith("<@"):
        return False
    before = office.threads.thread(place.team, place.channel, thread)
    if before or office.deliveries.pending(Place(place.team, place.channel, thread).key):
        return any(each.place == place for each in before) or understood(office, text, before)
    return False


def understood(office: Office, text: str, before: Sequence[Said]) -> bool:
    """Whether words say something of a topic, by themselves or as the thread goes on."""
    bot = office.web.bot
    if bot.reader.starts_again(text) or any(text in topic.follow_ups for topic in bot.topics.values()):
        return True
    if bot.reader.read(text, office.web.today()).scope == "in":
        return True
    history = [each.text for each in before if each.text]
    reading = bot.reader.read(text, office.web.today(), history=history)
    return bool(reading.doubts) or any(fact.source == "question" for fact in reading.facts)


def of_assistant(body: Body) -> Delivery:
    """The assistant pane was opened."""
    thread: Body = body["event"]["assistant_thread"]
    payload = {"team": team_of(body), "channel": thread["channel_id"], "thread": thread["thread_ts"]}
    return Delivery(f"{payload['team']}:{payload['channel']}:{payload['thread']}:prompts", "prompts", payload)


def of_command(office: Office, body: Body) -> Delivery:
    """A question asked privately, by command."""
    text = words(body["text"])
    ts = f"{office.clock():.6f}"
    payload = {
        "team": body["team_id"],
        "channel": body["channel_id"],
        "ts": ts,
        "thread": f"{PRIVATE}{ts}",
        "user": body["user_id"],
        "text": office.web.keepable(text),
        "personal": list(kinds(text, office.web.bot.keeping.owned)),
        "response_url": body["response_url"],
    }
    return Delivery(f"{body['team_id']}:command:{body['trigger_id']}", "command", payload)


def of_press(body: Body, action: Body, value: list[Any]) -> Delivery:
    """A button that changes or says something."""
    payload = {
        "team": body["team"]["id"],
        "channel": body["channel"]["id"],
        "ts": value[0],
        "user": body["user"]["id"],
        "action": action["action_id"].split(":")[1],
        "value": value[1:],
        "pressed": action["action_ts"],
        "response_url": body.get("response_url", ""),
    }
    unique = f"{body['user']['id']}:{action['action_ts']}:{action['action_id']}"
    return Delivery(f"{body['team']['id']}:press:{unique}", "press", payload)
