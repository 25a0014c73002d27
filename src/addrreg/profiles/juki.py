"""標準準拠システム: the five parts of an address in the standard systems of municipalities (住民記録 and others), with its codes.

Source: 基幹業務システムの標準仕様, items 住所_市区町村コード … 住所_郵便番号 (read in a copy of the resident record's item list). They have no English
names, so JSON has the Japanese ones. 指定都市_行政区等コード is a code that each designated city gives its wards itself, which the registry
does not hold: it is not written, and 住所_市区町村コード is the ward's where a ward was found. 国名 and 国外住所 are for addresses abroad.
"""

from __future__ import annotations

from operator import attrgetter

from addrreg.profiles.base import Column, Profile, building_of, city_of, town_of

__all__ = ["JUKI"]

JUKI = Profile(
    "juki",
    "標準準拠システム (住民記録): 都道府県, 市区郡町村名, 町字, 番地号表記, 方書",
    "基幹業務システムの標準仕様 (住民記録), 住所_市区町村コード … 住所_郵便番号",
    tuple(
        Column(name, name, content, cell)
        for name, content, cell in (
            ("住所_市区町村コード", "lg_code", attrgetter("lg_code")),
            ("住所_町字コード", "machiaza_id", attrgetter("machiaza_id")),
            ("住所_都道府県", "pref", attrgetter("pref")),
            ("住所_市区郡町村名", "county + city + ward", city_of),
            ("住所_町字", "kyoto_st + oaza_cho + chome + koaza", town_of),
            ("住所_番地号表記", "number", attrgetter("number")),
            ("住所_方書", "building, floor, room", building_of),
            ("住所_郵便番号", "post_code", attrgetter("post_code")),
        )
    ),
)
