"""How much of a passage's heading a question says: what tells "my father has …, should I …?" from mere likeness.

A long message shares many words with many passages, and little of its own weight with any. Turned round, it is sharp:
of what a passage says it is about, how much occurs in the message? Each word of a heading weighs as in BM25.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.index.entry import Entry
from corpus.index.words import tokens

if TYPE_CHECKING:
    import numpy as np

MOST_WORDS = 25  # of a first sentence, where a passage stands under no heading
SENTENCE = re.compile(r"^.{3,300}?[.?!:](?=\s|$)", re.DOTALL)


@dataclass(frozen=True)
class Heads:
    """For each word the rows whose heading has it, and the share of the heading that it is."""

    starts: Any
    rows: Any
    shares: Any

    @classmethod
    def of(cls, entries: Sequence[Entry], vocabulary: dict[str, int], having: Any) -> Heads:
        """Weigh the words of each heading; *having* counts the rows that have a word."""
        import numpy as np

        weights = [log(1 + (len(entries) - count + 0.5) / (count + 0.5)) for count in map(int, having)]
        heads = [list(dict.fromkeys(vocabulary[token] for token in tokens(head_of(entry)))) for entry in entries]
        totals = [sum(weights[word] for word in head) for head in heads]
        least = sum(totals) / len(totals) if totals else 1.0  # a heading that says little cannot be said in full
        words = np.fromiter(chain.from_iterable(heads), np.int32)
        rows = np.repeat(np.arange(len(heads), dtype=np.int32), [len(head) for head in heads])
        pairs = zip(heads, totals, strict=True)
        shares = np.fromiter((weights[word] / max(total, least) for head, total in pairs for word in head), np.float32)
        order = np.argsort(words, kind="stable")
        starts = np.searchsorted(words[order], np.arange(len(weights) + 1)).astype(np.int64)
        return cls(starts, rows[order], shares[order])

    @classmethod
    def load(cls, folder: Path) -> Heads:
        """Read what `save` wrote."""
        import numpy as np

        return cls(*(np.load(folder / f"heads-{name}.npy", mmap_mode="r") for name in ("starts", "rows", "shares")))

    def save(self, folder: Path) -> None:
        """Write it where `load` can read it."""
        import numpy as np

        for name in ("starts", "rows", "shares"):
            np.save(folder / f"heads-{name}.npy", getattr(self, name))

    def scores(self, words: Sequence[int], count: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Score every row from 0 to 1: the share of its heading that these words are."""
        import numpy as np

        scores = np.zeros(count)
        for word in sorted(set(words)):
            part = slice(int(self.starts[word]), int(self.starts[word + 1]))
            scores[self.rows[part]] += self.shares[part]
        return scores


def head_of(entry: Entry) -> str:
    """Give what a passage stands under; its first sentence if that is nothing."""
    if entry.context:
        return entry.context
    found = SENTENCE.match(entry.text)
    return " ".join((found[0] if found else entry.text).split()[:MOST_WORDS])
