"""Confused (取り違え): characters that are taken for each other, and characters that tell one town from another.

The fold joins two forms of one character. Here stand different characters that are mistaken for each other (冶 and 治, 班 and
斑): what differs in nothing else is a likely slip where no name of the place is written as it stands, and never elsewhere.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from addrreg.text.fold import default_folder

__all__ = ["DISTINGUISHING", "LOOKALIKES", "confused", "lookalikes"]

#: Characters, folded, in which two towns differ on purpose: direction, size, number, age, part of a whole.
DISTINGUISHING = frozenset(
    "0123456789十百千廿甲乙丙丁上下東西南北大小太中仲央内外前後奥口左右高低横新本元古旧今"
)

#: Katakana that are written for the kanji of the same shape, and the other way round, and kanji that a reading machine takes for a
#: figure or a side (干葉, 束京): only the neighbours tell them apart. 拾 is another form of 十, and an own letter in names (拾六町).
LOOKALIKES = dict(
    zip(
        "ニハロエカタトミオチ二八口工力夕卜三才千干束拾",
        "二八口工力夕卜三才千ニハロエカタトミオチ千東十",
        strict=True,
    )
)


@lru_cache(maxsize=1)
def confused() -> frozenset[tuple[str, str]]:
    """The pairs of folded characters of ``confused.tsv``, each in both orders.

    >>> ("冶", "治") in confused(), ("東", "西") in confused()
    (True, False)
    """
    key = default_folder().key
    found: set[tuple[str, str]] = set()
    for line in files("addrreg.text").joinpath("confused.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            characters = [key(c) for c in line.split("\t")[0]]
            found.update((a, b) for a in characters for b in characters if a != b)
    return frozenset(found)


@lru_cache(maxsize=1)
def lookalikes() -> frozenset[tuple[str, str]]:
    """The pairs of :data:`LOOKALIKES`, folded: a figure of a name may be one of them, though a figure tells towns apart.

    >>> ("に", "2") in lookalikes(), ("1", "2") in lookalikes()
    (True, False)
    """
    key = default_folder().key
    return frozenset((key(a), key(b)) for a, b in LOOKALIKES.items())
