"""`guideline serve`: one process, or several, that serve chat and API until told to stop and finish what they began."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

from bot.settings import SettingsError, read_settings

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from socket import socket

    from fastapi import FastAPI

GRACE_S = 20


def run(host: str | None, port: int | None, workers: int = 1) -> None:
    """Serve on *host* and *port*, or where the settings say. Raises `SettingsError` when that cannot be.

    Several workers share one address, store and index, and give the same answers; one that dies is replaced.
    """
    settings = read_settings(os.environ)
    changes = {"host": host, "port": port}
    settings = settings.model_copy(update={name: value for name, value in changes.items() if value is not None})
    _log()
    served = application() if workers == 1 else _checked()
    _serve(served, _listening(settings.host, settings.port), workers)


def application() -> FastAPI:
    """What one process serves; a worker stops when the process that minds it is gone."""
    import gc
    import multiprocessing
    import threading

    from bot.web.app import create_app
    from bot.wiring import configured

    _log()
    if minder := multiprocessing.parent_process():
        threading.Thread(target=_stop_after, args=(minder,), daemon=True).start()
    app = create_app(configured(), read_settings(os.environ))
    gc.freeze()  # texts and rules stay: nobody need look again whether they are still used
    return app


def _stop_after(minder: BaseProcess) -> None:
    """Nobody replaces a worker without its minder, and its address would stay taken: finish what is begun, and stop."""
    minder.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _log() -> None:
    import logging

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no line of ours says them,
    logging._srcfile = None  # noqa: SLF001 (the logging HOWTO says so) nor where


def _checked() -> str:
    """Where workers find what they serve; whatever is wrong with it is said here, once."""
    app = application()
    if app.state.slack:
        app.state.slack.stop()
    app.state.web.desk.close()
    return f"{__name__}:{application.__name__}"


def _serve(served: FastAPI | str, listening: socket, workers: int) -> None:
    import logging

    import uvicorn
    from uvicorn.supervisors import Multiprocess

    options: dict[str, Any] = {
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": GRACE_S,
        "limit_concurrency": 1000,
        "timeout_keep_alive": 15,
    }
    config = uvicorn.Config(served, factory=isinstance(served, str), workers=workers, **options)
    with listening:
        host, port, *_ = listening.getsockname()
        logging.getLogger("bot.web").info("Guideline Bot: http://%s:%d", f"[{host}]" if ":" in host else host, port)
        if workers == 1:
            uvicorn.Server(config).run(sockets=[listening])
        else:
            Multiprocess(config, [listening]).run()


def _listening(host: str, port: int) -> socket:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise SettingsError(
            f"Cannot listen on {host}:{port}: {error.strerror}. Choose another with --host or --port."
        ) from None
