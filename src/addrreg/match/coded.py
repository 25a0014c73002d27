"""Coded (郵便番号の裏付け): a town that only the postal code beside the address tells."""

from __future__ import annotations

from addrreg.match.candidate import Candidate
from addrreg.match.machiaza import NAME_LENGTH, TownWalker
from addrreg.match.repair import Repair, replaced_key
from addrreg.match.siblings import SiblingsOf
from addrreg.registry.names import Names
from addrreg.registry.towns import Towns
from addrreg.text.fold import Folded, default_folder
from addrreg.text.lazy import lazy

__all__ = ["coded"]

_UNKNOWN_AZA = lazy("[^0-9字-]{2,8}(?:[0-9]|$)")


def coded(
    folded: Folded,
    stop: Candidate,
    post_code: str,
    names: Names,
    rows: Towns,
    siblings: SiblingsOf,
    towns: TownWalker,
) -> Repair | None:
    """A short town name with an unknown 小字 behind it, where the postal code is that of the town and of no other.

    〒025-0004 花巻市葛向山27-1: without the code 葛向山 may be any town that begins with 葛.
    """
    p = stop.end
    if not post_code or stop.node or not _UNKNOWN_AZA.match(folded.key, p):
        return None
    kind = names.city_kinds[stop.unit]
    for length, nodes in reversed(names.prefixes(kind, folded.key[p : p + NAME_LENGTH])):
        if len(nodes) != 1 or not _has_alone(kind, nodes[0], post_code, rows, siblings):
            continue
        repair = replaced_key(folded, "skip_aza", [(p + length, p + length, "字")])
        again = default_folder().fold(repair.text)
        if any(town[6] and town[1] == nodes[0] for town in towns.towns(again, stop.unit, p)):
            return repair
    return None


def _has_alone(kind: str, node: int, post_code: str, rows: Towns, siblings: SiblingsOf) -> bool:
    """Whether a postal code is that of a 大字 and of no other in its municipality."""
    own = rows[node]
    if own.post_code != post_code:
        return False
    nodes = {one for found in siblings.kind(kind).nodes.values() for one in found}
    others = (row for row in map(rows.__getitem__, nodes) if row.oaza_cho != own.oaza_cho)
    return not any(post_code in row.post_code for row in others)
