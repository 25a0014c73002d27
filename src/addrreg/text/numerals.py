"""Kansūji (漢数字): numbers in names and numbers of houses, in every form that people write them.

In a name the form is free: 二十四軒 is written 24軒 or ２４軒, 廿日市 never 20日市 but 二十四軒 sometimes 廿四軒. The fold
(:mod:`addrreg.text.fold`) turns each single digit character into an ASCII digit and leaves 十, 百, 千 and 万 alone, because
in 千代田 or 八千代 they are no numbers; the other spellings of a *whole* number are made here, once, for the
registry's names, so that no input ever has to be guessed at.
"""

from __future__ import annotations

from collections.abc import Iterator

from addrreg.text.lazy import lazy

__all__ = ["DIGIT_CHARACTERS", "KANJI_NUMERALS", "kanji_from_int", "number_forms", "to_int"]

#: Characters that are one digit wherever they stand. 大字 (壱弐参) are digits in 字壱四弐号; 伍 and above occur in names only.
DIGIT_CHARACTERS: dict[str, str] = {
    "〇": "0",
    "零": "0",
    "一": "1",
    "壱": "1",
    "壹": "1",
    "二": "2",
    "弐": "2",
    "貳": "2",
    "三": "3",
    "参": "3",
    "參": "3",
    "四": "4",
    "五": "5",
    "六": "6",
    "七": "7",
    "八": "8",
    "九": "9",
}

#: Characters that can be part of a number written in kanji; a name that ends inside a run of them is doubtful.
KANJI_NUMERALS = "〇零一二三四五六七八九十百千壱弐参拾廿"

_UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_KANJI_DIGITS = "〇一二三四五六七八九"
# In folded names a digit is already ASCII: 二十四 is 2十4, 百 is 百. 千 is left out: 千 in names is hardly ever a number.
_TEN = lazy(r"(?:[1-9]?百)?[1-9]?十[1-9]?(?![0-9])|[1-9]?百[1-9]?(?![0-9十])|廿[1-9]?(?![0-9])")
_ARABIC = lazy(r"(?<![0-9十百廿])[1-9][0-9]{1,2}(?![0-9十百])")


def to_int(text: str) -> int:
    """Read a whole number written in digits or kanji.

    Positional (一〇八, 二四) and multiplicative (百八, 二十四) forms, 大字 and 廿 are read; anything else is an error,
    because a guess here would move a house.

    >>> [to_int(t) for t in ("二十四", "二四", "廿四", "一〇八", "百八", "１２", "千二百三十四", "壱弐", "一万二百")]
    [24, 24, 24, 108, 108, 12, 1234, 12, 10200]
    """
    digits = "".join(DIGIT_CHARACTERS.get(c, c) for c in text).replace("廿", "2十")
    if digits.isdecimal():
        return int(digits)
    total = current = 0
    for c in digits:
        if c == "万":
            total, current = (total + current) * 10000, 0
        elif c in _UNITS:
            total += (current or 1) * _UNITS[c]
            current = 0
        elif c.isdecimal():
            current = current * 10 + int(c)
        else:
            raise ValueError(f"not a number: {text!r}")
    return total + current


def kanji_from_int(number: int) -> str:
    """Write a number below 10,000 the way 丁目 are written in kanji.

    >>> [kanji_from_int(n) for n in (2, 10, 24, 108, 320)]
    ['二', '十', '二十四', '百八', '三百二十']
    """
    out = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        count, number = divmod(number, unit)
        if count:
            out += (_KANJI_DIGITS[count] if count > 1 else "") + name
    return out + (_KANJI_DIGITS[number] if number else "")


def _tens_from_int(number: int) -> str:
    return "".join(DIGIT_CHARACTERS.get(c, c) for c in kanji_from_int(number))


def number_forms(key: str) -> Iterator[str]:
    """The other spellings of a folded name whose numbers are written with 十, 百, 廿 or as several digits.

    The key itself is not repeated. A run that is part of a longer digit run is left alone.

    >>> list(number_forms("2十4軒")), list(number_forms("北22条西")), list(number_forms("千代田"))
    (['24軒', '廿4軒'], ['北2十2条西', '北廿2条西'], [])
    """
    seen = {key}
    arabic = _TEN.sub(lambda m: str(to_int(m[0])), key)
    tens = _ARABIC.sub(lambda m: _tens_from_int(int(m[0])), arabic)
    for form in (arabic, tens, tens.replace("2十", "廿")):
        if form not in seen:
            seen.add(form)
            yield form
