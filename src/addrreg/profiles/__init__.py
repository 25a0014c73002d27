"""Profiles (出力様式): a result in the columns of another standard: GIF, 自治体標準オープンデータセット, 標準準拠システム, NGSI.

>>> from addrreg import normalize
>>> address = convert(normalize("千代田区紀尾井町１の３　東京ガーデンテラス紀尾井町１０階"), "gif")
>>> address["localGovernmentCode"], address["streetAddressId"], address["cityBlock"], address["buildingNameEtc"]
('131016', '0056000', '1-3', '東京ガーデンテラス紀尾井町 １０階')

The standards have no column for ``status``, ``match_level``, ``rest``, ``alternatives`` and ``steps``: whoever has to know which rows to trust
writes ``--profile abr`` beside the other. Ids are text and keep their zeros; what is not known is an empty text, or None for a number.
"""

from __future__ import annotations

from typing import Any

from addrreg.errors import InputError
from addrreg.profiles.abr import ABR
from addrreg.profiles.base import Column, Profile
from addrreg.profiles.fudosan import FUDOSAN
from addrreg.profiles.gif import GIF
from addrreg.profiles.juki import JUKI
from addrreg.profiles.ngsi import NGSI, NGSIV2, entity, entity_id
from addrreg.profiles.opendata import OPENDATA
from addrreg.result import Result

__all__ = ["PROFILES", "Column", "Profile", "convert", "profile_named"]

#: The profiles by name.
PROFILES: dict[str, Profile] = {
    profile.name: profile for profile in (ABR, GIF, OPENDATA, JUKI, FUDOSAN, NGSI, NGSIV2)
}


def profile_named(name: str) -> Profile:
    """The profile of a name; raises :class:`~addrreg.errors.InputError` for an unknown one.

    >>> profile_named("gif").title
    'GIF コアデータモデル「住所」'
    """
    try:
        return PROFILES[name]
    except KeyError:
        raise InputError(
            f"there is no profile {name!r}; there are {', '.join(PROFILES)}", remedy="--profile gif"
        ) from None


def convert(result: Result, profile: str, *, identifier: str = "", english: bool = True) -> dict[str, Any]:
    """One result in the columns of a profile, by their English names (``english=False``: the Japanese ones).

    ``ngsi`` and ``ngsiv2`` give an entity; ``identifier`` is what its id ends in, without which it is a hash of the text. Raises
    :class:`~addrreg.errors.InputError` for an unknown profile.

    >>> from addrreg import normalize
    >>> result = normalize("青森県鯵ケ沢町本町209-2")
    >>> convert(result, "juki")["住所_市区郡町村名"], convert(result, "opendata", english=False)["所在地_町字"]
    ('西津軽郡鰺ヶ沢町', '大字本町')
    >>> convert(result, "ngsiv2", identifier="1")["cityBlock"]
    {'type': 'Text', 'value': '209-2'}
    """
    found = profile_named(profile)
    cells = found.cells(result)
    if found.entity:
        return entity(found, cells, entity_id(identifier, (result.input,)))
    return dict(zip(found.names(english=english), cells, strict=True))
