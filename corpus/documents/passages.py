"""Blocks → the stored text and its passages, cut along structure: never through a sentence or a table row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from corpus.documents.block import CAPTION, Block, Document, Form, Place
from corpus.documents.footnotes import noted
from corpus.documents.graded_lines import with_grades
from corpus.documents.recommendation import recommendation
from corpus.documents.sentences import spans

LONGEST = 1000  # characters: what the embedding model reads of a passage
WIDE = 4  # letters of an alphabet that one of Chinese, Japanese or Korean is to that model
LEAD_IN = 300
SHORT = 80
GAP = "\n\n"
TOLD = (Form.PARAGRAPH, Form.ITEM, Form.ROW)
REFERENCES = re.compile(r"^[\d. ]*(?:references?|bibliography|literature cited|works cited)\s*$", re.IGNORECASE)
IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
CONTROLS = dict.fromkeys((*range(32), *range(0x7F, 0xA0)), " ")  # what a terminal would obey
NUMBERED = re.compile(r"^(?:Recommendation\s+|R)?(\d+(?:\.\d+)*)[.):]\s")


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage of a document: `text` is the stored text from `start` to `end`, to the letter."""

    anchor: str
    start: int
    end: int
    text: str
    section: str
    form: str
    page: int | None = None
    lead_in: str = ""
    table: int | None = None
    strength: str = ""
    certainty: str = ""

    @property
    def recommends(self) -> bool:
        """Whether it is a recommendation."""
        return self.form == "recommendation"


@dataclass
class _Outline:
    """The headings that a block stands under. A numbered recommendation opens a section of its own."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    fresh: bool = False
    tabled: bool = False

    def meet(self, block: Block) -> None:
        """Take note of the next block."""
        if block.form is Form.HEADING:
            self._open(block.level, block.text)
            return
        if block.form is Form.ROW:
            self.tabled = True
        elif self.tabled and block.form is not Form.FOOTNOTE:
            self.tabled = False
            if CAPTION.match(self.headings[-1][1] if self.headings else ""):
                self.headings.pop()  # the table that it named is over
        found = NUMBERED.match(block.text) if block.form is Form.PARAGRAPH else None
        if found and recommendation(block.text):
            deepest = self.headings[-1][0] if self.headings else 0
            if not self.fresh and len(self.headings) > 1:
                self.headings.pop()  # the last heading belonged to the recommendation before
            self._open(deepest + 1, f"Recommendation {found[1]}")
        self.fresh = False

    @property
    def section(self) -> str:
        """The last three headings."""
        return " › ".join(text for _, text in self.headings[-3:])

    def _open(self, level: int, text: str) -> None:
        self.headings = [each for each in self.headings if each[0] < level] + [(level, text)]
        self.fresh, self.tabled = True, False


def stored(document: Document) -> tuple[str, list[Cut], list[Place]]:
    """Give a document's text, its passages and where each word stands."""
    parts: list[str] = []
    cuts: list[Cut] = []
    places: list[Place] = []
    outline = _Outline()
    lead_in = caption = ""
    at = 0
    blocks = with_grades(document.blocks)
    for block, after in zip_longest(blocks, blocks[1:]):
        block.text = block.text.translate(CONTROLS)
        outline.meet(block)
        if block.form is Form.HEADING:
            lead_in = ""
        elif _introduces(block) or (after is not None and after.form is Form.ROW and _caption(block, "")):
            lead_in = _lead_in(block, lead_in)
        else:
            above = {Form.ITEM: lead_in, Form.ROW: caption}.get(block.form, "")
            cuts += _cuts(block, at, outline.section, above)
            lead_in = _lead_in(block, lead_in)
        caption = _caption(block, caption)
        places += [place._replace(start=place.start + at, end=place.end + at) for place in block.places]
        parts.append(block.text)
        at += len(block.text) + len(GAP)
    return GAP.join(parts), [replace(cut, anchor=_anchor(n, cut)) for n, cut in enumerate(noted(cuts), 1)], places


def _anchor(number: int, cut: Cut) -> str:
    return f"p{cut.page}-{number}" if cut.page else f"s{number}"


def _introduces(block: Block) -> bool:
    """Whether a block is nothing but the lead-in of what follows."""
    return block.form is Form.PARAGRAPH and len(block.text) < SHORT and block.text.rstrip().endswith(":")


def _lead_in(block: Block, before: str) -> str:
    """What a list's items hang on: the paragraph above them, if it ends as one that introduces."""
    if block.form is Form.ITEM:
        return before
    ends = block.text.rstrip().endswith((":", "—", "…"))
    return list(_sentences(block.text))[-1][:LEAD_IN] if ends and block.form is Form.PARAGRAPH else ""


def _caption(block: Block, before: str) -> str:
    """What a table's rows stand under: the paragraph or heading just above them that names a table."""
    if block.form in (Form.ROW, Form.FOOTNOTE):
        return before
    return block.text[:LEAD_IN] if CAPTION.match(block.text) else ""


def _sentences(text: str) -> Iterator[str]:
    return (text[start:end] for start, end in spans(text))


def _cuts(block: Block, at: int, section: str, lead_in: str) -> Iterator[Cut]:
    listed = bool(REFERENCES.match(section.rsplit(" › ", maxsplit=1)[-1]))
    short = _length(block.text) <= LONGEST and len(_graded(block)) <= 1
    whole = block.form is Form.ROW or (short and _page(block, 0) == _page(block, len(block.text)))
    for start, end in [(0, len(block.text))] if whole else _pieces(block):
        text = block.text[start:end]
        graded = recommendation(text, section) if block.form in TOLD and not listed else None
        yield Cut(
            anchor="",
            start=at + start,
            end=at + end,
            text=text,
            section=section,
            form="recommendation" if graded else "reference" if listed else block.form.value,
            page=_page(block, start),
            lead_in=lead_in,
            table=block.table,
            strength=graded.strength if graded else "",
            certainty=graded.certainty if graded else "",
        )


def _graded(block: Block) -> set[int]:
    """Where the sentences of a block end that a grade of their own stands in: each is a recommendation."""
    if block.form not in (Form.PARAGRAPH, Form.ITEM) or recommendation(block.text) is None:
        return set()
    found = ((end, recommendation(block.text[start:end])) for start, end in spans(block.text))
    return {end for end, graded in found if graded and graded.strength and graded.explicit}


def _pieces(block: Block) -> Iterator[tuple[int, int]]:
    """Join whole sentences that begin on one page into pieces of about equal length; one too long stays whole.

    A sentence with a grade ends its piece, where there are several: no grade is that of another's sentence.
    """
    found = list(spans(block.text))
    aim = _length(block.text) / -(-_length(block.text) // LONGEST)
    graded = _graded(block)
    ends = graded if len(graded) > 1 else set()
    first = 0
    for number, (_, end) in enumerate(found):
        start = found[first][0]
        if number + 1 == len(found):
            yield start, end
            return
        after, next_end = found[number + 1]
        full = _length(block.text[start:next_end]) > LONGEST or _length(block.text[start:end]) >= aim
        if full or end in ends or _page(block, after) != _page(block, start):
            yield start, end
            first = number + 1


def _length(text: str) -> int:
    """How long a text is to the model, in letters of an alphabet."""
    return len(text) if text.isascii() else len(text) + (WIDE - 1) * len(IDEOGRAPHS.findall(text))


def _page(block: Block, at: int) -> int | None:
    """The page on which a letter of a block stands."""
    last = block.places[-1].page if block.places else block.page
    return next((place.page for place in block.places if place.end > at), last)
