"""Shapes (応答の形): what the answers look like, for the OpenAPI document.

The answers themselves are made by the library and not passed through these models: a batch of a thousand would be checked field by
field for nothing.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field, create_model

from addrreg.find.suggest import Suggestion
from addrreg.result import COLUMNS, Candidate
from addrreg.serve.geocode import FIELDS

__all__ = ["EXAMPLE", "Batch", "Columns", "Error", "Health", "answers", "geocoded"]

#: The address of the examples: the Digital Agency's own.
EXAMPLE = "東京都千代田区紀尾井町１－３　デジタル庁"


class Batch(BaseModel):
    """Addresses to read at once."""

    addresses: list[Any] = Field(
        description="The addresses; null is read as an empty one.",
        json_schema_extra={"items": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
    )
    target: str = Field(
        "all",
        description="What numbers are located as.",
        json_schema_extra={"enum": ["all", "residence", "parcel"]},
    )
    fuzzy: str = Field("", max_length=1, description="One more character that stands for an unknown one.")

    model_config = {"json_schema_extra": {"example": {"addresses": [EXAMPLE, "千代田区紀尾井町1の3"]}}}


class Error(BaseModel):
    """A request that was refused."""

    status: str = Field(description="`error`")
    message: str = Field(description="What was wrong.")
    remedy: str = Field("", description="What mends it, where that is known.")


class Columns(BaseModel):
    """What a table looks like."""

    header: list[str] = Field(description="Names of the columns; empty without a header.")
    width: int = Field(description="Number of columns.")
    column: list[int] = Field(
        description="The column that is named like an address, counted from 1, if there is exactly one."
    )
    encoding: str = Field(description="Encoding that was found out.")
    delimiter: str = Field(description="Delimiter that was found out.")


class Health(BaseModel):
    """That the server works, and with what."""

    status: str = Field(description="`ok`")
    version: str = Field(description="Version of addrreg.")
    vintage: str = Field(description="Date of the registry's release.")
    attribution: str = Field(description="Whose data it is.")
    limits: dict[str, int] = Field(description="The most that one request may ask for.")


def _columns() -> dict[str, Any]:
    """The fields of a result and its candidates, as pydantic takes them."""
    types: dict[str, Any] = {"lat": float | None, "lon": float | None, "score": float, "alternatives": int}
    fields = {name: (types.get(name, str), ...) for name in ("input", *COLUMNS, "real_prop_num")}
    cells: dict[str, Any] = {**dict.fromkeys(Candidate._fields, (str, ...)), "score": (float, ...)}
    one: Any = create_model("Candidate", **cells)
    return {**fields, "candidates": (list[one], ...)}


def answers() -> dict[str, type[BaseModel]]:
    """The models of the answers that hold results, by name."""
    result = create_model("Result", __doc__="The columns of a cleansed file, by name.", **_columns())
    distance: Any = (float, Field(description="Metres from the point asked for to the place's own."))
    nearby = create_model("Nearby", __doc__="A place near a point.", distance=distance, **_columns())
    columns: dict[str, Any] = dict.fromkeys(Suggestion._fields, (str, ...))
    suggestion = create_model("Suggestion", __doc__="A place that may be meant.", **columns)
    models: dict[str, Any] = {"Result": result}
    for name, one in (("Results", result), ("Nearest", nearby), ("Suggestions", suggestion)):
        several: Any = (list[one], ...)  # type: ignore[valid-type]
        models[name] = create_model(name, results=several)
    return models


def geocoded() -> dict[str, Any]:
    """The schema of ``/geocode``'s answer in the format json."""
    text = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    number = {"anyOf": [{"type": "number"}, {"type": "null"}]}
    known: dict[str, Any] = {
        "output": {"type": "string"},
        "others": {"type": "array", "items": {"type": "string"}},
        "score": {"type": "number"},
        "match_level": {"type": "string"},
        "coordinate_level": {"type": "string"},
        "lat": number,
        "lon": number,
        "rsdt_addr_flg": {"type": "integer", "enum": [-1, 0, 1]},
    }
    query = {"type": "object", "required": ["input"], "properties": {"input": {"type": "string"}}}
    properties = {name: known.get(name, text) for name in FIELDS}
    result = {"type": "object", "required": list(FIELDS), "properties": properties}
    record = {
        "type": "object",
        "required": ["query", "result"],
        "properties": {"query": query, "result": result},
    }
    return {"type": "array", "items": record}
