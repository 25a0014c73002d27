"""App (アプリケーション): the routes and what they say of themselves. Read this first of the server.

    request ─ Guard ─ route ─ Workers ─→ thread with its Cleanser ─→ answer
              size,   checks   or 429
              UTF-8

``/geocode`` is the official geocoder's; the others carry the names, parameters and columns of the library.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from os import PathLike
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from addrreg.errors import InputError
from addrreg.options import Options
from addrreg.serve.geocode import Format
from addrreg.serve.guard import Guard
from addrreg.serve.limits import Limits, error_body
from addrreg.serve.page import add_page
from addrreg.serve.routes import Routes
from addrreg.serve.shapes import EXAMPLE, Columns, Error, Health, answers, geocoded
from addrreg.serve.workers import Workers

__all__ = ["create_app"]

_ABOUT = """Cleanses Japanese addresses against a local copy of the アドレス・ベース・レジストリ.

Nothing of a request is kept or logged. A request that is refused has a 4xx status and says why."""


def create_app(
    registry: str | PathLike[str] | None = None,
    options: Options | None = None,
    limits: Limits | None = None,
) -> FastAPI:
    """The application, for uvicorn or another ASGI server; it opens the registry when it starts.

    ``registry`` and ``options`` are those of :class:`addrreg.Cleanser`. Raises at start-up what a Cleanser raises when it opens.
    """
    from addrreg import __version__

    limits = limits or Limits()
    routes = Routes(limits)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        routes.workers = Workers(registry, options or Options(), limits)
        try:
            yield
        finally:
            routes.workers.close()

    app = FastAPI(
        title="addrreg",
        version=__version__,
        description=_ABOUT,
        docs_url=None,  # their pages are fetched from another host
        redoc_url=None,
        lifespan=lifespan,
        responses={"4XX": {"model": Error, "description": "The request was refused; the message says why."}},
        redirect_slashes=False,
    )
    app.add_middleware(Guard, limits=limits)
    for kind in (RequestValidationError, HTTPException, InputError):
        app.add_exception_handler(kind, _refused)
    _add_routes(app, routes)
    _add_tables(app, routes)
    add_page(app)
    return app


def _add_routes(app: FastAPI, routes: Routes) -> None:
    """Addresses and the registry."""
    models = answers()

    def get(path: str, endpoint: Any, summary: str, model: Any) -> None:
        app.add_api_route(path, endpoint, methods=["GET"], summary=summary, responses={200: {"model": model}})

    app.add_api_route(
        "/geocode",
        routes.geocode,
        methods=["GET"],
        summary="One address, in the official geocoder's shape",
        responses={200: {"description": f"In one of {', '.join(Format)}.", "content": _geocode_content()}},
    )
    get("/normalize", routes.normalize, "One address", models["Result"])
    app.add_api_route(
        "/normalize",
        routes.normalize_batch,
        methods=["POST"],
        summary="Many addresses, answered in order",
        responses={200: {"model": models["Results"]}},
    )
    get("/suggest", routes.suggest, "Complete the beginning of an address", models["Suggestions"])
    get("/lookup", routes.lookup, "The address of an id", models["Result"])
    get("/reverse", routes.reverse, "The places nearest to a point", models["Nearest"])
    get("/health", routes.health, "That the server works, and with which registry", Health)


def _add_tables(app: FastAPI, routes: Routes) -> None:
    """Tables in the body."""
    table = {
        "schema": {"type": "string", "format": "binary"},
        "example": f"名称,住所\nデジタル庁,{EXAMPLE}\n",
    }
    body = {"requestBody": {"required": True, "content": {"text/csv": table}}}
    plain: dict[str, Any] = {"application/json": {"schema": {"type": "object"}}}
    text = {"schema": {"type": "string"}}

    def post(path: str, endpoint: Any, summary: str, response: dict[str, Any]) -> None:
        responses: dict[int | str, dict[str, Any]] = {200: response}
        app.add_api_route(
            path, endpoint, methods=["POST"], summary=summary, responses=responses, openapi_extra=body
        )

    post("/columns", routes.columns, "The columns of a table, and which is the address", {"model": Columns})
    as_csv = {"description": "csv, or json", "content": {"text/csv": text, **plain}}
    post("/cleanse", routes.cleanse, "A table with the registry's columns behind its own", as_csv)
    as_all = {"description": "json, html or csv", "content": {**plain, "text/html": text, "text/csv": text}}
    post("/audit", routes.audit, "What is wrong with the addresses of a table", as_all)


def _geocode_content() -> dict[str, Any]:
    schema = {"anyOf": [geocoded(), {"type": "object"}]}
    return {"application/json": {"schema": schema}, "text/x-csv": {"schema": {"type": "string"}}}


async def _refused(request: Request, error: Exception) -> JSONResponse:
    """What was refused, and why; what was sent is not repeated, because it may be an address."""
    if isinstance(error, RequestValidationError):
        return JSONResponse(error_body(_wrong_parameters(error), _hint(request)), 400)
    if isinstance(error, HTTPException):
        remedy = getattr(error, "remedy", "")
        return JSONResponse(error_body(error.detail, remedy), error.status_code, error.headers)
    if isinstance(error, InputError):  # a table, id or point that cannot be used
        return JSONResponse(error_body(error.message, error.remedy), 400)
    raise error


def _wrong_parameters(error: RequestValidationError) -> str:
    said = []
    for one in error.errors():
        # of a body that is no JSON the place is a position; names only where they are ours to repeat
        names = [str(part) for part in one["loc"][1:]] if one["type"] != "json_invalid" else []
        said.append(f"{'.'.join(names) or one['loc'][0]}: {one['msg']}")
    return "; ".join(said[:5])


def _hint(request: Request) -> str:
    """A body of JSON is read as one only if it says so; curl -d says it is a form."""
    is_json = "json" in request.headers.get("content-type", "")
    wanted = request.method == "POST" and request.url.path == "/normalize"  # the others take a table
    return "send JSON, with Content-Type: application/json" if wanted and not is_json else ""
