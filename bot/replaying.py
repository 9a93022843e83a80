"""`guideline replay ID`: an old answer as JSON, the same bytes."""

from __future__ import annotations

import os

from bot.question import QuestionProblem
from bot.replay import ReplayProblem, replay
from bot.settings import read_settings
from bot.store import Store, open_store
from bot.wiring import configured

SHORTEST = 6


def run(id_: str) -> str:
    """The answer of that fingerprint. Raises `ReplayProblem` if it is unknown or does not come out the same."""
    store = open_store(read_settings(os.environ))
    kept = store.kept(_whole(store, id_))
    if kept is None:
        raise ReplayProblem(f"No answer with the fingerprint {id_} is kept here (GUIDELINE_HOME, GUIDELINE_DATABASE).")
    return replay(kept, configured()).as_json().decode()


def _whole(store: Store, id_: str) -> str:
    """The fingerprint that some first characters stand for."""
    start = id_ if id_.startswith("sha256:") else f"sha256:{id_}"
    if len(start) < len("sha256:") + SHORTEST:
        raise QuestionProblem(f"'{id_}' is too short. Give at least {SHORTEST} characters of the fingerprint.")
    found = store.beginning(start)
    if len(found) > 1:
        raise ReplayProblem(f"Several answers begin with '{id_}'. Give more of the fingerprint.")
    return found[0] if found else start
