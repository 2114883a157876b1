"""`docs/transcripts.md`: some of the conversations written out, turn by turn."""

from collections.abc import Sequence
from pathlib import Path

from .conversations import PlannedConversation
from .runs import told
from .scoring import Heard

PAGE = Path(__file__).parents[2] / "docs" / "transcripts.md"
NOTE = "<!-- Written by `make evaluate`; do not edit. -->"

Held = Sequence[tuple[PlannedConversation, Sequence[Heard]]]


def transcripts(held: Held, reasoner: str, names: dict[str, str], code_version: str) -> str:
    """Return conversations as Markdown.

    Parameters
    ----------
    held
        Conversations with what came of each turn.
    names
        People by identifier.
    """
    parts = [
        NOTE,
        "# Conversations",
        f"Held with the sample company, each with an empty ledger; reasoner {reasoner}, code {code_version}. Below "
        "each answer stand the tools that were called.",
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
    return "\n\n".join([quoted, *(["\n".join(calls)] if calls else [])])
