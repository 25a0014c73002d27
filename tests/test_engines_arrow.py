"""addrreg.engines.arrow: one record batch to another, whatever form the text is in."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from addrreg import COLUMNS, Cleanser, Options
from addrreg.engines.arrow import cleanse_batch, cleanse_table, schema
from addrreg.engines.worker import opened
from addrreg.errors import InputError, MissingPackage
from addrreg.extras import require
from addrreg.result import Result
from standin import NEW, StandIn, run

PLACES = ["東京都千代田区紀尾井町1-3", None, "", "府中市", "東京都千代田区紀尾井町1-3"]


class Listening(StandIn):
    """Remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def many(self, texts: Iterable[str]) -> Iterator[Result]:
        for text in texts:
            self.texts.append(text)
            yield self(text)


def batch(places: object = None, **more: object) -> pa.RecordBatch:
    columns: dict[str, Any] = {"id": [1, 2, 3, 4, 5], "住所": PLACES if places is None else places, **more}
    return pa.record_batch(columns)


def test_columns_stay_and_the_new_ones_stand_behind() -> None:
    before = batch(day=pa.array([0, 1, 2, 3, None], pa.date32()), tags=[["a"], [], None, ["b", "c"], [None]])
    before = before.replace_schema_metadata({"origin": "test"})
    after = cleanse_batch(before, "住所", StandIn())
    assert after.schema.names == [*before.schema.names, *NEW]
    assert after.select(before.schema.names).equals(before, check_metadata=True)
    assert after.schema.metadata == {b"origin": b"test"}
    after.validate(full=True)


def test_types_are_the_schema_s() -> None:
    after = cleanse_batch(batch(), "住所", StandIn(), prefix="")
    assert pa.schema(list(after.schema)[2:]) == schema("")
    kinds = {name: str(schema("").field(name).type) for name in COLUMNS}
    numbers = {name: kind for name, kind in kinds.items() if kind != "string"}
    assert numbers == {"score": "double", "lat": "double", "lon": "double", "alternatives": "int64"}


def test_null_stays_null_and_an_empty_text_is_unmatched() -> None:
    rows = cleanse_batch(batch(), "住所", StandIn()).select(NEW).to_pylist()
    assert set(rows[1].values()) == {None}
    assert (rows[2]["abr_status"], rows[2]["abr_score"], rows[2]["abr_rest"]) == ("unmatched", 0.0, "")
    assert [row["abr_status"] for row in rows] == ["matched", None, "unmatched", "ambiguous", "matched"]


def test_each_different_text_is_read_once() -> None:
    cleanser = Listening()
    cleanse_batch(batch(), "住所", cleanser)
    assert cleanser.texts == ["東京都千代田区紀尾井町1-3", "", "府中市"]


FORMS = {
    "string": pa.string(),
    "large_string": pa.large_string(),
    "string_view": pa.string_view(),
    "dictionary": pa.dictionary(pa.int8(), pa.string()),
    "dictionary of large_string": pa.dictionary(pa.int32(), pa.large_string()),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_every_form_of_text_gives_the_same(form: pa.DataType) -> None:
    plain = cleanse_batch(batch(), "住所", StandIn()).select(NEW)
    before = batch(pa.array(PLACES).cast(form) if form != pa.string_view() else pa.array(PLACES, form))
    after = cleanse_batch(before, "住所", StandIn())
    assert after.select(NEW).equals(plain)
    assert after.column("住所").equals(before.column("住所")), "the column itself stays in its form"
    assert cleanse_batch(before.slice(3), "住所", StandIn()).select(NEW).equals(plain.slice(3))


def test_a_dictionary_s_unused_entries_are_not_read() -> None:
    cleanser = Listening()
    places = pa.DictionaryArray.from_arrays(
        pa.array([1, None, 1, 2, 1], pa.int8()), ["どこか", "東京都", "府中市"]
    )
    cleanse_batch(batch(places), "住所", cleanser)
    assert cleanser.texts == ["東京都", "府中市"]


def test_columns_are_joined_as_the_command_line_joins_them(
    tmp_path: Path, registry_path: Path, cleanser: Cleanser
) -> None:
    rows = [
        ["東京都", "千代田区", "紀尾井町1-3", "2F"],
        ["", "", "府中市", ""],
        ["東京都", "", "千代田区霞が関", "1"],
        ["", "", "", ""],
        ["京都府", "京都市中京区", "寺町通御池上る上本能寺前町", "488"],
    ]
    header = ["県", "市", "町", "番"]
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    chosen = [argument for name in header for argument in ("--column", name)]
    done = run("cleanse", source, "-o", out, "--registry", registry_path, *chosen)
    assert done.code == 0, done.err
    columns = dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))
    after = cleanse_batch(pa.record_batch(columns), header, cleanser)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(after.schema.names)
    writer.writerows(zip(*(column.to_pylist() for column in after.columns), strict=True))
    assert written.getvalue().encode() == out.read_bytes()


