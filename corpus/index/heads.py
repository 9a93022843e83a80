"""How much of a passage's heading a question says: what tells "my father has …, should I …?" from mere likeness.

A long message shares many words with many passages, and little of its own weight with any. Turned round, it is sharp:
of what a passage says it is about, how much occurs in the message? Each word of a heading weighs as in BM25; and the
more passages stand under one heading, the less it tells which of them is meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from math import sqrt

from corpus.index.entry import Entry
from corpus.index.postings import Postings
from corpus.index.words import tokens

MOST_WORDS = 25  # of a first sentence, where a passage stands under no heading
SENTENCE = re.compile(r"^.{3,300}?[.?!:](?=\s|$)", re.DOTALL)


def heads_of(entries: Sequence[Entry], numbers: Mapping[str, int], weights: Sequence[float]) -> Postings:
    """Give for each word the rows whose heading has it, and the share of the heading that it is."""
    import numpy as np

    heads = [list(dict.fromkeys(numbers[token] for token in _tokens(entry) if token in numbers)) for entry in entries]
    totals = [sum(weights[word] for word in head) for head in heads]
    least = sum(totals) / len(totals) if totals else 1.0  # a heading that says little cannot be said in full
    under = Counter(entry.context for entry in entries if entry.context)
    many = [sqrt(under.get(entry.context, 1)) for entry in entries]  # a heading does not tell them apart
    words = np.fromiter(chain.from_iterable(heads), np.int32)
    rows = np.repeat(np.arange(len(heads), dtype=np.int32), [len(head) for head in heads])
    weighed = ((head, max(total, least) * by) for head, total, by in zip(heads, totals, many, strict=True))
    shares = np.fromiter((weights[word] / whole for head, whole in weighed for word in head), np.float32)
    order = np.argsort(words, kind="stable")
    starts = np.searchsorted(words[order], np.arange(len(weights) + 1)).astype(np.int64)
    return Postings(starts, rows[order], shares[order])


def head_of(entry: Entry) -> str:
    """Give what a passage stands under; its first sentence if that is nothing."""
    if entry.context:
        return entry.context
    found = SENTENCE.match(entry.text)
    return " ".join((found[0] if found else entry.text).split()[:MOST_WORDS])


def _tokens(entry: Entry) -> list[str]:
    return tokens(head_of(entry))
