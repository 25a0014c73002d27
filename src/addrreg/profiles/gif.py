"""GIF コアデータモデル「住所」: eleven items of the government's interoperability framework, and the point among its extensions.

Source: 政府相互運用性フレームワーク (GIF) 2.2, 433 コアデータモデル「住所」, items 1–9 and the extended items 代表点の緯度・経度 and 座標参照系コード;
its English names are those of GIF_Core_DataModel.xsd. Item 10 (国) is a code with a name, which only an address abroad needs (pattern P7),
and item 11 (町字以下) repeats items 5 and 6: neither is written.
"""

from __future__ import annotations

from operator import attrgetter

from addrreg.profiles.base import Column, Profile, building_of, city_of, full_address, town_of
from addrreg.result import Result

__all__ = ["EPSG", "GIF"]

#: JGD2011, geographic: the reference system that GIF 444 names.
EPSG = "EPSG:6668"


def _reference_system(result: Result) -> str:
    """Only where there is a point that it speaks of."""
    return EPSG if result.lat is not None else ""


GIF = Profile(
    "gif",
    "GIF コアデータモデル「住所」",
    "政府相互運用性フレームワーク (GIF) 2.2, 433 コアデータモデル「住所」; names in JSON: GIF_Core_DataModel.xsd",
    (
        Column("全国地方公共団体コード", "localGovernmentCode", "lg_code", attrgetter("lg_code")),
        Column("町字ID", "streetAddressId", "machiaza_id", attrgetter("machiaza_id")),
        Column("都道府県", "prefecture", "pref", attrgetter("pref")),
        Column("市区町村(郡)", "cityAndCounty", "county + city + ward", city_of),
        Column("町字", "streetAddress", "kyoto_st + oaza_cho + chome + koaza", town_of),
        Column("番地以下", "cityBlock", "number", attrgetter("number")),
        Column("建物名等(方書)", "buildingNameEtc", "building, floor, room", building_of),
        Column("連結表記", "fullAddress", "address; input where it says more", full_address),
        Column("郵便番号", "postalCode", "post_code", attrgetter("post_code")),
        Column("代表点の緯度", "latitudeOfRepresentativePoint", "lat", attrgetter("lat"), "float"),
        Column("代表点の経度", "longitudeOfRepresentativePoint", "lon", attrgetter("lon"), "float"),
        Column("座標参照系コード", "coordinateReferenceSystemCode", EPSG, _reference_system),
    ),
)
