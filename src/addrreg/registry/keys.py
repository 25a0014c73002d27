"""Keys (鍵): the names of a registry in every spelling, each with the node or unit that it stands for.

What enters: the tables pref, city, city_alias, town and town_alias of an open registry, read row by row. What leaves are
pairs of key and value, which :mod:`addrreg.registry.compile` makes into an index.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterator, Sequence
from itertools import product

from addrreg.errors import RegistryError
from addrreg.registry.names import (
    ADMIN,
    CHILD,
    CITY,
    FIRST_CODE,
    FORMER,
    HAS_CHILDREN,
    HAS_ROW,
    LAST_CODE,
    LOOSE,
    NATION,
    NO_CITY,
    NO_COUNTY,
    NO_PREF,
    SHORT,
    STEM,
    UNIT_BITS,
    Unit,
    encode,
)
from addrreg.registry.schema import shown
from addrreg.registry.usual import UNCOUNTED
from addrreg.text.fold import Folder
from addrreg.text.spellings import (
    cho_spellings,
    chome_spellings,
    letter_spellings,
    side_spellings,
    spellings,
    stem_spellings,
)

__all__ = ["Keys"]

_SPELLED = 1 << 15
_FIGURES = frozenset("0123456789")
#: The note of another name of a municipality that is in use today.
_IN_USE = "Japan Post"


class Keys:
    """Makes the pairs of key and value; a dictionary of all 1.4 million keys would take 280 MB."""

    def __init__(self, connection: sqlite3.Connection, folder: Folder) -> None:
        self.connection = connection
        self.folder = folder
        self.units: list[Unit] = []
        self.unit_of: dict[str, int] = {}
        self.node_unit = array("H", [0])
        self.node_parent = array("I", [0])
        self.spelled: dict[str, tuple[str, ...]] = {}
        self.kinds = bytearray(1)
        self.node_sort = bytearray(1)
        self.sorts: dict[tuple[str, ...], int] = {}
        self.aza: dict[int, str] = {}
        self.chome: dict[int, int] = {}
        self.odd: set[int] = set()
        self.named_twice: set[int] = set()
        self._parent, self._child = 0, ""

    def spell(self, name: str) -> Collection[str]:
        """The keys of a name."""
        # 字前田 is in four hundred towns
        found = self.spelled.get(name)
        if found is None:
            if len(self.spelled) >= _SPELLED:
                self.spelled.clear()
            found = self.spelled[name] = tuple(spellings(self.folder.key(name)))
        return found

    def read_units(self) -> None:
        """Prefectures and municipalities, each designated city with its wards."""
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
            "SELECT node, lg_code, machiaza_id, oaza_cho, chome || koaza,"  # noqa: S608
            f" {shown('rsdt_addr_flg', 'pos_level', 'src')} FROM town ORDER BY node"
        )
        code, unit, family, elder = "", 0, ("", ""), 0
        for count, (node, lg_code, machiaza_id, oaza_cho, detail, *sort) in enumerate(rows, 1):
            if node != count:
                raise RegistryError(f"table town: node {node} is out of order", "addrreg registry build")
            if lg_code != code:
                code, unit, family = lg_code, self.unit_of[lg_code], ("", "")
            self.node_unit.append(unit)
            self.kinds.append(HAS_ROW if machiaza_id else 0)
            self.node_sort.append(self.sorts.setdefault(tuple(sort), len(self.sorts)))
            parent = 0
            if not detail:
                parents.setdefault((lg_code, oaza_cho), node)
                # two towns of one name (一町目 of 上京区): the first four figures say whose a 丁目 or 小字 is
                parents.setdefault((lg_code, oaza_cho, machiaza_id[:4]), node)
                family = ("", "")
            elif oaza_cho:
                if family != (oaza_cho, machiaza_id[:4]):  # the 小字 of a 大字 stand together
                    family = oaza_cho, machiaza_id[:4]
                    elder = parents.get((lg_code, oaza_cho), 0)
                    elder = parents.get((lg_code, *family), elder)
                parent = elder
                self.kinds[parent] |= HAS_CHILDREN
            elif self.kinds[parents.get((lg_code, detail), 0)] & (HAS_ROW | HAS_CHILDREN):
                self.named_twice.add(node)
            self.node_parent.append(parent)

    def private_letters(self) -> set[str]:
        """外字 in names (平\ue085 of 狭山市), which look like the codes of units and nodes."""
        private = f"*[{FIRST_CODE}-{LAST_CODE}]*"
        found = self.connection.execute(
            "SELECT oaza_cho || chome || koaza FROM town WHERE oaza_cho GLOB ? OR koaza GLOB ?",
            (private, private),
        )
        return {c for (name,) in found for c in self.folder.key(name) if FIRST_CODE <= c <= LAST_CODE}

    def pairs(self, progress: Callable[[int], None]) -> Iterator[tuple[Sequence[str], int]]:
        """All keys with their values: the keys of one value at a time. A key comes once for each of its values, and perhaps again."""
        for index, (_, pref, county, city, ward, _) in enumerate(self.units):
            yield from self.unit_pairs(index, pref, county, city, ward, 0)
        yield from self.former_pairs()
        rows = self.connection.execute(
            "SELECT node, oaza_cho, chome, chome_number, koaza, post_code FROM town ORDER BY node"
        )
        for node, oaza_cho, chome, chome_number, koaza, post_code in rows:
            if chome or koaza:
                yield self.detail_keys(node, chome, chome_number, koaza, post_code), node
            else:
                yield self.oaza_keys(node, oaza_cho), node
            if node % 50_000 == 0:
                progress(node)
        # other names of a town that the postal list has (上鳥羽藁田町 for 上鳥羽藁田)
        aliases = self.connection.execute("SELECT node, oaza_cho FROM town_alias ORDER BY node, oaza_cho")
        for node, oaza_cho in aliases:
            city = CITY + encode(self.node_unit[node])
            yield [kind + key for key in self.spell(oaza_cho) for kind in (city, NATION)], node

    def former_pairs(self) -> Iterator[tuple[Sequence[str], int]]:
        """Abolished municipalities and other names, which lead to those of today."""
        aliases = self.connection.execute(
            "SELECT lg_code, pref, county, city, ward, note FROM city_alias ORDER BY lg_code"
        )
        present = {(unit.pref, unit.city) for unit in self.units}
        for lg_code, pref, county, city, ward, note in aliases:
            unit = self.units[self.unit_of[lg_code]]
            if (pref, county, city, ward) == unit[1:5]:
                continue  # 浜松市天竜区 has got another code, and kept its name
            skip = set()
            if county and not city.endswith("市"):
                skip.add(NO_PREF | NO_COUNTY)  # 上村 alone is a surname, and 新町 a town of a hundred places
            if county and (pref, city) in present:
                skip |= {NO_COUNTY, NO_PREF | NO_COUNTY}  # 八雲町 is 二海郡八雲町 of today, not 山越郡八雲町
            # 八丈島八丈町 of the postal list is no former name: it is how the place is written today
            flags = 0 if note == _IN_USE else FORMER
            yield from self.unit_pairs(self.unit_of[lg_code], pref, county, city, ward, flags, skip)

    def unit_pairs(
        self, index: int, pref: str, county: str, city: str, ward: str, flags: int, skip: Container[int] = ()
    ) -> Iterator[tuple[Sequence[str], int]]:
        """The names of a unit, each part in front left out or not; ``skip`` are the flags of those that are not used."""
        heads = [(pref, 0), ("", NO_PREF)] if city else [(pref, 0)]
        if city and pref != "北海道":
            heads.append((pref[:-1], NO_PREF))  # 東京千代田区, 大阪北区: 都, 府 and 県 are left out in speech
        counties = [(county, 0), ("", NO_COUNTY)] if county else [("", 0)]
        cities = [(city, 0), ("", NO_CITY)] if ward else [(city, 0)]
        for (p, f), (g, h), (c, i) in product(heads, counties, cities):
            if f | h in skip:
                continue
            value = index << UNIT_BITS | f | h | i | flags
            yield [ADMIN + key for key in self.spell(p + g + c + ward)], value

    def oaza_keys(self, node: int, oaza_cho: str) -> list[str]:
        """The keys of a 大字・町, in its municipality and in the country, and of its short forms."""
        unit = self.node_unit[node]
        city, short, stem = CITY + encode(unit), SHORT + encode(unit), STEM + encode(unit)
        folded = self.folder.key(oaza_cho)
        if folded.startswith(("大字", "字")):
            self.aza[node] = folded[: folded.index("字") + 1]
        found: list[str] = []
        for key in spellings(folded):
            found += (city + key, NATION + key)
            if "町" in key or "丁" in key:
                found += [short + name for name in cho_spellings(key)]
            if "条" not in key or self.units[unit].pref == "北海道":
                # 西九条 of 大阪 is a name; 北3西1 is how the towns of a grid are written, and those are in 北海道
                found += [stem + name for name in stem_spellings(key)]
        return found

    def detail_keys(
        self, node: int, chome: str, chome_number: int | None, koaza: str, post_code: str
    ) -> list[str]:
        """The keys of a 丁目 or 小字, below its 大字 or by itself."""
        names: Collection[str]
        if koaza:
            names = self.spell(chome + koaza)
            if "丁目" in koaza:
                names = side_spellings(names)
            elif koaza[-1] in "字部":
                names = letter_spellings(names)
        else:
            names = chome_spellings(self.folder.key(chome), chome_number)
        parent = self.node_parent[node]
        if not parent:
            return self._keys_alone(node, names, koaza, post_code)
        if koaza or chome_number is None or not chome.endswith("丁目"):
            # 野田20-14 may be 第20地割
            if koaza.endswith("地割"):
                self.odd.add(parent)
            for name in names:
                if name[0] in _FIGURES:
                    self.odd.add(parent)
                    break
        else:
            self._count(parent, node, chome_number or 0)
        if parent != self._parent:
            self._parent, self._child = parent, CHILD + encode(parent)
        child = self._child
        return [child + name for name in names]

    def _keys_alone(self, node: int, names: Collection[str], koaza: str, post_code: str) -> list[str]:
        """The keys of a 丁目 or 小字 that the registry lists without a 大字."""
        # a 小字 without 大字 that has a postal code of its own is a living town (高知市池), the others mostly are not; the release
        # of today gives one to 三谷 of 養父市 too, where 大字三谷 is the town
        loose = koaza and (not post_code or node in self.named_twice)
        kind = (LOOSE if loose else CITY) + encode(self.node_unit[node])
        # 山田 of 総社市 is as much a town as 山田 of 玉野市: neither is meant where no municipality is written
        kinds = (kind, NATION) if koaza and not loose else (kind,)
        return [head + name for name in names for head in kinds]

    def _count(self, parent: int, node: int, chome_number: int) -> None:
        """Count the 丁目 of a town, as long as each is the next one and its node lies at that distance from the town's."""
        known = self.chome.get(parent, 0)
        counts_on = chome_number == node - parent == known + 1 and chome_number < UNCOUNTED
        self.chome[parent] = chome_number if counts_on else UNCOUNTED
