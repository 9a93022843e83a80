"""What a web page holds and does not show: by its attributes and the rules of the style sheets inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
AT_RULE = re.compile(r"@[^{};]+(?:;|\{(?:[^{}]|\{[^{}]*\})*\})")  # for other media than a screen, mostly
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
NONE = re.compile(r"^-?0*\.?0+(?:px|em|rem|pt|%|ex|ch|vw|vh)?$")
FAR = re.compile(r"^-(?:\d{4,}(?:px|pt)?|\d{3,}(?:em|rem|%|vw|vh|ch))$")
CLIPPED = re.compile(r"^rect\((?:[01](?:px)?[\s,]*){4}\)$|^inset\((?:50|100)%\)$")
HEX = re.compile(r"^#(?:[0-9a-f]{3}|[0-9a-f]{6})$")
RGB = re.compile(r"^rgba?\((\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+)(%?))?\)$")
NAMED = {"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240)}
PAPER = (255, 255, 255)
LIKE = 8  # of 255, by which two colours differ that nobody tells apart
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class _Rule:
    """One selector and what it sets; `weight` says how specific it is."""

    selector: str
    sets: dict[str, str]
    weight: tuple[int, int, int]


def unseen(tree: Any) -> list[Any]:
    """List the nodes of a page (selectolax) that a browser does not show; styles in other files are not known."""
    styles: dict[int, tuple[Any, dict[str, str]]] = {}
    for rule in sorted(_rules(tree), key=lambda rule: rule.weight):
        for node in _chosen(tree, rule.selector):
            styles.setdefault(node.mem_id, (node, {}))[1].update(rule.sets)
    for node in tree.css("[style]"):
        styles.setdefault(node.mem_id, (node, {}))[1].update(_declared(node.attributes.get("style") or ""))
    hidden = [node for node, sets in styles.values() if _is_hidden(sets) or _is_paper(node, sets, styles)]
    return [*tree.css("[hidden]"), *hidden]


def _rules(tree: Any) -> Iterator[_Rule]:
    for sheet in tree.css("style"):
        text = AT_RULE.sub("", COMMENT.sub("", sheet.text()))
        for selectors, declared in RULE.findall(text):
            for selector in filter(None, map(str.strip, selectors.split(","))):
                if ":" not in selector:  # what a page shows only while it is pointed at, or before it
                    yield _Rule(selector, _declared(declared), _weight(selector))


def _weight(selector: str) -> tuple[int, int, int]:
    classes = len(re.findall(r"[.\[]", selector))
    return selector.count("#"), classes, len(re.findall(r"(?:^|[\s>+~])[a-z]", selector, re.IGNORECASE))


def _chosen(tree: Any, selector: str) -> list[Any]:
    try:
        return list(tree.css(selector))
    except Exception:  # noqa: BLE001 (selectolax raises its own for what is no selector, and hides no words)
        return []


def _declared(text: str) -> dict[str, str]:
    pairs = (each.partition(":") for each in text.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value.strip()}


def _is_hidden(sets: dict[str, str]) -> bool:
    away = sets.get("position") in {"absolute", "fixed"}
    return (
        sets.get("display") == "none"
        or sets.get("visibility") in {"hidden", "collapse"}
        or any(NONE.match(sets.get(name, "")) for name in ("opacity", "font-size"))
        or bool(FAR.match(sets.get("text-indent", "")))
        or (away and any(FAR.match(sets.get(name, "")) for name in ("left", "right", "top", "bottom", "margin-left")))
        or (away and any(CLIPPED.match(sets.get(name, "")) for name in ("clip", "clip-path")))
        or (sets.get("overflow") == "hidden" and any(NONE.match(sets.get(name, "")) for name in ("height", "width")))
    )


def _is_paper(node: Any, sets: dict[str, str], styles: dict[int, tuple[Any, dict[str, str]]]) -> bool:
    """Whether words have the colour of what is behind them."""
    ink, behind = _colour(sets.get("color", "")), _behind(node, styles)
    return ink is not None and behind is not None and all(abs(a - b) <= LIKE for a, b in zip(ink, behind, strict=True))


def _behind(node: Any, styles: dict[int, tuple[Any, dict[str, str]]]) -> Colour | None:
    """The colour behind a node; None if that is a picture, or cannot be known."""
    while node is not None:
        _, sets = styles.get(node.mem_id, (node, {}))
        said = sets.get("background-color") or sets.get("background")
        if "background-image" in sets or (said and said not in {"transparent", "none", "inherit"}):
            return None if "background-image" in sets else _colour(said or "")
        if given := (node.attributes or {}).get("bgcolor"):
            return _colour(given.lower())
        node = node.parent
    return PAPER


def _colour(said: str) -> Colour | None:
    if said in NAMED:
        return NAMED[said]
    if HEX.match(said):
        digits = said[1:] if len(said) > 4 else "".join(2 * digit for digit in said[1:])  # #rgb
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    found = RGB.match(said)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None
