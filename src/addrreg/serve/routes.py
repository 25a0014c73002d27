"""Routes (経路): what each path does with its parameters; the work itself is the library's."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import Query, Request, Response

from addrreg.result import Result
from addrreg.serve import geocode
from addrreg.serve.limits import Limits, Refused
from addrreg.serve.shapes import EXAMPLE, Batch
from addrreg.serve.tables import Roles, audited, cleansed, columns_of
from addrreg.serve.workers import Desk, Workers
from addrreg.words import Lang

__all__ = ["Routes"]

_T = TypeVar("_T")
_E = TypeVar("_E", bound=StrEnum)


class _Target(StrEnum):
    ALL = "all"
    RESIDENCE = "residence"
    PARCEL = "parcel"


class _Level(StrEnum):
    TOWN = "town"
    RESIDENCE = "residence"
    PARCEL = "parcel"


class _TableFormat(StrEnum):
    CSV = "csv"
    JSON = "json"


class _AuditFormat(StrEnum):
    JSON = "json"
    HTML = "html"
    CSV = "csv"


def _one_of(words: type[StrEnum]) -> dict[str, Any]:
    return {"enum": list(words)}


_Address = Annotated[str, Query(description="An address, as it was written.", examples=[EXAMPLE])]
_Fuzzy = Annotated[
    str, Query(description="One more character that stands for an unknown one.", examples=["■"])
]
_Header = Annotated[bool, Query(description="Whether the first line names the columns.")]
_Column = Annotated[
    list[str] | None,
    Query(
        description="Column of the address, by name or by number from 1; several are joined in order. Without it: "
        "the one that is named like an address.",
        examples=[["住所"]],
    ),
]


def _named(what: str) -> Any:
    return Query(description=f"Column of {what}, by name or by number from 1.")


async def _table(request: Request) -> bytes:
    """The table in the body; of a form (curl -F), the lines around the file would pass for rows."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        raise Refused(400, "the body is a form, not a table", remedy="curl --data-binary @customers.csv")
    return await request.body()


