"""What plans mean in money."""

from .budget import TOOL as RECONCILE_WITH_BUDGET

TOOLS = (RECONCILE_WITH_BUDGET,)
"""The tools of this package."""
