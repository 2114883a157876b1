"""Stock: what is there, what will be, what to order and why."""

from .explain_quantity import TOOL as EXPLAIN_QUANTITY
from .list_orders import TOOL as LIST_ORDERS
from .plan_replenishment import TOOL as PLAN_REPLENISHMENT
from .project_inventory import TOOL as PROJECT_INVENTORY
from .show_stock import TOOL as SHOW_STOCK

TOOLS = (PROJECT_INVENTORY, PLAN_REPLENISHMENT, EXPLAIN_QUANTITY, LIST_ORDERS, SHOW_STOCK)
