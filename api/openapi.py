"""The OpenAPI document: every error under the media type it has, the key as a security scheme, methods by address."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import compile_path

PROBLEM_TYPE = "application/problem+json"
PROBLEM = {"$ref": "#/components/schemas/ProblemDocument"}
KEY_SCHEME = "key"
OPEN = ("/healthz", "/readyz", "/metrics")
"""What answers without a key."""


def describe(app: FastAPI) -> None:
    """Let an application give this document at `/openapi.json`."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] - FastAPI's documented way to replace the document


def methods_at(app: FastAPI, path: str) -> list[str]:
    """Return the methods that an address answers to."""
    found: set[str] = set()
    for template, operations in app.openapi()["paths"].items():
        if compile_path(template)[0].match(path):
            found |= {method.upper() for method in operations}
    return sorted(found)


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        license_info=app.license_info,
    )
    for path, operation in _operations(document):
        operation["parameters"] = [each for each in operation.get("parameters", ()) if each["name"] != "authorization"]
        if path not in OPEN:
            operation["security"] = [{KEY_SCHEME: []}]
        for status, response in operation["responses"].items():
            if not status.startswith("2") and "content" in response:
                response["content"] = {PROBLEM_TYPE: {"schema": PROBLEM}}
                response["description"] = response["description"] or "A problem"
    components = document["components"]
    components["securitySchemes"] = {KEY_SCHEME: {"type": "http", "scheme": "bearer"}}
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    return document


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation
