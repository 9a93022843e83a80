"""Slack's Block Kit: its documented limits, its blocks as plain data, and text cut so that nothing is lost.

Limits: docs.slack.dev/reference/block-kit and /reference/views (read 2026-11); the size of a whole message is not
documented, and was measured at about 13,200 characters (slackapi/bolt-js #2509).
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

Block = dict[str, Any]

BLOCKS_IN_MESSAGE, BLOCKS_IN_VIEW = 50, 100
SECTION, HEADER, FALLBACK = 3000, 150, 3000
ELEMENTS_IN_CONTEXT, CONTEXT_TEXT, BUTTONS_IN_ACTIONS = 10, 2000, 25
BUTTON, VALUE, ACTION, ADDRESS = 75, 2000, 255, 3000
OPTION, OPTION_VALUE, OPTIONS = 75, 150, 100
TITLE, METADATA, LABEL, HINT, PLACEHOLDER = 24, 3000, 2000, 2000, 150
MESSAGE_SIZE, VIEW_SIZE = 12_000, 200_000

ESCAPED = {"&": 5, "<": 4, ">": 4}
AT_A_CUT = 2  # a sign beside a cut may need a joint that it did not need before
JOINT = "\u200b"  # of no width: keeps signs from being read as formatting
_FORMATTING = re.compile(r"(?<!\w)[*_~`](?=\S)|(?<=\S)[*_~`](?!\w)|:(?=[a-z0-9_+'-]{1,100}:)")


def escaped(text: str) -> str:
    """Words as Slack's mrkdwn shows them verbatim: no link, mention, emoji or formatting of their own."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _FORMATTING.sub(lambda found: found[0] + JOINT, safe)


def link(address: str, label: str) -> str:
    """A link, or only its label where the address cannot be one."""
    if not re.match(r"https?://[^\s<>|]+$", address) or len(address) > ADDRESS // 3:
        return escaped(label)
    return f"<{address}|{escaped(label).replace('|', '¦')}>"


def cut(text: str, most: int) -> Iterator[str]:
    """Plain words in pieces that are at most *most* characters once escaped, cut at white space where there is some."""
    ends = list(accumulate(_widths(text), initial=0))
    start = 0
    while ends[-1] - ends[start] > most - AT_A_CUT:
        end = max(bisect_right(ends, ends[start] + most - AT_A_CUT) - 1, start + 1)
        space = max(text.rfind(" ", start, end), text.rfind("\n", start, end)) + 1
        end = space if space - start > (end - start) // 2 else end
        yield text[start:end]
        start = end
    yield text[start:]


def _widths(text: str) -> list[int]:
    """How many characters each character takes once escaped."""
    widths = [ESCAPED.get(each, 1) for each in text]
    for found in _FORMATTING.finditer(text):
        widths[found.start()] += 1
    return widths


def short(text: str, most: int) -> str:
    """A label that fits; what it labels is said in full elsewhere."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def plain(text: str, most: int) -> Block:
    """A plain text object that fits."""
    return {"type": "plain_text", "text": short(text, most) or "…", "emoji": False}


def mrkdwn(text: str) -> Block:
    """A mrkdwn text object; names in it are not made into links."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, HEADER)}


def sections(lead: str, text: str, tail: str = "") -> Iterator[Block]:
    """Plain words as as many sections as they need, after mrkdwn that leads and before mrkdwn that ends.

    *lead* and *tail* are never cut: each is at most a third of a section.
    """
    pieces = [escaped(piece) for piece in cut(text, SECTION - len(lead) - len(tail))]
    pieces[0], pieces[-1] = lead + pieces[0], pieces[-1] + tail
    if len(pieces) == 1:
        pieces = [lead + escaped(text) + tail]
    for body in filter(None, map(str.strip, pieces)):
        yield {"type": "section", "text": mrkdwn(body)}


def contexts(texts: Iterable[str]) -> Iterator[Block]:
    """Small print: every text whole, in as many context blocks as it takes."""
    pieces = [escaped(piece).strip() for text in texts for piece in cut(text, CONTEXT_TEXT)]
    pieces = [piece for piece in pieces if piece]
    for start in range(0, len(pieces), ELEMENTS_IN_CONTEXT):
        yield {"type": "context", "elements": [mrkdwn(piece) for piece in pieces[start : start + ELEMENTS_IN_CONTEXT]]}


def button(text: str, action: str, value: object = "", **more: Any) -> Block:
    """A button; its value is data."""
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if len(written) > VALUE:
        raise ValueError(f"The button {action} carries {len(written)} characters; Slack takes {VALUE}.")
    made = {"type": "button", "text": plain(text, BUTTON), "action_id": action[:ACTION], "value": written or "-"}
    return made | more


def actions(buttons: Sequence[Block]) -> Iterator[Block]:
    """Buttons, in as many blocks as they need."""
    for start in range(0, len(buttons), BUTTONS_IN_ACTIONS):
        yield {"type": "actions", "elements": list(buttons[start : start + BUTTONS_IN_ACTIONS])}


def option(value: str, label: str) -> Block:
    """One choice of a menu."""
    return {"text": plain(label, OPTION), "value": value[:OPTION_VALUE]}


def modal(title: str, callback: str, blocks: Sequence[Block], metadata: object, submit: str | None = None) -> Block:
    """A modal view."""
    written = json.dumps(metadata, ensure_ascii=False, separators=(",", ":"))
    if len(written) > METADATA:
        raise ValueError(f"The dialog {callback} carries {len(written)} characters; Slack takes {METADATA}.")
    view = {
        "type": "modal",
        "callback_id": callback,
        "title": plain(title, TITLE),
        "close": plain("Close", TITLE),
        "private_metadata": written,
        "blocks": list(blocks[:BLOCKS_IN_VIEW]),
    }
    return view | ({"submit": plain(submit, TITLE)} if submit else {})


def size(blocks: Sequence[Block]) -> int:
    """How large blocks are when sent: every character that is not ASCII counts as its escape."""
    return len(json.dumps(blocks))


def fitting(blocks: Sequence[Block], most: int, largest: int) -> int:
    """How many blocks from the first on fit into *most* blocks and *largest* characters."""
    taken = 0
    for n, block in enumerate(blocks):
        taken += size([block]) + 2
        if n >= most or taken > largest:
            return n
    return len(blocks)


def pages(blocks: Sequence[Block], most: int, largest: int) -> Iterator[list[Block]]:
    """Blocks in pages that fit, in order, none left out."""
    rest = list(blocks)
    while rest:
        count = max(1, fitting(rest, most, largest))
        yield rest[:count]
        rest = rest[count:]
