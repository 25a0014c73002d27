"""Address (住所の検査): what one address says by itself: its characters, and what reading it brings to light."""

from __future__ import annotations

from typing import TypeAlias

from addrreg.audit.beside import Beside, Roles
from addrreg.audit.found import Found, Noted
from addrreg.audit.late import key_of
from addrreg.audit.patterns import items_of
from addrreg.audit.reading import check_result, part_of
from addrreg.audit.text import TextChecks
from addrreg.pipeline import Cleanser
from addrreg.result import Result
from addrreg.tabular.columns import joined
from addrreg.text.lazy import lazy
from addrreg.words import Status

__all__ = ["AddressChecks", "CheckedAddress"]

_AZA = lazy("大字|小字|字")

#: What was found out of one address, all that its cells decide: findings, key of its place, GIF items, address, lg_code,
#: status, level, and the result where other columns are compared with it. A plain tuple without the result, because
#: thousands of results in memory are walked through by the garbage collector again and again.
CheckedAddress: TypeAlias = tuple[tuple[Found, ...], bytes | None, int, str, str, str, str, Result | None]


class AddressChecks:
    """The checks of the address's columns; ``beside`` knows the postal codes that stand in front of an address."""

    def __init__(self, cleanser: Cleanser, roles: Roles, beside: Beside) -> None:
        self._cleanser, self._roles, self._beside = cleanser, roles, beside
        self._text = TextChecks()

    def different(self, different: dict[tuple[str, ...], None]) -> dict[tuple[str, ...], CheckedAddress]:
        """Each different address of a batch, read and checked."""
        found: dict[tuple[str, ...], CheckedAddress] = {}
        for cells in different:
            text = cells[0] if len(cells) == 1 else joined(cells)
            nothing = self._text.placeholder(text)
            if nothing is None:
                found[cells] = self._checked(cells, text, self._cleanser(text))
            else:
                found[cells] = (((-1, *nothing),), None, 0, "", "", "", "", None)
        return found

    def _checked(self, cells: tuple[str, ...], text: str, result: Result) -> CheckedAddress:
        found: list[Found] = []
        noted: list[Noted] = []
        for column, cell in zip(self._roles.address, cells, strict=True):
            if cell:
                self._text.check(cell, noted)
                if noted:
                    found += [(column, *one) for one in noted]
                    noted = []
        check_result(text, result, noted)
        if result.rest and any(one[0] == "unknown_town" for one in noted):
            noted = [self._again(text, result, one) for one in noted]
        if self._roles.post_code < 0 and "post_code" in result.steps:
            self._beside.postal.check(part_of(result, "post_code"), result, noted)
        if noted:
            if any(
                one[0] == "lost_character" for one in noted
            ):  # with a suggestion, better than the character alone
                found = [one for one in found if one[1] != "lost_character"]
            apart = len(cells) > 1 and any(_is_building(cell, result) for cell in cells)
            found += [(-1, *one) for one in noted if not (apart and one[0] == "building_in_number")]
        kept = result if self._beside.columns else None
        items, key = items_of(result), key_of(result)
        return (
            tuple(found),
            key,
            items,
            result.address,
            result.lg_code,
            result.status,
            result.match_level,
            kept,
        )

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