class Routes:
    """The endpoints; ``workers`` is there from the start of the application to its end."""

    workers: Workers

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    async def geocode(
        self,
        address: _Address,
        target: Annotated[
            str, Query(description="Search target.", json_schema_extra=_one_of(geocode.Target))
        ] = "all",
        format: Annotated[
            str, Query(description="Output format.", json_schema_extra=_one_of(geocode.Format))
        ] = "json",
        fuzzy: _Fuzzy = "",
    ) -> Response:
        """The request of `abrg serve`, with its parameters, its fields and its media types."""
        address = self._short(address.strip(), "address")
        if not address:
            raise Refused(400, "The address parameter is empty")
        wanted = _word(geocode.Target, target.strip() or "all", "target")
        form = _word(geocode.Format, (format or "json").lower(), "format")
        words = {geocode.Target.RESIDENTIAL: "residence"}
        options = (words.get(wanted, str(wanted)), _fuzzy(fuzzy))
        text, media_type = await self._run(
            lambda desk: geocode.render(desk.cleanser_for(*options)(address), form)
        )
        headers = {"Access-Control-Allow-Origin": "*", "Vary": "Origin"}
        return Response(_encoded(text), media_type=media_type, headers=headers)

    async def normalize(
        self, address: _Address, target: _Target = _Target.ALL, fuzzy: _Fuzzy = ""
    ) -> Response:
        """Any text has a result; of what is no address it is `unmatched`."""
        self._short(address, "address")
        options = (str(target), _fuzzy(fuzzy))
        return await self._json(lambda desk: _plain(desk.cleanser_for(*options)(address)))

    async def normalize_batch(self, batch: Batch) -> Response:
        """The results stand in the order of the addresses, each with its `input`."""
        addresses = batch.addresses
        if len(addresses) > self._limits.max_batch:
            most = f"{self._limits.max_batch:,}"
            raise Refused(
                413, f"{len(addresses):,} addresses; one request takes {most}", "send them in parts"
            )
        for number, address in enumerate(addresses):
            if address is not None and not isinstance(address, str):
                raise Refused(400, f"addresses.{number}: not a string")
        options = (str(_word(_Target, batch.target, "target")), _fuzzy(batch.fuzzy))

        def work(desk: Desk) -> Any:
            return {"results": [_plain(result) for result in desk.cleanser_for(*options).many(addresses)]}

        return await self._json(work)

    async def suggest(
        self,
        prefix: Annotated[
            str,
            Query(
                description="Beginning of a name, of its kana, or of a postal code.", examples=["千代田区紀"]
            ),
        ],
        limit: Annotated[int, Query(ge=1, le=100, description="So many places at most.")] = 10,
    ) -> Response:
        """For entry forms, at each key stroke."""
        self._short(prefix, "prefix")
        return await self._json(
            lambda desk: {"results": [one._asdict() for one in desk.finder.suggest(prefix, limit)]}
        )

    async def lookup(
        self,
        id: Annotated[
            str,
            Query(
                description="lg_code, and behind it machiaza_id, blk_id, rsdt_id, rsdt2_id, or prc_id; dashes may be missing.",
                examples=["131016-0056000"],
            ),
        ],
    ) -> Response:
        """What of the id the registry does not hold is in `rest`."""
        self._short(id, "id")
        return await self._json(lambda desk: _plain(desk.finder.lookup(id)))

    async def reverse(
        self,
        lat: Annotated[float, Query(description="Latitude in degrees.", examples=[35.6814])],
        lon: Annotated[float, Query(description="Longitude in degrees.", examples=[139.735])],
        level: Annotated[
            _Level | None,
            Query(
                description="What to look for. Without it a residence or parcel within 200 m, else the nearest town."
            ),
        ] = None,
        limit: Annotated[int, Query(ge=1, le=100, description="So many places at most.")] = 1,
    ) -> Response:
        """Nearest first, each with its `distance` in metres."""

        def work(desk: Desk) -> Any:
            found = desk.finder.reverse(lat, lon, str(level) if level else None, limit)
            return {"results": [{"distance": one.distance} | _plain(one.place) for one in found]}

        return await self._json(work)

    async def columns(self, request: Request, header: _Header = True) -> Response:
        """For a form that lets a person choose."""
        body = await _table(request)
        return await self._json(lambda desk: columns_of(body, header))

    async def cleanse(
        self,
        request: Request,
        column: _Column = None,
        header: _Header = True,
        format: _TableFormat = _TableFormat.CSV,
        target: _Target = _Target.ALL,
        fuzzy: _Fuzzy = "",
    ) -> Response:
        """CSV in any of the usual encodings; answered in UTF-8, as `addrreg cleanse` writes it."""
        body, options = await _table(request), (str(target), _fuzzy(fuzzy))

        def work(desk: Desk) -> bytes:
            table = cleansed(body, header, column or (), desk.cleanser_for(*options), self._limits)
            return table.to_csv() if format is _TableFormat.CSV else _dumped(table.to_dict())

        return Response(await self._run(work), media_type=_MEDIA[format])

    async def audit(
        self,
        request: Request,
        column: _Column = None,
        header: _Header = True,
        postal_column: Annotated[str, _named("the postal code")] = "",
        code_column: Annotated[str, _named("the municipality's code (lg_code)")] = "",
        machiaza_column: Annotated[str, _named("the town's id (machiaza_id)")] = "",
        real_prop_column: Annotated[str, _named("the 不動産番号 or 不動産ID")] = "",
        lat: Annotated[str, _named("the latitude in degrees")] = "",
        lon: Annotated[str, _named("the longitude in degrees")] = "",
        format: _AuditFormat = _AuditFormat.JSON,
        lang: Lang = Lang.JA,
    ) -> Response:
        """Counts and samples (json), the report as one page (html), or all findings (csv)."""
        body = await _table(request)
        roles = Roles(column or (), postal_column, code_column, machiaza_column, real_prop_column, lat, lon)

        def work(desk: Desk) -> bytes:
            found = audited(body, header, roles, str(format), lang, desk.cleanser, self._limits)
            return found if isinstance(found, bytes) else _dumped(found)

        # a file to keep: opened under this server's address, its own style and script would not be let run
        headers = (
            {}
            if format is _AuditFormat.JSON
            else {"Content-Disposition": f"attachment; filename=audit.{format}"}
        )
        return Response(await self._run(work), media_type=_MEDIA[format], headers=headers)

    async def health(self) -> dict[str, Any]:
        """Answers even while all threads are at work."""
        from dataclasses import asdict

        from addrreg import __version__

        registry = self.workers.header
        return {
            "status": "ok",
            "version": __version__,
            "vintage": registry.get("vintage", ""),
            "attribution": registry.get("attribution", ""),
            "limits": asdict(self._limits),
        }

    def _short(self, text: str, name: str) -> str:
        if len(text) > self._limits.max_length:
            raise Refused(400, f"The {name} parameter is longer than {self._limits.max_length:,} characters")
        return text

    async def _run(self, work: Callable[[Desk], _T]) -> _T:
        return await self.workers.run(work)

    async def _json(self, work: Callable[[Desk], Any]) -> Response:
        """The answer of a thread, made into bytes there: a large one would hold up the others here."""
        return Response(await self._run(lambda desk: _dumped(work(desk))), media_type="application/json")


_MEDIA: dict[str, str] = {  # by the word: the formats are text
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
}


def _plain(result: Result) -> dict[str, object]:
    candidates = [one._asdict() for one in result.candidates]
    more = {"real_prop_num": result.real_prop_num, "candidates": candidates}
    return {"input": result.input, **result.to_dict(), **more}


def _word(words: type[_E], given: str, name: str) -> _E:
    try:
        return words(given)
    except ValueError:
        known = ", ".join(words)
        raise Refused(400, f"The {name} parameter is invalid", remedy=f"{name} is one of {known}") from None


def _fuzzy(given: str) -> str:
    given = given.strip()
    if len(given) > 1:
        raise Refused(400, "The fuzzy parameter is invalid", remedy="fuzzy is one character")
    return given


def _dumped(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can carry (\\ud800)
        return json.dumps(value, separators=(",", ":")).encode()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
