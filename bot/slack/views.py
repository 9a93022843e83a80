"""Dialogs opened and sent. A trigger lives three seconds: opening happens at once, and is never tried again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bot.reading import Reading
from bot.render.blocks import Block
from bot.slack import dialogs, phrases
from bot.slack.deliveries import Delivery
from bot.slack.reception import words
from bot.slack.threads import Place, Preference, Said
from bot.slack.unsaid import unsaid
from guardrails.quantity import ValueProblem

if TYPE_CHECKING:
    from bot.slack.office import Office, Reply

Body = Mapping[str, Any]
Outcome = tuple[dict[str, str], Delivery | dict[str, Any] | None]
SUMMARIES = 40


def data(text: str) -> list[Any]:
    """What a button or dialog carries."""
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def _open(office: Office, body: Body, view: Block) -> None:
    if line := office.line(_team(body)):
        line.call("views.open", trigger_id=body["trigger_id"], view=view)


def _team(body: Body) -> str:
    return str(body.get("team_id") or (body.get("team") or {}).get("id"))


def _answered(office: Office, place: Place) -> tuple[Said | None, Reply | None]:
    """A message and its reply as it is now."""
    said = office.threads.find(place)
    if said is None or said.gone or not said.text:
        return None, None
    return said, office.reply(said, office.threads.thread(place.team, place.channel, said.thread))


def _not_kept(office: Office, body: Body) -> None:
    if line := office.line(_team(body)):
        line.respond(body["response_url"], {"replace_original": False, "text": phrases.NOT_KEPT})


def _about(body: Body, ts: str) -> Place:
    return Place(_team(body), body["channel"]["id"], ts)


def _facts(office: Office, body: Body, value: list[Any], only: str = "") -> None:
    place = _about(body, value[0])
    said, reply = _answered(office, place)
    if said is None or reply is None:
        _not_kept(office, body)
        return
    meta = [place.channel, place.ts, body.get("response_url", "")]
    _open(office, body, dialogs.facts_dialog(reply.answer, office.facts(reply.answer), meta, only))


def _give(office: Office, body: Body, value: list[Any]) -> None:
    _facts(office, body, value, value[1])


def _all(office: Office, body: Body, value: list[Any]) -> None:
    place = _about(body, value[0])
    _, reply = _answered(office, place)
    if reply is None:
        _not_kept(office, body)
        return
    _open(office, body, dialogs.pages_dialog(reply.card.pages, 0, [place.channel, place.ts]))


def _page(office: Office, body: Body, value: list[Any]) -> None:
    channel, ts, page = value
    _, reply = _answered(office, Place(_team(body), channel, ts))
    line = office.line(_team(body))
    if reply and line:
        view = dialogs.pages_dialog(reply.card.pages, int(page), [channel, ts])
        line.call("views.update", view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)


def _bad(office: Office, body: Body, value: list[Any]) -> None:
    meta = [body["channel"]["id"], *value, body.get("response_url", "")]
    _open(office, body, dialogs.feedback_dialog(meta))


OPENERS: dict[str, Callable[[Office, Body, list[Any]], None]] = {
    "edit": _facts,
    "give": _give,
    "all": _all,
    "page": _page,
    "bad": _bad,
}


def open_settings(office: Office, body: Body) -> None:
    """The channel's preferences."""
    guidelines = office.web.bot.library.guidelines.values()
    countries = sorted({code for each in guidelines for code in each.jurisdiction.split(",") if code != "INT"})
    topics = {name: topic.title for name, topic in office.web.bot.topics.items()}
    preference = office.threads.preference(body["team_id"], body["channel_id"])
    _open(office, body, dialogs.settings_dialog(preference, countries, topics, [body["channel_id"]]))


def open_check(office: Office, body: Body) -> None:
    """What the guard finds in a message. The question is the thread's, where the bot knows it."""
    message = body["message"]
    text = office.web.keepable(words(message.get("text", "")))
    thread = office.threads.thread(_team(body), body["channel"]["id"], message.get("thread_ts") or message["ts"])
    asked = [each.text for each in thread if each.place.ts < message["ts"] and each.text]
    question = asked[-1] if asked else ""
    lines = checked(office, text, question or text)
    _open(office, body, dialogs.check_dialog(lines, question, text))


