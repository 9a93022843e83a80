from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from books import bench, rule

from guardrails.criteria import Compare
from guardrails.outcome import Outcome
from guardrails.prove import Report, Result, Status, prove
from guardrails.prove.diff import changed
from guardrails.prove.invariants import Invariant, InvariantSpec
from guardrails.prove.patients import Asked
from guardrails.quantity import parse
from guardrails.values import Choice, Interval

ON = date(2026, 11, 21)


def proved(found: Any, *wanted: Invariant, known: dict[str, str] | None = None) -> Report:
    return prove(found, ON, Asked, wanted, known)


def result(report: Report, name: str) -> Result:
    return next(each for each in report.results if each.id == name)


def given(found: Any, facts: dict[str, object]) -> dict[str, Any]:
    return {name: parse(found.book.vocabulary[name], value) for name, value in facts.items()}


def never_yes(fact: str, value: Any, **other: Any) -> Invariant:
    spec = InvariantSpec(id="never", decision="treat", say="never", when={}, **(other or {"no_yes": True}))
    return Invariant(spec, Compare(fact, value, "so"))


def test_two_overlapping_opposite_rules_are_found_with_the_smallest_patient(tmp_path: Path) -> None:
    found = bench(
        tmp_path,
        a=("guideline", [
            rule("a", "recommended", "{age: {at_least: 18}}"),
            rule("a", "not_recommended", "{all_of: [{fever: yes}, {age: {above: 64}}]}"),
        ]),
    )  # fmt: skip

    opposite = result(proved(found), "opposite:a-recommended/a-not-recommended")

    assert opposite.status is Status.REFUTED
    assert opposite.witness is not None
    facts = opposite.witness.facts
    assert set(facts) == {"age", "fever"}
    judged = {each.id: each.criterion.truth(given(found, facts)).name for each in found.book.rules}
    assert set(judged.values()) == {"TRUE"}


def test_rules_that_exclude_each_other_are_proved_to(tmp_path: Path) -> None:
    found = bench(
        tmp_path,
        a=("guideline", [
            rule("a", "recommended", "{age: {at_least: 18}}"),
            rule("a", "not_recommended", "{age: {below: 18}}"),
        ]),
    )  # fmt: skip

    report = proved(found)

    assert report.holds
    assert result(report, "opposite:a-recommended/a-not-recommended").status is Status.PROVED


def test_a_contraindication_is_an_exception_and_no_contradiction(tmp_path: Path) -> None:
    found = bench(
        tmp_path,
        a=("label", [
            rule("a", "recommended", "{age: {at_least: 18}}"),
            rule("a", "not_recommended", "{fever: yes}", contraindication="yes"),
        ]),
    )  # fmt: skip

    assert proved(found).holds


def test_a_dead_rule_is_found(tmp_path: Path) -> None:
    when = "{all_of: [{age: {below: 18}}, {age: {at_least: 18}}]}"
    found = bench(tmp_path, a=("guideline", [rule("a", "recommended", when)]))

    assert result(proved(found), "dead:a-recommended").status is Status.REFUTED


def test_a_rule_that_is_dead_by_what_is_derived_is_found(tmp_path: Path) -> None:
    derived = """
        topic: toy
        derive:
          - id: ill-by-age
            sets: {ill: yes}
            when: {age: {at_least: 65}}
            say: Give it.
            cite: [{passage: a#do, quote: Give it.}]
            examples: [{name: one, facts: {age: 65}, outcome: applies}, {name: two, facts: {age: 64}, outcome: does_not_apply}]
    """
    when = "{all_of: [{ill: no}, {age: {above: 70}}]}"
    found = bench(tmp_path, derived=derived, a=("guideline", [rule("a", "recommended", when)]))

    assert result(proved(found), "dead:a-recommended").status is Status.REFUTED


def test_a_rule_swallowed_whole_by_another_is_found(tmp_path: Path) -> None:
    found = bench(
        tmp_path,
        a=("guideline", [
            rule("a", "conditional", "{age: {at_least: 18}}", id="wide"),
            rule("a", "conditional", "{all_of: [{age: {at_least: 40}}, {fever: yes}]}", id="narrow"),
        ]),
    )  # fmt: skip

    report = proved(found)

    assert result(report, "swallowed:narrow").status is Status.REFUTED
    assert result(report, "swallowed:wide").status is Status.PROVED


@pytest.mark.parametrize(("limit", "status"), [("at_most: 65", Status.PROVED), ("at_most: 66", Status.REFUTED)])
def test_a_threshold_off_by_one_breaks_an_invariant(tmp_path: Path, limit: str, status: Status) -> None:
    found = bench(tmp_path, a=("guideline", [rule("a", "recommended", f"{{age: {{{limit}}}}}")]))

    report = proved(found, never_yes("age", Interval(65, low_open=True)))

    never = result(report, "invariant:never")
    assert never.status is status
    if never.witness:
        verdict = found.judge("treat", given(found, never.witness.facts), ON)
        assert any(each.favours for each in verdict.positions)
        assert never.witness.command.startswith("guideline ask treat --fact ")


def test_a_lost_negation_breaks_an_invariant(tmp_path: Path) -> None:
    wanted = never_yes("fever", Choice.exactly("yes"))
    right = bench(tmp_path / "right", a=("guideline", [rule("a", "recommended", "{not: {fever: yes}}")]))
    wrong = bench(tmp_path / "wrong", a=("guideline", [rule("a", "recommended", "{fever: yes}")]))

    assert result(proved(right, wanted), "invariant:never").status is Status.PROVED
    broken = result(proved(wrong, wanted), "invariant:never")
    assert broken.status is Status.REFUTED
    assert broken.witness is not None
    assert broken.witness.facts == {"fever": True}


