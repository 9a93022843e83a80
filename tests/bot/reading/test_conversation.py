from __future__ import annotations

import pytest

from bot.reading import Turn
from guardrails.quantity import ValueProblem

START = "ZZ, FEV1 50, augment?"


@pytest.mark.parametrize(
    ("reply", "asked", "facts"),
    [
        ("never", ["smoking"], {"smoking": "never"}),
        ("45 %", ["fev1_percent"], {"fev1_percent": 45}),
        ("52", ["age"], {"age": 52}),
        ("yes", ["emphysema"], {"emphysema": True}),
        ("no", ["emphysema"], {"emphysema": False}),
        ("yes", ["smoking"], {"smoking": "current"}),
        ("3 years ago", ["months_since_quit"], {"months_since_quit": 36, "smoking": "former"}),
        ("0.26", ["serum_aat"], {"serum_aat": 5}),
        (
            "0.26 g/L, never, yes on CT",
            ["serum_aat", "smoking", "emphysema"],
            {"serum_aat": 5, "smoking": "never", "emphysema": True},
        ),
        ("Germany", ["country"], {"country": "DE"}),
        ("don't know", ["serum_aat"], {}),
        ("not sure", ["emphysema"], {}),
    ],
)
def test_a_short_reply_answers_what_was_asked(shown, reply, asked, facts):
    assert shown(reply, history=["ZZ, augment?"], asked=asked) == {"genotype": "ZZ", **facts}


def test_a_reply_within_the_history_answers_what_was_asked_then(shown):
    facts = shown("and the dose?", history=[Turn("ZZ, augment?"), Turn("yes", ("emphysema",))])

    assert facts == {"genotype": "ZZ", "emphysema": True}


def test_yes_answers_nothing_when_nothing_was_asked(shown):
    assert shown("yes", history=["ZZ, augment?"]) == {"genotype": "ZZ"}


@pytest.mark.parametrize(
    ("text", "history", "withheld"),
    [
        ("ZZ, FEV1 45, augment?", [], "fev1_percent"),
        ("why?", ["ZZ, FEV1 45, augment?"], "fev1_percent"),
        ("and with FEV1 60?", ["ZZ, FEV1 45, augment?"], "fev1_percent"),
        ("never", ["ZZ, augment?"], "smoking"),
        ("ZZ, quit 3 years ago, augment?", [], "months_since_quit"),
        ("ZZ, level 11 mmol/L, augment?", [], "serum_aat"),
        ("her brother is ZZ, test her?", [], "relative"),
    ],
)
def test_a_fact_given_as_none_is_not_given_whatever_the_words_say(read, text, history, withheld):
    plain, without = (read(text, history=history, given=given) for given in ({}, {withheld: None}))

    said = {fact.name for fact in plain.facts} | {doubt.fact for doubt in plain.doubts}
    assert withheld in said
    assert {fact.name for fact in without.facts} == {fact.name for fact in plain.facts} - {withheld}
    assert withheld not in {doubt.fact for doubt in without.doubts}


def test_none_is_the_value_of_no_unknown_fact(read):
    with pytest.raises(ValueProblem, match="is not a fact"):
        read("ZZ", given={"fev1_per_cent": None})


def test_facts_carry_over_and_say_so(read):
    sources = {fact.name: fact.source for fact in read("quit 3y", history=[START]).facts}

    assert sources == {
        "genotype": "history",
        "fev1_percent": "history",
        "smoking": "question",
        "months_since_quit": "question",
    }


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("and if FEV1 is 85?", {"genotype": "ZZ", "fev1_percent": 85}),
        ("what about MZ?", {"genotype": "MZ", "fev1_percent": 50}),
        ("sorry, FEV1 is 60", {"genotype": "ZZ", "fev1_percent": 60}),
        ("new patient: MS", {"genotype": "MS"}),
        ("why?", {"genotype": "ZZ", "fev1_percent": 50}),
        ("source?", {"genotype": "ZZ", "fev1_percent": 50}),
    ],
)
def test_one_more_message_changes_what_it_says(read, text, facts):
    reading = read(text, history=[START])

    assert {fact.name: fact.shown for fact in reading.facts} == facts
    assert (reading.decisions, reading.scope) == (("augmentation",), "in")


