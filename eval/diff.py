"""Which answers differ between a revision and the working tree, and which rule or passage caused it."""

from __future__ import annotations

import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.question import QuestionProblem
from corpus.problems import FileProblems, Problem
from corpus.strict_yaml import YamlError, read_yaml
from eval.processes import ROOT, ProcessProblem, Put, finish, start

if TYPE_CHECKING:
    from datetime import date

    from bot.wiring import Bot
    from eval.gold import Gold

Answers = Mapping[str, Mapping[str, Any]]
PARTS = ("corpus", "guardrails", "bot")


class DiffProblem(FileProblems):
    """For a reviewer: a revision cannot be compared with."""


@dataclass(frozen=True)
class Difference:
    """One question whose answer differs: before, after, and why."""

    id: str
    ask: str
    facts: Mapping[str, Any]
    before: str
    after: str
    changes: tuple[str, ...]
    causes: tuple[str, ...]

    @property
    def moves(self) -> bool:
        """Whether the outcome itself is another."""
        return self.before != self.after


def questions(bot: Bot, gold: Mapping[str, Gold], on: date) -> list[Put]:
    """Every gold question, every recorded patient, and a grid of the two leading facts by the usual decision."""
    from eval.asking import question_of, wordings

    found = []
    for topic, cases in gold.items():
        for case, number in wordings(cases.cases):
            question = question_of(case, case.questions[number - 1])
            name = f"{topic}/{case.id}/{number}"
            found.append(Put(name, question.text, question.as_of.isoformat(), question.history, question.facts))
        found += grid(bot, topic, on)
    return found


def grid(bot: Bot, topic: str, on: date) -> Iterator[Put]:
    """Patients made of the two facts that rules look at most, by the usual decision."""
    bench, about = bot.benches[topic], bot.topics[topic]
    facts = bench.book.vocabulary.facts
    leading = [name for name, fact in facts.items() if fact.common or (fact.choices and fact.ask)][:2]
    ask = f"{next(iter(about.default.words), about.title)}?"
    for first in facts[leading[0]].common or facts[leading[0]].choices if leading else ():
        for value in facts[leading[-1]].common or facts[leading[-1]].choices:
            given = {leading[0]: first, leading[-1]: value}
            yield Put(f"{topic}/grid/{first}-{value}", ask, on.isoformat(), (), given)


def compare(revision: str, asked: Sequence[Put]) -> list[Difference]:
    """Ask both, at once, each with its own code and data. Raises `DiffProblem`."""
    with tempfile.TemporaryDirectory(prefix="guideline-diff-") as folder:
        old_tree = extracted(revision, Path(folder))
        old, new = start(asked, old_tree), start(asked, ROOT)
        try:
            before, after = finish(old), finish(new)
        except ProcessProblem as problem:
            old.kill()
            new.kill()
            raise DiffProblem([Problem(revision, "1", str(problem), "Compare with another revision.")]) from None
        causes = Causes(changed_rules(old_tree, ROOT), changed_texts(old_tree, ROOT))
    return list(differences(asked, before, after, causes))


def commit_of(revision: str) -> str:
    """The hash that a revision stands for. Raises `QuestionProblem` where git knows none."""
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode:
        said = f"'{revision.encode('utf-8', 'replace').decode()}' is no revision that git knows here."
        raise QuestionProblem(f"{said} Write HEAD, main, a tag or a hash.")
    return found.stdout.decode().strip()


def _git(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, check=False)  # noqa: S603, S607 (git's own words)


