"""A conversation in the terminal: facts carry over, and can be seen, set and cleared."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

import typer

from bot.answer import answer
from bot.carried import carried_on
from bot.question import Question, QuestionProblem
from bot.render.text import WIDTH, as_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.schema import Answer, FactRead
    from bot.wiring import Bot

SHOWN = 40  # characters of a name that is none

HELP = """\
Ask in your own words. Facts carry over to the next question.
  /facts              what is known so far
  /set NAME VALUE     set a fact, e.g. /set age 52
  /unset NAME         forget a fact
  /why                on what the last answer rests
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
        question = Question(line, self.day, tuple(self.history))
        carried = carried_on(question, self.facts, self.bot)
        self.last = answer(replace(question, facts=carried.now), self.bot)
        self.history.append(line)
        self.facts = dict(carried.kept)
        return as_text(self.last, self.columns)

    def _command(self, line: str) -> str:
        name, _, rest = line[1:].strip().partition(" ")
        name = name.lower()
        commands: dict[str, Callable[[str], str]] = {
            "facts": self._facts,
            "set": self._set,
            "unset": self._unset,
            "why": lambda _: self.reply("why?"),
            "clear": self._clear,
            "help": lambda _: HELP,
        }
        if name not in commands:
            return f"/{name[:SHOWN]} is not a command. There are: {', '.join('/' + each for each in commands)}, /quit."
        return commands[name](rest.strip())

    def _facts(self, _: str) -> str:
        """What the next question would begin with: told and set, what was only supposed left out."""
        known = self._known()
        said = [(each, "set" if each.from_ == "given" else each.words) for each in known]
        return "\n".join(f"  {each.name} = {each.value} ({words})" for each, words in said) or "No facts yet."

    def _known(self) -> tuple[FactRead, ...]:
        if not (self.history or self.facts):
            return ()
        return answer(Question("?", self.day, tuple(self.history), dict(self.facts)), self.bot).facts

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
        if name not in {each.name for each in self._known()}:
            return (
                f"{name[:SHOWN]} is not known: /facts lists what is." if name else "Write /unset NAME, e.g. /unset age."
            )
        self.facts[name] = None
        return f"{name} is forgotten."

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
    _edit_whole_lines()
    stopped = False
    while True:
        typer.echo()
        try:
            line = input("> ")
            if line.strip().lower() in ("/quit", "/exit"):
                return
            typer.echo(talk.reply(line))
            stopped = False
        except EOFError:
            typer.echo()
            return
        except KeyboardInterrupt:
            typer.echo("" if stopped else "\nStopped; the facts are kept. Ctrl-C again, Ctrl-D or /quit leaves.")
            if stopped:
                return
            stopped = True
        except ValueError as problem:
            typer.echo(problem)


def _edit_whole_lines() -> None:
    """Let a terminal take in a pasted letter whole: by itself it cuts lines at 4,096 bytes, and ends at each."""
    if sys.stdin.isatty() and find_spec("readline"):
        import readline

        readline.parse_and_bind("set enable-bracketed-paste on")
