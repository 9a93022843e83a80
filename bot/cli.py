"""The command line: parse, call, print. Heavy parts load only in the command that needs them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import wraps
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated, NoReturn, ParamSpec, TypeVar

import typer

if TYPE_CHECKING:
    from bot.schema import Answer

P = ParamSpec("P")
R = TypeVar("R")
FOUND_PROBLEMS, WRONG_USAGE = 1, 2
FILTERS = ("topic", "kind", "year", "country", "status", "document", "form")

app = typer.Typer(
    name="guideline",
    help="Answers about clinical guidelines, decided by written rules with quoted sources.",
    epilog='Try: guideline ask "Is it recommended at 52?" or guideline chat. Each command has an example: '
    "guideline ask --help",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Answer as of this day, e.g. 2024-06-30.")]
Facts = Annotated[
    list[str] | None,
    typer.Option("--fact", metavar="NAME=VALUE", help="A fact given apart, e.g. --fact age=52 (may be repeated)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON (an answer: schema answer/1).")]


def say(problem: object) -> None:
    """Print one problem where problems belong; where nothing can be printed the exit code still tells."""
    with suppress(OSError, ValueError):
        typer.echo(str(problem), err=True)


def stop(problem: object, code: int = WRONG_USAGE) -> NoReturn:
    """End with one sentence and an exit code."""
    say(problem)
    raise typer.Exit(code)


def in_one_sentence(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what an operator or author can mend into one sentence and the right exit code, never a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except KeyboardInterrupt:
            stop("Stopped. Nothing that was finished is lost.", 130)
        except BrokenPipeError:
            sys.stderr.close()
            raise typer.Exit(0) from None
        except Exception as problem:
            from bot.problems import code_of, sentence_of

            code = code_of(problem)
            if code is None:
                raise
            stop(sentence_of(problem), code)

    return run


@app.command()
@in_one_sentence
def ask(
    question: Annotated[
        str, typer.Argument(help="The question in your own words; - reads questions from standard input, one a line.")
    ],
    json_: Json = False,  # noqa: FBT002 (typer's way)
    as_of: AsOf = None,
    fact: Facts = None,
) -> None:
    """Answer one question: the verdict first, then what it rests on.

    Example: guideline ask "Is it recommended?" --fact age=52
    """
    from bot.answer import answer
    from bot.question import Question
    from bot.wiring import configured

    day, facts = day_of(as_of), facts_of(fact or [])
    bot = configured()
    problems = 0
    for text in _questions(question):
        try:
            given = answer(Question(text, day, facts=facts), bot)
        except ValueError as problem:
            if question != "-":
                raise
            problems += 1
            say(problem)
            continue
        typer.echo(_printed(given, json_=json_, line=question == "-"))
    if problems:
        raise typer.Exit(WRONG_USAGE)


def _questions(question: str) -> Iterator[str]:
    if question != "-":
        yield question
        return
    if sys.stdin is None:
        stop("Standard input is closed: there is nothing to read questions from.")
    for line in sys.stdin.buffer:
        if text := line.decode("utf-8", "replace").strip():
            yield text


def _printed(given: Answer, *, json_: bool, line: bool) -> str:
    import json

    from bot.render.text import as_text

    if not json_:
        return as_text(given, columns())
    return given.as_json().decode() if line else json.dumps(given.as_dict(), ensure_ascii=False, indent=2)


def columns() -> int:
    """How wide the terminal is; 100 characters where it does not say."""
    return get_terminal_size((100, 24)).columns


def whole(text: str) -> str:
    """An argument without bytes that are no text, which nothing can write out again."""
    return text.encode("utf-8", "replace").decode()


def day_of(text: str | None) -> date:
    """The day to answer for: today, unless one is given."""
    if text is None:
        return date.today()  # noqa: DTZ011 (the reader's own day)
    try:
        return date.fromisoformat(text)
    except ValueError:
        stop(f"'{whole(text)}' is not a date. Write it as 2024-06-30.")


def facts_of(pairs: list[str]) -> dict[str, object]:
    """Facts given as name=value."""
    facts: dict[str, object] = {}
    for pair in map(whole, pairs):
        name, equals, value = pair.partition("=")
        if not (equals and name.strip() and value.strip()):
            stop(f"'{pair}' is not a fact. Write --fact name=value.")
        if name.strip() in facts:
            stop(f"The fact '{name.strip()}' is given twice.")
        facts[name.strip()] = value.strip()
    return facts


@app.command()
@in_one_sentence
def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            exists=True, readable=False, help="Documents or folders to add (the built-in texts are always indexed)."
        ),
    ] = None,
) -> None:
    """Read, cut and index the texts: only what changed.

    Example: guideline index guidelines/ handout.pdf
    """
    from bot.indexing import run

    run(paths or [])


@app.command()
@in_one_sentence
def search(
    query: Annotated[str, typer.Argument(help="Words to find.")],
    json_: Json = False,  # noqa: FBT002 (typer's way)
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many passages at most.")] = 10,
    as_of: AsOf = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="FIELD=VALUE", help=f"Only these: {', '.join(FILTERS)} (may be repeated)."),
    ] = None,
) -> None:
    """Find passages, and the words each was found by.

    Example: guideline search "who should be tested" --only country=CA --limit 5
    """
    from bot.searching import show

    day = day_of(as_of) if as_of else None
    show(whole(query), limit, json_=json_, as_of=day, only=dict(split_filter(each) for each in only or ()))


def split_filter(text: str) -> tuple[str, str]:
    """Split `field=value`; exit with a sentence on anything else."""
    name, equals, value = text.partition("=")
    if not equals or name not in FILTERS:
        stop(f"'{text}' is no filter. Write field=value, with one of: {', '.join(FILTERS)}.", WRONG_USAGE)
    return name, value


@app.command()
@in_one_sentence
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port to listen on.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer; one that dies is replaced.")] = 1,
) -> None:
    """Serve the web chat and the API.

    Example: guideline serve --port 8080
    """
    from bot.web.serve import run

    run(host, port, workers)


@app.command()
@in_one_sentence
def chat(as_of: AsOf = None) -> None:
    """Talk in the terminal: facts carry over.

    Example: guideline chat --as-of 2024-06-30
    """
    from bot.talk import run

    run(day_of(as_of), columns())


@app.command("new-topic")
@in_one_sentence
def new_topic(name: Annotated[str, typer.Argument(help="The topic's short name, e.g. marlowe-fever.")]) -> None:
    """Write the files of a new topic, commented.

    `guideline check` then names every place that is still to be written.

    Example: guideline new-topic my-topic && guideline check
    """
    from bot.scaffold import write

    for path in write(name):
        typer.echo(f"wrote {path}")


@app.command()
@in_one_sentence
def replay(
    fingerprint: Annotated[str, typer.Argument(help="The answer's fingerprint, or its first characters.")],
) -> None:
    """Give an old answer again, byte for byte.

    Where texts, rules or software have changed since, it says which.

    Example: guideline replay sha256:1f0c9a
    """
    from bot.replaying import run

    typer.echo(run(whole(fingerprint)), nl=sys.stdout.isatty())  # piped: the bytes of the API, and no more


@app.command()
@in_one_sentence
def slack() -> None:
    """Serve Slack in Socket Mode.

    No public address is needed. Set-up: docs/slack.md.

    Example: SLACK_APP_TOKEN=xapp-… SLACK_BOT_TOKEN=xoxb-… guideline slack
    """
    from bot.slack.start import run

    run(typer.echo)


def main() -> None:
    """The console command, without what lies above this package."""
    import bot.cli_guard  # noqa: F401 (its commands)

    app()