@pytest.mark.parametrize(
    ("talk", "facts"),
    [
        (["what about MZ?", "what dose?"], {"genotype": "ZZ", "fev1_percent": 50}),
        (["and if FEV1 were 85?", "does she smoke?"], {"genotype": "ZZ", "fev1_percent": 50}),
        (["suppose she is SZ", "quit 2 years ago"], {"genotype": "ZZ", "fev1_percent": 50, "smoking": "former"}),
    ],
)
def test_what_was_only_supposed_gives_way_to_what_was_stated(shown, talk, facts):
    found = shown(talk[-1], history=[START, *talk[:-1]])

    assert {name: found[name] for name in facts} == facts


def test_a_number_among_strange_words_answers_nothing(shown):
    assert shown("dose?", history=["ZZ, augment?", Turn("12 Baker Street", ("serum_aat",))]) == {"genotype": "ZZ"}


def test_a_message_beside_the_subject_tells_nothing_and_leaves_open_what_was_asked(shown):
    asking = {"history": ["ZZ, augment?", "appointment on 12 March"], "asked": lambda _: ("serum_aat", "fev1_percent")}

    assert shown("45 %", **asking) == {"genotype": "ZZ", "fev1_percent": 45}


@pytest.mark.parametrize(
    ("text", "decisions", "scope"),
    [
        ("and the liver?", ("liver_monitoring",), "in"),
        ("can she fly?", (), "in"),
        ("is he allowed to go skiing?", (), "in"),
        ("12 Baker Street", (), "out"),
        ("what is the capital of France?", (), "out"),
    ],
)
def test_a_follow_up_is_about_what_it_names_and_not_what_was_asked_before(read, text, decisions, scope):
    reading = read(text, history=[START])

    assert (reading.decisions, reading.scope) == (decisions, scope)


@pytest.mark.parametrize(
    ("text", "asked", "facts"),
    [
        ("he is 50", ["emphysema", "fev1_percent"], {"age": 50}),
        ("she just turned 18", ["emphysema"], {"age": 18}),
        ("he is 3", ["emphysema", "smoking"], {}),
        ("2 years", ["smoking", "months_since_quit", "age"], {"months_since_quit": 24, "smoking": "former"}),
        ("58 years", ["smoking", "months_since_quit", "age"], {"age": 58}),
        ("15 years", ["age", "months_since_quit"], {"age": 15}),
        ("it is 85", ["smoking", "months_since_quit", "emphysema", "age"], {}),
        ("no wait", ["emphysema"], {}),
    ],
)
def test_a_number_or_a_phrase_is_no_reply_to_what_it_does_not_answer(shown, text, asked, facts):
    assert shown(text, history=["ZZ, augment?"], asked=asked) == {"genotype": "ZZ", **facts}


@pytest.mark.parametrize(
    ("talk", "facts"),
    [
        (["MZ, level 7 umol/L", "sorry, 17"], {"genotype": "MZ", "serum_aat": 17}),
        (["ZZ, level 0.3 g/L", "sorry, 0.4"], {"genotype": "ZZ", "serum_aat": 0.4 * 19.23}),
        (["ZZ, quit 3 months ago", "no wait, 3 years"], {"genotype": "ZZ", "months_since_quit": 36}),
        (["dose for 82 kg?", "no, 28"], {"weight": 28}),
        (["ZZ FEV1 55", "FEV1 was a mistake"], {"genotype": "ZZ"}),
        (["ZZ with emphysema", "emphysema was wrong"], {"genotype": "ZZ"}),
        (["ZZ FEV1 55, emphysema", "sorry"], {"genotype": "ZZ", "fev1_percent": 55, "emphysema": True}),
    ],
)
def test_a_correction_replaces_what_was_told_last_or_takes_it_back(shown, talk, facts):
    found = shown(talk[-1], history=talk[:-1])

    assert {name: found.get(name) for name in facts} == pytest.approx(facts)
    assert found.keys() <= {*facts, "smoking"}


