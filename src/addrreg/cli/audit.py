"""The audit of a table: findings, counts and the report."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from addrreg.cli import options
from addrreg.cli.shared import attribution, open_cleanser
from addrreg.words import Lang

if TYPE_CHECKING:
    from addrreg.audit import Audit
    from addrreg.tabular.chunks import Source

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(epilog=_EXAMPLE)(audit)


_EXAMPLE = """\b
Examples:
  addrreg audit --list --lang en
  addrreg audit customers.csv --column 住所 --postal-column 郵便番号 --report audit.html --findings findings.csv"""

_Source = Annotated[
    str, typer.Argument(metavar="INPUT", help="The table to read; - is standard input.", show_default=False)
]


def _named(option: str, what: str) -> typer.models.OptionInfo:
    info: typer.models.OptionInfo = typer.Option(
        option, metavar="NAME", help=f"Column of {what}, by name or by number from 1.", show_default=False
    )
    return info


_Postal = Annotated[str, _named("--postal-column", "the postal code")]
_Code = Annotated[str, _named("--code-column", "the municipality's code (lg_code)")]
_Machiaza = Annotated[str, _named("--machiaza-column", "the town's id (machiaza_id)")]
_RealProp = Annotated[str, _named("--real-prop-column", "the 不動産番号 or 不動産ID")]
_Lat = Annotated[str, _named("--lat", "the latitude in degrees")]
_Lon = Annotated[str, _named("--lon", "the longitude in degrees")]
_Report = Annotated[
    str, typer.Option("--report", metavar="FILE", help="Write the report: one HTML file.", show_default=False)
]
_Findings = Annotated[
    str,
    typer.Option(
        "--findings", metavar="FILE", help="Write all findings as CSV, row by row.", show_default=False
    ),
]
_Lang = Annotated[Lang, typer.Option("--lang", help="Language of titles and report.")]
_List = Annotated[bool, typer.Option("--list", help="List every kind of finding, and read no table.")]


def audit(
    *,
    source: _Source = "",
    column: options.Column = None,
    postal_column: _Postal = "",
    code_column: _Code = "",
    machiaza_column: _Machiaza = "",
    real_prop_column: _RealProp = "",
    lat: _Lat = "",
    lon: _Lon = "",
    report: _Report = "",
    findings: _Findings = "",
    as_json: options.Json = False,
    list_: _List = False,
    lang: _Lang = Lang.JA,
    encoding: options.Encoding = "",
    delimiter: options.Delimiter = "",
    no_header: options.NoHeader = False,
    no_quoting: options.NoQuoting = False,
    ragged: options.RaggedRows = options.Ragged.ERROR,
    sheet: options.SheetName = "",
    limit: options.Limit = None,
    quiet: options.Quiet = False,
    registry: options.Registry = None,
    wildcard: options.Wildcard = options.WILDCARD,
    dictionary: options.Dictionary = None,
) -> None:
    """Find out what is wrong with the addresses of a table.

    Prints what was found, and how often; the report shows it with samples, by column, prefecture and municipality.
    """
    if list_:
        return _print_catalogue(lang, as_json)
    from addrreg.audit import audit as run
    from addrreg.options import Options

    _check(source, report, findings)
    keep = ragged is options.Ragged.KEEP
    opened = _opened(source, sheet, encoding, delimiter, not no_header, not no_quoting, keep)
    chosen = Options(wildcard=wildcard, dictionary=dictionary)
    with closing(opened) as table, open_cleanser(registry, quiet, chosen) as cleanser:
        found = run(
            _rows(table),
            column or (),
            postal_column=postal_column,
            code_column=code_column,
            machiaza_column=machiaza_column,
            real_prop_column=real_prop_column,
            lat=lat,
            lon=lon,
            header=table.header,
            cleanser=cleanser,
            name=Path(table.name).name,  # a report goes further than the folders of one's machine should
            limit=limit,
        )
        _write(found, report, findings, lang)
        notes = attribution(cleanser.registry)
    if as_json or not (quiet or "-" in (report, findings)):
        typer.echo(_as_json(found, lang) if as_json else "\n".join([*_summary(found, lang), *notes]))


def _opened(source: str, sheet: str, *form: Any) -> Source:
    from addrreg.tabular.formats import open_table
    from addrreg.tabular.reading import Form

    return open_table(source, Form(*form), sheet=sheet, strict=False)


def _as_json(found: Audit, lang: Lang) -> str:
    return json.dumps(found.to_dict(lang), ensure_ascii=False, indent=2)


def _rows(table: Source) -> Iterator[list[str]]:
    """The rows of a table of any format, as text."""
    from addrreg.tabular.chunks import Ragged, cell_text
    from addrreg.tabular.reading import Table

    if isinstance(table, Table):
        yield from table.rows()
        return
    ragged = Ragged()
    for chunk in table.chunks():
        for row in table.parser.parse(chunk, ragged).cells:
            yield [cell_text(cell) for cell in row]


def _write(found: Audit, report: str, findings: str, lang: Lang) -> None:
    """Write the files that were asked for, and give the temporary one back."""
    with found:
        if findings:
            found.write_findings(findings, lang)
        if report:
            found.write_report(report, lang)


def _check(source: str, report: str, findings: str) -> None:
    """Refuse before the work what could not be written after it."""
    from addrreg.errors import InputError
    from addrreg.tabular.choices import Format
    from addrreg.tabular.formats import format_of
    from addrreg.tabular.writing import target_of

    if not source:
        raise InputError("no table is given", remedy="addrreg audit INPUT --column 住所 --report audit.html")
    targets = [target_of(path, source) for path in (report, findings) if path]
    if findings and format_of(findings) not in (None, Format.CSV):
        raise InputError(
            f"{findings}: findings are written as CSV",
            remedy=f"--findings {Path(findings).with_suffix('.csv')}",
        )
    if len(targets) != len(set(targets)):
        raise InputError("report and findings are the same file", remedy="give them two names")


def _print_catalogue(lang: Lang, as_json: bool) -> None:
    from addrreg.audit.catalogue import CHARACTERISTIC_NAMES, SEVERITY_NAMES, catalogue

    for kind in catalogue().values():
        if as_json:
            typer.echo(json.dumps(kind.to_dict(lang), ensure_ascii=False))
            continue
        of = f"{CHARACTERISTIC_NAMES[kind.characteristic][lang]}, {SEVERITY_NAMES[kind.severity][lang]}"
        typer.echo(
            f"{kind.code}  {kind.title(lang)} ({of})\n    {kind.description(lang)}\n    → {kind.remedy(lang)}"
        )


def _summary(found: Audit, lang: Lang) -> list[str]:
    """The counts, most serious first, for a terminal."""
    from addrreg.audit.catalogue import CHARACTERISTIC_NAMES, SEVERITY_NAMES, Severity

    severity = found.severity()
    worst = ", ".join(f"{SEVERITY_NAMES[one][lang]} {severity[one]:,}" for one in Severity)
    clean = {Lang.JA: "指摘なし", Lang.EN: "none"}[lang]
    rows = {Lang.JA: f"{found.name} の{found.rows:,}行", Lang.EN: f"{found.rows:,} rows of {found.name}"}[
        lang
    ]
    lines = [f"{rows}: {worst}, {clean} {severity['none']:,}"]
    kinds = sorted(
        found.kinds(), key=lambda kind: (list(Severity).index(kind.severity), -found.count(kind.code))
    )
    for kind in kinds:
        count = found.rows_with(kind.code)
        lines.append(
            f"  {_padded(SEVERITY_NAMES[kind.severity][lang], 8)} {count:>10,} {count / found.rows:>8.2%}"
            f"  {kind.code:24} {kind.title(lang)} ({CHARACTERISTIC_NAMES[kind.characteristic][lang]})"
        )
    return lines


def _padded(text: str, width: int) -> str:
    """A text as wide as its column on a terminal, where a kanji takes two places."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return text + " " * (width - len(text) - wide)
