"""Readings (読み): municipalities and towns by their reading, in kana and in Latin letters.

Nothing of it is in the compiled names: an address in kana or Latin letters is rare, and the readings of one municipality
are read from its rows in a millisecond when one comes. The registry has readings of municipalities and of 大字・町, none of 小字.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from addrreg.registry.names import Names
from addrreg.text.fold import default_folder
from addrreg.text.romaji import kana_key

__all__ = ["Readings", "kana_fold"]

_BOUND = 512
_VOICED = str.maketrans("ぢづ", "じず")
# きおいまち for きおいちょう, Kioimachi for Kioicho: the reading of 町 and 村 is what people know least
_KINDS = (("ちよう", "まち"), ("まち", "ちよう"), ("むら", "そん"), ("そん", "むら"))
_ROMAN_KINDS = (("cho", "machi"), ("machi", "cho"), ("mura", "son"), ("son", "mura"))

_KIND_READINGS = {
    "都": ("と",), "府": ("ふ",), "県": ("けん",), "郡": ("ぐん",), "市": ("し",), "区": ("く",), "町": ("ちよう", "まち"),
    "村": ("むら", "そん"),
}  # fmt: skip

_Index = dict[str, tuple[int, ...]]


def kana_fold(text: str) -> str:
    """A reading as it is compared: folded, ぢ and づ as じ and ず.

    >>> kana_fold("ｷｵｲﾁｮｳ"), kana_fold("かすみがせき")
    ('きおいちよう', 'かすみがせき')
    """
    return default_folder().key(text).translate(_VOICED)


class Readings:
    """The readings of one registry, read when they are asked for."""

    def __init__(self, connection: sqlite3.Connection, names: Names) -> None:
        self._connection = connection
        self._units = names.units
        self._towns: dict[tuple[int, bool], _Index] = {}
        self._half_kana: dict[Sequence[int], dict[str, set[tuple[int, str]]]] = {}

    @cached_property
    def _admin(self) -> dict[int, tuple[str, str, str, str]]:
        """The kana of each unit's prefecture, county, city and ward."""
        unit_of = {unit.lg_code: index for index, unit in enumerate(self._units)}
        rows = self._connection.execute("SELECT lg_code, pref_kana, '', '', '' FROM pref").fetchall()
        rows += self._connection.execute(
            "SELECT lg_code, pref_kana, county_kana, city_kana, ward_kana FROM city WHERE city_kana <> ''"
        ).fetchall()
        return {unit_of[lg_code]: tuple(kana) for lg_code, *kana in rows if lg_code in unit_of}

    @cached_property
    def kana_units(self) -> dict[str, tuple[tuple[int, bool], ...]]:
        """Units by the kana of their names, and whether the prefecture is among them."""
        found: dict[str, list[tuple[int, bool]]] = defaultdict(list)
        for index, (pref, county, city, ward) in self._admin.items():
            for form in {county + city + ward, city + ward} - {""}:
                found[kana_fold(form)].append((index, False))
            for form in {pref + county + city + ward, pref + city + ward}:
                found[kana_fold(form)].append((index, True))
        return {key: tuple(units) for key, units in found.items()}

    def half_kana(self, units: Sequence[int]) -> dict[str, set[tuple[int, str]]]:
        """Of some units (a tuple or a range), each with one of its names by its reading with its kind in kanji: さつぽろ市."""
        known = self._half_kana.get(units)
        if known is None:
            if len(self._half_kana) >= _BOUND:
                self._half_kana.clear()
            known = self._half_kana[units] = self._read_half(units)
        return known

    def _read_half(self, units: Sequence[int]) -> dict[str, set[tuple[int, str]]]:
        found: dict[str, set[tuple[int, str]]] = defaultdict(set)
        for index in units:
            for name, reading in zip(self._units[index][1:5], self._admin.get(index, ()), strict=False):
                kinds = _KIND_READINGS.get(name[-1:], ())
                said = kana_fold(reading) if kinds else ""
                for kind in kinds:
                    if said.endswith(kind):
                        found[said.removesuffix(kind) + name[-1]].add((index, name))
        return dict(found)

    @cached_property
    def roman(self) -> dict[str, list[tuple[int, str, bool]]]:
        """Units by the Latin reading of one of their names: the unit, which name, and whether 市, 区, 県 … is said."""
        found: dict[str, list[tuple[int, str, bool]]] = defaultdict(list)
        for index, kana in self._admin.items():
            for part, name, reading in zip(
                ("pref", "county", "city", "ward"), self._units[index][1:5], kana, strict=True
            ):
                if not reading or (part == "pref" and kana[2]):
                    continue
                key = kana_key(reading)
                found[key].append((index, part, True))
                found[_without_kind(key, name)].append((index, part, False))
                for one, other in _ROMAN_KINDS:
                    if key.endswith(one):
                        found[key.removesuffix(one) + other].append((index, part, True))
        return dict(found)

    def kana(self, node: int) -> str:
        """The reading of one town."""
        row = self._connection.execute("SELECT oaza_cho_kana FROM town WHERE node = ?", (node,)).fetchone()
        return str(row[0]) if row else ""

    def towns(self, unit: int, *, roman: bool = False) -> _Index:
        """The 大字 of a municipality by their reading: node numbers."""
        known = self._towns.get((unit, roman))
        if known is None:
            if len(self._towns) >= _BOUND:
                self._towns.clear()
            known = self._towns[unit, roman] = self._read(self._units[unit].lg_code, roman)
        return known

    def _read(self, lg_code: str, roman: bool) -> _Index:
        found: dict[str, list[int]] = defaultdict(list)
        rows = self._connection.execute(
            "SELECT node, oaza_cho_kana FROM town WHERE lg_code = ? AND chome = '' AND koaza = '' AND oaza_cho_kana <> ''",
            (lg_code,),
        )
        for node, kana in rows:
            found[kana_key(kana) if roman else kana_fold(kana)].append(node)
        for key in list(found):
            for one, other in _ROMAN_KINDS if roman else _KINDS:
                if key.endswith(one) and key.removesuffix(one) + other not in found:
                    found[key.removesuffix(one) + other] = found[key]
        return {key: tuple(nodes) for key, nodes in found.items()}


def _without_kind(key: str, name: str) -> str:
    """A Latin reading without -shi, -ku, -ken …: Chiyoda, Osaka; 北海道 and 京都 keep all that is theirs.

    >>> _without_kind("chiyodaku", "千代田区"), _without_kind("hokkaido", "北海道"), _without_kind("kyotofu", "京都府")
    ('chiyoda', 'hokkaido', 'kyoto')
    """
    if name == "北海道":
        return key
    for kind in ("shi", "ku", "gun", "ken", "fu", "to", "cho", "machi", "mura", "son"):
        if key.endswith(kind) and len(key) > len(kind) + 1:
            return key.removesuffix(kind)
    return key
