"""What people look at: the page of HTML, its proofs, and the page in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from court import TOPIC, card_of, toy

from eval.gate import judge
from eval.report.html import page
from eval.report.proof import plain
from eval.run import Run
from guardrails.criteria import AllOf, AnyOf, Compare, Not
from guardrails.values import Interval

CHROMIUM = shutil.which("chromium")
AGE = Compare("age", Interval.exactly(40), "forty")
NEVER = AnyOf(())


@pytest.fixture(scope="module")
def written() -> str:
    bot = toy()
    card = card_of(bot)
    run = Run({TOPIC: card}, bot.edition, {each.id: each.asked.milliseconds for each in card.scored})
    return page(run, judge(run, {}), bot)


def test_where_sources_differ_is_shown_with_both_sides(written: str) -> None:
    row = written.split("Where sources differ")[1].split("</table>", maxsplit=1)[0]

    assert "<td>marlowe-fever-2024</td><td>halden-2022</td>" in row


def test_a_proof_leaves_out_exceptions_that_no_rule_writes() -> None:
    proof = AllOf((AllOf((AGE, AGE)), Not(NEVER))).judge({})

    assert plain(proof).says == "all of"
    assert [part.says for part in plain(proof).because] == ["forty", "forty"]


def test_a_proof_keeps_exceptions_that_are_written() -> None:
    proof = AllOf((AGE, Not(AnyOf((AGE,))))).judge({})

    assert [part.says for part in plain(proof).because] == ["forty", "not"]
    assert [part.says for part in plain(proof).because[1].because] == ["forty"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)")
@pytest.mark.parametrize("width", [1280, 375])
def test_the_page_fits_a_screen_and_a_telephone(width: int, chromium: Any, written: str, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(written, "utf-8")
    shown = chromium.new_page(viewport={"width": width, "height": 900})
    wrong: list[str] = []
    shown.on("console", lambda message: wrong.append(message.text))

    shown.goto((tmp_path / "report.html").as_uri())
    shown.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")

    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    smallest = shown.evaluate(
        "Math.min(...[...document.querySelectorAll('svg text')].map(each => each.getBoundingClientRect().height))"
    )
    assert smallest >= 9
    assert not wrong
