"""The console: everything of `bot.cli`, and the judge's own commands beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import bot.cli_guard  # noqa: F401 (its commands)
from bot.cli import FOUND_PROBLEMS, app, day_of, in_one_sentence, say, stop, whole

if TYPE_CHECKING:
    from bot.wiring import Bot
    from eval.gate import Verdict
    from eval.gold import Gold

judge = typer.Typer(
    name="eval",
    help="Score the gold cases, and see which answers a change changes.",
    invoke_without_command=True,
    rich_markup_mode=None,
)
app.add_typer(judge)

REPORT = Path("artefacts/eval")
GRID_DAY = "2026-11-21"  # the day that patients made by rule are asked on
Report = Annotated[Path, typer.Option("--report", metavar="DIR", help="Where the reports go.")]
Gate = Annotated[
    bool, typer.Option("--gate", help="Compare with what was reached before; exit 1 if anything is worse.")
]
Accept = Annotated[bool, typer.Option("--accept", help="Keep this run as what was reached, better or not.")]
Least = Annotated[float, typer.Option("--least", min=0, max=1, help="Exit 1 below this share.")]
Topic = Annotated[str | None, typer.Option("--topic", help="Only this topic.")]


def main() -> None:
    """Run the command line."""
    app()


@app.command()
@in_one_sentence
def check() -> None:
    """Check texts, topics, rules and gold cases: everything that is wrong, at once, with the way out.

    Example: guideline check && guideline prove
    """
    from eval.checking import everything_wrong

    problems = everything_wrong()
    for problem in problems:
        say(problem)
    if problems:
        stop(f"{len(problems)} problem(s).", FOUND_PROBLEMS)
    typer.echo("Texts, topics, rules and gold cases are in order.")


@judge.callback()
@in_one_sentence
def score(  # noqa: PLR0913, PLR0917 (the options of a command)
    context: typer.Context,
    gate: Gate = False,  # noqa: FBT002 (a flag)
    report: Report = REPORT,
    topic: Topic = None,
    repeat: Annotated[int, typer.Option(min=0, max=64, help="How many further processes must answer the same.")] = 2,
    accept: Accept = False,  # noqa: FBT002 (a flag)
) -> None:
    """Score the gold cases: JSON, JUnit, Markdown and an HTML report.

    Example: guideline eval --gate --report artefacts/eval
    """
    if context.invoked_subcommand:
        return
    from eval.gate import judge as compare
    from eval.gate import read_baseline
    from eval.record import unrecorded
    from eval.report.console import lines
    from eval.report.write import refused_early, write
    from eval.run import run

    refused_early(report)
    bot, gold = _cases(topic)
    done = run(bot, gold, repeat, _progress)
    before = {name: kept for name, kept in read_baseline().items() if name in gold}
    verdict = compare(done, before, unrecorded(bot, gold))
    for line in lines(done, verdict):
        typer.echo(line)
    write(report, done, verdict, bot)
    _conclude(verdict, report, keep=accept or (gate and verdict.raises), gate=gate and not accept)


def _cases(topic: str | None) -> tuple[Bot, dict[str, Gold]]:
    """The bot, and the gold cases of one topic or all."""
    from bot.wiring import build
    from eval.gold import load_gold

    bot = build()
    _known(topic, bot)
    gold = {name: found for name, found in load_gold(bot).items() if topic in (None, name)}
    if not gold:
        stop("There are no gold cases: write eval/gold/<topic>.yaml.", FOUND_PROBLEMS)
    return bot, gold


def _known(topic: str | None, bot: Bot) -> None:
    """Stop unless there is such a topic, or none is named."""
    if topic is not None and topic not in bot.topics:
        stop(f"'{whole(topic)}' is not a topic. Write one of: {', '.join(bot.topics)}.")


def _progress(text: str) -> None:
    say(f"  {text} …")


def _conclude(verdict: Verdict, report: Path, *, keep: bool, gate: bool) -> None:
    typer.echo(f"Report: {report / 'report.html'}")
    if keep and not os.environ.get("CI"):
        from eval.gate import BASELINE, raise_baseline
        from eval.report.write import writing

        with writing(BASELINE):
            raise_baseline(verdict)
        typer.echo(f"{BASELINE.name} now holds these scores: commit it with the change that earned them.")
    if gate and not verdict.passed:
        stop(f"The gate fails: {len(verdict.reasons)} reason(s).", FOUND_PROBLEMS)


@judge.command()
@in_one_sentence
def record(topic: Topic = None, as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE")] = None) -> None:
    """Write down what the rules say of patients at every boundary; git shows what changed."""
    from bot.wiring import build
    from eval.record import path_of, recorded
    from eval.report.write import replace, writing

    bot, day = build(), day_of(as_of or GRID_DAY)
    _known(topic, bot)
    for name in [topic] if topic else list(bot.topics):
        with writing(path_of(name)):
            replace(path_of(name), recorded(bot, name, day))
        typer.echo(f"wrote {path_of(name)}")


@judge.command()
@in_one_sentence
def diff(
    revision: Annotated[str, typer.Argument(help="A git revision: HEAD, main, a tag or a hash.")],
    report: Report = REPORT,
    topic: Topic = None,
) -> None:
    """List every answer that differs between a revision and the working tree, and the rule or passage that caused it.

    Example: guideline eval diff HEAD
    """
    from eval.diff import commit_of, compare, questions
    from eval.report.changes import lines, markdown
    from eval.report.write import refused_early, save

    commit = commit_of(revision)
    refused_early(report)
    bot, gold = _cases(topic)
    asked = questions(bot, gold, day_of(GRID_DAY))
    _progress(f"{len(asked)} questions, asked of {revision} and of the working tree")
    found = compare(commit, asked)
    for line in lines(found, len(asked), revision):
        typer.echo(line)
    save(report, {"diff.md": markdown(found, len(asked), revision)})


@judge.command()
@in_one_sentence
def mutate(
    report: Report = REPORT,
    topic: Topic = None,
    least: Least = 0.95,
    by_hand: Annotated[bool, typer.Option("--by-hand", help="Without the recorded patients.")] = False,  # noqa: FBT002 (a flag)
) -> None:
    """Change every threshold, comparison, and/or, negation, position and citation, and see whether a case notices.

    What is done is kept in the report folder: a run that was stopped goes on where it was.

    Example: guideline eval mutate --by-hand --least 0.6
    """
    from eval.mutation.score import mutation_score
    from eval.report.mutation import lines, markdown
    from eval.report.write import save, writing
    from eval.sharing import workers

    bot, gold = _cases(topic)
    worst = 1.0
    judged = {f"{name}-by-hand": each.by_hand for name, each in gold.items()} if by_hand else gold
    for name, cases in judged.items():
        kept = report / f"mutants-{name}.jsonl"
        with writing(kept), _bar(f"{name}: mutants") as step:
            score = mutation_score(bot, cases, kept, workers(), step)
        for line in lines(score):
            typer.echo(line)
        save(report, {f"mutation-{name}.md": markdown(score)})
        worst = min(worst, score.value)
    if worst < least:
        stop(f"The mutation score is below {least:.0%}.", FOUND_PROBLEMS)


@judge.command()
@in_one_sentence
def variants(report: Report = REPORT, topic: Topic = None, least: Least = 0.0) -> None:
    """Ask every gold question in thousands of other ways: the outcome and the facts must stay the same."""
    from eval.report.variants import lines
    from eval.report.write import refused_early, save
    from eval.variants import try_all

    refused_early(report)
    bot, gold = _cases(topic)
    for name, cases in gold.items():
        with _bar(f"{name}: variants") as step:
            tried = try_all(bot, cases, step)
        shown = list(lines(name, tried))
        for line in shown:
            typer.echo(line)
        save(report, {f"variants-{name}.txt": "\n".join(shown) + "\n"})
        if tried.share < least:
            stop(f"Fewer than {least:.0%} of the variants come to the same.", FOUND_PROBLEMS)


@judge.command()
@in_one_sentence
def bench(
    name: Annotated[str, typer.Argument(help="Which set, or 'all'; 'list' says what there is.")],
    folder: Annotated[Path, typer.Argument(help="The folder of the public sets.")] = Path(),
    report: Report = REPORT,
    most: Annotated[int | None, typer.Option("--most", min=1, help="At most this many rows of each set.")] = None,
) -> None:
    """Measure on a public set, beside its published or measured baseline. Nothing is downloaded.

    Example: guideline eval bench negex ../shared/benchmarks
    """
    from eval.adapters import ADAPTERS, measure
    from eval.report.write import refused_early, save

    if name == "list":
        for known, adapter in ADAPTERS.items():
            typer.echo(f"{known:<16} {adapter.measures} ({adapter.file})")
        return
    if name not in (*ADAPTERS, "all"):
        stop(f"'{name}' is not a set. Write one of: {', '.join(ADAPTERS)}, all.")
    refused_early(report)
    shown = []
    for known in ADAPTERS if name == "all" else [name]:
        shown.append(measure(known, folder, most))
        typer.echo(shown[-1])
    save(report, {f"bench-{name}.txt": "\n".join(shown) + "\n"})


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on the error stream."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
