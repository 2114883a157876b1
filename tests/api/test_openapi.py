"""What the OpenAPI document says is what the interface does."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis.openapi
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.fixtures_home import House

SLOW = ("/api/v1/threads/{thread_id}/messages", "/api/v1/tools/{name}", "/api/v1/truth/loads", "/metrics")
"""Left out of the random requests: they compute for seconds, read folders, or are no JSON."""

EXAMPLES = 6


@pytest.fixture(scope="module")
def document(house: House) -> Any:
    """The OpenAPI document."""
    return house.client.get("/openapi.json").json()


def operations(document: Any) -> Iterator[tuple[str, Any]]:
    """Every operation with its name."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_operation_is_described_and_every_error_is_a_problem(document: Any) -> None:
    for name, operation in operations(document):
        assert operation["description"], name
        assert any(status.startswith("2") for status in operation["responses"]), name
        for status, response in operation["responses"].items():
            if not status.startswith("2"):
                assert list(response["content"]) == ["application/problem+json"], (name, status)
        if "/api/v1" in name:
            assert operation["security"] == [{"key": []}], name
            assert "default" in operation["responses"], name


def test_every_body_has_an_example(document: Any) -> None:
    for name, operation in operations(document):
        if "requestBody" not in operation:
            continue
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        schema = document["components"]["schemas"][reference.rsplit("/", 1)[1]]
        assert schema["additionalProperties"] is False, name
        assert "example" in json.dumps(schema), name


@pytest.mark.slow
def test_random_requests_meet_no_defect_and_what_is_documented(house: House) -> None:
    """Requests of the documented shape with senseless content, with the rights of the operator."""
    schema = schemathesis.openapi.from_dict(house.client.get("/openapi.json").json())
    checks = [not_a_server_error, content_type_conformance, response_schema_conformance]
    key = dict(house.operator.headers)
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        if operation.path in SLOW:
            continue

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        )
        @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        def meets(case: Case[Any]) -> None:
            sent = case.as_transport_kwargs(base_url="http://tandem.invalid")
            headers = {name: value for name, value in (sent.pop("headers") or {}).items() if name != "tandem-as"}
            sent.pop("cookies", None)
            if isinstance(sent.get("data"), bytes):
                sent["content"] = sent.pop("data")
            response = house.client.request(**sent, headers={**headers, **key})
            case.validate_response(response, checks=checks)

        meets()
