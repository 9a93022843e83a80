"""The command line as its user meets it: exit codes, and one sentence for what is wrong.

Commands run in this process, but for what only a process of its own shows.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.command import app

ROOT = Path(__file__).parent.parent.parent
QUESTION = "augmentation for M/S?"
RUN = "from eval.console import main; main()"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def guideline(home):
    """Run a command; its result."""

    def run(*words, stdin=None, **env):
        arguments = [os.fsdecode(word) for word in words]
        done = CliRunner().invoke(app, arguments, input=stdin, env={"GUIDELINE_HOME": str(home), **env})
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return done

    return run


@pytest.fixture(scope="module")
def process(home):
    """Run Python code in a process of its own, with words after it, as the console command does."""

    def run(*words, code=RUN, cwd=ROOT, **more):
        env = {**os.environ, "PYTHONPATH": str(ROOT), "GUIDELINE_HOME": str(home), **more.pop("env", {})}
        more = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 300, **more}
        return subprocess.run([sys.executable, "-c", code, *words], cwd=cwd, env=env, check=False, **more)

    return run


def test_the_verdict_stands_in_the_first_line(process):
    done = process("ask", QUESTION)

    assert (0, b"") == (done.returncode, done.stderr)
    assert done.stdout.decode().startswith("NOT RECOMMENDED")


def test_json_is_one_answer(guideline):
    data = json.loads(guideline("ask", QUESTION, "--json", "--as-of", "2026-11-21").stdout)

    assert ("answer/1", "not_recommended") == (data["schema"], data["outcome"])
    assert [("genotype", "MS", "M/S")] == [(each["name"], each["value"], each["words"]) for each in data["facts"]]
    assert 3 <= len([each for each in data["positions"] if each["outcome"] != "reported"])


def test_the_same_bytes_from_any_process_and_any_folder(guideline, process, tmp_path):
    """The suite's short form of twenty processes: this one, and two with other orders of sets."""
    words = ("ask", QUESTION, "--json", "--as-of", "2026-11-21")

    others = [process(*words, cwd=tmp_path, env={"PYTHONHASHSEED": seed}) for seed in ("0", "1")]

    assert {guideline(*words).stdout_bytes} == {each.stdout for each in others}


def test_questions_are_read_from_standard_input_one_a_line(guideline):
    done = guideline("ask", "-", "--json", stdin=f"{QUESTION}\n\ninsulin dose?\n".encode())

    assert ["not_recommended", "out_of_scope"] == [json.loads(line)["outcome"] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("ask", ""), 2, "The question is empty"),
        (("ask", "   "), 2, "The question is empty"),
        (("ask", "x", "--fact", "colour=red"), 2, "colour"),
        (("ask", "x", "--fact", "age=500"), 2, "age"),
        (("ask", "x", "--fact", "age"), 2, "--fact name=value"),
        (("ask", "x", "--as-of", "soon"), 2, "is not a date"),
        (("frobnicate",), 2, "frobnicate"),
        (("new-topic", "Bad Name"), 2, "is not a topic name"),
        (("search", ""), 2, "write some words"),
        (("search", " "), 2, "write some words"),
        (("index", "nowhere.pdf"), 2, "does not exist"),
        (("ask", "a" * 16_385), 2, "Ask in at most 16,384"),
        (("new-topic", "a" * 61), 2, "60 at most"),
        (("replay", "x"), 2, "at least 6 characters"),
        (("replay", b"\xff\xff\xff\xff\xff\xff"), 1, "No answer with the fingerprint ??????"),
        (("eval", "record", "--topic", "none"), 2, "'none' is not a topic"),
        (("eval", "diff", "--topic", "none", "no-such-revision"), 2, "no revision that git knows"),
        (("eval", "diff", "--", "--output=x"), 2, "no revision that git knows"),
        (("eval", "bench", "cql", ".", "--report", "/dev/null"), 1, "Choose another folder"),
    ],
)
def test_bad_input_gets_one_sentence_and_the_right_code(guideline, words, code, says):
    done = guideline(*words)

    assert (code, True) == (done.exit_code, says in done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "text", ["\x00\x1b[31m\x07 augmentation?", "💉💉💉", "Was ist die Empfehlung?", "\u202enoitatnemgua", "a" * 16_384]
)
def test_strange_questions_are_answered_and_write_no_control_characters(guideline, text):
    done = guideline("ask", "-", stdin=text.encode())

    assert (0, True) == (done.exit_code, bool(done.stdout))
    assert not set(done.stdout) & set("\x00\x07\x1b\u202e")


@pytest.mark.parametrize(("columns", "widest"), [("40", 40), ("200", 100)])
def test_lines_are_as_long_as_the_terminal_and_never_longer_than_can_be_read(guideline, columns, widest):
    *lines, _fingerprint = guideline("ask", QUESTION, COLUMNS=columns).stdout.strip().splitlines()

    assert widest - 20 < max(map(len, lines)) <= widest


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_behind_the_output_is_one_sentence(process):
    with Path("/dev/full").open("wb") as full:
        done = process("ask", QUESTION, stdout=full)

    assert (1, b"No space left on device.\n") == (done.returncode, done.stderr)


def test_a_closed_input_is_one_sentence(process):
    done = process("ask", "-", code=f"import sys; sys.stdin = None; {RUN}")

    assert (2, True) == (done.returncode, b"Standard input is closed" in done.stderr)


def test_an_unknown_setting_is_refused_with_the_nearest(guideline):
    done = guideline("search", "x", GUIDELINE_HOMME="/tmp/x")

    assert (2, True) == (done.exit_code, "GUIDELINE_HOME" in done.stderr)


def test_a_rule_decided_answer_imports_nothing_heavy(process):
    code = (
        "import sys\nfrom eval.command import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'torch', 'chromadb', 'langchain', 'numpy'} & set(sys.modules)), file=sys.stderr)"
    )
    done = process("ask", QUESTION, code=code)

    assert (0, b"[]") == (done.returncode, done.stderr.splitlines()[-1])


def test_check_finds_nothing_wrong_here(guideline):
    done = guideline("check")

    assert (0, "") == (done.exit_code, done.stderr)


def test_a_new_topic_answers_as_it_is_and_check_names_what_is_left_to_write(tmp_path):
    from bot.checking import everything_wrong
    from bot.scaffold import write
    from bot.wiring import build
    from eval.gold import load_gold

    written = write("marlowe", tmp_path)
    folders = tmp_path / "corpus/topics", tmp_path / "guardrails/rules"
    left = everything_wrong(*folders)
    bot = build(*folders)

    assert all(path.is_file() for path in written)
    assert 6 == len(left)
    assert all("not written yet" in problem.what and problem.place.isdigit() for problem in left)
    assert ["marlowe"] == list(load_gold(bot, tmp_path / "eval/gold"))


def test_a_new_topic_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    from bot.scaffold import write

    (tmp_path / "eval").write_text("a file where a folder should be", "utf-8")

    with pytest.raises(OSError, match="eval"):
        write("marlowe", tmp_path)
    assert [] == [path for path in tmp_path.rglob("*.yaml") if path.is_file()]


def test_the_starter_of_a_new_topic_is_understood_with_its_number(tmp_path):
    from datetime import date

    from bot.answer import answer
    from bot.question import Question
    from bot.scaffold import write
    from bot.wiring import build

    write("marlowe", tmp_path)
    bot = build(tmp_path / "corpus/topics", tmp_path / "guardrails/rules")

    given = answer(Question(bot.topics["marlowe"].starters[0], date(2026, 11, 21)), bot)

    assert ("marlowe", [40]) == (given.topic, [fact.value for fact in given.facts])
