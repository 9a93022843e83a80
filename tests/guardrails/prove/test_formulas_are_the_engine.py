"""The solver's formulas and the engine say the same, on the real rules: else a proof would be about something else."""

from __future__ import annotations

import random
import shlex
from datetime import date
from functools import cache
from typing import Any

import pytest
import z3
from the_bot import the_bot

from bot.answer import answer
from bot.cli import facts_of
from bot.proving import asked
from bot.question import Question
from guardrails.infer import infer
from guardrails.positions import Stand
from guardrails.prove.of_sources import differing
from guardrails.prove.patients import plain_number, plainest
from guardrails.prove.prover import Prover
from guardrails.prove.stands import outcomes
from guardrails.values import Interval

ON = date(2026, 11, 21)
TOPIC = "aatd"


@cache
def the_prover() -> Prover:
    bot = the_bot()
    return Prover(bot.benches[TOPIC], ON, lambda decision: asked(bot, TOPIC, decision, ON))


def patients(count: int, share: float, seed: int) -> list[dict[str, Any]]:
    """Draw patients of whom each fact is known with some probability, a value from each piece being as likely."""
    draw = random.Random(seed)
    facts = the_prover().facts
    words = facts.book.vocabulary
    return [
        {
            name: plainest(words[name], draw.choice(pieces))
            for name, pieces in facts.pieces.items()
            if draw.random() < share
        }
        for _ in range(count)
    ]


def assigned(patient: dict[str, Any], state: Any) -> list[Any]:
    facts = the_prover().facts
    pins = [facts.within(name, value) for name, value in patient.items()]
    if state.prefix is not None:
        pins += [state.given(name) if name in patient else z3.Not(state.given(name)) for name in facts.pieces]
    return pins


@pytest.mark.parametrize("seed", range(6))
def test_a_partly_known_patient_has_the_same_positions_by_formula_and_by_engine(seed: int) -> None:
    prover, bench = the_prover(), the_bot().benches[TOPIC]
    decision = sorted(bench.book.by_decision)[seed % len(bench.book.by_decision)] if seed else "augmentation"
    sources = prover.sources(decision, prover.partial)
    checked = 0
    for patient in patients(8, 0.25, seed):
        known = infer(bench.book, patient)
        if known.conflicts or known.impossible:
            continue
        solver = z3.Solver()
        solver.add(*prover.facts.limits, *assigned(patient, prover.partial))
        assert solver.check() == z3.sat
        model = solver.model()
        stands = {each.guideline: each.stand for each in bench.judge(decision, patient, ON).positions}
        for source in sources:
            by_formula = [
                stand
                for stand, formula in source.stands.items()
                if z3.is_true(model.eval(formula, model_completion=True))
            ]
            engine = stands.get(source.guideline)
            assert by_formula == ([engine] if engine else []), (patient, source.guideline)
        checked += 1

    assert checked


def test_a_wholly_known_patient_has_the_same_outcome_by_formula_and_by_engine() -> None:
    prover, bench = the_prover(), the_bot().benches[TOPIC]
    formulas = outcomes(prover.sources("augmentation"), bench, "augmentation")
    names = list(prover.facts.pieces)
    words = bench.book.vocabulary
    draw = random.Random(7)
    for _ in range(25):
        pins = [prover.facts.within(name, draw.choice(prover.facts.pieces[name])) for name in draw.sample(names, 3)]
        model = prover.regions.possible(*pins)
        if model is None:
            continue
        patient = {name: plainest(words[name], prover.facts.piece_in(model, name)) for name in names}

        verdict = bench.judge("augmentation", patient, ON)

        by_formula = [
            each for each, formula in formulas.items() if z3.is_true(model.eval(formula, model_completion=True))
        ]
        assert by_formula == [verdict.outcome], patient
        assert all(each.stand is not Stand.NEEDS_FACTS for each in verdict.positions)


def test_an_example_replays_through_the_command_it_is_shown_with() -> None:
    bot = the_bot()
    found = [
        region.example for each, _ in zip(differing(the_prover()), range(5), strict=False) for region in each.regions
    ]
    assert found
    for example in filter(None, found):
        command, sub, question, *rest = shlex.split(example.command)
        facts = facts_of([each for each in rest if each != "--fact"])

        given = answer(Question(question, ON, facts=facts), bot)

        assert (command, sub) == ("guideline", "ask")
        assert {each.name for each in given.facts} >= set(facts)
        outcomes_shown = {each.outcome for each in given.positions}
        assert outcomes_shown & {"recommended", "conditional", "reported"}


@pytest.mark.parametrize(
    ("piece", "number"),
    [
        (Interval(25, 80), 52),
        (Interval(10.9, 11.1, low_open=True, high_open=True), 11),
        (Interval(11, 11), 11),
        (Interval(80, 80.5, low_open=True), 80.2),
        (Interval(low=65, low_open=True), 115),
    ],
)
def test_an_example_has_the_plainest_number_of_its_piece(piece: Interval, number: float) -> None:
    assert plain_number(piece) == number
