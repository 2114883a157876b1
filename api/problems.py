"""Errors as RFC 9457 problem documents: what was wrong, where, and what to do next."""

from collections.abc import Sequence
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from knowledge.errors import TandemError
from tools.errors import ToolError

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger(__name__)


class FieldProblem(BaseModel):
    """One part of a request that does not fit."""

    where: str
    detail: str


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
    errors: tuple[FieldProblem, ...] = ()


def problem(
    status: int,
    code: str,
    detail: str,
    next_step: str = "",
    suggestions: Sequence[str] = (),
    errors: Sequence[FieldProblem] = (),
) -> JSONResponse:
    """Build the response of an error."""
    document = ProblemDocument(
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        next=next_step,
        suggestions=tuple(suggestions),
        errors=tuple(errors),
    )
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(document.model_dump(mode="json"), status, headers, media_type=MEDIA_TYPE)


def answer_with_problems(app: FastAPI) -> None:
    """Make every error of the application a problem document."""

    @app.exception_handler(TandemError)
    async def of_ours(_: Request, error: TandemError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        suggestions = error.suggestions if isinstance(error, ToolError) else ()
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request failed", code=error.code, detail=error.detail)
        return problem(error.status, error.code, error.detail, error.remedy, suggestions)

    @app.exception_handler(RequestValidationError)
    async def of_validation(_: Request, error: RequestValidationError) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        fields = [FieldProblem(where=".".join(str(part) for part in e["loc"]), detail=e["msg"]) for e in error.errors()]
        detail = "; ".join(f"{field.where}: {field.detail}" for field in fields)
        return problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "request_refused",
            f"The request does not fit: {detail}.",
            "The OpenAPI document at /openapi.json says what this address takes.",
            errors=fields,
        )

    @app.exception_handler(HTTPException)
    async def of_http(_: Request, error: HTTPException) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        code = HTTPStatus(error.status_code).name.lower()
        response = problem(error.status_code, code, str(error.detail), "The addresses are listed at /openapi.json.")
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(Exception)
    async def of_defect(request: Request, error: Exception) -> JSONResponse:  # pyright: ignore[reportUnusedFunction]
        log.exception("defect", path=request.url.path, exc_info=error)
        return problem(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "defect",
            "Tandem failed to answer; nothing was changed by this request beyond what the ledger shows.",
            "The log says why; please report it with the time of the request.",
        )
