"""The server: the official geocoder's answers, the library's own, what is refused and how, and what is never said."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import logging
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from addrreg import COLUMNS, Cleanser, Options
from addrreg.errors import RegistryError
from addrreg.serve.geocode import FIELDS
from addrreg.serve.limits import Limits, Refused
from addrreg.serve.workers import Desk, Workers
from served import served

AGENCY = "東京都千代田区紀尾井町1-3　デジタル庁"
TABLE = "名称,住所,〒\nデジタル庁,東京都千代田区紀尾井町１－３,102-0094\n府中,府中市,\n"
SMALL = Limits(max_length=40, max_batch=3, max_rows=2, max_body=2000)
# What the official geocoder answers with, field by field, in its own order and types.
OFFICIAL = [
    "output",
    "others",
    "score",
    "match_level",
    "coordinate_level",
    "lat",
    "lon",
    "lg_code",
    "machiaza_id",
    "rsdt_addr_flg",
    "blk_id",
    "rsdt_id",
    "rsdt2_id",
    "prc_id",
    "pref",
    "county",
    "city",
    "ward",
    "oaza_cho",
    "chome",
    "koaza",
    "blk_num",
    "rsdt_num",
    "rsdt_num2",
    "prc_num1",
    "prc_num2",
    "prc_num3",
]


@pytest.fixture(scope="module")
def server(registry_path: Path) -> Iterator[httpx.Client]:
    with served(registry_path) as client:
        yield client


@pytest.fixture(scope="module")
def small(registry_path: Path) -> Iterator[httpx.Client]:
    """A server of low limits."""
    with served(registry_path, SMALL) as client:
        yield client


def geocode(server: httpx.Client, **parameters: str) -> httpx.Response:
    answer = server.get("/geocode", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer


# The official geocoder's shape


def test_the_readme_request_has_the_documented_fields(server: httpx.Client) -> None:
    (one,) = geocode(server, address="東京都千代田区紀尾井町1-3").json()
    assert list(one) == ["query", "result"]
    assert one["query"] == {"input": "東京都千代田区紀尾井町1-3"}
    found = one["result"]
    assert list(found) == OFFICIAL == list(FIELDS)
    assert found["output"] == "東京都千代田区紀尾井町1-3"
    assert (found["lg_code"], found["machiaza_id"]) == ("131016", "0056000")
    assert (found["pref"], found["city"], found["oaza_cho"]) == ("東京都", "千代田区", "紀尾井町")
    assert found["county"] is found["ward"] is found["chome"] is None
    assert found["match_level"] == found["coordinate_level"] == "machiaza"
    assert isinstance(found["lat"], float)
    assert found["rsdt_addr_flg"] in (-1, 0, 1)
    assert found["others"] == ["1-3"], "the embedded registry holds no residences: the number is left over"


def test_the_readme_request_as_it_is_typed(server: httpx.Client) -> None:
    """``curl http://localhost:3000/geocode?address=東京都…`` sends the bytes as they are, not percent-encoded."""
    line = "GET /geocode?address=東京都千代田区紀尾井町1-3 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    url = server.base_url
    with socket.create_connection((url.host, url.port), timeout=30) as connection:
        connection.sendall(line.encode())
        with connection.makefile("rb") as stream:
            head, _, body = stream.read().partition(b"\r\n\r\n")
    assert b" 200 " in head.splitlines()[0]
    assert json.loads(body)[0]["result"]["machiaza_id"] == "0056000"


def test_a_registry_with_residences_and_parcels_reaches_them(numbered_path: Path) -> None:
    with served(numbered_path) as client:
        (house,) = geocode(client, address="東京都文京区白山1-1-2", target="residential").json()
        (parcel,) = geocode(client, address="和歌山県和歌山市葵町103-3", target="parcel").json()
    house, parcel = house["result"], parcel["result"]
    assert house["match_level"] == house["coordinate_level"] == "residential_detail"
    assert (house["blk_num"], house["rsdt_num"], house["others"]) == ("1", "2", [])
    assert house["rsdt_addr_flg"] == 1
    assert house["prc_id"] is None
    assert parcel["match_level"] == "parcel"
    assert (parcel["prc_num1"], parcel["prc_num2"], parcel["blk_id"]) == ("103", "3", None)


