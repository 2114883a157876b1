"""Structured logging: one line of JSON an event on standard error, or readable lines on a terminal."""

import logging
import sys
import warnings

import structlog
from structlog.typing import EventDict

ANSWERED = ("request failed", "storage failed")
"""Events that whoever asked is told of in the response as well."""


def configure_logging(level: str, *, as_json: bool) -> None:
    """Send what Tandem and its libraries log to standard error.

    A command, which logs as readable lines, prints the problem that it met itself; the same as a log line is left out.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s", force=True
    )
    # Some libraries set the level of their own logger; what reaches the terminal is decided here.
    logging.getLogger().handlers[0].setLevel(logging.WARNING)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            *(() if as_json else (_leave_out_answered,)),
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _leave_out_answered(_: object, __: str, event: EventDict) -> EventDict:
    if event["event"] in ANSWERED:
        raise structlog.DropEvent
    return event
