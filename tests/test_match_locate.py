"""Numbers located as blocks, residences and parcels, of a registry that the test makes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addrreg import Cleanser, Options, Result
from addrreg.errors import InputError
from addrreg.match.figures import plain_number
from addrreg.registry.numbers import Numbers


@pytest.fixture(scope="module")
def numbered(numbered_path: Path) -> Iterator[Cleanser]:
    with Cleanser(numbered_path) as opened:
        yield opened


def ids(result: Result) -> str:
    """Level and the ids below the town, in short."""
    found = (result.blk_id, result.rsdt_id, result.rsdt2_id, result.prc_id)
    return f"{result.match_level} {'-'.join(filter(None, found))}".strip()


RESIDENCES = [
    ("東京都文京区白山１丁目1番2号", "rsdtdsp_rsdt 001-002"),
    ("東京都文京区白山1-1-2", "rsdtdsp_rsdt 001-002"),
    ("文京区白山１－１－２", "rsdtdsp_rsdt 001-002"),
    ("文京区白山一丁目一番二号", "rsdtdsp_rsdt 001-002"),
    ("文京区白山1-1-3", "rsdtdsp_rsdt 001-003"),
    ("文京区白山1-1-3-5", "rsdtdsp_rsdt 001-003-00005"),
    ("文京区白山1丁目1番99号", "rsdtdsp_blk 001"),
    ("文京区白山1丁目2番", "rsdtdsp_blk 002"),
    ("文京区白山1丁目88番1号", "machiaza_detail"),
    ("和歌山市葵町1番地3", "rsdtdsp_rsdt 001-003"),
    ("和歌山市道町12", "rsdtdsp_rsdt 012"),
    ("和歌山市道町12-3", "rsdtdsp_rsdt 012-00003"),
    ("和歌山市混町5番6号", "rsdtdsp_rsdt 005-006"),
]


@pytest.mark.parametrize(("text", "expected"), RESIDENCES)
def test_residence(numbered: Cleanser, text: str, expected: str) -> None:
    result = numbered(text)
    assert ids(result) == expected
    assert result.prc_id == ""
    assert result.status == "matched"


PARCELS = [
    ("和歌山市葵町103番地3", "001030000300000", ("103", "3", "")),
    ("和歌山市葵町103-3", "001030000300000", ("103", "3", "")),
    ("和歌山市葵町１番地１", "000010000100000", ("1", "1", "")),
    ("和歌山市大河内794", "007940000000000", ("794", "", "")),
    ("和歌山市大河内794番地", "007940000000000", ("794", "", "")),
    ("和歌山市大河内794番地ロ", "007949000100000", ("794", "ﾛ", "")),
    ("和歌山市大河内794-乙", "007949000200000", ("794", "乙", "")),
    ("和歌山市大河内794-ﾛ", "007949000100000", ("794", "ﾛ", "")),
    ("和歌山市大河内イ番地", "900020000000000", ("イ", "", "")),
    ("和歌山市大河内794乙", "007949000200000", ("794", "乙", "")),
    ("和歌山市大河内2353番地乙1", "023539000200000", ("2353", "乙1", "")),
    ("和歌山市大河内甲12番地3", "900010000000000", ("甲12", "3", "")),
    ("和歌山市大河内甲12-3", "900010000000000", ("甲12", "3", "")),
    ("和歌山市大河内1663-54-1", "016630005400001", ("1663", "54", "1")),
    ("和歌山市大字大河内794番地", "007940000000000", ("794", "", "")),
    ("和歌山市混町8番地", "000080000000000", ("8", "", "")),
    ("和歌山市混町8", "000080000000000", ("8", "", "")),
]


@pytest.mark.parametrize(("text", "prc_id", "numbers"), PARCELS)
def test_parcel(numbered: Cleanser, text: str, prc_id: str, numbers: tuple[str, ...]) -> None:
    result = numbered(text)
    assert ids(result) == f"parcel {prc_id}"
    assert (result.prc_num1, result.prc_num2, result.prc_num3) == numbers
    assert result.blk_id == result.rsdt_id == ""


@pytest.mark.parametrize(
    "text",
    [
        "和歌山市大河内字谷794",  # the parcel is 大河内's own, not its 小字's
        "和歌山市太田4丁目4番地13",  # 4-13 is a parcel of 太田, not of its 四丁目
        "和歌山市大河内795",
        "和歌山市大河内794-5",  # no 枝番 5: the parcel 794 is another one
        "和歌山市大河内794番地先",
        "和歌山市大河内794・795",
        "和歌山市大河内794番地の内",
        "和歌山市大河内丙794",
        "和歌山市大河内1663-54-1-2",
        "和歌山市根津1-1",
    ],
)
def test_not_told_as_another_place(numbered: Cleanser, text: str) -> None:
    assert numbered(text).prc_id == ""


def test_what_can_be_both_shows_the_residence_and_is_not_sure(numbered: Cleanser) -> None:
    result = numbered("和歌山市葵町1-1")
    assert ids(result) == "rsdtdsp_rsdt 001-001"
    assert (result.status, result.alternatives) == ("ambiguous", 1)
    assert [(one.address, one.match_level) for one in result.candidates] == [
        ("和歌山県和歌山市葵町1番1号", "rsdtdsp_rsdt"),
        ("和歌山県和歌山市葵町1番地1", "parcel"),
    ]
    assert "shared_number" in result.steps.split(";")
    assert result.score < numbered("和歌山県和歌山市葵町1番3号").score
    sure = numbered("和歌山市葵町1番1号")
    assert (sure.status, sure.alternatives) == ("matched", 0)
    parcel = numbered("和歌山市葵町1番地1")
    assert ids(parcel) == "parcel 000010000100000"
    assert (parcel.status, parcel.alternatives) == ("matched", 1), "who writes 番地 has said which"


def test_a_block_and_a_parcel_of_one_number_stop_at_the_town(numbered: Cleanser) -> None:
    result = numbered("和歌山市葵町2-9")
    assert (ids(result), result.status) == ("machiaza", "ambiguous")
    assert sorted(one.match_level for one in result.candidates) == ["parcel", "rsdtdsp_blk"]
    assert ids(numbered("和歌山市葵町2番9号")) == "rsdtdsp_blk 002"
    assert ids(numbered("和歌山市葵町2番地9")) == "parcel 000020000900000"


def test_target_takes_one_kind_only(numbered_path: Path) -> None:
    with Cleanser(numbered_path, Options(target="parcel")) as cleanser:
        assert ids(cleanser("和歌山市葵町1-1")) == "parcel 000010000100000"
        assert ids(cleanser("文京区白山1-1-2")) == "machiaza_detail"
        assert cleanser("和歌山市根津1-1").steps.count("no_residence_data") == 0
    with Cleanser(numbered_path, Options(target="residence")) as cleanser:
        result = cleanser("和歌山市葵町1-1")
        assert (ids(result), result.alternatives) == ("rsdtdsp_rsdt 001-001", 0)
        assert ids(cleanser("和歌山市葵町103番地3")) == "machiaza"
    with pytest.raises(InputError, match="all, residence, parcel"):
        Options(target="house")


ROOMS = [
    ("文京区白山1-1-2-405", "1-2", "405", ""),
    ("文京区白山1-1-2-405 青葉荘", "1-2", "405", "青葉荘"),
    ("文京区白山１丁目１番２－４０５号", "1-2", "４０５号", ""),
    ("文京区白山1-1-2-3-405", "1-2", "3-405", ""),
    ("文京区白山1-1-3-5-201", "1-3-5", "201", ""),
    ("和歌山市葵町103-3-405", "103-3", "405", ""),
    ("文京区白山1-1-99-405", "1-99-405", "", ""),  # no such house: nothing says what 405 is
    ("文京区白山1-1-2-405 101号室", "1-2-405", "101号室", ""),
]


@pytest.mark.parametrize(("text", "number", "room", "building"), ROOMS)
def test_parts_past_the_house_are_the_room(
    numbered: Cleanser, text: str, number: str, room: str, building: str
) -> None:
    result = numbered(text)
    assert (result.number, result.room, result.building) == (number, room, building)
    read = "".join(text[span.start : span.end] for span in result.spans)
    assert re.sub(r"[\s－-]", "", read) == re.sub(r"[\s－-]", "", text)
    assert [span.start for span in result.spans] == sorted(span.start for span in result.spans)


def test_a_town_without_residences_says_so(numbered: Cleanser) -> None:
    result = numbered("東京都文京区根津1-2-3")
    assert result.match_level == "machiaza"
    assert "no_residence_data" in result.steps.split(";")
    assert "no_residence_data" not in numbered("東京都文京区白山1丁目88番1号").steps
    assert "no_residence_data" not in numbered("東京都文京区根津").steps
    assert "no_residence_data" not in numbered("和歌山市大河内795").steps


def test_the_flag_follows_what_was_located(numbered: Cleanser) -> None:
    assert numbered("和歌山市混町").rsdt_addr_flg == ""
    assert numbered("和歌山市混町5番6号").rsdt_addr_flg == "1"
    assert numbered("和歌山市混町5番地6").rsdt_addr_flg == "0"


def test_a_chome_that_has_no_such_number_gives_way_to_the_parcel(numbered: Cleanser) -> None:
    result = numbered("和歌山市太田4-13")
    assert (result.machiaza_id, ids(result)) == ("0046000", "parcel 000040001300000")
    assert "和歌山県和歌山市太田４丁目" in [one.address for one in result.candidates]
    assert numbered("和歌山市太田1-1").prc_id == "000010000100000"  # it has no 一丁目
    house = numbered("和歌山市太田4-1-13")
    assert (house.machiaza_id, ids(house)) == ("0046004", "rsdtdsp_rsdt 001-013")


@pytest.mark.parametrize(
    ("text", "lat", "pos_level"),
    [
        ("文京区白山1丁目1番2号", 35.7151, "rsdtdsp_rsdt"),
        ("文京区白山1丁目2番1号", 35.718795, "machiaza_detail"),
        ("和歌山市葵町103番地3", 34.2125, "parcel"),
        ("和歌山市太田1番地1", 34.230096, "machiaza"),
        ("和歌山市", 34.2305, "city"),
        ("東京都文京区", 35.6895, "pref"),
        ("東京都", 35.6895, "pref"),
    ],
)
def test_coordinates_are_those_of_the_deepest_that_has_any(
    numbered: Cleanser, text: str, lat: float, pos_level: str
) -> None:
    result = numbered(text)
    assert result.lat == pytest.approx(lat)
    assert result.pos_level == pos_level


def test_the_embedded_registry_locates_nothing(cleanser: Cleanser) -> None:
    result = cleanser("東京都千代田区紀尾井町1-3-405")
    assert (result.match_level, result.number, result.blk_id) == ("machiaza", "1-3-405", "")
    assert "no_residence_data" not in result.steps


def test_every_row_comes_back_as_itself(numbered: Cleanser, numbered_path: Path) -> None:
    with closing(sqlite3.connect(numbered_path)) as connection:
        numbers = Numbers(connection)
        towns = connection.execute(
            "SELECT machiaza_id, oaza_cho || chome || koaza FROM mt_town WHERE lg_code = '302015' GROUP BY machiaza_id"
        ).fetchall()
        checked = 0
        for machiaza_id, name in towns:
            for row in numbers.parcels("302015", machiaza_id):
                first, *more = filter(None, (row.prc_num1, row.prc_num2, row.prc_num3))
                # ロ is written in full width
                number = plain_number(first) + "番地" + "-".join(map(plain_number, more))
                result = numbered(f"和歌山県和歌山市{name}{number}")
                assert (result.machiaza_id, result.prc_id) == (machiaza_id, row.prc_id), number
                checked += 1
        assert checked == 14


@settings(max_examples=100)
@given(
    town=st.sampled_from(
        [
            "文京区白山",
            "文京区白山1丁目",
            "和歌山市葵町",
            "和歌山市大河内",
            "和歌山市混町",
            "和歌山市道町",
            "",
        ]
    ),
    tail=st.text(alphabet="0123456789０１－-番地号の甲乙ロイ丁目・、 階室F", max_size=14)
    | st.text(max_size=10),
)
def test_any_text_has_a_result_whose_ids_exist(numbered: Cleanser, town: str, tail: str) -> None:
    result = numbered(town + tail)
    execute = numbered.registry.connection.execute
    key = (result.lg_code, result.machiaza_id)
    if result.rsdt_id:
        found = execute(
            "SELECT 1 FROM mt_rsdtdsp_rsdt WHERE (lg_code, machiaza_id, blk_id, rsdt_id, rsdt2_id) = (?, ?, ?, ?, ?)",
            (*key, result.blk_id, result.rsdt_id, result.rsdt2_id),
        )
        assert found.fetchone(), result
    elif result.blk_id:
        found = execute(
            "SELECT 1 FROM mt_rsdtdsp_blk WHERE (lg_code, machiaza_id, blk_id) = (?, ?, ?)",
            (*key, result.blk_id),
        )
        assert found.fetchone(), result
    if result.prc_id:
        found = execute(
            "SELECT 1 FROM mt_parcel WHERE (lg_code, machiaza_id, prc_id) = (?, ?, ?)", (*key, result.prc_id)
        )
        assert found.fetchone(), result
        assert not result.blk_id
    digits = re.findall("[0-9０-９]", town + tail)
    kept = [
        c
        for span in result.spans
        for c in (town + tail)[span.start : span.end]
        if c in "0123456789０１２３４５６７８９"
    ]
    assert sorted(kept) == sorted(digits)
