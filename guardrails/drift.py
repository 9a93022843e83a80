"""Source drift: a rule stores the hash of the passages it quotes; a changed passage puts it under review.

The hash is *recorded* when a rule is written, by the tool and without anybody's name: it says only that the passages
are still those that were quoted, and leaves the sources' own review status as it is. Somebody who has read them signs:
then the name and the day stand beside the hash. Either way a change is seen, and only a signature settles it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.problems import FileProblems, Problem, shown
from guardrails.criteria import compared_facts
from guardrails.rules import DERIVED, Conflict, Derived, Rule

if TYPE_CHECKING:
    from datetime import date

    from corpus.library import Library
    from guardrails.rules import RuleBook

Quoting = Rule | Derived | Conflict
UNDER_REVIEW = "under_review"
_QUOTED = re.compile(r"^(?P<indent>\s*)quoted:.*\n", re.MULTILINE)


def all_quoting(book: RuleBook) -> tuple[Quoting, ...]:
    """All of a topic that quotes: its rules, what follows from facts, and what contradicts."""
    return (*book.rules, *book.derived, *book.conflicts)


def file_of(rule: Quoting) -> str:
    """The file that it stands in."""
    return f"{rule.guideline}.yaml" if isinstance(rule, Rule) else DERIVED


def passages_of(rule: Quoting) -> list[str]:
    """The passages that a rule quotes, for itself and for its criteria, in order of their names."""
    parts = (rule.concerns, rule.criterion) if isinstance(rule, Rule) else (rule.criterion,)
    quotes = [*rule.spec.cite, *(quote for part in parts for each in compared_facts(part) for quote in each.cite)]
    return sorted({quote.passage for quote in quotes})


def hash_of(rule: Quoting, library: Library) -> str:
    """The hash of the words of all passages that a rule quotes."""
    digest = sha256()
    for name in passages_of(rule):
        passage = library.passages.get(name)
        text = passage.text if passage else ""
        digest.update(f"{name}\0{len(text)}\0{text}\0{passage.provenance.value if passage else ''}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def stored_hash(rule: Quoting) -> str | None:
    """The hash that was recorded or signed with a rule; what follows it says when, and by whom if anybody signed."""
    return rule.spec.quoted.split()[0] if rule.spec.quoted else None


def drifted(rule: Quoting, library: Library) -> bool:
    """Whether a passage that a rule quotes has changed since its hash was stored."""
    return stored_hash(rule) not in (None, hash_of(rule, library))


@lru_cache(maxsize=16)
def drifted_ids(book: RuleBook, library: Library) -> frozenset[str]:
    """The ids of the rules whose passages have changed."""
    return frozenset(rule.spec.id for rule in drifted_rules(book, library))


def drifted_rules(book: RuleBook, library: Library) -> Iterator[Quoting]:
    """The rules and derivations of a topic whose passages have changed."""
    return (rule for rule in all_quoting(book) if drifted(rule, library))


def drift_problems(folder: Path, book: RuleBook, library: Library) -> list[Problem]:
    """What `guideline check` says of them: it fails until someone signs."""
    way_out = "Read its passages again; then: guideline sign {id} --by NAME."
    return [
        Problem(
            shown(folder / file_of(rule)),
            rule.spec.id,
            f"a passage that it quotes has changed since {' '.join((rule.spec.quoted or '').split()[1:]) or 'then'}",
            way_out.format(id=rule.spec.id),
        )
        for rule in drifted_rules(book, library)
    ]


def signed_text(text: str, rule: Quoting, library: Library, by: str | None, on: date) -> str:
    """A rule file's text with one rule signed; everything else stays byte for byte. Raises `FileProblems`.

    Without anybody's name the hash is only recorded.
    """
    name = " ".join(by.split()).replace('"', "") if by else ""
    how = f"by {name} on {on.isoformat()}" if name else f"recorded {on.isoformat()}"
    start = re.search(rf"^(?P<dash>[ \t]*- )id: {re.escape(rule.spec.id)}\s*$", text, re.MULTILINE)
    if start is None:
        what = f"rule '{rule.spec.id}' does not start with its id"
        raise FileProblems([Problem(file_of(rule), rule.spec.id, what, "Write 'id' first.")])
    end = re.compile(rf"^{re.escape(start['dash'])}", re.MULTILINE).search(text, start.end())
    block = text[start.end() : end.start() if end else len(text)]
    indent = " " * len(start["dash"])
    line = f'{indent}quoted: "{hash_of(rule, library)} {how}"\n'
    kept = re.sub(rf"^{indent}quoted:.*\n", "", block.removeprefix("\n"), flags=re.MULTILINE)
    return f"{text[: start.end()]}\n{line}{kept}{text[end.start() :] if end else ''}"
