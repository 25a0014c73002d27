"""Spark: a DataFrame's addresses cleansed on the executors, each with its own copy of the registry.

    driver     the registry is found or built once, checked, and given to Spark to ship (addFile)
    executor   receives the file once
    worker     opens it when its first batch comes, and keeps it for all batches and tasks that follow

Only the name of the shipped file travels with the work, so that tasks stay small. addrreg must be installed on the
executors, in the version of the driver: another one refuses a registry that was built with another fold.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addrreg.engines.arrow import check_names, cleanse_batch
from addrreg.engines.arrow import schema as arrow_schema
from addrreg.engines.worker import opened
from addrreg.errors import InputError
from addrreg.extras import require
from addrreg.options import Options
from addrreg.registry.store import open_registry

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

__all__ = ["cleanse"]


def cleanse(
    df: DataFrame,
    column: str | Sequence[str],
    *,
    options: Options | None = None,
    registry: str | PathLike[str] | None = None,
    prefix: str = "abr_",
) -> DataFrame:
    """The DataFrame's columns, untouched and in order, with the output columns behind them.

    Lazy, as Spark is: columns, types, registry and dictionary are checked at once, on the driver, so that a slip
    does not show after an hour in a worker's traceback; addresses are read where the partitions are. Several
    columns are joined in order. The dictionary of ``options`` is shipped as the registry is. A null address has null
    results. Note that Spark's CSV reader makes null of an empty cell.

    ``registry`` is a path on the driver; without it ADDRREG_REGISTRY or the embedded registry is used. Raises
    :class:`~addrreg.errors.InputError` for a column that cannot be used or a session that cannot ship files,
    :class:`~addrreg.errors.RegistryError` for a registry that cannot, and
    :class:`~addrreg.errors.MissingPackage` where pyspark is not installed (``pip install 'addrreg[spark]'``).
    """
    require("pyspark", "spark")
    require("pyarrow", "spark")
    names = check_names(df.columns, column, prefix)
    _check_types(df.schema, names)
    chosen = options or Options()
    with open_registry(registry) as checked:
        path = checked.path
    if chosen.dictionary:
        _check_dictionary(path, chosen)
        chosen = replace(chosen, dictionary=_shipped(df, Path(chosen.dictionary)))
    read = _Read(tuple(names), chosen, _shipped(df, path), prefix)
    return df.mapInArrow(read, _with_results(df.schema, prefix))


@dataclass(frozen=True)
class _Read:
    """What travels to the workers: names and settings, no registry and no connection."""

    columns: tuple[str, ...]
    options: Options
    """Its dictionary is the name of a shipped file."""
    registry: str
    """The name of a shipped file."""
    prefix: str

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import SparkFiles

        options = self.options
        if options.dictionary:
            options = replace(options, dictionary=SparkFiles.get(os.fspath(options.dictionary)))
        cleanser = opened(SparkFiles.get(self.registry), options)
        for batch in batches:
            yield cleanse_batch(batch, self.columns, cleanser, self.prefix)


def _with_results(schema: StructType, prefix: str) -> StructType:
    """Spark's schema of the rows to come."""
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructType

    return StructType([*schema.fields, *from_arrow_schema(arrow_schema(prefix)).fields])


def _check_types(schema: StructType, names: Sequence[str]) -> None:
    from pyspark.sql.types import FractionalType, IntegralType, NullType, StringType

    for name in names:
        kind = schema[name].dataType
        if not isinstance(kind, StringType | IntegralType | NullType):
            to = "long" if isinstance(kind, FractionalType) else "string"  # 3, and not 3.0
            raise InputError(
                f"the column {name} holds {kind.simpleString()}, not text",
                remedy=f'df.withColumn("{name}", df["{name}"].cast("{to}"))',
            )


def _check_dictionary(registry: Path, options: Options) -> None:
    """Open it once on the driver, where its faults can be told."""
    from addrreg.pipeline import Cleanser

    Cleanser(registry, options).close()


def _shipped(df: DataFrame, path: Path) -> str:
    """Give a file to Spark to ship, and return the name under which each executor finds it.

    The name holds size and time: Spark keeps one file of a name for the life of an application, and would silently
    go on with a registry.sqlite of another folder, or with the one from before a rebuild. The link under that name
    lies in the driver's folder of shipped files, from which executors fetch it, and which goes when Spark does.
    """
    from pyspark import SparkFiles

    context = _context(df)
    root = Path(SparkFiles.getRootDirectory())
    status = path.stat()
    mark = f"{path.resolve()}\n{status.st_size}\n{status.st_mtime_ns}".encode()
    name = f"addrreg-{hashlib.sha256(mark).hexdigest()[:16]}{path.suffix}"
    if not (root / name).exists():
        link = root / "addrreg" / name
        link.parent.mkdir(exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(path.resolve())
        context.addFile(link.as_uri())
    return name


def _context(df: DataFrame) -> Any:
    """The SparkContext; a session over Spark Connect has none."""
    from pyspark.errors import PySparkException

    try:
        return df.sparkSession.sparkContext
    except (PySparkException, NotImplementedError):
        raise InputError(
            "a session over Spark Connect cannot ship the registry with addFile",
            remedy="use a classic session, or mapInArrow with addrreg.engines.arrow.cleanse_batch (docs/engines.md)",
        ) from None
