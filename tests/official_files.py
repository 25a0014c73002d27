"""A made-up municipality in the files of the official registry: 試験県 架空市, with its residences and parcels."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

#: Today's columns of each type, in an order of our own: a reader must go by name.
COLUMNS = {
    "mt_pref": "lg_code,pref,pref_kana,pref_roma,efct_date,ablt_date,remarks",
    "mt_city": "lg_code,pref,pref_kana,county,county_kana,city,city_kana,ward,ward_kana,efct_date,ablt_date",
    "mt_town": "machiaza_id,lg_code,machiaza_type,pref,county,city,ward,oaza_cho,oaza_cho_kana,chome,chome_number,"
    "koaza,machiaza_dist,rsdt_addr_flg,rsdt_addr_mtd_code,koaza_aka_code,wake_num_flg,ablt_date,post_code,remarks",
    "mt_town_pos": "lg_code,machiaza_id,rsdt_addr_flg,rep_lon,rep_lat,rep_srid",
    "mt_rsdtdsp_blk": "lg_code,machiaza_id,blk_id,city,oaza_cho,chome,koaza,blk_num,rsdt_addr_flg,ablt_date",
    "mt_rsdtdsp_blk_pos": "lg_code,machiaza_id,blk_id,rsdt_addr_flg,rep_lon,rep_lat",
    "mt_rsdtdsp_rsdt": "lg_code,machiaza_id,blk_id,rsdt_id,rsdt2_id,city,oaza_cho,chome,koaza,blk_num,rsdt_num,"
    "rsdt_num2,basic_rsdt_div,rsdt_addr_flg,rsdt_addr_mtd_code,ablt_date",
    "mt_rsdtdsp_rsdt_pos": "lg_code,machiaza_id,blk_id,rsdt_id,rsdt2_id,rsdt_addr_flg,rep_lon,rep_lat",
    "mt_parcel": "lg_code,machiaza_id,prc_id,city,oaza_cho,chome,koaza,prc_num1,prc_num2,prc_num3,rsdt_addr_flg,"
    "prc_rec_flg,ablt_date,real_prop_num",
    "mt_parcel_pos": "lg_code,machiaza_id,prc_id,rep_lon,rep_lat,rep_srid",
}

#: The same in the words of 2022.
JAPANESE = {
    "lg_code": "全国地方公共団体コード", "machiaza_id": "町字id", "machiaza_type": "町字区分コード",
    "pref": "都道府県名", "county": "郡名", "city": "市区町村名", "ward": "政令市区名",
    "oaza_cho": "大字・町名", "oaza_cho_kana": "大字・町名_カナ", "chome": "丁目名", "chome_number": "丁目名_数字",
    "koaza": "小字名", "rsdt_addr_flg": "住居表示フラグ", "post_code": "郵便番号", "blk_id": "街区id",
    "rsdt_id": "住居id", "rsdt2_id": "住居2id", "blk_num": "街区符号", "rsdt_num": "住居番号",
    "rsdt_num2": "住居番号2", "rep_lon": "代表点_経度", "rep_lat": "代表点_緯度", "ablt_date": "廃止日",
}  # fmt: skip

CITY = "139998"
Row = dict[str, str]


def town(machiaza_id: str, oaza_cho: str, chome: str = "", koaza: str = "", **more: str) -> Row:
    """A row of mt_town."""
    names = {"pref": "東京都", "city": "架空市", "oaza_cho": oaza_cho, "chome": chome, "koaza": koaza}
    kind = "3" if koaza else "2" if chome else "1"
    row = {"lg_code": CITY, "machiaza_id": machiaza_id, "machiaza_type": kind, "rsdt_addr_flg": "0", **names}
    return row | more


def residence(machiaza_id: str, blk: str, num: str, num2: str = "", **more: str) -> Row:
    """A row of mt_rsdtdsp_rsdt."""
    return {
        "lg_code": CITY, "machiaza_id": machiaza_id, "blk_id": blk.zfill(3), "rsdt_id": num.zfill(3),
        "rsdt2_id": num2 and num2.zfill(5), "blk_num": blk, "rsdt_num": num, "rsdt_num2": num2,
        "rsdt_addr_flg": "1", "rsdt_addr_mtd_code": "1", "basic_rsdt_div": "0", **more,
    }  # fmt: skip


def parcel(machiaza_id: str, *numbers: str, prc_id: str = "", **more: str) -> Row:
    """A row of mt_parcel."""
    one, two, three = (*numbers, "", "")[:3]
    own = prc_id or f"{one:0>5}{two:0>5}{three:0>5}"
    return {
        "lg_code": CITY, "machiaza_id": machiaza_id, "prc_id": own, "prc_num1": one, "prc_num2": two,
        "prc_num3": three, "rsdt_addr_flg": "0", "prc_rec_flg": "1", **more,
    }  # fmt: skip


def point(row: Row, lat: float, lon: float) -> Row:
    """The row of a position file for a row."""
    return row | {"rep_lat": str(lat), "rep_lon": str(lon), "rep_srid": "EPSG:6668"}


TOWNS = [
    town("0001000", "本町", oaza_cho_kana="ホンチョウ", post_code="1990001", rsdt_addr_flg="1"),
    town("0002001", "桜丘", "１丁目", chome_number="1", rsdt_addr_flg="1"),
    town("0002002", "桜丘", "二丁目", chome_number="2", rsdt_addr_flg="1"),
    town("0003000", "大字山田", rsdt_addr_flg="1"),
    town("0003000", "大字山田", rsdt_addr_flg="0"),
    town("0003101", "大字山田", koaza="字谷"),
    town("0000101", "", koaza="浜"),
    town("0000000", "", machiaza_type="4"),
    town("0009000", "旧町", ablt_date="2001-01-01"),
]
RESIDENCES = [
    residence("0001000", "3", "1"),
    residence("0001000", "3", "1", "5"),
    residence("0001000", "10", "2"),
    residence("0002001", "1", "7"),
]
PARCELS = [
    parcel("0003000", "8", "15"),
    parcel("0003000", "103"),
    parcel("0003101", "794", "ﾛ", prc_id="007949000100000"),
    parcel("0004101", "12", oaza_cho="大字川", koaza="字新田"),
]


def table(columns: Iterable[str], rows: Sequence[Row]) -> bytes:
    """A CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    names = list(columns)
    writer.writerow(names)
    back = {japanese: english for english, japanese in JAPANESE.items()}
    writer.writerows([[row.get(back.get(name, name), "") for name in names] for row in rows])
    return text.getvalue().encode()


