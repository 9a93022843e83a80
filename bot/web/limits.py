"""How often one client may ask: a bucket that fills at a steady rate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from bot.web.desk import Recent

MOST_CLIENTS = 10_000


@dataclass
class Limiter:
    """At most `a_minute` requests a minute of each client, in bursts of as many. 0 allows all."""

    a_minute: int
    clock: Callable[[], float] = monotonic
    _buckets: Recent[str, tuple[float, float]] = field(default_factory=lambda: Recent(MOST_CLIENTS))

    def wait(self, client: str) -> float:
        """The seconds until *client* may ask; 0 when it may, and then this counts as one request."""
        if not self.a_minute:
            return 0
        moment, rate = self.clock(), self.a_minute / 60
        full, since = self._buckets.get(client) or (float(self.a_minute), moment)
        level = min(float(self.a_minute), full + (moment - since) * rate)
        if level < 1:
            return (1 - level) / rate
        self._buckets.put(client, (level - 1, moment))
        return 0
