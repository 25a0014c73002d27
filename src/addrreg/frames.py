"""Frames (表): cleansing a pandas Series or DataFrame, as a function and as the accessor ``.addrreg``.

>>> import pandas as pd
>>> import addrreg.frames
>>> customers = pd.DataFrame({"住所": ["千代田区紀尾井町１の３", None]}, index=["k1", "k2"])
>>> customers.addrreg.cleanse("住所").loc["k1", ["abr_lg_code", "abr_machiaza_id", "abr_number"]].tolist()
['131016', '0056000', '1-3']

The types are the same whatever the rows hold: text columns have the dtype that pandas itself gives to text (``str``
since pandas 3, ``object`` before), ``score``, ``lat`` and ``lon`` are float64, ``alternatives`` is Int64.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

from addrreg.dedupe import COLUMNS as GROUP_COLUMNS
from addrreg.dedupe import THRESHOLD, group_keys, key_of
from addrreg.engines.arrow import Cleanses, check_names, cleanse_texts, texts_of
from addrreg.engines.worker import opened
from addrreg.errors import InputError
from addrreg.extras import require
from addrreg.result import Result

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
else:
    pd = require("pandas", "pandas")

__all__ = ["FrameAccessor", "SeriesAccessor", "cleanse", "duplicates"]


def cleanse(
    series_or_frame: pd.Series[Any] | pd.DataFrame,
    columns: str | Sequence[str] | None = None,
    *,
    cleanser: Cleanses | None = None,
    prefix: str = "abr_",
) -> pd.DataFrame:
    """The output columns of a Series' addresses; of a DataFrame, its own columns with these behind them.

    The index stays as it is, also a MultiIndex and one with duplicates; the input is not changed. A missing
    address (None, NaN, NA) has missing results, and is not read as the place ``nan``. Each different address is
    read once. Several ``columns`` are joined in order, as the command line joins them.

    A column holds text, categories of text, Arrow text, or whole numbers; one of floats or dates raises
    :class:`~addrreg.errors.InputError`, because 番地 3 would become 3.0. So does a column that is not there, and one
    that has the name of an output column. A lone surrogate, which is half a character, is read as U+FFFD. Without
    ``cleanser`` one on the default registry is opened and kept, one for each thread.

    >>> import pandas as pd
    >>> cleanse(pd.Series(["府中市"], index=[7]), prefix="")[["status", "alternatives"]]
          status  alternatives
    7  ambiguous             1
    """
    _arrow()
    frame, wanted = _frame(series_or_frame, columns, prefix)
    texts = texts_of([(name, _array(frame[name])) for name in wanted])
    new = _pandas(cleanse_texts(texts, opened() if cleanser is None else cleanser, prefix))
    new.index = series_or_frame.index
    return new if isinstance(series_or_frame, pd.Series) else pd.concat([frame, new], axis=1)


def duplicates(
    frame: pd.DataFrame,
    columns: str | Sequence[str],
    *,
    name_columns: str | Sequence[str] = (),
    threshold: float = THRESHOLD,
    cleanser: Cleanses | None = None,
    prefix: str = "abr_",
) -> pd.DataFrame:
    """名寄せ: a frame's columns with the group of each row behind them: ``group``, ``group_size``, ``why`` and ``key``.

    Rows are one place by the key of :mod:`addrreg.dedupe`, as ``addrreg dedupe`` has it; ``name_columns`` must agree as well. A row without a
    sure place, and one without an address, is in a group of its own. The index and the columns stay as they are. Raises
    :class:`~addrreg.errors.InputError` as :func:`cleanse` does.

    >>> import pandas as pd
    >>> rows = pd.DataFrame({"住所": ["紀尾井町1-3", "千代田区紀尾井町１番３号", None]})
    >>> duplicates(rows, "住所")[["abr_group_size", "abr_why"]].values.tolist()
    [[2, 'same_key'], [2, 'same_key'], [1, 'unmatched']]
    """
    _arrow()
    taken, wanted = _frame(frame, columns, prefix)
    names = [name_columns] if isinstance(name_columns, str) else list(name_columns)
    if names:
        check_names(list(frame.columns), names, prefix)
    fields = [prefix + column for column in GROUP_COLUMNS]
    if clash := [field for field in fields if field in taken.columns]:
        raise InputError(f"there is already a column {clash[0]}", remedy=f'prefix="{prefix or "abr_"}2_"')
    texts = texts_of([(name, _array(taken[name])) for name in wanted]).to_pylist()
    cells = [_array(taken[name].astype(object)).to_pylist() for name in names]
    given = ["" if text is None else text for text in texts]
    results = _results(given, opened() if cleanser is None else cleanser)
    rows = zip(*cells, strict=True) if cells else repeat(())
    keys = [
        key_of(results[text], [cell or "" for cell in row]) for text, row in zip(given, rows, strict=False)
    ]
    new = pd.DataFrame(group_keys(keys, threshold), columns=fields, index=taken.index)
    return pd.concat([taken, new], axis=1)


def _results(texts: Sequence[str], cleanser: Cleanses) -> dict[str, Result]:
    different = list(dict.fromkeys(texts))
    return dict(zip(different, cleanser.many(different), strict=True))


@pd.api.extensions.register_dataframe_accessor("addrreg")
class FrameAccessor:
    """``df.addrreg``, once ``addrreg.frames`` is imported."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def cleanse(
        self, columns: str | Sequence[str], *, cleanser: Cleanses | None = None, prefix: str = "abr_"
    ) -> pd.DataFrame:
        """The frame's columns with the output columns behind them: :func:`cleanse`."""
        return cleanse(self._frame, columns, cleanser=cleanser, prefix=prefix)

    def duplicates(
        self,
        columns: str | Sequence[str],
        *,
        name_columns: str | Sequence[str] = (),
        threshold: float = THRESHOLD,
    ) -> pd.DataFrame:
        """The frame's columns with the group of each row behind them: :func:`duplicates`."""
        return duplicates(self._frame, columns, name_columns=name_columns, threshold=threshold)


