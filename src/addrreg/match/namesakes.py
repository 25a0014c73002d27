"""Namesakes (同じ名の場所): places of a municipality that a text names as well as the answer, or nearly as well."""

from __future__ import annotations

from collections.abc import Sequence

from addrreg.match.candidate import CHOME_HYPHEN, KOAZA_ONLY, SKIP_CHO, Candidate, name_start
from addrreg.registry.towns import Towns
from addrreg.text.fold import Folded
from addrreg.text.spellings import without_aza, without_marks

__all__ = ["beside", "divided_alone", "twins_of"]


def twins_of(first: Candidate, lost: Sequence[Candidate], folded: Folded, towns: Towns) -> list[Candidate]:
    """Those of the municipality that the text names as well as the answer: they lost by what writers do not keep apart.

    That is ヶ or ケ, の or ノ, ッ or ツ; and 大字 and 字, where the text has the name of neither row: 白河市双石字荒神入, of which there
    are 双石荒神入 and 大字双石字荒神入.
    """
    if not first.node:
        return []
    town = towns[first.node]
    name = town.oaza_cho + town.chome + town.koaza
    if not town.machiaza_id:
        return []
    plain, bare = without_marks(name), without_aza(name)
    written = _written(folded, first)
    found = []
    for one in lost:
        row = towns[one.node] if one.unit == first.unit and one.node else None
        if row is None or not row.machiaza_id or bool(row.oaza_cho) != bool(town.oaza_cho):
            continue
        other = row.oaza_cho + row.chome + row.koaza
        if without_marks(other) == plain and (without_aza(other) != bare or written != name):
            found.append(one)
    return found


def _written(folded: Folded, first: Candidate) -> str:
    """The names of the town as they are written, without the spaces in and behind them."""
    return "".join(folded.text[folded.origin(name_start(first)) : folded.origin(first.end)].split())


def divided_alone(
    first: Candidate, lost: Sequence[Candidate], folded: Folded, towns: Towns
) -> Candidate | None:
    """The town that is nothing but 丁目 and whose name the text is, where the answer has a 字 more.

    秋田市寺内油田 is the town of 寺内油田一丁目 as well as 字油田 of 寺内.
    """
    if not first.node or not first.oaza or not towns[first.node].koaza:
        return None
    written = _written(folded, first)
    for one in lost:
        row = towns[one.node] if one.unit == first.unit and one.node == one.oaza and one.node else None
        if row is not None and not row.machiaza_id and row.oaza_cho == written and towns.has_chome(row):
            return one
    return None


def beside(candidates: Sequence[Candidate], first: Candidate) -> list[Candidate]:
    """Towns of the municipality that the text means as well if another rule is asked."""
    found: list[Candidate] = []
    if first.flags & CHOME_HYPHEN:
        # 清須市西枇杷島町日の出1-2: 日之出一丁目, and beside it 日の出, another town, which has no 丁目
        found += [
            c
            for c in candidates
            if c.node == c.oaza and c.end == first.oaza_end and c.unit == first.unit and c.node
        ]
    if first.flags & KOAZA_ONLY:
        # 宮崎市下原23 is the 小字 下原, which has no 大字; beside it 下原町, its 町 left out
        found += [c for c in candidates if c.flags & SKIP_CHO and c.unit == first.unit and c.end == first.end]
    return found
