"""gBizINFO: the basic information of corporations, with a header, the address in one column.

Source: 経済産業省 gBizINFO, 法人基本情報 (CSV). Files with more or fewer columns are read by the names of those that matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from addrreg.errors import InputError
from addrreg.presets.base import Preset, positions
from addrreg.presets.checks import check_corporate_number, check_text
from addrreg.result import Result

__all__ = ["GBIZINFO", "GbizinfoReader"]

_WANTED = {"address": ("本社所在地", "登記住所", "所在地"), "number": ("法人番号",)}


@dataclass(frozen=True, slots=True)
class GbizinfoReader:
    """Reads the two columns that matter."""

    address: int
    number: int
    """Position of 法人番号; -1 without one."""

    def text(self, cells: Sequence[str]) -> str:
        """本社所在地, as it stands."""
        return cells[self.address]

    def checks(self, cells: Sequence[str], result: Result) -> list[str]:
        """The corporate number."""
        del result
        words = check_corporate_number(cells[self.number]) if self.number >= 0 else []
        return words + check_text(cells[self.address])


def _reader(header: Sequence[str], name: str) -> GbizinfoReader:
    found = positions(header, _WANTED, name)
    if "address" not in found:
        raise InputError(
            f"{name} has no column 本社所在地, as the files of gBizINFO have",
            remedy="--column with the address, in place of --preset gbizinfo",
        )
    return GbizinfoReader(found["address"], found.get("number", -1))


GBIZINFO = Preset("gbizinfo", "gBizINFO 法人基本情報", "経済産業省 gBizINFO", _reader)
