"""NGSI: a row as an entity of a context broker (FIWARE Orion and others), NGSI-LD or NGSIv2, one JSON object a line.

The attributes are flat and have GIF's English names, as the data models of 「エリアデータ活用のためのデータモデル（実践ガイドライン）」 have them; ``location`` is
a GeoJSON point, [longitude, latitude]. What is not known is left out: NGSI-LD forbids null, and an empty text would be a value.

Orion refuses ``< > " ' = ; ( )`` in text (forbidden characters of its API), so (株) or ビル(3F) would fail with code 400. They are
percent-encoded, and ``%`` with them, so that ``urllib.parse.unquote`` gives the text back; :func:`decoded` does.

There is no official JSON-LD context: the namespace in GIF's XSD is a placeholder. :data:`CONTEXT` is addrreg's own, says so in its
IRIs, and stands inside each entity, so that no broker has to fetch it.
Sources: ETSI GS CIM 009 (NGSI-LD); Orion API (NGSIv2), general syntax restrictions and identifiers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from addrreg.profiles.base import Column, Profile
from addrreg.profiles.gif import GIF

__all__ = ["CONTEXT", "NGSI", "NGSIV2", "decoded", "encoded", "entity", "entity_id"]

_TYPE = "Address"
_REFUSED = str.maketrans({char: f"%{ord(char):02X}" for char in "%<>\"'=;()"})
#: The longest identifier of NGSIv2.
_MAX_ID = 256
_LONGITUDE, _LATITUDE = "longitudeOfRepresentativePoint", "latitudeOfRepresentativePoint"

_SOURCE = "ETSI GS CIM 009 (NGSI-LD), Orion API (NGSIv2); attributes: GIF コアデータモデル「住所」"
#: ``status`` stands among them: a broker has no other place for what the row's reading is worth.
_COLUMNS = (
    *GIF.columns,
    Column("matchStatus", "matchStatus", "status (addrreg's own)", lambda result: result.status),
    Column("matchLevel", "matchLevel", "match_level (addrreg's own)", lambda result: result.match_level),
)
NGSI = Profile("ngsi", "NGSI-LD entities, JSON Lines", _SOURCE, _COLUMNS, entity=True)
NGSIV2 = Profile("ngsiv2", "NGSIv2 entities, JSON Lines", _SOURCE, _COLUMNS, entity=True)

_OURS = "urn:ngsi-ld:addrreg:not-official:"
#: addrreg's own @context: no official one is published, and each IRI says so. The core context stands behind it.
CONTEXT: tuple[Mapping[str, str] | str, ...] = (
    {_TYPE: _OURS + _TYPE} | {column.en: _OURS + column.en for column in _COLUMNS},
    "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld",
)


def encoded(text: str) -> str:
    """A text in which the characters that Orion refuses are percent-encoded.

    >>> encoded("(株)青葉 100%")
    '%28株%29青葉 100%25'
    """
    return text.translate(_REFUSED)


def decoded(text: str) -> str:
    """What :func:`encoded` was given.

    >>> decoded(encoded("<青葉'ビル(3F)>;=%28"))
    "<青葉'ビル(3F)>;=%28"
    """
    return unquote(text)


def entity_id(own: object, cells: Sequence[object] = ()) -> str:
    """The identifier of an entity: the row's own one, else a hash of all its cells.

    A hash, and not the number of the row: the same row gets the same entity in the next run, wherever it stands then. Two rows that are
    alike in every cell are one entity. Characters that an identifier cannot have are percent-encoded; what is then longer than the 256
    that NGSIv2 allows is hashed as well.

    >>> entity_id("施設 1"), entity_id("", ["A", "東京都"])
    ('urn:ngsi-ld:Address:%E6%96%BD%E8%A8%AD%201', 'urn:ngsi-ld:Address:row-6d00a39c5f10e61636856fab07076d3d')
    """
    start = f"urn:ngsi-ld:{_TYPE}:"
    name = quote(str(own).strip().encode("utf-8", "surrogatepass"), safe="") if own not in (None, "") else ""
    if name and len(start + name) <= _MAX_ID:
        return start + name
    text = str(own) if name else "\x1f".join(map(str, cells))
    return f"{start}row-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def entity(profile: Profile, cells: Sequence[object], identifier: str) -> dict[str, Any]:
    """One entity of the cells of a row, in the order of the profile's columns."""
    known = {
        column.en: cell
        for column, cell in zip(profile.columns, cells, strict=True)
        if cell is not None and cell != ""
    }
    if profile.name == NGSI.name:
        return _made(known, identifier, _property, "GeoProperty") | {"@context": list(CONTEXT)}
    return _made(known, identifier, _attribute, "geo:json")


def _made(
    known: Mapping[str, object], identifier: str, attribute: Callable[[object], dict[str, object]], point: str
) -> dict[str, Any]:
    made: dict[str, Any] = {"id": identifier, "type": _TYPE}
    made |= {name: attribute(cell) for name, cell in known.items()}
    if _LATITUDE in known:
        place = {"type": "Point", "coordinates": [known[_LONGITUDE], known[_LATITUDE]]}
        made["location"] = {"type": point, "value": place}
    return made


def _property(cell: object) -> dict[str, object]:
    return {"type": "Property", "value": encoded(cell) if isinstance(cell, str) else cell}


def _attribute(cell: object) -> dict[str, object]:
    if isinstance(cell, str):
        return {"type": "Text", "value": encoded(cell)}
    return {"type": "Number", "value": cell}