def checked(office: Office, text: str, question: str) -> list[str]:
    """The guard's findings, one a line; the bot's own answer to the question first."""
    from bot.guarding import verify

    if not text:
        return [phrases.NO_WORDS]
    return [line for line in _report(verify(text, question, office.web.bot, office.web.today())) if line]


def _report(found: Mapping[str, Any]) -> Iterator[str]:
    """A report (schema verify/1) in lines."""
    yield phrases.OVERALL.get(found["overall"], found["overall"])
    yield str(found["summary"])
    yield f"{phrases.OURS} {found['ours']['headline']}"
    for each in found["sentences"]:
        mark = phrases.CHECKED.get(each["verdict"], f"• {each['verdict']}:")
        reason = "" if each["verdict"] == "supported" else each["reason"]
        yield " ".join(filter(None, [mark, f"“{each['text']}”", reason, each["source"]]))
    for each in (*found["omissions"], *found["findings"]):
        yield f"• {each.get('says', '')} {each.get('right') or ''}".strip()


def send_facts(office: Office, body: Body) -> Outcome:
    """The facts dialog: what was changed is given, what was cleared is taken back, what cannot be is told there."""
    channel, ts, address = data(body["view"]["private_metadata"])
    place = Place(_team(body), channel, ts)
    said, reply = _answered(office, place)
    if said is None or reply is None:
        return {}, None
    fields = dialogs.filled(body["view"]["state"])
    known = {each.name: each for each in reply.answer.facts} if reply.answer else {}
    changed = {name: value for name, value in fields.items() if value != dialogs.initial(known.get(name))}
    given = {name: value or None for name, value in changed.items() if value or name in said.facts}
    errors = _wrong(office, said, given)
    texts: dict[str, str] = {}
    if reply.answer and (cleared := sorted(changed.keys() - given.keys())):
        back = unsaid(office, said, reply.answer, cleared)
        texts = back.texts
        errors |= {name: phrases.FROM_WORDS.format(words=known[name].words[:80]) for name in back.kept}
    payload = {**vars(place), "facts": given, "texts": texts, "response_url": address, "user": body["user"]["id"]}
    work = Delivery(f"{place.key}:fill:{body['view']['id']}", "fill", payload) if given or texts else None
    return {f"fact:{name}": problem for name, problem in errors.items()}, work


def _wrong(office: Office, said: Said, given: Mapping[str, str | None]) -> dict[str, str]:
    """What is wrong with the values given, by their names."""
    errors: dict[str, str] = {}
    for name, value in given.items():
        try:
            _read(office, said, {name: value} if value else {})
        except ValueProblem as problem:
            errors[name] = str(problem)
    return errors


def _read(office: Office, said: Said, facts: dict[str, Any]) -> Reading:
    return office.web.bot.reader.read("?", said.day, given=facts)


def send_feedback(office: Office, body: Body) -> Outcome:
    """The feedback dialog."""
    channel, ts, fingerprint, address = data(body["view"]["private_metadata"])
    fields = dialogs.filled(body["view"]["state"])
    payload = {
        "team": _team(body),
        "channel": channel,
        "ts": ts,
        "fingerprint": fingerprint,
        "helpful": False,
        "reason": fields["reason"] or "other",
        "comment": office.web.keepable(fields["comment"]),
        "response_url": address,
    }
    return {}, Delivery(f"{_team(body)}:{channel}:{ts}:opine:{body['view']['id']}", "opine", payload)


def send_settings(office: Office, body: Body) -> Outcome:
    """The channel's preferences."""
    [channel] = data(body["view"]["private_metadata"])
    office.threads.prefer(_team(body), channel, Preference(**dialogs.filled(body["view"]["state"])))
    return {}, None


def send_check(office: Office, body: Body) -> Outcome:
    """The same message, checked against a better question."""
    fields = dialogs.filled(body["view"]["state"])
    question = fields.pop("question")
    text = office.web.keepable("".join(fields[name] for name in sorted(fields, key=int)))
    view = dialogs.check_dialog(checked(office, text, question or text), question, text)
    return {}, {"response_action": "update", "view": view}


SUBMITTED: dict[str, Callable[[Office, Body], Outcome]] = {
    "gb:facts": send_facts,
    "gb:feedback": send_feedback,
    "gb:settings": send_settings,
    "gb:check": send_check,
}
