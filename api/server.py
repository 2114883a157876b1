"""The long-running processes: the server and the worker."""

import os
import signal
import socket
import sys
from contextlib import suppress
from threading import Event
from types import FrameType
from typing import NoReturn

import structlog

from .errors import ConfigurationRefused
from .home import announce
from .settings import Settings

log = structlog.get_logger(__name__)
BACKLOG = 512
GRACE_SECONDS = 10


def run_server(settings: Settings, host: str, port: int) -> None:
    """Serve until stopped; whoever calls this holds the home folder.

    The socket is opened first, so that the address announced in the home folder is the real one even for port 0. A
    signal to stop ends it like any other way out: the parts are closed and the home folder is let go.

    Raises
    ------
    ConfigurationRefused
        If the address cannot be listened on.
    """
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _end)
    import uvicorn

    from .app import create_app
    from .compose import check_parts

    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        raise ConfigurationRefused(
            f"{host} port {port} cannot be listened on: {error.strerror or error}.",
            "Choose another with --host and --port; port 0 takes any that is free.",
        ) from error
    check_parts(settings)
    listener.listen(BACKLOG)
    bound = listener.getsockname()[1]
    url = f"http://{f'[{host}]' if ':' in host else host}:{bound}"
    announce(settings.home, url)
    log.info("serving", url=url, home=str(settings.home))
    config = uvicorn.Config(
        create_app(settings, warm=True), log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_SECONDS
    )
    with suppress(SystemExit):  # a signal ends the server so; it has stopped in order by then
        uvicorn.Server(config).run(sockets=[listener])


def leave() -> NoReturn:
    """End the process at once, after everything was closed.

    A thread that still computes inside a native library would be torn down half-way by the interpreter's own ending,
    which aborts the process; what such a thread computes is of no use any more.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _end(_: int, __: FrameType | None) -> None:
    raise SystemExit(0)


def run_worker(settings: Settings) -> None:
    """Carry out what is approved until stopped.

    With the embedded parts one process holds the home folder, and the server that does so works already: a worker then
    refuses to start. On PostgreSQL any number of workers share the outbox, the truth and the server's home folder, of
    which they read the policies only; none opens the embedded Chroma.
    """
    from .compose import check_parts, compose
    from .home import hold

    stop = Event()

    def stop_on(_: int, __: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, stop_on)
    signal.signal(signal.SIGINT, stop_on)
    if settings.database.startswith("sqlite"):
        with hold(settings.home, wait_seconds=5.0):
            compose(settings).work(stop)
    else:
        check_parts(settings, beside_server=True)
        compose(settings).work(stop)
