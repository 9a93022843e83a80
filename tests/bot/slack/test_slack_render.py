"""Whatever the answer, its card and its dialogs are within Slack's limits, and nothing that it says is dropped."""

from __future__ import annotations

import html
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from slack_limits import message_faults, view_faults
from slack_room import text_of

from bot.answer import answer
from bot.question import Question
from bot.render import blocks as kit
from bot.render.slack import Setting, as_card
from bot.render.text import MARKS, REVIEWS, VERDICTS
from bot.schema import (
    Answer,
    Assumption,
    CitationShown,
    CriterionShown,
    FactRead,
    MissingShown,
    Notice,
    PositionShown,
    Statement,
    WouldChange,
)
from bot.slack.dialogs import facts_dialog, pages_dialog
from bot.wiring import Bot
from eval.asking import question_of as gold_question
from eval.asking import wordings
from eval.gold import RECORDED, load_gold
from guardrails.vocabulary import Fact

SIGNS = ["<!channel>", "&amp;", ":tada:", "https://x.y/z"]
ALPHABET = st.sampled_from([*"abcde MZ/<>&*_~`|:%.,-–µ≥😀\n\u200b\"'\\", *SIGNS])
WORDS = st.lists(ALPHABET, min_size=1, max_size=30).map("".join)
LONG = st.builds(lambda text, times: text * times, WORDS, st.integers(1, 80))
TEXT = st.one_of(WORDS, WORDS, LONG)
NUMBERS = st.lists(st.integers(1, 60), max_size=12).map(tuple)
FACTS = {
    "age": Fact(type="number", label="age", unit="years", ask="How old?", units={"years": {"times": 1}}),
    "rash": Fact(
        type="yes_no", label="a label that is longer than a button of Slack may ever be, and goes on and on " * 3
    ),
    "strain": Fact(type="category", label="strain", values={f"strain{n}": {} for n in range(130)}, ask="Which?"),
    "grade": Fact(type="category", label="grade", values={"low": {"label": "l" * 200}, "high": {}}, ask="Grade?"),
}
VALUES = st.one_of(
    st.booleans(), st.integers(0, 200), st.floats(0, 9), WORDS, st.just({"below": 11}), st.just({"between": [1, 2]}),
    st.just({"one_of": ["a", "b"]}),
)  # fmt: skip


def some(strategy: st.SearchStrategy[Any], most: int = 12) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=most).map(tuple)


CITATIONS = st.builds(
    CitationShown, n=st.integers(1, 60), guideline=WORDS, passage=WORDS, quote=TEXT, title=TEXT, organisation=TEXT,
    year=st.none() | st.integers(1990, 2030), section=TEXT,
    locator=st.one_of(WORDS, st.just("doi:10.1/x"), st.just("https://example.org/a"), LONG),
    review=st.sampled_from(list(REVIEWS)), provenance=st.sampled_from(["verified", "secondary"]),
)  # fmt: skip
POSITIONS = st.builds(
    PositionShown, guideline=WORDS, kind=WORDS, year=st.none() | st.integers(1990, 2030), jurisdiction=WORDS,
    outcome=st.sampled_from(list(VERDICTS)), strength=WORDS, certainty=st.none() | TEXT, text=TEXT, rule=WORDS,
    criteria=some(
        st.builds(CriterionShown, text=TEXT, truth=st.sampled_from(list(MARKS)), fact=st.none(), citations=NUMBERS), 6
    ),
    citations=NUMBERS,
)  # fmt: skip
ANSWERS = st.builds(
    Answer, question=TEXT, as_of=st.just("2026-11-21"), topic=st.none(), decision=st.none(),
    outcome=st.sampled_from(["recommended", "conditional", "not_recommended", "differ", "needs_facts", "urgent", "refused"]),
    headline=TEXT,
    facts=some(st.builds(FactRead, st.sampled_from(list(FACTS)), VALUES, st.none() | WORDS, TEXT, st.just("question"))),
    positions=some(POSITIONS, 20), assumptions=some(st.builds(Assumption, TEXT, st.just({}), NUMBERS)),
    missing=some(st.builds(MissingShown, st.sampled_from(list(FACTS)), TEXT, TEXT, some(WORDS, 4)), 8),
    would_change=some(st.builds(WouldChange, st.just({}), st.just("differ"), TEXT)),
    statements=some(st.builds(Statement, TEXT, NUMBERS)), citations=some(CITATIONS, 40),
    notices=some(st.builds(Notice, WORDS, TEXT)), follow_ups=some(TEXT, 5), review=st.sampled_from(list(REVIEWS)),
    edition=st.just(()),
)  # fmt: skip


def bare(text: str) -> str:
    """Words without white space and joints."""
    return "".join(text.replace(kit.JOINT, "").split())


def read(blocks: Any) -> str:
    """The words of blocks as a reader reads them: Slack's escapes undone."""
    return bare(html.unescape(text_of(list(blocks))))


def said_by(answer: Answer) -> list[str]:
    """Every sentence, quote, criterion and notice of an answer."""
    said = [answer.headline, *(each.words for each in answer.facts), *(each.text for each in answer.statements)]
    said += [
        each.text
        for part in (answer.positions, answer.assumptions, answer.would_change, answer.notices)
        for each in part
    ]
    said += [each.text for position in answer.positions for each in position.criteria]
    said += [text for each in answer.missing for text in (each.ask, each.why)]
    said += [
        text
        for each in answer.citations
        for text in (each.quote, each.title, each.organisation, each.locator, each.passage)
    ]
    return said


