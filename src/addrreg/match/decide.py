"""Decide (決定): which candidate is the answer, or which ones are equally good.

The order of evidence: a town was found; more of the text was read; a name in use before an abolished one; the postal code
beside the address, which only chooses among equals and never contradicts the names; a row of the registry before a name made from its children; the exact spelling. What is left
over after that is ``ambiguous``: no coin is tossed. Where a place is first by a spelling alone that writers do not keep apart (旭ヶ丘
beside 旭ケ丘 in one city), it is shown, and the status is ``ambiguous`` all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from addrreg.match.candidate import (
    ADD_WARD,
    CHOME_HYPHEN,
    DIGIT_END,
    KOAZA_ONLY,
    SKIP_CHO,
    SKIP_COUNTER,
    Candidate,
    name_start,
)
from addrreg.match.namesakes import beside, divided_alone, twins_of
from addrreg.registry.names import FORMER, NO_CITY, NO_PREF, Unit
from addrreg.registry.towns import Town, Towns
from addrreg.text.fold import Folded
from addrreg.text.lazy import lazy
from addrreg.text.spellings import without_aza

__all__ = ["Decision", "decide"]

# A figure that may be a 丁目: no unit and no further figure behind it.
_BARE = lazy(r"[0-9]{1,2}(?![0-9十百番号線条地の-]|ばんち?[0-9の])")

_NONE: Sequence[Candidate] = ()


class Decision(NamedTuple):
    """What a text means: one place, or several that cannot be told apart."""

    best: Sequence[Candidate]
    """The one place, or all that fit equally well."""
    behind: Sequence[Candidate] = _NONE
    """Places that are named beside the one, and take nothing from it."""
    twins: Sequence[Candidate] = _NONE
    """Places that the text means as well as the one: it is shown, and nothing is sure."""


def decide(
    candidates: Sequence[Candidate], folded: Folded, towns: Towns, units: Sequence[Unit], post_code: str
) -> Decision:
    """The best candidates: one, or several that cannot be told apart; and places that stand behind the one.

    Behind the answer stand places of the same name that lost by their spelling (木月祇園町 beside 木月祗園町 in one ward) or because
    they are a 小字 without a 大字: they are named, and the answer stays. Twins are those that lost by ヶ or ケ alone.
    """
    if len(candidates) == 1:
        return Decision([candidates[0]])
    top = candidates[0].rank()
    best = [candidates[0]]
    for candidate in candidates[1:]:
        rank = candidate.rank()
        if rank > top:
            top, best = rank, [candidate]
        elif rank == top:
            best.append(candidate)
    equal = best
    if len(best) > 1:
        equal = best = list({(c.unit, c.node): c for c in best}.values())
        if len(best) > 1 and post_code:
            best = _with_code(best, towns, units, post_code)
        if len(best) > 1 and best[0].node:
            best = _tell_apart(best, folded, towns)
        if len(best) > 1:
            best = _as_written(best, folded, units)
        if len(best) > 1:
            loose = _loose(candidates, best[0])
            return Decision(best + loose + _of_that_name(candidates, best[0], post_code))
    first = best[0]
    if first.flags & NO_CITY and (namesakes := _of_that_name(candidates, first, post_code)):
        return Decision(best + namesakes)
    if first.flags & (CHOME_HYPHEN | SKIP_COUNTER) and len(candidates) > 1:
        plain = _without_chome(candidates, first, towns)
        if plain:
            return _coded([first, *plain], towns, post_code) or Decision(best + plain)
    if first.flags & DIGIT_END:
        # 七尾市大田町111: the 小字 １１１, or the parcel 111 of 大田町
        # (岡崎市百々町 and its 5, where the municipality is left out, and not only the 小字 五 of 加賀市百々町)
        shorter = [
            c
            for c in candidates
            if c.node and c.end < first.end and (c.unit == first.unit or first.flags & NO_CITY)
        ]
        furthest = max((c.end for c in shorter), default=0)
        return _or_shorter(
            first, list({c.node: c for c in shorter if c.end == furthest}.values()), folded, towns
        )
    lost = [c for c in equal if c is not first]
    if first.end == len(folded.key) and (namesake := divided_alone(first, lost, folded, towns)):
        return Decision([first, namesake], [c for c in lost if c is not namesake])
    if len(grown := _grown(candidates, first)) == 1:
        return Decision(grown, twins=[first])
    twins = twins_of(first, lost, folded, towns) if lost else lost
    behind = [c for c in lost if c not in twins] + beside(candidates, first)
    loose = _loose(candidates, first)
    if loose and first.end == len(folded.key):
        return _bare(first, [*twins, *behind], loose, towns)
    return Decision(best, behind + loose, twins)


def _grown(candidates: Sequence[Candidate], first: Candidate) -> list[Candidate]:
    """The towns that got their 町 when their 町 or 村 became part of a city, where a 小字 without 大字 bears the old name.

    大字福江 of 渥美郡渥美町 is 福江町 of 田原市 today; the 小字 福江 of that city lies anywhere in it.
    """
    if not first.flags & FORMER or not first.flags & KOAZA_ONLY:
        return []
    return [c for c in beside(candidates, first) if c.flags & FORMER and c.flags & SKIP_CHO]


def _coded(found: list[Candidate], towns: Towns, post_code: str) -> Decision | None:
    """The one of several towns without their municipality that has the postal code, before all others; None where none or two have it.

    〒530-0001 梅田3-1-1 is 梅田三丁目 of 大阪, and no 梅田 without 丁目 elsewhere; 〒860-0806 花畑町1-1 the other way round.
    """
    coded = [c for c in found if post_code and post_code in towns[c.node].post_code]
    if len(coded) != 1 or not found[0].flags & NO_CITY:
        return None
    return Decision(coded, [c for c in found if c is not coded[0]])


def _or_shorter(first: Candidate, shorter: list[Candidate], folded: Folded, towns: Towns) -> Decision:
    """The town whose figure may be the number's, or the place whose name ends in front of it."""
    loose = SKIP_CHO | SKIP_COUNTER
    if (
        not first.flags & loose
        or not shorter
        or any(c.flags & loose or c.unit != first.unit for c in shorter)
    ):
        return Decision([first, *shorter])
    told_apart = _tell_apart(shorter, folded, towns) if len(shorter) > 1 else shorter
    if len(told_apart) != 1:
        return Decision([first, *shorter])
    plain = told_apart[0]
    if first.flags & SKIP_CHO and towns[first.node].post_code and not towns[plain.node].post_code:
        # 伊勢市宇治浦田町2-1-10: 宇治浦田町 became 宇治浦田一丁目 to 三丁目, and no letter is sent to what is left of it
        return Decision([first], twins=shorter)
    # 園部町河原町4: the town as it is written, or 園部町河原町四号
    return Decision([plain], twins=[first, *(c for c in shorter if c is not plain)])


