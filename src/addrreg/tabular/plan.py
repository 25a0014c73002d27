"""A plan: one table, where it goes and in what form; all that can be refused is refused before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from addrreg.errors import InputError, OutputError
from addrreg.tabular.choices import Format, Only, PresetName, ProfileName
from addrreg.tabular.chunks import Source
from addrreg.tabular.columns import choose, new_names
from addrreg.tabular.compressed import compression_of
from addrreg.tabular.encode import (
    BatchEncoder,
    CellEncoder,
    CsvEncoder,
    Encoder,
    EntityEncoder,
    JsonEncoder,
)
from addrreg.tabular.encoding import Encoding, named
from addrreg.tabular.formats import RESUMABLE, check_output, format_of, open_table
from addrreg.tabular.job import Job
from addrreg.tabular.layout import ABR_ONLY, Layout, Shape, entities_of, layout_of
from addrreg.tabular.preset import columns_named, open_preset
from addrreg.tabular.reading import Form, Table
from addrreg.tabular.writing import target_of

__all__ = ["Plan", "Settings"]

_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked for, the same for all tables of a run; empty text means: as the input, or find it out."""

    columns: Sequence[str] = ()
    """Names or numbers of the address columns, joined in order."""
    form: Form = field(default_factory=Form)
    sheet: str = ""
    """Name of the sheet of a workbook."""
    format: Format | None = None
    """Of the output; else its name tells."""
    output_encoding: str = ""
    prefix: str | None = None
    """Of the new columns; None: abr_ for the registry's, none for those of another profile."""
    only: Sequence[Only] = ()
    limit: int | None = None
    profiles: Sequence[ProfileName] = ()
    """In which columns the results are written; nothing for the registry's own."""
    preset: PresetName | None = None
    """Which well-known file the input is."""
    id_column: str = ""
    """Name or number of the column that names an entity."""


