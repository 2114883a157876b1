"""The digital twin: what a change does to service, cost and cash, under uncertainty."""

from .mitigations import TOOL as RANK_MITIGATIONS
from .simulate_scenario import TOOL as SIMULATE_SCENARIO

TOOLS = (SIMULATE_SCENARIO, RANK_MITIGATIONS)
