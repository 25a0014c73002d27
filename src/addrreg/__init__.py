"""addrreg cleanses Japanese addresses against a local copy of the アドレス・ベース・レジストリ.

>>> import addrreg
>>> addrreg.normalize("千代田区紀尾井町１の３").address
'東京都千代田区紀尾井町1-3'
"""

from __future__ import annotations

from addrreg.errors import AddrregError
from addrreg.options import Options
from addrreg.pipeline import Cleanser, normalize
from addrreg.result import COLUMNS, Candidate, Evidence, Result, Span
from addrreg.words import MatchLevel, Status

__all__ = [
    "COLUMNS",
    "AddrregError",
    "Candidate",
    "Cleanser",
    "Evidence",
    "MatchLevel",
    "Options",
    "Result",
    "Span",
    "Status",
    "normalize",
]

__version__ = "0.1.0"
