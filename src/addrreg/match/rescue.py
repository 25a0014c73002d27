"""Rescue (誤字の救済): names that are nearly written, only where no name of the place stands as written.

Compared are the siblings alone: the 大字 of the municipality, the 丁目 and 小字 of the 大字, the municipalities of the prefecture.
The cost of a slip is its likelihood, not its length: 冶 for 治, a ノ or ケ too many or too few and a doubled character are half a
slip; any other character is a whole one; and a character that tells towns apart (東鳥沼, 西鳥沼) is none, because then another
town is meant. What must be left over as proof are characters of the name's own: neither 上鳥羽, which nine towns share, nor
町. So 神田旭町, a town that was abolished, is not 神田錦町, and 唐津 is not 唐房; the costs of being wrong are on that side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import NamedTuple

from addrreg.match.boundary import CLEAN_HEADS, WHOLE, cut, is_clean, is_sure, starts
from addrreg.match.siblings import Siblings
from addrreg.registry.names import Names
from addrreg.text.confused import DISTINGUISHING, confused, lookalikes
from addrreg.text.fold import Folded
from addrreg.text.lazy import lazy

__all__ = ["LONGEST", "Slip", "may_be_near", "name_lengths", "nearest", "slip_places", "telling", "weigh"]

#: No name with a slip is looked for that is longer.
LONGEST = 16

#: Hundredths of a slip.
_HALF, _WHOLE, _NEVER = 50, 100, 1000
_LOOSE = frozenset("けのつ々が")
# What names of one kind end with: it proves nothing.
_KIND = lazy("(?:[市町村丁通郷台野条組区]|[けがか]?丘|丁目|新田|団地|通り|にゆうたうん)$")
# Characters that many names have: one in the place of another makes another good name, and no slip.
_USUAL = frozenset("山川田野原沢谷崎島森林池沼浜岡坂宮寺神木橋町村井石岩松竹梅桜戸津浦江根久保瀬屋台通丘郷条")
_OTHER_TOWN = DISTINGUISHING | frozenset("町村字")
_SHORTEST_FOR_TWO = 6
_BREAK = frozenset("-番号(,、。")


class Slip(NamedTuple):
    """A name of the place that is nearly written."""

    cost: int
    """Hundredths of a slip."""
    name: str
    """The folded name."""
    length: int
    """How much of the text it stands for."""


def weigh(written: str, name: str) -> int:
    """The cost of writing a name so, in hundredths of a slip; 1000 and more where it is no slip.

    >>> weigh("斑目", "班目"), weigh("東鳥沼", "西鳥沼") >= 1000, weigh("8条寺の内町", "8条寺内町"), weigh("唐津", "唐房")
    (50, True, 50, 100)
    """
    from rapidfuzz.distance import Levenshtein

    pairs, shapes = confused(), lookalikes()
    total = 0
    for edit in Levenshtein.editops(written, name):
        i, j = edit.src_pos, edit.dest_pos
        if edit.tag == "replace":
            a, b = written[i], name[j]
            if (a, b) in pairs or (a, b) in shapes or (a == "長" and b == "町" and j == len(name) - 1):
                total += _HALF
            elif (b == "々" and a == written[i - 1] == name[j - 1]) or (
                a == "々" and b == written[i - 1] == name[j - 1]
            ):
                total += _HALF  # 代代木 for 代々木
            elif not a.isalpha() or not _OTHER_TOWN.isdisjoint((a, b)) or (a in _USUAL and b in _USUAL):
                total += _NEVER
            else:
                total += _WHOLE
            continue
        longer, at, shorter = (written, i, name) if edit.tag == "delete" else (name, j, written)
        c = longer[at]
        if c in _LOOSE or (at and longer[at - 1] == c and c not in DISTINGUISHING):
            total += _HALF
        elif (
            not c.isalpha()
            or c in _OTHER_TOWN
            or at == 0
            or not shorter[at:]
            or _KIND.fullmatch(shorter[at:])
        ):
            # a character in front or behind makes another town: 新山野井, 久保田山, 常盤木町
            total += _NEVER
        else:
            total += _WHOLE
    return total


def _proof(written: str, name: str, family: int) -> int:
    """How much of the name's own is written as it should be, in hundredths of a telling character.

    西, 中 and ノ tell nothing, 山 and 田 half as much as another character: 西新宿 has nothing of its own in common with 西新橋.
    """
    from rapidfuzz.distance import Levenshtein

    kind = _KIND.search(name)
    own = range(family, kind.start() if kind and kind.start() > family else len(name))
    proof = 0
    for block in Levenshtein.editops(written, name).as_matching_blocks():
        for i in range(max(block.b, own.start), min(block.b + block.size, own.stop)):
            proof += _weight(name[i])
    return proof


def telling(name: str) -> int:
    """How much a name says, in hundredths of a telling character, without the kind that it ends with.

    >>> telling("大牟田"), telling("弘岡中"), telling("本町")
    (150, 150, 0)
    """
    kind = _KIND.search(name)
    own = name[: kind.start()] if kind else name
    return sum(_weight(c) for c in own if c not in "町村字")


def _weight(c: str) -> int:
    return 0 if c in DISTINGUISHING or c in _LOOSE else _HALF if c in _USUAL else _WHOLE


def _enough(cost: int, proof: int, supported: bool, only_loose: bool) -> bool:
    """Whether so much proof is enough; ``supported`` where a number or a 丁目 or 小字 of that town follows.

    ``only_loose``: a long name in which nothing but a ノ or ケ is too many or too few.
    """
    if cost <= _HALF:
        if only_loose:
            return proof >= (_HALF if supported else _WHOLE)
        return proof >= (_WHOLE if supported else _WHOLE + _HALF)
    if cost <= _WHOLE:
        return proof >= (2 * _WHOLE if supported else 4 * _WHOLE)
    return cost <= 2 * _WHOLE and supported and proof >= 5 * _WHOLE


def nearest(
    siblings: Siblings,
    run: str,
    lengths: list[int],
    supported: list[bool],
    is_name: Callable[[str], object] = bool,
) -> list[Slip]:
    """The names that the head of ``run`` is a slip for: one, several that are equally near, or none.

    ``lengths``: where the written name may end; ``supported``: whether what follows there supports it. ``is_name``: whether a
    town of the country bears a name. 縁ケ丘 is none, so that the one letter that is confused with 緑 needs no further proof;
    荻町 is one, and no slip for 萩町.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    found: dict[tuple[int, ...], tuple[int, bool, Slip]] = {}
    for length, support in zip(lengths, supported, strict=True):
        written = run[:length]
        most = 1 if length < _SHORTEST_FOR_TWO else 2
        choices = siblings.between(max(2, length - most), length + most)
        near = process.extract(
            written, choices, scorer=Levenshtein.distance, score_cutoff=most, processor=None, limit=None
        )
        for name, distance, _ in near:
            cost = weigh(written, name)
            only_loose = cost == _HALF and len(name) != length and min(len(name), length) > 4
            # what a family shares is counted out only where the rest would be enough: it takes a look at all siblings
            good = cost <= 2 * _WHOLE and all(
                _enough(cost, _proof(written, name, family()), support, only_loose)
                for family in (int, partial(siblings.family, name))
            )
            if cost == _HALF and len(name) == length and support and not good:
                good = not is_name(written)
            # one that is no slip still stands near: as near as its distance says
            rank = min(cost, int(distance) * _WHOLE)
            nodes = siblings.nodes[name]
            if nodes not in found or found[nodes][0] > rank:
                found[nodes] = rank, good, Slip(cost, name, length)
    return _least(list(found.values()))


