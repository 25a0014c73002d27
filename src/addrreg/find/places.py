"""Places (場所): rows of the registry by id, and each as a Result, for all that is asked the other way round."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from addrreg.match.located import NumberRow, columns_of
from addrreg.registry.names import Names, Unit
from addrreg.registry.numbers import Block, Numbers, Parcel, Residence
from addrreg.registry.points import Points
from addrreg.registry.schema import shown
from addrreg.registry.towns import Town, Towns
from addrreg.result import COLUMNS, Result
from addrreg.words import MatchLevel, PosLevel, Status

__all__ = ["Places", "level_of"]

_SELECT = f"SELECT {shown(*Town._fields)} FROM town"  # noqa: S608
_NO_TOWN = Town("", "", "", "", "", "", "", None, None, "", "")


class Places:
    """The rows of one registry: its municipalities, towns, residences and parcels."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.names = Names(connection)
        self.towns = Towns(connection, self.names)
        self.numbers = Numbers(connection)
        self.points = Points(connection)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Prefectures and municipalities by lg_code."""
        return {unit.lg_code: unit for unit in self.names.units}

    def town(self, lg_code: str, machiaza_id: str) -> Town | None:
        """The row of a 町字; the first where a damaged registry has two."""
        row = self.connection.execute(
            f"{_SELECT} WHERE lg_code = ? AND machiaza_id = ? ORDER BY node", (lg_code, machiaza_id)
        ).fetchone()
        return Town(*row) if row and machiaza_id else None

    def result(
        self,
        asked: str,
        unit: Unit,
        town: Town | None = None,
        row: NumberRow | None = None,
        *,
        rest: str = "",
        steps: Iterable[str] = (),
    ) -> Result:
        """A place as a Result, with all that the registry holds of it; ``rest`` is what was asked and not found."""
        town = town or _NO_TOWN
        cells: dict[str, Any] = dict.fromkeys(COLUMNS, "") | {"alternatives": 0, "score": 1.0}
        cells |= {name: getattr(unit, name) for name in ("pref", "county", "city", "ward")}
        shown = ("machiaza_id", "rsdt_addr_flg", "oaza_cho", "chome", "koaza")
        cells |= {name: getattr(town, name) for name in shown}
        numbers: tuple[str, ...] = ()
        lat, lon, pos_level = self._point(unit, town, row)
        level = level_of(unit, town)
        if row is not None:
            cells |= columns_of(row)
            level = cells["match_level"]
            numbers = _numbers_of(row)
        cells |= {
            "status": Status.MATCHED.value,
            "match_level": level,
            "lg_code": unit.lg_code,
            "number": "-".join(filter(None, numbers)),
            "post_code": town.post_code if len(town.post_code) == 7 else "",
            "lat": lat,
            "lon": lon,
            "pos_level": pos_level,
            "rest": rest,
            "steps": ";".join((*steps, "rest") if rest else steps),
        }
        names = unit.pref + unit.county + unit.city + unit.ward + town.oaza_cho + town.chome + town.koaza
        number = cells["number"]
        cells["address"] = names + "-" * (names[-1:].isdecimal() and number[:1].isdecimal()) + number
        return Result(asked, **cells)

    def nothing(self, asked: str) -> Result:
        """The result of what no row answers."""
        cells: dict[str, Any] = dict.fromkeys(COLUMNS, "") | {"alternatives": 0, "score": 0.0, "rest": asked}
        cells |= {"status": Status.UNMATCHED.value, "match_level": MatchLevel.UNKNOWN.value, "steps": "rest"}
        return Result(asked, **cells | {"lat": None, "lon": None})

    def _point(self, unit: Unit, town: Town, row: NumberRow | None) -> tuple[float | None, float | None, str]:
        """The point of the deepest row that has one."""
        if row is not None and row.rep_lat is not None:
            return row.rep_lat, row.rep_lon, columns_of(row)["match_level"]
        if isinstance(row, Residence) and row.blk_num:
            for block in self.numbers.blocks(row.lg_code, row.machiaza_id, row.blk_num):
                if block.rep_lat is not None:
                    return block.rep_lat, block.rep_lon, PosLevel.RSDTDSP_BLK.value
        if town.rep_lat is not None:
            return town.rep_lat, town.rep_lon, town.pos_level
        return self.points.of(unit.lg_code) or (None, None, "")


def level_of(unit: Unit, town: Town | None) -> str:
    """The match level of a unit, or of a town of it."""
    if town is not None and (town.chome or town.koaza):
        return MatchLevel.MACHIAZA_DETAIL.value
    if town is not None and town.oaza_cho:
        return MatchLevel.MACHIAZA.value
    return (MatchLevel.CITY if unit.city else MatchLevel.PREF).value


def _numbers_of(row: NumberRow) -> tuple[str, ...]:
    if isinstance(row, Parcel):
        return row.prc_num1, row.prc_num2, row.prc_num3
    if isinstance(row, Block):
        return (row.blk_num,)
    return row.blk_num, row.rsdt_num, row.rsdt_num2
