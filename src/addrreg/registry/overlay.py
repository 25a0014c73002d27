"""Overlay (重ね合わせ): the towns of one municipality, the registry's own rows laid over the embedded ones.

The registry's rows decide which towns there are and what their ids and names are. What they lack and the embedded
registry knows of the same town, by id or by name, is kept: postal code, kana, point. Towns that only Japan Post or
geolonia name stay. A 大字 that only its 丁目 and 小字 name gets a row of its own, because a third of all
addresses stop at one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from addrreg.registry.build import chome_number
from addrreg.registry.schema import NodeSource

__all__ = ["OfficialTown", "PackTown", "Placed", "overlay"]

Point = tuple[float | None, float | None]
NO_POINT: Point = (None, None)
_OTHERS = (NodeSource.JAPANPOST, NodeSource.GEOLONIA)
Key = Callable[[str], str]


class OfficialTown(NamedTuple):
    """A town of the registry's files: its rows of either rsdt_addr_flg in one."""

    machiaza_id: str
    machiaza_type: str
    oaza_cho: str
    oaza_cho_kana: str
    chome: str
    chome_number: str
    koaza: str
    post_code: str
    koaza_aka_code: str
    wake_num_flg: str
    flgs: tuple[tuple[str, str, Point], ...]
    """rsdt_addr_flg, rsdt_addr_mtd_code and point of each row: 1,248 towns have two."""

    @property
    def point(self) -> Point:
        """The point of the town; where it has two rows that of the built-up area (rsdt_addr_flg 1)."""
        known = sorted((flg, point) for flg, _, point in self.flgs if point[0] is not None)
        return known[-1][1] if known else NO_POINT


@dataclass(slots=True)
class PackTown:
    """A town of the embedded registry, with its children; the 大字 named '' only holds those without one."""

    node: int
    machiaza_id: str
    oaza_cho: str
    oaza_cho_kana: str
    src: str
    post_code: str
    point: Point
    chome: str = ""
    koaza: str = ""
    children: list[PackTown] = field(default_factory=list)
    used: bool = False


class Placed(NamedTuple):
    """A row for the table ``town`` without its node, the embedded registry's node of it (0: none), its rows of either flag."""

    row: tuple[object, ...]
    node: int
    flgs: tuple[tuple[str, str, Point], ...]


@dataclass(slots=True)
class _Top:
    name: str
    head: str
    own: OfficialTown | None = None
    children: list[OfficialTown] = field(default_factory=list)


def overlay(
    lg_code: str,
    official: list[OfficialTown],
    pack: list[PackTown],
    key: Key,
    left: Counter[str],
    keep: bool = False,
) -> Iterator[Placed]:
    """Rows of ``town`` for one municipality, each 大字 before its children.

    小字 without a 大字 come last: where one has the name of a 大字 (三谷 of 養父市), the 大字 is the first answer. With ``keep`` the embedded towns stay, and the official ones, which are few, join them. ``left`` counts what was left out.
    """
    by_name = {town.oaza_cho: town for town in reversed(pack)}
    by_key = {key(town.oaza_cho): town for town in reversed(pack) if town.oaza_cho}
    named = _tops(official, left)
    nameless = named.pop() if named and not named[-1].name else None
    for top in named:
        known = by_name.get(top.name) or by_key.get(key(top.name))
        yield from _official(lg_code, top, known, key, left, keep)
    for town in pack:
        if town.used or (nameless and not town.oaza_cho):
            continue
        if keep or town.src in _OTHERS:
            yield from _embedded(lg_code, town, keep, left)
        else:
            left["towns of the embedded registry that the files do not have"] += bool(town.oaza_cho) + sum(
                child.src == NodeSource.ABR for child in town.children
            )
    if nameless:
        yield from _official(lg_code, nameless, by_name.get(""), key, left, keep)


def _tops(official: list[OfficialTown], left: Counter[str]) -> list[_Top]:
    """大字 by the order of their ids, with their 丁目 and 小字, the one without a name last; one that has no row of its own is derived.

    Two 大字 of one name (一町目 of 上京区) are told apart by the first four figures of the ids.
    """
    tops: dict[tuple[str, str], _Top] = {}
    first: dict[str, _Top] = {}
    for town in official:
        if town.oaza_cho and not town.chome and not town.koaza:
            top = tops[town.oaza_cho, town.machiaza_id[:4]] = _Top(town.oaza_cho, town.machiaza_id[:4], town)
            first.setdefault(town.oaza_cho, top)
    for town in official:
        if not (town.chome or town.koaza):
            left["rows without a name (no 町字)"] += not town.oaza_cho
            continue
        head = town.machiaza_id[:4]
        found = tops.get((town.oaza_cho, head)) or first.get(town.oaza_cho)
        if found is None:
            found = tops[town.oaza_cho, head] = first[town.oaza_cho] = _Top(town.oaza_cho, head)
        found.children.append(town)
    return sorted(tops.values(), key=lambda top: (not top.name, top.head))