def may_be_near(names: Names, kind: str, run: str, lengths: list[int], supported: list[bool]) -> bool:
    """Whether :func:`nearest` may find a name of the kind, told by what begins its names; False spares reading all of them.

    A slip behind the first character leaves that as it is, and few names of a place begin so. One in it is a letter that is confused,
    a ノ or ケ too many or too few, or a whole slip, for which what stands behind must be proof enough.
    """
    from rapidfuzz.distance import Levenshtein

    head = run[0]
    if head in _LOOSE or lengths[-1] >= _SHORTEST_FOR_TWO:
        return True
    if head.isalpha() and head not in _OTHER_TOWN:
        for length, support in zip(lengths, supported, strict=True):
            if sum(map(_weight, run[1:length])) >= (2 if support else 4) * _WHOLE:
                return True
    if any(names.continues(kind, c) for c in (*_LOOSE, *_taken_for().get(head, ()))):
        return True
    # one slip at most: of a shorter text than that there is only one
    for behind in names.keys(kind + head):
        name = head + behind
        if any(Levenshtein.distance(run[:length], name, score_cutoff=1) < 2 for length in lengths):
            return True
    return False


def slip_places(
    names: Names, folded: Folded, kind: str, p: int, *, begun: bool
) -> Iterator[tuple[int, str, list[int], list[bool]]]:
    """Where from ``p`` a name of the kind may be nearly written: the place, the text there, where the name may end, and its support.

    Where the walk read a name that goes on (``begun``), a number must follow.
    """
    for q, _ in starts(folded.key, p):
        lengths = name_lengths(folded, q)
        supported = [
            is_sure(folded, q + n) or not is_clean(folded, q + n) or folded.key.startswith("字", q + n)
            for n in lengths
        ]
        if not lengths or (begun and not any(supported)):
            continue
        run = folded.key[q : q + LONGEST]
        if may_be_near(names, kind, run, lengths, supported):
            yield q, run, lengths, supported


@lru_cache(maxsize=1)
def _taken_for() -> dict[str, list[str]]:
    """What each character may stand for that is confused with others or looks like them."""
    found: dict[str, list[str]] = {}
    for a, b in sorted(confused() | lookalikes()):
        found.setdefault(a, []).append(b)
    return found


def _least(found: list[tuple[int, bool, Slip]]) -> list[Slip]:
    """Those that no other is as near as; a near one that is no slip makes the answer doubtful, and there is none."""
    if not found:
        return []
    least = min(rank for rank, _, _ in found)
    if not least:
        return []  # one stands as it is written, and the walk had its reason not to take it
    near = [(good, slip) for rank, good, slip in found if rank < least + _HALF]
    return [slip for _, slip in near] if all(good for good, _ in near) else []


def name_lengths(folded: Folded, p: int) -> list[int]:
    """Where a name that begins at ``p`` may end: before a number, a break or nothing, or behind 町 and 村."""
    key, found = folded.key, []
    spaced, size = folded.offsets is not None, len(key)
    for end in range(p + 2, min(p + LONGEST, size) + 1):
        last = key[end - 1]
        if last in _BREAK:
            break
        if last in "町村" or (
            (spaced or end == size or key[end] in CLEAN_HEADS)
            and is_clean(folded, end)
            and cut(folded, end) == WHOLE
        ):
            found.append(end - p)
    return found
