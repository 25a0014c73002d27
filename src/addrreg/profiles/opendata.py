"""自治体標準オープンデータセット: the columns of an address in the lists that municipalities publish (公共施設一覧, AED設置箇所一覧 …).

Source: デジタル庁 自治体標準オープンデータセット, the items 所在地_全国地方公共団体コード … 経度 that its data models share; the names in JSON are those of
「エリアデータ活用のためのデータモデル（実践ガイドライン）」 (2026-09-04), where 市区町村 is ``city``, not GIF's ``cityAndCounty``.
"""

from __future__ import annotations

from operator import attrgetter

from addrreg.profiles.base import Column, Profile, building_of, city_of, full_address, town_of

__all__ = ["OPENDATA"]

OPENDATA = Profile(
    "opendata",
    "自治体標準オープンデータセット",
    "デジタル庁 自治体標準オープンデータセット; names in JSON: エリアデータ活用のためのデータモデル（実践ガイドライン）",
    (
        Column(
            "所在地_全国地方公共団体コード", "locatedLocalGovernmentCode", "lg_code", attrgetter("lg_code")
        ),
        Column("町字ID", "streetAddressId", "machiaza_id", attrgetter("machiaza_id")),
        Column("所在地_連結表記", "fullAddress", "address; input where it says more", full_address),
        Column("所在地_都道府県", "prefecture", "pref", attrgetter("pref")),
        Column("所在地_市区町村", "city", "county + city + ward", city_of),
        Column("所在地_町字", "streetAddress", "kyoto_st + oaza_cho + chome + koaza", town_of),
        Column("所在地_番地以下", "cityBlock", "number", attrgetter("number")),
        Column("建物名等(方書)", "buildingNameEtc", "building, floor, room", building_of),
        Column("郵便番号", "contactPointPostalCode", "post_code", attrgetter("post_code")),
        Column("緯度", "latitude", "lat", attrgetter("lat"), "float"),
        Column("経度", "longitude", "lon", attrgetter("lon"), "float"),
    ),
)
