"""Who is at the door now: answering lets them pass, so that an acknowledgement waits for no answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Condition
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

LONGEST_WAIT_S = 0.5  # under a load without end, answers must get on, too


@dataclass
class Callers:
    """The requests that wait for their acknowledgement. Use it as a context around each."""

    _waiting: int = 0
    _changed: Condition = field(default_factory=Condition)

    def __enter__(self) -> None:
        with self._changed:
            self._waiting += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._changed:
            self._waiting -= 1
            self._changed.notify_all()

    def let_pass(self, seconds: float = LONGEST_WAIT_S) -> bool:
        """Wait until nobody waits, or as long as that; whether nobody waits."""
        with self._changed:
            return self._changed.wait_for(lambda: self._waiting == 0, seconds)