def test_an_invariant_on_the_outcome_sees_the_veto_of_a_label(tmp_path: Path) -> None:
    rules = {"a": ("guideline", [rule("a", "recommended", "{age: {at_least: 18}}")])}
    veto = ("label", [rule("b", "not_recommended", "{fever: yes}", contraindication="yes")])
    wanted = never_yes(
        "fever", Choice.exactly("yes"), outcome_never=(Outcome.RECOMMENDED, Outcome.CONDITIONAL, Outcome.DIFFER)
    )

    without = proved(bench(tmp_path / "without", **rules), wanted)
    with_it = proved(bench(tmp_path / "with", **rules, b=veto), wanted)

    assert result(without, "invariant:never").status is Status.REFUTED
    assert result(with_it, "invariant:never").status is Status.PROVED


def test_where_two_sources_differ_is_the_smallest_region_in_words(tmp_path: Path) -> None:
    found = bench(
        tmp_path,
        a=("guideline", [rule("a", "recommended", "{all_of: [{age: {between: [25, 80]}}, {fever: yes}]}")]),
        b=("guideline", [rule("b", "recommended", "{all_of: [{age: {at_most: 65}}, {fever: yes}]}")]),
    )

    differ = result(proved(found), "differ:a/b/treat")

    assert [each.words for each in differ.regions] == ["age: above 65 years"]
    assert differ.whole
    example = differ.regions[0].example
    assert example is not None
    stands = {
        each.guideline: each.stand.value for each in found.judge("treat", given(found, example.facts), ON).positions
    }
    assert stands == {"a": "recommended", "b": "criteria_not_met"}


def test_what_a_source_leaves_open_is_listed_beside_what_it_claims_to_cover(tmp_path: Path) -> None:
    found = bench(
        tmp_path, a=("guideline", [rule("a", "recommended", "{age: {between: [25, 80]}}", concerns="{fever: yes}")])
    )

    silent = result(proved(found), "open:a/treat")

    assert "claims to cover fever" in silent.says
    assert sorted(each.words for each in silent.regions) == ["age: above 80 years; fever", "age: below 25 years; fever"]


def test_a_position_that_a_further_fact_overturns_is_found(tmp_path: Path) -> None:
    found = bench(
        tmp_path,
        a=("guideline", [
            rule("a", "recommended", "{fever: yes}"),
            rule("a", "conditional", "{age: {at_least: 18}}"),
        ]),
    )  # fmt: skip

    overturned = result(proved(found), "overturned:a/treat")

    assert overturned.status is Status.REFUTED
    assert "conditional becomes recommended" in overturned.says


def test_withdrawing_an_assumption_is_no_overturning(tmp_path: Path) -> None:
    derived = """
        topic: toy
        derive:
          - id: ill-assumed
            sets: {ill: yes}
            assumption: yes
            when: {fever: yes}
            say: Give it.
            cite: [{passage: a#do, quote: Give it.}]
            examples: [{name: one, facts: {fever: yes}, outcome: applies}, {name: two, facts: {fever: no}, outcome: does_not_apply}]
    """
    found = bench(tmp_path, derived=derived, a=("guideline", [rule("a", "recommended", "{ill: yes}")]))

    assert result(proved(found), "overturned:a/treat").status is Status.PROVED


def test_a_known_failure_is_shown_with_its_reason_and_fails_nothing(tmp_path: Path) -> None:
    when = "{all_of: [{age: {below: 18}}, {age: {at_least: 18}}]}"
    found = bench(tmp_path, a=("guideline", [rule("a", "recommended", when)]))

    report = proved(found, known={"dead:a-recommended": "kept for the record"})

    assert result(report, "dead:a-recommended").status is Status.KNOWN
    assert report.holds


def test_what_is_known_to_fail_and_does_not_must_be_taken_out(tmp_path: Path) -> None:
    found = bench(tmp_path, a=("guideline", [rule("a", "recommended", "{fever: yes}")]))

    assert not proved(found, known={"dead:a-recommended": "was dead once"}).holds
    assert not proved(found, known={"dead:no-such-rule": "a typing error"}).holds


def test_the_diff_of_two_editions_is_the_patients_whose_outcome_changes(tmp_path: Path) -> None:
    before = bench(
        tmp_path / "before", a=("guideline", [rule("a", "recommended", "{age: {at_least: 65}}", strength="strong")])
    )
    after = bench(
        tmp_path / "after", a=("guideline", [rule("a", "recommended", "{age: {at_least: 60}}", strength="strong")])
    )

    report = changed(before, after, ON, Asked, "before")

    [moved] = report.results
    assert moved.id == "changed:treat/not_recommended/recommended"
    [region] = moved.regions
    assert region.words == "age: at least 60 and below 65 years"
    assert region.example is not None
    facts = given(after, region.example.facts)
    assert before.judge("treat", facts, ON).outcome is Outcome.NOT_RECOMMENDED
    assert after.judge("treat", facts, ON).outcome is Outcome.RECOMMENDED


def test_two_equal_editions_have_no_diff(tmp_path: Path) -> None:
    one = bench(tmp_path / "one", a=("guideline", [rule("a", "recommended", "{fever: yes}")]))
    other = bench(tmp_path / "other", a=("guideline", [rule("a", "recommended", "{fever: yes}")]))

    [same] = changed(one, other, ON, Asked, "one").results

    assert same.status is Status.PROVED
