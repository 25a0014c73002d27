"""Candidate (候補): one way to read the names at the head of an address, kept until the decision."""

from __future__ import annotations

from typing import NamedTuple

from addrreg.registry.names import FORMER

__all__ = [
    "ADD_WARD",
    "CHOME_HYPHEN",
    "DIGIT_END",
    "KOAZA_ONLY",
    "REPEATED",
    "SKIP_AZA",
    "SKIP_CHO",
    "SKIP_COUNTER",
    "Candidate",
    "name_start",
]

#: Rules that a candidate used, as bits of ``flags`` above those of its admin name (:mod:`addrreg.registry.names`).
SKIP_AZA, CHOME_HYPHEN, KOAZA_ONLY, DIGIT_END, ADD_WARD, REPEATED, SKIP_CHO = 16, 32, 64, 128, 256, 512, 1024
SKIP_COUNTER = 1 << 14

_BEHIND = FORMER | KOAZA_ONLY | SKIP_CHO


class Candidate(NamedTuple):
    """One reading: a unit, perhaps a node of it, and where in the folded key its names lie.

    Names are ``key[admin_start:admin_end]``, ``key[oaza_start:oaza_end]`` and ``key[oaza_end:end]``; what is between
    ``admin_end`` and ``oaza_start`` is a Kyoto street name.
    """

    unit: int
    flags: int
    admin_start: int
    admin_end: int
    oaza: int
    """Node of the 大字・町; 0 if none was found."""
    oaza_start: int
    oaza_end: int
    node: int
    """Deepest node: the 丁目 or 小字, or the 大字 itself; 0 if no town was found."""
    end: int
    """Where the names end and the number begins."""
    clean: bool
    """Whether a number, a space or nothing follows: a name cut out of a longer unknown name is doubtful."""

    def rank(self) -> tuple[bool, int, int]:
        """Order of candidates for one text: a town; more text read; neither a former name nor a 小字 without 大字."""
        return self.node > 0, self.end - (0 if self.clean else 2), -(self.flags & _BEHIND)


def name_start(candidate: Candidate) -> int:
    """Where the 大字 begins as written: a 大字 or 字 that the walk skipped belongs to it, a street name does not."""
    return candidate.admin_end if candidate.oaza_start - candidate.admin_end <= 2 else candidate.oaza_start
