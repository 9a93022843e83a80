"""What a search shows first of two editions of one document."""

from __future__ import annotations

from datetime import date

from bot.searching import newest_first
from corpus.documents.about import About, guideline
from corpus.documents.shelf import Source
from corpus.index import Hit


def hit(name: str, score: float) -> Hit:
    return Hit(f"{name}-12345678#s1", score, 0.3, 0.6, ())


def test_of_two_editions_that_answer_as_well_the_newest_comes_first() -> None:
    titles = {"old": "Fever guideline 2014", "new": "Fever guideline 2023", "other": "Thirst, 2001"}
    made = [guideline(f"{name}.md", "12345678", title, About(), date(2026, 1, 1)) for name, title in titles.items()]
    sources = {each.id: Source(each) for each in made}

    near = newest_first([hit("old", 0.6), hit("other", 0.58), hit("new", 0.55)], sources)
    far = newest_first([hit("old", 0.6), hit("other", 0.58), hit("new", 0.4)], sources)

    assert [each.passage.partition("-")[0] for each in near] == ["new", "other", "old"]
    assert [each.passage.partition("-")[0] for each in far] == ["old", "other", "new"]
