from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

ASKED: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("clinicians.yaml").read_text(encoding="utf-8"),
    getattr(yaml, "CSafeLoader", yaml.SafeLoader),
)


@pytest.mark.parametrize("case", ASKED, ids=[case["ask"] for case in ASKED])
def test_a_question_as_clinicians_type_it_is_read(read, case):
    reading = read(case["ask"])

    assert list(reading.decisions) == case["decisions"]
    assert {fact.name: fact.shown for fact in reading.facts} == case["facts"]
