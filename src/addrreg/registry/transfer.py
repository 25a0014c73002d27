"""Files of the registry over HTTP: patient with a site that stumbles, and never from the start where it was cut.

A transfer is written to a `.part` beside its final name, and what the server said of it (ETag, Last-Modified) to
a `.part.json` beside that: the next attempt, or the next run after a kill, asks for the rest alone (Range), and
only of the same version (If-Range).
"""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from addrreg.errors import DownloadError, InputError, SourceError
from addrreg.registry.feed import FEED_PATH, FEED_URL, FILES_URL, Entry, read_feed
from addrreg.registry.manifest import Record
from addrreg.registry.part import Fetched, drop_part, read_note, size_of, write_note

if TYPE_CHECKING:
    import httpx

__all__ = ["MAX_FILE_BYTES", "Patience", "Report", "Site", "Stopped"]

_T = TypeVar("_T")

#: No file of the registry is larger; whoever sends more is not the registry.
MAX_FILE_BYTES: Final = 4 << 30
_MAX_FEED_BYTES = 64 << 20
_RETRIED = {408, 425, 429, 500, 502, 503, 504}

#: Called with the bytes of one file that are there, and of how many (0: unknown).
Report = Callable[[int, int], None]


class Patience(NamedTuple):
    """How often a request is tried again, and after how long."""

    retries: int = 5
    """Failures in a row, without one new byte, before it is given up."""
    retry_wait: float = 1.0
    """Seconds before the first retry; doubled each time, and varied so that clients do not come back at once."""
    longest: float = 120.0
    """Seconds at most, also where the server asks for more (Retry-After)."""


class Stopped(Exception):
    """The run is ending for another reason: this transfer stops where it is, to be resumed."""


