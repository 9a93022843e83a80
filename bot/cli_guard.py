"""The command line of the guard: faults in a text, somebody else's answer, proofs about rules, signatures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import FOUND_PROBLEMS, AsOf, Json, app, day_of, in_one_sentence, say, stop


@app.command()
@in_one_sentence
def lint(
    files: Annotated[list[Path], typer.Argument(help="Files or folders: Markdown, HTML, PDF, Word, text.")],
    json_: Json = False,  # noqa: FBT002 (typer's way)
) -> None:
    """Find faults in any guideline text or answer page: what is wrong, where, what is right, and by which source.

    Example: guideline lint leaflet.docx pages/ --json
    """
    from bot.linting import as_json, as_lines, lint_files

    findings, problems = lint_files(files)
    typer.echo(as_json(findings, problems) if json_ else as_lines(findings))
    for problem in problems:
        say(problem)
    if problems or any(findings.values()):
        raise typer.Exit(FOUND_PROBLEMS)


@app.command()
@in_one_sentence
def verify(
    file: Annotated[Path, typer.Argument(help="The answer to check: Markdown, HTML, PDF, Word or text.")],
    question: Annotated[str, typer.Option("--question", "-q", help="The question that it answers.")],
    json_: Json = False,  # noqa: FBT002 (typer's way)
    as_of: AsOf = None,
) -> None:
    """Check somebody else's answer, sentence by sentence: right, wrong or incomplete by the guidelines.

    Example: guideline verify reply.md --question "augmentation for M/S?"
    """
    from bot.guard_report import as_lines
    from bot.guarding import verify_file

    report = verify_file(file, question, day_of(as_of))
    typer.echo(as_lines(report, json_=json_))
    if report["overall"] != "right":
        raise typer.Exit(FOUND_PROBLEMS)


@app.command()
@in_one_sentence
def prove(
    topic: Annotated[str | None, typer.Argument(help="A topic; all of them where none is named.")] = None,
    json_: Json = False,  # noqa: FBT002 (typer's way)
    page: Annotated[Path | None, typer.Option(help="Write the results as a page (HTML) here.")] = None,
    diff: Annotated[str | None, typer.Option(metavar="REV", help="Whose outcome changed since a git revision.")] = None,
    as_of: AsOf = None,
) -> None:
    """Prove the rules: no contradictions, no dead rules, what is left open, where sources differ; or show a patient.

    Example: guideline prove --diff HEAD~1
    """
    from bot.proving import run

    if not run(topic, day_of(as_of), diff=diff, page=page, json_=json_):
        raise typer.Exit(FOUND_PROBLEMS)


@app.command()
@in_one_sentence
def sign(
    rule: Annotated[
        str | None, typer.Argument(help="The rule whose quoted passages were read again; 'all' for every rule.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who read them.")] = "",
    as_of: AsOf = None,
    record: Annotated[bool, typer.Option("--record", help="Nobody signs: store the hashes that are missing.")] = False,  # noqa: FBT002 (typer's way)
) -> None:
    """Sign that a rule still says what its passages say: their hash is stored with it.

    Example: guideline sign cts-2012-augmentation --by "Dr A. Reader"
    """
    from bot.signing import record as recorded
    from bot.signing import sign as signed

    if record == bool(rule or by):
        stop("Write a rule and --by NAME to sign, or --record alone to store the hashes that are missing.")
    for line in recorded(day_of(as_of)) if record else signed(rule or "", by, day_of(as_of)):
        typer.echo(line)
