"""Errors as RFC 9457 problem documents: what was wrong, where, and what to do next."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from knowledge.errors import RowsRefused, TandemError
from knowledge.truth.problems import ProblemGroup
from tools.errors import ToolError

from .faults import Faulty, fault_of
from .openapi import PROBLEM_TYPE, methods_at

log = structlog.get_logger(__name__)


class FieldProblem(BaseModel):
    """One part of a request that does not fit."""

    where: str
    detail: str


class RowProblem(BaseModel):
    """Rows of a table that have the same thing wrong: how many, and the first of them.

    Attributes
    ----------
    row
        Counted from 1 among the rows sent; absent where a whole column is meant.
    """

    table: str
    row: int | None
    column: str
    value: str
    reason: str
    cure: str
    count: int


class ProblemDocument(BaseModel):
    """What every error of the HTTP interface looks like."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Not Found",
                    "status": 404,
                    "code": "unknown_proposal",
                    "detail": "There is no proposal P-000999.",
                    "next": "List them with GET /api/v1/proposals.",
                }
            ]
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    next: str = ""
    suggestions: tuple[str, ...] = ()
    errors: tuple[FieldProblem | RowProblem, ...] = ()


def problem(
    status: int,
    code: str,
    detail: str,
    next_step: str = "",
    suggestions: Sequence[str] = (),
    errors: Sequence[FieldProblem | RowProblem] = (),
) -> JSONResponse:
    """Build the response of an error."""
    document = ProblemDocument(
        title=HTTPStatus(status).phrase,
        status=int(status),
        code=code,
        detail=detail,
        next=next_step,
        suggestions=tuple(suggestions),
        errors=tuple(errors),
    )
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(document.model_dump(mode="json"), int(status), headers, media_type=PROBLEM_TYPE)


def answer_with_problems(app: FastAPI) -> None:
    """Make every error of the application a problem document."""

    @app.exception_handler(TandemError)
    async def of_ours(_: Request, error: TandemError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction] - its decorator uses it
        suggestions = error.suggestions if isinstance(error, ToolError) else ()
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request failed", code=error.code, detail=error.detail)
        rows = [_row_problem(group) for group in error.problems] if isinstance(error, RowsRefused) else ()
        return problem(error.status, error.code, error.detail, error.remedy, suggestions, rows)

    @app.exception_handler(RequestValidationError)
    async def of_validation(request: Request, error: RequestValidationError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction] - its decorator uses it
        return _misfit(request, error.errors())

    @app.exception_handler(HTTPException)
    async def of_http(request: Request, error: HTTPException) -> JSONResponse:  # pyright: ignore[reportUnusedFunction] - its decorator uses it
        return _unrouted(request, error)

    @app.exception_handler(Exception)
    async def of_defect(request: Request, error: Exception) -> JSONResponse:
        log.exception("defect", path=request.url.path, exc_info=error)
        return problem(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "defect",
            "Tandem failed to answer; nothing was changed by this request beyond what the ledger shows.",
            "The log says why; please report it with the time of the request.",
        )

    async def of_storage(request: Request, error: Exception) -> JSONResponse:
        fault = fault_of(error)
        if fault is None:
            return await of_defect(request, error)
        log.error("storage failed", path=request.url.path, detail=fault.detail)
        return problem(fault.status, fault.code, fault.detail, fault.remedy)

    for kind in Faulty:
        app.add_exception_handler(kind, of_storage)


def _misfit(request: Request, faults: Sequence[Mapping[str, Any]]) -> JSONResponse:
    for fault in faults:
        if fault["type"] == "json_invalid":
            place, reason = fault["loc"][-1], fault["ctx"]["error"]
            return problem(
                HTTPStatus.BAD_REQUEST,
                "malformed_json",
                f"The body is no JSON: {reason} at character {place}.",
                "Correct the body; it must be one JSON object.",
            )
    media = request.headers.get("content-type", "")
    if any(fault["loc"] == ("body",) for fault in faults) and media and "json" not in media:
        return problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            f"The body came as {media}; only JSON is understood.",
            "Send it with 'Content-Type: application/json'.",
        )
    fields = [FieldProblem(where=".".join(str(part) for part in each["loc"]), detail=each["msg"]) for each in faults]
    detail = "; ".join(f"{field.where}: {field.detail}" for field in fields)
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "request_refused",
        f"The request does not fit: {detail}.",
        "The OpenAPI document at /openapi.json says what this address takes.",
        errors=fields,
    )


def _unrouted(request: Request, error: HTTPException) -> JSONResponse:
    status, path = HTTPStatus(error.status_code), request.url.path
    remedy = "The addresses are listed at /openapi.json."
    if status is HTTPStatus.NOT_FOUND:
        return problem(status, "not_found", f"There is nothing at {path}.", remedy)
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(methods_at(request.app, path))
        detail = f"{request.method} is not possible at {path}."
        response = problem(status, "method_not_allowed", detail, f"Use {allowed}.")
        response.headers["Allow"] = allowed
        return response
    response = problem(status, status.name.lower(), f"{str(error.detail).rstrip('.')}.", remedy)
    response.headers.update(error.headers or {})
    return response


def _row_problem(group: ProblemGroup) -> RowProblem:
    first = group.example
    return RowProblem(
        table=first.table,
        row=first.row,
        column=first.column,
        value=first.value,
        reason=first.reason,
        cure=first.cure,
        count=group.count,
    )
