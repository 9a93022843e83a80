"""No regular expression on the way of a question repeats what may itself repeat: none can backtrack without end."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import bot.reading
from bot.reading.text import cleaned, tokenised
from guardrails import hygiene, wording

parser = importlib.import_module("re._parser")
REPEATS = {parser.MAX_REPEAT, parser.MIN_REPEAT}
LINEAR = {"bot.reading.text._TOKEN"}  # each round of its number begins with a mark that no digit is


def expressions() -> dict[str, re.Pattern[str]]:
    """Every compiled expression of the reader, and of what cleans a question and reads a topic's wordings."""
    names = [f"bot.reading.{each.name}" for each in pkgutil.iter_modules(bot.reading.__path__)]
    modules = [hygiene, wording, *map(importlib.import_module, names)]
    return {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern)
    }


def nested(parsed: object, *, inside: bool = False) -> Iterator[bool]:
    """Whether each unbounded repeat of a parsed expression stands inside another."""
    for operation, argument in parsed if not isinstance(parsed, tuple) else ():
        unbounded = operation in REPEATS and argument[1] == parser.MAXREPEAT
        if unbounded:
            yield inside
        for part in parts(argument):
            yield from nested(part, inside=inside or unbounded)


def parts(argument: object) -> Iterator[object]:
    if isinstance(argument, parser.SubPattern):
        yield argument
    elif isinstance(argument, (tuple, list)):
        for each in argument:
            yield from parts(each)


@pytest.mark.parametrize(("expression", "found"), [(r"(a+)+b", True), (r"(?:a|b*)*", True), (r"a+b+(c|d)*", False)])
def test_a_repeat_inside_a_repeat_is_found(expression, found):
    assert any(nested(parser.parse(expression))) is found


def test_no_expression_repeats_a_repeat():
    found = expressions()
    caught = {name: each.pattern for name, each in found.items() if any(nested(parser.parse(each.pattern, each.flags)))}

    assert len(found) >= len(LINEAR)
    assert set(caught) <= LINEAR, caught


@pytest.mark.parametrize(
    "text", ["a" * 16_000 + " é", "а" * 16_000, "a-" * 8_000 + "é", "é" + "a1" * 8_000, "1." * 8_000]
)
def test_a_long_word_is_cleaned_and_cut_in_linear_time(text):
    half, whole = (_seconds(part) for part in (text[-len(text) // 4 :], text))

    assert whole < max(0.2, 16 * half)


def _seconds(text: str) -> float:
    from time import process_time

    start = process_time()
    tokenised(cleaned(hygiene.cleaned(text)[0]))
    return process_time() - start
