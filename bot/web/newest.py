"""What requests are served with: the newest edition of own documents that is whole, without a restart.

`guideline index` publishes an edition by renaming one small file. Each request looks whether it is still the same
file. If not, the new edition is opened beside, by a thread of its own, and served from then on. Who began with the
old one ends with it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from threading import Lock, Thread
from typing import TYPE_CHECKING, cast

from bot.indexing import setup_of
from bot.web.desk import Desk
from bot.wiring import renewed
from corpus.index.editions import published_at
from corpus.index.problem import IndexProblem

if TYPE_CHECKING:
    from starlette.datastructures import State

    from bot.web.context import Web

log = logging.getLogger("bot.web")
Moment = tuple[int, int] | None


@dataclass
class Newest:
    """The web in `place.web`, and when the edition was published that it was built from."""

    place: State
    _seen: Moment = None
    _opening: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, web: Web, place: State) -> Newest:
        """Serve a web, and in its stead what is published after the edition that its bot was built from."""
        place.web = web
        now = published_at(web.settings.home)
        return cls(place, now if web.published else None)

    @property
    def web(self) -> Web:
        """What is served now."""
        return cast("Web", self.place.web)

    def now(self) -> Web:
        """What a request that begins now is served with; a newer edition is opened for those that come later."""
        web = self.web
        moment = published_at(web.settings.home)
        if moment not in (None, self._seen) and self._opening.acquire(blocking=False):
            self._seen = moment
            Thread(target=self._open, args=(web,), name="newer edition", daemon=True).start()
        return web

    def _open(self, web: Web) -> None:
        try:
            newer = replace(web, desk=Desk(renewed(web.bot, setup_of(web.settings)), worker=web.desk.worker))
            if newer.published:
                self.place.web = newer
                log.info("Own documents: the edition published last is served.")
        except IndexProblem as problem:
            log.warning("%s Until then the documents are served that were read before.", problem)
        finally:
            self._opening.release()
