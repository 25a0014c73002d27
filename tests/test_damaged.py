"""Damaged names: the tables of the rescue, the laws of the repairs, and what they cost."""

from __future__ import annotations

import time
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addrreg import Cleanser, Options
from addrreg.match.repair import repaired, replaced
from addrreg.match.rescue import weigh
from addrreg.match.wildcard import fitting, wild
from addrreg.text.confused import DISTINGUISHING, confused
from addrreg.text.fold import default_folder
from addrreg.text.romaji import kana_key, roman_key
from properties.test_laws import ADDRESSES, LAW


def lines() -> list[tuple[str, str]]:
    text = files("addrreg.text").joinpath("confused.tsv").read_text(encoding="utf-8")
    return [tuple(line.split("\t")) for line in text.splitlines() if not line.startswith("#")]  # type: ignore[misc]


def test_each_line_of_confused_characters_has_its_ground() -> None:
    for characters, ground in lines():
        assert len(characters) > 1
        assert ground.startswith(("形", "音", "訓"))
        assert len(set(characters)) == len(characters)


def test_confused_characters_tell_no_towns_apart() -> None:
    assert not {pair for pair in confused() if not DISTINGUISHING.isdisjoint(pair)}


def test_no_pair_stands_twice() -> None:
    pairs = [frozenset((a, b)) for characters, _ in lines() for a in characters for b in characters if a < b]
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(
    ("kana", "latin"),
    [
        ("オオテマチ", "Otemachi"),
        ("オオテマチ", "Ōtemachi"),
        ("オオテマチ", "Ohtemachi"),
        ("コウチ", "Kouchi"),
        ("ハッチョウボリ", "Hatchobori"),
        ("ハッチョウボリ", "Hacchobori"),
        ("シンバシ", "Shimbashi"),
        ("ニホンバシ", "Nihombashi"),
        ("ジュウジョウ", "Zyûzyô"),
        ("チュウオウク", "Tyuo-ku"),
        ("フチュウシ", "Huchu-shi"),
        ("ミナミアザブ", "Minami Azabu"),
        ("シンオオクボ", "Shin'ōkubo"),
    ],
)
def test_readings_meet(kana: str, latin: str) -> None:
    assert kana_key(kana) == roman_key(latin)


@given(st.text(max_size=30))
def test_a_roman_key_is_small_letters_and_figures_and_stays(text: str) -> None:
    key = roman_key(text)
    assert key == "" or (key.isascii() and key.isalnum() and key == key.lower())


@given(
    st.text(alphabet="鍛冶治屋町上下東西田中山ノケ", max_size=8),
    st.text(alphabet="鍛冶治屋町上下東西田中山ノケ", min_size=1, max_size=8),
)
def test_only_the_name_itself_costs_nothing(written: str, name: str) -> None:
    assert (weigh(written, name) == 0) == (written == name)


@given(st.text(alphabet="?霞が関町1", max_size=12))
def test_what_fits_has_its_length_and_its_known_characters(text: str) -> None:
    for name, end in fitting(["霞が関", "霞町", "関町1"], text + "?", 0, wild("?")):
        assert end == len(name)
        assert all(a in (b, "?") for a, b in zip(text + "?", name, strict=False))


def test_wildcards_can_be_chosen_and_left_out(registry_path: object) -> None:
    text = "東京都千代田区霞＊関2-1-2"
    with Cleanser(options=Options(wildcard="*")) as starred, Cleanser(options=Options(wildcard="")) as none:
        assert starred(text).oaza_cho == "霞が関"
        assert none(text.replace("＊", "?")).oaza_cho == ""


def test_rescue_can_be_left_out(registry_path: object) -> None:
    with Cleanser(options=Options(rescue=False)) as strict:
        assert strict("神奈川県南足柄市斑目7").oaza_cho == ""


def test_a_repair_keeps_the_places_of_all_characters() -> None:
    repair = replaced("あいうえお", "rescue", [(1, 3, "xyz")])
    assert repair.text == "あxyzえお"
    assert repair.begins[0] == 0
    assert repair.ends[-1] == 5
    turned = repaired("romaji", [("bb", 2, 4), ("aa", 0, 2)])
    assert turned.begins == (2, 3, 0, 1)


@LAW
@given(address=ADDRESSES, at=st.integers(0, 30), other=st.sampled_from("?●\ufffd東ノ治駅あａ "))
def test_no_digit_is_lost_in_a_damaged_address(cleanser: Cleanser, address: str, at: int, other: str) -> None:
    text = address[:at] + other + address[at + 1 :]
    result = cleanser(text)
    spans = sorted(result.spans, key=lambda span: span.start)
    covered = {i for span in spans for i in range(span.start, span.end)}
    assert [i for i, c in enumerate(text) if c.isdecimal() and i not in covered] == []
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "piece", ["鍛冶屋", "??", "\ufffd\ufffd\ufffd", "きおい", "Kioicho ", "Tokyo 1-2, ", "町字", "1-2 "]
)
def test_long_texts_return_at_once(cleanser: Cleanser, piece: str) -> None:
    started = time.process_time()
    for head in ("", "東京都", "東京都千代田区", "京都府京都市上京区"):
        for length in (990, 8000):
            assert cleanser((head + piece * length)[:length]).input
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "piece",
    [
        "ちば県",
        "ちば市",
        "なか区",
        "みどり市",
        "おおい町",
        "ハ王子市",
        "市立",
        "灘崎町",
        "厚田村大字厚田村",
        "大通20丁目",
    ],
)
def test_a_name_written_again_and_again_is_repaired_a_few_times_only(cleanser: Cleanser, piece: str) -> None:
    for head in (
        "",
        "千葉県",
        "千葉県千葉市",
        "神奈川県横浜市",
        "岡山県岡山市",
        "北海道石狩市",
        "北海道札幌市中央区",
    ):
        text = (head + piece * 400)[:990]
        assert cleanser(text).input == text


def test_keys_of_the_rescue_are_folded() -> None:
    key = default_folder().key
    assert all(key(c) == c for pair in confused() for c in pair)
    assert all(key(c) == c for c in DISTINGUISHING)
