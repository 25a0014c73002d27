"""Presets at the reading of tables: a file without a header gets its names, and the columns of any are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from addrreg.errors import InputError
from addrreg.tabular.choices import Format, PresetName
from addrreg.tabular.chunks import Source
from addrreg.tabular.formats import format_of, open_table
from addrreg.tabular.reading import Form

if TYPE_CHECKING:
    from addrreg.presets.base import Reader

__all__ = ["columns_named", "open_preset"]


def open_preset(preset: PresetName | None, source: str, form: Form, columns: Sequence[str]) -> Form:
    """The form of a table under a preset; a file that has no header is read as having none.

    Somebody may have put one in front: a first line without any figure is a header, because every record has figures. Of a
    pipe the first line cannot be looked at twice, and is a record. Raises :class:`InputError` for options that contradict the preset.
    """
    if preset is None:
        return form
    from addrreg.presets import PRESETS

    if columns:
        raise InputError(
            f"--preset {preset} knows where the address stands", remedy="--column or --preset, not both"
        )
    if not PRESETS[preset].names or format_of(source) in (Format.JSONL, Format.PARQUET):
        return form
    if source != "-" and form.header:
        table = open_table(source, form, strict=False)
        first = table.header
        table.close()
        if not any(c.isdecimal() for cell in first for c in str(cell)):
            return form
    return replace(form, header=False)


def columns_named(preset: PresetName | None, table: Source) -> Reader | None:
    """What reads the rows of the table; its columns get the names that the preset knows, where they have none."""
    if preset is None:
        return None
    from addrreg.presets import PRESETS

    known = PRESETS[preset]
    if known.names and not table.header and len(known.names) == table.width:
        table.header = list(known.names)
    return known.reader(table.header or [""] * table.width, table.name)