def test_what_no_field_holds_is_in_others(server: httpx.Client) -> None:
    (one,) = geocode(server, address=AGENCY).json()
    assert one["result"]["others"] == ["1-3", "デジタル庁"]
    (one,) = geocode(server, address="どこでもない").json()
    assert one["result"]["others"] == ["どこでもない"]
    assert one["result"]["match_level"] == one["result"]["coordinate_level"] == "unknown"
    assert one["result"]["lat"] is None


def test_the_levels_are_the_official_words(server: httpx.Client) -> None:
    levels = {
        text: geocode(server, address=text).json()[0]["result"]["match_level"]
        for text in ("東京都", "東京都千代田区", "東京都千代田区霞が関1-1")
    }
    assert list(levels.values()) == ["prefecture", "city", "machiaza_detail"]


def test_the_official_fuzzy_example(server: httpx.Client) -> None:
    for character in ("●", "＠"):
        (one,) = geocode(server, address=f"東京都町{character}市森野2-2-22", fuzzy=character).json()
        assert one["result"]["city"] == "町田市"
    (one,) = geocode(server, address="東京都町＠市森野2-2-22").json()
    assert one["result"]["city"] is None, "a wildcard is for the request that names it"


def test_the_six_formats(server: httpx.Client) -> None:
    def answer(form: str) -> httpx.Response:
        return geocode(server, address=AGENCY, format=form)

    record = answer("json").json()[0]
    assert json.loads(answer("ndjson").text) == record
    collection = answer("geojson").json()
    assert collection["type"] == "FeatureCollection"
    (feature,) = collection["features"]
    assert feature["geometry"] == {
        "type": "Point",
        "coordinates": [record["result"]["lon"], record["result"]["lat"]],
    }
    named = ["input", "output", "other", *OFFICIAL[2:]]
    assert list(feature["properties"]) == named
    assert feature["properties"]["other"] == "1-3 デジタル庁"
    assert json.loads(answer("NDGeoJSON").text)["properties"] == {"input": AGENCY, **record["result"]}
    (row,) = csv.DictReader(io.StringIO(answer("csv").text))
    assert list(row) == ["input", *OFFICIAL]
    assert row["others"] == "1-3,デジタル庁"
    (row,) = csv.DictReader(io.StringIO(answer("simplified").text))
    assert list(row) == ["input", "output", "score", "match_level"]
    assert answer("csv").headers["content-type"].startswith("text/x-csv")
    assert answer("json").headers["access-control-allow-origin"] == "*"


def test_csv_cells_are_quoted(server: httpx.Client) -> None:
    text = '東京都千代田区紀尾井町1-3 "A,B" ビル'
    (row,) = csv.DictReader(io.StringIO(geocode(server, address=text, format="csv").text))
    assert row["input"] == text


@pytest.mark.parametrize("target", ["all", "residential", "parcel", ""])
def test_the_official_targets(server: httpx.Client, target: str) -> None:
    assert geocode(server, address=AGENCY, target=target).json()[0]["result"]["city"] == "千代田区"


@pytest.mark.parametrize(
    "query",
    ["", "address=", "address=%E3%80%80", "address=a&target=x", "address=a&format=x", "address=a&fuzzy=xy"],
)
def test_what_the_official_geocoder_refuses(server: httpx.Client, query: str) -> None:
    answer = server.get(f"/geocode?{query}")
    assert answer.status_code == 400
    assert answer.json()["status"] == "error"
    assert answer.json()["message"]


