"""名寄せ: what is one place, what never is, and that the groups do not depend on how they are asked for."""

from __future__ import annotations

import csv
import io
import os
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import addrreg.frames
from addrreg import Cleanser
from addrreg.dedupe import KEY_VERSION, NO_KEY, WHY, Key, group_keys, key_of
from addrreg.dedupe.key import fold_building, fold_name
from addrreg.dedupe.near import MOST_NAMES, cliques, is_near
from addrreg.dedupe.table import dedupe
from addrreg.errors import InputError
from addrreg.tabular.plan import Settings
from standin import result, run


@pytest.fixture(autouse=True)
def registry(registry_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADDRREG_REGISTRY", str(registry_path))


def same(cleanser: Cleanser, *texts: str) -> bool:
    keys = [key_of(cleanser(text)) for text in texts]
    assert all(key.text for key in keys), [key.why for key in keys]
    return len({key.text for key in keys}) == 1


ONE_PLACE = [
    ("東京都港区三田1-4-28 三田国際ビル2F 205号室", "港区三田１丁目４番２８号　三田国際ビル ２階２０５号"),
    ("京都市上京区今出川通烏丸東入玄武町601", "京都府京都市上京区玄武町601番地"),
    ("青森県鯵ケ沢町本町209-2", "青森県西津軽郡鰺ヶ沢町大字本町二百九番地2"),
    ("千代田区紀尾井町1-3 B1F", "千代田区紀尾井町1-3 地下１階"),
    ("千代田区紀尾井町1-3 TEL 03-1234-5678", "千代田区紀尾井町1番3号"),
    ("千代田区紀尾井町1-3 A7E-2FK2", "千代田区紀尾井町1-3"),
]


@pytest.mark.parametrize(("one", "other"), ONE_PLACE)
def test_one_place_in_two_spellings(one: str, other: str, cleanser: Cleanser) -> None:
    assert same(cleanser, one, other)


TWO_PLACES = [
    pytest.param("港区三田1-4-28", "港区三田1-4-29", id="number"),
    pytest.param("港区三田1-4-28", "港区三田2-4-28", id="丁目"),
    pytest.param("港区三田1-4-28", "港区三田1-4-28 三田国際ビル", id="building or not"),
    pytest.param("港区三田1-4-28 三田国際ビル2F", "港区三田1-4-28 三田国際ビル3F", id="floor"),
    pytest.param("港区三田1-4-28 三田国際ビル2F", "港区三田1-4-28 三田国際ビルB2F", id="below ground"),
    pytest.param("港区三田1-4-28 三田国際ビル 205号室", "港区三田1-4-28 三田国際ビル 206号室", id="room"),
    pytest.param("港区三田1-4-28 青葉ハイツA棟", "港区三田1-4-28 青葉ハイツB棟", id="棟"),
    pytest.param("港区三田1-4-28 山田様方", "港区三田1-4-28 鈴木様方", id="方書"),
    pytest.param("千代田区紀尾井町1-3-405", "千代田区紀尾井町1-3 405号室", id="枝番 or flat"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), TWO_PLACES)
def test_two_places(one: str, other: str, cleanser: Cleanser) -> None:
    assert not same(cleanser, one, other)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("未定", "unmatched"),
        ("", "unmatched"),
        ("府中市1-1", "ambiguous"),
        ("東京都", "no_town"),
        ("東京都港区", "no_town"),
        ("東京都港区1-2", "no_town"),
        ("港区三田1丁目", "no_number"),
        ("千代田区紀尾井町", "no_number"),
        ("千代田区紀尾井町無番地", "no_place"),
        ("千代田区紀尾井町1-3付近", "no_place"),
        ("千代田区紀尾井町12番地先", "no_place"),
        ("千代田区紀尾井町1番地3 外2筆", "no_place"),
        ("港区三田1-4", "block"),
        ("千代田区紀尾井町1", "block"),
    ],
)
def test_what_is_not_sure_has_no_key(text: str, why: str, cleanser: Cleanser) -> None:
    key = key_of(cleanser(text))
    assert (key.text, key.why) == ("", why)
    twice = group_keys([key, key])
    assert [group.group_size for group in twice] == [1, 1]
    assert len({group.group for group in twice}) == 2


def test_a_block_with_its_building_has_a_key(cleanser: Cleanser) -> None:
    assert key_of(cleanser("港区三田1-4 青葉ビル")).text
    assert key_of(cleanser("横浜市青葉区鉄町1614番地")).text, "a parcel"


