"""Words for policies: quoted and cited, never paraphrased."""

from collections.abc import Sequence

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, paragraphs


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:  # noqa: ARG001
    """Quote the section that fits best, and name the others."""
    passages = Told(done[0]).each("passages")
    if not passages:
        return Wording(template="No policy in force says anything about this.")
    best, others = passages[0], passages[1:]
    where = f"{best.ref('title', 'text')}, *{best.ref('heading', 'text')}* ({best.ref('', 'cite')}):"
    quoted = f"{where}\n\n> {best.ref('', 'quote')}"
    see = "; ".join(f"{other.ref('heading', 'text')} ({other.ref('', 'cite')})" for other in others)
    return Wording(template=paragraphs(quoted, f"See also: {see}." if see else ""))
