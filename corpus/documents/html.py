"""Web pages, by selectolax: the main part, without menus, scripts and forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.documents.block import LEFT_UNSEEN, Block, Cells, Document, Form, fold, header_of, row_text
from corpus.documents.decoding import decoded
from corpus.documents.unseen import unseen

NEVER = "script, style, noscript, template, iframe, svg, [hidden], [aria-hidden=true]"
AROUND = (
    "nav, footer, aside, form, button, [role=navigation], [role=dialog], [role=alertdialog], [role=complementary], "
    "[role=contentinfo], [role=search], [role=banner]"
)
FURNITURE = re.compile(  # what such parts are called, as words of a class or an id
    r"(?:^|\s)(?:(?:cookie|consent|gdpr|newsletter|breadcrumb|social|share|sharing|comment|advert|skip)s?(?:[-_]\S*)?"
    r"|(?:site-|page-|main-|top-)?(?:nav|navbar|menu|sidebar|footer)|respond)(?=\s|$)",
    re.IGNORECASE,
)
APART = "br, p, div, li, dd, dt, td, th, tr, h1, h2, h3, h4, h5, h6, pre, blockquote, option, figcaption"
HEADINGS = {**{f"h{level}": level for level in range(1, 7)}, "summary": 6}
PARTS = {"p", "li", "pre", "blockquote", "dd", "dt", "figcaption", "caption", "address"}
MOST_SPANNED = 50
WHOLE = {*HEADINGS, *PARTS, "table", "td", "th"}


def read_html(path: Path) -> Document:
    """Read a web page."""
    return html_document(decoded(path.read_bytes()))


def html_document(content: str) -> Document:
    """Read a web page's content."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(content)
    named = tree.css_first("title")
    title = fold(named.text()) if named is not None else ""
    hidden = [node for node in unseen(tree) if node.tag not in {"html", "body"}]  # scripts show a page that is ready
    wordy = any(node.text().strip() for node in hidden)
    _take_out([*tree.css(NEVER), *hidden])
    for node in tree.css(APART):
        node.insert_after(" ")  # words on two lines are two words
    root = _main(tree)
    if root is not None:
        _clear(root)
    blocks = [block for block in _blocks(root, [0]) if block.text] if root is not None else []
    document = Document("html", title, blocks)
    document.tables = len({block.table for block in blocks if block.table is not None})
    if wordy:
        document.notes.append(LEFT_UNSEEN)
    document.title = title or next((block.text for block in blocks if block.form is Form.HEADING), "")
    return document


def _main(tree: Any) -> Any:
    """The part of a page that is about something: named so, or the only article, or all of it."""
    articles = tree.css("article")
    return tree.css_first("main, [role=main]") or (articles[0] if len(articles) == 1 else tree.body)


def _clear(root: Any) -> None:
    """Take out what stands around a text on every page of a site; never what is most of it."""
    whole = len(root.text())
    headers = root.css("header") if root.tag == "body" else []  # those of a site, not of an article's parts
    called = [node for node in root.css("[class], [id]") if FURNITURE.search(_called(node))]
    around = [*root.css(AROUND), *headers, *called]
    _take_out([node for node in around if node.mem_id != root.mem_id and len(node.text()) < 0.5 * whole])


def _take_out(nodes: list[Any]) -> None:
    """Remove nodes; what stands in one goes with it, and must not be touched again."""
    chosen = {node.mem_id: node for node in nodes}
    for node in [node for node in chosen.values() if not _inside(node, chosen)]:
        node.decompose()


def _inside(node: Any, others: Mapping[int, Any]) -> bool:
    while (node := node.parent) is not None:
        if node.mem_id in others:
            return True
    return False


def _called(node: Any) -> str:
    return f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"


def _blocks(node: Any, tables: list[int], form: Form = Form.PARAGRAPH) -> Iterator[Block]:
    """Walk down to what is a block; loose words between blocks are a paragraph, or the item that holds them."""
    loose: list[str] = []
    term, told = "", True
    for child in node.iter(include_text=True):
        if child.tag == "-text" or (child.tag not in WHOLE and not _has_blocks(child)):
            loose.append(child.text(deep=True))
            continue
        yield from _paragraph(loose, form)
        loose = []
        if child.tag == "dd" and not _has_blocks(child):
            yield Block(Form.ITEM, ": ".join(filter(None, (term, fold(child.text())))))
            told = True
            continue
        yield from _paragraph([] if told else [term], form)
        told = child.tag != "dt" or _has_blocks(child)
        term = "" if told else fold(child.text())
        if told:
            yield from _block(child, tables)
    yield from _paragraph([*([] if told else [term]), *loose], form)


def _block(node: Any, tables: list[int]) -> Iterator[Block]:
    if node.tag in HEADINGS:
        yield Block(Form.HEADING, fold(node.text()), level=HEADINGS[node.tag])
    elif node.tag == "table" and len(node.css("table")) == 1:
        tables[0] += 1
        yield from _rows(node, tables[0])
    elif node.tag in PARTS and not _has_blocks(node):
        yield Block(Form.ITEM if node.tag == "li" else Form.PARAGRAPH, fold(node.text()))
    else:  # a table around tables is only a page's layout
        yield from _blocks(node, tables, Form.ITEM if node.tag == "li" else Form.PARAGRAPH)


def _has_blocks(node: Any) -> bool:
    return any(node.css_first(tag) not in (None, node) for tag in (*WHOLE, "div", "ul", "ol"))


def _paragraph(loose: list[str], form: Form) -> Iterator[Block]:
    if text := fold("".join(loose)):
        yield Block(form, text)


def _rows(table: Any, number: int) -> Iterator[Block]:
    named = table.css_first("caption")
    if named is not None and (caption := fold(named.text())):
        yield Block(Form.PARAGRAPH, caption)
    rows = [row for row in _cells(table) if any(row)]
    header, first = header_of(rows) if len(rows) > 1 else ([], 0)
    for row in rows[first:]:
        yield Block(Form.ROW, row_text(header, row), table=number)


def _cells(table: Any) -> Iterator[Cells]:
    """List the texts of each row; a cell that reaches down is repeated, one that reaches across is named once."""
    above: dict[int, tuple[str | None, int]] = {}
    for row in table.css("tr"):
        texts: Cells = []
        for cell in row.css("th, td"):
            _reached(texts, above)
            text, across, down = fold(cell.text()), _span(cell, "colspan"), _span(cell, "rowspan")
            above |= {len(texts) + n: (text if n == 0 else None, down - 1) for n in range(across) if down > 1}
            texts += [text, *[None] * (across - 1)]
        _reached(texts, above)
        yield texts


def _reached(texts: Cells, above: dict[int, tuple[str | None, int]]) -> None:
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
