"""The catalogue of findings: closed, whole in both languages, and the same in code, command line and document."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from addrreg.audit import Characteristic, Lang, Severity, catalogue
from addrreg.audit.address import Checked
from addrreg.audit.catalogue import CHARACTERISTIC_NAMES, SEVERITY_NAMES, markdown
from addrreg.audit.collect import Collector
from addrreg.audit.report import _words
from addrreg.audit.spool import BITS
from addrreg.audit.tiles import TILES
from standin import run

ROOT = Path(__file__).resolve().parent.parent
MADE = re.compile(r'"([a-z][a-z0-9_]+)"')


@pytest.mark.parametrize("kind", catalogue().values(), ids=lambda kind: kind.code)
def test_each_kind_is_said_in_both_languages(kind: object) -> None:
    for lang in Lang:
        texts = list(catalogue()[kind.code].to_dict(lang).values())  # type: ignore[attr-defined]
        assert all(texts)
        assert all(text == text.strip() for text in texts)
    assert kind.titles.keys() == kind.descriptions.keys() == kind.remedies.keys() == set(Lang)  # type: ignore[attr-defined]


def test_titles_tell_kinds_apart() -> None:
    for lang in Lang:
        titles = [kind.title(lang) for kind in catalogue().values()]
        assert len(set(titles)) == len(titles)


def test_every_characteristic_and_severity_has_its_names() -> None:
    assert CHARACTERISTIC_NAMES.keys() == set(Characteristic)
    assert SEVERITY_NAMES.keys() == set(Severity)
    assert {kind.characteristic for kind in catalogue().values()} == set(Characteristic)
    assert len(catalogue()) <= BITS


def test_every_kind_is_made_by_some_check() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/addrreg/audit").glob("*.py"))
    made = set(MADE.findall(source))
    assert not catalogue().keys() - made


def test_a_finding_of_another_name_fails() -> None:
    collector = Collector(["住所"], "住所", 3)
    checked = Checked({0: [(-1, "no_such_finding", "", "", "")]}, [0], [0], [""], [""], [""], [""], [])
    with pytest.raises(KeyError):
        collector.add(1, [""], checked)
    collector.spool.close()


def test_the_document_has_the_catalogue() -> None:
    text = (ROOT / "docs/audit.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- findings -->\n(.*?)\n<!-- /findings -->", text, re.DOTALL)
    assert shown, "docs/audit.md has no markers"
    assert shown[1] == markdown(), "replace it by: python -m addrreg.audit"


def test_the_command_lists_it() -> None:
    shown = run("audit", "--list", "--lang", "en")
    assert shown.code == 0
    assert all(f"{kind.code}  {kind.title(Lang.EN)} (" in shown.out.decode() for kind in catalogue().values())
    lines = run("audit", "--list", "--json").out.decode().splitlines()
    assert [json.loads(line)["code"] for line in lines] == list(catalogue())


def test_the_report_s_words_are_whole() -> None:
    japanese, english = (_words(lang) for lang in Lang)
    assert japanese.keys() == english.keys()
    assert all(japanese.values())
    assert all(english.values())


def test_each_prefecture_has_a_tile_of_its_own() -> None:
    assert list(TILES) == list(range(1, 48))
    assert len({(x, y) for _, x, y in TILES.values()}) == 47