@pytest.mark.parametrize(
    ("talk", "decision"),
    [
        (["ZZ FEV1 50, augment?", "pregnant now"], "continue_in_pregnancy"),
        (["ZZ FEV1 50, augment?", "pregnant now", "not pregnant, my mistake"], "augmentation"),
        (["brother of ZZ, test?", "he is 12"], "testing_minors"),
        (["IgA deficient ZZ, start?", "anti-IgA negative"], "augmentation"),
    ],
)
def test_the_decision_asked_for_before_follows_what_is_told_since(read, talk, decision):
    assert read(talk[-1], history=talk[:-1]).decisions == (decision,)


def test_what_follows_from_a_corrected_fact_goes_with_it(shown):
    assert shown("actually he still smokes", history=["ZZ, quit 3y, augment?"]) == {
        "genotype": "ZZ",
        "smoking": "current",
    }


def test_another_subject_is_out_of_scope_in_the_midst_of_a_conversation(read):
    assert read("what does insulin do?", history=[START]).scope == "out"


def test_given_facts_win_over_words(read):
    facts = {
        fact.name: (fact.shown, fact.source)
        for fact in read(START, given={"genotype": "PiMZ", "serum_aat": "0.57 g/L"}).facts
    }

    assert facts["genotype"] == ("MZ", "given")
    assert facts["fev1_percent"] == (50, "question")
    assert facts["serum_aat"][1] == "given"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"genotyp": "ZZ"}, "Did you mean 'genotype'?"),
        ({"smoking": "sometimes"}, "Write one of: never, former, current"),
        ({"age": 400}, "lies between 0 and 120"),
    ],
)
def test_what_is_wrong_with_given_facts_is_refused_with_the_way_out(read, given, says):
    with pytest.raises(ValueProblem, match=says.replace("?", r"\?")):
        read(START, given=given)


def test_what_was_asked_may_be_found_by_how_the_message_before_was_read(shown):
    facts = shown("45 %", history=["ZZ, augment?", "never"], asked=lambda _: ("smoking", "fev1_percent"))

    assert facts == {"genotype": "ZZ", "smoking": "never", "fev1_percent": 45}


@pytest.mark.parametrize("reply", ["no", "yes", "20", "no, I meant ZZ"])
def test_a_bare_reply_answers_what_was_asked_first_or_nothing(shown, reply):
    assert shown(reply, history=["ZZ, augment?"], asked=["months_since_quit", "emphysema", "fev1_percent"]) == {
        "genotype": "ZZ"
    }


def test_why_asks_of_what_was_answered_last_and_the_supposition_ends_with_it(read):
    def fev1(text, *history):
        reading = read(text, history=[START, *history])
        return {fact.name: fact.shown for fact in reading.facts}["fev1_percent"]

    assert fev1("why?", "and if FEV1 is 85?") == 85
    assert fev1("source?", "and if FEV1 is 85?", "why?") == 85
    assert fev1("who says so?", "and if FEV1 is 85?") == 85
    assert fev1("she never smoked", "and if FEV1 is 85?", "why?") == 50


@pytest.mark.parametrize(
    ("talk", "genotype"),
    [
        (["what about MZ?", "never"], "MZ"),
        (["what about MZ?", "and a level of 17"], "MZ"),
        (["what about MZ?", "why?", "and for my patient?"], "ZZ"),
        (["what about MZ?", "never", "back to my patient"], "ZZ"),
        (["what about MZ?", "she never smoked"], "ZZ"),
        (["what about MZ?", "what dose?"], "ZZ"),
    ],
)
def test_what_answers_a_supposition_goes_on_with_it(shown, talk, genotype):
    facts = shown(talk[-1], history=[START, *talk[:-1]], asked=lambda _: ("smoking", "serum_aat"))

    assert facts["genotype"] == genotype


