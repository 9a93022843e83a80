"""Small topics for tests, made of data alone: a text, a vocabulary and rules, written where they can be loaded."""

import textwrap
from pathlib import Path

from corpus.library import load_library
from guardrails.outcome import Bench
from guardrails.rules import load_rulebook

SOURCE = """\
---
id: {id}
title: {id}
short: {id}
organisation: The makers of {id}
kind: {kind}
year: 2024
jurisdiction: INT
url: https://example.invalid/{id}
licence: none
in_force_from: 2024-01-01
review: {{status: draft}}
provenance: verified
---
# {id}

Give it. {{#do .verified}}

Do not give it. {{#dont .verified}}

It is said to be given. {{#heard .secondary}}

Only above 65 years. {{#limit .recalled}}
"""

FACTS = """\
topic: toy
facts:
  age: {type: number, label: age, unit: years, units: {years: {times: 1, bare: yes}}, possible: [0, 120], ask: How old?, why: It matters.}
  fever: {type: yes_no, label: fever, ask: Fever?, why: It matters.}
  rash: {type: yes_no, label: rash, ask: Rash?, why: It matters.}
  grade: {type: category, label: grade, values: {low: {}, mid: {}, high: {}}, ask: Grade?, why: It matters.}
  ill: {type: yes_no, label: ill}
"""

RULE = """\
  - id: {id}
    decision: {decision}
    position: {position}
    strength: {strength}
    say: {say}
    in_force_from: 2024-01-01
    checked_on: 2024-01-01
    when: {when}
    unless: {unless}
    concerns: {concerns}
    contraindication: {contraindication}
    cite: [{{passage: {source}#{anchor}, quote: {quote}}}]
    examples:
      - {{name: one, facts: {{}}, outcome: applies}}
      - {{name: two, facts: {{}}, outcome: applies}}
"""
QUOTES = {"do": "Give it.", "dont": "Do not give it.", "heard": "said to be given", "limit": "above 65"}


def source(folder: Path, name: str, kind: str = "guideline") -> None:
    """Write one text."""
    (folder / "topics" / "toy").mkdir(parents=True, exist_ok=True)
    (folder / "topics" / "toy" / f"{name}.md").write_text(SOURCE.format(id=name, kind=kind))


def rule(source_id: str, position: str, when: str, **other: str) -> str:
    """One rule as YAML, with sensible values for what is not said."""
    anchor = other.get("anchor") or ("dont" if position == "not_recommended" else "do")
    said = {
        "id": f"{source_id}-{position}".replace("_", "-"),
        "decision": "treat",
        "strength": "ungraded",
        "say": QUOTES[anchor],
        "unless": "null",
        "concerns": "null",
        "contraindication": "no",
        "quote": QUOTES[anchor],
        **other,
    }
    return RULE.format(source=source_id, position=position, when=when, **{**said, "anchor": anchor})


def bench(
    folder: Path, *, derived: str = "", decided_by: dict | None = None, **sources: tuple[str, list[str]]
) -> Bench:
    """A bench with the sources given as name=(kind, rules); underscores in names become hyphens."""
    rules = folder / "rules" / "toy"
    rules.mkdir(parents=True, exist_ok=True)
    (rules / "facts.yaml").write_text(FACTS)
    if derived:
        (rules / "derived.yaml").write_text(textwrap.dedent(derived))
    for name, (kind, written) in sources.items():
        source(folder, name.replace("_", "-"), kind)
        if written:
            (rules / f"{name.replace('_', '-')}.yaml").write_text("rules:\n" + "".join(written))
    library = load_library(folder / "topics")
    return Bench(load_rulebook(rules, library), library, decided_by or {})
