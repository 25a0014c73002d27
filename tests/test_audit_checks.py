"""Each kind of finding is made where it should be, and the same row without its fault has none of it."""

from __future__ import annotations

import pytest

from addrreg import Cleanser
from addrreg.audit import Finding, RowChecks, audit
from addrreg.text.identifiers import lg_code_with_check_digit

GOOD = "東京都千代田区紀尾井町1-3"


def found(cleanser: Cleanser, address: str, **cells: str) -> dict[str, Finding]:
    """The findings of one row, by code; ``cells`` are the other columns, by option."""
    row = {"住所": address, **cells}
    with audit([row], "住所", cleanser=cleanser, **{name: name for name in cells}) as one:
        return {finding.code: finding for finding in one.findings()}


def test_a_column_that_the_address_bears_out_is_counted(cleanser: Cleanser) -> None:
    rows = [
        {"住所": GOOD, "郵便番号": "102-0094", "コード": "131016", "町字ID": "0056000", "緯度": "35.68", "経度": "139.73"},
        {"住所": GOOD, "郵便番号": "100-0001", "コード": "131024", "町字ID": "0001000", "緯度": "43.06", "経度": "141.35"},
        {"住所": "同上", "郵便番号": "102-0094", "コード": "131016", "町字ID": "0056000", "緯度": "35.68", "経度": "139.73"},
        {"住所": "東京都千代田区", "郵便番号": "", "コード": "131016", "町字ID": "0056000", "緯度": "", "経度": ""},
    ]  # fmt: skip
    with audit(
        rows, "住所", postal_column="郵便番号", code_column="コード", machiaza_column="町字ID", lat="緯度", lon="経度",
        cleanser=cleanser,
    ) as one:  # fmt: skip
        agreed = {column.role: column.agreed for column in one.columns}
    assert agreed == {"address": 0, "post_code": 1, "lg_code": 2, "machiaza_id": 1, "lat": 0, "lon": 0}


@pytest.mark.parametrize(
    ("address", "code", "suggestion"),
    [
        ("", "empty", ""),
        ("　 ", "empty", ""),
        ("同上", "placeholder", ""),
        ("不明", "placeholder", ""),
        ("住所不定", "placeholder", ""),
        ("-", "placeholder", ""),
        ("N/A", "placeholder", ""),
        ("パスワード", "not_an_address", ""),
        ("東京都千代田区ほげほげ町1-3", "unknown_town", ""),
        ("府中市", "ambiguous", ""),
        ("東京都千代田区●尾井町1-3", "lost_character", "東京都千代田区紀尾井町1-3"),
        ("東京都千代田区\ufffd尾井町1-3", "lost_character", GOOD),
        ("大阪府和泉市鍛冶屋町226", "corrected", "大阪府和泉市鍛治屋町226"),
        ("東京都千代田区紀尾井町1-3 TEL 03-1234-5678", "telephone", ""),
        ("東京都千代田区紀尾井町1-3 A7E-2FK2", "digital_address", ""),
        ("info@example.jp 東京都千代田区紀尾井町1-3", "mail_or_url", ""),
        ("東京都千代田区紀尾井町1-3 青葉太郎様", "addressee", ""),
        ("東京都千代田区紀尾井町1-3 株式会社青葉", "addressee", ""),
        ("山形県山形市大字千手堂字ほげほげ203-5", "not_understood", ""),
        ("北海道河東郡鹿追町緑町3丁目1番地、仲町1丁目31番地", "several_addresses", ""),
        ("高知県安芸郡奈半利町乙1016-1・乙1181", "several_addresses", ""),
        ("大阪府大阪市淀川区加島3-中2-16", "not_understood", ""),
        ("石川県珠洲市若山町古蔵11の部100番地の1", "not_understood", ""),
        ("東京都港区港区南青山2-33-77", "repeated_name", "東京都港区南青山二丁目33-77"),
        ("東京都渋谷区", "shallow", ""),
        ("東京都利島村13", "no_town", ""),
        ("東京都千代田区紀尾井町", "no_number", ""),
        ("千代田区紀尾井町1-3", "no_pref", GOOD),
        ("東京千代田区紀尾井町1-3", "short_pref", GOOD),
        ("岡山県岡山市瀬戸町観音寺721", "no_city", "岡山県岡山市東区瀬戸町観音寺721"),
        ("埼玉県寄居町大字寄居1180-1", "no_county", "埼玉県大里郡寄居町大字寄居1180-1"),
        ("埼玉県浦和市高砂3-15-1", "former_name", "埼玉県さいたま市浦和区高砂三丁目15-1"),
        ("埼玉県浦和市ほげほげ3-15-1", "abolished_town", ""),
        ("東京都千代田区\ue000尾井町1-3", "private_use", ""),
        ("沖縄県豊見城市字髙嶺589番地", "non_jisx0213", "沖縄県豊見城市字高嶺589番地"),
        ("奈良県葛󠄀城市柿本166", "variation_selector", "奈良県葛城市柿本166"),
        ("埼玉県⼾田市上戸田1-18-1", "compatibility_radical", "埼玉県戸田市上戸田1-18-1"),
        ("東京都千代田区紀尾井町1-3 青葉ビルⅡ", "enclosed_symbol", "東京都千代田区紀尾井町1-3 青葉ビルII"),
        ("東京都千代田区\n紀尾井町1-3", "invisible", "東京都千代田区 紀尾井町1-3"),
        ("埼玉県川越市霞ヶ関北6-3-1", "variant_spelling", "埼玉県川越市霞ケ関北六丁目3-1"),
        ("とうきょうとちよだくきおいちょう1-3", "transcribed", GOOD),
        ("東京都千代田区紀尾井町1-3 青葉ビル2F", "building_in_number", "青葉ビル 2F"),
        ("東京都江東区大島7-39-2-101", "glued_room", ""),
        ("〒102-0094 東京都千代田区紀尾井町1-3", "post_code_in_address", ""),
        ("東京都千代田区紀尾井町１-3", "mixed_width", GOOD),
        ("東京都千代田区紀尾井町1-3 ｱｵﾊﾞビル", "mixed_width", "東京都千代田区紀尾井町1-3 アオバビル"),
    ],
)
def test_an_address_has_the_finding(cleanser: Cleanser, address: str, code: str, suggestion: str) -> None:
    findings = found(cleanser, address)
    assert code in findings, sorted(findings)
    assert findings[code].value == address
    assert findings[code].suggestion == suggestion


