"""A grade that stands on a line of its own, in a box or under a rule, belongs to the recommendation above it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.documents.block import Block, Form
from corpus.documents.recommendation import DUTY, NUMBERED, ORDER, recommendation

LONGEST = 120
NAMES_A_GRADE = re.compile(
    r"^[(\[]?(?:GRADE|strength|quality|certainty|(?:level of )?evidence|level|class|strong|conditional|weak"
    r"|recommendation (?:category|strength)|Empfehlungsgrad|Evidenz(?:grad|level)|starke|schwache|bedingte)\b",
    re.IGNORECASE,
)


def with_grades(blocks: Iterable[Block]) -> list[Block]:
    """Give the blocks with such lines as the end of what they grade."""
    found: list[Block] = []
    for block in blocks:
        if found and _is_a_grade(block) and _lacks_one(found[-1]):
            _join(found[-1], block)
        else:
            found.append(block)
    return found


def _is_a_grade(block: Block) -> bool:
    short = block.form is Form.PARAGRAPH and len(block.text) <= LONGEST
    return short and bool(NAMES_A_GRADE.match(block.text)) and not DUTY.search(block.text) and _graded(block.text)


def _lacks_one(block: Block) -> bool:
    recommends = any(pattern.search(block.text) for pattern in (NUMBERED, ORDER, DUTY))
    return block.form in (Form.PARAGRAPH, Form.ITEM) and recommends and not _graded(block.text)


def _graded(text: str) -> bool:
    found = recommendation(text)
    return found is not None and found.explicit and bool(found.strength or found.certainty)


def _join(block: Block, grade: Block) -> None:
    moved = len(block.text) + 1
    block.text += f" {grade.text}"
    block.places += [place._replace(start=place.start + moved, end=place.end + moved) for place in grade.places]