class _TryAgain(Exception):
    """An answer that may be another one in a moment."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


class Site:
    """The registry's site, or a mirror of it laid out in the same way."""

    def __init__(self, base_url: str, patience: Patience, stop: threading.Event, connections: int) -> None:
        base = base_url.rstrip("/") + "/" if base_url else ""
        if base and not re.fullmatch(r"https?://[^/?#@\s]+(/[^?#\s]*)?", base):
            raise InputError(
                f"{base_url!r} is no address of a mirror",
                remedy="--base-url https://host/path (without a password)",
            )
        self.name = base or FILES_URL
        self._official = not base
        self._feed = base + FEED_PATH if base else FEED_URL
        self._files = base or FILES_URL
        self._origins = (FILES_URL, *([base] if base else []))
        self._patience = patience
        self.stop = stop
        self._client = _client(connections)

    def __enter__(self) -> Site:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def entries(self) -> list[Entry]:
        """What the catalogue lists; files are asked for at this site, whatever host of the two it names."""

        def attempt() -> bytes:
            body = bytearray()
            with self._get(self._feed, {}) as answer:
                self._refuse(answer, self._feed)
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > _MAX_FEED_BYTES:
                        raise SourceError(f"{self._feed} is longer than {_MAX_FEED_BYTES:,} bytes")
            return bytes(body)

        return read_feed(self._patiently(attempt, self._feed, lambda: 0), self._origins, self._feed)

    def fetch(self, entry: Entry, part: Path, held: Record | None, report: Report) -> Fetched | None:
        """Fetch a file into ``part``, going on where an earlier transfer was cut; None where ``held`` is still it.

        Raises DownloadError where the site refuses or stays silent, SourceError for a fault of this file alone,
        and OSError where it cannot be written.
        """
        url = self._files + entry.path
        return self._patiently(lambda: self._once(url, part, held, report), url, lambda: size_of(part))

    def _patiently(self, attempt: Callable[[], _T], url: str, reached: Callable[[], int]) -> _T:
        """Try again after a while; what brought new bytes was no failure, however often it is cut."""
        import httpx

        failures, best = 0, reached()
        while True:
            try:
                return attempt()
            except (_TryAgain, httpx.TransportError) as error:
                now = reached()
                failures = 1 if now > best else failures + 1
                best = max(best, now)
                if failures > self._patience.retries:
                    raise self._given_up(url, error, failures) from error
                self._pause(failures, getattr(error, "after", 0.0))

    def _pause(self, failures: int, after: float) -> None:
        delay = self._patience.retry_wait * 2 ** (failures - 1) * (0.5 + random.random())  # noqa: S311  # no secret
        if self.stop.wait(min(max(delay, after), self._patience.longest)):
            raise Stopped

    def _given_up(self, url: str, error: Exception, failures: int) -> DownloadError:
        reason = str(error) or type(error).__name__
        return DownloadError(
            f"{url} could not be fetched, tried {failures} times: {reason}",
            remedy="run the command again, it goes on where it stopped "
            "(behind a proxy: set HTTPS_PROXY; without a network: --from DIR)",
        )

    def _once(self, url: str, part: Path, held: Record | None, report: Report) -> Fetched | None:
        note = read_note(part, url)
        offset = size_of(part) if note else 0
        headers = {"Accept-Encoding": "identity"}
        if note and offset:
            headers |= {"Range": f"bytes={offset}-", "If-Range": note.etag or note.last_modified}
        elif held and (held.etag or held.last_modified):
            headers |= (
                {"If-None-Match": held.etag} if held.etag else {"If-Modified-Since": held.last_modified}
            )
        with self._get(url, headers) as answer:
            if answer.status_code == 304 and held:
                return None
            if answer.status_code == 416 and note:
                return _whole_or_anew(answer, part, note, offset)
            self._refuse(answer, url)
            said = Fetched(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
            if answer.status_code == 206:
                total = _total_of_rest(answer, offset)
                if total < 0 or (note and said.etag and note.etag and said.etag != note.etag):
                    drop_part(part)
                    raise _TryAgain("it sent another part of the file than was asked for")
            else:
                offset, total = 0, int(answer.headers.get("Content-Length") or 0)
                # Emptied before the note tells of the new version: old bytes never go on under a new ETag.
                part.write_bytes(b"")
                write_note(part, url, said)
            self._receive(answer, part, offset, total, report)
        return said

    def _receive(self, answer: httpx.Response, part: Path, offset: int, total: int, report: Report) -> None:
        limit = total or MAX_FILE_BYTES
        if limit > MAX_FILE_BYTES:
            raise SourceError(f"{answer.url} has {total:,} bytes, more than any file of the registry")
        with part.open("ab") as file:
            report(offset, total)
            # in the pieces that come: gathered into larger ones, the last would be lost when it is cut
            for piece in answer.iter_raw():
                file.write(piece)
                offset += len(piece)
                report(offset, total)
                if self.stop.is_set():
                    raise Stopped
                if offset > limit:
                    break
        if offset != total and (total or offset > limit):
            drop_part(part)
            raise _TryAgain(f"it sent {offset:,} of {total:,} bytes")

    @contextmanager
    def _get(self, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        with self._client.stream("GET", url, headers=headers) as answer:
            if url.startswith("https:") and answer.url.scheme != "https":
                raise DownloadError(
                    f"{url} leads to {answer.url}, which is not encrypted", remedy="--base-url URL"
                )
            if answer.status_code in _RETRIED:
                reason = f"it answers {answer.status_code} {answer.reason_phrase}"
                raise _TryAgain(reason, _seconds(answer.headers.get("Retry-After", "")))
            yield answer

    def _refuse(self, answer: httpx.Response, url: str) -> None:
        """Answers that will be the same in a minute; the remedy is what a user can do about each."""
        code = answer.status_code
        if code in (200, 206):
            return
        if code == 403:
            who = "The official site refuses clients outside Japan." if self._official else ""
            raise DownloadError(
                f"{url} answers 403 Forbidden. {who}".rstrip(),
                remedy="addrreg registry download --from DIR (files fetched on a machine in Japan) "
                "or --base-url URL (a mirror)",
            )
        if code in (404, 410) and url != self._feed:
            raise SourceError(
                f"{url} is in the catalogue, but not on the site ({code})",
                remedy="run the command again later: the site may be in the middle of a release",
            )
        if code == 407:
            raise DownloadError(
                "the proxy asks for a name and password (407)",
                remedy="export HTTPS_PROXY=http://name:password@host:port",
            )
        raise DownloadError(
            f"{url} answers {code} {answer.reason_phrase}",
            remedy="check --base-url: the catalogue is expected at URL/" + FEED_PATH,
        )


def _client(connections: int) -> httpx.Client:
    """The client, with the proxies and certificates that the environment names."""
    import httpx

    from addrreg import __version__

    try:
        return httpx.Client(
            timeout=httpx.Timeout(60, connect=15, pool=None),
            limits=httpx.Limits(max_connections=connections),
            follow_redirects=True,
            headers={"User-Agent": f"addrreg/{__version__}"},
        )
    except ImportError as error:
        raise DownloadError(
            f"the proxy needs an extra package: {error}", "pip install 'httpx[socks]'"
        ) from error
    except (ValueError, OSError, httpx.InvalidURL) as error:
        raise DownloadError(
            f"the proxy or the certificates of the environment cannot be used: {error}",
            remedy="check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR",
        ) from error


def _total_of_rest(answer: httpx.Response, offset: int) -> int:
    """Length of the whole file, from the Content-Range of a rest; -1 where it is another rest."""
    found = re.fullmatch(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})", answer.headers.get("Content-Range", ""))
    if not found or int(found[1]) != offset or int(found[2]) + 1 != int(found[3]):
        return -1
    return int(found[3])


def _whole_or_anew(answer: httpx.Response, part: Path, note: Fetched, offset: int) -> Fetched:
    """No rest to send: all bytes were there already, only their check was missing. Otherwise begin anew."""
    if answer.headers.get("Content-Range") == f"bytes */{offset}":
        return note
    drop_part(part)
    raise _TryAgain("the file has become shorter")


def _seconds(retry_after: str) -> float:
    """Retry-After, which is a number of seconds or a date (RFC 9110, 10.2.3)."""
    from datetime import UTC, datetime

    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        return (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return 0.0
