"""The command line as its user meets it: real processes, exit codes, one sentence for what is wrong."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
QUESTION = "augmentation for M/S?"


def guideline(*words, stdin=None, cwd=ROOT, **env):
    return subprocess.run(
        [sys.executable, "-c", "from eval.command import main; main()", *words],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        timeout=120,
        check=False,
    )


def test_the_verdict_stands_in_the_first_line():
    done = guideline("ask", QUESTION)

    assert (0, "") == (done.returncode, done.stderr.decode())
    assert done.stdout.decode().startswith("NOT RECOMMENDED")


def test_json_is_one_answer():
    data = json.loads(guideline("ask", QUESTION, "--json", "--as-of", "2026-11-21").stdout)

    assert ("answer/1", "not_recommended") == (data["schema"], data["outcome"])
    assert [("genotype", "MS", "M/S")] == [(each["name"], each["value"], each["words"]) for each in data["facts"]]
    assert 3 <= len([each for each in data["positions"] if each["outcome"] != "reported"])


def test_the_same_bytes_from_any_process_and_any_folder(tmp_path):
    """The suite's short form of twenty processes."""
    with ThreadPoolExecutor(2) as pool:
        runs = pool.map(
            lambda seed: guideline(
                "ask", QUESTION, "--json", "--as-of", "2026-11-21", cwd=tmp_path, PYTHONHASHSEED=str(seed)
            ),
            range(4),
        )

    assert 1 == len({run.stdout for run in runs})


def test_questions_are_read_from_standard_input_one_a_line():
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
def test_bad_input_gets_one_sentence_and_the_right_code(words, code, says):
    done = guideline(*words)
    said = done.stderr.decode()

    assert (code, True) == (done.returncode, says in said)
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "text", ["\x00\x1b[31m\x07 augmentation?", "💉💉💉", "Was ist die Empfehlung?", "\u202enoitatnemgua", "a" * 16_384]
)
def test_strange_questions_are_answered_and_write_no_control_characters(text):
    done = guideline("ask", "-", stdin=text.encode())
    said = done.stdout.decode()

    assert (0, True) == (done.returncode, bool(said))
    assert not set(said) & set("\x00\x07\x1b\u202e")


@pytest.mark.parametrize(("columns", "widest"), [("40", 40), ("200", 100)])
def test_lines_are_as_long_as_the_terminal_and_never_longer_than_can_be_read(columns, widest):
    *lines, _fingerprint = guideline("ask", QUESTION, COLUMNS=columns).stdout.decode().strip().splitlines()

    assert widest - 20 < max(map(len, lines)) <= widest


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_behind_the_output_is_one_sentence():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from eval.console import main; main()", "ask", QUESTION],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            check=False,
        )

    assert (1, b"No space left on device.\n") == (done.returncode, done.stderr)


def test_a_closed_input_is_one_sentence():
    command = [sys.executable, "-c", "import sys; sys.stdin = None; from eval.console import main; main()", "ask", "-"]

    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)

    assert (2, True) == (done.returncode, b"Standard input is closed" in done.stderr)


def test_an_unknown_setting_is_refused_with_the_nearest():
    done = guideline("search", "x", GUIDELINE_HOMME="/tmp/x")

    assert (2, True) == (done.returncode, "GUIDELINE_HOME" in done.stderr.decode())


def test_a_rule_decided_answer_imports_nothing_heavy():
    code = (
        "import sys\nfrom eval.command import main\nsys.argv = ['guideline', 'ask', 'augmentation for M/S?']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'torch', 'chromadb', 'langchain', 'numpy'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )

    assert "[]" == done.stderr.decode().splitlines()[-1]


def test_check_finds_nothing_wrong_here():
    done = guideline("check")

    assert (0, "") == (done.returncode, done.stderr.decode())


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
