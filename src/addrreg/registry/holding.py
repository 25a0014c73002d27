"""Holding (占有): one run at a time writes to a folder of downloads, and nobody builds from it meanwhile.

A build that read while a download went on would have some files of before and some of after, and be younger than both: the
next update would take it for whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Waiting", "holding"]

#: Called once with the folder where another run holds it, before it is waited for.
Waiting = Callable[[Path], None]


@contextmanager
def holding(folder: Path, waiting: Waiting | None = None) -> Iterator[None]:
    """Hold a folder of downloads; the lock is the operating system's, so that a killed run holds nobody up.

    Raises OSError where the folder cannot be written. It is not to be taken twice by one run: it would wait for itself.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / "download.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if waiting:
            waiting(folder)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
