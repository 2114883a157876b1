"""`docs/transcripts.md` and `docs/transcripts_model.md`: some of the conversations written out, turn by turn."""

from collections.abc import Sequence
from pathlib import Path

from agents.version import code_version

from .asking import Company
from .conversations import PlannedConversation
from .runs import told
from .scoring import Heard

_DOCS = Path(__file__).parents[2] / "docs"
PAGE, COMMAND = _DOCS / "transcripts.md", "make evaluate"
"""Of conversations without a model, and what writes them."""

MODEL_PAGE, MODEL_COMMAND = _DOCS / "transcripts_model.md", "make test-model"
"""Of the same with a small model."""

Held = Sequence[tuple[PlannedConversation, Sequence[Heard]]]


def write_page(held: Held, reasoner: str, company: Company, page: Path = PAGE, command: str = COMMAND) -> None:
    """Write conversations that were held with a company to a page."""
    people = {row["person_id"]: row["name"] for row in company.snapshot.table("people").to_dicts()}
    page.write_text(transcripts(held, reasoner, people, code_version(), command), encoding="utf-8")


def transcripts(held: Held, reasoner: str, names: dict[str, str], code_version: str, command: str = COMMAND) -> str:
    """Return conversations as Markdown.

    Parameters
    ----------
    held
        Conversations with what came of each turn.
    names
        People by identifier.
    command
        What writes the page.
    """
    parts = [
        f"<!-- Written by `{command}`; do not edit. -->",
        "# Conversations",
        f"Held with the sample company, each with an empty ledger; reasoner {reasoner}, code {code_version}. Below "
        "each answer stand the tools that were called, and how it was made where a model was asked.",
    ]
    for conversation, heard in held:
        parts.append(f"## {conversation.name[0].upper()}{conversation.name[1:]}")
        for turn, came in zip(conversation.turns, heard, strict=True):
            parts += [f"**{names.get(conversation.person, conversation.person)}:** {turn.say}", _said(came)]
    return "\n\n".join(parts) + "\n"


def _said(heard: Heard) -> str:
    if heard.answer is None:
        return f"> {heard.error}"
    lines = heard.answer.text.strip().splitlines()
    if heard.answer.choices:
        lines += ["", "*" + " · ".join(choice.message for choice in heard.answer.choices) + "*"]
    quoted = "\n".join(f"> {line}".rstrip() for line in lines)
    calls = [f"- `{each.replace('`', '')}`" for each in told(heard)] if heard.calls else []
    usage = heard.answer.usage
    if usage is not None:
        calls.append(f"- {usage.requests} requests to the model; ending `{usage.ending}`")
    return "\n\n".join([quoted, *(["\n".join(calls)] if calls else [])])
