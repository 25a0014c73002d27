"""Result (結果): what is known of one address, field by field, in the registry's words.

A result is an immutable tuple, so that millions of them cost little; its first fields after ``input`` are the columns
that the CSV output carries, in order. Text fields are empty strings where nothing is known: an id is text with its
leading zeros, never a number. Only ``lat`` and ``lon`` are numbers or None.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["COLUMNS", "Candidate", "Evidence", "Result", "Span"]


class Span(NamedTuple):
    """A piece of the input as written: ``input[start:end]`` was read as ``element``."""

    element: str
    """The name of the result's field (``pref`` … ``room``), or ``post_code``, ``noise``, ``rest``."""
    start: int
    """First position in the input, counted in characters."""
    end: int
    """Position behind the last character."""


class Evidence(NamedTuple):
    """One reason for the score, and what it weighs."""

    name: str
    """Name of the evidence, as documented in docs/score.md."""
    weight: float
    """What it adds to the score."""


class Candidate(NamedTuple):
    """Another place that the text could mean."""

    address: str
    """The place's names, in the registry's spelling."""
    lg_code: str
    """全国地方公共団体コード, six digits."""
    machiaza_id: str
    """町字ID, seven digits; empty where the registry release has no row for the place."""
    match_level: str
    """How deep this candidate goes (:class:`addrreg.words.MatchLevel`)."""
    score: float
    """Its score, of the same evidence as the result's, without ``unique``."""
    steps: str = ""
    """The steps that its own reading took (``add_pref;former_name``): why it stands where it does among the others."""


class Result(NamedTuple):
    """What is known of one address.

    The fields from ``status`` to ``alternatives`` are the output columns (:data:`COLUMNS`), in order. Where the text
    fits several places, ``status`` is ``ambiguous``, the fields hold only what those places share (or the first of them,
    :class:`addrreg.words.Status`), and ``candidates`` names them: a wrong match is worse than an honest stop. Nothing of the input is lost: what is not a
    matched name is in ``number``, ``building``, ``floor``, ``room`` or ``rest``.

    >>> from addrreg import normalize
    >>> result = normalize("東京都千代田区紀尾井町１－３　東京ガーデンテラス紀尾井町")
    >>> result.lg_code, result.machiaza_id, result.number, result.building
    ('131016', '0056000', '1-3', '東京ガーデンテラス紀尾井町')
    """

    input: str
    """The text as given."""
    status: str
    """``matched``, ``ambiguous`` or ``unmatched`` (:class:`addrreg.words.Status`)."""
    match_level: str
    """How deep the match goes (:class:`addrreg.words.MatchLevel`)."""
    score: float
    """0–1: a sum of named evidence that orders candidates; not a probability (docs/score.md)."""
    address: str
    """連結表記: the whole address normalised, in the registry's spelling."""
    lg_code: str
    """全国地方公共団体コード, six digits with check digit."""
    machiaza_id: str
    """町字ID, seven digits; empty for places that the registry release has no row for."""
    rsdt_addr_flg: str
    """住居表示フラグ: 1 住居表示実施, 0 非実施; empty where the source does not say."""
    blk_id: str
    """街区ID, three digits."""
    rsdt_id: str
    """住居ID, three digits."""
    rsdt2_id: str
    """住居2ID, five digits."""
    prc_id: str
    """地番ID, fifteen digits."""
    pref: str
    """都道府県."""
    county: str
    """郡, or the island that the registry lists in its place."""
    city: str
    """市区町村; for a ward of a designated city, the city."""
    ward: str
    """政令市の区."""
    kyoto_st: str
    """京都通り名, as written."""
    oaza_cho: str
    """大字・町."""
    chome: str
    """丁目, in the registry's spelling (一丁目 or １丁目)."""
    koaza: str
    """小字."""
    blk_num: str
    """街区符号, only where the registry holds that block."""
    rsdt_num: str
    """住居番号, only where the registry holds that residence."""
    rsdt_num2: str
    """住居番号2, only where the registry holds that residence."""
    prc_num1: str
    """地番1, only where the registry holds that parcel."""
    prc_num2: str
    """地番2 (枝番), only where the registry holds that parcel."""
    prc_num3: str
    """地番3, only where the registry holds that parcel."""
    number: str
    """番地以下 as written, normalised to 1-2-3, whether or not the registry holds it."""
    building: str
    """建物名, as written."""
    floor: str
    """階, as written."""
    room: str
    """号室, as written."""
    rest: str
    """What was not understood, as written."""
    post_code: str
    """郵便番号 of the place, seven digits; empty where the place has none or several."""
    lat: float | None
    """Latitude in degrees (JGD2011)."""
    lon: float | None
    """Longitude in degrees (JGD2011)."""
    pos_level: str
    """Whose point it is (:class:`addrreg.words.PosLevel`)."""
    steps: str
    """Which rules changed or set aside something, ``;``-separated, from :data:`addrreg.words.STEPS`."""
    alternatives: int
    """How many other places the text could mean; of a matched row, places that stand behind the answer (通称 of its name)."""
    candidates: tuple[Candidate, ...] = ()
    """The places that the text could mean, where there are several."""
    evidence: tuple[Evidence, ...] = ()
    """What the score is made of; its weights sum to ``score``."""
    spans: Sequence[Span] = ()
    """Which part of the input was read as what."""
    real_prop_num: str = ""
    """不動産番号 of the parcel, thirteen digits, where the registry has one; ``--profile fudosan`` writes it."""

    def values(self) -> tuple[object, ...]:
        """The output columns' values, in the order of :data:`COLUMNS`."""
        return self[1:_END]

    def to_dict(self) -> dict[str, object]:
        """The output columns by name, for JSON and data frames."""
        return dict(zip(COLUMNS, self[1:_END], strict=True))

    def explain(self) -> str:
        """The reading for a person: the input, a mask line under it, the steps, the evidence, the runners-up.

        >>> from addrreg import normalize
        >>> print(normalize("東京都千代田区紀尾井町1-3").explain().splitlines()[0])
        東京都千代田区紀尾井町1-3
        """
        from addrreg.explain import explain

        return explain(self)


_END = Result._fields.index("candidates")

#: The output columns of a cleansed file, in order; the CSV writer puts ``abr_`` in front of each.
COLUMNS: tuple[str, ...] = Result._fields[1:_END]
