"""`guideline serve`: one process that serves chat and API until it is told to stop, and then finishes what it began."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.settings import SettingsError, read_settings

if TYPE_CHECKING:
    import uvicorn

    from bot.settings import Settings

GRACE_S = 20


def run(host: str | None, port: int | None) -> None:
    """Serve on *host* and *port*, or where the settings say. Raises `SettingsError` when that cannot be."""
    import uvicorn

    from bot.web.app import create_app
    from bot.wiring import configured

    settings = read_settings(os.environ)
    changes = {"host": host, "port": port}
    settings = settings.model_copy(update={name: value for name, value in changes.items() if value is not None})
    app = create_app(configured(), settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        limit_concurrency=1000,
        timeout_keep_alive=15,
    )
    _serve(uvicorn.Server(config), settings)


def _serve(server: uvicorn.Server, settings: Settings) -> None:
    import logging
    import socket

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        listening = socket.create_server((settings.host, settings.port), family=_family(settings.host), backlog=2048)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise SettingsError(
            f"Cannot listen on {where}: {error.strerror}. Choose another with --host or --port."
        ) from None
    with listening:
        logging.getLogger("bot.web").info("Guideline Bot: http://%s:%d", settings.host, listening.getsockname()[1])
        server.run(sockets=[listening])


def _family(host: str) -> int:
    import socket

    return socket.AF_INET6 if ":" in host else socket.AF_INET