def test_null_parts_are_left_out_and_all_null_is_null() -> None:
    cleanser = Listening()
    parts = pa.record_batch(
        {"県": ["東京都", None, None], "番地": pa.array([3, None, 4]), "棟": pa.array([None, None, None])}
    )
    after = cleanse_batch(parts, ["県", "番地", "棟"], cleanser)
    assert cleanser.texts == ["東京都3", "4"]
    assert after.column("abr_status").to_pylist() == ["matched", None, "unmatched"]


def test_no_rows_give_no_rows() -> None:
    after = cleanse_batch(batch().slice(0, 0), "住所", StandIn())
    assert (after.num_rows, after.schema.names) == (0, ["id", "住所", *NEW])


def test_a_column_without_values_is_missing() -> None:
    after = cleanse_batch(batch(pa.nulls(5, pa.float64())), "住所", StandIn())
    assert after.column("abr_status").null_count == 5


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("住処", "there is no column 住処; the columns are id, 住所"),
        ([], "no column is given"),
        (["住所", "住所"], "given twice"),
        ("x", "the column x holds double, not text"),
    ],
)
def test_columns_that_cannot_be_used(columns: str | list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        cleanse_batch(batch(x=[1.0, 2.0, None, 3.0, 4.0]), columns, StandIn())


def test_the_near_column_is_named() -> None:
    with pytest.raises(InputError) as caught:
        cleanse_batch(batch(), "住処", StandIn())
    assert caught.value.remedy == 'columns="住所"'


def test_two_columns_of_the_wanted_name() -> None:
    twice = pa.RecordBatch.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["住所", "住所"])
    with pytest.raises(InputError, match="2 columns are named 住所"):
        cleanse_batch(twice, "住所", StandIn())


def test_a_clash_with_an_output_column() -> None:
    once = cleanse_batch(batch(), "住所", StandIn())
    with pytest.raises(InputError, match="already a column abr_status, and 35 more") as caught:
        cleanse_batch(once, "住所", StandIn())
    assert 'prefix="abr_2_"' in caught.value.remedy
    assert cleanse_batch(once, "住所", StandIn(), prefix="abr_2_").num_columns == 2 + 2 * len(COLUMNS)


def test_a_table_is_cleansed_chunk_by_chunk() -> None:
    chunks = [
        batch(pa.array(PLACES).dictionary_encode()),
        batch(pa.array(["札幌市"] * 5).dictionary_encode()),
    ]
    table = pa.Table.from_batches(chunks)
    after = cleanse_table(table, "住所", StandIn())
    assert after.column("id").to_pylist() == [1, 2, 3, 4, 5] * 2
    assert after.column("abr_rest").to_pylist()[-1] == "札幌市"
    empty = cleanse_table(table.slice(0, 0), "住所", StandIn())
    assert (empty.num_rows, empty.schema.names) == (0, after.schema.names)


def test_blocks_give_what_one_piece_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    before = batch(["東京都1", "府中市", "東京都1", "札幌市", "東京都2"])
    whole = cleanse_batch(before, "住所", StandIn())
    monkeypatch.setattr("addrreg.engines.arrow._BLOCK", 2)
    assert cleanse_batch(before, "住所", StandIn()).equals(whole)


def test_a_thread_has_one_cleanser_for_each_registry_and_options(registry_path: Path) -> None:
    first = opened(registry_path)
    assert opened(registry_path) is first
    assert opened(registry_path, Options()) is first
    assert opened(registry_path, Options(rescue=False)) is not first
    others: list[Cleanser] = []

    def elsewhere() -> None:
        with opened(registry_path) as cleanser:
            others.append(cleanser)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert others[0] is not first


def test_an_absent_package_names_the_command() -> None:
    with pytest.raises(MissingPackage) as caught:
        require("no_such_package_at_all", "spark")
    assert caught.value.remedy == "pip install 'addrreg[spark]'"
    assert isinstance(caught.value, ImportError)