def test_residences_and_parcels_of_one_number_stay_apart() -> None:
    place = {"status": "matched", "match_level": "machiaza", "lg_code": "131016", "machiaza_id": "0056000"}
    read = [
        result("x", **place, number="1-3", rsdt_addr_flg="1", blk_id="001", rsdt_id="003"),
        result("x", **place, number="1-3", rsdt_addr_flg="0", prc_id="000010000300000"),
        result("x", **place, number="1-3", rsdt_addr_flg="0"),
    ]
    assert len({key_of(one).text for one in read}) == 3


def test_towns_without_an_id_are_told_by_their_names() -> None:
    place = {"status": "matched", "match_level": "machiaza", "lg_code": "131016", "number": "1-3"}
    keys = {key_of(result("x", **place, oaza_cho=name)).text for name in ("甲町", "乙町")}
    assert len(keys) == 2


def test_names_must_agree_and_be_there(cleanser: Cleanser) -> None:
    place = cleanser("千代田区紀尾井町1-3")
    assert key_of(place, ["㈱青葉"]) == key_of(place, ["株式会社　青葉"])
    assert key_of(place, ["株式会社青葉"]) != key_of(place, ["青葉株式会社"])
    assert key_of(place, ["a", "bc"]) != key_of(place, ["ab", "c"])
    assert key_of(place, ["a|b"]) != key_of(place, ["a", "b"])
    assert key_of(place, [" "]).why == "no_name"
    assert key_of(place, ["", "x"]).text


def test_the_key_is_versioned_and_does_not_move(cleanser: Cleanser) -> None:
    # whoever changes this raises KEY_VERSION: keys are stored
    assert KEY_VERSION == "1"
    text = key_of(cleanser("港区三田1-4-28 ｻﾝﾊｲﾂ 2階 205号室"), ["㈱青葉"]).text
    assert text == "1|131032:0019001:::::|4-28||さんはいつ|2F:205|株式会社青葉"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("東京ガーデンテラス紀尾井町", "東京ガーデンテラス紀井町"),
        ("東京ダイヤビル5号館", "東京ダイヤビルディング5号館"),
        ("青葉ハイツ", "青葉"),
        ("グランドメゾン新宿", "グランドメゾン新宿マンション"),
    ],
)
def test_near_buildings(one: str, other: str) -> None:
    assert is_near(fold_building(one), fold_building(other))
    assert is_near(fold_building(other), fold_building(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("東京ガーデンテラス第1", "東京ガーデンテラス第2"),
        ("ハイツ1-2", "ハイツ12"),
        ("サンライズ青葉A棟", "サンライズ青葉B棟"),
        ("プレミアタワー三田東", "プレミアタワー三田西"),
        ("プレミアタワー三田新館", "プレミアタワー三田本館"),
        ("青葉マンション", "若葉マンション"),
        ("グランドシティ青葉マンション", "グランドシティ青葉ビル"),
        ("さくらハイツ", "さくら苑ハイツ"),
        ("レジデンス三田II", "レジデンス三田III"),
        ("", "青葉ビル"),
        ("ビル", "マンション"),
    ],
)
def test_buildings_that_are_not_near(one: str, other: str) -> None:
    assert not is_near(fold_building(one), fold_building(other))


def test_a_chain_of_near_names_is_not_merged() -> None:
    chain = ["あかさたなはまやらわいきしち", "いかさたなはまやらわいきしち", "いかさたなひまやらわいきしち"]
    assert is_near(chain[0], chain[1], 90)
    assert is_near(chain[1], chain[2], 90)
    assert not is_near(chain[0], chain[2], 90)
    assert cliques(chain, 90) == {}
    assert set(cliques(chain[:2], 90)) == set(chain[:2])


def test_a_spot_with_too_many_names_is_left_alone() -> None:
    names = [f"ぐらんど{chr(0x4E00 + at)}たわれじでんす三田" for at in range(MOST_NAMES + 1)]
    assert cliques(names[:3]) != {}
    assert cliques(names) == {}


BUILDINGS = [
    "三田国際ビル",
    "三田國際ﾋﾞﾙ",
    "東京ガーデンテラス紀尾井町",
    "東京ガーデンテラス紀井町",
    "東京ガデンテラス紀尾井町",
    "別の館",
    "",
]
KEYS = st.builds(
    lambda spot, building, inside, why: (
        Key("", "", "", "", why) if why else Key(spot, fold_building(building), inside, "", "")
    ),
    st.sampled_from(["1|a|1-1|", "1|a|1-2|"]),
    st.sampled_from(BUILDINGS) | st.text("さんはいつ青葉1A", max_size=10),
    st.sampled_from([":", "2F:"]),
    st.sampled_from(["", "", "", "ambiguous"]),
)


