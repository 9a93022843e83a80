"""Work that makes many objects, none of which is garbage before it is done: not looked through meanwhile."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def undisturbed(*, stays: bool = False) -> Iterator[None]:
    """Keep Python from looking for garbage meanwhile; what *stays* as long as the process is not looked at later."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if stays:
            gc.freeze()
        if collects:
            gc.enable()
