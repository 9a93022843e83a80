from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corpus.strict_yaml import YamlError, read_yaml


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", True),
        ("no", False),
        ("NO", "NO"),
        ("on", "on"),
        ("012", "012"),
        ("12:30", "12:30"),
        ("-3", -3),
        ("0.5", 0.5),
        ("2024-03-01", date(2024, 3, 1)),
        ("null", None),
        ("11 umol/L", "11 umol/L"),
    ],
)
def test_an_unquoted_word_means_what_a_clinician_expects(written: str, value: Any) -> None:
    assert read_yaml(f"a: {written}", "x.yaml").value == {"a": value}


def test_keys_are_words_even_where_yaml_sees_a_truth_value() -> None:
    assert read_yaml("{on: 1, yes: 2, 3: 4}", "x.yaml").value == {"on": 1, "yes": 2, "3": 4}


def test_every_repeated_key_is_said_with_its_line() -> None:
    text = "a: 1\nb:\n  - {c: 1, c: 2}\na: 2\n"

    with pytest.raises(YamlError) as error:
        read_yaml(text, "x.yaml")

    assert [(problem.place, problem.what) for problem in error.value.problems] == [
        ("4", "key 'a' is given twice"),
        ("3", "key 'c' is given twice"),
    ]


def test_a_part_knows_its_line() -> None:
    document = read_yaml("rules:\n  - id: a\n  - id: b\n    when:\n      age: 3\n", "x.yaml", first_line=10)

    assert document.line_of(("rules", 1, "when", "age")) == 14
    assert document.line_of(("rules", 1, "unless")) == 12


@pytest.mark.parametrize("text", ["a: [1", "a: b: c", "\t- x", "a: !!python/object:os.system x", "a: \x01"])
def test_what_is_not_plain_yaml_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(YamlError, match=r"x\.yaml:\d+: not valid YAML"):
        read_yaml(text, "x.yaml")


def test_an_alias_of_an_alias_is_read_once() -> None:
    text = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))

    assert len(read_yaml(text, "x.yaml").value) == 30
