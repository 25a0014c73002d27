"""Presets (入力様式): well-known files whose columns need not be named, and whose other columns are checked against the address.

>>> from addrreg import normalize
>>> header = ["名称", "所在地_全国地方公共団体コード", "所在地_連結標記"]
>>> reader = PRESETS["opendata"].reader(header, "AED.csv")
>>> row = ["市役所", "92011", "宇都宮市旭1-1-5"]
>>> reader.checks(row, normalize(reader.text(row)))
['lg_code_zero']
"""

from __future__ import annotations

from addrreg.presets.base import Preset, Reader
from addrreg.presets.checks import CHECKS
from addrreg.presets.gbizinfo import GBIZINFO
from addrreg.presets.houjin import HOUJIN
from addrreg.presets.parts import GIF_PARTS, JUKI_PARTS, OPENDATA_PARTS

__all__ = ["CHECKS", "PRESETS", "Preset", "Reader"]

#: The presets by name.
PRESETS: dict[str, Preset] = {
    preset.name: preset for preset in (HOUJIN, GBIZINFO, OPENDATA_PARTS, GIF_PARTS, JUKI_PARTS)
}
