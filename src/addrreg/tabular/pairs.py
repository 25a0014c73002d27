"""Pairs (入力と出力): which table of a run goes where, before any of them is opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from addrreg.errors import InputError, OutputError
from addrreg.tabular.choices import Format
from addrreg.tabular.compressed import compression_of
from addrreg.tabular.formats import format_of, suffix_of

__all__ = ["pairs"]


def pairs(
    sources: Sequence[str], output: str | None, output_dir: str | None, chosen: Format | None = None
) -> list[tuple[str, str]]:
    """Input and output of each table of a run; a folder stands for the tables in it, in the order of their names.

    Raises :class:`InputError` and :class:`OutputError` where two would have one place, or one would have that of an input.
    """
    if (output is None) == (output_dir is None):
        raise OutputError(
            "give one of --output (-o) and --output-dir",
            remedy="-o FILE for one table, --output-dir DIR for several",
        )
    if output is not None:
        if len(sources) > 1:
            raise OutputError(
                f"{len(sources)} inputs, but one output", remedy="--output-dir DIR in place of -o"
            )
        return [(sources[0], output)]
    folder = Path(output_dir or "")
    if "-" in sources:
        raise OutputError("standard input has no name to give to a file in --output-dir", remedy="-o FILE")
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file, not a folder", remedy="give another name with --output-dir")
    found = [name for source in sources for name in _tables_of(source)]
    made: dict[Path, str] = {}
    for name in found:
        place = folder / _renamed(Path(name).name, chosen)
        if place in made:
            raise OutputError(
                f"{made[place]} and {name} would both become {place}", remedy="cleanse them in two runs"
            )
        made[place] = name
    inputs = {Path(name).resolve() for name in found}
    for place, name in made.items():
        if place.resolve() in inputs:
            raise OutputError(
                f"{place}, made of {name}, is an input itself", remedy="give another --output-dir"
            )
    return [(name, str(place)) for place, name in made.items()]


def _tables_of(source: str) -> list[str]:
    folder = Path(source)
    if not folder.is_dir():
        return [source]
    found = [
        str(path)
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.name.startswith((".", "~$")) and _is_table(path.name)
    ]
    if not found:
        raise InputError(f"there is no table in the folder {source}", remedy="name the files")
    return found


def _is_table(name: str) -> bool:
    return format_of(name) not in (None, Format.GEOJSON) or suffix_of(name).startswith(".txt")


def _renamed(name: str, chosen: Format | None) -> str:
    suffix = suffix_of(name)
    if suffix.lower() == ".xlsm":
        chosen = chosen or Format.XLSX  # what is written has no macros
    elif chosen is None or format_of(name) is chosen:
        return name
    packed = (
        f".{compression_of(name)}"
        if compression_of(name) and chosen not in (Format.PARQUET, Format.XLSX)
        else ""
    )
    return f"{name[: len(name) - len(suffix)]}.{chosen}{packed}"
