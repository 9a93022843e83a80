"""One question through the whole bot: a toy topic made of data alone, and promises that hold for every topic."""

import json
import pickle
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer import answer
from bot.question import Question, QuestionProblem
from bot.render.text import as_text
from bot.schema import canonical
from bot.wiring import build
from guardrails.quantity import ValueProblem

TOY = Path(__file__).parent.parent / "toy"
DAY = date(2026, 11, 21)
KEYS = (
    "schema question as_of topic decision outcome headline facts positions assumptions missing would_change statements "
    "citations notices follow_ups review edition fingerprint"
).split()


@pytest.fixture(scope="module")
def toy():
    return build(topics=TOY / "topics", rules=TOY / "rules")


def ask(bot, text, **other):
    return answer(Question(text, DAY, **other), bot)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Exampline for Marlowe fever, adult of 40, day 5, not pregnant?", "recommended"),
        ("Exampline, 40 y/o, fever for 5 days, pregnant, zeta level 20 umol/L?", "not_recommended"),
        ("Exampline for Marlowe fever?", "needs_facts"),
        ("metformin start dose", "out_of_scope"),
    ],
)
def test_a_topic_made_of_data_alone_is_answered(toy, text, outcome):
    assert outcome == ask(toy, text).outcome


def sources_of(found):
    return {each.guideline for each in found.citations}


def test_what_a_source_says_is_answered_by_that_source_alone(toy):
    found = ask(toy, "What does Halden 2022 say about exampline?")

    assert "information" == found.outcome
    assert {"halden-2022"} == sources_of(found)
    assert found.headline == f"{found.statements[0].text} [1]"


def test_a_source_named_alone_is_quoted(toy):
    found = ask(toy, "What does Halden 2022 say?")

    assert "information" == found.outcome
    assert {"halden-2022"} == sources_of(found)


def test_a_source_that_does_not_speak_of_it_says_nothing_for_others(toy):
    found = ask(toy, "What does Halden 2022 say about the spread of Marlowe fever?")

    assert "not_covered" == found.outcome
    assert "Halden" in found.headline
    assert () == found.positions


def test_whom_it_is_for_in_general_is_answered_by_every_source(toy):
    general = ask(toy, "Who should get exampline?")
    patient = ask(toy, "Who should get exampline? She has had fever for 5 days.")

    assert "information" == general.outcome
    assert {"halden-2022", "marlowe-fever-2024"} <= sources_of(general)
    assert () == general.missing
    assert "needs_facts" == patient.outcome


def test_a_word_that_no_rule_looks_at_is_answered_from_the_few_passages_that_say_it(toy):
    found = ask(toy, "Contraindications of exampline?")

    assert "information" == found.outcome
    assert ["exampline-label#contraindication"] == [each.passage for each in found.citations]
    assert ((), ()) == (found.positions, found.missing)
    assert "needs_facts" == ask(toy, "Exampline after 5 days of fever? Any contraindications?").outcome


def test_every_source_can_be_asked_what_it_says_by_its_name(bot):
    for source in (each for each in bot.library.guidelines.values() if "-" in each.id):
        found = ask(bot, f"What does {source.id.replace('-', ' ')} say?")
        assert found.headline.strip(), source.id
        assert found.outcome != "out_of_scope", source.id


def test_the_answer_has_the_keys_of_the_schema_in_their_order(toy):
    data = ask(toy, "Exampline for Marlowe fever?").as_dict()

    assert KEYS == list(data)
    assert "answer/1" == data["schema"]


def test_every_marker_resolves_to_a_passage_that_contains_its_quote(bot):
    found = ask(bot, bot.topics[next(iter(bot.topics))].starters[0])

    known = {each.n: each for each in found.citations}
    used = {
        n for part in (found.statements, found.positions, found.assumptions) for each in part for n in each.citations
    }
    assert used <= set(known)
    assert all(each.quote in bot.library.passages[each.passage].text for each in known.values())
    assert list(range(1, len(known) + 1)) == list(known)


def test_every_citation_is_used(bot):
    found = ask(bot, bot.topics[next(iter(bot.topics))].starters[0])

    parts = (found.statements, found.positions, found.assumptions)
    used = {n for part in parts for each in part for n in each.citations}
    used |= {n for position in found.positions for criterion in position.criteria for n in criterion.citations}
    assert {each.n for each in found.citations} == used


def test_no_source_known_only_from_memory_decides(bot):
    for starter in bot.topics[next(iter(bot.topics))].starters:
        found = ask(bot, starter)
        first_hand = {each.guideline for each in found.citations if each.provenance in ("verified", "computed")}
        deciding = {each.guideline for each in found.positions if each.outcome != "reported"}
        assert deciding <= first_hand


def test_the_fingerprint_is_that_of_the_canonical_answer_without_it(toy):
    from hashlib import sha256

    data = ask(toy, "Exampline for Marlowe fever?").as_dict()
    fingerprint = data.pop("fingerprint")

    assert fingerprint == "sha256:" + sha256(canonical(data).encode()).hexdigest()


def test_the_same_question_gives_the_same_bytes(toy):
    one, other = (json.dumps(ask(toy, "Exampline, 40 y/o, day 5?").as_dict()) for _ in range(2))

    assert one == other


def test_a_fact_given_apart_wins_over_words(toy):
    found = ask(toy, "Exampline, 40 y/o, day 5, not pregnant?", facts={"pregnant": True})

    assert [True] == [each.value for each in found.facts if each.name == "pregnant"]
    assert "not_recommended" in [each.outcome for each in found.positions]


