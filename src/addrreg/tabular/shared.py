"""Shared (共有メモリ): places in memory where worker processes leave the bytes of a chunk for the process that writes them.

Over a pipe each byte of the output is copied six times, three of them by the one process that all workers wait for. Here it
is copied once into memory that a process shares with its copies, and written from there. There is nothing to name and
nothing to remove: the memory goes with the last process.
"""

from __future__ import annotations

import mmap
from typing import NamedTuple

__all__ = ["SIZE", "Left", "Places"]

#: Bytes of a place. What is made of 64 KiB of a table with its result columns is some 300 KB; what is more goes over the pipe.
SIZE = 1 << 19


class Left(NamedTuple):
    """Bytes that a worker left: in which place, and how many."""

    place: int
    size: int


class Places:
    """So many places; the process that makes them hands them out, and takes them back when it has written what is there."""

    def __init__(self, count: int) -> None:
        self._memory = mmap.mmap(-1, count * SIZE)
        # the last that came back goes out first, so that no more of the memory is used than needed
        self._free = list(range(count))[::-1]

    def take(self) -> int | None:
        """A place that is free, if there is any."""
        return self._free.pop() if self._free else None

    def give_back(self, place: int) -> None:
        """Make a place free again."""
        self._free.append(place)

    def leave(self, place: int, data: object) -> Left | None:
        """Leave bytes in a place, if they are bytes and fit there."""
        if not isinstance(data, bytes) or len(data) > SIZE:
            return None
        at = place * SIZE
        self._memory[at : at + len(data)] = data
        return Left(place, len(data))

    def read(self, left: Left) -> memoryview:
        """What was left; to be released before the place is given back."""
        at = left.place * SIZE
        return memoryview(self._memory)[at : at + left.size]
