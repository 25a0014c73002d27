"""Workers (作業スレッド): the threads that read addresses, each at a desk of its own.

A Cleanser is not to be used by two threads at once, and its options are fixed when it opens. So every thread has one, and a few
more for the options that requests ask for.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import cached_property
from os import PathLike
from typing import TypeVar

from addrreg.find.finder import Finder
from addrreg.options import Options
from addrreg.pipeline import Cleanser
from addrreg.serve.limits import Limits, Refused

__all__ = ["Desk", "Workers"]

_T = TypeVar("_T")
#: Cleansers of other options that a desk keeps; each costs some 20 MB and 25 ms to open.
_KEPT = 3


class Desk:
    """What one thread works with."""

    def __init__(self, registry: str | PathLike[str] | None, options: Options) -> None:
        self._registry, self._options = registry, options
        #: For requests that ask for nothing special.
        self.cleanser = Cleanser(registry, options)
        self._others: OrderedDict[Options, Cleanser] = OrderedDict()

    @cached_property
    def finder(self) -> Finder:
        """The registry itself, asked by id, prefix or point."""
        return Finder(self.cleanser)

    def cleanser_for(self, target: str, fuzzy: str) -> Cleanser:
        """A Cleanser of these options; ``fuzzy`` is one more wildcard."""
        wildcard = self._options.wildcard
        options = replace(
            self._options,
            target=target,
            wildcard=wildcard if fuzzy in wildcard else wildcard + fuzzy,
        )
        if options == self._options:
            return self.cleanser
        if (found := self._others.get(options)) is None:
            found = self._others[options] = Cleanser(self._registry, options)
            if len(self._others) > _KEPT:
                self._others.popitem(last=False)[1].close()
        self._others.move_to_end(options)
        return found

    def close(self) -> None:
        """Close all that was opened."""
        for cleanser in (self.cleanser, *self._others.values()):
            cleanser.close()


class Workers:
    """The threads of one process, and the line of requests before them.

    Opening them all before the first request shows at start-up what is wrong with the registry, and spares the first
    requests the wait.
    """

    def __init__(self, registry: str | PathLike[str] | None, options: Options, limits: Limits) -> None:
        self._limits = limits
        self._local = threading.local()
        self._waiting = 0
        with ExitStack() as opened:
            self._desks = [
                opened.enter_context(closing(Desk(registry, options))) for _ in range(limits.threads)
            ]
            opened.pop_all()  # all are open: they stay so until :meth:`close`
        self._free = list(self._desks)
        self._pool = ThreadPoolExecutor(limits.threads, "addrreg", self._sit_down)

    def _sit_down(self) -> None:
        self._local.desk = self._free.pop()

    @property
    def header(self) -> dict[str, str]:
        """What the registry in use says of itself."""
        return self._desks[0].cleanser.registry.header()

    async def run(self, work: Callable[[Desk], _T]) -> _T:
        """Do the work in a thread, at its desk; raises :class:`Refused` (429) where too many wait already."""
        if self._waiting >= self._limits.max_waiting:
            raise Refused(429, "too many requests are waiting", remedy="send it again in a second")
        self._waiting += 1
        try:
            # shielded: a thread that has begun ends its work even if the client has gone
            future = asyncio.get_running_loop().run_in_executor(self._pool, lambda: work(self._local.desk))
            future.add_done_callback(self._done)
        except BaseException:
            self._waiting -= 1
            raise
        return await asyncio.shield(future)

    def _done(self, future: asyncio.Future[_T]) -> None:
        self._waiting -= 1
        if not future.cancelled():
            future.exception()  # a client that has gone does not come for it

    def close(self) -> None:
        """End the threads when they have done what they began, and close the registry."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        for desk in self._desks:
            desk.close()
