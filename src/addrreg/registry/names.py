"""Names (名称索引): the folded names of the registry, compiled once and mapped at run time.

Every name that can stand in an address is a key of one trie, in each spelling that people write and that the fold cannot
know of by itself: 二十四軒 also as 24軒, 霞ケ関 as 霞が関, 春日部市大字八丁目 without its 大字. A key starts with its kind:

    ADMIN   prefecture, municipality or ward, with what is in front of it left out or not → unit
    CITY    a 大字・町 of one municipality                                                → node
    CHILD   a 丁目 or 小字 of one 大字                                                    → node
    LOOSE   a 小字 that the registry lists without a 大字                                 → node
    NATION  a 大字・町 anywhere in the country                                            → node
    SHORT   a 大字・町 of one municipality with a 町 left out, or 丁 written for 町        → node
    STEM    a 大字・町 of one municipality without the 条, 番町, 号 or 区 behind its number → node

A node is a row of the table ``town``, a unit a prefecture or municipality. The trie (marisa-trie) and three arrays lie
in the table ``names`` of registry.sqlite itself: one file, replaced in one step, in which names and rows cannot disagree.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from addrreg.errors import RegistryError
from addrreg.registry.name_parts import MappedTrie, read_parts

__all__ = [
    "ADMIN",
    "CHILD",
    "CITY",
    "FIRST_CODE",
    "FORMER",
    "HAS_CHILDREN",
    "HAS_FIGURED",
    "HAS_LOOSE",
    "HAS_ROW",
    "HAS_STEM",
    "LAST_CODE",
    "LOOSE",
    "NATION",
    "NO_CITY",
    "NO_COUNTY",
    "NO_PREF",
    "SHORT",
    "SPILL",
    "STEM",
    "UNIT_BITS",
    "Names",
    "Sort",
    "Unit",
    "decode",
    "encode",
    "is_letter",
]

ADMIN, NATION, CITY, CHILD, LOOSE, SHORT, STEM = "\x01", "\x02", "\x03", "\x04", "\x05", "\x06", "\x07"
#: What an ADMIN key leaves out, as bits of its value.
NO_PREF, NO_COUNTY, NO_CITY, FORMER = 1, 2, 4, 8

#: What is known of a node without looking it up, as bits of :attr:`Names.kinds`.
HAS_CHILDREN, HAS_LOOSE, HAS_STEM, HAS_ROW, HAS_FIGURED = 1, 2, 4, 8, 16

#: An array cell with this bit points to several values.
SPILL = 0x80000000
#: Flags below the unit in an ADMIN value.
UNIT_BITS = 4
_BASE = 0xE000
FIRST_CODE, LAST_CODE = chr(_BASE), chr(_BASE + 0xFFF)
_NOT_USUAL = (0, 0, 0)


class Unit(NamedTuple):
    """A prefecture, municipality or ward, with the names that a result shows."""

    lg_code: str
    """全国地方公共団体コード; for a prefecture its own."""
    pref: str
    county: str
    city: str
    ward: str
    wards: tuple[int, ...]
    """For a designated city the units of its wards."""


class Sort(NamedTuple):
    """What many rows of ``town`` have in common, so that it need not be read with each."""

    rsdt_addr_flg: str
    pos_level: str
    src: str


def encode(number: int) -> str:
    """Two characters that stand for a unit or node inside a key; they never meet a character of the text."""
    return chr(_BASE + (number >> 12)) + chr(_BASE + (number & 0xFFF))


def is_letter(character: str) -> bool:
    """Whether a character of a key is one of a name, and stands for no kind, unit or node.

    >>> [c for c in CHILD + encode(410149) + "霞が関" if is_letter(c)]
    ['霞', 'が', '関']
    """
    return character > " " and not FIRST_CODE <= character <= LAST_CODE


def decode(characters: str) -> int:
    """The unit or node that two characters stand for.

    >>> decode(encode(410149))
    410149
    """
    return (ord(characters[0]) - _BASE) << 12 | (ord(characters[1]) - _BASE)


_PARTS = frozenset(
    (
        "trie", "heads", "spill", "node_unit", "kinds", "node_sort", "sorts", "units", "usual", "usual_nodes",
        "usual_forms", "characters",
    )
)  # fmt: skip


class Names:
    """Read-only look-up of folded names; opens in a few milliseconds and shares nothing with the database afterwards."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        try:
            parts = read_parts(connection, _PARTS)
            self._trie, self._usual = MappedTrie(parts["trie"]), MappedTrie(parts["usual"])
            self._heads = memoryview(parts["heads"]).cast("I")
            self._spill = memoryview(parts["spill"]).cast("I")
            #: The unit of each node.
            self.node_unit = memoryview(parts["node_unit"]).cast("H")
            #: Of each node, as bits: HAS_CHILDREN (丁目 or 小字), HAS_LOOSE (a 小字 without 大字 has its name, or goes on
            #: from it), HAS_STEM (the short form of another 大字 goes on from it: 西野4 for 西野四条), HAS_ROW (it has a machiaza_id),
            #: HAS_FIGURED (below it, a name goes on from another with a figure: 中江 and 中江2丁目).
            self.kinds = parts["kinds"]
            #: Prefectures and municipalities, by unit.
            self.units = tuple(
                Unit(lg_code, pref, county, city, ward, tuple(wards))
                for lg_code, pref, county, city, ward, wards in json.loads(parts["units"])
            )
            self._node_sort: bytes = parts["node_sort"]
            self._sorts: tuple[Sort, ...] = tuple(Sort(*sort) for sort in json.loads(parts["sorts"]))
            self._usual_nodes = memoryview(parts["usual_nodes"]).cast("I")
            self._usual_forms = memoryview(parts["usual_forms"]).cast("H")
            if (
                len(self._heads) != len(self._trie)
                or len(self._usual_forms) != len(self._usual)
                or not len(self.node_unit) == len(self.kinds) == len(self._node_sort)
            ):
                raise ValueError("its parts do not belong together")
        except (sqlite3.Error, KeyError, ValueError, RuntimeError) as error:
            raise RegistryError(
                f"the registry's names cannot be read ({error})", "addrreg registry build"
            ) from error
        self._characters = parts.get("characters", b"")
        self._iterate = self._trie.iter_prefixes_with_ids
        self._usual_iterate = self._usual.iter_prefixes_with_ids
        #: The kind of the CITY keys of each unit.
        self.city_kinds = tuple(CITY + encode(unit) for unit in range(len(self.units)))

    def characters(self) -> frozenset[str]:
        """Every character that some key has, for checks of what may be added to the fold of an input."""
        return frozenset(self._characters.decode())

    def prefixes(self, kind: str, text: str) -> list[tuple[int, tuple[int, ...]]]:
        """The names of a kind that ``text`` starts with, shortest first: their length, and the nodes or units.

        ``kind`` is one of the kinds, followed by :func:`encode` of the unit or node for CITY, LOOSE and CHILD.
        """
        skip, heads = len(kind), self._heads
        return [
            (len(key) - skip, (head,) if (head := heads[index]) < SPILL else self._spilled(head))
            for key, index in self._iterate(kind + text)
        ]

    def usual(self, key: str) -> tuple[int, int, int]:
        """The town of the longest full name that a text starts with, where nothing but the walk's one reading can come of it.

        Its node, the name's length, and how many 丁目 it has, numbered from one, their nodes behind its own, with the doubts of
        :mod:`addrreg.registry.usual`; the node is 0 where the walk must be asked.
        """
        index = -1
        for name, index in self._usual_iterate(key):  # noqa: B007 - the last is the longest
            pass
        if index < 0:
            return _NOT_USUAL
        return self._usual_nodes[index], len(name), self._usual_forms[index]

    def continues_with_figure(self, kind: str, name: str) -> bool:
        """Whether a name of the kind goes on from this one with a figure."""
        size = len(kind) + len(name)
        return any(key[size : size + 1].isdecimal() for key in self._trie.iterkeys(kind + name))

    def sort(self, node: int) -> Sort:
        """The rsdt_addr_flg, pos_level and src of a node."""
        return self._sorts[self._node_sort[node]]

    def exact(self, kind: str, text: str) -> tuple[int, ...]:
        """The nodes or units whose key is exactly this one."""
        index = self._trie.get(kind + text)
        if index is None:
            return ()
        head = self._heads[index]
        return (head,) if head < SPILL else self._spilled(head)

    def entries(self, kind: str) -> Mapping[str, tuple[int, ...]]:
        """All names of a kind, with their nodes or units: for the rules that compare instead of looking up."""
        skip = len(kind)
        return _Entries(self, kind, [key[skip:] for key in self._trie.keys(kind)])

    def completions(self, kind: str, text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The names of a kind that begin with ``text``, each with its nodes or units, as they come."""
        skip, heads = len(kind), self._heads
        for key, index in self._trie.iteritems(kind + text):
            yield key[skip:], (head,) if (head := heads[index]) < SPILL else self._spilled(head)

    def continues(self, kind: str, text: str) -> bool:
        """Whether some name of the kind begins with ``text``."""
        return next(self._trie.iterkeys(kind + text), None) is not None

    def _spilled(self, head: int) -> tuple[int, ...]:
        start = head & ~SPILL
        return tuple(self._spill[start + 1 : start + 1 + self._spill[start]])

    def unit(self, value: int) -> tuple[int, int]:
        """The unit and the flags (:data:`NO_PREF` …) of an ADMIN value."""
        return value >> UNIT_BITS, value & ((1 << UNIT_BITS) - 1)

    def keys(self, kind: str) -> Iterator[str]:
        """All keys of a kind, for tests and checks."""
        return (key[len(kind) :] for key in self._trie.iterkeys(kind))


class _Entries(Mapping[str, tuple[int, ...]]):
    """The names of a kind at hand, their values looked up when they are asked for: of a thousand names one is."""

    def __init__(self, names: Names, kind: str, keys: list[str]) -> None:
        self._names, self._kind, self._keys = names, kind, keys

    def __getitem__(self, key: str) -> tuple[int, ...]:
        found = self._names.exact(self._kind, key)
        if not found:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
