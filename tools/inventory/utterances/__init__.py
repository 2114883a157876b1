"""Forms in which planners ask for stock, orders, what to order, and why so much."""

from .explaining import EXPLAIN_QUANTITY
from .ordered import LIST_ORDERS
from .projecting import PROJECT_INVENTORY
from .replenishing import PLAN_REPLENISHMENT
from .stocked import SHOW_STOCK

__all__ = ["EXPLAIN_QUANTITY", "LIST_ORDERS", "PLAN_REPLENISHMENT", "PROJECT_INVENTORY", "SHOW_STOCK"]
