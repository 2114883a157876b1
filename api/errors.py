"""Every error that the interfaces add to those of the rooms below.

ApiError
├── ConfigurationRefused    a setting is unknown or does not make sense
├── NotSignedIn             no valid key came with the request
├── Forbidden               the person may not do that
├── PreconditionMissing     If-Match or Idempotency-Key is missing
├── NotAcceptable           a header or body that cannot be understood
├── BodyTooLarge            the body is larger than allowed
├── NotFound                nothing lies at that address
├── UnknownPerson           no such person, or one without a position
├── BankUnreadable          a question bank is missing or does not fit its format
├── RequestFailed           the server answered with a problem
├── ServerUnreachable       the server that holds the home folder does not answer
└── StorageFailed           the disk or the database cannot be read or written
"""

from collections.abc import Mapping
from typing import Any

from knowledge.errors import TandemError


class ApiError(TandemError):
    """An error of the interfaces."""

    code = "api_error"


class ConfigurationRefused(ApiError):
    """A setting is unknown or does not make sense."""

    code, status = "configuration_refused", 500


class NotSignedIn(ApiError):
    """No valid key came with the request."""

    code, status = "not_signed_in", 401


class Forbidden(ApiError):
    """The person may not do that."""

    code, status = "forbidden", 403


class PreconditionMissing(ApiError):
    """The request must say which version it is about."""

    code, status = "precondition_missing", 428


class NotAcceptable(ApiError):
    """A header or body that cannot be understood."""

    code, status = "not_acceptable", 400


class BodyTooLarge(ApiError):
    """The body is larger than allowed."""

    code, status = "body_too_large", 413


class NotFound(ApiError):
    """Nothing lies at that address."""

    code, status = "not_found", 404


class UnknownPerson(ApiError):
    """There is no such person, or the person holds no position."""

    code, status = "unknown_person", 404


class BankUnreadable(ApiError):
    """A question bank is missing or does not fit its format."""

    code = "bank_unreadable"


class RequestFailed(ApiError):
    """The server answered with a problem; carries its document."""

    code = "request_failed"

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        super().__init__(str(document.get("detail", "")), str(document.get("next", "")))
        self.http_status = status
        self.document = dict(document)


class ServerUnreachable(ApiError):
    """The server that holds the home folder does not answer."""

    code, status = "server_unreachable", 503


class StorageFailed(ApiError):
    """The disk or the database cannot be read or written."""

    code, status = "storage_failed", 503
