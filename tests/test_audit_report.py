"""The report: one file that asks for nothing, shows text and does not run it; and looked at in a real browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from addrreg import Cleanser
from addrreg.audit import Audit, Lang, audit, catalogue
from addrreg.audit.report import html

GOOD = "東京都千代田区紀尾井町1-3"
BAD = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}'
DAY = date(2026, 4, 1)
ROWS = [
    *(
        {"名称": f"施設{n}", "住所": f"東京都千代田区紀尾井町{n}", "郵便番号": "102-0094"}
        for n in range(1, 30)
    ),
    {
        "名称": "長い",
        "住所": "東京都千代田区紀尾井町1-3 " + "長い名前のとても長い建物" * 20,
        "郵便番号": "1" * 60,
    },
    {"名称": "悪い", "住所": f"{GOOD} {BAD}", "郵便番号": BAD},
    {"名称": "外字", "住所": "東京都千代田区\ue000尾井町1-3\x00\u202e", "郵便番号": ""},
    *(
        {"名称": "", "住所": text, "郵便番号": ""}
        for text in ("同上", "", "府中市", "浦和市高砂3-15-1", "葛󠄀城市柿本166")
    ),
    *({"名称": "", "住所": f"{pref}庁", "郵便番号": ""} for pref in ("大阪府", "北海道", "沖縄県", "愛知県")),
]


@pytest.fixture(scope="module")
def found(cleanser: Cleanser) -> Iterator[Audit]:
    with audit(ROWS, "住所", postal_column="郵便番号", cleanser=cleanser, name="施設一覧.csv") as one:
        yield one


@pytest.mark.parametrize("lang", list(Lang))
def test_the_page_names_every_finding(found: Audit, lang: Lang) -> None:
    page = html(found, lang, DAY)
    assert f'<html lang="{lang}">' in page
    for kind in found.kinds():
        assert f'id="{kind.code}"' in page
        assert kind.title(lang) in unescape(page)
    absent = catalogue().keys() - {kind.code for kind in found.kinds()}
    assert not [code for code in absent if f'id="{code}"' in page]
    assert "2026-04-01" in page
    assert "デジタル庁" in page, "the licence asks for the source"


def test_the_page_is_the_same_each_time(found: Audit) -> None:
    assert html(found, today=DAY) == html(found, today=DAY)


def test_the_page_asks_for_nothing(found: Audit) -> None:
    page = html(found)
    assert not re.findall(r"<(?:link|img|iframe|object|embed|base|form)\b|url\(|@import|\bsrc=[^x]", page)
    assert not re.findall(r'href="(?!#)', page)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy[1]


def test_text_of_the_file_is_shown_and_never_run(found: Audit) -> None:
    page = html(found)
    assert page.count("<script>") == 1
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page, "text is data, not a template"
    assert "\x00" not in page
    assert "\u202e" not in page


def test_a_page_without_findings_says_so(cleanser: Cleanser) -> None:
    with audit([GOOD], cleanser=cleanser) as one:
        assert "指摘はありません" in html(one)


def test_the_file_replaces_the_old_one_whole(found: Audit, tmp_path: Path) -> None:
    target = tmp_path / "audit.html"
    target.write_text("old")
    found.write_report(target, "en")
    assert target.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert [path.name for path in tmp_path.iterdir()] == ["audit.html"]


@pytest.fixture(scope="module")
def page(found: Audit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "audit.html"
    found.write_report(path)
    return path


def shown(browser: Any, page: Path, width: int, scheme: str) -> None:
    """Open the page on a screen of this width, light or dark."""
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    browser.get_log("performance")
    browser.get(page.as_uri())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_in_a_browser_nothing_overflows_fails_or_calls_out(
    browser: Any, page: Path, width: int, scheme: str
) -> None:
    shown(browser, page, width, scheme)
    assert browser.title.startswith("住所データ監査レポート")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert browser.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
    assert asked == [page.as_uri()]
    background = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    lightness = sum(map(int, re.findall(r"\d+", background)[:3])) / 3
    assert (lightness < 80) == (scheme == "dark")


def test_in_a_browser_a_heading_sorts_its_table(browser: Any, page: Path) -> None:
    shown(browser, page, 1280, "light")
    table = browser.find_element("css selector", "table.sortable")
    button = table.find_elements("css selector", "th button")[3]  # rows

    def column() -> list[int]:
        cells = table.find_elements("css selector", "tbody td:nth-child(4)")
        return [int(cell.get_attribute("data-v")) for cell in cells]

    button.click()
    assert column() == sorted(column(), reverse=True)
    button.click()
    assert column() == sorted(column())
    assert table.find_elements("css selector", "th[aria-sort=ascending]")


def test_in_a_browser_it_prints(browser: Any, page: Path) -> None:
    shown(browser, page, 1280, "light")
    data = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"])
    assert data.startswith(b"%PDF")
