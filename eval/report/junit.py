"""JUnit XML, for CI: a test a wording, with what failed and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

if TYPE_CHECKING:
    from eval.run import Run
    from eval.scorecard import Scorecard, Scored


def junit(run: Run, regressions: Sequence[str] | None = None) -> str:
    """One suite a topic. With *regressions*, the wordings that the gate holds against the change, only they fail."""
    root = Element("testsuites", name="guideline eval")
    for card in run.cards.values():
        _suite(root, card, run.milliseconds, regressions)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, card: Scorecard, times: Mapping[str, float], regressions: Sequence[str] | None) -> None:
    suite = SubElement(root, "testsuite", name=card.topic, tests=str(len(card.scored)))
    counts = {"failure": 0, "error": 0, "skipped": 0}
    for each in card.scored:
        case = SubElement(
            suite,
            "testcase",
            classname=f"{card.topic}.{each.asked.case.category}",
            name=f"{each.id} {each.asked.wording.ask}",
        )
        case.set("time", f"{times.get(each.id, 0.0) / 1000:.4f}")
        if verdict := _verdict(each, regressions):
            kind, said = verdict
            counts[kind] += 1
            SubElement(case, kind, message=said[:200]).text = said
    for kind, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        suite.set(name, str(counts[kind]))


def _verdict(each: Scored, regressions: Sequence[str] | None) -> tuple[str, str] | None:
    said = "\n".join(f"{name}: {why}" for name, why in each.failing.items())
    if each.unscored:
        return "error", f"could not be scored\n{said}"
    if not each.failing:
        return None
    known = regressions is not None and each.id not in regressions
    return ("skipped", f"known before this change\n{said}") if known else ("failure", said)
