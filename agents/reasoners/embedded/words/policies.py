"""Words for policies: quoted and cited, never paraphrased."""

from collections.abc import Sequence

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from .told import Told, paragraphs

QUOTED = 2


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Quote the two sections that fit best, and name the others."""
    passages = Told(done[0]).each("passages")
    if not passages:
        return Wording(template="No policy in force says anything about this.")
    best, others = passages[:QUOTED], passages[QUOTED:]
    quoted = "\n\n".join(_quoted(passage) for passage in best)
    see = "; ".join(f"{other.ref('heading', 'text')} ({other.ref('', 'cite')})" for other in others)
    return Wording(template=paragraphs(quoted, f"See also: {see}." if see else ""))


def _quoted(passage: Told) -> str:
    where = f"{passage.ref('', 'cite')} ({passage.ref('title', 'text')}: {passage.ref('heading', 'text')})"
    return f"{where} says:\n\n> {passage.ref('', 'quote')}"
