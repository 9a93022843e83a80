"""`cached_property` without the lock that it has before Python 3.12: a message has forty of them, and one reader."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

__all__ = ["cached_property"]

if TYPE_CHECKING or sys.version_info >= (3, 12):
    from functools import cached_property
else:

    class cached_property:  # noqa: N801  as its namesake
        """A property that is worked out once, and kept in the object."""

        def __init__(self, work: Any) -> None:
            self._work = work

        def __set_name__(self, owner: type, name: str) -> None:
            self._name, self.__doc__ = name, self._work.__doc__

        def __get__(self, one: Any, owner: type | None = None) -> Any:
            if one is None:
                return self
            value = one.__dict__[self._name] = self._work(one)
            return value
