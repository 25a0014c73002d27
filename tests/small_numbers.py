"""A registry of two municipalities with blocks, residences and parcels, in the form of the official files, made up for the tests."""

from __future__ import annotations

import csv
from pathlib import Path

from addrreg.registry.ingest import build_official

#: lg_code, machiaza_id, 大字, 丁目, 小字, rsdt_addr_flg, point
TOWNS = [
    ("131059", "0001001", "白山", "１丁目", "", "1", (35.718795, 139.752761)),
    ("131059", "0001002", "白山", "２丁目", "", "1", (35.7200, 139.7530)),
    ("131059", "0002000", "根津", "", "", "1", (35.7180, 139.7650)),
    ("302015", "0001000", "葵町", "", "", "1", (34.21348, 135.163085)),
    ("302015", "0046000", "太田", "", "", "0", (34.230096, 135.199521)),
    ("302015", "0046004", "太田", "４丁目", "", "1", (34.228754, 135.196081)),
    ("302015", "0050000", "大河内", "", "", "0", None),
    ("302015", "0050101", "大河内", "", "谷", "0", None),
    ("302015", "0060000", "混町", "", "", "0", (34.25, 135.2)),
    ("302015", "0060000", "混町", "", "", "1", (34.2501, 135.2001)),
    ("302015", "0070000", "道町", "", "", "1", (34.26, 135.2)),
]
#: lg_code, machiaza_id, 街区符号, 住居番号, 住居番号2, 方式, point
RESIDENCES = [
    ("131059", "0001001", "1", "2", "", "1", (35.7151, 139.7524)),
    ("131059", "0001001", "1", "3", "", "1", (35.7152, 139.7525)),
    ("131059", "0001001", "1", "3", "5", "1", (35.7153, 139.7526)),
    ("131059", "0001001", "2", "1", "", "1", None),
    ("131059", "0001002", "7", "1", "", "1", (35.7201, 139.7531)),
    ("302015", "0001000", "1", "1", "", "1", (34.2144, 135.1652)),
    ("302015", "0001000", "1", "3", "", "1", (34.2143, 135.1652)),
    ("302015", "0001000", "2", "4", "", "1", (34.2142, 135.1653)),
    ("302015", "0046004", "1", "13", "", "1", (34.2284, 135.1934)),
    ("302015", "0060000", "5", "6", "", "1", (34.2502, 135.2002)),
    ("302015", "0070000", "", "12", "", "2", (34.2601, 135.2001)),
    ("302015", "0070000", "", "12", "3", "2", (34.2602, 135.2002)),
]
#: lg_code, machiaza_id, prc_id, 地番1–3, rsdt_addr_flg, point
PARCELS = [
    ("302015", "0001000", "000010000100000", "1", "1", "", "1", (34.2124, 135.1630)),
    ("302015", "0001000", "001030000300000", "103", "3", "", "1", (34.2125, 135.1631)),
    ("302015", "0001000", "000020000900000", "2", "9", "", "1", None),
    ("302015", "0046000", "000040001300000", "4", "13", "", "0", (34.2301, 135.1996)),
    ("302015", "0046000", "000010000100000", "1", "1", "", "0", None),
    ("302015", "0050000", "007940000000000", "794", "", "", "0", (34.1936, 135.1000)),
    ("302015", "0050000", "007949000100000", "794", "ﾛ", "", "0", None),
    ("302015", "0050000", "007949000200000", "794", "乙", "", "0", None),
    ("302015", "0050000", "023539000200000", "2353", "乙1", "", "0", None),
    ("302015", "0050000", "900010000000000", "甲12", "3", "", "0", None),
    ("302015", "0050000", "900020000000000", "イ", "", "", "0", None),
    ("302015", "0050000", "016630005400001", "1663", "54", "1", "0", None),
    ("302015", "0060000", "000050000600000", "5", "6", "", "0", (34.2503, 135.2003)),
    ("302015", "0060000", "000080000000000", "8", "", "", "0", None),
]
#: 不動産番号 by machiaza_id and prc_id, made up. The second is the id of a town as well, and the third would be one by its check digit.
REAL_PROP_NUMS = {
    ("0001000", "001030000300000"): "0123456789012",
    ("0001000", "000010000100000"): "3020150046000",
    ("0046000", "000040001300000"): "3020159999999",
    ("0050000", "007949000100000"): "0123456789999",
    ("0050000", "007949000200000"): "0123456789999",
}
_CITIES = {"131059": ("東京都", "文京区"), "302015": ("和歌山県", "和歌山市")}
_KANA = {
    "白山": "ハクサン", "根津": "ネヅ", "葵町": "アオイチョウ", "太田": "オオダ", "大河内": "オオカワチ",
    "混町": "マゼチョウ", "道町": "ミチチョウ",
}  # fmt: skip


