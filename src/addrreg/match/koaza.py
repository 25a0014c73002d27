"""Koaza (小字の書き方): 小字 of one letter, as 石川県 has them by the hundred, and of a number, in the ways that people write them.

袖ケ江町イ部25 is the 小字 イ of 七尾市, and 日末町二41 the 小字 ニ of 小松市, because nobody writes a number so. ホ and ほ, ニ and に
are two 小字 of one town: the one that is written is meant.
"""

from __future__ import annotations

from addrreg.match.candidate import DIGIT_END
from addrreg.registry.names import HAS_ROW, Names
from addrreg.registry.towns import Towns
from addrreg.text.confused import LOOKALIKES
from addrreg.text.fold import Folded, default_folder
from addrreg.text.lazy import lazy
from addrreg.text.numerals import KANJI_NUMERALS
from addrreg.text.spellings import strip_aza

__all__ = ["FORMAL", "PART", "PART_HEADS", "is_spelled_out", "lookalike_koaza", "numbered_koaza", "with_part"]

#: What 部 or の部 begins with.
PART_HEADS = ("部", "の部")
# the number of a parcel, which no other number stands in front of
_NUMBERED = lazy(r"[甲乙丙丁ぁ-ゖ]?部?[0-9十百千]")
#: Figures of deeds, which nobody uses to number a parcel.
FORMAL = frozenset("壱弐参")
#: A 部 with a number behind it.
PART = lazy("の?部(?=[0-9])")


def with_part(
    folded: Folded, kind: str, start: int, end: int, nodes: tuple[int, ...], names: Names, rows: Towns
) -> tuple[tuple[int, ...], int]:
    """The 小字 ``key[start:end]`` with a 部 behind it and a number behind that, and where the 部 ends.

    None of them where the registry has a 小字 that ends in 部 itself: 字柳田礼部 is no 字礼.
    """
    part = PART.match(folded.key, end)
    if part is None or names.exact(kind, folded.key[start:end] + "部"):
        return (), end
    written = folded.text[folded.origin(start) : folded.origin(end)]
    same = tuple(node for node in nodes if strip_aza(rows[node].koaza) == written)
    return same or nodes, part.end()


def numbered_koaza(folded: Folded, start: int, end: int) -> int:
    """DIGIT_END where a 小字 that is a number with 番 may be a parcel: 橋浦12番1 of 石巻市 is in its 字十二番, or 12番1 of 橋浦.

    Written in kanji it is the 小字, as with its 字 in front.
    """
    key = folded.key
    if key[end - 1] != "番" or not key[start : end - 1].isdecimal():
        return 0
    return 0 if folded.text[folded.origin(start)] in KANJI_NUMERALS else DIGIT_END


def lookalike_koaza(folded: Folded, kind: str, p: int, names: Names, rows: Towns) -> int:
    """The 小字 that is meant by a kanji or katakana of its shape, in front of a figure; 0 if there is none."""
    key, text = folded.key, folded.text
    if not key[p + 1 : p + 2].isdecimal() or text[folded.origin(p + 1)] in KANJI_NUMERALS:
        return 0
    letter = LOOKALIKES.get(text[folded.origin(p)])
    nodes = names.exact(kind, default_folder().key(letter)) if letter else ()
    return next((node for node in nodes if strip_aza(rows[node].koaza) == letter), 0)


def is_spelled_out(
    folded: Folded, oaza: int, q: int, end: int, nodes: tuple[int, ...], names: Names, rows: Towns
) -> bool:
    """Whether a 小字 that is a number is written as the registry writes it, in kanji, and is no number of the 大字.

    志賀町赤住八 is the 小字 八, because the registry has no 赤住 without a 小字; 大聖寺上木町九十五 may be the parcel 95 of
    大聖寺上木町 as well as the 小字, and is only the parcel with a 番地 behind it, only the 小字 with a further number.
    """
    written = folded.text[folded.origin(q) : folded.origin(end)].strip()
    if not any(strip_aza(rows[node].koaza) == written for node in nodes):
        return False
    if not FORMAL.isdisjoint(written):
        return True  # nobody numbers a parcel 壱壱壱
    if written[0] not in KANJI_NUMERALS or folded.key[end : end + 1] in ("番", "-", "の", "号"):
        return False
    return _NUMBERED.match(folded.key, end) is not None or not names.kinds[oaza] & HAS_ROW
