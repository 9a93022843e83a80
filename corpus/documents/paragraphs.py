"""From lines to headings, paragraphs, list items, footnotes and table rows; what a page's end cut is joined again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from corpus.documents.block import Block, Document, Form, Place, fold, header_of
from corpus.documents.layout import Line
from corpus.documents.pdf_words import Page, Word

BULLETS = frozenset("• ● ○ ◦ ▪ ■ □ ◆ ➢ ► ‣ · – — - * o § \uf0b7 \uf0a7".split())
NUMBERING = re.compile(r"^\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]$")
NUMBERED_HEADING = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)\.?\s+[A-Z]")
NOTE_MARK = re.compile(r"^(?:[*†‡§¶#]+|\d{1,2}|[a-z])(?=\s|[A-Z]|$)")
SENTENCE_END = (".", "!", "?", ":", ";", ".)", ".”", '."')
LONGEST_HEADING = 160
SENTENCE_IN_A_HEADING = (".", ",", ";")  # then it is none
TITLE = 1.5  # of the body's size: a title, whatever it ends in
PUNCTUATION = ".,;:()"
ENGLISH = frozenset("the of and with for are is by".split())
AND = frozenset("und oder bzw sowie et ou y o e ed och og en of and or to".split())  # "low- and high-risk", "Haus- und"
ENDING = re.compile(  # what no English word is by itself
    r"(?:ments?|tions?|sions?|cians?|ings?|eds?|ly|it(?:y|ies)|ness|ously|ances?|ences?|ically|cally|tive(?:ly)?|tic|sis"
    r"|ation(?:s|al)?|mycin|cillin|aemia|emia|tial(?:ly)?|ture[sd]?|rect(?:ly)?|ders?|dered|tients?|apy|apies)$"
)
WIDEST_SPACING = 2.6  # line heights between the lines of one paragraph


@dataclass
class Paragraphs:
    """The blocks of a document so far; lines are added in reading order."""

    document: Document
    titles: Mapping[str, int]
    blocks: list[Block] = field(default_factory=list)
    _notes: list[Block] = field(default_factory=list)
    _lines: list[Line] = field(default_factory=list)
    _form: Form = Form.PARAGRAPH
    _step: float = 14
    _body: float = 0
    _sizes: Counter[float] = field(default_factory=Counter)
    _vocabulary: set[str] = field(default_factory=set)
    _page: Page | None = None
    _tables: int = 0
    _header: list[str] = field(default_factory=list)

    def new_page(self, page: Page, lines: Sequence[Line]) -> None:
        """Start a page: learn its line spacing and sizes."""
        self._close()
        self.blocks += self._notes
        self._notes = []
        self._page = page
        steps = [after.y0 - line.y0 for line, after in pairwise(lines) if 0 < after.y0 - line.y0 < 60]
        self._step = median(steps) if steps else 14
        for line in lines:
            self._sizes[line.size] += len(line.text)
            self._vocabulary.update(word.text.strip(".,;:()").lower() for word in line.words)
        self._body = self._sizes.most_common(1)[0][0] if self._sizes else 0

    def add(self, line: Line) -> None:
        """Add the next line."""
        form = self._form_of(line)
        if form is Form.HEADING and self._in_mid_sentence(line):
            form = Form.PARAGRAPH if self._form in (Form.HEADING, Form.ITEM) else self._form
        if self._form is Form.HEADING and form is Form.PARAGRAPH and self._in_mid_sentence(line):
            self._form = Form.PARAGRAPH
        if self._lines and not self._continues(line, form):
            self._close()
        if not self._lines:
            self._form = form
        self._lines.append(line)

    def add_table(self, page: int, rows: list[list[list[Word] | None]]) -> None:
        """Add a table: its first rows name the columns, unless it goes on from the page before.

        A cell is None where the one before it reaches across.
        """
        self._close()
        texts = [[None if cell is None else fold(" ".join(word.text for word in cell)) for cell in row] for row in rows]
        header, first = header_of(texts)
        last = next((each for each in reversed(self.blocks) if each.form is not Form.FOOTNOTE), None)
        after_table = last is not None and last.table is not None
        before = after_table and last is not None and last.page == page - 1 and len(texts[0]) == len(self._header)
        goes_on = before or (after_table and header == self._header)
        if not goes_on:
            self._tables += 1
            self._header = header
        start = 0 if goes_on and header != self._header else first
        above: list[list[Word]] = []
        for row in rows[start:]:
            filled = [(cell or above[0] if n == 0 and above else cell) or [] for n, cell in enumerate(row)]
            above = filled
            if any(row):
                self.blocks.append(_row(page, self._tables, self._header, filled))

    def finished(self) -> list[Block]:
        """Give all blocks, headings ranked."""
        self._close()
        self.blocks += self._notes
        self._rank()
        return [block for block in self.blocks if block.text]

    def _form_of(self, line: Line) -> Form:
        first = line.words[0].text
        if self._is_heading(line):
            return Form.HEADING
        if first in BULLETS or NUMBERING.match(first):
            return Form.ITEM
        low = self._page is not None and line.y0 > 0.55 * self._page.height
        if low and line.size < 0.88 * self._body and (NOTE_MARK.match(line.text) or self._form is Form.FOOTNOTE):
            return Form.FOOTNOTE
        return Form.PARAGRAPH

    def _is_heading(self, line: Line) -> bool:
        text = line.text
        if fold(text).lower() in self.titles:
            return True
        if len(text) > LONGEST_HEADING or not any(map(str.isalpha, text)):
            return False
        if text.endswith(SENTENCE_IN_A_HEADING) and not self._is_title(line):
            return False
        return line.bold or line.size > 1.12 * self._body

    def _is_title(self, line: Line) -> bool:
        """Whether a line is set so large that it is a title, though a sentence ends in it."""
        return line.size > TITLE * self._body

    def _in_mid_sentence(self, line: Line) -> bool:
        """Whether bold words are part of the sentence around them."""
        if not self._lines or line.page != self._lines[-1].page:
            return False
        before = self._lines[-1]
        if self._form is Form.HEADING and before.size == line.size > 1.12 * self._body:
            return False  # a heading of two lines
        if not 0 < line.y0 - before.y0 < max(1.4 * self._step, WIDEST_SPACING * line.size):
            return False
        full = before.x1 > before.right - 0.2 * (before.right - before.left)
        alike = abs(before.size - line.size) < 0.5 and (before.bold == line.bold or not line.text[:1].isupper())
        return full and alike and not before.text.endswith(SENTENCE_END)

    def _continues(self, line: Line, form: Form) -> bool:
        before = self._lines[-1]
        gap = line.y0 - before.y0
        heading = self._form is form is Form.HEADING and line.page == before.page and line.size == before.size
        widest = max(1.4 * self._step, 1.5 * line.size if heading else 0.0)
        if line.page == before.page and gap > widest and form in (self._form, Form.PARAGRAPH):
            return form is not Form.ITEM and self._in_mid_sentence(line)
        if line.page != before.page or gap > widest or gap < -2:
            return self._over_the_edge(line, before, form)
        if self._form is Form.HEADING or form is Form.HEADING:
            width = before.right - before.left
            full = before.x1 > before.right - 0.35 * width and before.x0 < before.left + 0.15 * width
            same = form is self._form and abs(line.size - before.size) < 0.5
            return same and full and not NUMBERED_HEADING.match(line.text)
        if form is Form.ITEM or (form is Form.FOOTNOTE and NOTE_MARK.match(line.text)):
            return False
        ended = before.text.endswith(SENTENCE_END)
        indented = line.x0 > line.left + line.size and before.x0 < line.x0 - 0.5 * line.size
        short = before.x1 < before.right - 0.25 * (before.right - before.left)
        return not (ended and (indented or short) and self._form is Form.PARAGRAPH)

    def _over_the_edge(self, line: Line, before: Line, form: Form) -> bool:
        """Whether a line at the top of the next column goes on with the paragraph of the last."""
        same_page = line.page == before.page and line.y0 < before.y0 and self._form is form is Form.PARAGRAPH
        return same_page and not before.text.endswith(SENTENCE_END)

    def _close(self) -> None:
        if not self._lines:
            return
        block = self._block(self._form, self._lines)
        ends = block.text.endswith(SENTENCE_IN_A_HEADING) and not self._is_title(self._lines[0])
        self._lines = []
        if block.form is Form.HEADING and (len(block.text) > LONGEST_HEADING or ends):
            block.form, block.level = Form.PARAGRAPH, 0
        if block.form is Form.FOOTNOTE:
            self._notes.append(block)
        elif not self._joined(block):
            self.blocks.append(block)
        self._form = Form.PARAGRAPH

    def _joined(self, block: Block) -> bool:
        """Add a paragraph to the one that the page before left open, or that ends in the middle of a sentence."""
        low = block.text[:1].islower()  # then a table or a figure may stand between
        between = (Form.FOOTNOTE, Form.ROW) if low else (Form.FOOTNOTE,)
        last = next((each for each in reversed(self.blocks) if each.form not in between), None)
        if last is None or block.form is not Form.PARAGRAPH or last.form not in (Form.PARAGRAPH, Form.ITEM):
            return False
        over_page = last.places[-1].page == (block.page or 0) - 1
        goes_on = low and last.places[-1].page == block.page
        if last.text.endswith(SENTENCE_END) or not (over_page or goes_on):
            return False
        gap = "" if last.text.endswith("-") else " "
        moved = len(last.text) + len(gap)
        last.text += gap + block.text
        last.places += [place._replace(start=place.start + moved, end=place.end + moved) for place in block.places]
        return True

    def _block(self, form: Form, lines: Sequence[Line]) -> Block:
        words = [(line.page, word) for line in lines for word in line.words]
        if form is Form.ITEM and words[0][1].text in BULLETS and len(words) > 1:
            words = words[1:]
        ends = {id(line.words[-1]) for line in lines[:-1]}
        text, places = self._joined_words(words, ends)
        block = Block(form, text, page=lines[0].page, places=places)
        if form is Form.HEADING:
            block.level = round(lines[0].size * 10)
        return block

    def _joined_words(self, words: Sequence[tuple[int, Word]], ends: set[int]) -> tuple[str, list[Place]]:
        text, places = "", []
        for number, (page, word) in enumerate(words):
            written = word.text
            after = words[number + 1][1].text if number + 1 < len(words) else ""
            gap = " " if after else ""
            if id(word) in ends and written.endswith("-") and len(written) > 1 and after[:1].islower():
                gap = ""
                written = written[:-1] if self._is_one_word(written[:-1], after) else written
            places.append(Place(len(text), len(text) + len(written), page, word.x0, word.y0, word.x1, word.y1))
            text += written + gap
        return text, places

    def _is_one_word(self, start: str, end: str) -> bool:
        """Whether a hyphen at the end of a line only parts a word."""
        start, end = start.strip(PUNCTUATION).lower(), end.strip(PUNCTUATION).lower()
        if start + end in self._vocabulary:
            return True
        if f"{start}-{end}" in self._vocabulary or end in AND:
            return False
        english = len(ENGLISH & self._vocabulary) >= len(ENGLISH) / 2  # its compounds have hyphens of their own
        return not english or bool(ENDING.match(end))

    def _rank(self) -> None:
        """Turn sizes into levels: the outline's or the numbering's where there is one, else the largest first."""
        sizes = sorted({block.level for block in self.blocks if block.form is Form.HEADING}, reverse=True)
        for block in self.blocks:
            if block.form is Form.HEADING:
                numbered = NUMBERED_HEADING.match(block.text)
                by_size = min(6, sizes.index(block.level) + 1)
                block.level = self.titles.get(block.text.lower()) or (
                    numbered[1].count(".") + 1 if numbered else by_size
                )


def _row(page: int, table: int, header: Sequence[str], cells: Sequence[Sequence[Word]]) -> Block:
    text, places = "", []
    for number, cell in enumerate(cells):
        if not cell:
            continue
        name = header[number] if number < len(header) else ""
        text += ("; " if text else "") + (f"{name}: " if name else "")
        for word in cell:
            text += "" if text.endswith(" ") or not text else " "
            places.append(Place(len(text), len(text) + len(word.text), page, word.x0, word.y0, word.x1, word.y1))
            text += word.text
    return Block(Form.ROW, text, page=page, places=places, table=table)
