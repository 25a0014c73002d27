"""Commands for single addresses: normalize and explain."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from textwrap import indent
from typing import TYPE_CHECKING, Annotated

import typer

from addrreg.cli import options
from addrreg.cli.shared import open_cleanser
from addrreg.errors import InputError

if TYPE_CHECKING:
    from addrreg.result import Result

__all__ = ["add"]


def add(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog=_NORMALIZE_EXAMPLE)(normalize)
    app.command(epilog=_EXPLAIN_EXAMPLE)(explain)


_NORMALIZE_EXAMPLE = """\b
Example:
  addrreg normalize 千代田区紀尾井町１の３ --json"""

_EXPLAIN_EXAMPLE = """\b
Example:
  addrreg explain '京都市上京区今出川通烏丸東入玄武町601 同志社ビル'"""


def normalize(
    texts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TEXT…", help="Addresses; - or none reads them from standard input, one per line."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object per line, with all columns.")
    ] = False,
    registry: options.Registry = None,
    wildcard: options.Wildcard = options.WILDCARD,
    dictionary: options.Dictionary = None,
    target: options.Target = options.TargetKind.ALL,
) -> None:
    """Normalise addresses.

    Each is shown with the columns that hold something: names, ids, number, building, what is left over.
    """
    from addrreg.options import Options

    given: Iterable[str] = texts if texts and texts != ["-"] else stdin_lines()
    _check_output()
    with open_cleanser(
        registry, options=Options(wildcard=wildcard, dictionary=dictionary, target=target.value)
    ) as cleanser:
        for number, result in enumerate(cleanser.many(given)):
            if as_json:
                sys.stdout.write(_as_json(result))
            else:
                sys.stdout.write("\n" * bool(number) + _readable(result) + "\n")
    sys.stdout.flush()


def _check_output() -> None:
    from addrreg.errors import OutputError

    if sys.stdout is None:
        raise OutputError("standard output is closed", remedy="print to a terminal, a file or a pipe")


def _as_json(result: Result) -> str:
    return json.dumps({"input": result.input} | result.to_dict(), ensure_ascii=False) + "\n"


def _readable(result: Result) -> str:
    from addrreg.explain import block, candidates, visible

    parts = [visible(result.input), block(result)]
    if result.candidates:
        parts.append(indent(candidates(result, "could be"), "  "))
    return "\n".join(parts)


def stdin_lines() -> Iterator[str]:
    """The lines of standard input, as they come: UTF-8, or cp932 from the first line on that is not UTF-8.

    Line by line, so that a program at the other end of the pipe gets its answer; a file in another encoding
    is for ``addrreg cleanse``.
    """
    if sys.stdin.isatty():
        typer.echo("addrreg: one address per line; end with Ctrl-D", err=True)
    codecs = ["utf-8", "cp932"]
    for number, line in enumerate(sys.stdin.buffer, 1):
        data = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        for codec in list(codecs):
            try:
                text = data.decode(codec)
            except UnicodeDecodeError:
                continue
            if not text.isascii():
                codecs = [codec]
            yield text.rstrip("\r\n")
            break
        else:
            raise InputError(
                f"standard input, line {number:,} is not {' or '.join(codecs)}",
                remedy="addrreg cleanse - -o - --no-header --encoding NAME",
            )


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="An address.")],
    registry: options.Registry = None,
    wildcard: options.Wildcard = options.WILDCARD,
    dictionary: options.Dictionary = None,
    target: options.Target = options.TargetKind.ALL,
) -> None:
    """Show how an address was read.

    A mask line says what each character was taken for; then the steps, the evidence and the runners-up.
    """
    from addrreg.explain import explain as explained
    from addrreg.options import Options

    _check_output()
    with open_cleanser(
        registry, options=Options(wildcard=wildcard, dictionary=dictionary, target=target.value)
    ) as cleanser:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        sys.stdout.write(explained(cleanser(text), width) + "\n")
    sys.stdout.flush()
