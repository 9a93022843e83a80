"""The mutation score: all mutants on all cores, kept as they come, so that a run that was stopped goes on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from eval.asking import day_of
from eval.mutation.difference import patient_noticing
from eval.mutation.killing import Court
from eval.mutation.mutants import mutants
from eval.sharing import as_they_come
from guardrails.quantity import as_data

if TYPE_CHECKING:
    from datetime import date

    from bot.wiring import Bot
    from eval.gold import Gold
    from eval.mutation.mutants import Mutant
    from guardrails.values import Value

Outcome = tuple[str | None, str | None]  # who noticed, or else the patient who would have


@dataclass(frozen=True)
class Result:
    """One mutant, and who noticed it; or else the patient who would have, in words."""

    mutant: Mutant
    killer: str | None
    patient: str | None = None


@dataclass(frozen=True)
class MutationScore:
    """All mutants of a topic."""

    topic: str
    results: Sequence[Result]

    @property
    def survivors(self) -> list[Result]:
        """Those that nobody noticed, each with the patient who would."""
        return [each for each in self.results if each.killer is None and each.patient]

    @property
    def equivalent(self) -> list[Result]:
        """Those that change nothing for any patient at the rule's boundaries: no case could notice them."""
        return [each for each in self.results if each.killer is None and not each.patient]

    @property
    def value(self) -> float:
        """The share that was noticed, of all that can make a difference to anybody."""
        real = len(self.results) - len(self.equivalent)
        return 1 - len(self.survivors) / real if real else 1.0

    @property
    def kinds(self) -> dict[str, tuple[int, int]]:
        """Of each kind: how many were noticed, of how many."""
        total = Counter(each.mutant.kind for each in self.results)
        killed = Counter(each.mutant.kind for each in self.results if each.killer)
        return {kind: (killed[kind], count) for kind, count in sorted(total.items())}

    @property
    def killers(self) -> Counter[str]:
        """Who noticed how many."""
        return Counter((each.killer or "nobody").partition(":")[0] for each in self.results)


def mutation_score(
    bot: Bot, gold: Gold, kept: Path, workers: int, step: Callable[[int, int], None] = lambda _, __: None
) -> MutationScore:
    """Judge every mutant. What *kept* holds from a run of the same rules and cases is not done again.

    Raises OSError where *kept* cannot be written.
    """
    found = mutants(bot.benches[gold.topic].book, bot.library)
    store = Kept(kept, edition_of(bot, gold))
    done = store.read()
    left = [mutant for mutant in found if mutant.id not in done]
    trial = Trial(Court.of(bot, gold), day_of(gold.cases[0])) if left else None
    results = as_they_come(trial, left, workers) if trial else iter(())
    step(len(found) - len(left), len(found))
    for number, (mutant, result) in enumerate(zip(left, results, strict=True), len(found) - len(left) + 1):
        done[mutant.id] = result
        store.add(mutant.id, result)
        step(number, len(found))
    return MutationScore(gold.topic, [Result(each, *done[each.id]) for each in found])


@dataclass(frozen=True)
class Trial:
    """Tries one mutant: who notices it, or the patient who would have."""

    court: Court
    on: date

    def __call__(self, mutant: Mutant) -> Outcome:
        """The killer, or the patient, or neither."""
        killer = self.court.killer(mutant)
        if killer:
            return killer, None
        found = patient_noticing(mutant, self.court.bench, self.on)
        return None, self._described(*found) if found else None

    def _described(self, decision: str, facts: Mapping[str, Value]) -> str:
        vocabulary = self.court.bench.book.vocabulary
        told = {name: as_data(vocabulary[name], value) for name, value in facts.items()}
        return f"{decision}: {json.dumps(told, ensure_ascii=False)}"


def edition_of(bot: Bot, gold: Gold) -> str:
    """What a result depends on: texts, rules and cases."""
    cases = json.dumps([case.model_dump(mode="json") for case in gold.cases], sort_keys=True)
    return sha256(f"{bot.edition}{cases}".encode()).hexdigest()


@dataclass(frozen=True)
class Kept:
    """Results in a file, one a line; the first line says of which edition they are."""

    path: Path
    edition: str

    def read(self) -> dict[str, Outcome]:
        """What is there of this edition; another edition's is begun anew, half a line is left out."""
        lines = list(self._lines())
        if not lines or lines[0].get("edition") != self.edition:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(json.dumps({"edition": self.edition}) + "\n", "utf-8")
            return {}
        return {str(line["mutant"]): (line["killer"], line["patient"]) for line in lines[1:] if "mutant" in line}

    def add(self, mutant: str, result: Outcome) -> None:
        """Keep one more."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"mutant": mutant, "killer": result[0], "patient": result[1]}) + "\n")

    def _lines(self) -> Iterator[Mapping[str, str | None]]:
        if not self.path.is_file():
            return
        for line in self.path.read_text("utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                yield {}