def _bare(first: Candidate, behind: list[Candidate], loose: list[Candidate], towns: Towns) -> Decision:
    """A name with nothing behind it that a 大字 and a 小字 without one share: which of them the registry has a row for."""
    registered = [c for c in loose if towns[c.node].machiaza_id]
    if registered and towns[first.node].machiaza_id:
        return Decision([first, *loose])  # 六ヶ所村尾駮: 大字尾駮 or the 小字 尾駮
    if len(registered) == 1:
        # 一宮市三条: no row for the 大字, and one for the 小字; a number behind it would be the 大字's
        return Decision(registered, [*behind, first, *(c for c in loose if c is not registered[0])])
    return Decision([first], behind + loose)


def _without_chome(candidates: Sequence[Candidate], first: Candidate, towns: Towns) -> list[Candidate]:
    """Towns of the same name elsewhere that have no 丁目, where N- was read as one, or as a 地割 (高木27-19).

    北区松ケ枝町3-3 is 松が枝町三丁目 of 神戸, or 松ケ枝町 of 大阪 and its number 3-3; 中央区日本橋3-14 is not 日本橋 of 大阪, whose 丁目 are
    the first and the second.
    """
    return [
        c
        for c in candidates
        if c.unit != first.unit and c.node and c.clean and c.end == first.oaza_end
        if not towns.has_chome(towns[c.node])
    ]


def _loose(candidates: Sequence[Candidate], first: Candidate) -> list[Candidate]:
    """小字 without a 大字 that bear the whole name that was found, in its ward or, where none is written, in any.

    Of 桜川1-2 in 青森市 the 大字 is read with its 一丁目; the 小字 桜川 has no 丁目 and stands beside it all the same, as 蛇沼大平 of
    三戸町 does beside 字大平 of 大字蛇沼.
    """
    if first.flags & KOAZA_ONLY:
        return []
    end = first.oaza_end if first.flags & (CHOME_HYPHEN | SKIP_COUNTER) else first.end
    return [
        c
        for c in candidates
        if c.flags & KOAZA_ONLY
        and c.end == end
        and (c.unit == first.unit or c.flags & first.flags & ADD_WARD)
    ]


def _of_that_name(candidates: Sequence[Candidate], first: Candidate, post_code: str) -> list[Candidate]:
    """Municipalities that bear the name of a town that was found anywhere: 印旛郡栄町 beside the 栄町 of the cities."""
    if not first.flags & NO_CITY or post_code:
        return []
    return [c for c in candidates if not c.node and c.flags & NO_PREF and c.admin_end == first.oaza_end]


