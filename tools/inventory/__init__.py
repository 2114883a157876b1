"""Stock: what is there, what will be, what to order and why."""

from .explain_quantity import TOOL as EXPLAIN_QUANTITY
from .plan_replenishment import TOOL as PLAN_REPLENISHMENT
from .project_inventory import TOOL as PROJECT_INVENTORY

TOOLS = (PROJECT_INVENTORY, PLAN_REPLENISHMENT, EXPLAIN_QUANTITY)
