"""How fast it is on this machine: each figure beside its peer in the same run, as a ratio that holds on another.

python -m eval.bench
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from eval.processes import ROOT

if TYPE_CHECKING:
    from bot.wiring import Bot

ON = date(2026, 11, 21)
COLD, WARM = 5, 40
ASK = "import sys; from bot.cli import app; app(sys.argv[1:])"
HEAVY = ("torch", "chromadb", "langchain", "sentence_transformers")


def main() -> None:
    """Measure, and print a table."""
    for name, figure in figures():
        print(f"{name:<52} {figure}")


def figures() -> Iterator[tuple[str, str]]:
    """Every figure, as it comes."""
    from bot.wiring import build

    bot = build()
    starter = next(topic.starters[0] for topic in bot.topics.values() if topic.starters)
    ours, peer = cold(starter)
    yield "cold: guideline ask, a fresh process", f"{ours:.2f} s"
    yield "cold: python -c 'import torch'", f"{peer:.2f} s"
    yield "cold: ours against the peer", f"{ours / peer:.2f} x"
    yield "cold: heavy packages imported by an answer", ", ".join(imported(starter)) or "none"
    yield from warm(bot, starter)


def cold(question: str) -> tuple[float, float]:
    """Medians in seconds, taken turn by turn: a fresh `guideline ask`, and a fresh import of torch."""
    times: list[tuple[float, float]] = []
    for _ in range(COLD):
        ours = timed(lambda: run(ASK, "ask", question, "--as-of", ON.isoformat()))
        times.append((ours, timed(lambda: run("import torch"))))
    return median(each[0] for each in times), median(each[1] for each in times)


def run(code: str, *arguments: str) -> str:
    """What a fresh interpreter prints."""
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env=dict(os.environ), text=True)  # noqa: S603
    return done.stdout


def imported(question: str) -> list[str]:
    """The heavy packages that a rule-decided answer imports."""
    code = (
        f"{ASK.replace('app(sys.argv[1:])', 'app(sys.argv[1:], standalone_mode=False)')}; print('|'.join(sys.modules))"
    )
    modules = set(run(code, "ask", question).splitlines()[-1].split("|"))
    return [name for name in HEAVY if name in modules]


def warm(bot: Bot, starter: str) -> Iterator[tuple[str, str]]:
    """Answers in a process that is running."""
    from bot.answer import answer
    from bot.question import Question

    starters = [text for topic in bot.topics.values() for text in topic.starters] or [starter]
    taken = [timed(lambda text=text: answer(Question(text, ON), bot)) * 1000 for _ in range(WARM) for text in starters]  # type: ignore[misc]
    yield "warm: an answer, median", f"{median(taken):.1f} ms"
    yield "warm: an answer, 95th of 100", f"{sorted(taken)[int(len(taken) * 0.95)]:.1f} ms"


def timed(work: Callable[[], object]) -> float:
    """How long something takes, in seconds."""
    started = perf_counter()
    work()
    return perf_counter() - started


if __name__ == "__main__":
    main()
