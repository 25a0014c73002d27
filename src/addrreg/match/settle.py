"""Settle (決着): places of one name told apart by what the registry holds of the number behind it."""

from __future__ import annotations

from addrreg.match.building import NOTHING
from addrreg.match.candidate import CHOME_HYPHEN, Candidate
from addrreg.match.decide import Decision
from addrreg.match.locate import Locator
from addrreg.match.number import read_number
from addrreg.registry.numbers import Block, Parcel
from addrreg.registry.towns import Towns
from addrreg.text.fold import Folded

__all__ = ["settle"]

#: What a town holds of the number behind its name: a residence; a parcel; a block, or several things; nothing, though its
#: numbers are listed; or it says nothing, because there is no number or the registry has none of the town.
_HOUSE, _PARCEL, _PART, _MISSING, _SILENT = "house", "parcel", "part", "missing", "silent"
_ROWS = frozenset((_HOUSE, _PARCEL))


def settle(locator: Locator, folded: Folded, decision: Decision, towns: Towns) -> Decision:
    """A decision of :func:`addrreg.match.decide.decide`, where the numbers tell its places apart.

    和歌山市太田4-13 is 四丁目 and 13, or the parcel 4-13 of 太田, where 四丁目 has no 13. Of two towns of one name one may have the
    number. A town whose numbers the registry does not list is no argument, nor is one behind which no number is
    written (大田町111, the 小字 or the parcel): then nothing is decided. Where 四丁目 has a house 13 and 太田 a parcel 4-13, the
    house is shown, because that is the address of such a town, and the parcel keeps it from being sure.
    """
    best, behind, twins = decision
    rivals = [*best, *twins]
    if len(rivals) > 1:
        held = [_held(locator, folded, candidate, towns) for candidate in rivals]
        hits = [candidate for candidate, one in zip(rivals, held, strict=True) if one in _ROWS]
        if len(hits) != 1 or held.count(_MISSING) != len(held) - 1:
            return decision
        return Decision(hits, [*(c for c in rivals if c is not hits[0]), *behind])
    first = best[0]
    base = next((c for c in behind if c.node == first.oaza), None) if first.flags & CHOME_HYPHEN else None
    if base is None or _held(locator, folded, base, towns) not in _ROWS:
        return decision
    deeper = _held(locator, folded, first, towns)
    others = [c for c in behind if c is not base]
    if deeper == _HOUSE:
        return Decision(best, others, [base])
    return Decision([base], [first, *others]) if deeper == _MISSING else Decision([first, base], others)


def _held(locator: Locator, folded: Folded, candidate: Candidate, towns: Towns) -> str:
    if not candidate.node:
        return _SILENT
    town = towns[candidate.node]
    number = read_number(folded.text, folded.origin(candidate.end))
    if number is None or not locator.lists(town):
        return _SILENT
    located = locator.locate(town, folded.text, number, NOTHING)
    if located is None:
        return _MISSING
    if located.row is None or isinstance(located.row, Block):
        return _PART
    return _PARCEL if isinstance(located.row, Parcel) else _HOUSE
