"""The digital twin: what a change does to service, cost and cash, under uncertainty."""

from .mitigations import TOOL as RANK_MITIGATIONS

TOOLS = (RANK_MITIGATIONS,)
