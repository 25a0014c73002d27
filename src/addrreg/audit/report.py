"""Report (監査レポート): an audit as one HTML file that needs nothing else: no network, no font, no library.

The page forbids itself every request by its Content-Security-Policy; text of the file is escaped, and controls are shown as
pictures, so that no cell can act in a browser. Bars and tiles are inline SVG, which prints where background colours do not.
"""

from __future__ import annotations

import tomllib
from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from addrreg.audit.catalogue import (
    CHARACTERISTIC_NAMES,
    SEVERITY_NAMES,
    Characteristic,
    Lang,
    Severity,
    catalogue,
)
from addrreg.audit.tiles import TILES
from addrreg.words import MatchLevel

if TYPE_CHECKING:
    from jinja2 import Template

    from addrreg.audit.outcome import Audit, Place

__all__ = ["html"]

#: As many municipalities are listed; a page of all 1,900 is read by nobody.
_CITIES = 300
#: A cell is shown up to this length.
_SHOWN = 300


def html(audit: Audit, lang: Lang = Lang.JA, today: date | None = None) -> str:
    """The report as a page; ``today`` is the date that it bears.

    >>> from addrreg.audit import audit
    >>> with audit(["<b>同上</b>"]) as found:
    ...     "<b>同上" in html(found), "&lt;b&gt;同上" in html(found)
    (False, True)
    """
    from markupsafe import Markup

    from addrreg import __version__

    css, js = _file("report.css"), _file("report.js")
    return _template().render(
        audit=audit,
        lang=str(lang),
        t=(words := _words(lang)),
        version=__version__,
        date=(today or date.today()).isoformat(),
        # our own files, with nothing of the audit in them
        css=Markup(css),  # noqa: S704
        js=Markup(js),  # noqa: S704
        css_hash=_hash(css),
        js_hash=_hash(js),
        severity_names={str(one): SEVERITY_NAMES[one][lang] for one in Severity},
        **_numbers(audit, words, lang),
        **_places(audit, words, lang),
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    """The page's template, compiled once in a process: a service writes many reports."""
    from jinja2 import Environment, StrictUndefined

    # not optimised, which would take longer than it gains on a page or two
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, optimized=False
    )
    environment.filters |= {"visible": _visible, "number": _number, "percent": _percent}
    return environment.from_string(_file("report.html.j2"))


