"""Audit (監査): what is wrong with the addresses of a file, counted, explained, and with what could stand there instead.

>>> from addrreg.audit import audit
>>> with audit(["東京都千代田区紀尾井町1-3", "同上"]) as found:
...     [kind.title("en") for kind in found.kinds()]
['Placeholder instead of an address']
"""

from __future__ import annotations

from addrreg.audit.catalogue import Characteristic, Kind, Lang, Severity, catalogue
from addrreg.audit.form import RowChecks
from addrreg.audit.found import Finding
from addrreg.audit.outcome import Audit, Column, Place, Snapshot
from addrreg.audit.run import audit

__all__ = [
    "Audit",
    "Characteristic",
    "Column",
    "Finding",
    "Kind",
    "Lang",
    "Place",
    "RowChecks",
    "Severity",
    "Snapshot",
    "audit",
    "catalogue",
]