def partition(names: Iterable[str]) -> list[list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        found[name].append(at)
    return sorted(found.values())


@given(st.lists(KEYS, max_size=12), st.randoms(use_true_random=False))
def test_groups_are_an_equivalence_that_no_order_changes(keys: list[Key], chance: random.Random) -> None:
    groups = group_keys(keys)
    parts = partition(group.group for group in groups)
    for part in parts:
        assert {groups[at].group_size for at in part} == {len(part)}
    for one, first in zip(keys, groups, strict=True):
        for other, second in zip(keys, groups, strict=True):
            if one.text and one.text == other.text:
                assert first.group == second.group, "equal keys are one group"
            if first.group == second.group and one is not other:
                assert (one.spot, one.inside, one.names) == (other.spot, other.inside, other.names)
                assert one.building == other.building or is_near(one.building, other.building)
    order = list(range(len(keys)))
    chance.shuffle(order)
    shuffled = group_keys([keys[at] for at in order])
    back = {at: group.group for at, group in zip(order, shuffled, strict=True)}
    assert partition(back[at] for at in range(len(keys))) == parts


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold_building(fold_building(text)) == fold_building(text)
    assert fold_name(fold_name(text)) == fold_name(text)


@given(st.text(max_size=30), st.lists(st.text(max_size=8), max_size=2))
def test_any_text_has_a_key_or_a_reason(text: str, names: list[str]) -> None:
    read = result(
        text,
        status="matched",
        match_level="machiaza",
        lg_code="131016",
        number="1-3",
        building=text,
        rest=text,
    )
    key = key_of(read, names)
    assert bool(key.text) != bool(key.why)
    assert not key.why or key.why in NO_KEY


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


SMALL = [
    ("1", "東京都港区三田1-4-28 三田国際ビル2F", "㈱青葉"),
    ("2", "港区三田１丁目４番２８号　三田国際ビル ２階", "株式会社青葉"),
    ("3", "港区三田1-4-28 三田国際ビル3F", "株式会社青葉"),
    ("4", "府中市1-1", "x"),
    ("5", "府中市1-1", "x"),
    ("6", "千代田区紀尾井町1-3 東京ガーデンテラス紀尾井町", "y"),
    ("7", "千代田区紀尾井町1-3 東京ガーデンテラス紀井町", "z"),
    ("8", "未定", ""),
]


def written(path: Path, rows: Sequence[Sequence[str]] = SMALL) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "住所", "名"), *rows])
    return path


def test_the_command_puts_the_groups_behind_the_columns(tmp_path: Path) -> None:
    done = run("dedupe", written(tmp_path / "in.csv"), "-o", "-", "-c", "住所")
    assert done.code == 0, done.err
    rows = rows_of(done.out)
    assert list(rows[0]) == ["id", "住所", "名", "abr_group", "abr_group_size", "abr_why", "abr_key"]
    assert [row["住所"] for row in rows] == [row[1] for row in SMALL]
    assert [(row["abr_group_size"], row["abr_why"]) for row in rows] == [
        ("2", "same_key"),
        ("2", "same_key"),
        ("1", "alone"),
        ("1", "ambiguous"),
        ("1", "ambiguous"),
        ("2", "near_building"),
        ("2", "near_building"),
        ("1", "unmatched"),
    ]
    assert partition(row["abr_group"] for row in rows) == [[0, 1], [2], [3], [4], [5, 6], [7]]
    assert "2 groups of more than one row; 2 rows are duplicates" in done.err
    assert "3 rows without a key" in done.err


def test_name_columns_and_threshold(tmp_path: Path) -> None:
    source = written(tmp_path / "in.csv")
    rows = rows_of(run("dedupe", source, "-o", "-", "-c", "住所", "--name-column", "名", "-q").out)
    assert partition(row["abr_group"] for row in rows) == [[0, 1], [2], [3], [4], [5], [6], [7]]
    rows = rows_of(run("dedupe", source, "-o", "-", "-c", "住所", "--threshold", "100", "-q").out)
    assert partition(row["abr_group"] for row in rows) == [[0, 1], [2], [3], [4], [5], [6], [7]]


def test_a_damaged_name_is_marked(tmp_path: Path) -> None:
    source = written(
        tmp_path / "in.csv", [("1", "東京都千代田区紀尾●町1-3", ""), ("2", "千代田区紀尾井町1-3", "")]
    )
    rows = rows_of(run("dedupe", source, "-o", "-", "-c", "住所", "-q").out)
    assert [row["abr_why"] for row in rows] == ["same_key;rescued", "same_key"]


