"""Slipped (書き違い): a 字 or a ward that is written with a letter that looks like another, or with one that was lost."""

from __future__ import annotations

from collections.abc import Sequence

from addrreg.match.machiaza import TownWalker
from addrreg.match.repair import Repair, replaced_key
from addrreg.match.rescue import nearest
from addrreg.match.siblings import Siblings
from addrreg.match.wildcard import fitting
from addrreg.registry.names import Names
from addrreg.text.fold import Folded, default_folder
from addrreg.text.lazy import lazy

__all__ = ["lost_ward", "slipped_aza", "slipped_ward"]

_AZA_SLIP = lazy("大宇|宇")
# No ward's name is longer.
_WARD_LENGTH = 8


def slipped_aza(folded: Folded, p: int, unit: int, towns: TownWalker) -> Repair | None:
    """A 宇 that stands for the 字 in front of a town: 大宇中里."""
    slip = _AZA_SLIP.match(folded.key, p)
    if slip is None:
        return None
    repair = replaced_key(folded, "rescue", [(p, slip.end(), slip[0].replace("宇", "字"))])
    again = default_folder().fold(repair.text)
    return repair if any(t[6] and t[3] > slip.end() for t in towns.towns(again, unit, p)) else None


def slipped_ward(folded: Folded, p: int, names: Names, wards: Sequence[int]) -> Repair | None:
    """The one ward of a designated city that is nearly written at ``p``: 保土谷区 is 保土ケ谷区, 大官区 is 大宮区.

    The wards of a city are a closed list, so that one letter that is confused needs no further proof.
    """
    end = folded.key.find("区", p + 1, p + _WARD_LENGTH) + 1
    if not end:
        return None
    key = default_folder().key
    siblings = Siblings({key(names.units[ward].ward): (ward,) for ward in wards})
    slips = nearest(siblings, folded.key[p:end], [end - p], [True], lambda _: False)
    if len(slips) != 1:
        return None
    return replaced_key(folded, "rescue", [(p, end, names.units[siblings.nodes[slips[0].name][0]].ward)])


def lost_ward(
    folded: Folded, p: int, names: Names, wards: Sequence[int], wilds: frozenset[str], towns: TownWalker
) -> Repair | None:
    """The one ward of a designated city of which a character is lost at ``p``, and behind which a town of it is read: 大阪市●区梅田.

    The town is the proof: 東, 西 and 北 fit ●区 as well as each other; a ward that ends the text needs a letter of its own (●見区).
    """
    key = default_folder().key
    of = {key(names.units[ward].ward): ward for ward in wards}
    good = []
    known = {name for name, _ in fitting(of, folded.key, p, wilds, known=1)}
    for name, end in fitting(of, folded.key, p, wilds, known=0):
        repair = replaced_key(folded, "wildcard", [(p, end, names.units[of[name]].ward)])
        again = default_folder().fold(repair.text)
        alone = end == len(folded.key) and name in known
        if alone or any(town[6] and town[4] for town in towns.towns(again, of[name], p + len(name))):
            good.append(repair)
    return good[0] if len(good) == 1 else None
