"""What the variants came to: how many of each sort, and every miss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.variants import Tried


def lines(topic: str, tried: Tried) -> Iterator[str]:
    """The summary, then each miss."""
    yield f"{topic}: {tried.total} variants, {tried.share:.2%} come to the same outcome and facts"
    missed = Counter(each.variant.sort for each in tried.misses)
    yield from (f"  {sort:<14} {count:>5}  {missed[sort]} missed" for sort, count in tried.counts.items())
    for each in tried.misses:
        yield f"  {each.variant.base} {each.variant.sort}: {each.variant.text!r}: {each.why}"
