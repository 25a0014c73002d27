"""Worker (作業プロセス): the Cleanser of a process that works for an engine, opened when the first batch comes."""

from __future__ import annotations

import os
import threading
from os import PathLike

from addrreg.options import Options
from addrreg.pipeline import Cleanser

__all__ = ["opened"]


class _Opened(threading.local):
    """One Cleanser for each thread, because a connection serves one at a time; by process, registry and options."""

    def __init__(self) -> None:
        self.cleansers: dict[tuple[int, str, Options], Cleanser] = {}


_opened = _Opened()


def opened(registry: str | PathLike[str] | None = None, options: Options | None = None) -> Cleanser:
    """The Cleanser of this thread for a registry and options: opened once, then the same one for every batch.

    Opening anew for each batch would cost more than the batch; one Cleanser for all threads would be used by two
    at once, and one from before a fork would share a connection between processes. It stays open until its
    thread ends: do not close it. Raises as :class:`addrreg.Cleanser` does.

    >>> opened() is opened()
    True
    """
    path = registry or os.environ.get("ADDRREG_REGISTRY") or ""
    key = os.getpid(), os.fspath(path), options or Options()
    if key not in _opened.cleansers:
        _opened.cleansers[key] = Cleanser(path or None, options)
    return _opened.cleansers[key]
