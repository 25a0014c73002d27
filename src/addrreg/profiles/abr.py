"""The registry's own columns (アドレス・ベース・レジストリ): the default, and the only profile that says all that is known.

Source: :data:`addrreg.COLUMNS`; the names are those of the registry's data sets and of the official geocoder's answers.
"""

from __future__ import annotations

from operator import attrgetter

from addrreg.profiles.base import Column, Profile
from addrreg.result import COLUMNS

__all__ = ["ABR"]

_KINDS = {"score": "float", "lat": "float", "lon": "float", "alternatives": "int"}

ABR = Profile(
    "abr",
    "the registry's own columns",
    "アドレス・ベース・レジストリ (デジタル庁): the columns of its data sets",
    tuple(Column(name, name, name, attrgetter(name), _KINDS.get(name, "text")) for name in COLUMNS),
)