def test_every_format_and_any_number_of_processes(tmp_path: Path) -> None:
    chance = random.Random(1)  # noqa: S311
    rows = [(str(at), *chance.choice(SMALL)[1:]) for at in range(4000)]
    source = written(tmp_path / "in.csv", rows)
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    assert run("dedupe", source, "-o", one, "-c", "住所", "-q", "--jobs", "1").code == 0
    assert run("dedupe", source, "-o", two, "-c", "住所", "-q", "--jobs", "2").code == 0
    assert one.read_bytes() == two.read_bytes()
    assert len(rows_of(one.read_bytes())) == 4000
    for name in ("out.jsonl", "out.parquet", "out.xlsx", "out.csv.gz"):
        assert run("dedupe", source, "-o", tmp_path / name, "-c", "住所", "-q", "--limit", "10").code == 0
    frame = pd.read_parquet(tmp_path / "out.parquet")
    assert len(frame) == 10
    assert str(frame["abr_group_size"].dtype) == "int64"


def test_what_cannot_be_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    source, out = written(tmp_path / "in.csv"), tmp_path / "out.csv"
    for arguments, said in (
        (["-", "-o", out], "standard input cannot be read twice"),
        ([source, "-o", tmp_path / "out.geojson", "-c", "住所"], "GeoJSON"),
        ([source, "-o", out, "-c", "ない"], "no column ない"),
        ([source, "-o", out, "-c", "住所", "--name-column", "ない"], "no column ない"),
        ([source, "-o", source, "-c", "住所"], "the input itself"),
    ):
        done = run("dedupe", *arguments)
        assert done.code == 2, arguments
        assert said in done.err
    assert sorted(os.listdir(tmp_path)) == ["in.csv"]  # noqa: PTH208


def test_damaged_lines_can_be_taken(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('id,住所\n1,"千代田区紀尾井町1-3\n2,千代田区紀尾井町１番３号,x\n', encoding="utf-8")
    assert run("dedupe", source, "-o", out, "-q").code == 2
    assert run("dedupe", source, "-o", out, "-q", "--no-quoting", "--ragged", "keep").code == 0
    rows = rows_of(out.read_bytes())
    assert [row["_surplus"] for row in rows] == ["", '["x"]']
    assert rows[0]["abr_group"] == rows[1]["abr_group"]


def test_frames_say_the_same_as_the_command(tmp_path: Path, cleanser: Cleanser) -> None:
    frame = pd.DataFrame(SMALL, columns=["id", "住所", "名"], index=list("hgfedcba"))
    made = addrreg.frames.duplicates(frame, "住所", cleanser=cleanser)
    rows = rows_of(run("dedupe", written(tmp_path / "in.csv"), "-o", "-", "-c", "住所", "-q").out)
    assert made["abr_group"].tolist() == [row["abr_group"] for row in rows]
    assert made["abr_why"].tolist() == [row["abr_why"] for row in rows]
    assert list(made.index) == list("hgfedcba")
    named = addrreg.frames.duplicates(frame, "住所", name_columns="名", cleanser=cleanser)
    assert named["abr_group_size"].tolist() == [2, 2, 1, 1, 1, 1, 1, 1]
    assert frame.addrreg.duplicates("住所").equals(made)


def test_frames_with_missing_cells(cleanser: Cleanser) -> None:
    frame = pd.DataFrame({"住所": [None, float("nan"), "千代田区紀尾井町1-3"], "名": [None, "a", None]})
    made = addrreg.frames.duplicates(frame, "住所", name_columns=["名"], cleanser=cleanser)
    assert made["abr_why"].tolist() == ["unmatched", "unmatched", "no_name"]
    assert len(set(made["abr_group"])) == 3
    empty = addrreg.frames.duplicates(frame[:0], "住所", cleanser=cleanser)
    assert list(empty.columns)[-4:] == ["abr_group", "abr_group_size", "abr_why", "abr_key"]
    with pytest.raises(InputError, match="already a column abr_group"):
        addrreg.frames.duplicates(made, "住所", cleanser=cleanser)
    with pytest.raises(InputError, match="no column x"):
        addrreg.frames.duplicates(frame, "住所", name_columns="x", cleanser=cleanser)


def test_words_are_described() -> None:
    assert set(NO_KEY) < set(WHY)
    assert all(len(meaning) > 20 for meaning in WHY.values())


@pytest.mark.parametrize("later", ["", "東京都港区三田1-4-28\n" * 3])
def test_a_table_that_changes_between_the_passes_is_refused(
    tmp_path: Path, cleanser: Cleanser, later: str
) -> None:
    """Groups of other rows would stand behind the rows: the output is not written at all."""
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("住所\n東京都港区三田1-4-28\n港区三田１丁目４番２８号\n", encoding="utf-8")

    def changing(plan: Any) -> Any:
        def work(plan: Any, chunks: Any) -> Iterator[Any]:
            for chunk in chunks:
                yield plan.job.run(chunk, cleanser)
            source.write_text(f"住所\n東京都港区三田1-4-28\n{later}", encoding="utf-8")

        return work

    with pytest.raises(InputError, match="was changed while it was read"):
        dedupe(str(source), str(out), Settings(), cleanser, changing, threshold=85.0)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
