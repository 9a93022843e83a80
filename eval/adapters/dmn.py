"""Decision tables of DMN's conformance kit (dmn-tck) as rules here: each row a rule, the hit policy above them.

Read are tables whose cells are limits, words or yes/no (FEEL's unary tests). Literal expressions, contexts and
functions are programs, which no rule is.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from eval.adapters.rows import Figures, MissingFile, rows_of, share
from eval.adapters.tables import Row, condition, slug, written
from guardrails.examples import facts_of
from guardrails.truth import Truth

POLICIES = ("UNIQUE", "ANY", "FIRST", "PRIORITY")
WORDS, LIMIT = re.compile(r'"[^"]*"(?:\s*,\s*"[^"]*")*'), re.compile(r"[<>]=?\s*\d+(?:\.\d+)?")
OTHER = "something-else"


@dataclass(frozen=True)
class Table:
    """One table: its policy, its rows with what each puts out, and what is put out where no row holds."""

    policy: str
    rows: tuple[Row, ...]
    puts_out: Mapping[str, Mapping[str, str]]
    otherwise: Mapping[str, str]
    order: tuple[str, ...]

    def decide(self, facts: Mapping[str, Any]) -> Mapping[str, str]:
        """What the table puts out for some facts, each row judged as a rule."""
        with tempfile.TemporaryDirectory(prefix="guideline-dmn-") as folder:
            book = written(self.rows, Path(folder))
        known = {fact: _word(value, book.vocabulary[fact].choices) for fact, value in facts.items()}
        given = facts_of(book.vocabulary, known)
        held = [rule.id for rule in book.rules if rule.criterion.truth(given) is Truth.TRUE]
        if self.policy == "PRIORITY":
            held.sort(key=lambda row: self.order.index(next(iter(self.puts_out[row].values()))))
        return self.puts_out[held[0]] if held else self.otherwise


def _word(value: Any, choices: Mapping[str, object]) -> Any:
    """A value as the vocabulary has it; a word that no row names is some other."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return slug(str(value)) if slug(str(value)) in choices else OTHER


def dmn(path: Path, most: int | None) -> Figures:
    """The kit's cases, wherever their models lie below the folder of the cases. Raises `MissingFile` without any."""
    rows = rows_of(path, most)
    models = {each.name: each for each in sorted(path.parent.rglob("*.dmn"))}
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for row in rows:
        try:
            table = table_of(models[row["model"]])
        except KeyError:
            lost["without their model (.dmn)"] += 1
            continue
        except ValueError as reason:
            lost[str(reason)] += 1
            continue
        total[table.policy] += 1
        right[table.policy] += table.decide(_inputs(row, table)) == _flat(row["expected"])
    if not total:
        wanted = len({row["model"] for row in rows})
        raise MissingFile(
            f"{path} holds {len(rows)} cases of {wanted} models, but none of the models (.dmn) lies beside it: put "
            "them there from the kit (dmn-tck/tck, TestCases)."
        )
    told = {f"cases right, hit policy {policy}": share(right[policy], total[policy]) for policy in total}
    return {**told, "others": "; ".join(f"{count} {reason}" for reason, count in lost.items()) or "none"}


def _inputs(row: Mapping[str, Any], table: Table) -> dict[str, Any]:
    """The inputs that the table looks at."""
    asked = {each.fact for rule in table.rows for each in rule.conditions}
    return {slug(name): value for name, value in row["inputs"].items() if slug(name) in asked}


def _flat(expected: Mapping[str, Any]) -> dict[str, str]:
    """One output by its value alone, several by their names."""
    [(_, value)] = expected.items()
    return dict(value) if isinstance(value, dict) else {"": str(value)}


def table_of(model: Path) -> Table:
    """The one table of a model. Raises ValueError with what it has that no rule says."""
    root = ET.parse(model).getroot()  # noqa: S314 (a file that the user named)
    tables = list(_all(root, "decisionTable"))
    if len(tables) != 1 or any(True for _ in _all(root, "literalExpression")):
        raise ValueError("with programs (expressions, functions, several tables)")
    [table] = tables
    policy = table.get("hitPolicy", "UNIQUE")
    if policy not in POLICIES:
        raise ValueError(f"with the hit policy {policy}")
    names = [_text(next(_all(each, "inputExpression"))) for each in _all(table, "input")]
    outputs = list(_all(table, "output"))
    rows, puts_out = [], {}
    for number, rule in enumerate(_all(table, "rule"), 1):
        cells = zip(names, map(_text, _all(rule, "inputEntry")), strict=True)
        held = tuple(condition(_said(name, cell)) for name, cell in cells if cell != "-")
        rows.append(Row(f"row-{number}", "any", f"Row {number}.", held))
        puts_out[f"row-{number}"] = _named(outputs, [_text(each) for each in _all(rule, "outputEntry")])
    otherwise = [_text(each) for output in outputs for each in _all(output, "defaultOutputEntry")]
    order = [word.strip(' "') for each in _all(outputs[0], "outputValues") for word in _text(each).split(",")]
    return Table(policy, tuple(rows), puts_out, _named(outputs, otherwise) if otherwise else {}, tuple(order))


def _named(outputs: Sequence[ET.Element], values: Sequence[str]) -> dict[str, str]:
    names = [output.get("name", "") if len(outputs) > 1 else "" for output in outputs]
    return dict(zip(names, (value.strip('"') for value in values), strict=True))


def _said(name: str, cell: str) -> str:
    """A cell as the rows of other tables say it. Raises ValueError where it is neither limit, words nor yes or no."""
    if cell in ("true", "false"):
        return f'"{name}" = {cell.capitalize()}'
    if WORDS.fullmatch(cell):
        return f'"{name}" IN {cell.replace(chr(34), chr(39))}'
    if LIMIT.fullmatch(cell):
        sign = cell.rstrip("0123456789. ")
        return f'"{name}" {sign} {cell[len(sign) :].strip()}'
    raise ValueError("with cells that are programs")


def _all(element: ET.Element, name: str) -> Iterator[ET.Element]:
    """Every element of a name below one, whatever its namespace."""
    return (each for each in element.iter() if each.tag.rpartition("}")[2] == name)


def _text(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())
