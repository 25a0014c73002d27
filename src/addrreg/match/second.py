"""Second (二度目の読み): what is tried on a text that the walk did not read to a town, opened at its first such text."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cached_property

from addrreg.match.candidate import Candidate
from addrreg.match.readings import Readings
from addrreg.match.repair import Doubt, Repair
from addrreg.match.roman import is_roman, roman_address, roman_head
from addrreg.match.stopped import Stopped
from addrreg.match.walk import Walker
from addrreg.options import Options
from addrreg.registry.names import Names
from addrreg.registry.towns import Towns
from addrreg.text.fold import Folded, default_folder

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
        self._connection = connection
        self._readings = Readings(connection, names)

    @cached_property
    def _stopped(self) -> Stopped:
        return Stopped(self._connection, self._names, self._rows, self._walker, self._readings, self._options)

    def look(self, folded: Folded, candidates: Sequence[Candidate], post_code: str) -> Repair | Doubt | None:
        """The text repaired, or the places that it could mean; None where it says no more than was read."""
        found = self._look(folded, candidates, post_code)
        # a repair that changes nothing would be repaired for ever
        return None if isinstance(found, Repair) and found.text == folded.text else found

    def _look(self, folded: Folded, candidates: Sequence[Candidate], post_code: str) -> Repair | Doubt | None:
        if not candidates and is_roman(folded.text):
            return roman_address(folded.text, self._readings, self._names, self._rows)
        if not candidates:
            for repair in roman_head(folded.text, self._readings, self._names):
                again = default_folder().fold(repair.text)
                if any(c.node and c.clean for c in self._walker.walk(again, 0)):
                    return repair
        return self._stopped.repair(folded, candidates, post_code)
