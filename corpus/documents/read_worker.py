"""A process that reads documents: paths in, what was kept or one sentence why not out."""

from __future__ import annotations

import errno
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.documents.block import Unreadable
from corpus.documents.store import keep
from corpus.workers import busy_at_most, serve

MOST_MEMORY = 4 * 1024**3
# Seconds of the processor: at least, more for each byte, and at most. What tesseract takes is not counted.
LEAST_PATIENCE_S, PATIENCE_S_PER_BYTE, MOST_PATIENCE_S = 60.0, 1 / 50_000, 600.0


def work(home: Path, path: str) -> dict[str, Any]:
    """Read one document."""
    try:
        with busy_at_most(_patience_s(Path(path))):
            return asdict(keep(home, Path(path)))
    except Unreadable as problem:
        return {"unreadable": str(problem)}
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return {"full": error.errno}
        return {"unreadable": f"it cannot be read ({error.strerror})"}
    except (RecursionError, MemoryError):
        return {"unreadable": "it is built to harm, or needs too much memory"}
    except Exception as error:  # noqa: BLE001 (whatever a hostile file provokes, it is one sentence)
        said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return {"unreadable": f"it is broken, or unlike any that was foreseen ({said})"}


def _patience_s(path: Path) -> float:
    """How long the processor may be busy with a file; what cannot be looked at takes no time."""
    with suppress(OSError):
        return min(LEAST_PATIENCE_S + path.stat().st_size * PATIENCE_S_PER_BYTE, MOST_PATIENCE_S)
    return LEAST_PATIENCE_S


def main() -> None:
    """Limit the memory that a hostile file may take, and answer."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    home = Path(sys.argv[1])
    serve(lambda path: work(home, path))


if __name__ == "__main__":
    main()
