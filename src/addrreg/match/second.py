"""Second (二度目の読み): what is tried on a text that the walk did not read to a town, opened at its first such text."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cached_property

from addrreg.match.candidate import Candidate
from addrreg.match.readings import Readings
from addrreg.match.repair import Repair
from addrreg.match.roman import is_roman, roman_address
from addrreg.match.stopped import Doubt, Stopped
from addrreg.match.walk import Walker
from addrreg.options import Options
from addrreg.registry.names import Names
from addrreg.registry.towns import Towns
from addrreg.text.fold import Folded

__all__ = ["Second"]


class Second:
    """Another look at a text: Latin letters, then lost characters, kana and slips at the place where the walk stopped."""

    def __init__(
        self, connection: sqlite3.Connection, names: Names, rows: Towns, walker: Walker, options: Options
    ) -> None:
        self._names = names
        self._rows = rows
        self._walker = walker
        self._options = options
        self._readings = Readings(connection, names)

    @cached_property
    def _stopped(self) -> Stopped:
        return Stopped(self._names, self._rows, self._walker, self._readings, self._options)

    def look(self, folded: Folded, candidates: Sequence[Candidate]) -> Repair | Doubt | None:
        """The text repaired, or the places that it could mean; None where it says no more than was read."""
        if not candidates and is_roman(folded.text):
            return roman_address(folded.text, self._readings, self._names, self._rows)
        return self._stopped.repair(folded, candidates)
