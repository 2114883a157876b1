"""What can be done about it: typed actions, their effect, their proposal and their execution."""

from .drafting import TOOL as DRAFT_PROPOSAL
from .listing import TOOL as LIST_PROPOSALS

TOOLS = (DRAFT_PROPOSAL, LIST_PROPOSALS)