def small_registry(folder: Path) -> Path:
    """registry.sqlite of these rows alone."""
    source = folder / "files"
    source.mkdir()
    for name, rows in _tables().items():
        with (source / f"{name}_all.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    target = folder / "registry.sqlite"
    build_official(source, target, only=True)
    return target


def _tables() -> dict[str, list[dict[str, str]]]:
    tables: dict[str, list[dict[str, str]]] = {
        "mt_pref": [
            {"lg_code": code, "pref": name, "pref_kana": kana}
            for code, name, kana in (("130001", "東京都", "トウキョウト"), ("300004", "和歌山県", "ワカヤマケン"))
        ],
        "mt_pref_pos": [_point({"lg_code": "130001"}, (35.6895, 139.6917))],
        "mt_city": [
            {
                "lg_code": code, "pref": pref, "county": "", "city": city, "ward": "",
                "city_kana": {"文京区": "ブンキョウク", "和歌山市": "ワカヤマシ"}[city],
                "pref_kana": {"東京都": "トウキョウト", "和歌山県": "ワカヤマケン"}[pref],
            }
            for code, (pref, city) in _CITIES.items()
        ],
        "mt_city_pos": [_point({"lg_code": "302015"}, (34.2305, 135.1708))],
    }  # fmt: skip
    towns, town_points = [], []
    for code, town, oaza, chome, koaza, flg, point in TOWNS:
        key = {"lg_code": code, "machiaza_id": town, "rsdt_addr_flg": flg}
        pref, city = _CITIES[code]
        names = {
            "pref": pref,
            "county": "",
            "city": city,
            "ward": "",
            "oaza_cho": oaza,
            "chome": chome,
            "koaza": koaza,
        }
        more = {
            "oaza_cho_kana": _KANA[oaza],
            "chome_number": chome[:-2].translate(str.maketrans("１２４", "124")),
            "post_code": {"葵町": "6408273", "太田": "6408323;6408324"}.get(oaza, ""),
            "machiaza_type": "3" if koaza else "2" if chome else "1",
        }
        towns.append(key | names | more)
        if point:
            town_points.append(_point(key, point))
    residences, residence_points = [], []
    for code, town, blk, num, num2, method, point in RESIDENCES:
        key = {
            "lg_code": code, "machiaza_id": town, "blk_id": blk.zfill(3) if blk else "", "rsdt_id": num.zfill(3),
            "rsdt2_id": num2.zfill(5) if num2 else "", "rsdt_addr_flg": "1", "rsdt_addr_mtd_code": method,
        }  # fmt: skip
        residences.append(key | {"blk_num": blk, "rsdt_num": num, "rsdt_num2": num2, "basic_rsdt_div": "0"})
        if point:
            residence_points.append(_point(key, point))
    parcels, parcel_points = [], []
    for code, town, prc_id, num1, num2, num3, flg, point in PARCELS:
        key = {"lg_code": code, "machiaza_id": town, "prc_id": prc_id}
        number = REAL_PROP_NUMS.get((town, prc_id), "")
        numbers = {"prc_num1": num1, "prc_num2": num2, "prc_num3": num3, "rsdt_addr_flg": flg}
        parcels.append(key | numbers | {"real_prop_num": number})
        if point:
            parcel_points.append(_point(key, point))
    return tables | {
        "mt_town": towns, "mt_town_pos": town_points, "mt_rsdtdsp_rsdt": residences,
        "mt_rsdtdsp_rsdt_pos": residence_points, "mt_parcel": parcels, "mt_parcel_pos": parcel_points,
    }  # fmt: skip


def _point(key: dict[str, str], point: tuple[float, float]) -> dict[str, str]:
    return key | {"rep_lon": str(point[1]), "rep_lat": str(point[0]), "rep_srid": "EPSG:6668"}
