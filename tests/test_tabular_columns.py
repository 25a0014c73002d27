"""Choosing the columns of the address, and naming the new ones."""

from __future__ import annotations

import pytest

from addrreg.errors import InputError
from addrreg.tabular.columns import choose, joined, new_names


@pytest.mark.parametrize(
    ("header", "position"),
    [
        ("名称 住所 メールアドレス", 1),
        ("所在地 所在地_カナ 所在地コード", 0),
        ("name Address e-mail", 1),
        ("法人番号 本社所在地", 1),
        ("ID 住　所 備考", 1),
        ("address_id ip_address full_address", 2),
        ("x", 0),
    ],
)
def test_the_one_column_named_like_an_address_is_taken(header: str, position: int) -> None:
    names = header.split(" ")
    assert choose(names, len(names), []) == [position]


@pytest.mark.parametrize("header", ["住所 送付先住所", "名称 備考", "住所カナ メールアドレス"])
def test_none_or_several_is_an_error_that_lists_the_columns(header: str) -> None:
    names = header.split()
    with pytest.raises(InputError) as caught:
        choose(names, len(names), [])
    assert all(name in caught.value.message for name in names)
    assert "--column" in caught.value.remedy


def test_by_name_by_number_and_in_the_order_given() -> None:
    header = ["番地", "都道府県", "市区町村"]
    assert choose(header, 3, ["都道府県", "市区町村", "1"]) == [1, 2, 0]
    with pytest.raises(InputError, match="given twice"):
        choose(header, 3, ["番地", "1"])
    assert choose(["2", "1"], 2, ["1"]) == [1], "a name goes before a number"
    assert choose(["\ufeff 住所 "], 1, ["住所"]) == [0], "what cannot be seen does not matter"


def test_missing_column_lists_those_there_are_and_a_near_one() -> None:
    with pytest.raises(InputError) as caught:
        choose(["名称", "所在地住所"], 2, ["住所"])
    assert "名称, 所在地住所" in caught.value.message
    assert caught.value.remedy == "--column 所在地住所"


@pytest.mark.parametrize("wanted", ["0", "4", "-1", "²", "住所"])
def test_without_a_header_columns_are_numbers(wanted: str) -> None:
    assert choose([], 3, ["3"]) == [2]
    with pytest.raises(InputError):
        choose([], 3, [wanted])
    with pytest.raises(InputError):
        choose([], 3, [])


def test_a_name_that_stands_twice_matters_only_when_it_is_chosen() -> None:
    header = ["備考", "住所", "備考"]
    assert choose(header, 3, ["住所"]) == [1]
    with pytest.raises(InputError, match="numbers 1, 3") as caught:
        choose(header, 3, ["備考"])
    assert caught.value.remedy.endswith("--column 1")


def test_new_names_must_be_free() -> None:
    assert new_names(["住所"], ["status"], "abr_", True, "x") == ["abr_status", "_surplus"]
    with pytest.raises(InputError, match="abr_status") as caught:
        new_names(["住所", "abr_status"], ["status", "pref"], "abr_", False, "x")
    assert "--prefix" in caught.value.remedy
    with pytest.raises(InputError, match="_surplus"):
        new_names(["_surplus"], ["status"], "abr_", True, "x")


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (["東京都", "", "千代田区"], "東京都千代田区"),
        (["1-3", "2F"], "1-3 2F"),
        (["１", "２"], "１ ２"),
        (["100-0001", "東京都"], "100-0001 東京都"),
        (["", ""], ""),
    ],
)
def test_no_digits_run_together(cells: list[str], text: str) -> None:
    assert joined(cells) == text
