"""Score (得点): a sum of named evidence between 0 and 1, documented in docs/score.md.

The score orders candidates and lets a user set the doubtful rows aside; it is no probability. Each part says something
that can be seen in the row itself.
"""

from __future__ import annotations

from functools import lru_cache

from addrreg.result import Evidence

__all__ = ["EVIDENCE", "evidence_of"]

#: Name, weight in hundredths (below 0: a doubt), and what it says; the order is the order of the bits in a mask.
EVIDENCE: tuple[tuple[str, int, str], ...] = (
    ("pref", 10, "the prefecture is known"),
    ("city", 20, "the municipality is known"),
    ("machiaza", 30, "a 大字・町 or something deeper is known"),
    ("number", 10, "a number was read, or nothing stands behind the names"),
    ("no_rest", 10, "nothing is left over that was not understood"),
    ("clean_end", 5, "the names end where a number, a break or nothing follows"),
    ("as_written", 5, "the names are spelled as in the registry"),
    ("complete", 5, "nothing in front of the deepest name was left out"),
    ("unique", 5, "no other place fits equally well"),
    ("rescue", -15, "a name was read in spite of a slip"),
    ("wildcard", -10, "a name was read in spite of a lost character"),
)


@lru_cache(maxsize=1 << len(EVIDENCE))
def evidence_of(mask: int) -> tuple[float, tuple[Evidence, ...]]:
    """The score and the evidence that a mask stands for: bit i is set where ``EVIDENCE[i]`` was found.

    >>> evidence_of(0b11)
    (0.3, (Evidence(name='pref', weight=0.1), Evidence(name='city', weight=0.2)))
    """
    parts = [(name, weight) for bit, (name, weight, _) in enumerate(EVIDENCE) if mask >> bit & 1]
    return sum(weight for _, weight in parts) / 100, tuple(
        Evidence(name, weight / 100) for name, weight in parts
    )
