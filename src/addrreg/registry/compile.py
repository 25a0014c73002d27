"""Compile (索引作成): the rows of a registry to its folded names, in every spelling, once per build.

What enters: the tables pref, city, city_alias, town and town_alias of an open registry. What leaves: the table ``names``,
which :class:`addrreg.registry.names.Names` reads. 1.4 million keys are made twice, in about 9 CPU seconds, because holding them would take 280 MB.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from itertools import product

import marisa_trie

from addrreg.errors import RegistryError
from addrreg.registry.names import (
    ADMIN,
    CHILD,
    CITY,
    FORMER,
    HAS_CHILDREN,
    HAS_LOOSE,
    HAS_ROW,
    HAS_STEM,
    LOOSE,
    NATION,
    NO_CITY,
    NO_COUNTY,
    NO_PREF,
    SHORT,
    SPILL,
    STEM,
    UNIT_BITS,
    Unit,
    encode,
)
from addrreg.text.fold import Folder, default_folder
from addrreg.text.spellings import cho_spellings, chome_spellings, side_spellings, spellings, stem_spellings

__all__ = ["compile_names"]

_NO_VALUE = 0xFFFFFFFF


class _Compiler:
    """Makes the pairs of key and value, twice: once for the trie, once for its values.

    A dictionary of all 1.4 million keys would take 280 MB.
    """

    def __init__(self, connection: sqlite3.Connection, folder: Folder) -> None:
        self.connection = connection
        self.folder = folder
        self.units: list[Unit] = []
        self.unit_of: dict[str, int] = {}
        self.node_unit = array("H", [0])
        self.node_parent = array("I", [0])
        self.kinds = bytearray(1)

    def spell(self, name: str) -> set[str]:
        return spellings(self.folder.key(name))

    def read_units(self) -> None:
        rows = self.connection.execute(
            "SELECT lg_code, pref, '', '', '' FROM pref ORDER BY lg_code"
        ).fetchall()
        rows += self.connection.execute(
            "SELECT lg_code, pref, county, city, ward FROM city ORDER BY lg_code"
        ).fetchall()
        wards: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, (_, pref, _, city, ward) in enumerate(rows):
            if ward:
                wards[pref, city].append(index)
        for index, (lg_code, pref, county, city, ward) in enumerate(rows):
            mine = () if ward or not city else tuple(wards.get((pref, city), ()))
            self.units.append(Unit(lg_code, pref, county, city, ward, mine))
            self.unit_of[lg_code] = index

    def read_nodes(self) -> None:
        """The unit, the 大字 and the kind of each node."""
        parents: dict[tuple[str, ...], int] = {}
        rows = self.connection.execute(
            "SELECT node, lg_code, machiaza_id, oaza_cho, chome || koaza FROM town ORDER BY node"
        )
        for node, lg_code, machiaza_id, oaza_cho, detail in rows:
            if node != len(self.node_unit):
                raise RegistryError(f"table town: node {node} is out of order", "addrreg registry build")
            self.node_unit.append(self.unit_of[lg_code])
            self.kinds.append(HAS_ROW if machiaza_id else 0)
            parent = 0
            if not detail:
                parents.setdefault((lg_code, oaza_cho), node)
                # two towns of one name (一町目 of 上京区): the first four figures say whose a 丁目 or 小字 is
                parents.setdefault((lg_code, oaza_cho, machiaza_id[:4]), node)
            elif oaza_cho:
                parent = parents.get((lg_code, oaza_cho), 0)
                parent = parents.get((lg_code, oaza_cho, machiaza_id[:4]), parent)
                self.kinds[parent] |= HAS_CHILDREN
            self.node_parent.append(parent)

    def pairs(self, progress: Callable[[int], None]) -> Iterator[tuple[str, int]]:
        """All keys with their values; a key comes once for each of its values, and perhaps again."""
        for index, (_, pref, county, city, ward, _) in enumerate(self.units):
            yield from self.unit_pairs(index, pref, county, city, ward, 0)
        yield from self.former_pairs()
        rows = self.connection.execute(
            "SELECT node, oaza_cho, chome, chome_number, koaza, post_code FROM town ORDER BY node"
        )
        for node, oaza_cho, chome, chome_number, koaza, post_code in rows:
            if chome or koaza:
                yield from self.detail_pairs(node, chome, chome_number, koaza, post_code)
            else:
                yield from self.oaza_pairs(node, oaza_cho)
            if node % 50_000 == 0:
                progress(node)
        # other names of a town that the postal list has (上鳥羽藁田町 for 上鳥羽藁田)
        aliases = self.connection.execute("SELECT node, oaza_cho FROM town_alias ORDER BY node, oaza_cho")
        for node, oaza_cho in aliases:
            for key in self.spell(oaza_cho):
                yield CITY + encode(self.node_unit[node]) + key, node
                yield NATION + key, node

    def former_pairs(self) -> Iterator[tuple[str, int]]:
        aliases = self.connection.execute(
            "SELECT lg_code, pref, county, city, ward FROM city_alias ORDER BY lg_code"
        )
        present = {(unit.pref, unit.city) for unit in self.units}
        for lg_code, pref, county, city, ward in aliases:
            skip = set()
            if county and not city.endswith("市"):
                skip.add(NO_PREF | NO_COUNTY)  # 上村 alone is a surname, and 新町 a town of a hundred places
            if county and (pref, city) in present:
                skip |= {NO_COUNTY, NO_PREF | NO_COUNTY}  # 八雲町 is 二海郡八雲町 of today, not 山越郡八雲町
            yield from self.unit_pairs(self.unit_of[lg_code], pref, county, city, ward, FORMER, skip)

    def unit_pairs(
        self, index: int, pref: str, county: str, city: str, ward: str, flags: int, skip: Container[int] = ()
    ) -> Iterator[tuple[str, int]]:
        """The names of a unit, each part in front left out or not; ``skip`` are the flags of those that are not used."""
        heads = [(pref, 0), ("", NO_PREF)] if city else [(pref, 0)]
        if city and pref != "北海道":
            heads.append((pref[:-1], NO_PREF))  # 東京千代田区, 大阪北区: 都, 府 and 県 are left out in speech
        counties = [(county, 0), ("", NO_COUNTY)] if county else [("", 0)]
        cities = [(city, 0), ("", NO_CITY)] if ward else [(city, 0)]
        for (p, f), (g, h), (c, i) in product(heads, counties, cities):
            if f | h in skip:
                continue
            for key in self.spell(p + g + c + ward):
                yield ADMIN + key, index << UNIT_BITS | f | h | i | flags

    def oaza_pairs(self, node: int, oaza_cho: str) -> Iterator[tuple[str, int]]:
        unit = self.node_unit[node]
        city, short, stem = CITY + encode(unit), SHORT + encode(unit), STEM + encode(unit)
        for key in self.spell(oaza_cho):
            yield city + key, node
            yield NATION + key, node
            if "町" in key or "丁" in key:
                for name in cho_spellings(key):
                    yield short + name, node
            if "条" not in key or self.units[unit].pref == "北海道":
                # 西九条 of 大阪 is a name; 北3西1 is how the towns of a grid are written, and those are in 北海道
                for name in stem_spellings(key):
                    yield stem + name, node

    def detail_pairs(
        self, node: int, chome: str, chome_number: int | None, koaza: str, post_code: str
    ) -> Iterator[tuple[str, int]]:
        names: Iterable[str]
        if koaza:
            names = self.spell(chome + koaza)
            if "丁目" in koaza:
                names = side_spellings(names)
        else:
            names = chome_spellings(self.folder.key(chome), chome_number)
        parent = self.node_parent[node]
        # a 小字 without 大字 that has a postal code of its own is a living town (高知市池), the others mostly are not
        loose = koaza and not post_code
        kind = CHILD + encode(parent) if parent else (LOOSE if loose else CITY) + encode(self.node_unit[node])
        for key in names:
            yield kind + key, node

    def parts(self, progress: Callable[[str, int, int], None]) -> dict[str, bytes]:
        """The parts of the table ``names``."""
        total = len(self.node_unit)
        trie = marisa_trie.Trie(
            key for key, _ in self.pairs(lambda node: progress("names", node // 2, total))
        )
        heads = array("I", bytes(b"\xff" * (4 * len(trie))))
        more: dict[int, list[int]] = {}
        for key, value in self.pairs(lambda node: progress("names", (total + node) // 2, total)):
            index = trie[key]
            if heads[index] == _NO_VALUE:
                heads[index] = value
            elif heads[index] != value:
                values = more.setdefault(index, [heads[index]])
                if value not in values:
                    values.append(value)
        for kind, bit in ((LOOSE, HAS_LOOSE), (STEM, HAS_STEM)):
            self.mark(trie, heads, more, kind, bit)
        spill = array("I")
        for index in sorted(more):
            heads[index] = SPILL | len(spill)
            spill.append(len(more[index]))
            spill.extend(sorted(more[index]))
        characters: set[str] = set()
        for key in trie.iterkeys():
            # behind the kind, and the unit or node that most kinds have
            characters.update(key[1:] if key[0] in (ADMIN, NATION) else key[3:])
        return {
            "trie": trie.tobytes(),
            "heads": heads.tobytes(),
            "spill": spill.tobytes(),
            "node_unit": self.node_unit.tobytes(),
            "kinds": bytes(self.kinds),
            "characters": "".join(sorted(characters)).encode(),
            "units": json.dumps(self.units, ensure_ascii=False, separators=(",", ":")).encode(),
        }

    def mark(
        self, trie: marisa_trie.Trie, heads: array[int], more: dict[int, list[int]], kind: str, bit: int
    ) -> None:
        """Mark the 大字 from whose name a key of another kind goes on, or which has it whole.

        LOOSE: 字熊牛原野 and 字熊牛原野二十八線西, a 小字 without 大字. STEM: 西野 and 西野4, short for 西野四条.
        """
        for key in trie.iterkeys(kind):
            for _, index in trie.iter_prefixes_with_ids(CITY + key[1:]):
                for node in more.get(index, (heads[index],)):
                    self.kinds[node] |= bit


def compile_names(
    connection: sqlite3.Connection, progress: Callable[[str, int, int], None] | None = None
) -> None:
    """Write the table ``names`` of a registry from its tables pref, city, city_alias and town.

    The caller holds the transaction, so that a registry never exists without its names. ``progress`` is called with
    ``("names", done, total)``. Rows of ``town`` must have the nodes 1, 2, 3 … with each 大字 before its children.
    """
    compiler = _Compiler(connection, default_folder())
    compiler.read_units()
    compiler.read_nodes()
    parts = compiler.parts(progress or (lambda stage, done, total: None))
    connection.execute("CREATE TABLE IF NOT EXISTS names (part TEXT PRIMARY KEY, data BLOB NOT NULL)")
    connection.execute("DELETE FROM names")
    connection.executemany("INSERT INTO names VALUES (?, ?)", parts.items())
