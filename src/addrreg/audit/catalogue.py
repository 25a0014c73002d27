"""Catalogue (指摘の一覧): every finding that an audit can make, with its title, its reason and its remedy, in two languages.

The list is closed: a check that makes a finding of another name fails at once, and documents, report and command line
all show this one. What each characteristic means is ISO/IEC 25012, as the Digital Agency's データ品質管理ガイドブック (DS-468-1)
applies it to addresses; its other characteristics are those of a system, which no file can show.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from addrreg.words import Lang

__all__ = [
    "CHARACTERISTIC_NAMES",
    "SEVERITY_NAMES",
    "Characteristic",
    "Kind",
    "Lang",
    "Severity",
    "catalogue",
    "markdown",
]


class Severity(StrEnum):
    """How much a finding matters, worst first."""

    ERROR = "error"
    """The row cannot be used as it is."""
    WARNING = "warning"
    """A person or a rule should mend it."""
    INFO = "info"
    """Worth knowing; the row can be used."""


class Characteristic(StrEnum):
    """データ品質特性 of ISO/IEC 25012, as far as an address file can show them, in the order of a report."""

    ACCURACY = "accuracy"
    COMPLETENESS = "completeness"
    CONSISTENCY = "consistency"
    CURRENTNESS = "currentness"
    COMPLIANCE = "compliance"
    EFFICIENCY = "efficiency"
    PRECISION = "precision"


#: What the characteristics are called.
CHARACTERISTIC_NAMES: dict[Characteristic, dict[Lang, str]] = {
    Characteristic.ACCURACY: {Lang.JA: "正確性", Lang.EN: "Accuracy"},
    Characteristic.COMPLETENESS: {Lang.JA: "完全性", Lang.EN: "Completeness"},
    Characteristic.CONSISTENCY: {Lang.JA: "一貫性", Lang.EN: "Consistency"},
    Characteristic.CURRENTNESS: {Lang.JA: "最新性", Lang.EN: "Currentness"},
    Characteristic.COMPLIANCE: {Lang.JA: "標準適合性", Lang.EN: "Compliance"},
    Characteristic.EFFICIENCY: {Lang.JA: "効率性", Lang.EN: "Efficiency"},
    Characteristic.PRECISION: {Lang.JA: "精度", Lang.EN: "Precision"},
}

#: What the severities are called.
SEVERITY_NAMES: dict[Severity, dict[Lang, str]] = {
    Severity.ERROR: {Lang.JA: "誤り", Lang.EN: "error"},
    Severity.WARNING: {Lang.JA: "要確認", Lang.EN: "warning"},
    Severity.INFO: {Lang.JA: "参考", Lang.EN: "info"},
}


class Kind(NamedTuple):
    """One kind of finding."""

    code: str
    """Its name, in output and documents."""
    characteristic: Characteristic
    """What quality of the data it speaks of."""
    severity: Severity
    """How much it matters."""
    titles: dict[str, str]
    """What it is, by language."""
    descriptions: dict[str, str]
    """What was seen and why it matters, by language."""
    remedies: dict[str, str]
    """What to do, by language."""

    def title(self, lang: Lang = Lang.JA) -> str:
        """What it is, in a few words."""
        return self.titles[lang]

    def description(self, lang: Lang = Lang.JA) -> str:
        """What was seen and why it matters, in a sentence or two."""
        return self.descriptions[lang]

    def remedy(self, lang: Lang = Lang.JA) -> str:
        """What to do about it."""
        return self.remedies[lang]

    def to_dict(self, lang: Lang = Lang.JA) -> dict[str, str]:
        """All of it in one language, for JSON."""
        return {
            "code": self.code,
            "characteristic": str(self.characteristic),
            "severity": str(self.severity),
            "title": self.title(lang),
            "description": self.description(lang),
            "remedy": self.remedy(lang),
        }


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Kind]:
    """Every kind of finding by its code: by characteristic, and within one by severity.

    >>> catalogue()["lost_zeros"].title(Lang.EN)
    'Leading zeros lost'
    """
    table = tomllib.loads(files("addrreg.audit").joinpath("catalogue.toml").read_text(encoding="utf-8"))
    kinds = [
        Kind(
            code,
            Characteristic(entry["characteristic"]),
            Severity(entry["severity"]),
            entry["title"],
            entry["description"],
            entry["remedy"],
        )
        for code, entry in table.items()
    ]
    order, grave = list(Characteristic), list(Severity)
    kinds.sort(key=lambda kind: (order.index(kind.characteristic), grave.index(kind.severity)))
    return {kind.code: kind for kind in kinds}


def markdown() -> str:
    """The catalogue as the table of docs/audit.md, so that the document cannot say another thing than the code."""
    lines = [
        "| code | | characteristic | severity | what it says | what to do |",
        "|---|---|---|---|---|---|",
    ]
    for kind in catalogue().values():
        of = CHARACTERISTIC_NAMES[kind.characteristic]
        lines.append(
            f"| `{kind.code}` | {kind.title(Lang.JA)}<br>{kind.title(Lang.EN)} | {of[Lang.JA]} {of[Lang.EN]} | {kind.severity}"
            f" | {kind.description(Lang.EN)} | {kind.remedy(Lang.EN)} |"
        )
    return "\n".join(lines)