def check(answer: Answer, setting: Setting) -> None:
    card = as_card(answer, setting)
    views = [pages_dialog(card.pages, page, ["C1", "1700000000.000100"]) for page in range(len(card.pages))]
    whole = "".join(map(read, card.pages))

    assert message_faults(list(card.blocks)) == []
    assert [view_faults(view) for view in views] == [[]] * len(views)
    assert view_faults(facts_dialog(answer, setting.facts, ["C1", "1", "https://hooks"])) == []
    assert [each for each in said_by(answer) if bare(each) not in whole] == []
    assert card.complete or "Show all" in json.dumps(card.blocks)
    if card.complete:
        assert [each for each in said_by(answer)[:1] if bare(each) not in read(card.blocks)] == []
    assert "<!" not in text_of(list(card.blocks))
    assert len(card.text) <= kit.FALLBACK


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(ANSWERS, st.sampled_from(["", "https://guidelines.example/"]), st.booleans())
def test_every_rendered_answer_is_within_limits_and_drops_nothing(answer: Answer, address: str, private: bool) -> None:  # noqa: FBT001
    check(answer.sealed(), Setting(FACTS, "1700000000.000100", address, private))


@pytest.mark.parametrize("sign", ["x", "<", "*a* ", "😀"])
def test_the_longest_answer_possible_is_within_limits_and_drops_nothing(sign: str) -> None:
    """Everything that an answer holds, at the 64 kB a question may have, and two hundred of each."""
    long, numbers = (sign * 65_536)[:65_536], tuple(range(1, 200))
    citation = CitationShown(
        1,
        "g",
        "g#p",
        long,
        long[:9000],
        long[:9000],
        None,
        long[:9000],
        "https://example.org/" + "x" * 5000,
        "draft",
        "secondary",
    )
    criterion = CriterionShown(long[:2000], "unknown", "age", numbers)
    position = PositionShown(
        "g", "guideline", None, "CA", "differ", long[:500], long[:500], long, "r", (criterion,) * 5, numbers
    )
    answer = Answer(
        question=long, as_of="2026-11-21", topic=None, decision=None, outcome="insufficient_evidence", headline=long,
        facts=(FactRead("strain", long[:3000], "u", long[:3000], "question"),) * 60, positions=(position,) * 2,
        assumptions=(Assumption(long, {}, numbers),), missing=(MissingShown("rash", long[:9000], long[:9000], ("g",) * 90),) * 4,
        would_change=(WouldChange({}, "differ", long[:9000]),) * 3, statements=(Statement(long, numbers),),
        citations=(citation,), notices=(Notice("n", long),), follow_ups=(long,) * 5, review="under_review",
    )  # fmt: skip
    check(answer.sealed(), Setting(FACTS, "1700000000.000100", "https://guidelines.example", private=True))


def test_every_gold_case_is_within_limits_and_drops_nothing(real: Bot) -> None:
    """The answers that are really given to questions as typed: message, pages and dialog."""
    seen = 0
    for topic, file in load_gold(real).items():
        setting = Setting(real.topics[topic].facts, "1700000000.000100", "https://guidelines.example", private=True)
        typed = [each for each in file.cases if each.category != RECORDED]
        for case, number in wordings(typed):
            check(answer(gold_question(case, case.questions[number - 1]), real), setting)
            seen += 1

    assert seen > 100


@pytest.mark.parametrize("count", [40, 47, 48, 49, 50, 60, 300])
def test_an_answer_of_many_short_sentences_is_within_limits_and_drops_nothing(count: int) -> None:
    said = tuple(Statement(f"s{n}", ()) for n in range(count))
    answer = Answer("q", "2026-11-21", None, None, "information", "h", statements=said, follow_ups=("a", "b", "c"))

    check(answer.sealed(), Setting(FACTS, "1700000000.000100", private=True))


@pytest.mark.parametrize(
    "text", ["a < b & c > d", "*not bold* _x_ ~y~ `z`", ":tada: 1:100:2", "<!channel> <@U1> <http://x|y>"]
)
def test_words_are_shown_as_they_are(text: str) -> None:
    [block] = kit.sections("", text)
    shown = block["text"]["text"]

    assert html.unescape(shown).replace(kit.JOINT, "") == text
    assert "<" not in shown
    assert ":tada:" not in shown
    assert "*not" not in shown


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://x.y/a b", "https://x.y/<b>", "https://x.y/a|b", "x"]
)
def test_what_is_no_address_is_not_a_link(address: str) -> None:
    assert kit.link(address, "label") == "label"


def test_a_reference_links_to_the_passage_on_the_source_page(real: Bot) -> None:
    topic = next(iter(real.topics.values()))
    given_ = answer(Question(topic.starters[0], date(2026, 11, 21)), real)
    card = as_card(given_, Setting(topic.facts, "1", "https://guidelines.example"))
    passage = next(each for each in given_.citations if each.n == given_.positions[0].citations[0]).passage

    assert f"<https://guidelines.example/guidelines/{passage}|" in text_of(list(card.blocks))
    assert message_faults(list(card.blocks)) == []
