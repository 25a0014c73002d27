"""The application: its commands, and what every one of them does with an error."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from addrreg.errors import AddrregError

__all__ = ["make_app"]


#: What the system says of standard output on a full disk, and of one that is closed.
_NO_OUTPUT = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


class _Group(TyperGroup):
    """One message and an exit code for what a user can cause; a traceback is left for our own faults."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except AddrregError as error:
            typer.echo(f"addrreg: {error}", err=True)
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            typer.echo("addrreg: interrupted; no file was written", err=True)
            raise typer.Exit(130) from None
        except BrokenPipeError:
            # The reader went away (`| head`). What is left in the buffer must not raise once more at exit.
            _discard_output()
            raise typer.Exit(141) from None
        except OSError as error:  # of the commands that print: those that write files say it themselves
            if error.errno not in _NO_OUTPUT:
                raise
            typer.echo(f"addrreg: standard output cannot be written: {error.strerror}", err=True)
            _discard_output()
            raise typer.Exit(2) from None


def _discard_output() -> None:
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def make_app() -> typer.Typer:
    """The application with all its commands."""
    from addrreg.cli import address, audit, cleanse, dedupe, find, refresh, registry, serve

    app = typer.Typer(
        cls=_Group,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,  # plain help starts sooner and keeps the lines of the examples
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Cleanse Japanese addresses against a local copy of the アドレス・ベース・レジストリ.",
        epilog="\b\nExample:\n  addrreg cleanse customers.csv -o cleansed.csv --column 住所",
    )
    app.callback()(_root)
    for module in (address, cleanse, refresh, find, audit, dedupe, serve, registry):
        module.add(app)
    return app


def _version(asked: bool) -> None:
    if asked:
        from addrreg import __version__

        typer.echo(f"addrreg {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    for stream in (sys.stdout, sys.stderr):
        # A console of cp932 cannot show every character: better an escape than an error.
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