def test_residences_and_parcels_have_the_official_fields() -> None:
    from addrreg.result import Result
    from addrreg.serve.geocode import fields

    empty = Result(*[""] * len(Result._fields))
    found = fields(
        empty._replace(
            match_level="rsdtdsp_rsdt", pos_level="rsdtdsp_blk", score=1.0, lat=35.0, lon=139.0, rsdt_addr_flg="1",
            blk_id="001", rsdt_id="003", blk_num="1", rsdt_num="3", number="1-3",
        )
    )  # fmt: skip
    assert (found["match_level"], found["coordinate_level"]) == ("residential_detail", "residential_block")
    assert (found["rsdt_addr_flg"], found["blk_num"], found["rsdt_num"]) == (1, "1", "3")
    assert found["others"] == []


# The library's own


def test_normalize_is_the_library(server: httpx.Client, cleanser: Cleanser) -> None:
    texts = [AGENCY, "府中市", "", "札幌市西区24軒2-2-3-3"]
    one = server.get("/normalize", params={"address": AGENCY}).json()
    assert list(one) == ["input", *COLUMNS, "real_prop_num", "candidates"]
    many = server.post("/normalize", json={"addresses": [*texts, None]}).json()["results"]
    for text, found in zip([*texts, None], many, strict=True):
        result = cleanser(text)  # type: ignore[arg-type]
        assert {name: found[name] for name in COLUMNS} == result.to_dict()
    assert [one["address"] for one in many[1]["candidates"]] == ["東京都府中市", "広島県府中市"]


def test_suggest_lookup_reverse(server: httpx.Client) -> None:
    found = server.get("/suggest", params={"prefix": "千代田区紀"}).json()["results"]
    assert found[0]["address"] == "東京都千代田区紀尾井町"
    assert server.get("/suggest", params={"prefix": "無い町名"}).json() == {"results": []}
    assert server.get("/lookup", params={"id": "131016-0056000"}).json()["oaza_cho"] == "紀尾井町"
    (near,) = server.get("/reverse", params={"lat": 35.6814, "lon": 139.735}).json()["results"]
    assert near["oaza_cho"] == "紀尾井町"
    assert near["distance"] < 100
    assert (
        len(server.get("/reverse", params={"lat": 35.6814, "lon": 139.735, "limit": 3}).json()["results"])
        == 3
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_tables_in_the_encodings_of_offices(server: httpx.Client, encoding: str) -> None:
    body = TABLE.encode(encoding)
    columns = server.post("/columns", content=body).json()
    assert (columns["header"], columns["column"]) == (["名称", "住所", "〒"], [2])
    cleansed = server.post("/cleanse", content=body)
    assert cleansed.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(cleansed.content.decode("utf-8-sig"))))
    assert list(rows[0]) == ["名称", "住所", "〒", *(f"abr_{name}" for name in COLUMNS)]
    assert rows[0]["abr_address"] == "東京都千代田区紀尾井町1-3"
    found = server.post("/cleanse?format=json&column=2", content=body).json()
    assert found["candidates"] == {"2": ["東京都府中市", "広島県府中市"]}
    assert len(found["rows"]) == 2


_HOUJIN = ["1", "7000012050002", *[""] * 7, "東京都", "千代田区", "紀尾井町1-3", *[""] * 18]
GUESSES = [
    ("都道府県名,市区町村名,住所\n東京都,千代田区,紀尾井町1-3\n", True, [1, 2, 3]),
    ("都道府県名,市区町村名,住所\n東京都,千代田区,東京都千代田区紀尾井町1-3\n", True, [3]),
    ("名称,所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下\n,東京都,千代田区,紀尾井町,1-3\n", True, [2, 3, 4, 5]),
    (",".join(_HOUJIN) + "\n", False, [10, 11, 12]),
    ("都道府県,市区町村,住所\n", True, [3]),
    ("送付先住所,請求先住所\n", True, []),
    ("", True, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "header", "column"), GUESSES)