def _official(
    lg_code: str, top: _Top, known: PackTown | None, key: Key, left: Counter[str], keep: bool
) -> Iterator[Placed]:
    """A 大字 of the files with its children, then those children that only other lists have."""
    own = top.own
    first_use = known is not None and not known.used
    kana = (own.oaza_cho_kana if own else "") or next((c.oaza_cho_kana for c in top.children), "")
    kana = kana or (known.oaza_cho_kana if known else "")
    post_code = _code(own.post_code if own else "", known.post_code if known else "")
    point = own.point if own else NO_POINT
    if point[0] is None and known:
        point = known.point
    level = "" if point[0] is None else "machiaza"
    if known is not None:
        known.used = True
    row: tuple[object, ...]
    if top.name:
        machiaza_id, src = (own.machiaza_id, NodeSource.ABR) if own else ("", NodeSource.DERIVED)
        if own is None and keep and known is not None:
            machiaza_id, src = known.machiaza_id, known.src
        row = (
            lg_code, machiaza_id, _type(own, 1), top.name, kana, "", None, "", _flg(own), post_code,
            *point, level, src, *_codes(own),
        )  # fmt: skip
        yield Placed(row, known.node if known else 0, own.flgs if own else ())
    children = known.children if known else []
    by_name = {child.chome + child.koaza: child for child in reversed(children)}
    by_key: dict[str, PackTown] = {}
    for town in top.children:
        name = town.chome + town.koaza
        child = by_name.get(name)
        if child is None and children:
            by_key = by_key or {key(c.chome + c.koaza): c for c in reversed(children)}
            child = by_key.get(key(name))
        own_point = town.point
        if child is not None:
            child.used = True
            if own_point[0] is None:
                own_point = child.point
        at = own_point if own_point[0] is not None else point
        row = (
            lg_code, town.machiaza_id, _type(town, 3 if town.koaza else 2), top.name, "" if top.name else kana,
            town.chome, _number(town), town.koaza, _flg(town),
            _code(town.post_code, child.post_code if child else "") or post_code,
            *at, "machiaza_detail" if own_point[0] is not None else level, NodeSource.ABR, *_codes(town),
        )  # fmt: skip
        yield Placed(row, child.node if child else 0, town.flgs)
    if known is not None and first_use:
        inherited = (top.name, kana, post_code, point, level)
        yield from _children(lg_code, known, inherited, keep, left)


def _embedded(lg_code: str, town: PackTown, keep: bool, left: Counter[str]) -> Iterator[Placed]:
    """A 大字 of the embedded registry as it is."""
    level = "" if town.point[0] is None else "machiaza"
    town.used = True
    if town.oaza_cho:
        row = (
            lg_code, town.machiaza_id, 1, town.oaza_cho, town.oaza_cho_kana, "", None, "", "", town.post_code,
            *town.point, level, town.src, "", "", "",
        )  # fmt: skip
        yield Placed(row, town.node, ())
    inherited = (town.oaza_cho, town.oaza_cho_kana, town.post_code, town.point, level)
    yield from _children(lg_code, town, inherited, keep, left)


def _children(
    lg_code: str,
    parent: PackTown,
    inherited: tuple[str, str, str, Point, str],
    keep: bool,
    left: Counter[str],
) -> Iterator[Placed]:
    """Those children of a 大字 of the embedded registry that no official one stands for."""
    name, kana, post_code, point, level = inherited
    for child in parent.children:
        if child.used:
            continue
        if not keep and child.src not in _OTHERS:
            left["towns of the embedded registry that the files do not have"] += 1
            continue
        known = child.point[0] is not None
        row = (
            lg_code, child.machiaza_id, 3 if child.koaza else 2, name, "" if name else kana,
            child.chome, chome_number(child.chome) if child.chome else None, child.koaza, "",
            child.post_code or post_code, *(child.point if known else point),
            "machiaza_detail" if known else level, child.src, "", "", "",
        )  # fmt: skip
        yield Placed(row, child.node, ())


def _code(official: str, known: str) -> str:
    """The registry's postal code; where the embedded list has it among several, all of them."""
    return known if not official or official in known.split(";") else official


def _type(town: OfficialTown | None, usual: int) -> int:
    return int(town.machiaza_type) if town and town.machiaza_type.isdecimal() else usual


def _flg(town: OfficialTown | None) -> str:
    """The town's rsdt_addr_flg; '' where it has rows of both, which ``town_flg`` holds."""
    return town.flgs[0][0] if town and len(town.flgs) == 1 else ""


def _codes(town: OfficialTown | None) -> tuple[str, str, str]:
    if town is None:
        return "", "", ""
    return (town.flgs[0][1] if len(town.flgs) == 1 else ""), town.koaza_aka_code, town.wake_num_flg


def _number(town: OfficialTown) -> int | None:
    if town.chome_number.isdecimal():
        return int(town.chome_number)
    return chome_number(town.chome) if town.chome else None
