"""Lookup (識別子からの参照): an id of the registry back to its address, with all columns."""

from __future__ import annotations

from addrreg.find.ids import Id, read_id
from addrreg.find.places import Places
from addrreg.match.located import NumberRow
from addrreg.registry.numbers import Block, Numbers, Parcel, Residence
from addrreg.result import Result

__all__ = ["look_up"]


def look_up(places: Places, text: str) -> Result:
    """The place that an id stands for.

    Of an id that the registry does not hold to its end, the part that it holds is the answer and the other is in
    ``rest``: an old list may name a parcel that was divided since, and its town is still its town. Raises InputError for
    what is no id, and for a wrong check digit.
    """
    asked = read_id(text)
    unit = places.units.get(asked.lg_code)
    if unit is None:
        return places.nothing(text)
    if not asked.machiaza_id:
        return places.result(text, unit)
    town = places.town(asked.lg_code, asked.machiaza_id)
    if town is None:
        return places.result(text, unit, rest="-".join(filter(None, asked[1:])))
    if not any(asked[2:]):
        return places.result(text, unit, town)
    numbers = places.numbers
    row: NumberRow | None
    if asked.prc_id:
        row = _parcel(numbers, asked)
        listed = numbers.has_parcels(asked.lg_code, asked.machiaza_id)
    else:
        row = _residence(numbers, asked) if asked.rsdt_id else None
        row = row or _block(numbers, asked)
        listed = numbers.has_residences(asked.lg_code, asked.machiaza_id)
    rest = "-".join(filter(None, asked[2:]))
    if isinstance(row, Block):
        rest = "-".join(filter(None, asked[3:]))
    elif row is not None:
        rest = ""
    steps = () if listed or asked.prc_id else ("no_residence_data",)
    return places.result(text, unit, town, row, rest=rest, steps=steps)


def _figure(part: str) -> str:
    """The number that an id repeats with zeros in front; empty for zeros alone."""
    return part.lstrip("0")


def _residence(numbers: Numbers, asked: Id) -> Residence | None:
    """An id nearly always is the number with zeros in front; where it is not, the town is searched."""
    key = asked.lg_code, asked.machiaza_id
    for rows in (
        numbers.residences(*key, _figure(asked.blk_id), _figure(asked.rsdt_id)),
        numbers.residences(*key),
    ):
        for row in rows:
            if (row.blk_id, row.rsdt_id, row.rsdt2_id) == (asked.blk_id, asked.rsdt_id, asked.rsdt2_id):
                return row
    return None


def _block(numbers: Numbers, asked: Id) -> Block | None:
    """The block of an id, also where only its residences are listed."""
    key = asked.lg_code, asked.machiaza_id
    for block in (*numbers.blocks(*key, _figure(asked.blk_id)), *numbers.blocks(*key)):
        if block.blk_id == asked.blk_id:
            return block
    for row in (*numbers.residences(*key, _figure(asked.blk_id)), *numbers.residences(*key)):
        if row.blk_id == asked.blk_id:
            return Block(*key, row.blk_id, row.blk_num, row.rsdt_addr_flg, None, None)
    return None


def _parcel(numbers: Numbers, asked: Id) -> Parcel | None:
    """The parcel of an id; of 794番地乙 the second five figures (90002) are not its number."""
    key = asked.lg_code, asked.machiaza_id
    first, second, third = (_figure(asked.prc_id[at : at + 5]) for at in (0, 5, 10))
    for rows in (
        numbers.parcels(*key, first, second, third),
        numbers.parcels(*key, first),
        numbers.parcels(*key),
    ):
        for row in rows:
            if row.prc_id == asked.prc_id:
                return row
    return None
