"""Address (住所の検査): what one address says by itself: its characters, and what reading it brings to light."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from addrreg.audit.beside import Beside, Roles
from addrreg.audit.found import Found, Noted
from addrreg.audit.keys import key_of, plain_keys
from addrreg.audit.patterns import ALL_ITEMS, MACHIAZA_ID, items_of
from addrreg.audit.quiet import Quiet
from addrreg.audit.reading import check_result, part_of
from addrreg.audit.text import TextChecks
from addrreg.pipeline import Cleanser
from addrreg.result import COLUMNS, Result
from addrreg.tabular.columns import joined
from addrreg.text.lazy import lazy
from addrreg.words import Status

__all__ = ["NOTHING", "AddressChecks", "Checked"]

_AZA = lazy("大字|小字|字")
_ID = itemgetter(Result._fields.index("machiaza_id"))
#: The fields of a result that :class:`Checked` has of each.
_FIELDS = [itemgetter(Result._fields.index(name)) for name in ("address", "lg_code", "status", "match_level")]

#: In the place of a result where an address was not read, because there is none.
NOTHING = Result("", *[""] * len(COLUMNS))  # type: ignore[arg-type]


class Checked(NamedTuple):
    """What was found out of addresses, field by field in their order: most have no finding, and are never taken up one by one."""

    found: dict[int, list[Found]]
    """Findings by position; no entry where there are none."""
    key: list[int]
    """Keys of their places (:mod:`addrreg.audit.keys`)."""
    items: list[int]
    """GIF items that they fill (:mod:`addrreg.audit.patterns`)."""
    address: list[str]
    lg_code: list[str]
    status: list[str]
    match_level: list[str]
    result: list[Result]
    """What was read; NOTHING where nothing was."""

    def spread(self, positions: Sequence[int]) -> Checked:
        """The same of the addresses at these positions, of which one may occur several times."""
        found = {at: self.found[one] for at, one in enumerate(positions) if one in self.found}
        return Checked(found, *(list(map(field.__getitem__, positions)) for field in self[1:]))  # type: ignore[arg-type]


class AddressChecks:
    """The checks of the address's columns; ``beside`` knows the postal codes that stand in front of an address."""

    def __init__(self, cleanser: Cleanser, roles: Roles, beside: Beside) -> None:
        self._cleanser, self._roles, self._beside = cleanser, roles, beside
        self._text, self._quiet = TextChecks(), Quiet()

    def check(self, columns: Sequence[Sequence[str]]) -> Checked:
        """Read and check addresses, given as the columns that they are joined of."""
        texts = columns[0] if len(columns) == 1 else list(map(joined, zip(*columns, strict=True)))
        nothing = self._text.placeholders(texts)
        results = list(self._cleanser.many(texts)) if not nothing else self._results(texts, nothing)
        found = self._characters(columns, nothing)
        # what is so of a result that says nothing; of the others it is found out
        keys = plain_keys(results)
        items = [ALL_ITEMS if machiaza_id else ALL_ITEMS & ~MACHIAZA_ID for machiaza_id in map(_ID, results)]
        for at in self._quiet.telling(results):
            result = results[at]
            keys[at], items[at] = key_of(result), items_of(result)
            if at not in nothing:
                cells = [column[at] for column in columns]
                self._read(cells, texts[at], result, found.setdefault(at, []))
        found |= {at: [(-1, *noted)] for at, noted in nothing.items()}
        address, lg_code, status, level = (list(map(field, results)) for field in _FIELDS)
        told = {at: one for at, one in found.items() if one}
        return Checked(told, keys, items, address, lg_code, status, level, results)

    def _results(self, texts: Sequence[str], nothing: dict[int, Noted]) -> list[Result]:
        return [NOTHING if at in nothing else self._cleanser(text) for at, text in enumerate(texts)]

    def _characters(
        self, columns: Sequence[Sequence[str]], nothing: dict[int, Noted]
    ) -> dict[int, list[Found]]:
        """What the characters of the cells say, by position."""
        found: dict[int, list[Found]] = {}
        for column, cells in zip(self._roles.address, columns, strict=True):
            for at in self._text.telling(cells):
                noted: list[Noted] = []
                if at not in nothing:
                    self._text.check(cells[at], noted)
                if noted:
                    found.setdefault(at, []).extend((column, *one) for one in noted)
        return found

    def _read(self, cells: Sequence[str], text: str, result: Result, found: list[Found]) -> None:
        """Add what the result of an address says."""
        noted: list[Noted] = []
        check_result(text, result, noted)
        if result.rest and any(one[0] == "unknown_town" for one in noted):
            noted = [self._again(text, result, one) for one in noted]
        if self._roles.post_code < 0 and "post_code" in result.steps:
            self._beside.postal.check(part_of(result, "post_code"), result, noted)
        if not noted:
            return
        if found and any(one[0] == "lost_character" for one in noted):
            # with a suggestion, better than the character alone
            found[:] = [one for one in found if one[1] != "lost_character"]
        apart = len(cells) > 1 and any(_is_building(cell, result) for cell in cells)
        found += [(-1, *one) for one in noted if not (apart and one[0] == "building_in_number")]

    def _again(self, text: str, result: Result, one: Noted) -> Noted:
        """A town that is only written with a 大字 or 字 too many (瀬高町大字大江) is there."""
        plain = _AZA.sub("", result.rest)
        if one[0] != "unknown_town" or plain == result.rest:
            return one
        again = self._cleanser(text.replace(result.rest, plain))
        if again.status != Status.MATCHED or not again.oaza_cho or again.rest:
            return one
        return ("corrected", text, result.rest, again.address)


def _is_building(cell: str, result: Result) -> bool:
    """Whether a cell holds the building and nothing else, as it should."""
    plain = "".join(cell.split())
    return bool(plain) and plain == "".join((result.building + result.floor + result.room).split())
