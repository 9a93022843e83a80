"""A decision table of somebody else's guideline as a rule book here: written to files, loaded, judged at every edge."""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.library import load_library
from corpus.problems import FileProblems
from eval.adapters.rows import Figures, MissingFile, rows_of, share
from eval.adapters.signs import COMPARED, HOLDS, TURNED
from guardrails.examples import APPLIES, facts_of
from guardrails.rulefile import Applies
from guardrails.rules import RuleBook, load_rulebook

DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
NAME = r"(?P<name>[\w ]*\"[^\"]+\"\*?|[A-Z][\w ]*?)"
NUMBER = r"(\d+(?:\.\d+)?)\s*'?([^\s\d<>=≤≥'\"][^\s<>=≤≥'\"]*)?'?"
SIGN = r"\s*=?\s*([<>]=|[<>≤≥]|=)\s*"
ONE_LIMIT = re.compile(rf"{NAME}{SIGN}{NUMBER}(?: from Current DateTime)?")
TWO_LIMITS = re.compile(rf"{NUMBER}{SIGN}{NAME}{SIGN}{NUMBER}")
WORDS = re.compile(rf"{NAME}\s*(=|≠|IN)\s*((?:'[^']*'\*?(?:,\s*)?)+|True|False|TRUE|FALSE)")
NOT_SAID = {"", "-"}


@dataclass(frozen=True)
class Condition:
    """One cell as a condition on a fact: how the rule says it, values that meet it and that do not, and its edges."""

    fact: str
    said: Any
    meets: Any
    fails: Any
    edges: tuple[tuple[Any, bool], ...] = ()
    units: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One row of a table that can be said in our terms."""

    name: str
    decision: str
    says: str
    conditions: tuple[Condition, ...]

    def facts(self, **instead: Any) -> dict[str, Any]:
        """A patient who meets the row, but for the facts named."""
        return {each.fact: each.meets for each in self.conditions} | instead


def who(path: Path, most: int | None) -> Figures:
    """WHO's decision rows: each that can be said as a rule is, and is judged met, missed, unknown and at its edges."""
    rows = rows_of(path, most)
    told: list[Row] = []
    lost: Counter[str] = Counter()
    for number, row in enumerate(rows):
        try:
            told.append(row_of(number, row))
        except ValueError as reason:
            lost[str(reason)] += 1
    with tempfile.TemporaryDirectory(prefix="guideline-table-") as folder:
        try:
            book = written(told, Path(folder))
        except FileProblems as refused:
            raise MissingFile(f"the rules made of {path.name} are refused: {refused}") from None
    return {**_judged(told, book), "rows that are rules": share(len(told), len(rows)), "others": _most(lost)}


def _most(lost: Counter[str]) -> str:
    return "; ".join(f"{count} {reason}" for reason, count in lost.most_common()) or "none"


def _judged(told: Iterable[Row], book: RuleBook) -> Figures:
    """How many patients come out as the table says, by kind."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    rules = {rule.id: rule for rule in book.rules}
    for row in told:
        for kind, facts, expected in patients(row):
            truth = rules[row.name].criterion.truth(facts_of(book.vocabulary, facts))
            total[kind] += 1
            right[kind] += APPLIES[truth] is expected
    return {kind: share(right[kind], total[kind]) for kind in total}


def patients(row: Row) -> Iterator[tuple[str, dict[str, Any], Applies]]:
    """Who meets a row; who misses each condition; of whom each is unknown; and who stands at each of its limits."""
    yield "rows met", row.facts(), Applies.APPLIES
    for each in row.conditions:
        yield "conditions missed", row.facts(**{each.fact: each.fails}), Applies.DOES_NOT_APPLY
        yield "conditions unknown", row.facts(**{each.fact: None}), Applies.NEEDS_FACTS
        for value, holds in each.edges:
            expected = Applies.APPLIES if holds else Applies.DOES_NOT_APPLY
            yield "boundary cases", row.facts(**{each.fact: value}), expected


def row_of(number: int, row: Mapping[str, Any]) -> Row:
    """A row in our terms. Raises ValueError with what it says that no rule here can."""
    cells = [text.strip() for text in row["inputs"].values() if text.strip() not in NOT_SAID]
    found = tuple(condition(cell) for cell in cells)
    if not found:
        raise ValueError("without a condition")
    if len({each.fact for each in found}) < len(found):
        raise ValueError("with several conditions on one fact")
    says = " ".join(str(row["outputs"].get("Action") or row["business_rule"]).split()) or "Act."
    return Row(f"row-{number}", slug(row["decision_id"]), says, found)


def condition(text: str) -> Condition:
    """One cell as a condition. Raises ValueError where it is not one on a number or on words."""
    if found := TWO_LIMITS.fullmatch(text):
        low, low_unit, first, name, second, high, high_unit = found.groups()
        return _limits(name, [(TURNED[first], low, low_unit or high_unit), (second, high, high_unit)])
    if found := ONE_LIMIT.fullmatch(text):
        name, sign, number, unit = found.groups()
        return _limits(name, [(sign, number, unit)])
    if found := WORDS.fullmatch(text):
        return _words(*found.groups())
    if "NULL" in text:
        raise ValueError("asking whether a fact is unknown, which no rule may")
    raise ValueError("in prose or on dates")


def _limits(name: str, limits: list[tuple[str, str, str | None]]) -> Condition:
    """A number within limits; its edges are each limit, and a step to both of its sides."""
    held = [(COMPARED[sign], float(number), unit or "") for sign, number, unit in limits]
    if len({word for word, *_ in held}) < len(held):
        raise ValueError("with two limits on one side")
    size = {unit: scale(unit) for *_, unit in held}
    steps = [(number + step, unit) for *_, number, unit in held for step in (-0.5, 0.0, 0.5)]
    edges = [(f"{number:g} {unit}".strip(), _within(number * size[unit], held, size)) for number, unit in steps]
    inside = next((value for value, holds in edges if holds), None)
    outside = next((value for value, holds in edges if not holds), None)
    if inside is None or outside is None:
        raise ValueError("with limits that contradict each other")
    said = {word: f"{number:g} {unit}".strip() for word, number, unit in held}
    return Condition(slug(name), said, inside, outside, tuple(edges), tuple(size))


def _within(number: float, held: Iterable[tuple[str, float, str]], size: Mapping[str, float]) -> bool:
    return all(HOLDS[word](round(number, 6), round(limit * size[unit], 6)) for word, limit, unit in held)


def scale(unit: str) -> float:
    """How many of the fact's own unit one of these is: days for spans of time, itself for all else."""
    return DAYS.get(unit.lower().rstrip("s"), 1.0)


