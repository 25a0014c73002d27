"""The words that a person chooses among; nothing is imported for them, so that the command line starts soon."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Format", "Only", "PresetName", "ProfileName"]


class Format(StrEnum):
    """How a table is written."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    XLSX = "xlsx"
    GEOJSON = "geojson"


class Only(StrEnum):
    """Which rows to write."""

    UNMATCHED = "unmatched"
    AMBIGUOUS = "ambiguous"
    CHANGED = "changed"


class ProfileName(StrEnum):
    """In which columns the results are written (:data:`addrreg.profiles.PROFILES`)."""

    ABR = "abr"
    GIF = "gif"
    OPENDATA = "opendata"
    JUKI = "juki"
    FUDOSAN = "fudosan"
    NGSI = "ngsi"
    NGSIV2 = "ngsiv2"


class PresetName(StrEnum):
    """Which well-known file the input is (:data:`addrreg.presets.PRESETS`)."""

    HOUJIN = "houjin"
    GBIZINFO = "gbizinfo"
    OPENDATA = "opendata"
    GIF = "gif"
    JUKI = "juki"