@pytest.mark.parametrize(
    "address",
    [
        GOOD,
        "北海道札幌市中央区北三条西六丁目1-1",
        "大阪府大阪市北区中之島一丁目3-20",
        "京都府京都市中京区寺町通御池上る上本能寺前町488",
    ],
)
def test_a_clean_address_has_none(cleanser: Cleanser, address: str) -> None:
    assert found(cleanser, address) == {}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("東京都八丈島八丈町三根341", "former_name"),  # Japan Post's way to write it; nothing in it is former
        ("東京都利島村13", "shallow"),
        ("埼玉県春日部市大枝89番地武里団地2街区1棟", "several_addresses"),
        ("東京都千代田区紀尾井町1-3 青葉太郎様", "not_understood"),
        ("なし坂町", "placeholder"),
        ("東京都港区芝1-23-00", "glued_room"),
        ("宮城県仙台市青葉区本町三丁目8-1", "variant_spelling"),
        ("東京都千代田区紀尾井町１－３", "mixed_width"),
        ("北海道函館市美原３丁目４８番６号", "non_jisx0213"),
        ("東京都千代田区紀尾井町1-3～5", "non_jisx0213"),
    ],
)
def test_what_looks_like_it_is_none(cleanser: Cleanser, address: str, code: str) -> None:
    assert code not in found(cleanser, address)


@pytest.mark.parametrize(
    ("option", "cell", "code", "suggestion"),
    [
        ("code_column", "131024", "code_contradicts", "131016"),
        ("code_column", "131017", "code_check_digit", "131016"),
        ("code_column", "13101", "code_without_check_digit", "131016"),
        ("code_column", "13-101", "code_malformed", "131016"),
        ("code_column", "999997", "code_unknown", "131016"),
        ("machiaza_column", "56000", "lost_zeros", "0056000"),
        ("machiaza_column", "0056-0", "machiaza_malformed", "0056000"),
        ("machiaza_column", "9876543", "machiaza_unknown", "0056000"),
        ("machiaza_column", "0001000", "machiaza_contradicts", "0056000"),
        ("postal_column", "600-8216", "post_code_contradicts", "1020094"),
        ("postal_column", "100-0001", "post_code_other_town", "1020094"),
        ("postal_column", "102-0000", "", ""),
        ("postal_column", "102-0179", "post_code_unknown", "1020094"),
        ("postal_column", "100-1498", "post_code_office", "1020094"),
        ("postal_column", "102-8688", "post_code_office", "1020094"),
        ("postal_column", "102", "post_code_malformed", "1020094"),
        ("postal_column", "〒１０２－００９４", "", ""),
        ("code_column", "131016", "", ""),
        ("code_column", "130001", "", ""),  # the prefecture's own code contains the address
        ("code_column", "131016.0", "", ""),
        ("machiaza_column", "0056000", "", ""),
    ],
)
def test_another_column_is_compared(
    cleanser: Cleanser, option: str, cell: str, code: str, suggestion: str
) -> None:
    findings = found(cleanser, GOOD, **{option: cell})
    assert list(findings) == ([code] if code else [])
    if code:
        assert findings[code].suggestion == suggestion
        assert findings[code].column == option


