"""Form (入力の検査): one row at a time, as somebody types it, with the same findings as an audit of a file.

For entry forms (書かない窓口): what the postal code, the codes and the address say of each other is told before it is stored, where
the person who knows is still there.
"""

from __future__ import annotations

from addrreg.audit.address import NOTHING, AddressChecks
from addrreg.audit.beside import Beside, Roles
from addrreg.audit.found import Finding
from addrreg.pipeline import Cleanser

__all__ = ["RowChecks"]

_COLUMNS = ("address", "post_code", "lg_code", "machiaza_id", "real_prop_num", "lat", "lon")


class RowChecks:
    """Checks one row after the other; keep it open, because the first postal code costs a third of a second.

    ``cleanser`` stays the caller's to close, and like it this is for one thread at a time. What only a whole file can show
    (duplicates, values cut at a width) is not among the findings.

    >>> with Cleanser() as cleanser:
    ...     check = RowChecks(cleanser)
    ...     found = check("東京都千代田区紀尾井町1-3", post_code="100-0001")
    >>> [(one.column, one.code, one.suggestion) for one in found]
    [('post_code', 'post_code_other_town', '1020094')]
    """

    def __init__(self, cleanser: Cleanser) -> None:
        roles = Roles([0], *range(1, len(_COLUMNS)))
        self._beside = Beside(cleanser.registry.connection, roles)
        self._addresses = AddressChecks(cleanser, roles, self._beside)

    def __call__(
        self,
        address: str,
        *,
        post_code: str = "",
        lg_code: str = "",
        machiaza_id: str = "",
        real_prop_num: str = "",
        lat: str = "",
        lon: str = "",
    ) -> list[Finding]:
        """What is wrong with a row: the findings of :func:`addrreg.audit.catalogue`; none where nothing contradicts.

        All cells are text as typed, empty where the form has none. Any text is read, and never raises.
        """
        row = (address, post_code, lg_code, machiaza_id, real_prop_num, lat, lon)
        checked = self._addresses.check([[address]])
        result = checked.result[0]
        found = (*checked.found.get(0, ()), *self._beside.check(row, None if result is NOTHING else result))
        return [Finding(1, _COLUMNS[max(at, 0)], *rest) for at, *rest in found]
