"""Web pages, by selectolax: the main part, without menus, scripts and forms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.documents.block import Block, Document, Form, fold, row_text

LEFT_OUT = (
    "script, style, noscript, template, nav, header, footer, aside, form, button, iframe, svg, [hidden], "
    "[aria-hidden=true]"
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
PARTS = {"p", "li", "pre", "blockquote", "dd", "dt", "figcaption", "caption", "address"}
MOST_SPANNED = 50
WHOLE = {*HEADINGS, *PARTS, "table"}


def read_html(path: Path) -> Document:
    """Read a web page."""
    return html_document(path.read_bytes())


def html_document(content: bytes | str) -> Document:
    """Read a web page's content."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(content)
    named = tree.css_first("title")
    title = fold(named.text()) if named is not None else ""
    for node in tree.css(LEFT_OUT):
        node.decompose()
    root = tree.css_first("main") or tree.css_first("article") or tree.body
    blocks = list(_blocks(root, [0])) if root is not None else []
    document = Document("html", title, blocks)
    document.tables = len({block.table for block in blocks if block.table is not None})
    document.title = title or next((block.text for block in blocks if block.form is Form.HEADING), "")
    return document


def _blocks(node: Any, tables: list[int]) -> Iterator[Block]:
    """Walk down to what is a block; loose words between blocks are a paragraph."""
    loose: list[str] = []
    for child in node.iter(include_text=True):
        if child.tag == "-text" or (child.tag not in WHOLE and not _has_blocks(child)):
            loose.append(child.text(deep=True) if child.tag == "-text" or child.tag != "br" else " ")
            continue
        yield from _paragraph(loose)
        loose = []
        yield from _block(child, tables)
    yield from _paragraph(loose)


def _block(node: Any, tables: list[int]) -> Iterator[Block]:
    if node.tag in HEADINGS:
        yield Block(Form.HEADING, fold(node.text()), level=HEADINGS[node.tag])
    elif node.tag == "table":
        tables[0] += 1
        yield from _rows(node, tables[0])
    elif node.tag in PARTS and not _has_blocks(node):
        yield Block(Form.ITEM if node.tag in {"li", "dd"} else Form.PARAGRAPH, fold(node.text()))
    else:
        yield from _blocks(node, tables)


def _has_blocks(node: Any) -> bool:
    return any(node.css_first(tag) not in (None, node) for tag in (*WHOLE, "div", "ul", "ol"))


def _paragraph(loose: list[str]) -> Iterator[Block]:
    if text := fold("".join(loose)):
        yield Block(Form.PARAGRAPH, text)


def _rows(table: Any, number: int) -> Iterator[Block]:
    named = table.css_first("caption")
    if named is not None and (caption := fold(named.text())):
        yield Block(Form.PARAGRAPH, caption)
    rows = [row for row in _cells(table) if any(row)]
    header = rows[0] if len(rows) > 1 else []
    for row in rows[1:] or rows:
        yield Block(Form.ROW, row_text(header, row), table=number)


def _cells(table: Any) -> Iterator[list[str]]:
    """List the texts of each row; a cell that reaches down is repeated, one that reaches across is named once."""
    above: dict[int, tuple[str, int]] = {}
    for row in table.css("tr"):
        texts: list[str] = []
        for cell in row.css("th, td"):
            _reached(texts, above)
            text, across, down = fold(cell.text()), _span(cell, "colspan"), _span(cell, "rowspan")
            above |= {len(texts) + n: (text if n == 0 else "", down - 1) for n in range(across) if down > 1}
            texts += [text, *[""] * (across - 1)]
        _reached(texts, above)
        yield texts


def _reached(texts: list[str], above: dict[int, tuple[str, int]]) -> None:
    """Add the cells of rows above that reach down to here."""
    while (at := len(texts)) in above:
        text, left = above.pop(at)
        texts.append(text)
        if left > 1:
            above[at] = (text, left - 1)


def _span(cell: Any, name: str) -> int:
    """How many columns or rows a cell reaches over."""
    said = str(cell.attributes.get(name) or "")
    return min(int(said), MOST_SPANNED) if said.isascii() and said.isdigit() and int(said) else 1
