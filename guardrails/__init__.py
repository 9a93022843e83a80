"""The rules: facts, units, three-valued logic, rules as data, verdicts, proofs, grounding, lint."""
