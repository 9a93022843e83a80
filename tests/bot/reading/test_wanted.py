"""What messages want: nurses, patients and relatives in their own words, dictated, misspelled, in four languages."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

WANTED = yaml.safe_load(Path(__file__).with_name("wanted.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", WANTED["urgent"])
def test_an_emergency_is_urgent(read, text):
    assert read(text).act == "urgent"


@pytest.mark.parametrize("text", WANTED["no_emergency"])
def test_what_is_past_planned_or_asked_of_anybody_is_no_emergency(read, text):
    assert read(text).act != "urgent"


@pytest.mark.parametrize("text", WANTED["false_statement"])
def test_a_false_statement_is_refused(read, text):
    assert read(text).act == "refuse"


@pytest.mark.parametrize("text", WANTED["honest"])
def test_an_honest_request_is_answered(read, text):
    assert read(text).act != "refuse"