def _words(name: str, sign: str, listed: str) -> Condition:
    """One of some words, or none of them."""
    words = tuple(word.strip() for word in re.findall(r"'([^']*)'", listed)) or (listed.capitalize(),)
    told = tuple(slug(word) or "blank" for word in words)
    other = "something-else" if words[0] not in ("True", "False") else slug(str(words[0] == "False"))
    meets, fails = (other, told[0]) if sign == "≠" else (told[0], other)
    said = {"not": list(told)} if sign == "≠" else {"one_of": list(told)}
    return Condition(slug(name), said, meets, fails, words=(*told, other))


def slug(text: str) -> str:
    """A name as rule files write it."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def written(rows: Iterable[Row], folder: Path) -> RuleBook:
    """The rows as a topic's files, loaded as strictly as any. Raises `FileProblems` with all that is refused."""
    rows = list(rows)
    texts, rules = folder / "topics" / "table", folder / "rules" / "table"
    for place in (texts, rules):
        place.mkdir(parents=True)
    (texts / "topic.yaml").write_text(TOPIC, "utf-8")
    (texts / "table.md").write_text(TEXT + "".join(_passage(row) for row in rows), "utf-8")
    (rules / "facts.yaml").write_text(json.dumps({"topic": "table", "facts": _facts(rows)}), "utf-8")
    (rules / "table.yaml").write_text(json.dumps({"rules": [_rule(row) for row in rows]}), "utf-8")
    return load_rulebook(rules, load_library(folder / "topics"))


TOPIC = """\
id: table
title: A decision table
scope: a decision table
decisions:
  - {id: any, title: Any, default: yes, words: any}
"""
TEXT = """\
---
id: table
title: A decision table
short: Table
organisation: Its authors
kind: guideline
year: 2020
jurisdiction: INT
language: en
url: https://example.org/table
licence: Of the set it comes from
supersedes: []
in_force_from: 2020-01-01
in_force_until: null
review: {status: draft, by: null, on: null}
provenance: verified
---
# Table

## Rows

"""


def _passage(row: Row) -> str:
    return f"Row {row.name}: {row.name} holds. {{#{row.name} .verified}}\n\n"


def _rule(row: Row) -> dict[str, Any]:
    return {
        "id": row.name,
        "decision": row.decision,
        "position": "recommended",
        "say": row.says,
        "in_force_from": "2020-01-01",
        "checked_on": "2020-01-01",
        "when": {"all_of": [{each.fact: each.said} for each in row.conditions]},
        "cite": [{"passage": f"table#{row.name}", "quote": f"{row.name} holds"}],
        "examples": [
            {"name": "met", "facts": row.facts(), "outcome": "applies"},
            {
                "name": "missed",
                "facts": {row.conditions[0].fact: row.conditions[0].fails},
                "outcome": "does_not_apply",
            },
        ],
    }


def _facts(rows: Iterable[Row]) -> dict[str, Any]:
    """The vocabulary that the rows speak in."""
    found: dict[str, dict[str, Any]] = {}
    for each in (condition for row in rows for condition in row.conditions):
        fact = found.setdefault(each.fact, {"label": each.fact, "ask": f"{each.fact}?", "why": "The table asks."})
        if each.units:
            own = "day" if any(unit.lower().rstrip("s") in DAYS for unit in each.units) else each.units[0]
            fact |= {"type": "number", "unit": own or None}
            units = {own: {"times": 1}} | {unit: {"times": scale(unit)} for unit in each.units}
            fact["units"] = {**fact.get("units", {}), **{unit: times for unit, times in units.items() if unit}}
        else:
            fact["type"] = "category"
            fact["values"] = {**fact.get("values", {}), **{word: {"label": word} for word in each.words}}
    return found


def second_guideline(folder: Path, most: int | None) -> Figures:
    """A second guideline, with its structured cases beside its document: they need their own topic."""
    found = sorted(folder.glob("*_cdc/cases_public.jsonl"))
    if not found:
        raise MissingFile(f"{folder}/*_cdc/cases_public.jsonl is missing.")
    rows: list[Any] = rows_of(found[0], most)
    raise MissingFile(
        f"{found[0]} holds {len(rows)} cases as hospital records, for a guideline that is no topic here: "
        "write it from the document beside them with guideline new-topic."
    )
