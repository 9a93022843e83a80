"""A proof as people read it: without the parts that say nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guardrails.criteria import Finding


def plain(finding: Finding) -> Finding:
    """The same proof without exceptions that no rule writes, and without a list of one."""
    parts = tuple(plain(part) for part in finding.because if not _nothing(part))
    return parts[0] if len(parts) == 1 and finding.says != "not" else replace(finding, because=parts)


def _nothing(finding: Finding) -> bool:
    """Whether it is a list of nothing, or its denial."""
    return not finding.fact and all(_nothing(part) for part in finding.because)
