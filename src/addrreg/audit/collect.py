"""Collect (集計): findings counted by kind, column and place, with a few samples of each, in memory that does not grow.

What is counted per row is counted by the *set* of a row's findings: a row with two errors is one row with an error,
whichever way the rows are grouped afterwards. There are few different sets, so few counters.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

from addrreg.audit.address import Checked
from addrreg.audit.catalogue import catalogue
from addrreg.audit.found import Finding, Found
from addrreg.audit.spool import BITS, Kept, Spool

__all__ = ["Collector"]

_new = tuple.__new__
_COLUMN_AND_CODE = itemgetter(1, 2)
#: Late findings held before they are written.
_MOST = 4096


class Collector:
    """Takes the rows of a file batch by batch; deterministic, whatever the size of the batches."""

    def __init__(self, columns: Sequence[str], address: str, samples: int) -> None:
        # which bit of a row's set stands for which kind is the order of the catalogue
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
        #: Findings that came late, and what the sets of their rows are now.
        self._findings: list[Finding] = []
        self._marks: dict[int, int] = {}

    def add(self, first: int, cells: Sequence[str], checked: Checked) -> None:
        """Take a batch of rows, the first of which has the number ``first``: their addresses as given, and what was found out of them."""
        bits, findings = [0] * len(cells), list[Finding]()
        for at in sorted(checked.found):
            bits[at] = self._noted(first + at, checked.found[at], findings)
        self._count(findings)
        self.sets.update(zip(checked.lg_code, bits, strict=True))
        self.spool.add(first, (cells, checked.address, checked.lg_code), checked.key, bits, findings)

    def _noted(self, row: int, found: Sequence[Found], findings: list[Finding]) -> int:
        bits = 0
        for column, code, value, detail, suggestion in found:
            bits |= self.bit[code]
            findings.append(_new(Finding, (row, self._names[column], code, value, detail, suggestion)))
        return bits

    def add_late(self, place: Kept, *found: Found) -> None:
        """Take findings of a row that was taken before; all of one check at once."""
        row, _, _, lg_code, before = place
        findings: list[Finding] = []
        bits = before | self._noted(row, found, findings)
        self._count(findings)
        self._findings += findings
        self.sets[lg_code, before] -= 1
        self.sets[lg_code, bits] += 1
        self._marks[row] = bits
        if len(self._findings) >= _MOST:
            self.flush()

    def flush(self) -> None:
        """Write to disk what came late; call it behind each check of all rows."""
        self.spool.add_late(self._findings, self._marks)
        self._findings.clear()
        self._marks.clear()

    def samples(self) -> dict[str, list[Finding]]:
        """Some findings of each kind, in the order of the rows."""
        return {
            code: sorted((finding for _, finding in kept), key=lambda finding: finding.row)
            for code, kept in self._samples.items()
        }

    def _count(self, findings: Sequence[Finding]) -> None:
        self.by_column.update(map(_COLUMN_AND_CODE, findings))
        samples, most = self._samples, self._most
        for finding in findings:
            # The rows of the smallest hash: a sample that is spread over the file, and the same in each run.
            weight = -(finding[0] * 2654435761 & 0xFFFFFFFF)
            kept = samples.setdefault(finding[2], [])
            if len(kept) < most:
                heapq.heappush(kept, (weight, finding))
            elif kept and weight > kept[0][0]:
                heapq.heapreplace(kept, (weight, finding))
