"""Wildcard (不明文字): a character that was lost on the way (●, ?, 〓, �) stands for one character of a name.

Only where no name stands as written, at most two in a name, and only where one place fits: two known characters of the
name's own at least must be left, because ?町 fits a town nearly everywhere and a line of garbage fits anything. A decoder
writes one to three � for one lost character, so a run of � counts as any part of that.
"""

from __future__ import annotations

from collections.abc import Iterable

from addrreg.text.fold import default_folder
from addrreg.text.lazy import lazy

__all__ = ["fitting", "wild"]

_LOST = "\ufffd"
_MOST = 2
_LEAST_KNOWN = 2
_PER_LOST = 3
_KIND = lazy("(?:[町村丁字市区郡]|丁目)$")


def wild(characters: str) -> frozenset[str]:
    """The wildcards as they stand in a folded key.

    >>> sorted(wild("?？")), sorted(wild(""))
    (['?'], [])
    """
    return frozenset(default_folder().key(characters)) - frozenset("0123456789")


def fitting(
    names: Iterable[str], key: str, p: int, wilds: frozenset[str], known: int = _LEAST_KNOWN
) -> list[tuple[str, int]]:
    """The names that the text at ``p`` can be, with the position behind; ``known`` characters must be as written.

    What a name ends with (町, 市) is not counted as known.

    >>> fitting(["霞が関", "紀尾井町", "有楽町"], "霞?関2-1", 0, wild("?")), fitting(["2木", "3木"], "?木", 0, wild("?"))
    ([('霞が関', 3)], [])
    """
    found = []
    for name in names:
        if name[0] != key[p] and key[p] not in wilds:
            continue
        kind = _KIND.search(name)
        for end, lost in _ends(name, key, p, wilds):
            own = len(name) if kind is None else kind.start()
            if 0 < len(lost) <= _MOST and own - sum(i < own for i in lost) >= known:
                found.append((name, end))
    return found


def _ends(name: str, key: str, p: int, wilds: frozenset[str]) -> Iterable[tuple[int, tuple[int, ...]]]:
    """Where the name can end, and which of its characters are lost."""
    states: set[tuple[int, tuple[int, ...]]] = {(p, ())}
    for i, c in enumerate(name):
        behind: set[tuple[int, tuple[int, ...]]] = set()
        for q, lost in states:
            if key[q : q + 1] == c:
                behind.add((q + 1, lost))
            elif len(lost) < _MOST and key[q : q + 1] in wilds and q < len(key):
                behind.add((q + 1, (*lost, i)))
                if key[q] == _LOST:
                    behind.update(
                        (q + n, (*lost, i)) for n in range(2, _PER_LOST + 1) if key[q : q + n] == _LOST * n
                    )
        states = behind
        if not states:
            break
    return states
