"""Words by number and rows by word, against what they stand for: a sorted list, and bm25s itself."""

from __future__ import annotations

from pathlib import Path

import bm25s
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.index import Entry, Keywords
from corpus.index.postings import Vocabulary
from corpus.index.words import tokens

WORDS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), max_size=30)
TEXTS = [f"Fever above {n} days in {'adults' if n % 3 else 'children'}, {n * 7} mg/kg" for n in range(30)]


@settings(deadline=None)
@given(words=WORDS, other=st.text(max_size=8))
def test_every_word_has_its_number_and_no_other_has_one(words: list[str], other: str) -> None:
    vocabulary = Vocabulary.of(set(words))

    assert sorted(number for word in set(words) if (number := vocabulary.number(word)) is not None) == list(
        range(len(set(words)))
    )
    assert (vocabulary.number(other) is None) == (other not in words)


def test_scores_are_those_of_bm25s_and_the_same_when_read_from_files(tmp_path: Path) -> None:
    entries = [Entry(f"t#{n:02}", text) for n, text in enumerate(TEXTS)]
    keywords, query = Keywords(entries), "fever in children above 5 days"
    keywords.save(tmp_path)
    theirs = bm25s.BM25()
    theirs.index([tokens(text) for text in TEXTS], show_progress=False)

    ours = keywords.scores(query)

    weights = sum(keywords.weight(token) for token in dict.fromkeys(tokens(query)))
    known = [token for token in dict.fromkeys(tokens(query)) if token in theirs.vocab_dict]
    np.testing.assert_allclose(ours * weights, theirs.get_scores(known), rtol=1e-6)
    loaded = Keywords.load(tmp_path, entries)
    np.testing.assert_array_equal(loaded.scores(query), ours)
    np.testing.assert_array_equal(loaded.heads(query), keywords.heads(query))


def test_the_words_matched_are_those_an_entry_has() -> None:
    entries = [Entry(f"t#{n:02}", text) for n, text in enumerate(TEXTS)]
    keywords = Keywords(entries)

    for query in ("children 7 mg/kg", "nothing known", "adults above 29 days"):
        assert keywords.matches(range(30), keywords.said(query)) == [keywords.matched(row, query) for row in range(30)]
