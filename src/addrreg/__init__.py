"""addrreg cleanses Japanese addresses against a local copy of the アドレス・ベース・レジストリ.

>>> import addrreg
>>> addrreg.normalize("千代田区紀尾井町１の３").address
'東京都千代田区紀尾井町1-3'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addrreg.errors import AddrregError
from addrreg.options import Options
from addrreg.pipeline import Cleanser, normalize
from addrreg.result import COLUMNS, Candidate, Evidence, Result, Span
from addrreg.words import MatchLevel, Status

if TYPE_CHECKING:
    from addrreg.find.finder import Finder, lookup, reverse, suggest
    from addrreg.find.reverse import Nearby
    from addrreg.find.suggest import Suggestion

__all__ = [
    "COLUMNS",
    "AddrregError",
    "Candidate",
    "Cleanser",
    "Evidence",
    "Finder",
    "MatchLevel",
    "Nearby",
    "Options",
    "Result",
    "Span",
    "Status",
    "Suggestion",
    "lookup",
    "normalize",
    "reverse",
    "suggest",
]

__version__ = "0.1.0"

#: Names that are imported when they are asked for: cleansing does without them.
_LATER = {
    "Finder": "addrreg.find.finder",
    "Nearby": "addrreg.find.reverse",
    "Suggestion": "addrreg.find.suggest",
    "lookup": "addrreg.find.finder",
    "reverse": "addrreg.find.finder",
    "suggest": "addrreg.find.finder",
}


def __getattr__(name: str) -> Any:
    """One of the names of :data:`_LATER`."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LATER[name]), name)