def write(
    folder: Path, kind: str, scope: str, rows: Sequence[Row], japanese: bool = False, **zipped: object
) -> Path:
    """A zipped file of a type and scope, laid out as on the site; ``day`` is its date in August 2026."""
    names = COLUMNS[kind].split(",")
    if japanese:
        names = [JAPANESE[name] for name in names if name in JAPANESE]
    return write_zip(folder, kind, scope, table(names, rows), **zipped)


def write_zip(folder: Path, kind: str, scope: str, content: bytes, entry: str = "", day: object = 6) -> Path:
    """A zip file with this content."""
    name = f"{kind}_{scope}.csv"
    path = folder / kind / f"{name}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    info = zipfile.ZipInfo(entry or name, (2026, 8, int(str(day)), 12, 0, 0))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return path


def write_all(folder: Path, japanese: bool = False) -> Path:
    """The whole municipality: towns with points, residences with points, parcels with points."""
    write(folder, "mt_town", "city" + CITY, TOWNS, japanese)
    points = [point(TOWNS[0], 35.5, 139.1), point(TOWNS[1] | {"rsdt_addr_flg": "0"}, 35.6, 139.2)]
    write(folder, "mt_town_pos", "city" + CITY, points, japanese)
    write(folder, "mt_rsdtdsp_rsdt", "pref13", RESIDENCES, japanese)
    write(folder, "mt_rsdtdsp_rsdt_pos", "pref13", [point(RESIDENCES[1], 35.51, 139.11)], japanese)
    write(folder, "mt_parcel", "city" + CITY, PARCELS)
    write(folder, "mt_parcel_pos", "city" + CITY, [point(row, 35.7, 139.3) for row in PARCELS[1:3]])
    return folder