def test_a_preferred_country_orders_sources_and_decides_nothing(bot):
    text = bot.topics[next(iter(bot.topics))].starters[0]
    one, other = ask(bot, text), ask(bot, text, jurisdiction="ES")

    assert (one.outcome, "ES") == (other.outcome, other.positions[0].jurisdiction)
    assert sorted(each.guideline for each in one.positions) == sorted(each.guideline for each in other.positions)


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "x" * 1_000_000])
def test_what_cannot_be_a_question_is_refused_in_one_sentence(toy, text):
    with pytest.raises(QuestionProblem) as problem:
        ask(toy, text)

    assert str(problem.value).count("\n") == 0


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"colour": "red"}, "colour"),
        ({"age": "old"}, "age"),
        ({"zeta_level": "4 miles"}, "umol/L"),
    ],
)
def test_a_fact_that_cannot_be_is_refused_with_the_way_out(toy, facts, says):
    with pytest.raises(ValueProblem, match=says):
        ask(toy, "Exampline?", facts=facts)


@settings(max_examples=150, deadline=None)
@given(text=st.text(min_size=1, max_size=200).filter(str.strip))
def test_any_text_is_answered(toy, text):
    found = ask(toy, text)

    assert found.outcome
    assert as_text(found).isprintable() or "\n" in as_text(found)


def test_an_answer_that_was_written_can_be_handed_to_another_process(toy):
    given = ask(toy, "Exampline for Marlowe fever, adult of 40, day 5, not pregnant?")
    written = given.as_json()

    again = pickle.loads(pickle.dumps(given))

    assert (given, written) == (again, again.as_json())


def test_what_was_told_and_may_forbid_it_is_asked_about_first(bot):
    told = ask(bot, "ZZ, IgA deficient, augment?")
    open_ = ask(bot, "ZZ, augment?")

    assert "anti_iga" == told.missing[0].fact
    assert "anti_iga" not in {each.fact for each in open_.missing}


def test_a_value_in_its_own_unit_is_not_converted_to_itself(bot):
    exact = ask(bot, "20 umol/L in mg/dL?").statements[0].text
    range_ = ask(bot, "1.1 g/L in umol/L?").statements[0].text

    assert "20 umol/L is 1.04 g/L" in exact
    assert "may mean" not in exact
    assert "it may mean 20.24 to 21.16 umol/L" in range_


def test_a_passage_that_no_rule_quotes_is_told_beside_what_rules_say(bot):
    found = ask(bot, "M/null: why does isoelectric focusing miss it?")

    assert "information" == found.outcome
    assert "clinical-practice-notes#m-null-ief" in {each.passage for each in found.citations}
    assert any("a false normal" in each.text for each in found.statements)


def test_what_is_only_recalled_says_so_in_the_sentence(bot):
    found = ask(bot, "What does SEPAR 2015 say?")

    assert "information" == found.outcome
    assert all(each.text.startswith("Recalled and not verified") for each in found.statements)
    assert found.headline.startswith("Recalled and not verified")


def test_who_wrote_a_source_is_answered_by_its_citation(bot):
    found = ask(bot, "citation of CTS 2012?")

    assert "cts-2012#citation" in {each.passage for each in found.citations}
    assert "Marciniuk" in found.headline


def test_a_place_asks_for_its_own_sources_where_nobody_is_told_of(bot):
    assert "not_covered" == ask(bot, "Is augmentation reimbursed in Portugal?").outcome
    assert "cbs-criteria" in sources_of(ask(bot, "Is augmentation funded in Canada?"))


@pytest.mark.parametrize(
    ("text", "chances"),
    [
        ("MZ mother and SZ father: risk of the child?", "25% chance of MS, 25% of MZ, 25% of SZ and 25% of ZZ"),
        ("father MZ mother MS, kids?", "25% chance of MM, 25% of MS, 25% of MZ and 25% of SZ"),
    ],
)
def test_children_of_two_parents_get_these_parents_chances_first_and_no_others(bot, text, chances):
    found = ask(bot, text)

    assert chances in found.headline
    assert not any("When both parents" in each.text for each in found.statements)


@pytest.mark.parametrize(
    ("text", "outcome", "decision"),
    [
        ("ZZ FEV1 50 emphysema never smoker level 5, lung transplant 2018. augment?", "insufficient_evidence", "after"),
        ("ZZ FEV1 50 emphysema never smoker level 5, IgA deficient. augment?", "needs_facts", "iga_check"),
        ("ZZ FEV1 50 emphysema never smoker level 5, pregnant", "insufficient_evidence", "continue_in_pregnancy"),
        ("ZZ FEV1 50 emphysema never smoker, liver transplant 2018. augment?", "needs_facts", "augmentation"),
        ("MZ after lung transplant, augment?", "not_recommended", "augmentation"),
        ("ZZ smoker, IgA deficient, augment?", "not_recommended", "augmentation"),
        ("ZZ FEV1 50 emphysema never smoker, welder, on inhaled steroids, augment?", "conditional", "augmentation"),
    ],
)
def test_a_stop_condition_that_is_told_is_never_answered_with_a_yes(bot, text, outcome, decision):
    found = ask(bot, text)

    assert outcome == found.outcome
    assert found.decision.startswith(decision)


def test_a_second_question_in_a_message_gets_the_verdict_that_it_gets_alone(bot):
    alone = ask(bot, "SZ with level 9: should his brother be tested?")
    both = ask(bot, "Is augmentation indicated for SZ with level 9, and should his brother be tested?")
    line = next(each for each in both.statements if each.text.startswith("Testing relatives"))
    by_number = {each.n: each.passage for each in both.citations}

    assert (alone.decision, both.decision) == ("family_testing", "augmentation")
    assert line.text == "Testing relatives: recommended by Alpha-1 Foundation 2016."
    assert alone.headline.startswith("Testing relatives: recommended for")
    assert {by_number[n] for n in line.citations} == {
        each.passage for each in alone.citations if each.n in alone.positions[0].citations
    }
