"""Found (見つけたもの): what a check hands back, and the finding that a reader of the audit gets."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

__all__ = ["Finding", "Found", "Noted"]

#: What a check hands back, as a plain tuple: (code, value, detail, suggestion). The value is the cell that was looked at.
Noted: TypeAlias = tuple[str, str, str, str]

#: The same with the column in front: its position, or -1 where the columns of the address were read together.
Found: TypeAlias = tuple[int, str, str, str, str]


class Finding(NamedTuple):
    """One thing that is wrong with one row."""

    row: int
    """The row, counted from 1 behind the header."""
    column: str
    """The column's name; of an address of several columns their names joined by ``+``."""
    code: str
    """Which kind of finding (:func:`addrreg.audit.catalogue`)."""
    value: str
    """The cell as it stands in the file."""
    detail: str
    """What exactly was seen: the characters, the contradicting place, the candidates. It needs no translation."""
    suggestion: str
    """What could stand there instead; empty where nothing follows from the registry."""
