"""Slack's documented limits and schemas, written apart from the code under test: what is wrong with a call, as a list.

From docs.slack.dev/reference/block-kit, /reference/views and /reference/methods, read 2026-11. A whole message of blocks
is refused above about 13,200 characters (measured: slackapi/bolt-js #2509).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

Found = Iterator[str]
TS = re.compile(r"^\d+\.\d{6}$")
MESSAGE_SIZE = 13_100
ARGUMENTS: dict[str, tuple[set[str], set[str]]] = {
    "chat.postMessage": (
        {"channel", "text"},
        {"blocks", "thread_ts", "metadata", "unfurl_links", "unfurl_media"},
    ),
    "chat.update": ({"channel", "ts", "text"}, {"blocks", "metadata"}),
    "chat.delete": ({"channel", "ts"}, set()),
    "chat.postEphemeral": ({"channel", "user", "text"}, {"blocks", "thread_ts"}),
    "conversations.replies": ({"channel", "ts"}, {"include_all_metadata", "limit", "cursor", "oldest", "latest"}),
    "conversations.history": ({"channel"}, {"include_all_metadata", "limit", "cursor", "oldest", "latest"}),
    "views.open": ({"trigger_id", "view"}, set()),
    "views.update": ({"view_id", "view"}, {"hash"}),
    "assistant.threads.setStatus": ({"channel_id", "thread_ts", "status"}, {"loading_messages"}),
    "assistant.threads.setSuggestedPrompts": ({"channel_id", "thread_ts", "prompts"}, {"title"}),
    "apps.connections.open": (set(), set()),
    "auth.test": (set(), set()),
    "oauth.v2.access": ({"code"}, {"client_id", "client_secret", "redirect_uri"}),
    "response_url": (set(), {"text", "blocks", "response_type", "replace_original", "delete_original"}),
}


def faults(method: str, arguments: dict[str, Any]) -> list[str]:
    """Everything that Slack would refuse, cut or warn of."""
    if method not in ARGUMENTS:
        return [f"{method} is not among the methods that the app's scopes allow"]
    needed, allowed = ARGUMENTS[method]
    found = [f"{method} lacks {name}" for name in sorted(needed - set(arguments))]
    found += [f"{method} does not take {name}" for name in sorted(set(arguments) - needed - allowed)]
    if "view" in arguments:
        found += view_faults(arguments["view"])
    elif "blocks" in arguments:
        found += message_faults(arguments["blocks"])
    if len(arguments.get("text", "")) > 4000:
        found.append("text above the 4,000 characters that are advised")
    if "thread_ts" in arguments and not TS.match(arguments["thread_ts"]):
        found.append(f"thread_ts {arguments['thread_ts']!r} is not a timestamp")
    if len(arguments.get("prompts", [])) > 4:
        found.append("more than four suggested prompts")
    found += [
        f"a prompt lacks title or message: {each}"
        for each in arguments.get("prompts", [])
        if set(each) != {"title", "message"}
    ]
    return found


def message_faults(blocks: list[dict[str, Any]]) -> list[str]:
    """What is wrong with the blocks of a message."""
    found = list(_blocks(blocks, 50, {"section", "context", "actions", "header", "divider", "context_actions"}))
    if (size := len(json.dumps(blocks, ensure_ascii=False))) > MESSAGE_SIZE:
        found.append(f"msg_blocks_too_long: {size}")
    return found


def view_faults(view: dict[str, Any]) -> list[str]:
    """What is wrong with a modal."""
    allowed = {"type", "title", "blocks", "close", "submit", "private_metadata", "callback_id"}
    found = [f"a view does not take {name}" for name in sorted(set(view) - allowed)]
    found += _blocks(view["blocks"], 100, {"section", "context", "actions", "header", "divider", "input"})
    for name in ("title", "close", "submit"):
        if name in view:
            found += _text(view[name], 24, {"plain_text"}, name)
    if len(view.get("private_metadata", "")) > 3000:
        found.append("private_metadata above 3,000")
    if len(view.get("callback_id", "")) > 255:
        found.append("callback_id above 255")
    if any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
        found.append("a view with inputs needs submit")
    if len(json.dumps(view).encode()) > 250_000:
        found.append("view_too_large")
    return found


def _blocks(blocks: list[dict[str, Any]], most: int, kinds: set[str]) -> Found:
    if not 1 <= len(blocks) <= most:
        yield f"{len(blocks)} blocks; 1 to {most} are allowed"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield "a block_id twice"
    for block in blocks:
        if block["type"] not in kinds:
            yield f"no {block['type']} here"
        elif len(block.get("block_id", "")) > 255:
            yield "block_id above 255"
        else:
            yield from BLOCKS[block["type"]](block)


def _text(text: dict[str, Any], most: int, kinds: set[str], what: str, least: int = 1) -> Found:
    extra = {"plain_text": {"emoji"}, "mrkdwn": {"verbatim"}}
    if text.get("type") not in kinds:
        yield f"{what} is {text.get('type')}"
    elif set(text) - {"type", "text"} - extra[text["type"]]:
        yield f"{what} has {sorted(text)}"
    elif not least <= len(text["text"]) <= most:
        yield f"{what} of {len(text['text'])} characters; {least} to {most} are allowed"


def _only(block: dict[str, Any], *names: str) -> Found:
    if more := sorted(set(block) - {"type", "block_id", *names}):
        yield f"{block['type']} does not take {more}"


def _section(block: dict[str, Any]) -> Found:
    yield from _only(block, "text", "fields", "accessory")
    yield from _text(block["text"], 3000, {"mrkdwn", "plain_text"}, "section")


def _header(block: dict[str, Any]) -> Found:
    yield from _only(block, "text")
    yield from _text(block["text"], 150, {"plain_text"}, "header")


def _context(block: dict[str, Any]) -> Found:
    yield from _only(block, "elements")
    if not 1 <= len(block["elements"]) <= 10:
        yield f"context of {len(block['elements'])} elements"
    for element in block["elements"]:
        yield from _text(element, 2000, {"mrkdwn", "plain_text"}, "context")


def _actions(block: dict[str, Any]) -> Found:
    yield from _only(block, "elements")
    if not 1 <= len(block["elements"]) <= 25:
        yield f"actions of {len(block['elements'])} elements"
    names = [element.get("action_id") for element in block["elements"]]
    if len(names) != len(set(names)):
        yield f"an action_id twice: {names}"
    for element in block["elements"]:
        yield from (
            ELEMENTS[element["type"]](element)
            if element["type"] in ("button", "static_select")
            else ["no such element"]
        )


def _input(block: dict[str, Any]) -> Found:
    yield from _only(block, "label", "element", "hint", "optional", "dispatch_action")
    yield from _text(block["label"], 2000, {"plain_text"}, "label")
    if "hint" in block:
        yield from _text(block["hint"], 2000, {"plain_text"}, "hint")
    yield from ELEMENTS[block["element"]["type"]](block["element"])


def _button(element: dict[str, Any]) -> Found:
    yield from _only(element, "text", "action_id", "value", "url", "style", "confirm", "accessibility_label")
    yield from _text(element["text"], 75, {"plain_text"}, "button")
    if not 1 <= len(element["action_id"]) <= 255 or not 1 <= len(element["value"]) <= 2000:
        yield "a button's action_id or value is too long or empty"
    if element.get("style") not in (None, "primary", "danger"):
        yield "a button's style"


def _select(element: dict[str, Any]) -> Found:
    yield from _only(element, "action_id", "options", "initial_option", "placeholder")
    if not 1 <= len(element["options"]) <= 100:
        yield f"{len(element['options'])} options"
    for option in element["options"]:
        yield from _text(option["text"], 75, {"plain_text"}, "option")
        if not 1 <= len(option["value"]) <= 150:
            yield "an option's value"
    if "initial_option" in element and element["initial_option"] not in element["options"]:
        yield "initial_option is not an option"


def _line(element: dict[str, Any]) -> Found:
    yield from _only(element, "action_id", "initial_value", "placeholder", "multiline", "max_length", "min_length")
    if not 1 <= element.get("max_length", 3000) <= 3000:
        yield "max_length"
    if len(element.get("initial_value", "")) > element.get("max_length", 3000):
        yield "initial_value is longer than max_length"
    if "placeholder" in element:
        yield from _text(element["placeholder"], 150, {"plain_text"}, "placeholder")


BLOCKS: dict[str, Callable[[dict[str, Any]], Found]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "divider": _only,
}
ELEMENTS: dict[str, Callable[[dict[str, Any]], Found]] = {
    "button": _button,
    "static_select": _select,
    "plain_text_input": _line,
}
