"""The page at / in a real browser: pasting, a file, keyboard, phone, dark; nothing but this server is asked."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from served import served

GOOD = "東京都千代田区紀尾井町１－３"
BAD = '"><script>document.title="bad"</script><img src=x onerror=alert(1)>'
PASTED = [GOOD, "府中市", "=1+1", f"東京都千代田区紀尾井町1-3 {BAD}"]


@pytest.fixture(scope="module")
def server(registry_path: Path) -> Iterator[httpx.Client]:
    with served(registry_path) as client:
        yield client


@pytest.fixture
def page(browser: Any, server: httpx.Client, tmp_path: Path) -> Any:
    """The page, freshly opened; files that it saves land in ``tmp_path``."""
    browser.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
    )
    screen(browser, 1280, "light")
    browser.get_log("performance")
    browser.get_log("browser")
    browser.get(str(server.base_url))
    return browser


def screen(browser: Any, width: int, scheme: str) -> None:
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)


def until(true: Callable[[], Any]) -> Any:
    """What the page comes to in the end."""
    from selenium.common.exceptions import StaleElementReferenceException
    from selenium.webdriver.support.wait import WebDriverWait

    wait = WebDriverWait(None, 30, ignored_exceptions=[StaleElementReferenceException])
    return wait.until(lambda _: true())


def find(page: Any, css: str) -> Any:
    return page.find_element("css selector", css)


def find_all(page: Any, css: str) -> list[Any]:
    return list(page.find_elements("css selector", css))


def paste(page: Any, lines: list[str]) -> None:
    """Paste and start as a keyboard does, and wait for the audit, which comes last."""
    from selenium.webdriver.common.keys import Keys

    box = find(page, "#text")
    page.execute_script("arguments[0].value = arguments[1]", box, "\n".join(lines))
    box.send_keys(Keys.CONTROL, Keys.ENTER)
    until(lambda: find(page, "#audit").is_displayed())


def saved(folder: Path, name: str) -> Path:
    path = folder / name
    until(lambda: path.exists() and path.stat().st_size)
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_overflows_fails_or_calls_out(
    page: Any, server: httpx.Client, width: int, scheme: str
) -> None:
    screen(page, width, scheme)
    paste(page, [*PASTED, "東京都千代田区紀尾井町1-3 " + "とても長い名前の建物" * 20])
    assert page.execute_script("return document.documentElement.scrollWidth") <= width
    assert page.get_log("browser") == []
    events = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    asked = {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}
    assert asked
    assert not [url for url in asked if not url.startswith(str(server.base_url))]
    background = page.execute_script("return getComputedStyle(document.body).backgroundColor")
    lightness = sum(map(int, re.findall(r"\d+", background)[:3])) / 3
    assert (lightness < 80) == (scheme == "dark")


def test_pasted_addresses_become_a_table_and_an_audit(page: Any) -> None:
    paste(page, PASTED)
    rows = [row.text for row in find_all(page, "#table tbody tr")]
    assert len(rows) == len(PASTED)
    assert "東京都千代田区紀尾井町1-3" in rows[0]
    assert "102-0094" in rows[0]
    assert "131016-0056000" in rows[0]
    assert "特定" in rows[0]
    assert "候補が複数" in rows[1]
    assert "東京都府中市、広島県府中市" in rows[1]
    assert "特定できず" in rows[2]
    assert find_all(page, "#findings details")
    find(page, "[data-filter=ambiguous]").click()
    assert [row.text.split()[1] for row in find_all(page, "#table tbody tr")] == ["府中市"]


def test_text_is_shown_and_never_run(page: Any) -> None:
    paste(page, PASTED)
    assert "bad" not in page.title
    assert not find_all(page, "main img, main script")
    assert BAD in find(page, "#table tbody tr:nth-child(4)").text


def test_the_csv_has_all_columns_and_no_formulas(page: Any, tmp_path: Path) -> None:
    from addrreg import COLUMNS

    paste(page, PASTED)
    find(page, "#save-csv").click()
    path = saved(tmp_path, "住所_整形済み.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        header, *rows = csv.reader(lines)
    assert header == ["住所", *(f"abr_{name}" for name in COLUMNS)]
    assert [row[0] for row in rows] == [GOOD, "府中市", "'=1+1", PASTED[3]]


def test_a_file_of_excel_with_columns_to_choose(page: Any, tmp_path: Path) -> None:
    table = tmp_path / "顧客.csv"
    lines = ["番号,送付先,番地,郵便", "1,千代田区紀尾井町,1-3,102-0094", "2,府中市宮西町,2-24,999-9999"]
    table.write_bytes("\r\n".join(lines).encode("cp932"))
    find(page, "#file").send_keys(str(table))
    until(lambda: find(page, "#columns").is_displayed())
    assert "選んでください" in find(page, "#message").text
    for column in ("送付先", "番地"):
        next(one for one in find_all(page, "#address label") if column in one.text).click()
    assert find(page, "#postal_column").get_property("value") == "4"
    find(page, "#run").click()
    until(lambda: find(page, "#audit").is_displayed())
    assert "東京都千代田区紀尾井町1-3" in find(page, "#table tbody tr").text
    assert "郵便番号" in find(page, "#findings").text
    find(page, "#save-html").click()
    report = saved(tmp_path, "顧客_監査報告.html").read_text(encoding="utf-8")
    assert report.startswith("<!DOCTYPE html>")
    find(page, "#remove").click()
    assert find(page, "#text").is_enabled()


def test_what_is_wrong_is_said_in_japanese(page: Any, tmp_path: Path) -> None:
    find(page, "#run").click()
    assert "貼り付けるか" in find(page, "#message").text
    large = tmp_path / "large.csv"
    large.write_text("住所\n" + "東京都千代田区紀尾井町1-3\n" * 250_000, encoding="utf-8")
    find(page, "#file").send_keys(str(large))
    until(lambda: "大きすぎます" in find(page, "#message").text)


def test_by_keyboard_alone(page: Any) -> None:
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    reached = []
    for _ in range(4):
        ActionChains(page).send_keys(Keys.TAB).perform()
        reached.append(page.switch_to.active_element.get_attribute("id"))
    assert reached[:3] == ["text", "file", "run"]
    named = "return [...document.querySelectorAll('input,select,textarea')].every(e => e.labels.length || e.hasAttribute('aria-labelledby'))"
    assert page.execute_script(named)


def test_a_workbook_is_refused_in_words_that_a_clerk_can_follow(page: Any, tmp_path: Path) -> None:
    path = tmp_path / "名簿.xlsx"
    path.write_bytes(b"PK\x03\x04")
    find(page, "#file").send_keys(str(path))
    until(lambda: "CSV UTF-8" in find(page, "#message").text)
    assert find(page, "#text").is_enabled()


def test_a_file_without_names_of_columns_is_read_as_having_none(page: Any, tmp_path: Path) -> None:
    cells = ["1", "7000012050002", *[""] * 7, "東京都", "千代田区", "紀尾井町1-3", *[""] * 18]
    path = tmp_path / "houjin.csv"
    path.write_text(",".join(cells) + "\n", encoding="cp932")
    find(page, "#file").send_keys(str(path))
    until(lambda: find(page, "#columns").is_displayed() and not find(page, "#header").is_selected())
    until(
        lambda: (
            [box.get_attribute("value") for box in find_all(page, "#address input:checked")]
            == ["9", "10", "11"]
        )
    )
