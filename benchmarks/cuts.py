"""Cases with a part of the municipality left out: what people do who know where they are.

    python benchmarks/accuracy.py --cut pref --cut city

A case is cut only where it is written in full, from the prefecture on, in the registry's own spelling, and where each
part to be cut is there; the others say nothing about the cut and are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

__all__ = ["PARTS", "cut_cases"]

#: What can be left out. ``city`` is the designated city in front of its ward (麻生区 for 川崎市麻生区).
PARTS = ("pref", "county", "city", "ward")

Case = dict[str, str]


def cut_cases(cases: Iterable[Case], parts: Iterable[str], connection: sqlite3.Connection) -> list[Case]:
    """The cases that have all the parts, without them.

    >>> import sqlite3
    >>> registry = sqlite3.connect(":memory:")
    >>> _ = registry.execute("create table city (pref, county, city, ward)")
    >>> _ = registry.execute("insert into city values ('神奈川県', '', '川崎市', '麻生区')")
    >>> [case["input"] for case in cut_cases([{"input": "神奈川県川崎市麻生区万福寺1-5-1"}], ["pref", "city"], registry)]
    ['麻生区万福寺1-5-1']
    """
    wanted = frozenset(parts)
    known: dict[str, list[tuple[str, ...]]] = {}
    for row in connection.execute("select pref, county, city, ward from city"):
        known.setdefault(row[0], []).append(row)
    for rows in known.values():
        rows.sort(key=lambda row: -len("".join(row)))
    return [case | {"input": cut} for case in cases for cut in _cut(case["input"].strip(), wanted, known)]


def _cut(text: str, wanted: frozenset[str], known: dict[str, list[tuple[str, ...]]]) -> Iterator[str]:
    rows = next((rows for pref, rows in known.items() if text.startswith(pref)), [])
    # 横浜市鶴見区 before 横浜市: the longest name that the text begins with
    row = next((row for row in rows if text.startswith("".join(row))), None)
    if row is None:
        return
    names = dict(zip(PARTS, row, strict=True))
    if all(names[part] for part in wanted) and not ("city" in wanted and not names["ward"]):
        kept = "".join(name for part, name in names.items() if part not in wanted)
        yield kept + text[len("".join(row)) :]
