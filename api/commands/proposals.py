"""`tandem proposal`: list, show and decide."""

import time
import uuid
from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from .speaking import AsJson, SpeakAs, at, client, console, print_json, refusing, say

app = typer.Typer(help="Proposals: list them, look at one, decide.", no_args_is_help=True)

ProposalId = Annotated[str, typer.Argument(help="Such as P-000012.")]
Comment = Annotated[str, typer.Option("--comment", "-c", help="Why.")]
EXECUTION_SECONDS = 60.0
POLL_SECONDS = 0.2


@app.command("list")
@refusing
def list_proposals(
    status: Annotated[str | None, typer.Option(help="Only those that stand there, such as pending.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    speak_as: SpeakAs = None,
    as_json: AsJson = False,
) -> None:
    """List proposals, newest first."""
    with client(speak_as) as api:
        query = urlencode({"limit": limit, **({"status": status} if status else {})})
        page = api.request("GET", f"/proposals?{query}")
    if as_json:
        print_json(page)
        return
    from ..terminal.proposal import print_proposals

    print_proposals(console(), page["proposals"])


@app.command()
@refusing
def show(proposal_id: ProposalId, speak_as: SpeakAs = None, as_json: AsJson = False) -> None:
    """Show what is asked, why, what it does and who must approve."""
    with client(speak_as) as api:
        proposal = api.request("GET", at("proposals", proposal_id))
    if as_json:
        print_json(proposal)
        return
    from ..terminal.proposal import print_proposal

    print_proposal(console(), proposal)


@app.command()
@refusing
def approve(proposal_id: ProposalId, comment: Comment = "", speak_as: SpeakAs = None, as_json: AsJson = False) -> None:
    """Approve a proposal as it stands; when it was the last step, wait for its effect."""
    _decide(proposal_id, "approve", comment, speak_as, as_json=as_json)


@app.command()
@refusing
def reject(
    proposal_id: ProposalId,
    comment: Annotated[str, typer.Option("--comment", "-c", help="The reason.")],
    speak_as: SpeakAs = None,
    as_json: AsJson = False,
) -> None:
    """Reject a proposal, with the reason."""
    _decide(proposal_id, "reject", comment, speak_as, as_json=as_json)


@app.command("return")
@refusing
def send_back(
    proposal_id: ProposalId,
    comment: Annotated[str, typer.Option("--comment", "-c", help="The question.")],
    speak_as: SpeakAs = None,
    as_json: AsJson = False,
) -> None:
    """Send a proposal back to its proposer, with a question."""
    _decide(proposal_id, "return", comment, speak_as, as_json=as_json)


def _decide(proposal_id: str, verdict: str, comment: str, speak_as: str | None, *, as_json: bool) -> None:
    with client(speak_as) as api:
        seen = api.request("GET", at("proposals", proposal_id))
        decided = api.request(
            "POST",
            at("proposals", proposal_id, "decisions"),
            {"verdict": verdict, "comment": comment},
            headers={"If-Match": f'"{seen["version"]}"', "Idempotency-Key": str(uuid.uuid4())},
        )
        ended = follow(api, decided)
    if as_json:
        print_json(ended)
    else:
        say(sentence(ended))
    if ended["status"] in ("failed", "void"):
        raise typer.Exit(1)


def follow(api: Any, proposal: dict[str, Any]) -> dict[str, Any]:
    """Wait until an approved proposal has been executed, or has failed."""
    deadline = time.monotonic() + EXECUTION_SECONDS
    while proposal["status"] in ("approved", "executing") and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
        proposal = api.request("GET", f"/proposals/{proposal['proposal_id']}")
    return proposal


def sentence(proposal: dict[str, Any]) -> str:
    """Where a proposal stands, in words."""
    meaning = {
        "pending": "waits for the next step of its route",
        "approved": "is approved and waits to be executed",
        "executing": "is being executed",
        "executed": "is approved and executed",
        "rejected": "is rejected",
        "returned": "went back to its proposer",
        "failed": "was approved, but could not be executed",
        "void": "is void because the data moved after the approval",
    }
    stands = f"{proposal['proposal_id']} {meaning.get(proposal['status'], proposal['status'])}."
    return f"{stands} {proposal['outcome']}".strip()
