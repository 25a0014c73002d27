"""What stands around an address changes nothing of the place and of the number, and none of it is lost."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from addrreg import Cleanser
from addrreg.words import Status

LAW = settings(max_examples=400)

ADDRESSES = st.sampled_from(
    [
        "東京都千代田区紀尾井町1-3",
        "東京都千代田区紀尾井町１番３号",
        "北海道札幌市中央区北一条西二丁目1番地",
        "北海道旭川市春光4条2丁目1-1",
        "大阪府堺市堺区南瓦町3-1",
        "大阪府大阪市北区中之島1-3-20",
        "京都府京都市中京区寺町通御池上る上本能寺前町488",
        "富山県富山市新桜町7番38号",
        "静岡県浜松市中区元城町103-2",
        "埼玉県比企郡嵐山町大字杉山1030-1",
        "茨城県龍ケ崎市3710番地",
        "千葉県旭市ニの2132番地",
        "高知県高知市本町五丁目1番45号",
        "沖縄県那覇市泉崎1-1-1",
        "長野県松本市丸の内3番7号",
    ]
)
FRONT = st.sampled_from(
    [
        "", "〒102-0094 ", "〒102-0094", "102-0094 ", "１０２－００９４　", "〒1020094", "T102-0094 ", "郵便番号：102-0094 ", "〒102 ",
        "住所：", "住所 ", "所在地:", "本店所在地：", "Address: ", "【住所】", "(前期)", "（本社）", "【東京支店】", "[A]",
        "「", "\"", "『", "・", "●", "■ ", "※", "1. ", "１．", "①", "(1)", "No.3 ", "12 ", "3、",
        "TEL 03-1234-5678 ", "03-1234-5678 ", "0120-123-456　", "日本 ", "日本国", "日本、", "Japan, ",
        "株式会社青葉 ", "株式会社青葉　", "青葉商店／", "(株)青葉 ", "北海道青葉(株) ", "青葉太郎、", "A7E-2FK2 ",
        "\u200b", "\ufeff", "\t", "\n", "　", "info@example.jp ",
    ]
)  # fmt: skip
BEHIND = st.sampled_from(
    [
        "", " 〒102-0094", "〒102-0094", " 102-0094", "（〒102-0094）", " TEL 03-1234-5678", "　ＴＥＬ：０３－１２３４－５６７８",
        "(TEL:03-1234-5678)", " 電話 03(1234)5678", " (03)1234-5678", " 03-1234-5678", " 090-1234-5678", " 0120-123-456",
        " TEL03-1234-5678 FAX03-1234-5679", " +81-3-1234-5678", " info@example.jp", " https://example.jp/1-2", " 様", " 御中",
        " 青葉太郎様", "　青葉 太郎 様", " 株式会社青葉 御中", " 殿", "付近", "周辺", "ほか", "」", "\"", "』", "。", "、", ", Japan",
        "、日本", " A7E-2FK2", "\u200b", "\t", "\n", "\r\n", "　", "(前期)", "\nTEL 03-1234-5678\n",
    ]
)  # fmt: skip
INSIDE = st.sampled_from(["", "\u200b", "\u200d", "\ufeff", "\u00ad", " ", "　", "\t", "\n"])


@LAW
@given(front=FRONT, address=ADDRESSES, behind=BEHIND)
def test_noise_changes_neither_place_nor_number(
    cleanser: Cleanser, front: str, address: str, behind: str
) -> None:
    plain, noisy = cleanser(address), cleanser(front + address + behind)
    assert plain.status == Status.MATCHED
    for field in ("status", "lg_code", "machiaza_id", "number"):
        assert getattr(noisy, field) == getattr(plain, field), (front + address + behind, field)


@LAW
@given(front=FRONT, address=ADDRESSES, behind=BEHIND)
def test_noise_is_not_lost(cleanser: Cleanser, front: str, address: str, behind: str) -> None:
    text = front + address + behind
    spans = sorted(cleanser(text).spans, key=lambda span: span.start)
    assert all(a.end <= b.start for a, b in pairwise(spans)), spans
    lost = [
        c
        for i, c in enumerate(text)
        if unicodedata.category(c)[0] in "LN" and not any(span.start <= i < span.end for span in spans)
    ]
    assert not [c for c in lost if c not in "のー"], (text, lost)


@LAW
@given(address=ADDRESSES, data=st.data())
def test_invisible_characters_and_spaces_in_the_names_change_nothing(
    cleanser: Cleanser, address: str, data: st.DataObject
) -> None:
    plain = cleanser(address)
    names = next(i for i, c in enumerate(address) if c.isdecimal())
    at = data.draw(st.integers(1, names - 1))
    noisy = cleanser(address[:at] + data.draw(INSIDE) + address[at:])
    assert (noisy.lg_code, noisy.machiaza_id, noisy.number) == (
        plain.lg_code,
        plain.machiaza_id,
        plain.number,
    )


@LAW
@given(
    text=st.text(alphabet="()（）「」〒0123-+@. \n\u200b東京都千代田区様TEL電話住所：県。、付近", max_size=60)
)
def test_any_mixture_of_signs_gives_a_result(cleanser: Cleanser, text: str) -> None:
    result = cleanser(text)
    assert result.input == text
    spans = sorted(result.spans, key=lambda span: span.start)
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans)), spans
    digits = {i for i, c in enumerate(text) if c.isdecimal()}
    assert all(any(span.start <= i < span.end for span in spans) for i in digits), (text, spans)
