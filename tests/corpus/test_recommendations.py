"""Recommendations in the ways that societies write them, and passages that never end within a sentence or a row."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents.block import Block, Document, Form, Place
from corpus.documents.passages import LONGEST, stored
from corpus.documents.recommendation import Graded, recommendation
from corpus.documents.sentences import sentences


@pytest.mark.parametrize(
    ("text", "strength", "certainty"),
    [
        ("We recommend rest for adults (strong recommendation, moderate-quality evidence).", "strong", "moderate"),
        ("We suggest rest (conditional recommendation, low certainty of evidence).", "conditional", "low"),
        ("The panel suggests rest over exercise. (weak recommendation, ⊕⊕◯◯)", "conditional", "low"),
        ("The panel recommends exampline. Strong recommendation ⨁⨁⨁◯", "strong", "moderate"),
        ("We recommend exampline (⊕⊕⊕⊕, strong recommendation).", "strong", "high"),
        ("We recommend against exampline (strong recommendation against, ⊕◯◯◯).", "strong against", "very low"),
        ("Exampline should be offered. Quality of evidence: very low. Strength of recommendation: weak.", "conditional",
         "very low"),
        ("We recommend exampline for adults (1B).", "grade 1B", ""),
        ("We suggest that children are not given exampline. (2D)", "grade 2D", ""),
        ("We suggest yearly review (not graded).", "not graded", ""),
        ("Patients with fever should be offered exampline. (Grade A)", "grade A", ""),
        ("Patients with fever should be offered exampline (Grade B; 1++).", "grade B", ""),
        ("Adults should rest for two days. [D]", "grade D", ""),
        ("Exampline should be given early (grade C, level 2+).", "grade C", "level 2+"),
        ("Exampline should be given early. Grade of recommendation: A [1++]", "grade A", "1++"),
        ("Good practice point: the patient should be told why.", "good practice point", ""),
        ("1.4.2 Offer exampline to adults with fever.", "offer", ""),
        ("1.4.3 Consider exampline for children over 5. [2021, amended 2023]", "consider", ""),
        ("1.4.4 Do not offer sampline to children. [new 2022]", "do not offer", ""),
        ("Exampline is recommended in adults with fever (Class I, Level A).", "class I", "level A"),
        ("Exampline may be considered in children. Class IIb, LOE C-LD", "class IIb", "level C-LD"),
        ("In adults, exampline should not be given (COR III: Harm; LOE B-NR).", "class III: Harm", "level B-NR"),
        ("Recommendation: Exampline is indicated in adults; Class: I; Level: B", "class I", "level B"),
        ("The service recommends screening for fever in adults. B recommendation.", "grade B", ""),
        ("Exampline should be stored cold (expert opinion).", "consensus", ""),
        ("The committee recommends exampline for adults.", "", ""),
    ],
)  # fmt: skip
def test_a_recommendation_is_graded_as_its_source_does(text: str, strength: str, certainty: str) -> None:
    assert recommendation(text) == Graded(strength, certainty)


@pytest.mark.parametrize(
    "text",
    [
        "Fever is common in adults and strong winds carry the midges.",
        "In a class I study of 20 adults, fever fell by 2 degrees.",
        "A level of 5 mg is low; the quality of the assay was moderate.",
        "Vitamin A (A) and vitamin D were measured.",
        "The 2019 edition was withdrawn.",
        "Figure 2. Consider the curve on the left.",
    ],
)
def test_what_only_sounds_like_a_recommendation_is_none(text: str) -> None:
    assert recommendation(text) is None


WORDS = st.text("uwxyzk", min_size=2, max_size=9)
SENTENCES = st.lists(WORDS, min_size=3, max_size=40).map(lambda words: " ".join(words).capitalize() + ".")
BLOCKS = st.lists(
    st.tuples(st.sampled_from([Form.PARAGRAPH, Form.ITEM, Form.ROW, Form.HEADING]), st.lists(SENTENCES, min_size=1,
    max_size=12), st.integers(1, 3)), min_size=1, max_size=6,
)  # fmt: skip


@settings(deadline=None)  # machines differ
@given(BLOCKS)
def test_a_passage_is_whole_sentences_or_a_whole_row_and_nothing_is_lost(
    drawn: list[tuple[Form, list[str], int]],
) -> None:
    blocks = [_block(form, written, page) for form, written, page in drawn]

    text, cuts, _ = stored(Document("pdf", blocks=blocks))

    assert all(text[cut.start : cut.end] == cut.text for cut in cuts)
    whole = {sentence for _, written, _ in drawn for sentence in written}
    rows = {block.text for block in blocks if block.form is Form.ROW}
    assert all(cut.text in rows or set(sentences(cut.text)) <= whole for cut in cuts)
    assert all(cut.text in rows or len(cut.text) <= LONGEST or len(sentences(cut.text)) == 1 for cut in cuts)
    told = " ".join(cut.text for cut in cuts)
    assert all(block.text in rows or set(sentences(block.text)) <= set(sentences(told)) | rows
               for block in blocks if block.form is not Form.HEADING)  # fmt: skip


def _block(form: Form, written: list[str], pages: int) -> Block:
    """A block whose words stand on one page after the other."""
    text, places, at = " ".join(written), [], 0
    words = text.split()
    for number, word in enumerate(words):
        places.append(Place(at, at + len(word), 1 + number * pages // len(words), 0, 0, 1, 1))
        at += len(word) + 1
    return Block(form, text, level=1 if form is Form.HEADING else 0, page=1, places=places, table=1)
