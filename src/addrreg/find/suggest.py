"""Suggest (入力補完): places whose name, reading or postal code begins as what was typed, for entry forms (書かない窓口).

What was typed is completed by the compiled names, in every spelling that they know (霞が関, 霞ケ関; 1丁目, 一丁目), by the
readings of municipalities and towns, in hiragana or katakana, and by postal code from its third figure on. The order:
a name that is written to its end, then prefectures and municipalities, then their towns in the registry's order; within each the
shorter name first. The same text gives the same list.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import NamedTuple

import jaconv

from addrreg.find.places import Places, level_of
from addrreg.match.number import DASHES
from addrreg.match.readings import Readings, kana_fold
from addrreg.registry.finding import BY_CODE, BY_CODES, BY_KANA
from addrreg.registry.names import ADMIN, CHILD, CITY, FORMER, LOOSE, NATION, Unit, encode
from addrreg.text.fold import default_folder
from addrreg.text.lazy import lazy

__all__ = ["Suggester", "Suggestion"]

_LONGEST = 100
#: So many names are looked through for one key stroke: a single kanji begins some ten thousand.
_MOST = 2000
_CODE = lazy(rf"〒?\s*([0-9]{{3}})[{DASHES}]?([0-9]{{0,4}})")
_FIGURES = lazy(rf"[〒0-9{DASHES}]+")
_KANA = lazy("[ぁ-んー]+")
_FIRST_NUMBER = lazy("[0-9一二三四五六七八九十-]")
# ジ and ヂ, ズ and ヅ sound alike
_ALIKE = (("ジ", "ヂ"), ("ヂ", "ジ"), ("ズ", "ヅ"), ("ヅ", "ズ"))
_LAST = "\U0010ffff"


class Suggestion(NamedTuple):
    """A place that may be meant."""

    address: str
    """Its names, in the registry's spelling."""
    lg_code: str
    """全国地方公共団体コード, six figures; for a prefecture its own."""
    machiaza_id: str
    """町字ID, seven figures; empty above the town, and where the registry release has no row for the place."""
    post_code: str
    """郵便番号, seven figures; empty where the place has none or several."""
    match_level: str
    """How deep the place is (:class:`addrreg.words.MatchLevel`)."""


