"""Two topics at once: each question goes to its own, the patient is the same, and neither knows of the other."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.answer import answer
from bot.checking import everything_wrong
from bot.question import Question
from bot.wiring import build
from guardrails.quantity import ValueProblem

TESTS = Path(__file__).parent.parent
DAY = date(2026, 11, 21)
FEVER, COUGH = "marlowe-fever", "brume-cough"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    together = tmp_path_factory.mktemp("two")
    for part in ("topics", "rules"):
        for world in ("toy", "neighbour"):
            shutil.copytree(TESTS / world / part, together / part, dirs_exist_ok=True)
    return together


@pytest.fixture(scope="module")
def bot(folder):
    return build(folder / "topics", folder / "rules")


def ask(bot, text, *history, **facts):
    return answer(Question(text, DAY, history=history, facts=facts), bot)


def codes(given):
    return {notice.code for notice in given.notices}


def test_nothing_is_wrong_with_them_side_by_side(folder):
    assert [] == [str(each) for each in everything_wrong(folder / "topics", folder / "rules")]


@pytest.mark.parametrize(
    ("text", "topic", "outcome"),
    [
        ("Sampline for an adult of 40, cough for 30 days?", COUGH, "recommended"),
        ("Exampline for Marlowe fever, adult of 40, day 5, not pregnant?", FEVER, "recommended"),
        ("Brume cough for 10 days, aged 40. Treat?", COUGH, "not_recommended"),
        ("Marlowe, start treatment?", FEVER, "needs_facts"),
        ("metformin start dose", None, "out_of_scope"),
    ],
)
def test_the_words_tell_the_topic(bot, text, topic, outcome):
    given = ask(bot, text)

    assert (topic, outcome) == (given.topic, given.outcome)


@pytest.mark.parametrize(
    ("text", "facts", "topic"),
    [
        ("Sampline?", {"age": "40", "cough_days": "30"}, COUGH),
        ("Exampline?", {"age": "40", "fever_days": "5"}, FEVER),
        ("treatment?", {"cough_days": "30"}, COUGH),
        ("treatment?", {"fever_days": "5"}, FEVER),
    ],
)
def test_facts_given_apart_are_known_to_the_topic_that_has_them(bot, text, facts, topic):
    given = ask(bot, text, **facts)

    assert (topic, facts.keys()) == (given.topic, {fact.name for fact in given.facts})


def test_a_fact_that_only_the_other_topic_knows_is_put_aside_and_said(bot):
    given = ask(bot, "Sampline for Brume cough?", age="40", fever_days="5")

    assert (COUGH, ["age"]) == (given.topic, [fact.name for fact in given.facts])
    assert "Given, and not used: fever_days." in " ".join(notice.text for notice in given.notices)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"colour": "red"}, "Facts are: age"),
        ({"cough_days": "5000"}, "days of cough: it lies between 0 and 400"),
        ({"strain": "mild"}, "'mild' is not a value of strain"),
    ],
)
def test_what_no_topic_takes_is_refused(bot, facts, says):
    with pytest.raises(ValueProblem, match=says):
        ask(bot, "Sampline?", **facts)


def test_a_follow_up_stays_with_the_topic_spoken_of_last(bot):
    before = ("Exampline for Marlowe fever, day 5?", "and sampline for the cough, 30 days?")

    given = ask(bot, "she is 40", *before)

    assert (COUGH, "recommended") == (given.topic, given.outcome)


def test_coming_back_finds_what_was_said_before(bot):
    before = ("Exampline for Marlowe fever, day 5, 40 years old?", "and sampline for Brume cough, 30 days?")

    given = ask(bot, "back to exampline: not pregnant", *before)

    assert (FEVER, "recommended") == (given.topic, given.outcome)


def test_what_one_topic_asked_for_is_not_answered_by_a_message_on_the_other(bot):
    """The first asks for the age; a bare number said about the cough is none."""
    given = ask(bot, "back to exampline", "Exampline for Marlowe fever, day 5?", "sampline? 30 days")

    assert "age" not in {fact.name for fact in given.facts}


def test_where_the_words_fit_both_the_first_is_taken_and_said(bot):
    given = ask(bot, "start treatment?")

    assert "or_other_topic" in codes(given)
    assert "or_other_topic" not in codes(ask(bot, "start treatment?", "Sampline for Brume cough?"))


def test_an_emergency_is_heard_whatever_else_the_message_is_about(bot):
    given = ask(bot, "Brume cough on sampline, throat swelling right now")

    assert ("urgent", ()) == (given.outcome, given.follow_ups)


def test_what_lies_outside_is_told_all_that_is_covered(bot):
    headline = ask(bot, "metformin start dose").headline

    assert all(covered in headline for covered in ("Marlowe fever", "Brume cough"))