def test_what_is_told_in_answer_to_a_supposition_is_told_of_the_patient_too(shown):
    history = [START, "what about MZ?", "never"]

    assert shown("and for my patient?", history=history, asked=lambda _: ("smoking",))["smoking"] == "never"


@pytest.mark.parametrize("text", ["remove the FEV1", "forget the FEV1", "clear FEV1", "drop her FEV1"])
def test_what_is_to_be_forgotten_is(read, text):
    reading = read(text, history=[START])

    assert {fact.name for fact in reading.facts} == {"genotype"}
    assert [fact.name for fact in reading.replaced] == ["fev1_percent"]


def test_a_new_fact_in_odd_words_goes_on_with_the_conversation(shown):
    assert shown("centrilobular emphysema", history=[START])["emphysema"] is True


def test_words_of_a_question_are_no_reply(shown):
    assert "smoking" not in shown("60 y, never tested", history=["ZZ, augment?"], asked=["smoking"])


@pytest.mark.parametrize(
    ("talk", "facts"),
    [
        (["ZZ, quit 5 months ago", "I meant weeks"], {"months_since_quit": 1.15}),
        (["ZZ, quit 5 months ago", "y"], {"months_since_quit": 5}),
        (["ZZ, level 40", "mg/dl"], {"serum_aat": pytest.approx(40 / 5.2, rel=1e-3)}),
        (["SZ, level 8 umol/L", "it should be 18"], {"serum_aat": 18}),
        (["SZ, level 8 umol/L", "why?", "8.4, sorry"], {"serum_aat": 8.4}),
        (["ZZ, 76 kg", "67 not 76"], {"weight": 67}),
        (["ZZ, 76 kg", "no, 67"], {"weight": 67}),
        (["ZZ, level 0.3 g/L", "level now 0.003", "0.35, sorry"], {"serum_aat": pytest.approx(0.35 * 19.23, rel=1e-3)}),
        (["ZZ with emphysema", "disregard emphysema, wrong chart"], {"emphysema": None}),
        (["ZZ with emphysema", "emphysema unclear actually"], {"emphysema": None}),
        (["ZZ with emphysema", "that was his father's, emphysema is not his"], {"emphysema": None}),
    ],
)
def test_a_correction_may_give_only_a_unit_or_say_what_is_not_so(shown, talk, facts):
    found = shown(talk[-1], history=talk[:-1])

    assert {name: found.get(name) for name in facts} == facts


@pytest.mark.parametrize(
    ("reply", "asked", "facts"),
    [
        ("38", ["emphysema", "fev1_percent", "functional_loss"], {"fev1_percent": 38}),
        ("38", ["emphysema", "fev1_percent", "age"], {}),
        ("not hers", ["emphysema"], {}),
        ("no, weeks was right", ["emphysema", "functional_loss"], {}),
        ("but it was 10", ["optimal_therapy", "age"], {}),
        ("I said 30 kg, it's 41", ["emphysema", "fev1_percent"], {"weight": 30}),
        ("she's 9", ["serum_aat", "fev1_percent"], {}),
    ],
)
def test_a_bare_number_answers_the_only_number_asked_for_and_a_remark_nothing(shown, reply, asked, facts):
    assert shown(reply, history=["ZZ, augment?"], asked=asked) == {"genotype": "ZZ", **facts}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("how about his sister, SZ?", {"genotype": "SZ"}),
        ("and his son? MZ", {"genotype": "MZ"}),
        ("what about her uncle who is SZ with FEV1 30?", {"genotype": "SZ", "fev1_percent": 30}),
    ],
)
def test_what_is_told_of_a_relative_asked_about_in_passing_is_not_the_patients(shown, text, facts):
    assert shown(text, history=[START]) == facts
    assert shown("and her?", history=[START, text]) == {"genotype": "ZZ", "fev1_percent": 50}
    assert shown("she weighs 60 kg", history=[START, text]) == {"genotype": "ZZ", "fev1_percent": 50, "weight": 60}


