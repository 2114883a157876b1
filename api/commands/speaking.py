"""What every command shares: its options, its voice and how it fails.

One JSON document goes to standard output when `--json` is given, messages go to standard error; the exit code is 0 for
done, 1 for refused or failed, 2 for bad usage.
"""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeVar
from urllib.parse import quote

import typer

from knowledge.errors import TandemError

from ..errors import NotFound, RequestFailed

P = ParamSpec("P")
R = TypeVar("R")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
SpeakAs = Annotated[
    str | None, typer.Option("--as", help="Speak as this person of the sample company.", metavar="PERSON")
]


def say(text: str) -> None:
    """Print a message on standard error."""
    typer.echo(text, err=True)


def print_json(document: Any) -> None:
    """Print the one JSON document."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def refusing(command: Callable[P, R]) -> Callable[P, R]:
    """Let a command end with exit code 1 and a readable message when something is refused."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except TandemError as error:
            _refuse(error, as_json=bool(kwargs.get("as_json")))
            raise typer.Exit(1) from error
        except Exception as error:  # a full disk or a damaged database; whatever else it is goes on its way
            from ..faults import fault_of

            fault = fault_of(error)
            if fault is None:
                raise
            _refuse(fault, as_json=bool(kwargs.get("as_json")))
            raise typer.Exit(1) from error

    return guarded


def _refuse(error: TandemError, *, as_json: bool) -> None:
    say(f"{error.detail} {error.remedy}".strip())
    if as_json:
        told = {"code": error.code, "detail": error.detail, "next": error.remedy}
        print_json({"error": error.document if isinstance(error, RequestFailed) else told})


@contextmanager
def client(speak_as: str | None = None) -> Generator[Any]:
    """Give a client of the HTTP interface, in-process where no server holds the home folder."""
    from ..client import connect
    from ..logs import configure_logging
    from ..settings import read_settings

    settings = read_settings()
    configure_logging("warning", as_json=False)
    with connect(settings, speak_as, tell=say) as connected:
        yield connected


def at(*parts: str) -> str:
    """Return the address that leads over some parts, as a client takes it; each part is one, whatever it holds.

    Raises
    ------
    NotFound
        If a part is empty.

    >>> at("proposals", "P-1/x?")
    '/proposals/P-1%2Fx%3F'
    """
    if not all(parts):
        raise NotFound("The id is an empty text, and nothing has that id.", "Write the id; the lists show it.")
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def console() -> Any:
    """The terminal to print tables and answers on."""
    from rich.console import Console

    return Console()
