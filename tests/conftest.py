"""What every test stands on: no network but this machine's own, and what is dear to make, made once."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from corpus.library import Library, load_library

LONGEST_FIRST = """
    corpus/test_a_guideline_of_211_pages bot/web/test_browser corpus/test_embedding bot/web/test_process
    bot/web/test_pages bot/web/test_own_documents eval/test_planted bot/test_cli bot/slack/test_slack_postgres
    corpus/test_growing bot/slack/test_slack_soak bot/slack/test_slack_parity bot/slack/test_slack_render
    bot/slack/test_slack_manners bot/store/test_store
""".split()
TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long begin, so that workers who share the files out end together."""
    first = {f"{name}.py": place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: first.get(item.path.relative_to(TESTS).as_posix(), len(first)))


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


@pytest.fixture(scope="session")
def bot() -> Any:
    """The bot over the real texts and rules."""
    from the_bot import the_bot

    return the_bot()


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def exported_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the exported embedding model: exported by the first worker that needs it, for all."""
    from filelock import FileLock

    from bot.settings import Settings
    from corpus.index.embedding import exported

    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with FileLock(shared / "model.lock"):
        return exported(Settings().model, Settings().model_sha256, shared / "model")


@pytest.fixture(scope="session")
def with_model(exported_model: Path) -> Callable[[Path], Path]:
    """Put the exported model into a home, by links to it; the home."""
    from bot.indexing import setup_of
    from bot.settings import Settings

    def given(home: Path) -> Path:
        folder = setup_of(Settings(home=home)).model_folder
        folder.parent.mkdir(parents=True)
        shutil.copytree(exported_model, folder, copy_function=os.link)
        return home

    return given


def _guarded(connect: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(str(address[0])):
            raise ConnectionRefusedError(f"A test tried to reach {address}: everything works offline.")
        return connect(self, address)

    return guarded


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
