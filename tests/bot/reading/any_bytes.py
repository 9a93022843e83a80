"""Any string of any bytes gets an answer or one clear sentence: generated messages, and what came of each.

    python tests/bot/reading/any_bytes.py [MESSAGES] [SEED]

`soak` returns what was counted; the suite runs it in short form. An exception that is no clear sentence is raised.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
AS_OF = date(2026, 11, 21)
LONGEST_SENTENCE = 400
JOINTS = ("", " ", ", ", ". ", "/", "\n", " or ", " no ", "? ", "-")
ODD = "\x00\x1b\u200b\u202e\ufeff\ud800\udfff½²٣µ≤…“”’‐–—\r\n\t(){}[]<>|%$#@!^&*_=+~`\\"


def messages(count: int, seed: int) -> list[str]:
    """So many messages: real ones changed, their words shuffled, and plain noise."""
    chance = random.Random(seed)
    asked = [case["ask"] for case in yaml.safe_load(Path(__file__).with_name("clinicians.yaml").read_text("utf-8"))]
    words = sorted({word for text in asked for word in text.split()})
    made = (_changed, _shuffled, _bytes, _letters, _repeated)
    return [chance.choice(made)(chance, asked, words) for _ in range(count)]


def _changed(chance: random.Random, asked: list[str], _: list[str]) -> str:
    """A real message with a few characters gone, doubled, swapped, or strange."""
    letters = list(chance.choice(asked))
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(letters)) if letters else 0
        letters[at : at + chance.randint(0, 3)] = chance.choice((chance.choice(ODD), "", chance.choice(letters or "?")))
    return "".join(letters)


def _shuffled(chance: random.Random, _: list[str], words: list[str]) -> str:
    return chance.choice(JOINTS).join(chance.choices(words, k=chance.randint(1, 30)))


def _bytes(chance: random.Random, _: list[str], __: list[str]) -> str:
    noise = chance.randbytes(chance.randint(0, 60))
    coding, errors = chance.choice(
        (("utf-8", "surrogateescape"), ("utf-16-le", "surrogatepass"), ("latin-1", "strict"))
    )
    return noise[: len(noise) // 2 * 2].decode(coding, errors)


def _letters(chance: random.Random, _: list[str], __: list[str]) -> str:
    return "".join(chr(chance.randrange(0x110000)) for _ in range(chance.randint(0, 40)))


def _repeated(chance: random.Random, _: list[str], words: list[str]) -> str:
    return chance.choice(JOINTS).join([chance.choice((*words, *ODD))] * chance.randint(1, 120))


def soak(count: int, seed: int = 0) -> Counter[str]:
    """Ask the whole bot, one message after the other, each now and then after an earlier one."""
    from bot.answer import answer
    from bot.question import Question, QuestionProblem
    from bot.wiring import build
    from guardrails.quantity import ValueProblem

    bot = build()
    counted: Counter[str] = Counter()
    before = ""
    for n, text in enumerate(messages(count, seed)):
        history = (before,) if n % 5 == 0 and before.strip() else ()
        try:
            given = answer(Question(text, AS_OF, history), bot)
        except (QuestionProblem, ValueProblem) as problem:
            sentence = str(problem)
            if not sentence or len(sentence) > LONGEST_SENTENCE or "\n" in sentence:
                raise AssertionError(sentence) from problem
            counted["refused in a sentence"] += 1
        except Exception as problem:
            raise AssertionError(f"message {n} of seed {seed}: {text!r}") from problem
        else:
            json.dumps(given.as_dict(), ensure_ascii=False).encode()
            counted[str(given.outcome)] += 1
        before = text
    return counted


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.stdout.write(f"{soak(int((*sys.argv[1:], 100_000)[0]), int((*sys.argv[2:], 0)[0]))}\n")
