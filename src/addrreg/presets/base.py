"""Base (基本): a preset knows the columns of a well-known file: where its address stands, and what else speaks of the place."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from addrreg.errors import InputError
from addrreg.result import Result

__all__ = ["Preset", "Reader", "folded_name", "positions"]


class Reader(Protocol):
    """Reads the rows of one table; small, and pickled to where it works."""

    def text(self, cells: Sequence[str]) -> str:
        """The address of a row, as one text."""
        ...

    def checks(self, cells: Sequence[str], result: Result) -> list[str]:
        """What the row's other columns say against itself or the result: words of :data:`addrreg.presets.CHECKS`."""
        ...


@dataclass(frozen=True, slots=True)
class Preset:
    """What is known of a kind of file."""

    name: str
    """As ``--preset`` takes it."""
    title: str
    """What it is, in a line."""
    source: str
    """Who publishes it, and where its columns are written down."""
    reader: Callable[[Sequence[str], str], Reader]
    """Finds the columns in a header; ``(header, name of the table)``. Raises :class:`InputError` where they are not there."""
    names: tuple[str, ...] = ()
    """Names of the columns of a file that has no header; the output gets them as its header."""


def folded_name(column: str) -> str:
    """A column's name for comparison: width, spaces and invisible characters apart (ﾁｮｳｱｻﾞID, 建物名等（方書）)."""
    plain = unicodedata.normalize("NFKC", column).casefold()
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Zs", "Cc"))


def positions(
    header: Sequence[str], wanted: Mapping[str, Sequence[str]], name: str = "the table"
) -> dict[str, int]:
    """Where the wanted columns stand: word → position, by the first of its names that the header has.

    Raises :class:`InputError` where a name stands twice: nobody could tell which is meant.

    >>> positions(["名称", "所在地_連結標記"], {"whole": ["所在地_連結表記", "所在地_連結標記"], "city": ["市区町村"]})
    {'whole': 1}
    """
    there = [folded_name(column) for column in header]
    found = {}
    for word, names in wanted.items():
        for each in map(folded_name, names):
            if each in there:
                if there.count(each) > 1:
                    raise InputError(
                        f"{name}: two columns are named {header[there.index(each)]}",
                        remedy="rename one of them, or --column in place of --preset",
                    )
                found[word] = there.index(each)
                break
    return found
