"""The registry's site on loopback, with its own small files and faults on demand; a helper of the tests."""

from __future__ import annotations

import hashlib
import http.server
import io
import json
import random
import re
import threading
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field

OFFICIAL = "https://data.address-br.digital.go.jp"
FEED = "api/feed/dcat-us/1.1.json"
DATE = "2026-01-01T00:00:00.000Z"
LATER = "2026-02-01T00:00:00.000Z"

TOWN = "lg_code,machiaza_id,machiaza_type,pref,county,city,ward,oaza_cho,chome,koaza,rsdt_addr_flg,post_code"
HEADERS = {
    "pref": "lg_code,pref,pref_kana",
    "city": "lg_code,pref,county,city,ward",
    "town": TOWN,
    "town_fullset": f"{TOWN},alias_oaza",
    "rsdtdsp_blk": "lg_code,machiaza_id,blk_id,blk_num,rsdt_addr_flg",
    "rsdtdsp_rsdt": "lg_code,machiaza_id,blk_id,rsdt_id,rsdt2_id,blk_num,rsdt_num,rsdt_num2",
    "parcel": "lg_code,machiaza_id,prc_id,prc_num1,prc_num2,prc_num3",
    "pref_pos": "lg_code,rep_lon,rep_lat,rep_srid",
    "city_pos": "lg_code,rep_lon,rep_lat,rep_srid",
    "town_pos": "lg_code,machiaza_id,rsdt_addr_flg,rep_lon,rep_lat,rep_srid",
    "rsdtdsp_blk_pos": "lg_code,machiaza_id,blk_id,rep_lon,rep_lat",
    "rsdtdsp_rsdt_pos": "lg_code,machiaza_id,blk_id,rsdt_id,rsdt2_id,rep_lon,rep_lat",
    "parcel_pos": "lg_code,machiaza_id,prc_id,rep_lon,rep_lat",
}


def path_of(type_: str, area: str = "all") -> str:
    """mt_town/pref/mt_town_pref13.csv.zip of ("town", "pref13")."""
    folder = "" if area == "all" else f"{area[:4]}/"
    return f"mt_{type_}/{folder}mt_{type_}_{area}.csv.zip"


def zipped(name: str, content: str | bytes, entry: str = "") -> bytes:
    """A zip file with one entry, named like the zip where no other name is given."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry or name.rpartition("/")[2].removesuffix(".zip"), content)
    return packed.getvalue()


def table(path: str, note: str = "", rows: int = 20) -> bytes:
    """A file in the registry's format; its cells are figures without sense, which do not shrink when packed."""
    type_ = re.fullmatch(r"mt_([a-z_]+)_(?:all|pref\d+|city\d+)\.csv\.zip", path.rpartition("/")[2])[1]  # type: ignore[index]
    figures = random.Random(path + note)  # noqa: S311
    columns = HEADERS[type_].split(",")
    lines = [",".join(str(figures.randrange(10**12)) for _ in columns) for _ in range(rows)]
    return zipped(path, "\r\n".join([HEADERS[type_], *lines, ""]))


def country() -> dict[str, bytes]:
    """A site of 東京都 and 和歌山県 with all levels; parcels of 和歌山市 and 千代田区."""
    national = [path_of(type_) for type_ in ("pref", "city", "pref_pos", "city_pos")]
    prefectural = [
        path_of(f"{type_}{pos}", f"pref{code}")
        for type_ in ("town", "rsdtdsp_blk", "rsdtdsp_rsdt")
        for pos in ("", "_pos")
        for code in ("13", "30")
    ]
    municipal = [
        path_of(f"parcel{pos}", f"city{code}") for pos in ("", "_pos") for code in ("131016", "302015")
    ]
    return {path: table(path) for path in [*national, *prefectural, *municipal]}


@dataclass
class Faults:
    """What goes wrong; the counts are of requests for one path."""

    fail_first: int = 0
    cut_first: int = 0
    cut_at: int = 400
    status: dict[str, int] = field(default_factory=dict)
    slow: float = 0.0
    """Seconds before each 256 bytes of a body."""
    retry_after: str = ""
    body: dict[str, bytes] = field(default_factory=dict)
    """Path → what is sent in place of it, with status 200."""
    tags: bool = True


class Mirror:
    """A server on 127.0.0.1 over a dictionary of files, with ETag, 304, Range and If-Range."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = country() if files is None else files
        self.dates = dict.fromkeys(self.files, DATE)
        self.unlisted: set[str] = set()
        self.faults = Faults()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.seen: Counter[str] = Counter()
        self.datasets: list[dict[str, object]] = []
        """More data sets of the feed."""

    def __enter__(self) -> Mirror:
        mirror = self

        class Handler(_Handler):
            site = mirror

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a killed client is no news
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def feed(self) -> bytes:
        """The catalogue, as the site writes it: with the official host in each address."""
        datasets = [
            {
                "title": path.rpartition("/")[2],
                "description": f"町字マスター 最終更新日: {self.dates.get(path, DATE)} 試験公開",
                "distribution": [{"accessURL": f"{OFFICIAL}/{path}", "format": "Document Link"}],
            }
            for path in self.files
            if path not in self.unlisted
        ]
        return json.dumps({"dataset": [*datasets, *self.datasets]}, ensure_ascii=False).encode()

    def paths(self) -> list[str]:
        """Paths of the files that were asked for, in order; the catalogue is left out."""
        return [path for path, _ in self.asked if path != FEED]

    def change(self, path: str, note: str = "changed") -> None:
        """A new release of a file."""
        self.files[path] = table(path, note)
        self.dates[path] = LATER


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes: the second would wait for an ACK
    site: Mirror

    def do_GET(self) -> None:
        site, faults = self.site, self.site.faults
        path = re.sub(r"^http://[^/]+", "", self.path).lstrip("/")
        site.asked.append((path, dict(self.headers)))
        site.seen[path] += 1
        if path in faults.status:
            return self.answer(faults.status[path], b"no")
        if path in faults.body:
            return self.answer(200, faults.body[path])
        if path == FEED:
            return self.answer(200, site.feed())
        if path not in site.files:
            return self.answer(404, b"not found")
        if site.seen[path] <= faults.fail_first:
            return self.answer(
                503, b"later", {"Retry-After": faults.retry_after} if faults.retry_after else {}
            )
        cut = faults.cut_at if site.seen[path] - faults.fail_first <= faults.cut_first else None
        return self.send(site.files[path], cut)

    def send(self, body: bytes, cut: int | None) -> None:
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        head = {"ETag": tag, "Accept-Ranges": "bytes"} if self.site.faults.tags else {}
        if head and self.headers.get("If-None-Match") == tag:
            return self.answer(304, b"")
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if not (found and head and self.headers.get("If-Range", tag) == tag):
            return self.answer(200, body, head, cut)
        start = int(found[1])
        if start >= len(body):
            return self.answer(416, b"", {"Content-Range": f"bytes */{len(body)}"})
        head["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        return self.answer(206, body[start:], head, cut)

    def answer(
        self, status: int, body: bytes, head: dict[str, str] | None = None, cut: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (head or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            for start in range(0, len(body[:cut]), 256):
                time.sleep(self.site.faults.slow)
                self.wfile.write(body[:cut][start : start + 256])
        except OSError:
            self.close_connection = True
        if cut is not None and cut < len(body):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nothing: the tests read ``asked``."""
