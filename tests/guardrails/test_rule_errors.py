"""A wrong rule file says everything that is wrong at once: which file, which line, and what to write instead."""

import pytest
from books import bench, rule, source

from corpus.library import load_library
from guardrails.rules import RuleFileError, load_rulebook, read_rulebook

TEN_FAULTS = """\
rules:
  - id: Bad Name
    decision: treat
    position: maybe
    strenght: strong
    say: ""
    in_force_from: 2024-01-01
    checked_on: yesterday
    when: {age: {at_least: 18}}
    cite: []
    examples: []
"""
MORE_FAULTS = """\
rules:
  - id: a
    decision: treat
    position: recommended
    say: Give it.
    in_force_from: 2024-01-01
    checked_on: 2024-01-01
    when: {all_of: [{agee: {at_least: 18}}, {age: {at_lest: 18}}, {grade: {is: huge}}, {age: }, {fever: yes, rash: yes}]}
    unless: {any_of: []}
    cite: [{passage: one#nowhere, quote: Give it.}, {passage: one#do, quote: Take it.}, {passage: two#do, quote: Give it.}]
    examples:
      - {name: x, facts: {colour: red}, outcome: applies}
      - {name: y, facts: {age: old}, outcome: applies}
"""


@pytest.fixture
def folder(tmp_path):
    bench(tmp_path, one=("guideline", [rule("one", "recommended", "{fever: yes}")]), two=("guideline", []))
    return tmp_path


def problems(folder, text):
    (folder / "rules" / "toy" / "one.yaml").write_text(text)
    _, found = read_rulebook(folder / "rules" / "toy", load_library(folder / "topics"))
    return [str(problem) for problem in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEN_FAULTS, ["rules.0.id", "position", "strenght: Extra inputs", "say", "checked_on", "cite", "examples"]),
        (
            MORE_FAULTS,
            [
                "'agee' is not a fact of topic toy. Did you mean 'age'?",
                "age has comparison 'at_lest'. Use exactly one of: is, at_least",
                "'huge' is not a value of grade. Write one of: low, mid, high",
                "age is compared with nothing",
                "not a criterion: {'fever': True, 'rash': True}",
                "not a criterion: {'any_of': []}",
                "passage 'one#nowhere' does not exist. 'one' has: do, dont",
                "the quote 'Take it.' is not in passage 'one#do'. It reads: Give it.",
                "'two#do' is another source than 'one'. One rule, one source",
                "'colour' is not a fact of topic toy",
                "'old' is not a value of age",
            ],
        ),
    ],
)
def test_all_faults_are_reported_at_once_each_with_place_and_way_out(folder, text, expected):
    found = problems(folder, text)

    assert [] == [words for words in expected if not any(words in each for each in found)]
    assert all("one.yaml:" in each and each.endswith((".", "?")) for each in found)


def test_a_fault_names_its_line(folder):
    found = problems(folder, MORE_FAULTS)

    assert any("one.yaml:8: " in each for each in found)


def test_a_key_given_twice_is_refused(folder):
    found = problems(folder, "rules: []\nrules: []\n")

    assert ["key 'rules' is given twice"] == [each.split(": ")[1].split(". ")[0] for each in found]


def test_one_rule_may_not_be_in_force_twice_at_once(folder):
    twice = "rules:\n" + 2 * rule("one", "recommended", "{fever: yes}")

    assert any("is in force twice at once" in each for each in problems(folder, twice))


def test_rules_without_a_text_are_refused(folder):
    (folder / "rules" / "toy" / "ghost.yaml").write_text("rules: []\n")

    with pytest.raises(RuleFileError, match="there is no guideline text 'ghost'"):
        load_rulebook(folder / "rules" / "toy", load_library(folder / "topics"))


def test_a_topic_without_a_vocabulary_says_what_to_write(tmp_path):
    source(tmp_path, "one")
    (tmp_path / "empty").mkdir()

    with pytest.raises(RuleFileError, match=r"Write facts\.yaml"):
        load_rulebook(tmp_path / "empty", load_library(tmp_path / "topics"))
