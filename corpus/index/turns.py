"""Several documents take turns."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Found = TypeVar("Found")


def in_turns(found: Iterable[Found], share: int, document: Callable[[Found], str]) -> list[Found]:
    """Put off what is more than a document's *share*, until every other document has had its turn; else in order."""
    seen: Counter[str] = Counter()
    turns: list[tuple[int, int, Found]] = []
    for rank, each in enumerate(found):
        name = document(each)
        turns.append((seen[name] // share, rank, each))
        seen[name] += 1
    return [each for _, _, each in sorted(turns, key=lambda turn: turn[:2])]
