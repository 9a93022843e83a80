"""A conversation in the terminal: facts carry over, and can be seen, set and cleared."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

from bot.answer import answer
from bot.question import Question, QuestionProblem
from bot.render.text import WIDTH, as_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.schema import Answer
    from bot.wiring import Bot

HELP = """\
Ask in your own words. Facts carry over to the next question.
  /facts              what is known so far
  /set NAME VALUE     set a fact, e.g. /set age 52
  /unset NAME         forget a fact that was set
  /clear              a new patient: forget everything
  /help, /quit"""


@dataclass
class Talk:
    """One conversation: what was said, and the facts set apart."""

    bot: Bot
    day: date
    history: list[str] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    last: Answer | None = None
    columns: int = WIDTH

    def reply(self, line: str) -> str:
        """What to print for a line the user typed. Commands start with a slash."""
        if not line.strip():
            return ""
        if line.startswith("/"):
            return self._command(line)
        question = Question(line, self.day, tuple(self.history), dict(self.facts))
        self.last = answer(question, self.bot)
        self.history.append(line)
        return as_text(self.last, self.columns)

    def _command(self, line: str) -> str:
        name, _, rest = line[1:].strip().partition(" ")
        commands: dict[str, Callable[[str], str]] = {
            "facts": self._facts,
            "set": self._set,
            "unset": self._unset,
            "clear": self._clear,
            "help": lambda _: HELP,
        }
        if name not in commands:
            return f"/{name} is not a command. There are: {', '.join('/' + each for each in commands)}, /quit."
        return commands[name](rest.strip())

    def _facts(self, _: str) -> str:
        """What the next question would begin with: told and set, what was only supposed left out."""
        if not (self.history or self.facts):
            return "No facts yet."
        known = answer(Question("?", self.day, tuple(self.history), dict(self.facts)), self.bot).facts
        said = [(each, "set" if each.from_ == "given" else each.words) for each in known]
        return "\n".join(f"  {each.name} = {each.value} ({words})" for each, words in said) or "No facts yet."

    def _set(self, rest: str) -> str:
        name, _, value = rest.replace("=", " ", 1).partition(" ")
        if not (name and value.strip()):
            return "Write /set NAME VALUE, e.g. /set age 52."
        before = dict(self.facts)
        self.facts[name] = value.strip()
        try:
            self.bot.reader.read("?", self.day, given=self.facts)
        except ValueError:
            self.facts = before
            raise
        return f"{name} = {value.strip()}"

    def _unset(self, name: str) -> str:
        return f"{name} is forgotten." if self.facts.pop(name, None) is not None else f"{name} was not set."

    def _clear(self, _: str) -> str:
        self.history.clear()
        self.facts.clear()
        self.last = None
        return "A new patient: everything before is forgotten."


def run(day: date, columns: int = WIDTH) -> None:
    """Talk until the user leaves, in lines of so many characters."""
    from bot.wiring import configured

    if sys.stdin is None:
        raise QuestionProblem("Standard input is closed: there is nothing to read questions from.")
    talk = Talk(configured(), day, columns=columns)
    typer.echo(HELP)
    while True:
        try:
            line = input("\n> ")
        except (EOFError, KeyboardInterrupt):
            typer.echo()
            return
        if line.strip() in ("/quit", "/exit"):
            return
        try:
            typer.echo(talk.reply(line))
        except ValueError as problem:
            typer.echo(problem)
