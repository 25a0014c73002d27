"""Points of blocks, residences and parcels: a position file, read side by side with the rows that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

__all__ = ["Key", "Point", "Positions"]

#: The ids of a row, from lg_code on.
Key = tuple[str, ...]
#: Latitude and longitude as they are stored.
Point = tuple[int | None, int | None]
_END: Final[Key] = ("\U0010ffff",)


class Positions:
    """The points of a position file, asked for in the order of the rows."""

    def __init__(self, points: Iterator[tuple[Key, int, int]]) -> None:
        self._points = points
        self._last: Key = ()
        self.passed_over = 0
        """How many points found no row so far."""
        self._advance()

    def _advance(self) -> None:
        self._key, self._lat, self._lon = next(self._points, (_END, 0, 0))

    def of(self, key: Key) -> Point:
        """The point of a row, latitude first; nothing where it has none. Keys are asked for in the order of the file."""
        while self._key < key:
            self.passed_over += self._key != self._last
            self._advance()
        if self._key != key:
            return None, None
        found, self._last = (self._lat, self._lon), key
        self._advance()
        return found

    def finish(self) -> int:
        """How many points found no row on the way."""
        while self._key is not _END:
            self.passed_over += self._key != self._last
            self._advance()
        return self.passed_over
