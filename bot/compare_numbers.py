"""The number that a document gives for what is asked of several, as it is printed; or none, where it is not plain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.compare_asked import as_said, measured, roots, sentences
from bot.evidence import NUMBER

if TYPE_CHECKING:
    from bot.compare_asked import Wanted
    from corpus.guideline import Guideline
    from guardrails.grounding.quantities import Quantity

CELL = re.compile(r"(?:^|; )([^;:]+): ([^;]*)")
FOREIGN = re.compile(  # numbers with units that only other languages have
    r"(?<![\w.,])\d+(?:[.,]\d+)?(?: (?:bis|à|a|-) \d+(?:[.,]\d+)?)?\s*(?:heures?|jours?|semaines?|mois|ans|UI(?:/kg)?|"
    r"Stunden?|Tagen?|Tage|Wochen?|Monaten?|Monate|Jahren?|Jahre|Minuten|IE(?:/kg)?|horas?|días?|semanas?)\b"
)


def of_text(text: str, wanted: Wanted, source: Guideline) -> tuple[str, Quantity | None]:
    """The number of a text that is meant: the first behind what is asked, in the sentence that says most of it."""
    sentence = max(sentences(text), key=lambda each: (wanted.tells(each, source), bool(NUMBER.search(each))))
    behind = _behind(sentence, wanted)
    found = measured(sentence)
    right = [each for each in found if not wanted.measures or (each.unit and each.unit.measures in wanted.measures)]
    meant = next((each for each in right if each.end >= behind), right[0] if right else None)
    if meant:
        return meant.words, meant
    foreign = FOREIGN.search(sentence, behind) or FOREIGN.search(sentence)
    return (foreign[0], None) if foreign else ("", None)


def of_row(text: str, wanted: Wanted, source: Guideline) -> tuple[str, Quantity | None]:
    """The number of a table's row: of the column that is asked for, or the only one."""
    cells = [(head, value, measured(value)) for head, value in CELL.findall(text)]
    numbered = [each for each in cells if each[2]]
    meant = [each for each in numbered if wanted.share(each[0], source) > 0] or numbered
    return (meant[0][1], meant[0][2][0]) if len(meant) == 1 else ("", None)


def size(number: Quantity | None) -> float:
    """A number in the base of its unit: the upper end of a range, or the only end there is."""
    if number is None:
        return 0.0
    bounds = number.base()
    return bounds.high if bounds.high != float("inf") else bounds.low


def _behind(sentence: str, wanted: Wanted) -> int:
    """Where the weightiest word of what is asked ends in a sentence."""
    found = [(each.end(), {*roots(each[0])}) for each in re.finditer(r"[^\W\d_]+", sentence)]
    for word in sorted(wanted.weights, key=lambda each: -wanted.weights[each]):
        for end, said in found:
            if as_said(word, said):
                return end
    return 0
