"""Is it alive, is it ready, how is it doing."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from ..problems import ProblemDocument

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """Whether the process answers."""

    status: str


@router.get("/healthz")
def alive() -> Health:
    """Say that the process answers."""
    return Health(status="alive")


@router.get("/readyz", responses={503: {"model": ProblemDocument}})
def ready(request: Request) -> Health:
    """Say that the parts are put together and the database answers; 503 until then."""
    request.app.state.tandem.check_ready()
    return Health(status="ready")


@router.get("/metrics", response_class=PlainTextResponse)
def metrics() -> Response:
    """Give the counters in Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
