"""Locate (所在): the block, residence or parcel that a number names, of the town that was matched and of no other.

A town with 住居表示 (rsdt_addr_flg 1) has houses counted by block (1番2号), and below them the parcels of the land
register (103番地2), which are counted anew: 葵町1-1 can be both. What is written decides: 番…号 asks for the residence first,
番地 for the parcel. A plain 1-2 is shown as a residence where the registry holds it, because that is the address of such a town; where
a parcel has the same number, it is among the candidates and the result is ``ambiguous`` (``Options.target`` settles it). Where neither
is more likely, only the town is shown.

A town with 住居表示 of which the registry holds no residences says ``no_residence_data``: its 1-2 is a house that nobody
listed, and a parcel 1-2 of it would be a wrong place. Parcels are looked up by the id of the matched row only: a
parcel of 大字 X is not given to a 丁目 or 小字 of X.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jaconv

from addrreg.match.building import NOTHING, Building, Piece
from addrreg.match.figures import CHIBAN, EITHER, JUKYO, Figures, plain_number, read_figures
from addrreg.match.located import Located, NumberRow, columns_of
from addrreg.match.number import Number
from addrreg.options import ALL, PARCEL, RESIDENCE
from addrreg.registry.numbers import Block, Numbers, Parcel, Residence
from addrreg.registry.towns import Town
from addrreg.words import PosLevel

__all__ = ["Locator"]

#: Figures that only a room has: of 123-4-405 the last is no 枝番 of a 枝番 (3 of 451,937 parcels have one at all).
_ROOM_FIGURES = (3, 4)
_MOST_ROOM_PARTS = 2


class _Found(NamedTuple):
    """A block, residence or parcel, and how many parts of the number it took."""

    row: NumberRow
    used: int


class Locator:
    """Looks numbers up in the residences and parcels of one registry; ``target`` is that of :class:`addrreg.Options`."""

    def __init__(self, numbers: Numbers, target: str = ALL) -> None:
        self._numbers = numbers
        self._residences = target in (ALL, RESIDENCE)
        self._parcels = target in (ALL, PARCEL)

    def locate(self, town: Town, text: str, number: Number, building: Building) -> Located | None:
        """What the registry holds of a number; None where it says nothing at all about it."""
        if not town.machiaza_id:
            return None
        figures = read_figures(text, number)
        if figures is None or len(building.rest) == 1:
            return None  # a letter that was not read (794番地ゐ) may be part of the number
        held = self._numbers.town(town.lg_code, town.machiaza_id)
        listed = bool(held.rsdts or held.blks)
        residence = block = parcel = None
        if self._residences and listed:
            residence = self._residence(town, figures.tokens)
            block = None if residence else self._block(town, figures.tokens[0])
        if self._parcels and held.parcels:
            parcel = self._parcel(town, figures, building)
        steps: tuple[str, ...] = ()
        chosen: Sequence[_Found]
        if self._residences and not listed and _expects_residences(town, parcel):
            # its houses are nowhere in this registry: only 番地 says that a parcel is meant
            chosen = [parcel] if parcel and figures.form == CHIBAN else []
            others = [parcel] if parcel and not chosen else []
            steps = () if chosen else ("no_residence_data",)
        else:
            chosen, others = _choose(figures.form, residence, block, parcel)
        if not chosen and not others and not steps:
            return None
        # who writes 番地 has said which; of a town whose houses are not listed, the town is all that is told
        sure = not others or figures.form == CHIBAN or bool(steps)
        if others:
            steps += ("shared_number",)
        named = tuple(found.row for found in others)
        if not chosen:
            return Located(None, None, number, building, steps, named, sure)
        found = chosen[0]
        number, building = _cut(text, number, building, figures, found)
        return Located(found.row, self._point(found.row), number, building, steps, named, sure)

    def lists(self, town: Town) -> bool:
        """Whether the registry holds numbers of a town at all."""
        held = self._numbers.town(town.lg_code, town.machiaza_id)
        return bool((held.parcels and self._parcels) or (held.rsdts and self._residences))

    def _residence(self, town: Town, parts: Sequence[str]) -> _Found | None:
        """The residence of the first two or three parts, or under 道路方式 of the first one or two."""
        get = self._numbers.residences
        if len(parts) > 1:
            rows = get(town.lg_code, town.machiaza_id, parts[0], parts[1])
            if found := _deepest(rows, parts, 2):
                return found
        return _deepest(get(town.lg_code, town.machiaza_id, "", parts[0]), parts, 1)

    def _block(self, town: Town, blk_num: str) -> _Found | None:
        """The block of a number; one that is only known by its residences is known as well."""
        rows: Sequence[Block | Residence] = self._numbers.blocks(town.lg_code, town.machiaza_id, blk_num)
        if not rows:
            rows = self._numbers.residences(town.lg_code, town.machiaza_id, blk_num)
        if len({row.blk_id for row in rows}) != 1:
            return None
        row = rows[0]
        point = (row.rep_lat, row.rep_lon) if isinstance(row, Block) else (None, None)
        block = Block(row.lg_code, row.machiaza_id, row.blk_id, row.blk_num, row.rsdt_addr_flg, *point)
        return _Found(block, 1)

    def _parcel(self, town: Town, figures: Figures, building: Building) -> _Found | None:
        """The parcel of all parts, or of all but a last one that can only be a room."""
        tokens = figures.tokens
        if figures.has_letters:
            lettered = self._lettered(town, figures)
            return _Found(lettered[0], len(tokens)) if len(lettered) == 1 else None
        for used in (len(tokens), len(tokens) - 1):
            if not 0 < used <= 3:
                continue
            if used < len(tokens) and not (
                used > 1 and figures.starts and not building.room and len(tokens[-1]) in _ROOM_FIGURES
            ):
                break
            triple = (*tokens[:used], "", "")[:3]
            rows = self._numbers.parcels(town.lg_code, town.machiaza_id, *triple)
            if rows:
                return _Found(rows[0], used) if len(rows) == 1 else None
        return None

    def _lettered(self, town: Town, figures: Figures) -> list[Parcel]:
        """Parcels with 甲, 乙, ロ …, whichever column the letter stands in (794|乙, 2353|乙1, 甲12|3)."""
        firsts: dict[str, None] = {}
        first = ""
        for token in figures.tokens:
            if first[-1:].isdecimal() and token.isdecimal():
                break
            first += token
            firsts |= {first: None, jaconv.z2h(first, kana=True): None}
        return [
            row
            for prc_num1 in firsts
            for row in self._numbers.parcels(town.lg_code, town.machiaza_id, prc_num1)
            if plain_number(row.prc_num1, row.prc_num2, row.prc_num3) == figures.key
        ]

    def _point(self, row: NumberRow) -> tuple[float, float, str] | None:
        """The point of a row, or of the block that a residence without one stands in."""
        if row.rep_lat is not None and row.rep_lon is not None:
            return row.rep_lat, row.rep_lon, columns_of(row)["match_level"]
        if isinstance(row, Residence) and row.blk_num:
            for block in self._numbers.blocks(row.lg_code, row.machiaza_id, row.blk_num):
                if block.rep_lat is not None and block.rep_lon is not None:
                    return block.rep_lat, block.rep_lon, PosLevel.RSDTDSP_BLK.value
        return None


def _expects_residences(town: Town, parcel: _Found | None) -> bool:
    """Whether the numbers of a town are residences; a town that has 住居表示 in a part (its flag is '') says it by the parcel."""
    flg = town.rsdt_addr_flg or (parcel.row.rsdt_addr_flg if parcel else "")
    return flg == "1"


def _choose(
    form: str, residence: _Found | None, block: _Found | None, parcel: _Found | None
) -> tuple[list[_Found], list[_Found]]:
    """The one that is meant, and those that are named beside it; none where the number can be two things."""
    house = residence or (block if form != CHIBAN else None)
    if house is None or parcel is None:
        found = house or parcel
        return ([found] if found else []), []
    if form == CHIBAN:
        return [parcel], [house]
    if residence:
        return [residence], [parcel] if form == EITHER else []
    # 2-9 of block 2, where the registry has no house 9 but a parcel 2-9: a new house, or the parcel
    return ([house], []) if form == JUKYO else ([], [house, parcel])


def _deepest(rows: Sequence[Residence], parts: Sequence[str], used: int) -> _Found | None:
    """The residence with the next part as 住居番号2, else the one without any; None where that is not one."""
    if len(parts) > used:
        exact = [row for row in rows if row.rsdt_num2 == parts[used]]
        if exact:
            return _Found(exact[0], used + 1) if len(exact) == 1 else None
    plain = [row for row in rows if not row.rsdt_num2]
    return _Found(plain[0], used) if len(plain) == 1 else None


def _cut(
    text: str, number: Number, building: Building, figures: Figures, found: _Found
) -> tuple[Number, Building]:
    """The number without the parts past 住居番号 or 地番, which are the room: 1-2-405 is 1-2 and room 405."""
    used, tokens = found.used, figures.tokens
    left = len(tokens) - used
    if (
        isinstance(found.row, Block)
        or not 0 < left <= _MOST_ROOM_PARTS
        or not figures.starts
        or building.room
    ):
        return number, building
    end = figures.ends[used - 1]
    while end < figures.starts[used] and text[end] in "番号地":
        end += 1
    a, b = figures.starts[used], number.end
    piece = Piece("room", a, b)
    return (
        Number("-".join(tokens[:used]), number.start, end),
        (building or NOTHING)._replace(room=text[a:b].rstrip(), pieces=(piece, *building.pieces)),
    )