def test_a_form_is_told_which_columns_look_like_the_address(
    server: httpx.Client, text: str, header: bool, column: list[int] | None
) -> None:
    answer = server.post(
        "/columns", content=text, params={"header": header}, headers={"Content-Type": "text/csv"}
    )
    assert answer.status_code == (400 if column is None else 200)
    assert answer.json().get("column") == column


def test_the_land_register_s_number_over_http(numbered_path: Path) -> None:
    with served(numbered_path) as client:
        found = client.get("/lookup", params={"id": "0123456789012-0000"}).json()
        assert (found["address"], found["real_prop_num"]) == ("和歌山県和歌山市葵町103-3", "0123456789012")
        body = "住所,番号\n和歌山県和歌山市葵町103番地3,3020159999999\n".encode()
        options = {"column": "住所", "real_prop_column": "番号"}
        made = client.post("/audit", content=body, params=options, headers={"Content-Type": "text/csv"})
        assert "real_prop_contradicts" in {one["code"] for one in made.json()["findings"]}


def test_a_table_without_header(server: httpx.Client) -> None:
    body = "デジタル庁,東京都千代田区紀尾井町1-3\n".encode()
    answer = server.post("/cleanse?header=false&column=2", content=body)
    (row,) = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row[:2] == ["デジタル庁", "東京都千代田区紀尾井町1-3"]
    assert len(row) == 2 + len(COLUMNS)


def test_audit_in_three_formats(server: httpx.Client) -> None:
    body = (TABLE + "誤り,東京都千代田区紀尾井町1-3,999-9999\n同,同上,\n").encode()
    found = server.post("/audit?postal_column=〒", content=body).json()
    codes = {kind["code"] for kind in found["findings"]}
    assert {"placeholder", "ambiguous", "duplicate"} <= codes
    assert any(code.startswith("post") for code in codes)
    report = server.post("/audit?format=html&lang=en", content=body)
    assert '<html lang="en">' in report.text
    assert "attachment" in report.headers["content-disposition"]
    rows = list(
        csv.DictReader(
            io.StringIO(server.post("/audit?format=csv", content=body).content.decode("utf-8-sig"))
        )
    )
    assert {row["code"] for row in rows} >= {"placeholder", "ambiguous"}


def test_health_names_the_registry(server: httpx.Client, cleanser: Cleanser) -> None:
    health = server.get("/health").json()
    assert health["status"] == "ok"
    assert health["vintage"] == cleanser.registry.header()["vintage"]
    assert "デジタル庁" in health["attribution"]


def test_openapi_describes_every_route_with_an_example(server: httpx.Client) -> None:
    paths = server.get("/openapi.json").json()["paths"]
    assert set(paths) == {
        "/geocode",
        "/normalize",
        "/suggest",
        "/lookup",
        "/reverse",
        "/health",
        "/columns",
        "/cleanse",
        "/audit",
    }
    for path, methods in paths.items():
        for operation in methods.values():
            assert operation["summary"]
            assert "4XX" in operation["responses"]
            assert "422" not in operation["responses"]
            required = [one for one in operation.get("parameters", []) if one["required"]]
            assert all("examples" in one or "examples" in one["schema"] for one in required), path


