"""Near (近い建物名): two spellings of one building's name, told from two buildings of one place.

Only names of the same spot, floor, room and name columns are compared. Each rule here refuses: what passes all of them is one building.

    figures      第1ビル and 第2ビル, A棟 and B棟, 1号館 and 11号館: all figures and single Latin letters must be equal, in order
    telling      青葉東ビル and 青葉西ビル, 新館 and 本館, 南棟: words that tell buildings of one owner apart must be equal, in order
    kind         青葉マンション and 青葉ビル may stand side by side: a kind of building may be left out, not exchanged
    core         青葉ハイツ and 若葉ハイツ differ in half of what is left without the kind: only the core is compared
    clique       A is near B and B near C, but A not C: then none of the three is merged
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from addrreg.dedupe.key import fold_building
from addrreg.text.lazy import lazy

__all__ = ["MOST_NAMES", "THRESHOLD", "cliques", "is_near"]

#: Least similarity of two cores, 0–100 (rapidfuzz.fuzz.ratio): one wrong character in seven, one more or less in five.
THRESHOLD = 85.0
#: Of more different names at one spot (an airport, a university) none are compared: their number of pairs grows with its square.
MOST_NAMES = 200

_KIND_WORDS = (
    "ビルディング", "ビルヂング", "ビル", "マンション", "アパートメント", "アパート", "ハイツ", "ハイム", "コーポラス", "コーポ", "コート", "メゾン",
    "タワー", "レジデンス", "ハウス", "荘", "寮", "社宅", "官舎", "宿舎", "センター", "プラザ", "会館", "庁舎", "団地", "住宅", "工場", "ホテル",
    "BUILDING", "BLDG",
)  # fmt: skip
_SAME_KIND = (("ビルディング", "ビル"), ("ビルヂング", "ビル"), ("BUILDING", "ビル"), ("BLDG", "ビル"), ("アパートメント", "アパート"), ("コーポラス", "コーポ"))  # fmt: skip
_FIGURES = lazy(r"[0-9]+|(?<![A-Z])[A-Z](?![A-Z])|(?<![A-Z])[IVX]+(?![A-Z])")
_TELLING = lazy("[東西南北新旧本別上中下左右大小前後内外甲乙丙丁壱弐]|元|第|にゆ|あねくす")
_LEAST_CORE = 5


def is_near(one: str, other: str, threshold: float = THRESHOLD) -> bool:
    """Whether two folded names of buildings (:func:`addrreg.dedupe.key.fold_building`) are one building.

    >>> from addrreg.dedupe.key import fold_building as fold
    >>> is_near(fold("東京ガーデンテラス紀尾井町"), fold("東京ガデンテラス紀尾井町"))
    True
    >>> is_near(fold("サンハイツ青葉"), fold("サンハイツ若葉")), is_near(fold("青葉第1ビル"), fold("青葉第2ビル"))
    (False, False)
    """
    if not one or not other:
        return False
    if _FIGURES.findall(one) != _FIGURES.findall(other) or _TELLING.findall(one) != _TELLING.findall(other):
        return False
    (core, kinds), (other_core, other_kinds) = _parts(one), _parts(other)
    if not (kinds <= other_kinds or other_kinds <= kinds):
        return False
    if core == other_core:
        return bool(core)
    if min(len(core), len(other_core)) < _LEAST_CORE:
        return False
    from rapidfuzz import fuzz

    return bool(fuzz.ratio(core, other_core, score_cutoff=threshold) >= threshold)


def _parts(folded: str) -> tuple[str, Counter[str]]:
    """A name without its kinds of building, and these."""
    pattern, kinds = _kinds()
    return pattern.sub("", folded), Counter(kinds[word] for word in pattern.findall(folded))


@lru_cache(maxsize=1)
def _kinds() -> tuple[re.Pattern[str], dict[str, str]]:
    same = {fold_building(a): fold_building(b) for a, b in _SAME_KIND}
    words = sorted({fold_building(word) for word in _KIND_WORDS}, key=len, reverse=True)
    return re.compile("|".join(words)), {word: same.get(word, word) for word in words}


def cliques(names: Iterable[str], threshold: float = THRESHOLD) -> dict[str, str]:
    """Which of some folded names are one building: each name → the first of its group in order of text; the others are left out.

    Names that hang together only by a chain (A near B, B near C, A not C) are not merged: each link may be right, all
    of them cannot. The answer does not depend on the order of the names.

    >>> cliques(["東京がでんてらす紀尾井町", "東京ーがでんてらす紀尾井町", "別の館"])
    {'東京がでんてらす紀尾井町': '東京がでんてらす紀尾井町', '東京ーがでんてらす紀尾井町': '東京がでんてらす紀尾井町'}
    """
    different = sorted({name for name in names if name})
    if not 1 < len(different) <= MOST_NAMES:
        return {}
    near: dict[str, set[str]] = {}
    for one, other in combinations(different, 2):
        if is_near(one, other, threshold):
            near.setdefault(one, {one}).add(other)
            near.setdefault(other, {other}).add(one)
    # a clique that nothing else hangs on: all of its names are near the same names
    return {name: min(group) for name, group in near.items() if all(near[each] == group for each in group)}
