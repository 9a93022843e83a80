"""Logical words for formulas that are known to be z3's own: straight to the solver's terms.

z3's `And`, `Or` and `Not` first ask of every part what it is, in Python; a topic's proofs need a hundred thousand of
them, and that took longer than solving. Same terms in the same order, so the same models.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import z3
from z3 import z3core

Formula = Any  # z3's expressions carry no types


def conj(*parts: Formula | Iterable[Formula]) -> Formula:
    """Whether all of some formulas hold, given one by one or as one list; true of none."""
    return _joined(z3core.Z3_mk_and, parts)


def disj(*parts: Formula | Iterable[Formula]) -> Formula:
    """Whether one of some formulas holds, given one by one or as one list; false of none."""
    return _joined(z3core.Z3_mk_or, parts)


def neg(part: Formula) -> Formula:
    """Whether a formula does not hold."""
    context = part.ctx
    return z3.BoolRef(z3core.Z3_mk_not(context.ref(), part.as_ast()), context)


def implies(one: Formula, other: Formula) -> Formula:
    """Whether a formula holds wherever another does."""
    context = one.ctx
    return z3.BoolRef(z3core.Z3_mk_implies(context.ref(), one.as_ast(), other.as_ast()), context)


def answered(solver: z3.Solver, assumed: list[Formula]) -> z3.CheckSatResult:
    """What a solver answers where some named formulas are assumed."""
    terms = (z3.Ast * len(assumed))(*[part.as_ast() for part in assumed])
    return z3.CheckSatResult(z3core.Z3_solver_check_assumptions(solver.ctx.ref(), solver.solver, len(assumed), terms))


def _joined(made: Any, parts: tuple[Any, ...]) -> Formula:
    given = parts[0] if len(parts) == 1 and isinstance(parts[0], list) else parts
    context = z3.main_ctx()
    terms = (z3.Ast * len(given))(*[part.as_ast() for part in given])
    return z3.BoolRef(made(context.ref(), len(given), terms), context)
