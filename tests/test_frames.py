"""addrreg.frames: Series and DataFrame, their index, their types, their missing values."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import addrreg.frames
from addrreg import COLUMNS, Cleanser
from addrreg.errors import InputError
from addrreg.frames import cleanse
from standin import NEW, StandIn
from test_engines_arrow import Listening

PLACES = ["東京都千代田区紀尾井町1-3", None, "府中市", "東京都千代田区紀尾井町1-3"]
FORMS: dict[str, Any] = {
    "object": object,
    "default": None,
    "string[python]": "string[python]",
    "string[pyarrow]": "string[pyarrow]",
    "ArrowDtype(string)": pd.ArrowDtype(pa.string()),
    "ArrowDtype(dictionary)": pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string())),
    "category": "category",
}


def frame(**more: object) -> pd.DataFrame:
    return pd.DataFrame({"id": [1, 2, 3, 4], "住所": PLACES, **more})


def test_a_frame_keeps_its_columns_in_front() -> None:
    before = frame(when=pd.date_range("2026-01-01", periods=4, tz="Asia/Tokyo"))
    kept = before.copy(deep=True)
    after = cleanse(before, "住所", cleanser=StandIn())
    assert list(after.columns) == [*before.columns, *NEW]
    pd.testing.assert_frame_equal(after[list(before.columns)], kept)
    pd.testing.assert_frame_equal(before, kept)
    after["住所"] = "changed"
    pd.testing.assert_frame_equal(before, kept)


def test_a_series_gives_the_output_columns_only() -> None:
    after = cleanse(pd.Series(PLACES), cleanser=StandIn(), prefix="")
    assert list(after.columns) == list(COLUMNS)
    assert after["status"].fillna("-").tolist() == ["matched", "-", "ambiguous", "matched"]


@pytest.mark.parametrize(
    "index",
    [
        pd.Index(["b", "a", "b", "b"], name="k"),
        pd.MultiIndex.from_tuples([(1, "x"), (1, "x"), (2, "y"), (0, "z")], names=["n", "k"]),
        pd.RangeIndex(8, 0, -2),
        pd.Index([None, 1, None, 2]),
        pd.DatetimeIndex(["2026-01-02", "2026-01-01", "2026-01-01", None]),
    ],
    ids=["duplicates", "multi", "range", "missing labels", "dates"],
)
def test_the_index_stays(index: pd.Index[Any]) -> None:
    before = frame().set_index(index)
    for after in (cleanse(before, "住所", cleanser=StandIn()), cleanse(before["住所"], cleanser=StandIn())):
        pd.testing.assert_index_equal(after.index, index, exact=True)
        assert after["abr_status"].fillna("-").tolist() == ["matched", "-", "ambiguous", "matched"]


@pytest.mark.parametrize("dtype", FORMS.values(), ids=FORMS.keys())
def test_every_kind_of_text_gives_the_same(dtype: Any) -> None:
    plain = cleanse(pd.Series(PLACES, dtype=object), cleanser=StandIn())
    if isinstance(dtype, pd.ArrowDtype):
        array = pa.array(PLACES)
        typed = pd.Series(pd.arrays.ArrowExtensionArray(array.cast(dtype.pyarrow_dtype)))
    else:
        typed = pd.Series(PLACES, dtype=dtype)
    cleanser = Listening()
    pd.testing.assert_frame_equal(cleanse(typed, cleanser=cleanser), plain)
    assert cleanser.texts == ["東京都千代田区紀尾井町1-3", "府中市"], (
        "each different text once, the missing never"
    )


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT], ids=repr)
def test_a_missing_address_has_missing_results(missing: object) -> None:
    after = cleanse(pd.Series([missing, "府中市"], dtype=object), cleanser=StandIn())
    assert after.iloc[0].isna().all()
    assert after["abr_status"].iloc[1] == "ambiguous"


def test_types_do_not_depend_on_the_rows() -> None:
    text = pd.Series(["a"]).dtype
    wanted = dict.fromkeys(NEW, text) | {
        f"abr_{name}": np.dtype("float64") for name in ("score", "lat", "lon")
    }
    wanted["abr_alternatives"] = pd.Int64Dtype()
    samples: Sequence[list[str | None]] = (["東京都"], [None], ["東京都", None], [])
    for places in samples:
        assert dict(cleanse(pd.Series(places, dtype=object), cleanser=StandIn()).dtypes) == wanted


def test_several_columns_are_joined_and_numbers_are_text() -> None:
    cleanser = Listening()
    parts = pd.DataFrame({"県": ["東京都", None], "番": [1, 2], "号": pd.array([3, None], dtype="Int64")})
    cleanse(parts, ["県", "番", "号"], cleanser=cleanser)
    assert cleanser.texts == ["東京都1 3", "2"]


def test_objects_are_the_text_that_they_print() -> None:
    cleanser = Listening()
    cleanse(pd.Series([1, True, ["東京都"], np.str_("府中市")], dtype=object), cleanser=cleanser)
    assert cleanser.texts == ["1", "True", "['東京都']", "府中市"]


def test_a_half_character_is_read_as_a_lost_one(cleanser: Cleanser) -> None:
    half = pd.Series(["東京都千代田区霞\ud800関2-1-2", "東京都千代田区霞が関2-1-2"], dtype=object)
    after = cleanse(half, cleanser=cleanser)
    assert after["abr_machiaza_id"].nunique() == 1
    assert "wildcard" in after["abr_steps"].iloc[0]


def test_results_are_the_library_s(cleanser: Cleanser) -> None:
    places = ["〒102-0094 千代田区紀尾井町１の３", "府中市", "どこか", "", "東京都千代田区紀尾井町1-3 2F"]
    after = cleanse(pd.Series(places), cleanser=cleanser, prefix="").astype(object)
    rows = [tuple(None if pd.isna(cell) else cell for cell in row) for row in after.to_numpy()]
    assert rows == [result.values() for result in cleanser.many(places)]


def test_accessors(registry_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADDRREG_REGISTRY", str(registry_path))
    before = frame()
    after = before.addrreg.cleanse("住所", prefix="x_")
    pd.testing.assert_frame_equal(after[before.columns], before)
    pd.testing.assert_frame_equal(after.filter(like="x_"), before["住所"].addrreg.cleanse(prefix="x_"))
    assert after["x_lg_code"].iloc[0] == "131016"
    with pytest.raises(InputError):
        before.addrreg.cleanse("住処", cleanser=StandIn())


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (None, "no column is given; the columns are id, 住所"),
        ("住処", "there is no column 住処; the columns are id, 住所"),
        ("gaps", "the column gaps holds double, not text"),
        ("day", "the column day holds timestamp.*, not text"),
        ("flag", "the column flag holds bool, not text"),
    ],
)
def test_columns_that_cannot_be_used(columns: str | None, said: str) -> None:
    bad = frame(gaps=[1, None, 2, 3], day=pd.Timestamp("2026-01-01"), flag=True)
    with pytest.raises(InputError, match=said):
        cleanse(bad, columns, cleanser=StandIn())


def test_a_clash_and_what_is_no_frame() -> None:
    after = cleanse(frame(), "住所", cleanser=StandIn())
    with pytest.raises(InputError, match="already a column abr_status"):
        cleanse(after, "住所", cleanser=StandIn())
    with pytest.raises(InputError, match="has no others"):
        cleanse(pd.Series(PLACES), "住所", cleanser=StandIn())
    with pytest.raises(InputError, match="list is neither a Series nor a DataFrame"):
        cleanse(PLACES, cleanser=StandIn())  # type: ignore[arg-type]


def test_without_pandas_the_command_is_named() -> None:
    script = "import sys; sys.modules['pandas'] = None; import addrreg; import addrreg.frames"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pip install 'addrreg[pandas]'" in done.stderr


def test_a_frame_of_no_rows() -> None:
    after = addrreg.frames.cleanse(frame().iloc[:0], "住所", cleanser=StandIn())
    assert after.shape == (0, 2 + len(COLUMNS))
