"""Located (所在の結果): the row that a number was located as, and what it adds to a result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from addrreg.match.building import Building
from addrreg.match.number import Number
from addrreg.registry.numbers import Block, Parcel, Residence
from addrreg.result import Candidate, Result
from addrreg.words import MatchLevel, Status

__all__ = ["Located", "NumberRow", "columns_of", "number_of"]

_BLK, _RSDT, _PARCEL = MatchLevel.RSDTDSP_BLK.value, MatchLevel.RSDTDSP_RSDT.value, MatchLevel.PARCEL.value
_AMBIGUOUS = Status.AMBIGUOUS.value
_NAMES = slice(Result._fields.index("pref"), Result._fields.index("blk_num"))

#: A row that a number can be.
NumberRow = Block | Residence | Parcel


class Located(NamedTuple):
    """Where a number lies: the row that was found, or none; the number and building that are left."""

    row: NumberRow | None
    point: tuple[float, float, str] | None
    number: Number
    building: Building
    steps: tuple[str, ...]
    others: tuple[NumberRow, ...]
    sure: bool = True
    """False where the words do not say which of the row and the others is meant."""

    def fill(self, result: Result) -> Result:
        """The result with the ids, numbers and coordinates of the row, and the other rows among its candidates."""
        row = self.row
        values: dict[str, Any] = {} if row is None else dict(columns_of(row))
        if self.point is not None:
            values["lat"], values["lon"], values["pos_level"] = self.point
        if self.steps:
            values["steps"] = ";".join(filter(None, (result.steps, *self.steps)))
        if self.others:
            shown = (row,) if row is not None and not self.sure else ()
            values |= _with_others(result, shown, self.others)
        if not self.sure:
            values["status"] = _AMBIGUOUS
        return result._replace(**values) if values else result


def columns_of(row: NumberRow) -> dict[str, str]:
    """The columns of a result that a row fills.

    >>> row = Parcel("302015", "0001000", "001030000300000", "103", "3", "", "1", "1", "", None, None)
    >>> [columns_of(row)[name] for name in ("match_level", "prc_num1", "prc_num2")]
    ['parcel', '103', '3']
    """
    if isinstance(row, Parcel):
        return {
            "match_level": _PARCEL, "rsdt_addr_flg": row.rsdt_addr_flg, "prc_id": row.prc_id,
            "prc_num1": row.prc_num1, "prc_num2": row.prc_num2, "prc_num3": row.prc_num3,
            "real_prop_num": row.real_prop_num,
        }  # fmt: skip
    columns = {
        "match_level": _BLK, "rsdt_addr_flg": row.rsdt_addr_flg, "blk_id": row.blk_id, "blk_num": row.blk_num,
    }  # fmt: skip
    if isinstance(row, Residence):
        columns |= {
            "match_level": _RSDT, "rsdt_id": row.rsdt_id, "rsdt2_id": row.rsdt2_id,
            "rsdt_num": row.rsdt_num, "rsdt_num2": row.rsdt_num2,
        }  # fmt: skip
    return columns


def _with_others(result: Result, shown: Sequence[NumberRow], others: Sequence[NumberRow]) -> dict[str, Any]:
    names = "".join(str(name) for name in tuple(result)[_NAMES])
    score = result.score
    evidence = tuple(one for one in result.evidence if one.name != "unique")
    if len(evidence) < len(result.evidence):
        score = round(sum(one.weight for one in evidence), 2)
    places = tuple(
        Candidate(
            names + number_of(row),
            row.lg_code,
            row.machiaza_id,
            columns_of(row)["match_level"],
            score,
            result.steps,
        )
        for row in (*shown, *others)
    )
    return {
        "candidates": (*places, *result.candidates),
        "alternatives": result.alternatives + len(others),
        "score": score,
        "evidence": evidence,
    }


def number_of(row: NumberRow) -> str:
    """The number of a row in words that can mean nothing else: 1番2号, 103番地3, 2番."""
    if isinstance(row, Parcel):
        first, *more = filter(None, (row.prc_num1, row.prc_num2, row.prc_num3))
        return f"{first}番地" + "-".join(more)
    if isinstance(row, Block):
        return f"{row.blk_num}番"
    return (
        f"{row.blk_num}番" * bool(row.blk_num) + "-".join(filter(None, (row.rsdt_num, row.rsdt_num2))) + "号"
    )
