"""Written koaza (表記のままの小字): 小字 by their full name as the registry writes it, beside the table of the towns.

One address in fifteen goes on with a 小字 (福島県須賀川市滑川字西町179-6), and two searches in a trie find it. Like the towns
(:mod:`addrreg.registry.written`), those about which nothing is doubtful lie in a table of hashes besides, each once: the 字 that people write in
front of a 小字 or leave out is left out of its name here, and who finds a cell compares the whole name with the row.

In it are the 小字 of a usual town that no longer name goes on from, where no other name below the town begins or goes on as theirs
does, so that the walk keeps one reading whatever figures stand behind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

import marisa_trie

from addrreg.registry.names import CHILD, HAS_CHILDREN, HAS_FIGURED, HAS_LOOSE, SPILL, Unit, encode
from addrreg.registry.usual import DOUBT_FIGURE, UNCOUNTED
from addrreg.registry.written import table_of
from addrreg.text.fold import Folder
from addrreg.text.spellings import strip_aza

__all__ = ["KOAZA_BY_NAME", "koaza_parts", "without_koaza_mark"]

#: The part of the table ``names``.
KOAZA_BY_NAME = "koaza_by_name"
# a figure that stands behind says nothing about a 小字; every other doubt does
_CLEAR = UNCOUNTED | DOUBT_FIGURE
_AZA = ("大字", "小字", "字")
_NUMERIC = frozenset("0123456789十百廿")
# the walk looks at 32 characters behind a town, with a 字 and figures; the longest 小字 of the registry has sixteen
_LONGEST = 16


def without_koaza_mark(name: str) -> str:
    """A full name under which a 小字 is looked up: every 字 in it left out, those of names too.

    >>> without_koaza_mark("福島県須賀川市滑川字西町")
    '福島県須賀川市滑川西町'
    """
    return name.replace("字", "")


def koaza_parts(
    connection: sqlite3.Connection, parts: Mapping[str, bytes], units: Sequence[Unit], folder: Folder
) -> dict[str, bytes]:
    """The part ``koaza_by_name`` of the table ``names``, made of the other parts and of the table ``town``."""
    cells: dict[str, int] = {}
    for name, node in _names(connection, parts, {unit.lg_code: unit for unit in units}, folder):
        # of two that differ in a 字 alone, neither
        cells[name] = 0 if name in cells else node
    return {KOAZA_BY_NAME: table_of({name: node for name, node in cells.items() if node})}


def _names(
    connection: sqlite3.Connection, parts: Mapping[str, bytes], units: Mapping[str, Unit], folder: Folder
) -> Iterator[tuple[str, int]]:
    """The full names of 小字 with nothing doubtful, without their 字, each with its node."""
    read, towns = folder.usual_key, _Towns(parts)
    rows = connection.execute(
        "SELECT node, lg_code, oaza_cho, koaza FROM town WHERE koaza <> '' AND oaza_cho <> '' ORDER BY node"
    )
    for (lg_code, oaza_cho), group in groupby(rows, key=itemgetter(1, 2)):
        town = "".join(units[lg_code][1:5]) + strip_aza(oaza_cho)
        key = read(town)
        below = towns.below(key)
        if not below:
            continue
        for node, _, _, written in group:
            koaza = strip_aza(written)
            whole = read(town + koaza)
            name = whole[len(key) :]
            marked = whole and below.get(name) == node and read(f"{town}字{koaza}") == f"{key}字{name}"
            if marked and whole.startswith(key):
                yield without_koaza_mark(town + koaza), node


class _Towns:
    """What stands below the towns, by their full names as a match key."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._usual, self._trie = (marisa_trie.Trie().frombytes(parts[part]) for part in ("usual", "trie"))
        self._nodes = memoryview(parts["usual_nodes"]).cast("I")
        self._forms = memoryview(parts["usual_forms"]).cast("H")
        self._heads = memoryview(parts["heads"]).cast("I")
        self._kinds = parts["kinds"]

    def below(self, key: str) -> dict[str, int]:
        """The names below a usual town that no figures behind them make doubtful, with their nodes; none where the town leaves a doubt."""
        index: int | None = self._usual.get(key) if key else None
        if index is None or self._forms[index] & ~_CLEAR:
            return {}
        node = self._nodes[index]
        if self._kinds[node] & (HAS_CHILDREN | HAS_LOOSE | HAS_FIGURED) != HAS_CHILDREN:
            return {}
        found = {name[3:]: self._heads[at] for name, at in self._trie.iteritems(CHILD + encode(node))}
        if any(name.startswith(_AZA) for name in found):
            return {}  # 字X and X: which is meant?
        return {name: one for name, one in found.items() if one < SPILL and not _is_doubtful(name)}


def _is_doubtful(name: str) -> bool:
    """Whether a name may be read as a number with what stands around it, as a 丁目, or with a 町 of the town's name."""
    if name[-1] in _NUMERIC or name[0] in "町第" or len(name) > _LONGEST:
        return True
    return name.endswith(("町目", "丁目")) or name.startswith("丁目", 1)
