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
from corpus.workers import serve

MOST_MEMORY = 4 * 1024**3


def work(home: Path, path: str) -> dict[str, Any]:
    """Read one document."""
    try:
        return asdict(keep(home, Path(path)))
    except Unreadable as problem:
        return {"unreadable": str(problem)}
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return {"full": error.errno}
        return {"unreadable": f"it cannot be read ({error.strerror})"}
    except (RecursionError, MemoryError):
        return {"unreadable": "it is built to harm, or needs too much memory"}


def main() -> None:
    """Limit the memory that a hostile file may take, and answer."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    home = Path(sys.argv[1])
    serve(lambda path: work(home, path))


if __name__ == "__main__":
    main()