def _as_written(best: list[Candidate], folded: Folded, units: Sequence[Unit]) -> list[Candidate]:
    """Those whose municipality is spelled as it is written (鹿島市 of 佐賀, 鹿嶋市 of 茨城), if any is, else all."""

    def same(candidate: Candidate) -> bool:
        start, end = folded.origin(candidate.admin_start), folded.origin(candidate.admin_end)
        written = "".join(folded.text[start:end].split())
        if not written:
            return True  # nothing is written that could be spelled otherwise
        _, pref, county, city, ward, _ = units[candidate.unit]
        return any(
            p + g + c + ward == written
            for p in {pref, pref[:-1], ""}
            for g in {county, ""}
            for c in ({city, ""} if ward else {city})
        )

    if len({candidate.unit for candidate in best}) < 2:
        return best
    return [candidate for candidate in best if same(candidate)] or best


def _with_code(best: list[Candidate], towns: Towns, units: Sequence[Unit], post_code: str) -> list[Candidate]:
    """Those whose town has the postal code, else those whose municipality has it (府中市, 183-0055), else all."""
    agree = [c for c in best if c.node and post_code in towns[c.node].post_code]
    return agree or [c for c in best if towns.has_post_code(units[c.unit].lg_code, post_code)] or best


def _tell_apart(best: list[Candidate], folded: Folded, towns: Towns) -> list[Candidate]:
    rows = {c.node: towns[c.node] for c in best}
    registered = {c.unit for c in best if rows[c.node].machiaza_id}
    best = [
        c
        for c in best
        if rows[c.node].machiaza_id
        or c.unit not in registered
        # 交野市星田8 is 大字星田 and 8, or 八丁目 of the other 星田, which is nothing but 丁目
        or ((figure := _BARE.match(folded.key, c.end)) and towns.has_chome(rows[c.node], int(figure[0])))
    ]
    if len({c.unit for c in best}) > 1:
        # 府中市府中町43 is 府中町 of 広島: that of 東京 is nothing but 丁目, and 43 is none of them
        best = [
            c for c in best if rows[c.node].machiaza_id or not _is_chome_alone(folded, c, rows[c.node], towns)
        ] or best
    # 青森市桜川: the 大字 of 桜川八丁目 before a 小字 of that name that has no 大字
    with_oaza = {c.unit for c in best if rows[c.node].oaza_cho}
    best = [c for c in best if rows[c.node].oaza_cho or c.unit not in with_oaza]
    if len(best) > 1:
        marks = [_exactness(folded, c, rows[c.node]) for c in best]
        # 桜ヶ丘 of one city and 桜ケ丘 of another: the spelling tells names of one municipality apart, not municipalities
        top = {
            u: max(m for c, m in zip(best, marks, strict=True) if c.unit == u) for u in {c.unit for c in best}
        }
        best = [c for c, mark in zip(best, marks, strict=True) if mark == top[c.unit]]
    return best


def _is_chome_alone(folded: Folded, candidate: Candidate, town: Town, towns: Towns) -> bool:
    """Whether a figure follows a town that is divided into 丁目, and is none of them."""
    key, end = folded.key, candidate.end
    if candidate.node != candidate.oaza or not town.oaza_cho or not key[end : end + 1].isdecimal():
        return False
    figure = _BARE.match(key, end)
    return towns.has_chome(town) and not (figure and towns.has_chome(town, int(figure[0])))


def _exactness(folded: Folded, candidate: Candidate, town: Town) -> tuple[int, bool, int]:
    """How near the spelling is: the least of its names, whether it is one name rather than two, and all of them together.

    3: 大字 or 字 written as the registry has it; 2: as written, or a 字 left out; 1: a 字 too many; 0: another form. A name
    with 字 and one without are equally near to a text without, because 字 is left out freely (字池下 and 池下); but
    高砂町船頭町, a town of its own, is nearer than 字船頭町 of 高砂町. Of 南時國イ the 小字 イ is nearer than い, though neither 大字 is
    as written.
    """
    text, origin = folded.text, folded.origin
    if not town.oaza_cho:
        pieces = [(name_start(candidate), candidate.end, town.chome + town.koaza)]
    else:
        pieces = [(name_start(candidate), candidate.oaza_end, town.oaza_cho)]
    if town.oaza_cho and candidate.node != candidate.oaza and candidate.end > candidate.oaza_end:
        pieces.append((candidate.oaza_end, candidate.end, town.chome + town.koaza))
    marks = []
    for begin, end, name in pieces:
        written = "".join(text[origin(begin) : origin(end)].split())
        plain = without_aza(name)
        if name[1:] in ("字", "部"):
            # ト is ト字 as well as ト部; not と字
            short = without_aza(written)
            marks.append(3 if written == name else 2 if short == name else int(short == name[0]))
        elif written == name:
            marks.append(2 if plain == name else 3)
        else:
            marks.append(2 if written == plain else int(without_aza(written) == plain))
    return min(marks), len(pieces) == 1, sum(marks)
