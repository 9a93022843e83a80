from __future__ import annotations

from pathlib import Path

from guardrails.labels import labels, wrong_labels
from guardrails.vocabulary import Fact, FactType

FACTS = {
    "rash": Fact.model_validate(
        {
            "type": FactType.CATEGORY,
            "label": "rash",
            "ask": "Is there a rash?",
            "why": "It matters.",
            "values": {"none": {"label": "no rash", "words": ["no rash"]}, "red": {"label": "red rash"}},
        }
    ),
    "days": Fact.model_validate({"type": FactType.NUMBER, "label": "days of fever", "unit": "days"}),
}
WHOLE = """
facts:
  rash: {label: Ausschlag, ask: Gibt es einen Ausschlag?, why: Es zählt., values: {none: keiner, red: rot}}
  days: {label: Fiebertage, units: {days: Tage}}
"""


def write(folder: Path, text: str) -> Path:
    (folder / "words").mkdir()
    (folder / "words" / "de.yaml").write_text(text, "utf-8")
    return folder


def wrong(folder: Path) -> list[str]:
    return [each.what for each in wrong_labels(folder, FACTS)]


def test_a_fact_goes_by_other_names_with_the_same_values(tmp_path: Path) -> None:
    found = labels(write(tmp_path, WHOLE), "de")
    rash = found["rash"].on(FACTS["rash"])

    assert (rash.label, rash.ask, rash.why) == ("Ausschlag", "Gibt es einen Ausschlag?", "Es zählt.")
    assert {name: word.label for name, word in rash.choices.items()} == {"none": "keiner", "red": "rot"}
    assert rash.choices["none"].words == FACTS["rash"].choices["none"].words
    assert FACTS["rash"].choices["none"].label == "no rash"
    assert wrong(tmp_path) == []


def test_a_language_that_nobody_wrote_has_no_labels(tmp_path: Path) -> None:
    assert labels(tmp_path, "de") == {}
    assert wrong(tmp_path) == []


def test_everything_left_out_or_unknown_is_said_at_once(tmp_path: Path) -> None:
    write(
        tmp_path, "facts:\n  rash: {label: Ausschlag, values: {none: keiner, blue: blau}}\n  fever: {label: Fieber}\n"
    )

    assert wrong(tmp_path) == [
        "'fever' is not a fact of facts.yaml",
        "'rash' has no ask and no why",
        "'rash' leaves values out: red",
        "'rash' has no value or unit blue",
        "'days' has no label",
    ]


def test_a_broken_file_is_named_and_shown_as_none(tmp_path: Path) -> None:
    write(tmp_path, "facts: [")

    assert labels(tmp_path, "de") == {}
    assert len(wrong(tmp_path)) == 1
