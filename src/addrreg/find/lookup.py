"""Lookup (識別子からの参照): an id of the registry back to its address, with all columns."""

from __future__ import annotations

from addrreg.errors import InputError
from addrreg.find.ids import Id, read_any
from addrreg.find.places import Places
from addrreg.match.located import NumberRow
from addrreg.registry.numbers import Block, Numbers, Parcel, Residence
from addrreg.result import Candidate, Result
from addrreg.text.identifiers import RealProperty, real_property
from addrreg.words import Status

__all__ = ["look_up"]


def look_up(places: Places, text: str) -> Result:
    """The place that an id stands for.

    Of an id that the registry does not hold to its end, the part that it holds is the answer and the other is in
    ``rest``: an old list may name a parcel that was divided since, and its town is still its town. Raises InputError for
    what is no id, and for a wrong check digit.

    A 不動産番号 or 不動産ID is answered with the parcel that bears it; a registry that holds none refuses, because
    "not found" would say something of the number.
    """
    asked = read_any(text)
    if isinstance(asked, RealProperty):
        return _by_number(places, text, asked)
    if (number := real_property(text)) is not None and places.numbers.parcels_of(number.real_prop_num):
        # thirteen figures that are an id by their check digit, and the 不動産番号 of a parcel as well
        if places.town(asked.lg_code, asked.machiaza_id) is None:
            return _by_number(places, text, number)
        raise InputError(
            f"{number.real_prop_num} is the id of a town and the 不動産番号 of a parcel",
            remedy=f"addrreg lookup {asked} (the town), or {number.real_prop_num}-0000 (the parcel)",
        )
    return _by_id(places, text, asked)


def _by_number(places: Places, text: str, asked: RealProperty) -> Result:
    """The parcel of a 不動産番号; of several, which only a damaged registry has, their municipality and all their names."""
    parcels = places.numbers.parcels_of(asked.real_prop_num)
    if not parcels:
        if not places.numbers.has_real_prop_nums():
            raise InputError(
                f"{asked.real_prop_num} is no id, and the registry in use holds no 不動産番号 of any parcel",
                remedy="addrreg lookup 302015-0001000-001030000300000 (lg_code, machiaza_id, prc_id)",
            )
        return places.nothing(text)
    # 000B: 区分所有建物全体, under the number of its land; a floor or a room has its building's
    rest = asked.code if asked.kind in ("floor", "room") else ""
    found = [_of_parcel(places, text, parcel, rest) for parcel in parcels]
    if len(found) == 1:
        return found[0]
    candidates = tuple(
        Candidate(one.address, one.lg_code, one.machiaza_id, one.match_level, one.score) for one in found
    )
    shared = _by_id(
        places, text, Id(found[0].lg_code) if len({one.lg_code for one in found}) == 1 else Id("")
    )
    return shared._replace(
        status=Status.AMBIGUOUS.value, candidates=candidates, alternatives=len(candidates) - 1, rest=rest
    )


def _of_parcel(places: Places, text: str, parcel: Parcel, rest: str) -> Result:
    town = places.town(parcel.lg_code, parcel.machiaza_id)
    return places.result(text, places.units[parcel.lg_code], town, parcel, rest=rest)


def _by_id(places: Places, text: str, asked: Id) -> Result:
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