def extracted(revision: str, folder: Path) -> Path:
    """A revision's code and data, in a folder of its own. Raises `DiffProblem`."""
    found = _git("archive", "--format=tar", revision, *PARTS)
    if found.returncode:
        said = found.stderr.decode().strip().splitlines()
        way_out = "Name a revision that git knows: HEAD, main, a tag or a hash."
        raise DiffProblem([Problem(revision, "1", said[-1] if said else "cannot be read", way_out)])
    with tarfile.open(fileobj=BytesIO(found.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


@dataclass(frozen=True)
class Causes:
    """What differs between two trees: rules by their ids, texts by their passages' guidelines."""

    rules: Mapping[str, str]  # id → "changed", "new" or "gone"
    texts: frozenset[str]

    def of(self, before: Mapping[str, Any], after: Mapping[str, Any], moved: Iterable[str]) -> tuple[str, ...]:
        """What of it stands behind a difference, the nearest first."""
        positions = [each for answer in (before, after) for each in answer.get("positions", ())]
        used = {each["rule"] for each in positions if each["guideline"] in set(moved)}
        sources = {each["guideline"] for each in positions} | {
            each["guideline"] for a in (before, after) for each in a.get("citations", ())
        }
        named = [f"rule {name} ({how})" for name, how in sorted(self.rules.items()) if name in used]
        if not named:
            named = [
                f"rule {name} ({how})"
                for name, how in sorted(self.rules.items())
                if not used or name.partition("@")[0] in used
            ]
        named += [f"text {name}" for name in sorted(self.texts & sources)]
        derived = [f"rule {name} ({how})" for name, how in sorted(self.rules.items()) if "derived.yaml" in how]
        return tuple(dict.fromkeys([*named, *derived])) or ("the code",)


def differences(asked: Sequence[Put], before: Answers, after: Answers, causes: Causes) -> Iterator[Difference]:
    """Every question whose answer is not the same, those whose outcome moves first."""
    found = []
    for each in asked:
        old, new = before.get(each.id, {}), after.get(each.id, {})
        changes = tuple(_changes(old, new))
        if changes:
            moved = _moved(old, new)
            was, now = (str(answer.get("outcome") or answer.get("problem")) for answer in (old, new))
            found.append(
                Difference(each.id, each.text, each.facts or {}, was, now, changes, causes.of(old, new, moved))
            )
    yield from sorted(found, key=lambda each: (not each.moves, each.id))


def _moved(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    one, other = _positions(old), _positions(new)
    return [name for name in {**one, **other} if one.get(name) != other.get(name)]


def _positions(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What each source says, without the numbers of references, which move when another source is added."""
    bare = ("outcome", "rule", "text", "strength")
    return {
        each["guideline"]: [each[key] for key in bare] + [[c["text"], c["truth"]] for c in each["criteria"]]
        for each in answer.get("positions", ())
    }


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if old.get("problem") != new.get("problem"):
        yield f"cannot be asked: {old.get('problem') or new.get('problem')}"
    if old.get("outcome") != new.get("outcome"):
        yield f"outcome: {old.get('outcome')} → {new.get('outcome')}"
    one, other = _positions(old), _positions(new)
    for name in {**one, **other}:
        if one.get(name) != other.get(name):
            yield f"{name}: {_stand(one.get(name))} → {_stand(other.get(name))}"
    for key in ("statements", "assumptions", "facts", "missing", "notices"):
        if texts(old, key) != texts(new, key):
            yield f"{key}: {_told(texts(old, key), texts(new, key))}"
    quotes = [{(each["passage"], each["quote"]) for each in answer.get("citations", ())} for answer in (old, new)]
    if quotes[0] != quotes[1]:
        was, now = ([" ".join(each) for each in sorted(found)] for found in quotes)
        yield f"citations: {_told(was, now)}"


def _stand(position: Sequence[Any] | None) -> str:
    return "silent" if position is None else f"{position[0]} (rule {position[1]})"


def texts(answer: Mapping[str, Any], key: str) -> list[str]:
    """A part of an answer as words."""
    return [
        str(each.get("text") or {k: v for k, v in each.items() if k != "matters_to"}) for each in answer.get(key, ())
    ]


def _told(old: Sequence[str], new: Sequence[str]) -> str:
    gone = [f"− {each[:120]}" for each in old if each not in new]
    come = [f"+ {each[:120]}" for each in new if each not in old]
    return "; ".join([*gone, *come][:6]) or "another order"


def changed_rules(old: Path, new: Path) -> dict[str, str]:
    """Rules, derivations and contradictions that are not the same, by id, with their file."""
    one, other = _rules(old), _rules(new)
    found = {}
    for name in sorted({**one, **other}):
        if one.get(name) != other.get(name):
            how = "new" if name not in one else "gone" if name not in other else "changed"
            found[name.partition("@")[0]] = f"{how}, {(other.get(name) or one[name])[0]}"
    return found


def _rules(root: Path) -> dict[str, tuple[str, str]]:
    found = {}
    for path in sorted((root / "guardrails" / "rules").glob("*/*.yaml")):
        try:
            value = read_yaml(path.read_text("utf-8"), path.name).value
        except (YamlError, OSError):
            continue
        parts = [rule for key in ("rules", "derive", "contradictions") for rule in (value or {}).get(key) or ()]
        for rule in parts:
            found[f"{rule.get('id')}@{rule.get('in_force_from', '')}"] = (
                path.name,
                json.dumps(rule, sort_keys=True, default=str),
            )
    return found


def changed_texts(old: Path, new: Path) -> frozenset[str]:
    """The guideline texts that are not the same."""
    one, other = ({path.stem: path.read_bytes() for path in root.glob("corpus/topics/*/*.md")} for root in (old, new))
    return frozenset(name for name in {**one, **other} if one.get(name) != other.get(name))
