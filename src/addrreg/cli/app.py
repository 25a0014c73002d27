"""The application: its commands, and what every one of them does with an error."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import EnumMeta
from functools import partial
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from addrreg.errors import AddrregError

__all__ = ["make_app"]

#: Each command and the module that adds it, in the order of the help.
_MODULES = {
    "normalize": "address",
    "explain": "address",
    "cleanse": "cleanse",
    "refresh": "refresh",
    "lookup": "find",
    "suggest": "find",
    "reverse": "find",
    "audit": "audit",
    "dedupe": "dedupe",
    "serve": "serve",
    "registry": "registry",
}

#: What the system says of standard output on a full disk, and of one that is closed.
_NO_OUTPUT = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


class _Group(TyperGroup):
    """One message and an exit code for what a user can cause; a traceback is left for our own faults."""

    def make_context(self, *given: Any, **named: Any) -> Any:
        with _told():  # prints the help
            return super().make_context(*given, **named)

    def get_params(self, ctx: Any) -> Any:
        return _spared(super().get_params(ctx))

    def get_command(self, ctx: Any, name: str) -> Any:
        command = super().get_command(ctx, name)
        if command is not None:
            _spared(command.get_params(ctx))
        return command

    def invoke(self, ctx: Any) -> Any:
        with _told():
            return super().invoke(ctx)


@contextmanager
def _told() -> Iterator[None]:
    """What a user can cause, told in one message."""
    try:
        yield
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


def _spared(parameters: list[Any]) -> list[Any]:
    """The parameters, made to take what is plainly of their type without further ado.

    typer has pydantic convert every value since 0.29, absent ones and texts too, and the import of it alone takes nearly as long as
    all of addrreg's. An earlier typer, whose parameters have no such descriptor, goes its own way.
    """
    for parameter in parameters:
        descriptor = getattr(parameter, "type_descriptor", None)
        if hasattr(descriptor, "annotation") and "process_value" not in vars(parameter):
            parameter.process_value = partial(_process, parameter, descriptor, parameter.process_value)
    return parameters


def _process(parameter: Any, descriptor: Any, convert: Callable[..., Any], ctx: Any, value: Any) -> Any:
    if value is None and not parameter.required:
        taken = () if parameter.multiple or parameter.nargs == -1 else None
    else:
        taken = _plain(value, descriptor.annotation, getattr(descriptor, "parameter_info", None))
        if taken is None:
            return convert(ctx, value)  # or says what is wrong with it
    return taken if parameter.callback is None else parameter.callback(ctx, parameter, taken)


def _plain(value: Any, kind: Any, limits: Any) -> Any:
    """A value as its parameter takes it; None where that is not plain to see."""
    if type(value) is kind or (kind == list[str] and value and set(map(type, value)) == {str}):
        return value
    if type(value) is str and kind is int and value.isascii() and value.isdecimal() and len(value) < 10:
        least, most = getattr(limits, "min", None), getattr(limits, "max", None)
        return int(value) if (least or 0) <= int(value) and most is None else None
    if type(value) is str and isinstance(kind, EnumMeta):
        return next((member for member in list[Any](kind) if member.value == value), None)
    return None


def _discard_output() -> None:
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def make_app(command: str = "") -> typer.Typer:
    """The application with all its commands, or with those of one module where ``command`` is one of them.

    Whoever runs a command waits for no other: to make them all takes longer than to read an address.
    """
    modules = [_MODULES[command]] if command in _MODULES else dict.fromkeys(_MODULES.values())
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
    for module in modules:
        import_module(f"addrreg.cli.{module}").add(app)
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
