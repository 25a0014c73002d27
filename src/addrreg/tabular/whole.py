"""Whole (一つの出力): one output that is there when it is whole, or not at all, and records as bytes for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from addrreg.errors import OutputError
from addrreg.tabular.encoding import Encoding
from addrreg.tabular.part import Part
from addrreg.tabular.writing import open_stream

__all__ = ["record_bytes", "whole_output"]


@contextmanager
def whole_output(where: str, source: str = "") -> Iterator[BinaryIO]:
    """A stream to write to: ``-`` for standard output, else a file that appears when all went well."""
    with open_stream(where) as stream:
        if stream is not None:
            yield stream
            return
        part = Part(where, source, None)
        try:
            part.begin(False)
            yield part.stream
            part.finish()
        except BaseException:
            part.drop()
            raise


def record_bytes(cells: Sequence[object], encoding: Encoding, delimiter: str, newline: str) -> bytes:
    """A record with its line end; OutputError for a character that the encoding does not have."""
    sink = io.StringIO(newline="")
    csv.writer(sink, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    text = sink.getvalue()[:-2] + newline
    try:
        return text.encode(encoding.codec)
    except UnicodeEncodeError as error:
        char = text[error.start]
        raise OutputError(
            f"the output holds {char!r} (U+{ord(char):04X}), which {encoding.name} lacks",
            remedy="cleanse the input anew with --output-encoding utf-8-sig",
        ) from None
