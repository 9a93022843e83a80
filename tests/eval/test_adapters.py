from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.adapters import ADAPTERS, measure
from eval.adapters.claims import best_balanced, overlap, record_of
from eval.adapters.dmn import table_of
from eval.adapters.logic import judged
from eval.adapters.tables import condition, patients, row_of, written
from guardrails.examples import APPLIES, facts_of


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_set_that_is_not_there_is_said_plainly(name: str, tmp_path: Path) -> None:
    assert "is missing" in measure(name, tmp_path, None)


def test_negation_is_measured_beside_its_baseline(tmp_path: Path) -> None:
    rows = [
        {
            "concept": "edema",
            "sentence": "No peripheral EDEMA.",
            "negation": "Negated",
            "temporality": "Recent",
            "concept_found": True,
        },
        {
            "concept": "cough",
            "sentence": "He has a COUGH.",
            "negation": "Affirmed",
            "temporality": "Recent",
            "concept_found": True,
        },
    ]
    path = tmp_path / "negation" / "negex_public.jsonl"
    path.parent.mkdir()
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")

    said = measure("negex", tmp_path, None)

    assert "F1 1.000" in said
    assert "0.926" in said


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("true and null", "null"),
        ("false and null", "false"),
        ("null implies true", "true"),
        ("not null", "null"),
        ("4 between 2 and 6", "true"),
        ("true xor null", "null"),
        ("true = null", "null"),
        ("null as String != null", "null"),
        ("1'cm' = 0.01'm'", "true"),
        ("1'm' = 1's'", "null"),
        ("0'cm' > -1'cm'", "true"),
        ("'a' = 'a'", None),
    ],
)
def test_unknown_is_a_value(expression: str, expected: str | None) -> None:
    assert judged(expression) == expected


AGE = {
    "decision_id": "D.1",
    "business_rule": "Act on age",
    "inputs": {"Age": '4 weeks ≤ "Age" < 10 years', "Status": "\"HIV status\" IN 'HIV-negative', 'Unknown'"},
    "outputs": {"Action": "Act."},
}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('"Age" ≥ 10 years', {"at_least": "10 years"}),
        ('4 weeks ≤ "Age" < 10 years', {"at_least": "4 weeks", "below": "10 years"}),
        ('"CD4 count" ≤ 250 cells/mm3', {"at_most": "250 cells/mm3"}),
        ('"Doses"=0', {"is": "0"}),
        ("\"Start type\"≠'First-time user'", {"not": ["first-time-user"]}),
        ('"On ART"=False', {"one_of": ["false"]}),
    ],
)
def test_a_cell_of_a_table_is_said_in_the_words_of_rules(cell: str, said: object) -> None:
    assert condition(cell).said == said


@pytest.mark.parametrize("cell", ['"Contraindications" is NULL', '"Visit date" ≥ "Start date" + 6 months', "in prose"])
def test_a_cell_that_no_rule_can_say_is_named_as_such(cell: str) -> None:
    with pytest.raises(ValueError, match=r"asking whether|in prose"):
        condition(cell)


def test_a_row_made_a_rule_is_judged_at_every_edge_of_it(tmp_path: Path) -> None:
    row = row_of(1, AGE)
    book = written([row], tmp_path)
    told = [
        (kind, APPLIES[book.rules[0].criterion.truth(facts_of(book.vocabulary, facts))] is expected)
        for kind, facts, expected in patients(row)
    ]

    assert [kind for kind, _ in told].count("boundary cases") == 6
    assert all(right for _, right in told)


def test_a_rule_with_another_threshold_than_its_row_is_noticed(tmp_path: Path) -> None:
    other = json.loads(json.dumps(AGE).replace("10 years", "11 years"))
    book = written([row_of(1, other)], tmp_path)
    wrong = [
        facts
        for _, facts, expected in patients(row_of(1, AGE))
        if APPLIES[book.rules[0].criterion.truth(facts_of(book.vocabulary, facts))] is not expected
    ]

    assert {"age": "10 years", "hiv-status": "hiv-negative"} in wrong