# What is refused


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("GET", "/normalize?address=" + "あ" * 41, None, 400, "longer than 40"),
        ("GET", "/geocode?address=" + "あ" * 41, None, 400, "longer than 40"),
        ("GET", "/suggest?prefix=" + "あ" * 41, None, 400, "longer than 40"),
        ("GET", "/geocode?address=%93%8C%8B%9E", None, 400, "not UTF-8"),
        ("GET", "/reverse?lat=0&lon=0", None, 400, "not in Japan"),
        ("GET", "/reverse?lat=nan&lon=139", None, 400, ""),
        ("GET", "/reverse?lat=x&lon=139", None, 400, "lat"),
        ("GET", "/lookup?id=zz", None, 400, "id"),
        ("GET", "/nothing", None, 404, "Not"),
        ("DELETE", "/normalize", None, 405, "Method"),
        ("POST", "/normalize", {"addresses": ["a"] * 4}, 413, "one request takes 3"),
        ("POST", "/normalize", {"addresses": [1]}, 400, "addresses.0"),
        ("POST", "/normalize", {"addresses": ["a"], "target": "x"}, 400, "target"),
        ("POST", "/normalize", {}, 400, "addresses"),
        ("POST", "/normalize", b"{", 400, "body"),
        ("POST", "/normalize", b"[" * 1900, 400, ""),
        ("POST", "/normalize", b"\xff", 400, ""),
        ("POST", "/normalize", b"x" * 2001, 413, "2,000 bytes"),
        ("POST", "/cleanse", b"", 400, "empty"),
        ("POST", "/cleanse", "住所\na\nb\nc\n".encode(), 413, "2 rows"),
        ("POST", "/audit", "住所\na\nb\nc\n".encode(), 413, "2 rows"),
        ("POST", "/cleanse", ("住所" + "," * 1500 + "\na\nb\n").encode(), 413, "1,501 columns"),
        ("POST", "/audit", ("住所" + "," * 1500 + "\na\nb\n").encode(), 413, "1,501 columns"),
        ("POST", "/cleanse", "甲,乙\na,b\n".encode(), 400, "甲, 乙"),
        ("POST", "/cleanse?column=丙", "甲,乙\na,b\n".encode(), 400, "no column 丙"),
        ("POST", "/cleanse", "住所,abr_status\na,b\n".encode(), 400, "abr_status"),
        ("POST", "/cleanse?column=1", b'a,b\n"c', 400, "quote"),
        ("POST", "/cleanse", b"a\n\x00\n", 400, ""),
        ("POST", "/audit?lat=1", TABLE.encode(), 400, "coordinates"),
        ("POST", "/audit", "住所\n".encode(), 400, "row"),
    ],
)  # fmt: skip
def test_a_refusal_says_why(
    small: httpx.Client, method: str, path: str, body: Any, status: int, said: str
) -> None:
    how: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
    if isinstance(body, bytes) and path == "/normalize":
        how["headers"] = {"content-type": "application/json"}
    answer = small.request(method, path, **(how if body is not None else {}))
    assert answer.status_code == status, answer.text
    assert answer.json()["status"] == "error"
    assert said in answer.json()["message"]
    assert "/tmp" not in answer.text  # noqa: S108


def test_a_long_row_does_not_cost_the_others(small: httpx.Client) -> None:
    long = "あ" * 1001
    limits = small.post(
        "/normalize",
        content=json.dumps({"addresses": ["府中市"]}),
        headers={"content-type": "application/json"},
    )
    assert limits.status_code == 200
    with served(None, Limits()) as client:
        found = client.post("/normalize", json={"addresses": [long, AGENCY]}).json()["results"]
    assert [one["status"] for one in found] == ["unmatched", "matched"]
    assert found[0]["rest"] == long


def test_a_body_that_does_not_say_its_size_is_counted(small: httpx.Client) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 100

    assert small.post("/cleanse", content=pieces()).status_code == 413


def test_a_form_is_told_to_be_json(small: httpx.Client) -> None:
    answer = small.post("/normalize", content='{"addresses": []}', headers={"content-type": "text/plain"})
    assert answer.status_code == 400
    assert "application/json" in answer.json()["remedy"]


@settings(max_examples=150)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_any_string_has_a_result(server: httpx.Client, text: str) -> None:
    one = server.get("/normalize", params={"address": text})
    assert one.status_code == 200
    assert one.json()["input"] == text
    if text.strip():
        assert server.get("/geocode", params={"address": text}).status_code == 200
    assert server.get("/suggest", params={"prefix": text}).status_code == 200


