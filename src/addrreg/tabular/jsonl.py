"""JSON Lines: one object a line; its members are the columns, and it is written back as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from addrreg.errors import InputError
from addrreg.tabular.chunks import Chunk, Parser, Ragged, Rows
from addrreg.tabular.encoding import Encoding
from addrreg.tabular.source import Source

__all__ = ["JsonLines", "JsonParser"]


@dataclass(frozen=True, slots=True)
class JsonParser:
    """Makes rows of lines that hold one JSON object each."""

    name: str
    header: tuple[str, ...]
    strict: bool
    """Whether a member that is no column is an error: a table of fixed columns would lose it."""

    def parse(self, chunk: Chunk, ragged: Ragged) -> Rows:
        """The rows of a chunk; raises :class:`InputError` with the line of a fault."""
        cells: list[list[Any]] = []
        raw: list[str] = []
        known = set(self.header)
        for number, text in enumerate(chunk.payload.split("\n"), chunk.first):
            line = text.strip()
            if not line:
                ragged.blank += bool(text)
                continue
            row = self.object(line, number)
            if self.strict and not row.keys() <= known:
                new = next(key for key in row if key not in known)
                raise InputError(
                    f"{self.name}, line {number:,}: {new!r} is no column of the output, which has those of the first lines",
                    remedy="--format jsonl keeps every member, or give the input as a file and not as a pipe",
                )
            cells.append([row.get(column) for column in self.header])
            raw.append(line)
        return Rows(cells, raw)

    def object(self, line: str, number: int) -> dict[str, Any]:
        """One line as an object; raises :class:`InputError`."""
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(
                f"{self.name}, line {number:,} is not JSON: {error}",
                remedy="one object a line, and nothing else",
            ) from None
        if not isinstance(row, dict):
            raise InputError(
                f"{self.name}, line {number:,} is not an object but {type(row).__name__}",
                remedy="one object a line, with the address as one of its members",
            )
        return row


class JsonLines:
    """An open JSON Lines file; ``strict`` where the output has fixed columns, which are those of all lines."""

    unit = "lines"
    delimiter, newline = ",", "\n"

    def __init__(
        self, where: str, encoding: str = "utf-8", *, strict: bool = False, found: Encoding | None = None
    ) -> None:
        self._where, self._strict = where, strict
        self._source = Source(where, encoding, found)
        self.name, self.encoding = self._source.name, self._source.encoding
        try:
            self._pieces = self._source.pieces()
            self._rest = next(self._pieces, "")
            self.header = self._members(self._rest)
        except BaseException:
            self.close()
            raise
        self.width = len(self.header)
        self.parser: Parser = JsonParser(self.name, tuple(self.header), strict)

    @property
    def size(self) -> int | None:
        """Bytes of the file; None for a pipe."""
        return self._source.size

    def close(self) -> None:
        """Close the file."""
        self._source.close()

    def _members(self, text: str) -> list[str]:
        """The members of the first objects, in the order in which they come first."""
        self._look = look = JsonParser(self.name, (), False)
        found: dict[str, None] = {}
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                found.update(dict.fromkeys(look.object(line, number)))
        if not found:
            raise InputError(f"{self.name} is empty", remedy="give one JSON object a line")
        return list(found)

    def check(self, limit: int | None = None) -> int | None:
        """Read a file through, and learn all members that occur; None for a pipe."""
        if self.size is None:
            return None
        found, rows = dict.fromkeys(self.header), 0
        other = JsonLines(self._where, found=self.encoding)
        try:
            for chunk in other.chunks(limit):
                for number, line in enumerate(chunk.payload.split("\n"), chunk.first):
                    if line.strip():
                        found.update(dict.fromkeys(other._look.object(line, number)))
                        rows += 1
        finally:
            other.close()
        self.header = list(found)
        self.width = len(found)
        self.parser = JsonParser(self.name, tuple(found), self._strict)
        return rows

    def chunks(self, limit: int | None = None) -> Iterator[Chunk]:
        """The lines; ``limit`` is the most objects of all."""
        first = 1
        for piece in chain([self._rest], self._pieces):
            text = piece
            if limit is not None:
                lines = [line + "\n" for line in piece.split("\n")]
                ends = [at for at, line in enumerate(lines, 1) if line.strip()]
                taken = ends[:limit]
                text = "".join(lines[: taken[-1]]) if taken else ""
                limit -= len(taken)
            if text:
                count = text.count("\n") + (text[-1] != "\n")
                yield Chunk(text, first, first + count - 1)
                first += count
            if limit == 0:
                return
