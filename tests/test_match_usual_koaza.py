"""小字 written as the registry writes them, found in a table of hashes: read as the walk reads them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from addrreg import Cleanser
from addrreg.registry.written import Written, table_of
from addrreg.registry.written_koaza import KOAZA_BY_NAME, without_koaza_mark
from addrreg.text.spellings import strip_aza

TAILS = ("1", "１－２", "12番地の3", "1丁目2", "8の1", "1-2-3-4", "二番地", "の3", "")


@pytest.fixture
def walking(cleanser: Cleanser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cleanser]:
    """One that finds nothing usual."""
    with Cleanser(cleanser.registry.path) as other:
        monkeypatch.setattr(other, "_find_usual", lambda text: None)
        yield other


@pytest.fixture
def koaza(cleanser: Cleanser) -> list[tuple[str, str]]:
    """Full names of towns, and 小字 without their 字: one of 1,500 of the registry."""
    rows = cleanser.registry.connection.execute(
        "SELECT pref || county || city || ward, oaza_cho, koaza FROM town JOIN city USING (lg_code)"
        " WHERE koaza <> '' AND oaza_cho <> '' AND node % 1500 = 7"
    )
    return [(full + town, strip_aza(name)) for full, oaza, name in rows for town in {oaza, strip_aza(oaza)}]


def differ(one: Cleanser, other: Cleanser, texts: list[str]) -> list[str]:
    """The texts that the two read in another way, columns, other places or spans."""
    return [
        text
        for text in texts
        if (found := one(text)) != (wanted := other(text))
        or found.candidates != wanted.candidates
        or tuple(found.spans) != tuple(wanted.spans)
    ]


def test_koaza_read_alike(cleanser: Cleanser, walking: Cleanser, koaza: list[tuple[str, str]]) -> None:
    texts = [
        town + mark + name + tail for town, name in koaza for mark in ("", "字", "小字") for tail in TAILS
    ]
    assert len(texts) > 5000
    assert differ(cleanser, walking, texts) == []


def test_most_koaza_are_in_the_table(cleanser: Cleanser, koaza: list[tuple[str, str]]) -> None:
    find = Written(cleanser.registry.connection, KOAZA_BY_NAME).find
    held = [(town, name) for town, name in koaza if find(without_koaza_mark(town + name))]
    assert len(held) > len(koaza) * 0.5


@pytest.mark.parametrize(
    ("text", "oaza_cho", "koaza", "number"),
    [
        ("福島県郡山市三穂田町八幡字北山1番地の1", "三穂田町八幡", "北山", "1-1"),
        ("福島県郡山市三穂田町八幡北山1番地の1", "三穂田町八幡", "北山", "1-1"),
        # 字 of the names themselves is left out of what is looked up, and told apart by the row
        ("秋田県横手市十文字町十五野新田字坊主沢5-1", "十文字町十五野新田", "坊主沢", "5-1"),
    ],
)
def test_a_koaza_is_found_with_its_mark_and_without(
    cleanser: Cleanser, text: str, oaza_cho: str, koaza: str, number: str
) -> None:
    result = cleanser(text)
    assert (result.status, result.oaza_cho, strip_aza(result.koaza), result.number) == (
        "matched",
        oaza_cho,
        koaza,
        number,
    )
    pieces = [text[span.start : span.end].removeprefix("字") for span in result.spans]
    assert pieces[-3:-1] == [oaza_cho, koaza]


def test_a_mark_inside_a_name_is_no_other_place(cleanser: Cleanser, walking: Cleanser) -> None:
    """十文字町 without its 字 has the cell of 十文字町: the row decides."""
    texts = [
        "秋田県横手市十文町十五野新田字坊主沢5-1",
        "秋田県横手市字十文字町十五野新田坊主沢5-1",
        "秋田県横手市十文字町字十五野新田坊主沢5-1",
        "秋田県横手市十文字町十五野新田坊主字沢5-1",
        "秋田県横手市十文字町十五野新田字坊主沢字5-1",
    ]
    assert differ(cleanser, walking, texts) == []


def test_a_koaza_that_has_the_hash_of_another_is_read_by_what_it_says(
    registry_path: Path, tmp_path: Path, walking: Cleanser, koaza: list[tuple[str, str]]
) -> None:
    changed = tmp_path / "registry.sqlite"
    shutil.copy(registry_path, changed)
    names = [without_koaza_mark(town + name) for town, name in koaza]
    with closing(sqlite3.connect(changed)) as connection, connection:
        find = Written(connection, KOAZA_BY_NAME).find
        nodes = [node for name in names if (node := find(name))]
        wrong = dict(zip(names, nodes[5:] + nodes[:5], strict=False))
        connection.execute(
            "UPDATE names SET data = ? WHERE part = ?",
            (table_of({name: node for name, node in wrong.items() if node}), KOAZA_BY_NAME),
        )
    with Cleanser(changed) as cleanser:
        assert differ(cleanser, walking, [town + "字" + name + "1-2" for town, name in koaza]) == []
