"""Guideline text cut into what can be cited, and where: the passage syntax of docs/architecture.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

BULLET = re.compile(r"^\s*[-*+]\s+")
NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+")
HEADING = re.compile(r"^(?P<level>#{1,6})\s+(?P<title>.*?)\s*$")
MARKER = re.compile(r"\s*\{#(?P<inside>[^{}]*)\}\s*$")
ANCHOR = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
ATTRIBUTE = re.compile(r'\.[^\s"]+|[\w-]+="[^"]*"|\S+')
FACT = re.compile(r"^[A-Z]+\d+$")
CELL_BORDER = re.compile(r"(?<!\\)\|")
TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")


@dataclass(frozen=True, slots=True)
class Marker:
    """What `{#anchor .provenance facts="F110 F112"}` says, and what is wrong with it."""

    anchor: str
    provenance: str | None = None
    facts: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, table row or anchored heading's content, white space folded."""

    line: int
    section: str
    text: str
    marker: Marker | None = None
    faults: tuple[str, ...] = ()


@dataclass
class _Open:
    """What is being gathered while reading line by line."""

    section: str = ""
    under: Block | None = None  # the anchored heading that takes everything below it
    header: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    start: int = 0


def blocks(markdown: str, first_line: int = 1) -> Iterator[Block]:
    """Cut a text into blocks in reading order. What is wrong with one is in its `faults`."""
    state = _Open()
    for number, line in enumerate(markdown.splitlines(), first_line):
        if heading := HEADING.match(line):
            yield from _close_paragraph(state)
            yield from _close_heading(state)
            _open_heading(state, heading["title"], number)
        elif line.lstrip().startswith("|"):
            yield from _close_paragraph(state)
            yield from _table_row(state, line, number)
        elif not line.strip() or _starts_item(state, line):
            yield from _close_paragraph(state)
            state.header = []
        _gather(state, line, number)
    yield from _close_paragraph(state)
    yield from _close_heading(state)


def fold(text: str) -> str:
    """Make every run of white space one space."""
    return " ".join(text.split())


def read_marker(inside: str) -> Marker:
    """Read what stands between `{#` and `}`."""
    anchor, *attributes = ATTRIBUTE.findall(inside) or [""]
    marker = Marker(anchor)
    if not ANCHOR.match(anchor):
        marker = _faulty(marker, f"'{anchor}' is no anchor: write letters, digits and hyphens, as in {{#dose}}")
    for attribute in attributes:
        marker = _with_attribute(marker, attribute)
    return marker


def _with_attribute(marker: Marker, attribute: str) -> Marker:
    if attribute.startswith("."):
        if marker.provenance:
            return _faulty(marker, f"two provenances, .{marker.provenance} and {attribute}: split the statement")
        return replace(marker, provenance=attribute[1:])
    if attribute.startswith('facts="'):
        facts = tuple(attribute[7:-1].split())
        wrong = [fact for fact in facts if not FACT.match(fact)]
        marker = replace(marker, facts=marker.facts + facts)
        return _faulty(marker, f"'{wrong[0]}' is no fact number: write F012") if wrong else marker
    return _faulty(marker, f"unknown attribute '{attribute}': write {{#anchor .provenance facts=\"F012 F013\"}}")


def _faulty(marker: Marker, fault: str) -> Marker:
    return replace(marker, faults=(*marker.faults, fault))


def _starts_item(state: _Open, line: str) -> bool:
    # As in CommonMark, a number opens a list only where no paragraph is open ("in\n2012. It …").
    in_list = bool(state.lines) and _is_item(state.lines[0])
    return bool(BULLET.match(line)) or (bool(NUMBERED.match(line)) and (in_list or not state.lines))


def _is_item(line: str) -> bool:
    return bool(BULLET.match(line) or NUMBERED.match(line))


def _gather(state: _Open, line: str, number: int) -> None:
    if not line.strip() or HEADING.match(line) or line.lstrip().startswith("|"):
        return
    if not state.lines:
        state.start = number
    state.lines.append(line)


def _open_heading(state: _Open, title: str, number: int) -> None:
    found = MARKER.search(title)
    state.section = fold(MARKER.sub("", title))
    state.header = []
    marker = read_marker(found["inside"]) if found else None
    state.under = Block(number, state.section, "", marker, marker.faults) if marker else None


def _close_heading(state: _Open) -> Iterator[Block]:
    if state.under:
        yield state.under
    state.under = None


def _close_paragraph(state: _Open) -> Iterator[Block]:
    if state.lines:
        first = NUMBERED.sub("", BULLET.sub("", state.lines[0]))
        text = "\n".join([first, *state.lines[1:]])
        state.lines = []
        yield from _placed(state, _block(state, text, state.start))


def _table_row(state: _Open, line: str, number: int) -> Iterator[Block]:
    if TABLE_RULE.match(line):
        return
    found = MARKER.search(line)
    cells = [fold(cell.replace("\\|", "|")) for cell in CELL_BORDER.split(MARKER.sub("", line).strip().strip("|"))]
    if not state.header and not found:
        state.header = cells
        return
    pairs = zip(state.header, cells, strict=False)
    text = "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)
    block = _block(state, text + (found[0] if found else ""), number)
    if len(cells) != len(state.header):
        fault = f"a row of {len(cells)} cells under a header of {len(state.header)}: make them equal"
        block = replace(block, faults=(*block.faults, fault))
    yield from _placed(state, block)


def _block(state: _Open, text: str, line: int) -> Block:
    found = MARKER.search(text)
    marker = read_marker(found["inside"]) if found else None
    words = fold(MARKER.sub("", text))
    faults = marker.faults if marker else ()
    if "{#" in words:
        faults = (*faults, "a marker {#…} that does not end its paragraph: move it to the end, one per paragraph")
    return Block(line, state.section, words, marker, faults)


def _placed(state: _Open, block: Block) -> Iterator[Block]:
    """Hand a block on, or add it to the anchored heading above it."""
    if state.under is None:
        yield block
        return
    faults = (*state.under.faults, *block.faults)
    if block.marker:
        faults = (*faults, f"an anchor inside the passage of the heading '{state.section}': keep one of the two")
    state.under = replace(state.under, text=fold(f"{state.under.text} {block.text}"), faults=faults)
