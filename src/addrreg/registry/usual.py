"""Usual (普通の住所): the towns that can be read at one look-up, told when the registry is compiled.

Nine addresses of ten name their place in full, from the prefecture down, and a figure follows at once:
東京都千代田区紀尾井町1-3. For such a text the walk keeps one reading in the end, or those of the few places that share the name,
whatever it looked at on the way. Which names have no other rival is known beforehand; what follows here are the walk's rules, asked of the names alone:

- the municipality's full name is its own, and no longer one goes on from it or begins in the town (伊達市 and 伊達郡);
- no name that begins the town's is a town from which another reading could go on, with 小字 of its own that fit
  (高砂町|船頭町) or with one 町 less (若草町);
- where the name ends in a figure (小百), a 小字 without a 大字 goes on from it with one, or a number without its 条 (西野 and
  西野四条), what stands behind says which is meant;
- what is below it and begins with a figure in another way than N丁目 is not what stands there.

A town that fails is read by the walk, as everything else is: this index makes nothing right, it only makes it fast.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import marisa_trie

from addrreg.registry.names import (
    ADMIN,
    CHILD,
    CITY,
    HAS_CHILDREN,
    HAS_LOOSE,
    HAS_ROW,
    HAS_STEM,
    LOOSE,
    STEM,
    UNIT_BITS,
    Unit,
    encode,
)
from addrreg.text.fold import Folder
from addrreg.text.spellings import strip_aza

__all__ = [
    "DOUBT_BESIDE",
    "DOUBT_CHO",
    "DOUBT_FIGURE",
    "DOUBT_KOAZA",
    "DOUBT_LONGER",
    "DOUBT_LOOSE",
    "DOUBT_STREET",
    "DOUBT_TWINS",
    "NAMES_BEHIND",
    "UNCOUNTED",
    "Compiled",
    "usual_parts",
]

#: The name without its 町 is a town as well, and three figures may be its (若草町2-2-46).
DOUBT_CHO = 0x80
#: A 小字 of a town with a shorter name begins as this town does: with a 小字 behind it, the walk must be asked.
DOUBT_KOAZA = 0x40
#: The 丁目 of a town are not numbered from one without a gap: each must be looked up.
UNCOUNTED = 0x3F
#: A 丁目 or 小字 of the town begins with a figure in another way than N丁目 (一本木, 15番): a figure behind it may be that.
DOUBT_FIGURE = 0x100
#: A 小字 without a 大字 has the same name, and stands behind the town.
DOUBT_LOOSE = 0x200
#: Several towns of the municipality have the name (高田 and 大字高田 of 鶴岡市); one of them at most has 丁目, and stands for all.
DOUBT_TWINS = 0x400
#: A longer name goes on from it with a figure (一番町 and 一番町1): what is behind the name says which is meant.
DOUBT_LONGER = 0x800
#: A longer name goes on from it in any way.
NAMES_BEHIND = 0x2000
#: The name ends in a figure, or a 小字 without a 大字 (中野町一色) or a number without its 条 goes on from it with one.
DOUBT_BESIDE = 0x8000
#: Between the municipality and the town a street may stand, or behind the town.
DOUBT_STREET = 0x4000
_UNCLEAR = 0x1000

_AZA = ("大字", "小字", "字")
_FIGURES = frozenset("0123456789十百廿")
# what a number follows behind a name at once: with it more than a number may be meant (川崎|町10)
_SURE_HEADS = _FIGURES | frozenset("甲乙丙丁第無番")
# what joins two figures
_JOINTS = ("-", "の")
_STREETS = "京都市"


class Compiled(NamedTuple):
    """What the compilation of the names knows when it asks which of them are usual."""

    units: Sequence[Unit]
    trie: marisa_trie.Trie
    heads: array[int]
    more: Mapping[int, list[int]]
    kinds: bytearray
    aza: Mapping[int, str]
    """The 大字 or 字 with which the registry writes a town, by node."""
    chome: Mapping[int, int]
    """How many 丁目 a town has, numbered from one, their nodes behind its own; or UNCOUNTED."""
    odd: set[int]
    """Towns with anything else below them that begins with a figure (字15番, 本通十五丁目北)."""

    def bearers(self, index: int) -> list[int]:
        """The nodes or units of a key, by its place in the trie."""
        return self.more.get(index) or [self.heads[index]]


def usual_parts(known: Compiled, folder: Folder) -> dict[str, bytes]:
    """The parts ``usual``, ``usual_nodes`` and ``usual_forms`` of the table ``names``.

    The keys are full names, 東京都千代田区紀尾井町. Beside each lie its node, 0 where it is not usual (the key is there so that no
    shorter name is taken for it), and a number: how many 丁目 may follow, with the doubts that the reader must look at.
    """
    found: dict[str, tuple[int, int]] = {}
    for key, node, doubts in _Chooser(known, folder).names():
        form = doubts | (DOUBT_FIGURE | UNCOUNTED if node in known.odd else known.chome.get(node, 0))
        found[key] = (node, form) if key not in found else (0, 0)
    for key in found:
        for end in range(4, len(key)):
            if shorter := found.get(key[:end]):
                doubt = NAMES_BEHIND | DOUBT_LONGER if key[end].isdecimal() else NAMES_BEHIND
                found[key[:end]] = shorter[0], shorter[1] | doubt
    trie = marisa_trie.Trie(found)
    nodes, forms = array("I", bytes(4 * len(trie))), array("H", bytes(2 * len(trie)))
    for key, (node, form) in found.items():
        nodes[trie[key]], forms[trie[key]] = node, form
    return {"usual": trie.tobytes(), "usual_nodes": nodes.tobytes(), "usual_forms": forms.tobytes()}


class _Chooser:
    def __init__(self, known: Compiled, folder: Folder) -> None:
        self.known = known
        self.folder = folder
        keys = known.trie.keys(ADMIN)
        self.admin = {key[1:] for key in keys}
        # where a municipality's name goes on with a figure
        self.figured: dict[str, list[str]] = {}
        for key in keys:
            for i in range(2, len(key)):
                if key[i].isdecimal():
                    self.figured.setdefault(key[1:i], []).append(key[1:])

    def names(self) -> Iterator[tuple[str, int, int]]:
        """Full names with their node, 0 for those that are not usual, and their doubts."""
        known = self.known
        for index, unit in enumerate(known.units):
            full = self.folder.key(unit.pref + unit.county + unit.city + unit.ward)
            if not unit.city or unit.wards:
                continue
            at = known.trie.get(ADMIN + full)
            if at is None or known.bearers(at) != [index << UNIT_BITS]:
                continue
            towns = {key[3:]: known.bearers(i) for key, i in known.trie.items(CITY + encode(index))}
            heads = {self.folder.key(name)[:1] for name in unit[1:5]}
            for key, nodes in towns.items():
                doubt = DOUBT_STREET if unit.city == _STREETS else 0
                doubt |= DOUBT_LOOSE if known.trie.get(LOOSE + encode(index) + key) is not None else 0
                for one in nodes:
                    doubt |= self.beside(key, encode(index), one)
                for aza in {"", *(known.aza.get(one, "") for one in nodes)}:
                    node, shared = self.shown(nodes, aza)
                    doubts = self.doubts(full, aza + key, len(aza), towns, heads, index) | doubt | shared
                    if doubts & _UNCLEAR or (shared & DOUBT_CHO and doubt & DOUBT_LOOSE):
                        yield full + aza + key, 0, 0
                    else:
                        yield full + aza + key, node, doubts

    def shown(self, nodes: list[int], aza: str) -> tuple[int, int]:
        """The one of the towns of a name that stands for all, behind a 大字 or 字 or none, and the doubts."""
        if len(nodes) == 1:
            return nodes[0], 0
        known = self.known
        if aza:
            # 大字細野, though there is a 細野 as well; with a 丁目 or three figures behind it, either may be meant
            same = [one for one in nodes if known.aza.get(one) == aza]
            rows = [one for one in nodes if known.kinds[one] & HAS_ROW]
            return (same[0], DOUBT_CHO) if len(same) == 1 and (same[0] in rows or not rows) else (0, _UNCLEAR)
        divided = [one for one in nodes if one in known.chome]
        if len(divided) > 1 or not known.odd.isdisjoint(divided):
            return 0, _UNCLEAR
        figured = 0 if known.odd.isdisjoint(nodes) else DOUBT_FIGURE
        return divided[0] if divided else nodes[0], DOUBT_TWINS | figured

    def beside(self, key: str, unit: str, node: int) -> int:
        """What else a town's own name may lead to where a figure stands behind it."""
        if key.startswith(_AZA):
            return _UNCLEAR
        found = DOUBT_BESIDE if key[-1] in _FIGURES else 0
        trie = self.known.trie
        for stem in trie.prefixes(STEM + unit + key):
            # 前田五条 is no 前田5, and goes on from it with a 条; 東光十八条 no 東光1
            behind = key[len(stem) - 3 :][:1]
            if not behind or behind in _JOINTS or (behind in _FIGURES and not stem[-1].isdecimal()):
                return _UNCLEAR
        for kind, bit in ((LOOSE, HAS_LOOSE), (STEM, HAS_STEM)):
            if self.known.kinds[node] & bit:
                size = len(key) + 3
                for other in trie.iterkeys(kind + unit + key):
                    if len(other) > size and (other[size].isdecimal() or other[size] == "-"):
                        found |= DOUBT_BESIDE
        return found

    def doubts(
        self, full: str, key: str, skip: int, towns: Mapping[str, list[int]], heads: set[str], index: int
    ) -> int:
        """What else may begin as the name does; its first ``skip`` characters are a 大字 or 字."""
        whole = full + key
        if whole in self.figured or any(
            whole[:i] in self.admin for i in range(len(full) + 1, len(whole) + 1)
        ):
            return _UNCLEAR
        # a municipality is written twice only where its name begins as the town's does
        if key[0] in heads and self.is_twice(key, index):
            return _UNCLEAR
        found = 0
        for start in {0, skip}:
            for end in range(start + 1, len(key)):
                for node in towns.get(key[start:end], ()):
                    found |= self.doubt(node, key[start:end], key[end:])
        return found if not found & _UNCLEAR else _UNCLEAR

    def is_twice(self, key: str, index: int) -> bool:
        """Whether a town's name begins with a name of its own municipality, or one goes on from it with a figure."""
        names = [key[:i] for i in range(1, len(key) + 1) if key[:i] in self.admin]
        return any(
            value >> UNIT_BITS == index
            for name in (*names, *self.figured.get(key, ()))
            for value in self.known.bearers(self.known.trie[ADMIN + name])
        )

    def doubt(self, node: int, name: str, behind: str) -> int:
        """What comes of a town whose name begins another's; ``behind`` is how the other goes on."""
        found = 0
        children = self.known.kinds[node] & HAS_CHILDREN
        if behind[0] in _FIGURES:
            rest = behind.lstrip("0123456789十百廿")
            if "条" in name or (
                children and (rest[:1] == "-" or (rest[:1] == "の" and rest[1:2] in _FIGURES))
            ):
                return _UNCLEAR
        elif behind[0] == "町":
            if behind == "町":
                found = DOUBT_CHO
            elif behind[1] in _SURE_HEADS:
                return _UNCLEAR
        if not children:
            return found
        kind = CHILD + encode(node)
        # 脇町|大字猪尻: a 小字 of 脇町 may be written with a 字 in front
        for head in {behind, strip_aza(behind)}:
            size = len(kind) + len(head)
            for other in self.known.trie.iterkeys(kind + head):
                if len(other) == size or other[size].isdecimal():
                    return _UNCLEAR
                found |= DOUBT_KOAZA
        return found
