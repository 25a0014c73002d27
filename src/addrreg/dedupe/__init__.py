"""名寄せ (dedupe): which rows of a table are one place, told by a stable key; a wrong merge is worse than a missed one.

>>> from addrreg import normalize
>>> rows = ["東京都港区三田1-4-28 三田国際ビル2F", "港区三田１丁目４番２８号　三田国際ビル ２階", "港区三田1-4-28 三田国際ビル3F"]
>>> [group.group_size for group in group_keys([key_of(normalize(row)) for row in rows])]
[2, 2, 1]
"""

from __future__ import annotations

from collections.abc import Iterable

from addrreg.dedupe.groups import COLUMNS, WHY, Group, Groups
from addrreg.dedupe.key import KEY_VERSION, NO_KEY, Key, key_of
from addrreg.dedupe.near import THRESHOLD

__all__ = ["COLUMNS", "KEY_VERSION", "NO_KEY", "THRESHOLD", "WHY", "Group", "Key", "group_keys", "key_of"]


def group_keys(keys: Iterable[Key], threshold: float = THRESHOLD) -> list[Group]:
    """The group of each key, in order; names of buildings count as near from ``threshold`` (0–100) on."""
    with Groups(threshold) as groups:
        groups.add(keys)
        groups.close_groups()
        return list(groups.rows())