@pytest.mark.parametrize(
    ("talk", "own"),
    [
        (["my father is ZZ", "am I at risk?"], None),
        (["my father is ZZ", "should I be tested?", "I'm 30 and I smoke"], None),
        (["I am SZ and never smoked", "my sister is ZZ"], "SZ"),
        (["my son is ZZ", "should he be treated?"], "ZZ"),
    ],
)
def test_whose_genotype_it_is_may_be_said_elsewhere_in_the_talk(shown, talk, own):
    assert shown(talk[-1], history=talk[:-1]).get("genotype") == own


def test_nothing_that_was_only_supposed_together_stays(shown):
    facts = shown("back to my patient", history=[START, "what about SZ and a level of 14?"])

    assert facts == {"genotype": "ZZ", "fev1_percent": 50}


@pytest.mark.parametrize(
    ("turns", "facts"),
    [
        (
            ["ZZ, augment?", "never, 50, yes"],
            {"genotype": "ZZ", "smoking": "never", "fev1_percent": 50, "emphysema": True},
        ),
        (["ZZ, augment?", "never; yes"], {"genotype": "ZZ", "smoking": "never", "emphysema": True}),
        (["ZZ, augment?", "never, 50 years"], {"genotype": "ZZ", "smoking": "never", "age": 50}),
    ],
)
def test_replies_answer_what_was_asked_in_its_order(shown, turns, facts):
    assert shown(turns[-1], history=turns[:-1], asked=["smoking", "emphysema", "fev1_percent"]) == facts


@pytest.mark.parametrize(
    ("turns", "facts"),
    [
        (["ZZ, augment?", "FEV1 25", "scrap that"], {"genotype": "ZZ"}),
        (["ZZ, augment?", "FEV1 25", "sorry, that was his brother"], {"genotype": "ZZ"}),
        (["ZZ, augment?", "FEV1 25", "wrong patient"], {"genotype": "ZZ"}),
        (["ZZ, augment?", "FEV1 25", "never mind"], {"genotype": "ZZ", "fev1_percent": 25}),
        (
            ["ZZ, FEV1 40, emphysema", "ignore the emphysema, that was another pt"],
            {"genotype": "ZZ", "fev1_percent": 40},
        ),
        (["ZZ, FEV1 40", "different pt: MS"], {"genotype": "MS"}),
        (["ZZ, FEV1 40", "another patient: MZ"], {"genotype": "MZ"}),
    ],
)
def test_what_was_told_last_is_taken_back_and_another_patient_begins_anew(shown, turns, facts):
    assert shown(turns[-1], history=turns[:-1]) == facts


def test_nothing_asked_of_one_patient_is_answered_by_words_on_the_next(shown):
    facts = shown("it's a different patient now, MZ", history=["ZZ, augment?"], asked=["smoking", "emphysema"])

    assert facts == {"genotype": "MZ"}


def test_a_value_with_a_question_mark_alone_is_only_supposed(read):
    assert [fact.certainty for fact in read("smoking?", history=[START]).facts if fact.name == "smoking"] == [
        "supposed"
    ]
    assert {fact.name: fact.shown for fact in read("why not?", history=[START, "MZ?", "FEV1 60"]).facts}[
        "genotype"
    ] == "ZZ"


def test_words_that_lead_back_end_what_was_supposed_of_nothing_told(shown):
    facts = shown("back to my patient", history=["ZZ, augment?", "and if FEV1 is 85?"])

    assert facts == {"genotype": "ZZ"}


def test_the_pair_of_a_relative_behind_a_comma_is_the_relatives(shown):
    facts = shown("My dad has alpha-1, genotype ZZ. Should I be tested?")

    assert facts == {"relative": "child", "relative_genotype": "ZZ"}