class Suggester:
    """Completes what was typed, from one registry."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._names = places.names

    @cached_property
    def _readings(self) -> Readings:
        return Readings(self._places.connection, self._names)

    @cached_property
    def _admin_readings(self) -> list[tuple[str, int]]:
        """Each reading of a prefecture or municipality with its unit."""
        return sorted({(key, unit) for key, found in self._readings.kana_units.items() for unit, _ in found})

    def __call__(self, prefix: str, limit: int = 10) -> list[Suggestion]:
        """The first ``limit`` places; none for a text that no name begins with."""
        text = unicodedata.normalize("NFKC", prefix[:_LONGEST]).strip()
        if limit < 1 or not text:
            return []
        if code := _CODE.fullmatch(text):
            return self._gather(self._by_code(code[1] + code[2]), limit)
        key = default_folder().key(text)
        if not key or _FIGURES.fullmatch(text):
            return []  # 10 is the beginning of a code, not of 十島村
        kana = jaconv.hira2kata(text) if _KANA.fullmatch(key) else ""
        return self._gather(self._by_name(key, kana), limit) or self._gather(self._numbered(key), limit)

    def _gather(self, found: Iterable[tuple[int, int]], limit: int) -> list[Suggestion]:
        """The first places, each once: a pair is a unit and a node, or a unit and 0."""
        out: dict[tuple[str, str], Suggestion] = {}
        for unit, node in found:
            one = self._suggestion(unit, node)
            out.setdefault((one.address, one.lg_code), one)
            if len(out) >= limit:
                break
        return list(out.values())

    def _suggestion(self, number: int, node: int) -> Suggestion:
        unit = self._names.units[number]
        names = unit.pref + unit.county + unit.city + unit.ward
        if not node:
            return Suggestion(names, unit.lg_code, "", "", level_of(unit, None))
        town = self._places.towns[node]
        code = town.post_code if len(town.post_code) == 7 else ""
        address = names + town.oaza_cho + town.chome + town.koaza
        return Suggestion(address, unit.lg_code, town.machiaza_id, code, level_of(unit, town))

    def _by_name(self, key: str, kana: str = "") -> Iterator[tuple[int, int]]:
        """By name, and by reading where kana was typed; what was written to its end comes first."""
        yield from ((unit, 0) for unit in self._units(key))
        if kana:
            yield from ((unit, 0) for unit in self._kana_units(key))
        yield from self._towns_of_units(key)
        if kana:
            yield from self._kana_towns_of_units(key)
        yield from self._sorted(self._names.completions(NATION, key), key)
        for length, nodes in reversed(self._names.prefixes(NATION, key)):
            if length < len(key):
                for node in nodes:
                    yield from self._children(node, key[length:])
        if kana:
            yield from self._kana_towns(kana)

    def _units(self, key: str) -> list[int]:
        """Prefectures and municipalities whose name begins so; with what is in front of it left out or not."""
        found: dict[int, tuple[bool, bool, int, int, int]] = {}
        for name, values in islice(self._names.completions(ADMIN, key), _MOST):
            for value in values:
                number, flags = self._names.unit(value)
                if flags & FORMER:
                    continue
                unit = self._names.units[number]
                rank = (
                    name != key,
                    not self._is_own(unit, key),
                    bool(unit.city) + bool(unit.ward),
                    len(name),
                    number,
                )
                found[number] = min(rank, found.get(number, rank))
        return sorted(found, key=lambda number: found[number])

    def _is_own(self, unit: Unit, key: str) -> bool:
        """Whether it is the place's own name that begins so: 千 is 千代田区 before 旭市 of 千葉県."""
        names = (unit.county, unit.city, unit.ward) if unit.city else (unit.pref,)
        return any(default_folder().key(name).startswith(key) for name in names)

    def _towns_of_units(self, key: str) -> Iterator[tuple[int, int]]:
        """The towns of a municipality that is written, as far as they begin as what is written behind it."""
        for length, values in reversed(self._names.prefixes(ADMIN, key)):
            rest = key[length:]
            for number in dict.fromkeys(self._names.unit(value)[0] for value in values):
                unit = self._names.units[number]
                if not unit.city:
                    if rest:
                        yield from self._in_prefecture(number, rest)
                    continue
                for one in (number, *unit.wards):
                    yield from self._in_unit(one, rest)

    def _in_unit(self, number: int, rest: str) -> Iterator[tuple[int, int]]:
        names = self._names
        yield from self._sorted(names.completions(CITY + encode(number), rest), rest)
        for length, nodes in reversed(names.prefixes(CITY + encode(number), rest) if rest else []):
            for node in nodes:
                yield from self._children(node, rest[length:])
        if rest:
            yield from self._sorted(names.completions(LOOSE + encode(number), rest), rest)

    def _in_prefecture(self, number: int, rest: str) -> Iterator[tuple[int, int]]:
        pref = self._names.units[number].pref
        for unit, node in self._sorted(self._names.completions(NATION, rest), rest):
            if self._names.units[unit].pref == pref:
                yield unit, node

    def _children(self, node: int, rest: str) -> Iterator[tuple[int, int]]:
        return self._sorted(self._names.completions(CHILD + encode(node), rest), rest)

    def _sorted(self, found: Iterable[tuple[str, tuple[int, ...]]], key: str) -> Iterator[tuple[int, int]]:
        """Towns in their order: the whole name first, then as the registry lists them; a list of one shortest spelling each."""
        ranks: dict[int, tuple[bool, int]] = {}
        for name, nodes in islice(found, _MOST):
            for node in nodes:
                rank = (name != key, node)
                ranks[node] = min(rank, ranks.get(node, rank))
        for node in sorted(ranks, key=lambda node: ranks[node]):
            yield self._names.node_unit[node], node

    def _kana_units(self, key: str) -> list[int]:
        kana = kana_fold(key)
        readings = self._admin_readings
        first, last = bisect_left(readings, (kana, 0)), bisect_left(readings, (kana + _LAST, 0))
        found = sorted((reading != kana, len(reading), unit) for reading, unit in readings[first:last])
        return list(dict.fromkeys(unit for _, _, unit in found))

    def _kana_towns_of_units(self, key: str) -> Iterator[tuple[int, int]]:
        kana = kana_fold(key)
        for at in range(len(kana), 0, -1):
            rest = kana[at:]
            for unit in dict.fromkeys(unit for unit, _ in self._readings.kana_units.get(kana[:at], ())):
                towns = self._readings.towns(unit)
                yield from self._sorted(
                    ((name, towns[name]) for name in towns if name.startswith(rest)), rest
                )

    def _kana_towns(self, plain: str) -> Iterator[tuple[int, int]]:
        """Towns anywhere by their reading, in katakana."""
        written = {plain} | {plain.replace(one, other) for one, other in _ALIKE}
        for kana in sorted(written, key=lambda form: (form != plain, form)):
            rows = self._places.connection.execute(
                f"SELECT node, oaza_cho_kana FROM town WHERE {BY_KANA} AND oaza_cho_kana >= ? AND oaza_cho_kana < ?"  # noqa: S608
                " ORDER BY oaza_cho_kana <> ?, length(oaza_cho_kana), node LIMIT ?",
                (kana, kana + _LAST, kana, _MOST),
            )
            for node, _ in rows:
                yield self._names.node_unit[node], node

    def _by_code(self, code: str) -> Iterator[tuple[int, int]]:
        """Towns with a postal code: 大字 before their 丁目, which have it as well, and those of several codes behind."""
        rows = self._places.connection.execute(
            f"SELECT node FROM town WHERE {BY_CODE} AND post_code >= ? AND post_code < ?"  # noqa: S608
            " ORDER BY length(post_code) > 7, chome <> '', post_code, node LIMIT ?",
            (code, code + _LAST, _MOST),
        )
        for (node,) in rows:
            yield self._names.node_unit[node], node
        more = self._places.connection.execute(
            f"SELECT node FROM town WHERE {BY_CODES} AND instr(post_code, ?) ORDER BY chome <> '', node LIMIT ?",  # noqa: S608
            (";" + code, _MOST),
        )
        for (node,) in more:
            yield self._names.node_unit[node], node

    def _numbered(self, key: str) -> Iterator[tuple[int, int]]:
        """The town in front of a number that was typed: 紀尾井町1- is 紀尾井町 still."""
        for at in range(len(key) - 1, 0, -1):
            if not _FIRST_NUMBER.match(key, at):
                continue
            found = [place for place in self._by_name(key[:at]) if place[1]][:1]
            if found and default_folder().key(self._suggestion(*found[0]).address).endswith(key[:at][-2:]):
                yield from found
                return
