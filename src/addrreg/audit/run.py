"""Run (監査): the rows of a table, cleansed and checked, once through. Read this first of the audit.

    rows ─ given ─ cleanse ─┬─ text      characters of the cells        ─┐
                            ├─ reading   what the result says            ├─ collect ─→ Audit ─→ report, findings, JSON
                            ├─ beside    the other columns               │
                            └─ late      what only all rows can show    ─┘

Rows go through by the batch, field by field: what most of them have in common is told at one look, and only a row that has something
to say (``telling``) is taken up by itself. An address that occurs again in a batch is read and checked once. What is kept of a row
lies on disk (:mod:`addrreg.audit.spool`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

from addrreg.audit.address import NOTHING, AddressChecks, Checked
from addrreg.audit.beside import Beside, Roles, roles_of
from addrreg.audit.collect import Collector
from addrreg.audit.given import Given, given
from addrreg.audit.late import SEPARATOR, Lengths, duplicates, truncated
from addrreg.audit.outcome import Audit, Column, Snapshot
from addrreg.audit.patterns import LG_CODE, MACHIAZA_ID, given_items, item_of
from addrreg.errors import InputError
from addrreg.pipeline import Cleanser

__all__ = ["audit"]

_BATCH = 1024


def audit(
    rows: Any,
    column: Sequence[str] | str = (),
    *,
    postal_column: str = "",
    code_column: str = "",
    machiaza_column: str = "",
    real_prop_column: str = "",
    lat: str = "",
    lon: str = "",
    header: Sequence[str] | None = None,
    cleanser: Cleanser | None = None,
    name: str = "",
    limit: int | None = None,
    samples: int = 10,
    progress: Callable[[int], None] | None = None,
) -> Audit:
    """Find out what is wrong with the addresses of a table.

    ``rows`` are addresses, mappings, sequences of cells (with ``header``) or a data frame; ``column`` names the columns of the
    address, which are joined in order, and is guessed where there is no doubt. The other columns are compared with the
    address: ``postal_column`` (郵便番号), ``code_column`` (全国地方公共団体コード), ``machiaza_column`` (町字ID), ``real_prop_column``
    (不動産番号 or 不動産ID), ``lat`` and ``lon`` (degrees). ``cleanser`` is left open; without one the default registry is used. ``samples`` findings of each kind are kept in
    the :class:`Audit`; all of them are in :meth:`Audit.findings`. Raises :class:`InputError` for columns that are not there, and for no rows.

    >>> with audit(["東京都千代田区紀尾井町1-3", "千代田区紀尾井町１の３", "同上"]) as found:
    ...     [(finding.row, finding.code) for finding in found.findings()]
    [(1, 'duplicate'), (2, 'no_pref'), (2, 'duplicate'), (3, 'placeholder')]
    """
    table = given(rows, header)
    wanted = [column] if isinstance(column, str) and column else list(column)
    roles = roles_of(
        table, wanted, name, postal_column, code_column, machiaza_column, real_prop_column, lat, lon
    )
    if cleanser is None:
        with Cleanser() as own:
            return _Run(table, roles, own, samples, name).all(limit, progress)
    return _Run(table, roles, cleanser, samples, name).all(limit, progress)


class _Run:
    """One audit while it runs."""

    def __init__(self, table: Given, roles: Roles, cleanser: Cleanser, samples: int, name: str) -> None:
        self._table, self._roles, self._cleanser, self._name = table, roles, cleanser, name
        connection = cleanser.registry.connection
        self._beside = Beside(connection, roles)
        self._addresses = AddressChecks(cleanser, roles, self._beside)
        names = table.header or [str(number) for number in range(1, table.width + 1)]
        self._names = names
        self._address_name = "+".join(names[i] for i in roles.address)
        self._collector = Collector(names, self._address_name, samples)
        self._lengths = [Lengths() for _ in roles.address]
        self._items = [item_of(names[i]) for i in roles.address]
        #: Rows by GIF items when cleansed, status and level; and by GIF items as given.
        self._read: Counter[tuple[int, str, str]] = Counter()
        self._given: Counter[int] = Counter()
        self._filled: Counter[int] = Counter()
        self._used = list(roles.by_column())

    def all(self, limit: int | None, progress: Callable[[int], None] | None) -> Audit:
        """Read all rows, or ``limit`` of them; what lies on disk is let go of at once where that cannot be."""
        try:
            return self._all(limit, progress)
        except BaseException:
            self._collector.spool.close()
            raise

    def _all(self, limit: int | None, progress: Callable[[int], None] | None) -> Audit:
        number, rows = 0, islice(self._table.rows, limit)
        while batch := self._table.texts(list(islice(rows, _BATCH))):
            self._batch(number, batch)
            number += len(batch)
            if progress:
                progress(number)
        if not number:
            raise InputError(
                f"{self._name or 'the table'} has no rows", remedy="--no-header, if the first line is a row"
            )
        duplicates(self._collector)
        truncated(self._collector, self._roles.address, self._lengths)
        return self._audit(number)

    def _batch(self, before: int, batch: list[Sequence[str]]) -> None:
        columns = [list(map(itemgetter(i), batch)) for i in self._roles.address]
        rows: list[Any] = columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))
        checked = self._checked(columns, rows)
        self._read.update(zip(checked.items, checked.status, checked.match_level, strict=True))
        if len(self._used) == 1:
            self._given[0] += len(batch)
        else:
            self._given.update(map(self._items_given, batch))
            if self._beside.columns:
                self._compare(batch, checked)
        cells = columns[0] if len(columns) == 1 else list(map(SEPARATOR.join, rows))
        self._collector.add(before + 1, cells, checked)
        for i in self._used:
            self._filled[i] += sum(map(bool, map(str.strip, map(itemgetter(i), batch))))
        for lengths, column in zip(self._lengths, columns, strict=True):
            lengths.add(column)

    def _checked(self, columns: list[list[str]], rows: list[Any]) -> Checked:
        """What is found out of the addresses of a batch; of each different one once."""
        different = dict.fromkeys(rows)
        if len(different) == len(rows):
            return self._addresses.check(columns)
        once = [list(different)] if len(columns) == 1 else list(zip(*different, strict=True))
        position = {one: at for at, one in enumerate(different)}
        return self._addresses.check(once).spread(list(map(position.__getitem__, rows)))

    def _compare(self, batch: list[Sequence[str]], checked: Checked) -> None:
        """Add what the other columns of the rows say."""
        for at, (row, result) in enumerate(zip(batch, checked.result, strict=True)):
            if found := list(self._beside.check(row, None if result is NOTHING else result)):
                checked.found[at] = [*checked.found.get(at, ()), *found]

    def _items_given(self, row: Sequence[str]) -> int:
        """The GIF items that a row has as it stands."""
        roles = self._roles
        have = given_items([row[i] for i in roles.address], self._items)
        if roles.lg_code >= 0 and row[roles.lg_code].strip():
            have |= LG_CODE
        if roles.machiaza_id >= 0 and row[roles.machiaza_id].strip():
            have |= MACHIAZA_ID
        return have

    def _audit(self, rows: int) -> Audit:
        registry = self._cleanser.registry
        header = registry.header()
        roles = self._roles.by_column()
        return Audit(
            name=self._name,
            rows=rows,
            columns=[
                Column(
                    self._names[i], roles[i], self._filled[i], rows - self._filled[i], self._beside.agreed[i]
                )
                for i in self._used
            ],
            address=self._address_name,
            status=_totals(self._read, 1),
            match_level=_totals(self._read, 2),
            given=self._given,
            reached=_totals(self._read, 0),
            sets=self._collector.sets,
            by_column=self._collector.by_column,
            samples=self._collector.samples(),
            places=self._beside.names,
            registry=Snapshot(header.get("vintage", ""), header.get("attribution", "")),
            spool=self._collector.spool,
        )


def _totals(counts: Counter[tuple[int, str, str]], position: int) -> Counter[Any]:
    """Rows by one part of the key."""
    totals: Counter[Any] = Counter()
    for key, count in counts.items():
        totals[key[position]] += count
    return totals
