"""Arrays on disk, read where they lie: nothing is copied, and all processes share what the disk's cache holds."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

POPULATE_READ = 22  # MADV_POPULATE_READ of Linux 5.14, which Python 3.11 does not name


def mapped(path: Path, *, at_once: bool = False) -> Any:
    """Open an array; *at_once*, with its pages at hand, so that the first questions need not wait for each of them."""
    import numpy as np

    found: Any = np.load(path, mmap_mode="r")
    if at_once and found.size:
        with suppress(OSError):  # another system: they come as they are used
            found.base.madvise(POPULATE_READ)
    return np.asarray(found)