def _numbers(audit: Audit, words: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """The parts that count all rows."""
    severity = audit.severity()
    town = sum(
        count for level, count in audit.match_level.items() if level.startswith(("mach", "rsdt", "parcel"))
    )
    cards = {
        "usable": audit.rows - severity["error"],
        "to_mend": severity["error"] + severity["warning"],
        "town": town,
        "identified": audit.patterns()["P3"][1],
    }
    return {
        "cards": [{"name": name, "rows": rows} for name, rows in cards.items()],
        "severity": _parts(severity, words, lang),
        "kinds": _kinds(audit, lang),
        "characteristics": [
            {"name": CHARACTERISTIC_NAMES[one][lang], "rows": rows}
            for one, rows in audit.characteristics().items()
        ],
        "levels": [
            {"name": words["level_names"][level], "rows": rows}
            for level in reversed(MatchLevel)
            if (
                rows := audit.match_level[level]
                + (audit.match_level[""] if level == MatchLevel.UNKNOWN else 0)
            )
        ],
        "columns": [
            {
                "name": column.name,
                "role": words["role_names"][column.role],
                "filled": column.filled,
                "agreed": column.agreed,
                "compared": column.role not in ("address", "lon") and column.filled > 0,
                "findings": _frequent(
                    {code: n for (name, code), n in audit.by_column.most_common() if name == column.name},
                    lang,
                ),
            }
            for column in audit.columns
        ],
        "agreeing": any(column.role not in ("address", "lon") for column in audit.columns),
        "patterns": [
            {"name": name, "needs": words["pattern_items"][name], "before": before, "after": after}
            for name, (before, after) in audit.patterns().items()
        ],
    }


def _kinds(audit: Audit, lang: Lang) -> list[dict[str, Any]]:
    """The kinds that were found, gravest and most frequent first, with their samples."""
    grave, places = list(Severity), list(Characteristic)
    kinds = []
    for kind in audit.kinds():
        samples = audit.samples.get(kind.code, [])
        kinds.append(
            kind.to_dict(lang)
            | {
                "characteristic": CHARACTERISTIC_NAMES[kind.characteristic][lang],
                "place": places.index(kind.characteristic),
                "grave": len(grave) - grave.index(kind.severity),
                "rows": audit.rows_with(kind.code),
                "samples": samples,
                "has_detail": any(sample.detail for sample in samples),
                "has_suggestion": any(sample.suggestion for sample in samples),
            }
        )
    return sorted(kinds, key=lambda kind: (-kind["grave"], -kind["rows"]))


def _places(audit: Audit, words: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """The parts that count by prefecture and municipality."""
    prefs = [_place(place, words, lang) for place in audit.by_pref()]
    to_mend = sorted(
        (place for place in audit.by_city() if place.city and _to_mend(place)),
        key=lambda place: -_to_mend(place),
    )
    cities = [_place(place, words, lang) for place in to_mend[:_CITIES]]
    by_code = {place["order"]: place for place in prefs}
    most = max((place["share"] for place in prefs if place["order"] < 48), default=0) or 1
    tiles = []
    for code, (name, x, y) in TILES.items():
        place = by_code.get(code)
        share = place["share"] if place else 0.0
        rate = _percent(place["error"] + place["warning"], place["rows"], 0) if place else ""
        shown = f"{place['name']}: {_number(place['rows'])}, {rate}" if place else name
        heat = 0.12 + 0.5 * share / most if share else 0
        kind = "some" if place else "none"
        tiles.append(
            {"name": name, "x": x, "y": y, "share": heat, "rate": rate, "title": shown, "kind": kind}
        )
    return {"prefs": prefs, "cities": cities, "more_cities": to_mend[_CITIES:], "tiles": tiles}


def _to_mend(place: Place) -> int:
    """Rows of a place with an error or a warning."""
    return place.severity["error"] + place.severity["warning"]


def _place(place: Place, words: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    error, warning = place.severity["error"], place.severity["warning"]
    return {
        "name": place.pref + place.city or words["unknown"],
        "order": int(place.lg_code[:2]) if place.lg_code else 99,
        "rows": place.rows,
        "error": error,
        "warning": warning,
        "share": (error + warning) / place.rows,
        "parts": _parts(place.severity, words, lang),
        "often": _frequent(place.findings, lang),
    }


def _parts(severity: Mapping[str, int], words: Mapping[str, Any], lang: Lang) -> list[dict[str, Any]]:
    """The pieces of a stacked bar."""
    parts, start = [], 0
    for name, rows in severity.items():
        label = words["none"] if name == "none" else SEVERITY_NAMES[Severity(name)][lang]
        parts.append({"name": name, "label": label, "rows": rows, "start": start})
        start += rows
    return parts


def _frequent(findings: Mapping[str, int], lang: Lang) -> str:
    """The three most frequent findings in a line."""
    kinds = catalogue()
    return " · ".join(
        f"{kinds[code].title(lang)} {_number(rows)}" for code, rows in list(findings.items())[:3]
    )


def _words(lang: Lang) -> dict[str, Any]:
    """The words of the page in one language."""
    table = tomllib.loads(_file("report.toml"))
    return {
        name: entry[lang] if "ja" in entry else {key: value[lang] for key, value in entry.items()}
        for name, entry in table.items()
    }


def _file(name: str) -> str:
    return files("addrreg.audit").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What the Content-Security-Policy names a style or a script by."""
    return b64encode(sha256(text.encode()).digest()).decode()


def _visible(text: str) -> str:
    from addrreg.explain import visible

    shown = visible(text[: _SHOWN + 1])
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"


def _number(value: int) -> str:
    return f"{value:,}"


def _percent(part: int, whole: int, places: int = 1) -> str:
    """A rate that is never rounded to nothing or to all.

    >>> _percent(1, 58651), _percent(58650, 58651), _percent(1, 2)
    ('<0.1%', '>99.9%', '50.0%')
    """
    if not whole or part in (0, whole):
        return "100%" if part else "0%"
    least = 10**-places
    share = 100 * part / whole
    if share < least:
        return f"<{least:g}%"
    return f">{100 - least:g}%" if share > 100 - least else f"{share:.{places}f}%"
