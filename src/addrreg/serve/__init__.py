"""Serve (サーバー): the library behind HTTP, in the official geocoder's shape and in its own, with a page for people."""

from addrreg.extras import require

__all__: tuple[str, ...] = ()

require("fastapi", "serve")  # first of all: a bare ModuleNotFoundError would not name the extra