def test_a_pair_of_trials_is_told_apart_by_name() -> None:
    assert record_of({"premise": ["a", "b"], "premise2": None}) == "a\nb"
    assert record_of({"premise": ["a"], "premise2": ["b"]}) == "Primary trial\na\nSecondary trial\nb"


def test_the_plain_overlap_of_words_is_what_is_to_beat() -> None:
    assert overlap("one two three", "Two, three.") == pytest.approx(2 / 3)
    assert best_balanced([0.9, 0.4, 0.5], [True, False, True]) == pytest.approx(1.0)


CELLS = {">=18": "&gt;=18", "<18": "&lt;18"}


def model_of(policy: str, rows: list[tuple[str, str, str]]) -> str:
    """A table of age and colour, as the kit writes them."""
    inputs = "".join(
        f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in ("Age", "hue")
    )
    output = '<output><outputValues><text>"No", "Yes"</text></outputValues></output>'
    rules = "".join(
        f"<rule><inputEntry><text>{CELLS.get(age, age)}</text></inputEntry><inputEntry><text>{hue}</text></inputEntry>"
        f'<outputEntry><text>"{out}"</text></outputEntry></rule>'
        for age, hue, out in rows
    )
    return f'<d xmlns="dmn"><decisionTable hitPolicy="{policy}">{inputs}{output}{rules}</decisionTable></d>'


@pytest.mark.parametrize(
    ("policy", "age", "hue", "wanted"),
    [
        ("UNIQUE", 18, "Red", "Yes"),
        ("UNIQUE", 17.9, "Red", "No"),
        ("FIRST", 30, "Blue", "Yes"),
        ("PRIORITY", 30, "Blue", "No"),
        ("ANY", 30, "Green", "Yes"),
    ],
)
def test_a_decision_table_of_the_kit_comes_out_as_its_hit_policy_says(
    policy: str, age: float, hue: str, wanted: str, tmp_path: Path
) -> None:
    rows = [(">=18", "-", "Yes"), ("<18", "-", "No"), *([("-", '"Blue","Black"', "No")] if hue == "Blue" else [])]
    (tmp_path / "a.dmn").write_text(model_of(policy, rows), "utf-8")

    assert table_of(tmp_path / "a.dmn").decide({"age": age, **({"hue": hue} if hue == "Blue" else {})}) == {"": wanted}


def test_what_is_a_program_is_told_and_not_measured(tmp_path: Path) -> None:
    (tmp_path / "a.dmn").write_text(model_of("UNIQUE", [("Age * 2", "-", "Yes")]), "utf-8")

    with pytest.raises(ValueError, match="programs"):
        table_of(tmp_path / "a.dmn")


@pytest.mark.parametrize("name", ["dmn", "second"])
def test_a_set_without_what_it_needs_says_what_is_missing(name: str, tmp_path: Path) -> None:
    for place in ("rules/dmn_tck", "rules/opioid_cdc"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "cases_public.jsonl").write_text('{"model": "a.dmn"}\n', "utf-8")

    assert f"{name}: not measured: " in measure(name, tmp_path, None)


LARGE = ("scifact", "liveqa")  # their passages alone take minutes to index
SETS = Path(__file__).parents[3] / "shared" / "benchmarks"


@pytest.mark.skipif(not SETS.is_dir(), reason="the public sets are not on this machine")
@pytest.mark.parametrize(
    "name", [name for name, adapter in ADAPTERS.items() if (SETS / adapter.file).exists() and name not in LARGE]
)
def test_every_set_that_is_there_is_measured_or_says_what_it_lacks(name: str) -> None:
    said = measure(name, SETS, 5)

    assert ("to beat" in said) is (name not in ("dmn", "second"))