def test_zeros_lost_in_front_of_a_code_are_told_by_the_address(cleanser: Cleanser) -> None:
    sapporo = "北海道札幌市中央区北三条西六丁目1"
    assert found(cleanser, sapporo, code_column="11011")["lost_zeros"].suggestion == "011011"
    assert found(cleanser, sapporo, postal_column="600003")["lost_zeros"].suggestion == "0600003"
    assert found(cleanser, sapporo, code_column="11002")["lost_zeros"].suggestion == "011002"


def test_a_code_of_several_prefectures_is_named(cleanser: Cleanser) -> None:
    findings = found(cleanser, "愛知県弥富市前ケ須町南本田335", postal_column="498-0000")
    assert findings["post_code_prefs"].detail == "愛知県弥富市 / 三重県桑名郡木曽岬町"


@pytest.mark.parametrize(
    ("lat", "lon", "codes"),
    [
        ("35.681411", "139.734950", []),
        ("", "", []),
        ("139.734950", "35.681411", ["coordinates_swapped"]),
        ("43.064310", "141.346820", ["coordinates_outside"]),
        ("35.68", "139.73", ["coordinates_coarse"]),
        ("0", "0", ["coordinates_malformed"]),
        ("35.681411", "", ["coordinates_malformed"]),
        ("35°40'53\"", "139°44'05\"", ["coordinates_malformed"]),
        ("-35.681411", "139.734950", ["coordinates_malformed"]),
    ],
)
def test_coordinates_are_compared(cleanser: Cleanser, lat: str, lon: str, codes: list[str]) -> None:
    assert list(found(cleanser, GOOD, lat=lat, lon=lon)) == codes


def test_coordinates_far_from_the_town_of_a_large_municipality(cleanser: Cleanser) -> None:
    # the town lies in the south of 浜松市天竜区, the point thirty kilometres further north in the same ward
    findings = found(cleanser, "静岡県浜松市天竜区二俣町二俣481", lat="35.150000", lon="137.870000")
    assert list(findings) == ["coordinates_far"]


@pytest.mark.parametrize("code", ["131016", "011002", "092011", "465356", "242276"])
def test_check_digits_of_real_codes(code: str) -> None:
    assert lg_code_with_check_digit(code[:5]) == code


def test_a_form_is_told_what_an_audit_of_the_row_would_say(cleanser: Cleanser) -> None:
    check = RowChecks(cleanser)
    options = {
        "post_code": "postal_column", "lg_code": "code_column", "machiaza_id": "machiaza_column",
        "real_prop_num": "real_prop_column", "lat": "lat", "lon": "lon",
    }  # fmt: skip
    rows = [
        {"address": GOOD, "post_code": "102-0094", "lg_code": "131016", "lat": "35.68", "lon": "139.73"},
        {"address": "千代田区紀尾井町１-3 TEL 03-1234-5678", "post_code": "060-0001", "lg_code": "11002"},
        {"address": "同上", "machiaza_id": "x", "real_prop_num": "12"},
        {"address": "", "lat": "139.73", "lon": "35.68"},
    ]
    for row in rows:
        columns = {option: name for name, option in options.items() if name in row}
        with audit([row], "address", cleanser=cleanser, **columns) as one:
            wanted = [(finding.column, finding.code, finding.suggestion) for finding in one.findings()]
        found = [(finding.column, finding.code, finding.suggestion) for finding in check(**row)]
        assert sorted(found) == sorted(wanted), row
    assert check(GOOD) == []
    assert check("\ud800" * 3, post_code="\ud800")[0].code == "lost_character"