@pd.api.extensions.register_series_accessor("addrreg")
class SeriesAccessor:
    """``series.addrreg``, once ``addrreg.frames`` is imported."""

    def __init__(self, series: pd.Series[Any]) -> None:
        self._series = series

    def cleanse(self, *, cleanser: Cleanses | None = None, prefix: str = "abr_") -> pd.DataFrame:
        """The output columns, on the index of the series: :func:`cleanse`."""
        return cleanse(self._series, cleanser=cleanser, prefix=prefix)


def _frame(
    given: pd.Series[Any] | pd.DataFrame, columns: str | Sequence[str] | None, prefix: str
) -> tuple[pd.DataFrame, list[str]]:
    """A frame, and which of its columns hold the address."""
    if isinstance(given, pd.Series):
        if columns is not None:
            raise InputError("a Series is one column and has no others", remedy="leave columns out")
        name = "the series" if given.name is None else str(given.name)
        return given.to_frame(name), [name]
    if not isinstance(given, pd.DataFrame):
        raise InputError(
            f"{type(given).__name__} is neither a Series nor a DataFrame", remedy="pandas.Series(addresses)"
        )
    return given, check_names(list(given.columns), columns if columns is not None else [], prefix)


def _array(series: pd.Series[Any]) -> pa.Array:
    """The series as Arrow has it, its missing values as nulls; objects as the text that they print."""
    pa = _arrow()
    if isinstance(series.dtype, pd.CategoricalDtype):
        return _array(series.astype(series.cat.categories.dtype))
    if series.dtype != object:
        array = pa.array(series, from_pandas=True)
        return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    cells = zip(series.tolist(), series.isna().tolist(), strict=True)
    texts = [None if missing else cell if type(cell) is str else str(cell) for cell, missing in cells]
    try:
        return pa.array(texts, pa.large_string())
    except UnicodeEncodeError:
        return pa.array([text and _whole(text) for text in texts], pa.large_string())


def _whole(text: str) -> str:
    """The text without halves of characters, which no encoding can write: U+FFFD, the mark of a lost one, for each."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _pandas(table: pa.Table) -> pd.DataFrame:
    """The table in pandas' types; without the mapper whole numbers with gaps would become floats."""
    pa = _arrow()
    frame: pd.DataFrame = table.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    return frame


def _arrow() -> Any:
    return require("pyarrow", "pandas")