@settings(max_examples=50)
@given(st.lists(st.text(max_size=50), max_size=5))
def test_any_batch_has_results_half_surrogates_too(server: httpx.Client, texts: list[str]) -> None:
    body = json.dumps({"addresses": texts}).encode()
    answer = server.post("/normalize", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200
    assert [one["input"] for one in json.loads(answer.content)["results"]] == texts


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_refused(server: httpx.Client, body: bytes) -> None:
    for path in ("/columns", "/cleanse", "/audit"):
        assert server.post(path, content=body).status_code in (200, 400)


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_schemathesis_finds_no_fault(server: httpx.Client, mode: str) -> None:
    """Requests of the OpenAPI, right and wrong: no 500, and answers as it describes them."""
    schemathesis = pytest.importorskip("schemathesis")
    from schemathesis.generation import GenerationMode
    from schemathesis.specs.openapi import checks

    # what is refused beyond the schema (a check digit, a point outside Japan) is no fault
    wanted = [
        schemathesis.checks.not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_schema_conformance,
    ]
    schema = schemathesis.openapi.from_url(f"{server.base_url}/openapi.json")
    statuses: Counter[int] = Counter()
    quiet = settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    for found in schema.get_all_operations():
        operation = found.ok()

        @quiet
        @given(case=operation.as_strategy(generation_mode=GenerationMode(mode)))
        def run(case: Any) -> None:
            answer = case.call()
            statuses[answer.status_code] += 1
            case.validate_response(answer, checks=wanted)

        with suppress(Unsatisfiable):  # nothing is wrong with any query of /health
            run()
    assert sum(statuses.values()) > 100
    assert statuses[200] if mode == "positive" else statuses[400]


# Threads, logs, start and end


def test_many_at_once_are_answered_each_with_its_own(server: httpx.Client) -> None:
    texts = [f"東京都千代田区紀尾井町{n}-{n + 1}" for n in range(40)]
    wrong = []

    def ask(text: str, fuzzy: str) -> None:
        found = server.get("/normalize", params={"address": text, "fuzzy": fuzzy}).json()
        if found["input"] != text or not text.endswith(found["number"]):
            wrong.append((text, found))

    threads = [threading.Thread(target=ask, args=(text, "＠＊＋＝"[i % 4])) for i, text in enumerate(texts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_each_thread_has_its_own_desk_and_the_line_has_an_end(registry_path: Path) -> None:
    async def all_of_them() -> None:
        workers = Workers(registry_path, Options(), Limits(threads=2, max_waiting=3))
        free = threading.Event()
        desks: list[Desk] = []

        def work(desk: Desk) -> None:
            desks.append(desk)
            free.wait(10)

        try:
            waiting = [asyncio.create_task(workers.run(work)) for _ in range(3)]
            while len(desks) < 2:
                await asyncio.sleep(0.01)
            assert desks[0] is not desks[1]
            with pytest.raises(Refused) as refused:
                await workers.run(work)
            assert refused.value.status_code == 429
            assert refused.value.headers == {"Retry-After": "1"}
            free.set()
            await asyncio.gather(*waiting)
            assert await workers.run(lambda desk: desk in desks), "there is room again"
        finally:
            free.set()
            workers.close()

    asyncio.run(all_of_them())


def test_a_desk_that_fails_to_open_leaves_none_open(
    registry_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Desk] = []

    class Failing(Desk):
        def __init__(self, *given: object) -> None:
            if len(made) == 2:
                raise RegistryError("no more files may be open", "ulimit -n 1024")
            super().__init__(*given)  # type: ignore[arg-type]
            made.append(self)

    monkeypatch.setattr("addrreg.serve.workers.Desk", Failing)
    with pytest.raises(RegistryError):
        Workers(registry_path, Options(), Limits(threads=3))
    assert len(made) == 2
    for desk in made:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            desk.cleanser.registry.connection.execute("SELECT 1")


def test_a_desk_keeps_few_cleansers(registry_path: Path) -> None:
    desk = Desk(registry_path, Options())
    assert desk.cleanser_for("all", "") is desk.cleanser_for("all", "●") is desk.cleanser
    opened = [desk.cleanser_for("all", character) for character in "＠＊＋＝"]
    assert desk.cleanser_for("all", "＝") is opened[-1]
    assert desk.cleanser_for("all", "＠") is not opened[0], "the oldest was closed"
    desk.close()


def test_no_address_is_logged_and_no_fault_is_shown(
    registry_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(self: Cleanser, text: str) -> None:
        raise ValueError(text)

    caplog.set_level(logging.DEBUG)
    with served(registry_path) as client:
        assert client.get("/normalize", params={"address": AGENCY}).status_code == 200
        client.get(f"/{AGENCY}")
        monkeypatch.setattr(Cleanser, "__call__", fault)
        answer = client.get("/normalize", params={"address": AGENCY})
    assert answer.status_code == 500
    assert "紀尾井町" not in answer.text
    ours = [
        record.getMessage() for record in caplog.records if record.name.startswith(("addrreg", "uvicorn"))
    ]
    assert any("GET /normalize 200" in line for line in ours)
    assert any("ValueError at /normalize" in line for line in ours)
    assert not [line for line in ours if "紀尾井町" in line or "%E7%B4%80" in line]


def test_headers_keep_a_browser_at_home(server: httpx.Client) -> None:
    for path in ("/", "/health", "/nothing"):
        headers = server.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
    page = server.get("/").text
    assert not [part for part in ("http://", "https://", "<style", "onclick", "style=") if part in page]


def command(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    line = [sys.executable, str(Path(__file__).resolve().parent.parent / "cli.py"), "serve", *arguments]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent / "src")}
    return subprocess.Popen(
        line, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment, **options
    )


@pytest.mark.skipif(os.name == "nt", reason="SIGTERM ends a process at once there")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_command_serves_until_it_is_told_to_end(registry_path: Path, jobs: str) -> None:
    with command("--port", "0", "--jobs", jobs, "--registry", str(registry_path)) as process:
        assert process.stderr
        said = ""
        while "http://127.0.0.1:" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        url = said.rpartition("addrreg: ")[2].split()[0]
        transport = httpx.HTTPTransport(retries=8)
        with httpx.Client(base_url=url, transport=transport, trust_env=False, timeout=30) as client:
            assert client.get("/normalize", params={"address": AGENCY}).json()["city"] == "千代田区"
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
    assert process.returncode == 0, rest
    assert "the server has ended" in rest
    assert "GET /normalize 200" in rest
    assert "Traceback" not in rest
    assert "紀尾井" not in said + rest


def test_a_port_in_use_is_said_before_the_work(registry_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with command("--port", str(port), "--registry", str(registry_path)) as process:
            assert process.stderr
            said = process.stderr.read()
    assert process.returncode == 2
    assert f"port {port} is in use" in said
    assert f"--port {port + 1}" in said
    assert "Traceback" not in said


def test_a_host_that_is_none_and_a_registry_that_is_none(tmp_path: Path) -> None:
    for arguments in (
        ["--host", "no such host"],
        ["--port", "0", "--registry", str(tmp_path / "none.sqlite")],
    ):
        with command(*arguments) as process:
            assert process.stderr
            said = process.stderr.read()
        assert process.returncode == 2
        assert "to mend it" in said


def test_the_application_without_the_extra_names_it() -> None:
    code = "import sys; sys.modules['fastapi'] = None; import addrreg.serve.app"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.rstrip().endswith("pip install 'addrreg[serve]'")


def test_a_form_is_no_table_and_a_wrong_choice_no_json(server: httpx.Client) -> None:
    table = "住所\n東京都\n".encode()
    form = server.post("/cleanse", files={"file": ("a.csv", table)})
    assert (form.status_code, form.json()["remedy"]) == (400, "curl --data-binary @customers.csv")
    wrong = server.post("/cleanse", params={"format": "zip"}, content=table)
    assert wrong.status_code == 400
    assert "remedy" not in wrong.json()