class Plan:
    """One table to cleanse: opened, checked, and with its place to go to; a context manager.

    ``ahead`` is called before a large text is read through for faults, with this plan, and then what it gave, now and then while
    that goes on: it may cleanse chunks, but write nothing. Raises :class:`InputError` and :class:`OutputError` for all that can
    be known to fail.
    """

    def __init__(
        self,
        source: str,
        output: str,
        settings: Settings,
        ahead: Callable[[Plan], Callable[[], None]] | None = None,
    ) -> None:
        self.source, self.output, self.limit = source, output, settings.limit
        check_output(output, source, settings.format)
        written = settings.format or format_of(source if output == "-" else output)
        strict = written not in (Format.JSONL, Format.GEOJSON)
        form = open_preset(settings.preset, source, settings.form, settings.columns)
        self.table: Source = open_table(source, form, sheet=settings.sheet, strict=strict)
        try:
            if output != "-":
                target_of(output, source)
            chosen = settings.format or (
                Format.JSONL if output == "-" and entities_of(settings.profiles) else None
            )
            self.format, self._delimiter = _form_of(chosen, output, source, self.table)
            self.compression = compression_of(output) if output != "-" else ""
            if self.compression and self.format in (Format.PARQUET, Format.XLSX):
                raise OutputError(
                    f"{output}: {self.format} is compressed in itself", remedy="leave the ending out"
                )
            self._choose(settings)
            #: Whether the chunks of the table were given to ``ahead``, and must not be asked for again.
            self.is_begun = False
            #: Rows of the table, where that can be known.
            self.total = self._check(settings.limit, ahead)
            if not self.is_begun:
                self._choose(settings)  # a JSON member may come first on the last line
            if self.total == 0:
                raise self.no_rows()
            self._check_rows(settings)
        except BaseException:
            self.table.close()
            raise

    def __enter__(self) -> Plan:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.table.close()

    def _check(self, limit: int | None, ahead: Callable[[Plan], Callable[[], None]] | None) -> int | None:
        """Read the table through; of a text the header tells the job, which can be begun by then."""
        if ahead is None or limit is not None or not isinstance(self.table, Table) or self.table.size is None:
            return self.table.check(limit)
        meanwhile = ahead(self)
        self.is_begun = True
        return self.table.check(None, meanwhile)

    def no_rows(self) -> InputError:
        """The error for a table without rows."""
        width = self.table.width
        return InputError(
            f"{self.table.name} has a header of {width} column{'s' * (width != 1)}, but no rows",
            remedy="--no-header, if the first line is a row",
        )

    def _check_rows(self, settings: Settings) -> None:
        if self.format is Format.XLSX and self.total and not settings.only:
            from addrreg.tabular.excel import MAX_ROWS, too_many

            rows = self.total + bool(self.table.header)
            if rows > MAX_ROWS:
                raise too_many(rows)

    def _choose(self, settings: Settings) -> None:
        """Find the address and name the new columns: the job, which is what is done with each chunk."""
        table, profiles = self.table, tuple(map(str, settings.profiles)) or ABR_ONLY
        reader = columns_named(settings.preset, table)
        columns = choose(table.header, table.width, settings.columns, table.name) if reader is None else []
        layout = self.layout(settings, checks=reader is not None)
        shape = None
        if reader is not None or profiles != ABR_ONLY:
            shape = Shape(profiles, reader, self.plain, entity=bool(layout.entity))
        #: What is done with each chunk.
        self.job = Job(
            table.parser,
            self._encoder(settings, layout),
            tuple(columns),
            plain=self.plain,
            only=tuple(sorted(set(settings.only))),
            shape=shape,
        )

    def layout(self, settings: Settings, *, checks: bool) -> Layout:
        """The new columns; ``checks``: with one for the words of a preset."""
        profiles = tuple(map(str, settings.profiles)) or ABR_ONLY
        return layout_of(profiles, self.format, settings.prefix, checks=checks, name=self.output)

    @property
    def plain(self) -> bool:
        """Whether the cells of the input are text."""
        return self.format_in in (None, Format.CSV, Format.TSV)

    @property
    def format_in(self) -> Format | None:
        """The format of the input, as its name tells."""
        return format_of(self.source) if self.source != "-" else None

    def _encoder(self, settings: Settings, layout: Layout) -> Encoder:
        table, header = self.table, tuple(self.table.header)
        keep = settings.form.keep_surplus and self.format_in in (None, Format.CSV, Format.TSV, Format.XLSX)
        if settings.id_column and not layout.entity:
            raise InputError(
                "--id-column names the entities of --profile ngsi", remedy="leave --id-column out"
            )
        names = () if layout.entity else tuple(new_names(table.header, layout.names, "", keep, table.name))
        shown = names if header or settings.form.header else ()
        encoding = named(settings.output_encoding) if settings.output_encoding else table.encoding
        if self.format in (Format.CSV, Format.TSV):
            return CsvEncoder(
                encoding,
                self._delimiter,
                table.newline,
                self.compression,
                header,
                shown,
                table.width,
                self.plain,
                tuple(at for at, kind in enumerate(layout.kinds) if kind != "text"),
            )
        if settings.output_encoding and encoding != Encoding("utf-8"):
            raise OutputError(f"{self.format} is always UTF-8", remedy="leave --output-encoding out")
        if layout.entity:
            own = [settings.id_column] if settings.id_column else []
            at = choose(table.header, table.width, own, table.name, "--id-column") if own else [-1]
            return EntityEncoder(self.compression, layout.entity, at[0])
        if self.format is Format.XLSX:
            return CellEncoder(header, shown, table.width)
        header = header or tuple(f"column_{number + 1}" for number in range(table.width))
        if len(set(header)) < len(header):
            twice = next(name for name in header if header.count(name) > 1)
            raise InputError(
                f"{table.name} has two columns {twice!r}, which {self.format} cannot tell apart",
                remedy="rename one of them, or --format csv",
            )
        if self.format is Format.PARQUET:
            return BatchEncoder(header, names, layout.kinds)
        point = layout.point or (0, 0)
        return JsonEncoder(self.compression, header, names, self.format is Format.GEOJSON, point)

    def why_not_resumable(self) -> str:
        """Why a killed run of this table would have to start anew; empty where it can go on."""
        if self.output == "-":
            return "standard output cannot be gone on with"
        if self.table.size is None:
            return "the input is a pipe, which cannot be read twice"
        if self.format not in RESUMABLE:
            return f"{self.format} is written as one whole"
        return ""

    def identity(self, cleanser: Any) -> dict[str, Any]:
        """What makes the output what it is, by name."""
        with Path(self.source).open("rb") as file:
            status, head = Path(self.source).stat(), file.read(_HEAD)
        options = getattr(cleanser, "options", None)
        dictionary = getattr(options, "dictionary", None)
        chosen = [
            repr(self.job),
            self.limit,
            self.format,
            repr(options),
            hashlib.sha256(Path(dictionary).read_bytes()).hexdigest() if dictionary else "",
        ]
        registry = {key: value for key, value in cleanser.registry.header().items() if key != "attribution"}
        from addrreg import __version__

        return {
            "the input": [status.st_size, status.st_mtime_ns, hashlib.sha256(head).hexdigest()],
            "the choice of options": hashlib.sha256(repr(chosen).encode()).hexdigest(),
            "the registry": registry,
            "the version of addrreg": __version__,
        }


def _form_of(chosen: Format | None, output: str, source: str, table: Source) -> tuple[Format, str]:
    """Format and delimiter of the output: asked for, told by its name, or as the input's."""
    told = format_of(output) if output != "-" else None
    given = format_of(source) if source != "-" else None
    found = chosen or told or given or Format.CSV
    if found is Format.TSV:
        return found, table.delimiter if given is Format.TSV and not chosen and not told else "\t"
    if found is Format.CSV and (chosen or (told and given is not None)) and table.delimiter == "\t":
        return found, ","
    return found, table.delimiter
