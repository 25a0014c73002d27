"""Geocode: a Result in the shape of the official geocoder's answers, for the clients that were written for it.

Fields, their order, the words of the levels, the media types and what is null where nothing is known are those of ``abrg serve``
2.2 (its JsonTransform, GeoJsonTransform and CsvTransform). Two things differ and are meant to: ``score`` is the evidence
for the answer and not its likeness to the input, and where several places fit, the fields stop at what those share.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from addrreg.result import Result
from addrreg.words import MatchLevel

__all__ = ["FIELDS", "Format", "Target", "fields", "render"]


class Format(StrEnum):
    """The six output formats."""

    CSV = "csv"
    SIMPLIFIED = "simplified"
    JSON = "json"
    NDJSON = "ndjson"
    GEOJSON = "geojson"
    NDGEOJSON = "ndgeojson"


class Target(StrEnum):
    """The official words for what numbers are located as."""

    ALL = "all"
    RESIDENTIAL = "residential"
    PARCEL = "parcel"


#: The registry's words that the official geocoder says otherwise; the others are the same.
_LEVELS: Final = {
    MatchLevel.PREF.value: "prefecture",
    MatchLevel.RSDTDSP_BLK.value: "residential_block",
    MatchLevel.RSDTDSP_RSDT.value: "residential_detail",
    "": "unknown",
}
_COPIED = ("blk_id", "rsdt_id", "rsdt2_id", "prc_id", "pref", "county", "city", "ward", "oaza_cho", "chome")
_COPIED_TOO = ("koaza", "blk_num", "rsdt_num", "rsdt_num2", "prc_num1", "prc_num2", "prc_num3")

#: The fields of an answer, in order; behind ``input``, which stands in ``query``.
FIELDS: tuple[str, ...] = (
    *("output", "others", "score", "match_level", "coordinate_level", "lat", "lon"),
    *("lg_code", "machiaza_id", "rsdt_addr_flg", *_COPIED, *_COPIED_TOO),
)


def fields(result: Result) -> dict[str, Any]:
    """The official fields of a result.

    ``others`` has what the named fields do not say: a number that the registry does not hold, the building, and the unread
    rest. ``rsdt_addr_flg`` is a number, -1 where the registry leaves it open.

    >>> from addrreg import normalize
    >>> answer = fields(normalize("東京都千代田区紀尾井町1-3　デジタル庁"))
    >>> answer["output"], answer["others"][-1], answer["machiaza_id"], answer["chome"]
    ('東京都千代田区紀尾井町1-3 デジタル庁', 'デジタル庁', '0056000', None)
    """
    building = " ".join(filter(None, (result.building, result.floor, result.room)))
    located = result.blk_num or result.prc_num1
    others = [one for one in ("" if located else result.number, building, result.rest) if one]
    flag = result.rsdt_addr_flg
    copied = {name: getattr(result, name) or None for name in (*_COPIED, *_COPIED_TOO)}
    return {
        "output": result.address,
        "others": others,
        "score": round(result.score, 4),
        "match_level": _LEVELS.get(result.match_level, result.match_level),
        "coordinate_level": _LEVELS.get(result.pos_level, result.pos_level),
        "lat": result.lat,
        "lon": result.lon,
        "lg_code": result.lg_code or None,
        "machiaza_id": result.machiaza_id or None,
        "rsdt_addr_flg": int(flag) if flag.isdecimal() else -1,
        **copied,
    }


def render(result: Result, form: Format) -> tuple[str, str]:
    """The answer as text in one of the formats, and its media type."""
    renderer, media_type = _RENDERERS[form]
    return renderer(result), media_type


def _json(result: Result) -> str:
    return f"[{_dump(_record(result))}]\n"


def _ndjson(result: Result) -> str:
    return f"{_dump(_record(result))}\n"


def _record(result: Result) -> dict[str, Any]:
    return {"query": {"input": result.input}, "result": fields(result)}


def _geojson(result: Result) -> str:
    # here the official field is `other`, one text
    feature = _feature(result)
    properties = feature["properties"]
    others = properties.pop("others")
    names = ["input", "output", "other", *list(properties)[2:]]
    properties["other"] = " ".join(others) or None
    feature["properties"] = {name: properties[name] for name in names}
    return f'{{"type":"FeatureCollection", "features":[{_dump(feature)}]}}\n'


def _ndgeojson(result: Result) -> str:
    return f"{_dump(_feature(result))}\n"


def _feature(result: Result) -> dict[str, Any]:
    # [null, null] where no point is known: not what RFC 7946 says, but what the clients look into
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [result.lon, result.lat]},
        "properties": {"input": result.input, **fields(result)},
    }


def _csv(result: Result) -> str:
    return _table(("input", *FIELDS), result)


def _simplified(result: Result) -> str:
    return _table(("input", "output", "score", "match_level"), result)


def _table(columns: tuple[str, ...], result: Result) -> str:
    found = {"input": result.input, **fields(result)}
    found["others"] = ",".join(found["others"])
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(columns)
    writer.writerow(found[name] for name in columns)
    return lines.getvalue()


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_RENDERERS: Final[dict[Format, tuple[Callable[[Result], str], str]]] = {
    Format.CSV: (_csv, "text/x-csv"),
    Format.SIMPLIFIED: (_simplified, "text/x-csv"),
    Format.JSON: (_json, "application/json"),
    Format.NDJSON: (_ndjson, "application/json"),
    Format.GEOJSON: (_geojson, "application/json"),
    Format.NDGEOJSON: (_ndgeojson, "application/json"),
}
