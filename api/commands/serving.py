"""`tandem serve` and `tandem worker`."""

from typing import Annotated

import typer

from .speaking import refusing, say


@refusing
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; loopback by default.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=0, max=65535)] = None,
) -> None:
    """Serve the HTTP interface and carry out what is approved, until stopped."""
    from ..home import hold
    from ..logs import configure_logging
    from ..server import leave, run_server
    from ..settings import read_settings

    settings = read_settings()
    configure_logging(settings.log_level, as_json=True)
    with hold(settings.home, wait_seconds=5.0):
        run_server(settings, host or settings.host, settings.port if port is None else port)
    leave()


@refusing
def worker() -> None:
    """Carry out what is approved in a process of its own, beside the server on one PostgreSQL database.

    It takes the server's settings, TANDEM_HOME included: it reads the policies there, and leaves the embedded Chroma
    and the home folder's lock to the server. With SQLite the server does the work alone.
    """
    from ..logs import configure_logging
    from ..server import run_worker
    from ..settings import read_settings

    settings = read_settings()
    configure_logging(settings.log_level, as_json=True)
    say("Working; stop with Ctrl-C.")
    run_worker(settings)
