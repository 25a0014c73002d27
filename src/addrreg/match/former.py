"""Former (旧地名): the towns of an abolished municipality in the one that its area lies in today.

What became of the old name differs from merger to merger. 浦和市高砂 is 浦和区高砂: the towns kept their names. 越智郡大三島町宮浦
is 今治市大三島町宮浦, 水沢市佐倉河 is 奥州市水沢佐倉河: the old name stands in front of them. So the walk reads the text behind the
old name as it is, and again from the old name on, with its 町 and without (and with 区 or 町 in its place); a town that bears the old name is preferred,
because a town of the plain name lay in another of the merged municipalities. Where neither is a town of today, the
result ends at the municipality: nothing is replaced on the strength of the municipality alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from addrreg.match.candidate import CHOME_HYPHEN, KOAZA_ONLY, SKIP_CHO
from addrreg.registry.names import Names
from addrreg.text.fold import Folded

if TYPE_CHECKING:
    from addrreg.match.machiaza import Town, TownWalker

__all__ = ["former_towns"]

_DOUBTFUL = SKIP_CHO | KOAZA_ONLY


def former_towns(
    names: Names, walker: TownWalker, folded: Folded, unit: int, start: int, p: int
) -> list[Town]:
    """The towns of ``unit`` that the text means whose former municipality is ``key[start:p]``."""
    named = _named(names, walker, folded, unit, start, p)
    furthest = max((town[5] for town in named), default=0)
    plain = [town for town in walker.towns(folded, unit, p) if town[5] > furthest]
    return named + plain


def _named(names: Names, walker: TownWalker, folded: Folded, unit: int, start: int, p: int) -> list[Town]:
    """Towns that bear the old name, which is then part of the town and no longer of the municipality."""
    key = folded.key
    kind = key[p - 1]
    if kind not in "市町村区":
        return []
    found: list[Town] = []
    for q in range(start, p - 1):
        if q > start and key[q - 1] not in "都道府県郡":
            continue
        named = [town for town in walker.towns(folded, unit, q) if town[3] >= p and _is_plain(town, p)]
        if not _goes_on(named, p) and not _is_whole(names, unit, key[q:p]):
            named = []
        if kind in "市村" and not _goes_on(named, p):
            # 龍野市日飼 is たつの市龍野町日飼; the name must go on: 上村123 is no 上町 123
            named += _renamed(walker, folded, unit, q, p, "町")
        if p - q > 2 and not _goes_on(named, p):
            named += _without_kind(walker, folded, unit, q, p)
        if kind != "区" and not any(town[3] > p for town in named):
            named += _renamed(walker, folded, unit, q, p, "区")  # 原町市本町 is 南相馬市原町区本町
        found += named
    return found


def _renamed(walker: TownWalker, folded: Folded, unit: int, q: int, p: int, kind: str) -> list[Town]:
    """Towns that begin with the old name as that of a 町 or a 区, and go on."""
    renamed = folded._replace(key=f"{folded.key[: p - 1]}{kind}{folded.key[p:]}")
    return [town for town in walker.towns(renamed, unit, q) if town[3] > p and _is_plain(town, p)]


def _without_kind(walker: TownWalker, folded: Folded, unit: int, q: int, p: int) -> list[Town]:
    """Towns that begin with the old name without its 市, 町, 村 or 区; its number is not read as a 丁目 of a town of that name."""
    return [
        (flag, oaza, start, oaza_end + 1, node, end + 1, clean)
        for flag, oaza, start, oaza_end, node, end, clean in walker.towns(folded.without(p - 1), unit, q)
        if end >= p
        and clean
        and not flag & _DOUBTFUL
        and (oaza_end >= p or (oaza_end == p - 1 and not flag & CHOME_HYPHEN))
    ]


def _is_plain(town: Town, p: int) -> bool:
    """Whether it is read as it is written; N- is no 丁目 of a town that is only the old name (保原町1-2)."""
    return not town[0] & (_DOUBTFUL if town[3] > p else _DOUBTFUL | CHOME_HYPHEN)


def _is_whole(names: Names, unit: int, name: str) -> bool:
    """Whether the old name is one town today: 上村 of 飯田市 is, 恵山町 of 函館市 is not, beside 恵山岬町 and others.

    One letter, as in 新町 of 高崎市, says nothing about who else bears the name: then the whole of it must go on.
    """
    stem = name[:-1] if len(name) > 2 else name
    kind = name[len(stem) :]
    return all(rest in ("", kind) for rest in names.keys(names.city_kinds[unit] + stem))


def _goes_on(towns: list[Town], p: int) -> bool:
    """Whether one of them is more than the old name itself (嬉野町 in 松阪市嬉野町 beside 嬉野平生町)."""
    return any(town[5] > p for town in towns)
