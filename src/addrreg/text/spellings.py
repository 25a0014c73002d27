"""Spellings (表記ゆれ): the ways in which people write a name, for the registry's names when they are compiled.

The fold makes one key of what differs character by character. What depends on the whole name is made here, once, from the
registry's side, so that no input has to be guessed at: 二十四軒 is also 24軒, 霞ケ関 also 霞が関, 大字平井 also 平井.
All functions take and give folded keys (:mod:`addrreg.text.fold`), except :func:`without_aza`, which takes either, and :func:`without_marks`,
which takes names as the registry writes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from addrreg.text.lazy import lazy
from addrreg.text.numerals import number_forms

__all__ = [
    "cho_spellings",
    "chome_spellings",
    "letter_spellings",
    "side_spellings",
    "spellings",
    "stem_spellings",
    "strip_aza",
    "without_aza",
    "without_marks",
]

_AZA = lazy(r"^(?:大字|小字|字)(?=.)")
_INNER_AZA = lazy(r"(?<=[^文])(?:大字|字)(?=.)")
_ANY_AZA = lazy(r"(?<!文)(?:大字|小字|字)(?=.)")
_STREET = lazy(r"^(.*?)(?<![0-9十百廿])([0-9十百廿]+)条(通|[東西南北])?$")
_COUNTED = lazy(r"^(.+[^0-9十百廿])([0-9十百廿]+)(?:番[町丁]|号|区)$")
_BLOCK = lazy(r"^(.+[^0-9十百廿])([0-9十]+)番町([0-9十]+)街区$")
_LETTER = lazy("[^0-9十百廿大小東西南北上中下前後本内外][字部]")
_SIDE = lazy(r"^([0-9十]+)丁目([東西南北])$")
# 太田五の通り of 厚岸町 is written 太田5通り
_NTH_STREET = lazy(r"^(.+[0-9十])の通り$")
# A name without any of these has one spelling: five names of six.
_SEVERAL = lazy(r"[字通0-9十百廿けがか]")
_MARKS, _PLAIN_MARKS = "ヶがガの之ッっァィゥェォャュョ", "ケケケノノツツアイウエオヤユヨ"
_INNER_MARK = lazy(f"(?<=.)[{_MARKS}](?=.)")
_KE = lazy(r"(?<=[^ぁ-ゖー-])[けがか](?=[^ぁ-ゖー-])")


def without_aza(name: str) -> str:
    """A name without any 大字, 小字 or 字 in it, for telling whether two names differ in nothing else.

    >>> without_aza("神辺町大字道上") == without_aza("神辺町字道上"), without_aza("十文字町")
    (True, '十文字町')
    """
    return _ANY_AZA.sub("", name)


def without_marks(name: str) -> str:
    """A name in which ヶ and ケ, の and ノ, ッ and ツ are one, and 大字 and 字 left out: what writers do not keep apart.

    旭ヶ丘 and 旭ケ丘 of one city are two rows, and nobody who writes one of them says by it that the other is not meant. A letter
    that is a 小字 by itself is not meant by another: 池崎町ノ and 池崎町の, 野々江町カ and 野々江町ケ.

    >>> without_marks("大字旭ヶ丘") == without_marks("旭が丘"), without_marks("四ッ谷之内"), without_marks("池崎町の")
    (True, '四ツ谷ノ内', '池崎町の')
    """
    return _INNER_MARK.sub(lambda mark: _PLAIN_MARKS[_MARKS.index(mark[0])], without_aza(name))


def strip_aza(key: str) -> str:
    """A folded name without the 大字, 小字 or 字 in front; a name that is only 字 stays.

    >>> strip_aza("大字平井"), strip_aza("字久保野2番"), strip_aza("字")
    ('平井', '久保野2番', '字')
    """
    return _AZA.sub("", key)


def spellings(key: str) -> set[str]:
    """The keys under which one folded name is found: without 大字 and 字, its numbers in each form, け/が/か between kanji.

    Only between kanji: the が of かすみがうら is no ケ, and the か of かがやき no が.

    >>> sorted(spellings("大字霞け関2十4"))
    ['霞か関24', '霞か関2十4', '霞か関廿4', '霞が関24', '霞が関2十4', '霞が関廿4', '霞け関24', '霞け関2十4', '霞け関廿4']
    """
    stripped = strip_aza(key)
    found = {stripped}
    if stripped == "け":
        return {"け", "が"}  # 一ノ宮町が11番地: the 小字 ケ; no 小字 of the registry is が
    if _SEVERAL.search(stripped) is None:
        return found
    if "字" in stripped:
        found.add(_INNER_AZA.sub("", stripped))
    if stripped.endswith("通"):
        found.add(stripped + "り")
    elif stripped.endswith("通り"):
        found.add(stripped[:-1])
        if street := _NTH_STREET.match(stripped):
            found.add(street[1] + "通り")
    for name in tuple(found):
        found.update(number_forms(name))
    for name in tuple(found):
        places = [m.start() for m in _KE.finditer(name)]
        if places and len(places) < 3:
            for letters in product("けがか", repeat=len(places)):
                changed = list(name)
                for place, letter in zip(places, letters, strict=True):
                    changed[place] = letter
                found.add("".join(changed))
    return found


def cho_spellings(key: str) -> set[str]:
    """The keys of a name with one 町 left out, or with 丁 for 町 and 町 for 丁; none shorter than two characters.

    They are tried only where no name of the place fits as it is, so that 向陽町一丁目 never becomes 向陽一丁目.

    >>> sorted(cho_spellings("木之本町西山町")), cho_spellings("7番丁"), cho_spellings("本町")
    (['木之本町西山', '木之本西山町'], {'7番町'}, set())
    """
    found = {key[:i] + key[i + 1 :] for i, c in enumerate(key) if c == "町" and i}
    if key.endswith("番丁"):
        found.add(key[:-1] + "町")
    elif key.endswith("番町"):
        found.add(key[:-1] + "丁")
    return {name for name in found if len(name) > 1}


def chome_spellings(chome: str, chome_number: int | None) -> set[str]:
    """The keys of a 丁目: its number in each form, with 丁目 or 丁 behind.

    堺市 has 丁 where others have 丁目, and people write either, and 町目.

    >>> sorted(chome_spellings("十2丁目", 12))
    ['12丁', '12丁目', '12町目', '十2丁', '十2丁目', '十2町目']
    """
    found = {chome, *number_forms(chome)}
    if chome_number is not None:
        for number in (str(chome_number), *number_forms(str(chome_number))):
            found.update((number + "丁目", number + "丁", number + "町目"))
    return found


def stem_spellings(key: str) -> set[str]:
    """The keys of a name without the word that counts its number: 北3西 for 北三条西, つつじが丘北3 for つつじが丘北三番町.

    A number alone is no name (八条 of 深川市, 七番丁 of 和歌山市). They are tried where no name fits as it is written, and
    the reader asks for the 丁目 or the number that must follow, so that 西野4 of 札幌市西区 stays 西野 and 4.

    >>> sorted(stem_spellings("北3条西")), stem_spellings("4条通"), stem_spellings("春光4条"), stem_spellings("8条")
    (['北3-西', '北3西'], {'4条'}, {'春光4'}, set())
    >>> stem_spellings("古町通7番町"), stem_spellings("園部町河原町4号"), sorted(stem_spellings("24軒2条"))
    ({'古町通7'}, {'園部町河原町4'}, ['24-2', '24軒2'])
    >>> sorted(stem_spellings("桔梗が丘3番町2街区"))
    ['桔梗が丘3-2', '桔梗が丘3番町2']
    """
    street = _STREET.match(key)
    if street:
        head, number, side = street.groups()
        if side == "通":
            return {f"{head}{number}条"}
        if side:
            return {f"{head}{number}{side}", f"{head}{number}-{side}"}
        stems = {head + number} if head else set()
        if head.endswith("軒") and head[:-1].isdecimal():
            stems.add(f"{head[:-1]}-{number}")
        return stems
    block = _BLOCK.match(key)
    if block:
        return {f"{block[1]}{block[2]}-{block[3]}", f"{block[1]}{block[2]}番町{block[3]}"}
    counted = _COUNTED.match(key)
    return {counted[1] + counted[2]} if counted and len(counted[1]) > 1 else set()


def letter_spellings(keys: Iterable[str]) -> set[str]:
    """The keys of a 小字 that is a letter, also without its 字 or 部: 字宇出津ト50 for 字宇出津ト字50番地.

    Never of one that is a number (七50 would be 750) or tells a side (東部).

    >>> sorted(letter_spellings(["と字"])), sorted(letter_spellings(["7字", "い部"])), letter_spellings(["土井部"])
    (['と', 'と字'], ['7字', 'い', 'い部'], {'土井部'})
    """
    return {*keys, *(key[0] for key in keys if _LETTER.fullmatch(key))}


def side_spellings(keys: Iterable[str]) -> set[str]:
    """The keys of a 小字, those that are one side of a 丁目 also without 丁目: 1南 for 一丁目南 (南郷通１南).

    >>> sorted(side_spellings(["1丁目南"])), sorted(side_spellings(["1丁目"]))
    (['1-南', '1丁目南', '1南'], ['1丁目'])
    """
    found = set(keys)
    for key in tuple(found):
        side = _SIDE.match(key)
        if side:
            found.update((side[1] + side[2], f"{side[1]}-{side[2]}"))
    return found
