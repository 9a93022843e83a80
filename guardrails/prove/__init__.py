"""Proofs about the rules, by an SMT solver: proved, or refuted with a patient that anyone can replay."""

from guardrails.prove.result import Report, Result, Status, Witness
from guardrails.prove.run import prove

__all__ = ["Report", "Result", "Status", "Witness", "prove"]
