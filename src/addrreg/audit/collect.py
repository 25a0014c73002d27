"""Collect (集計): findings counted by kind, column and place, with a few samples of each, in memory that does not grow.

What is counted per row is counted by the *set* of a row's findings: a row with two errors is one row with an error,
whichever way the rows are grouped afterwards. There are few different sets, so few counters.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence

from addrreg.audit.catalogue import catalogue
from addrreg.audit.found import Finding, Found
from addrreg.audit.spool import Kept, Spool

__all__ = ["BITS", "Collector"]

#: Which bit of a row's set stands for which kind is the order of the catalogue; this many fit.
BITS = 80
#: Late findings held before they are written.
_MOST = 4096


class Collector:
    """Takes the rows of a file one by one; deterministic, whatever the size of the batches."""

    def __init__(self, columns: Sequence[str], address: str, samples: int) -> None:
        self.bit = {code: 1 << number for number, code in enumerate(catalogue())}
        if len(self.bit) > BITS:
            raise ValueError("the catalogue has more kinds than a row's set has bits")
        self.spool = Spool()
        #: Rows by (lg_code, set of findings).
        self.sets: Counter[tuple[str, int]] = Counter()
        #: Findings by (column, code).
        self.by_column: Counter[tuple[str, str]] = Counter()
        self._names = dict(enumerate(columns)) | {-1: address}
        self._most = samples
        self._samples: dict[str, list[tuple[int, Finding]]] = {}
        self._places: list[Kept] = []
        self._findings: list[Finding] = []

    def add(
        self, row: int, cells: str, address: str, lg_code: str, key: bytes | None, found: Sequence[Found]
    ) -> None:
        """Take one row: its number, its address as given and as cleansed, its municipality, its place, its findings."""
        bits = 0
        if found:
            bits = self._noted(row, found)
        self.sets[lg_code, bits] += 1
        self._places.append((row, cells, address, lg_code, bits, key))

    def _noted(self, row: int, found: Sequence[Found]) -> int:
        bits = 0
        for column, code, value, detail, suggestion in found:
            bits |= self.bit[code]
            self._take(Finding(row, self._names[column], code, value, detail, suggestion))
        return bits

    def add_late(self, place: Kept, found: Found) -> None:
        """Take a finding of a row that was taken before."""
        row, _, _, lg_code, bits, _ = place
        column, code, value, detail, suggestion = found
        self.sets[lg_code, bits] -= 1
        self.sets[lg_code, bits | self.bit[code]] += 1
        self.spool.mark(row, bits | self.bit[code])
        self._take(Finding(row, self._names[column], code, value, detail, suggestion))
        if len(self._findings) >= _MOST:
            self.flush()

    def flush(self) -> None:
        """Write to disk what was taken; call it behind each batch."""
        self.spool.add(self._places, self._findings)
        self._places.clear()
        self._findings.clear()

    def samples(self) -> dict[str, list[Finding]]:
        """Some findings of each kind, in the order of the rows."""
        return {
            code: sorted((finding for _, finding in kept), key=lambda finding: finding.row)
            for code, kept in self._samples.items()
        }

    def _take(self, finding: Finding) -> None:
        self._findings.append(finding)
        self.by_column[finding.column, finding.code] += 1
        # The rows of the smallest hash: a sample that is spread over the file, and the same in each run.
        weight = -(finding.row * 2654435761 & 0xFFFFFFFF)
        kept = self._samples.get(finding.code)
        if kept is None:
            kept = self._samples[finding.code] = []
        if len(kept) < self._most:
            heapq.heappush(kept, (weight, finding))
        elif weight > kept[0][0]:
            heapq.heapreplace(kept, (weight, finding))
