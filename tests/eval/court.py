"""A small bot of invented data, for tests of the judge; each test may plant a fault in its rules or texts."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.wiring import Bot, build
from eval.asking import Asked, ask_all
from eval.gold import Gold, load_gold
from eval.scorecard import Scorecard, score_all

TOY = Path(__file__).parents[1] / "toy"
TOPIC = "marlowe-fever"


def toy(folder: Path | None = None, plant: dict[str, tuple[str, str]] | None = None) -> Bot:
    """The bot of the toy topic; *plant* puts other words into a file: {file: (old, new)}."""
    if folder is None:
        return build(TOY / "topics", TOY / "rules")
    for name in ("topics", "rules"):
        shutil.copytree(TOY / name, folder / name, dirs_exist_ok=True)
    for file, (old, new) in (plant or {}).items():
        path = next(path for path in folder.rglob(file))
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
    return build(folder / "topics", folder / "rules")


def toy_gold(bot: Bot) -> Gold:
    return load_gold(bot, TOY / "gold")[TOPIC]


def asked_of(bot: Bot) -> list[Asked]:
    return ask_all(toy_gold(bot), bot)


def card_of(bot: Bot) -> Scorecard:
    return Scorecard(TOPIC, score_all(asked_of(bot), bot))
