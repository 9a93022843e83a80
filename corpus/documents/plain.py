"""Markdown, by markdown-it, and plain text."""

from __future__ import annotations

import re
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.documents.block import Block, Document, Form, fold
from corpus.documents.decoding import decoded
from corpus.documents.html import html_document

if TYPE_CHECKING:
    from collections.abc import Iterator

FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
LINE_END = re.compile(r"&lt;br\s*/?&gt;", re.IGNORECASE)
SHAPE = re.compile(
    r"&lt;!--.*?--&gt;|&lt;/?(?:su[bp]|[biu]|em|strong|small)&gt;", re.IGNORECASE | re.DOTALL
)  # no words
ITEM = re.compile(r"^\s*(?:[-*•·]|\(?\d{1,2}[.)])\s+")
NUMBERED = re.compile(r"^(\d+(?:\.\d+)*)\.?\s+[A-Z]")
SENTENCE_ENDS = ".;:!?。，；：！？、"
HEADING = 90  # characters, and it is none
WRAPPED = 100  # characters: where a line is longer, lines are not broken to fit
SHORT_OF = 0.6  # of the widest line


def read_markdown(path: Path) -> Document:
    """Read Markdown; its front matter says what is known about the document."""
    from markdown_it import MarkdownIt

    text = decoded(path.read_bytes())
    front = FRONT_MATTER.match(text)
    written = text[front.end() :] if front else text
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(written)
    document = html_document(LINE_END.sub("<br>", SHAPE.sub("", html)))
    document.kind = "markdown"
    if front:
        document.about["front_matter"] = front[1]
    return document


def read_text(path: Path) -> Document:
    """Read plain text: paragraphs between empty lines, or where a line ends on purpose; short lines are headings."""
    text = decoded(path.read_bytes())
    width = max(map(len, text.split("\n")))
    apart = [part for part in re.split(r"\n\s*\n|\f", text) if part.strip()]
    parts = [part for each in apart for part in _parts(each, width)]
    blocks = [block for part, after in zip_longest(parts, parts[1:], fillvalue="") for block in _blocks(part, after)]
    title = fold(apart[0])[:120] if apart else ""
    return Document("text", title, blocks)


def _parts(text: str, width: int) -> Iterator[str]:
    """Cut a paragraph where its lines end on purpose: what follows would have fitted, and begins anew."""
    lines = [line for line in text.split("\n") if line.strip()]
    first = 0
    for at, (line, after) in enumerate(pairwise(lines), 1):
        if _ends(line, after, width) or (at == 1 and _is_capitals(line)):
            yield "\n".join(lines[first:at])
            first = at
    yield "\n".join(lines[first:])


def _ends(line: str, after: str, width: int) -> bool:
    """Whether the next line's first word would have fitted on a line, with room to spare where no sentence ends."""
    word = after.split(maxsplit=1)[0]
    if word[0].islower() or ITEM.match(after):
        return False
    if line.rstrip()[-1] in SENTENCE_ENDS:
        return width > WRAPPED or len(line.rstrip()) + 1 + len(word) <= width
    return not word[0].isdigit() and len(line.rstrip()) + len(word) < SHORT_OF * width


def _is_capitals(line: str) -> bool:
    return line.isupper() and len(line) < HEADING and line.rstrip()[-1] not in SENTENCE_ENDS


def _blocks(part: str, after: str) -> list[Block]:
    lines = [line for line in part.split("\n") if line.strip()]
    if len(lines) == 1 and _is_heading(lines[0], after):
        numbered = NUMBERED.match(lines[0].strip())
        return [Block(Form.HEADING, fold(lines[0]), level=numbered[1].count(".") + 1 if numbered else 1)]
    blocks: list[list[str]] = []
    for line in lines:
        if ITEM.match(line) or not blocks:
            blocks.append([line])
        else:
            blocks[-1].append(line)
    forms = [Form.ITEM if ITEM.match(each[0]) else Form.PARAGRAPH for each in blocks]
    return [Block(form, fold(ITEM.sub("", " ".join(each)))) for form, each in zip(forms, blocks, strict=True)]


def _is_heading(line: str, after: str) -> bool:
    """Whether a line that stands alone is a heading; a numbered one is, if no other number stands below it."""
    text = line.strip()
    starts = text[:1].isupper() or text[:1].isdigit() or (text[:1].isalpha() and text[:1] == text[:1].upper())
    listed = ITEM.match(text) and (not NUMBERED.match(text) or not after or bool(NUMBERED.match(after.strip())))
    return starts and len(text) < HEADING and not listed and text[-1] not in f",{SENTENCE_ENDS}"
