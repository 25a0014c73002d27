"""Quiet (言うことのない読み取り): results that say nothing of their address, told by one look at each.

Nearly all rows of a usable file are read down to a town, with a number and nothing behind it, by steps of which none is a
finding. What such a result has in common with the others of its kind is a handful of words, so that it is looked up, not checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from addrreg.audit.reading import TELLING_STEPS
from addrreg.result import Result
from addrreg.words import DEPTH, MatchLevel, Status

__all__ = ["Quiet"]

_WORDS = ("status", "match_level", "building", "floor", "room", "rest", "steps")
_SIGNATURE = itemgetter(*map(Result._fields.index, _WORDS))
_NUMBER = itemgetter(Result._fields.index("number"))

#: A number of more characters may have a room glued on (2-3-405).
_LONGEST = 6


class Quiet:
    """Tells results that say something from those that do not; remembers the signatures of the latter, a few dozen."""

    def __init__(self) -> None:
        self._known: set[tuple[str, ...]] = set()

    def telling(self, results: Sequence[Result]) -> list[int]:
        """The positions of the results that must be checked; a few of them have nothing to say all the same.

        >>> from addrreg import Cleanser
        >>> with Cleanser() as cleanser:
        ...     results = list(cleanser.many(["千代田区紀尾井町1-3", "東京都千代田区紀尾井町1-3", "東京都千代田区紀尾井町"]))
        >>> Quiet().telling(results)
        [0, 2]
        """
        known, found = self._known, []
        signatures = map(_SIGNATURE, results)
        for at, (signature, number) in enumerate(zip(signatures, map(_NUMBER, results), strict=True)):
            quiet = signature in known or self._learn(signature)
            if not (quiet and 0 < len(number) <= _LONGEST):
                found.append(at)
        return found

    def _learn(self, signature: tuple[str, ...]) -> bool:
        """Whether results of this signature say nothing, as long as they have a short number."""
        status, level, *behind, steps = signature
        if status != Status.MATCHED or DEPTH[level] < DEPTH[MatchLevel.MACHIAZA] or any(behind):
            return False
        if not TELLING_STEPS.isdisjoint(steps.split(";")):
            return False
        self._known.add(signature)
        return True
