"""不動産番号・不動産ID: what the land register calls the parcel of an address, to stand beside another profile.

Source: アドレス・ベース・レジストリ 地番マスター, real_prop_num; 国土交通省「不動産IDルールガイドライン」: the 不動産ID of land is its 不動産番号 with the 特定コード 0000.
The registry's files of 2026 have the column and leave it empty, and then both are: a number is never made up. A building has a number
of its own, which no address leads to.
"""

from __future__ import annotations

from operator import attrgetter

from addrreg.profiles.base import Column, Profile
from addrreg.result import Result

__all__ = ["FUDOSAN"]

_LAND = "0000"


def _real_prop_id(result: Result) -> str:
    """The 不動産ID of a parcel; empty without its number."""
    return f"{result.real_prop_num}-{_LAND}" if result.real_prop_num else ""


FUDOSAN = Profile(
    "fudosan",
    "不動産番号 and 不動産ID of the parcel, beside another profile",
    "アドレス・ベース・レジストリ 地番マスター; 国土交通省「不動産IDルールガイドライン」",
    (
        Column("不動産番号", "real_prop_num", "real_prop_num of the parcel", attrgetter("real_prop_num")),
        Column("不動産ID", "real_prop_id", "real_prop_num, 特定コード 0000 (land)", _real_prop_id),
    ),
)
