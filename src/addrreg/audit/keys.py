"""Keys (場所の鍵): which rows of a file are of one place, in memory that does not grow with the file.

A key is a number of 64 bits, so that a hundred thousand rows are a few megabytes: a file of that size is told apart at once. The
keys of a longer one go to disk, where SQLite sorts them.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from operator import itemgetter, xor

from addrreg.result import Result
from addrreg.text.fold import default_folder
from addrreg.words import Status

__all__ = ["NO_KEY", "Keys", "key_of", "plain_keys"]

#: The key of a row that is of no sure place.
NO_KEY = 0

#: As many rows are held; they cost some 25 MB while they are counted.
_MOST = 1 << 17

_PLACE = itemgetter(
    *map(Result._fields.index, ("lg_code", "machiaza_id", "oaza_cho", "chome", "koaza", "number"))
)
_STORE = "CREATE TABLE key (row INTEGER PRIMARY KEY, key INTEGER, spelling INTEGER)"
_SEVERAL = """
    SELECT key.row, several.first FROM key
    JOIN (SELECT key, min(row) AS first FROM key GROUP BY key HAVING min(spelling) <> max(spelling)) AS several
    USING (key) ORDER BY key.row
"""


def key_of(result: Result) -> int:
    """A number that all spellings of one place share in this process; NO_KEY where the place is not sure to be one.

    Without a number a town is no place that rows could be duplicates of: its offices and schools all have it.

    >>> from addrreg import normalize
    >>> key_of(normalize("千代田区紀尾井町１の３")) == key_of(normalize("東京都千代田区紀尾井町1番3号"))
    True
    """
    if not result.number or result.status != Status.MATCHED or result.rest:
        return NO_KEY
    text = (
        f"{result.lg_code}|{result.machiaza_id}|{result.oaza_cho}{result.chome}{result.koaza}|{result.number}"
    )
    if result.building or result.floor or result.room:
        text += default_folder().key(f"|{result.building}|{result.floor}|{result.room}")
    return hash(text)


def plain_keys(results: Sequence[Result]) -> list[int]:
    """The keys of results that are known to be matched, with a number and nothing behind it."""
    return [
        hash(f"{lg_code}|{machiaza_id}|{oaza_cho}{chome}{koaza}|{number}")
        for lg_code, machiaza_id, oaza_cho, chome, koaza, number in map(_PLACE, results)
    ]


class Keys:
    """Takes the key and the text of each row in order, then tells the rows whose place is written in several ways.

    ``connection`` is a temporary database. Of a text only its hash is kept.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._keys, self._spellings = array("q"), array("q")
        #: The row in front of those that are held; 0 as long as all are.
        self._before = 0

    def add(self, keys: Sequence[int], texts: Sequence[str]) -> None:
        """Take the next rows."""
        self._keys.extend(keys)
        self._spellings.extend(map(hash, texts))
        if len(self._keys) > _MOST:
            self._store()

    def several(self) -> Iterator[tuple[int, int]]:
        """The rows whose key has another text as well, in order, each with the first row of its key; call it once, at the end."""
        if self._before:
            self._store()
            yield from self._connection.execute(_SEVERAL)
            return
        # each text of a key once: of two hashes, told apart by both
        once = dict(zip(map(xor, self._keys, self._spellings), self._keys, strict=True))
        several = {key for key, texts in Counter(once.values()).items() if texts > 1} - {NO_KEY}
        first: dict[int, int] = {}
        for row, key in enumerate(self._keys, 1):
            if key in several:
                yield row, first.setdefault(key, row)

    def _store(self) -> None:
        """Move the rows that are held to disk."""
        if not self._before:
            self._connection.execute(_STORE)
        rows = zip(count(self._before + 1), self._keys, self._spellings, strict=False)
        self._connection.executemany(
            "INSERT INTO key VALUES (?,?,?)", (row for row in rows if row[1] != NO_KEY)
        )
        self._before += len(self._keys)
        del self._keys[:], self._spellings[:]
