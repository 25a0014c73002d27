"""Completion for entry forms: by name, reading and postal code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import addrreg
from addrreg import Finder, Suggestion
from addrreg.words import DEPTH
from standin import run


@pytest.fixture(scope="module")
def finder(registry_path: Path) -> Iterator[Finder]:
    with Finder(registry_path) as opened:
        yield opened


def addresses(found: list[Suggestion]) -> list[str]:
    return [one.address for one in found]


FIRST = [
    ("千代田区紀", "東京都千代田区紀尾井町"),
    ("東京都千代田区紀尾", "東京都千代田区紀尾井町"),
    ("東京都紀尾", "東京都千代田区紀尾井町"),
    ("紀尾井", "東京都千代田区紀尾井町"),
    ("きおいちょう", "東京都千代田区紀尾井町"),
    ("キオイ", "東京都千代田区紀尾井町"),
    ("ｷｵｲﾁｮｳ", "東京都千代田区紀尾井町"),
    ("ちよだく", "東京都千代田区"),
    ("ちよだくきおい", "東京都千代田区紀尾井町"),
    ("とうきょうとちよだくきおい", "東京都千代田区紀尾井町"),
    ("102-0094", "東京都千代田区紀尾井町"),
    ("〒１０２－００９４", "東京都千代田区紀尾井町"),
    ("1020094", "東京都千代田区紀尾井町"),
    ("東京", "東京都"),
    ("千代田区霞ヶ関2", "東京都千代田区霞が関二丁目"),
    ("千代田区霞が関二", "東京都千代田区霞が関二丁目"),
    ("札幌", "北海道札幌市"),
    ("札幌市中央区北三", "北海道札幌市中央区北三条西"),
    ("千代田区紀尾井町1-3", "東京都千代田区紀尾井町"),
    ("さいたま", "埼玉県さいたま市"),
]


@pytest.mark.parametrize(("prefix", "address"), FIRST)
def test_first_suggestion(finder: Finder, prefix: str, address: str) -> None:
    found = addresses(finder.suggest(prefix, 20))
    assert address in found[:5]
    assert len(set(found)) == len(found)


def test_a_suggestion_is_typed(finder: Finder) -> None:
    assert finder.suggest("千代田区紀") == [
        Suggestion("東京都千代田区紀尾井町", "131016", "0056000", "1020094", "machiaza")
    ]


def test_a_place_comes_before_what_is_in_it(finder: Finder) -> None:
    found = finder.suggest("千代田区霞が関", 10)
    assert addresses(found)[:2] == ["東京都千代田区霞が関", "東京都千代田区霞が関一丁目"]
    levels = [DEPTH[one.match_level] for one in finder.suggest("北海道札幌市", 5)]
    assert levels == sorted(levels)


def test_an_own_name_comes_before_one_that_begins_with_its_prefecture(finder: Finder) -> None:
    found = addresses(finder.suggest("千", 20))
    assert found[0] == "千葉県"
    assert "東京都千代田区" in found
    assert "千葉県旭市" not in found[:10]


def test_the_limit_holds_and_the_order_stays(finder: Finder) -> None:
    for prefix in ("大", "本町", "102", "きた", "東京都"):
        long = finder.suggest(prefix, 30)
        assert len(long) == 30
        assert finder.suggest(prefix, 5) == long[:5]
    assert finder.suggest("大", 0) == []


def test_a_code_of_two_figures_and_an_unknown_name_have_nothing(finder: Finder) -> None:
    for prefix in ("10", "", "　", "xyz", "0-", "〒", "千代田区紀尾井村"):
        assert finder.suggest(prefix) == []


def test_a_town_of_several_codes_is_found_by_each(numbered_path: Path) -> None:
    with Finder(numbered_path) as small:
        for code in ("640-8323", "640-8324"):
            assert "和歌山県和歌山市太田" in addresses(small.suggest(code))
        assert small.suggest("640-8323")[0].post_code == ""


@settings(max_examples=100)
@given(st.text(max_size=12) | st.text(alphabet="東京都千代田区霞が関一二123きおちょうー〒-0", max_size=12))
def test_any_text_has_a_list_of_places_that_exist(finder: Finder, prefix: str) -> None:
    for one in finder.suggest(prefix, 8):
        if one.machiaza_id:
            assert finder.lookup(f"{one.lg_code}-{one.machiaza_id}").address == one.address
        else:
            assert finder.lookup(one.lg_code).rest == ""


def test_the_function(finder: Finder) -> None:
    assert addrreg.suggest("きおいちょう", finder, limit=1)[0].machiaza_id == "0056000"


def test_command(registry_path: Path) -> None:
    done = run("suggest", "千代田区紀", "--registry", registry_path)
    assert (done.code, done.text) == (0, "1020094  131016-0056000  東京都千代田区紀尾井町\n")
    done = run("suggest", "102", "--limit", "3", "--json", "--registry", registry_path)
    rows = [json.loads(line) for line in done.text.splitlines()]
    assert len(rows) == 3
    assert all(row["post_code"].startswith("102") for row in rows)
    assert run("suggest", "xyz", "--registry", registry_path).code == 1
