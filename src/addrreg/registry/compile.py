"""Compile (索引作成): the rows of a registry to its folded names, in every spelling, once per build.

What enters: the tables pref, city, city_alias, town and town_alias of an open registry. What leaves: the table ``names``,
which :class:`addrreg.registry.names.Names` reads.
"""

from __future__ import annotations

import json
import re
import sqlite3
from array import array
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile

import marisa_trie

from addrreg.registry.finding import index_for_finding
from addrreg.registry.keys import Keys
from addrreg.registry.names import (
    CHILD,
    CITY,
    HAS_FIGURED,
    HAS_LOOSE,
    HAS_STEM,
    LOOSE,
    SPILL,
    STEM,
    decode,
    is_letter,
)
from addrreg.registry.towns import row_parts
from addrreg.registry.usual import Compiled, usual_parts
from addrreg.registry.written import written_parts
from addrreg.registry.written_koaza import koaza_parts
from addrreg.text.fold import default_folder

__all__ = ["compile_names"]

_NO_VALUE = 0xFFFFFFFF
_FIGURE = re.compile("[0-9]")
#: Keys that are written to disk at once, and characters that are read from there.
_AT_ONCE, _PIECE = 1_000, 1 << 20


def _indexed(
    keys: Keys, progress: Callable[[str, int, int], None]
) -> tuple[marisa_trie.Trie, array[int], dict[int, list[int]], str]:
    """The trie of all keys, the first value of each, the values of those that have several, and the characters of all names.

    The trie takes all keys before it tells the place of any: they wait on disk meanwhile.
    """
    total = len(keys.node_unit)
    values = array("I")
    with TemporaryFile("w+", encoding="utf-8", newline="\n") as spool:

        def spooled() -> Iterator[str]:
            waiting: list[str] = []
            for found, value in keys.pairs(lambda node: progress("names", node * 3 // 4, total)):
                values.extend([value] * len(found))
                waiting += found
                if len(waiting) > _AT_ONCE:
                    waiting.append("")
                    spool.write("\n".join(waiting))
                    waiting.clear()
                yield from found
            waiting.append("")
            spool.write("\n".join(waiting))

        trie = marisa_trie.Trie(spooled())
        characters: set[str] = set()
        spool.seek(0)
        while piece := spool.read(_PIECE):
            characters.update(piece)
        heads = array("I", bytes(b"\xff" * (4 * len(trie))))
        more: dict[int, list[int]] = {}
        spool.seek(0)
        for line, value in zip(spool, values, strict=True):
            index = trie[line[:-1]]
            if heads[index] == _NO_VALUE:
                heads[index] = value
            elif heads[index] != value:
                others = more.setdefault(index, [heads[index]])
                if value not in others:
                    others.append(value)
    progress("names", total, total)
    return trie, heads, more, "".join(sorted(keys.private_letters() | set(filter(is_letter, characters))))


def _parts(keys: Keys, progress: Callable[[str, int, int], None]) -> dict[str, bytes]:
    """The parts of the table ``names``."""
    trie, heads, more, characters = _indexed(keys, progress)
    for kind, bit in ((LOOSE, HAS_LOOSE), (STEM, HAS_STEM)):
        _mark(keys, trie, heads, more, kind, bit)
    _mark_figured(keys, trie)
    known = Compiled(keys.units, trie, heads, more, keys.kinds, keys.aza, keys.chome, keys.odd)
    usual = usual_parts(known, keys.folder)
    spill = array("I")
    for index in sorted(more):
        heads[index] = SPILL | len(spill)
        spill.append(len(more[index]))
        spill.extend(sorted(more[index]))
    return {
        "trie": trie.tobytes(),
        "heads": heads.tobytes(),
        "spill": spill.tobytes(),
        "node_unit": keys.node_unit.tobytes(),
        "kinds": bytes(keys.kinds),
        "node_sort": bytes(keys.node_sort),
        "sorts": json.dumps(list(keys.sorts)).encode(),
        "characters": characters.encode(),
        **usual,
        "units": json.dumps(keys.units, ensure_ascii=False, separators=(",", ":")).encode(),
    }


def _mark(
    keys: Keys, trie: marisa_trie.Trie, heads: array[int], more: dict[int, list[int]], kind: str, bit: int
) -> None:
    """Mark the 大字 from whose name a key of another kind goes on, or which has it whole.

    LOOSE: 字熊牛原野 and 字熊牛原野二十八線西, a 小字 without 大字. STEM: 西野 and 西野4, short for 西野四条.
    """
    for key in trie.iterkeys(kind):
        for _, index in trie.iter_prefixes_with_ids(CITY + key[1:]):
            for node in more.get(index, (heads[index],)):
                keys.kinds[node] |= bit


def _mark_figured(keys: Keys, trie: marisa_trie.Trie) -> None:
    """Mark the 大字 below which a name goes on from another with a figure: 中江 and 中江2丁目, so that a figure behind may be either."""
    for key in trie.iterkeys(CHILD):
        if any(key[: figure.start()] in trie for figure in _FIGURE.finditer(key, 4)):
            keys.kinds[decode(key[1:3])] |= HAS_FIGURED


def compile_names(
    connection: sqlite3.Connection, progress: Callable[[str, int, int], None] | None = None
) -> None:
    """Write the table ``names`` of a registry from its tables pref, city, city_alias and town, and index ``town`` for finding.

    The caller holds the transaction, so that a registry never exists without its names. ``progress`` is called with
    ``("names", done, total)``. Rows of ``town`` must have the nodes 1, 2, 3 … with each 大字 before its children.
    """
    keys = Keys(connection, default_folder())
    keys.read_units()
    keys.read_nodes()
    parts = _parts(keys, progress or (lambda stage, done, total: None)) | row_parts(connection)
    parts |= written_parts(connection, parts, keys.units, keys.folder)
    parts |= koaza_parts(connection, parts, keys.units, keys.folder)
    connection.execute("CREATE TABLE IF NOT EXISTS names (part TEXT PRIMARY KEY, data BLOB NOT NULL)")
    connection.execute("DELETE FROM names")
    connection.executemany("INSERT INTO names VALUES (?, ?)", parts.items())
    index_for_finding(connection)
