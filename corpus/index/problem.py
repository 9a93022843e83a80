"""What can be wrong with an index, in one sentence that says what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REASONS = {
    errno.ENOSPC: "the disk is full: make room",
    errno.EDQUOT: "the disk quota is used up: make room",
    errno.EFBIG: "a file would be larger than allowed: raise the limit",
    errno.EACCES: "writing there is not permitted: choose another folder or change its permissions",
    errno.EPERM: "writing there is not permitted: choose another folder or change its permissions",
    errno.EROFS: "it is on a read-only disk: choose another folder",
    errno.ENOTDIR: "part of the path is a file: choose another folder",
}


class IndexProblem(Exception):
    """For operators: the index cannot be built or used. One sentence, with the way out."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn a failed write into an `IndexProblem`, a missing right or a full disk into its own words."""
    try:
        yield
    except KeyboardInterrupt:
        raise IndexProblem("Indexing was stopped; the earlier index is as it was. Run it again to finish.") from None
    except OSError as error:
        reason = REASONS.get(error.errno or 0, f"{error.strerror or error}: put that right")
        raise IndexProblem(f"Cannot write the index in {folder}: {reason}, then run it again.") from error
