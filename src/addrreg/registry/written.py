"""Written (表記のまま): towns by their full name as the registry writes it, found without a fold and without a search.

Eight usual addresses of ten (:mod:`addrreg.registry.usual`) name their place as the registry writes it, 大字 left out or not:
東京都千代田区紀尾井町1-3. For these a table of hashes lies beside the names, one cell for each name with its node. A search in
a trie reads some thirty places of memory that lie far apart, which costs more than what is done with them afterwards; the cell
and the row are three.

Only names about which nothing is doubtful are in the table, so that the figure behind the name decides of the 丁目 and
of nothing else. Who finds a cell compares the name with the row: another name may have its hash.
"""

from __future__ import annotations

import sqlite3
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import marisa_trie

from addrreg.registry.name_parts import read_parts
from addrreg.registry.names import CHILD, HAS_ROW, Unit, encode
from addrreg.registry.usual import DOUBT_FIGURE, NAMES_BEHIND, UNCOUNTED
from addrreg.text.fold import Folder
from addrreg.text.spellings import without_aza

__all__ = [
    "COUNTED",
    "FIGURED",
    "KIND",
    "NODE",
    "ROWS_BY_NAME",
    "SHARED",
    "Written",
    "table_of",
    "written_parts",
]

#: The part of the table ``names``.
ROWS_BY_NAME = "rows_by_name"
#: The node in a cell; 0 in an empty cell.
NODE = 0x0FFFFF
#: The bits of a cell that say what may stand below the town, where it is not 0 for nothing that begins with a figure.
KIND = 0x300000
#: 丁目, numbered from one, their nodes behind the town's own.
COUNTED = 0x100000
#: The same, and parcels besides, so that N-M may be one of them (舞浜1-4).
SHARED = 0x200000
#: Names with figures, none of which is a number and nothing else (一本木), and no 丁目.
FIGURED = 0x300000
# the other bits of a cell are those of the hash, so that one look-up in a thousand compares in vain
_CHECK = 0xFFC00000
_FIGURES = frozenset("0123456789０１２３４５６７８９")
# of these and figures consists what stands behind the name of a usual address, 号 and 区 perhaps left out
_NUMBER = frozenset("0123456789-番地号区の")


def written_parts(
    connection: sqlite3.Connection, parts: Mapping[str, bytes], units: Sequence[Unit], folder: Folder
) -> dict[str, bytes]:
    """The part ``rows_by_name`` of the table ``names``, made of the other parts and of the table ``town``."""
    return {
        ROWS_BY_NAME: table_of(
            dict(_cells(connection, parts, {unit.lg_code: unit for unit in units}, folder))
        )
    }


def table_of(cells: Mapping[str, int]) -> bytes:
    """A table of hashes: what each name's cell says, read by :class:`Written`."""
    size = 1 << (len(cells) * 5 // 4).bit_length()
    table = array("I", bytes(4 * size))
    for name, cell in cells.items():
        found = zlib.crc32(name.encode())
        at = found % size
        while table[at]:
            at = (at + 1) % size
        table[at] = cell | found & _CHECK
    return table.tobytes()


def _cells(
    connection: sqlite3.Connection, parts: Mapping[str, bytes], units: Mapping[str, Unit], folder: Folder
) -> Iterator[tuple[str, int]]:
    """Names as they are written, each with what its cell says."""
    usual, trie = (marisa_trie.Trie().frombytes(parts[part]) for part in ("usual", "trie"))
    nodes, forms = memoryview(parts["usual_nodes"]).cast("I"), memoryview(parts["usual_forms"]).cast("H")
    kinds = parts["kinds"]
    rows = connection.execute(
        "SELECT node, lg_code, oaza_cho FROM town WHERE chome = '' AND koaza = '' ORDER BY node"
    )
    for node, lg_code, oaza_cho in rows:
        _, pref, county, city, ward, _ = units[lg_code]
        for name in {oaza_cho, without_aza(oaza_cho)}:
            full = pref + county + city + ward + name
            key = folder.usual_key(full)
            index = usual.get(key)
            if index is None or nodes[index] != node or node > NODE or not _FIGURES.isdisjoint(full):
                continue
            form = forms[index] & ~NAMES_BEHIND
            if not form:
                kind = 0
            elif "条" in key:
                continue  # 3 behind 二十四軒二条 is never a house's
            elif form < UNCOUNTED:
                kind = SHARED if kinds[node] & HAS_ROW else COUNTED
            elif form == UNCOUNTED | DOUBT_FIGURE and _is_figured(trie, node):
                kind = FIGURED
            else:
                continue
            yield full, node | kind


def _is_figured(trie: marisa_trie.Trie, node: int) -> bool:
    """Whether no name below a town is what a number may be: 一本木 and 15番割 are none; 15番, 1丁目, 第1地割, 一号 and 1区 are."""
    kind = CHILD + encode(node)
    return not any(
        key.endswith(("丁目", "地割", "号", "区"))
        or (key[3] in _FIGURES and _NUMBER.issuperset(islice(key, 3, None)))
        for key in trie.iterkeys(kind)
    )


class Written:
    """Read-only look-up of names as the registry writes them, in one part of the table ``names``; finds nothing where that was not compiled."""

    def __init__(self, connection: sqlite3.Connection, part: str) -> None:
        parts = read_parts(connection, (part,))
        self._cells = memoryview(parts.get(part) or bytes(4)).cast("I")
        self._mask = len(self._cells) - 1

    def find(self, name: str) -> int:
        """The node of a town's full name with the bits of ``KIND``; 0 where the table does not have it."""
        hashed = zlib.crc32(name.encode("utf-8", "surrogatepass"))
        cells, mask = self._cells, self._mask
        at = hashed & mask
        while cell := cells[at]:
            if not (cell ^ hashed) & _CHECK:
                return cell & (NODE | KIND)
            at = (at + 1) & mask
        return 0
