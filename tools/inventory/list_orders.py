"""Which orders are open, and when they come."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import Field

from knowledge.truth.snapshot import Snapshot

from ..context import ToolContext
from ..forms import forms_beside
from ..registry import Tool
from ..results import Count, Days, Part, Quantity, ToolResult
from ..stated import stated_about
from ..subjects import Points, find_customer, find_location, find_order_id, visible_rows
from .orders import OVERDUE_DELAY_DAYS, open_sales, open_supply

OrderKind = Literal["purchase", "production", "transfer", "sales"]


class ListOrders(Points):
    """Which orders to list; what is left out is not restricted. Closed orders are listed only by `order_id`."""

    order_id: str | None = Field(default=None, description="One order, open or closed.")
    kind: OrderKind | None = Field(
        default=None, description="Only this kind; sales are customers' orders. Every kind of supply if left out."
    )
    from_location: str | None = Field(
        default=None, description="Where supply comes from: a supplier's, plant's or place's identifier or exact name."
    )
    customer_id: str | None = Field(default=None, description="A customer's identifier or exact name; sales only.")
    late_only: bool = Field(default=False, description="Only those that come after the day they are due.")
    within_days: Annotated[int, Field(ge=0, le=365)] | None = Field(
        default=None, description="Only those expected within so many days from today; overdue ones are among them."
    )
    limit: Annotated[int, Field(ge=1, le=500)] = Field(default=50, description="How many lines at most.")


class OrderLine(Part):
    """One line of an order.

    Attributes
    ----------
    partner_id, partner_name
        Who it comes from, the customer for sales; none where a place makes it itself.
    due_on
        The day it was ordered for; of sales the day that the customer asked for.
    expected_on
        When it comes: estimate, else promise, else due date; overdue supply is taken to come a few days from today.
        Of a closed order the day of its last receipt or delivery, if there is one.
    days_late
        Days from `due_on` to `expected_on`, or to today for what customers still wait for; 0 if in time.
    """

    order_id: str
    order_line: Count
    kind: OrderKind
    status: str
    item_id: str
    item_name: str
    unit: str
    partner_id: str | None
    partner_name: str | None
    location_id: str
    location_name: str
    quantity: Quantity
    open_quantity: Quantity
    due_on: date
    promised_on: date | None
    expected_on: date | None
    is_overdue: bool
    days_late: Days


class Orders(ToolResult):
    """Order lines, the next to come first; `count` and `late` are of all that meet the conditions."""

    orders: tuple[OrderLine, ...]
    count: Count
    late: Count


def list_orders(context: ToolContext, arguments: ListOrders) -> Orders:
    """List open orders of supply, or of customers, with when they come and how late that is.

    Raises
    ------
    UnknownSubject
        If a name does not exist, or lies outside what the person may see.
    """
    snapshot, scopes = context.snapshot, context.principal.scopes
    is_sales = arguments.kind == "sales" or arguments.customer_id is not None
    if arguments.order_id is not None:
        table, order_id = find_order_id(snapshot, arguments.order_id, scopes)
        is_sales = table == "sales_orders"
        rows = (_sales if is_sales else _supply)(snapshot).filter(pl.col("order_id") == order_id)
    else:
        rows = (_sales if is_sales else _supply)(snapshot).filter("is_open")
    rows = visible_rows(snapshot, rows, arguments, scopes)
    if arguments.kind is not None:
        rows = rows.filter(pl.col("kind") == arguments.kind)
    if arguments.from_location is not None:
        source = find_location(snapshot, arguments.from_location, scopes).location_id
        rows = rows.filter(pl.col("partner_id") == source)
    if arguments.customer_id is not None:
        rows = rows.filter(pl.col("partner_id") == find_customer(snapshot, arguments.customer_id).customer_id)
    if arguments.late_only:
        rows = rows.filter(pl.col("days_late") > 0)
    if arguments.within_days is not None:
        last = snapshot.planning_date + timedelta(days=arguments.within_days)
        rows = rows.filter(pl.col("expected_on") <= last)
    rows = rows.sort("expected_on", "order_id", "line", nulls_last=True)
    return Orders(
        orders=tuple(_line(row) for row in rows.head(arguments.limit).iter_rows(named=True)),
        count=rows.height,
        late=rows.filter(pl.col("days_late") > 0).height,
        assumptions=SALES_ASSUMPTIONS if is_sales else SUPPLY_ASSUMPTIONS,
        warnings=stated_about(snapshot, "sales_orders" if is_sales else "supply_orders"),
    )


def _supply(snapshot: Snapshot) -> pl.DataFrame:
    """Every line of a supply order, with the columns of a result."""
    opened = open_supply(snapshot).select("order_id", "line", "open_quantity", "overdue", "expected_on")
    received = snapshot.table("receipts").group_by("order_id", "line").agg(received_on=pl.col("received_on").max())
    rows = (
        snapshot.table("supply_orders")
        .join(opened, on=["order_id", "line"], how="left")
        .join(received, on=["order_id", "line"], how="left")
        .with_columns(
            is_open=pl.col("open_quantity").is_not_null(),
            open_quantity=pl.col("open_quantity").fill_null(0.0),
            is_overdue=pl.col("overdue").fill_null(value=False),
            expected_on=pl.coalesce("expected_on", "received_on"),
            partner_id=pl.col("from_location"),
            location_id=pl.col("to_location"),
        )
        .with_columns(days_late=(pl.col("expected_on") - pl.col("due_on")).dt.total_days().clip(0).fill_null(0))
    )
    return _named(snapshot, rows, snapshot.table("locations").select(partner_id="location_id", partner_name="name"))


def _sales(snapshot: Snapshot) -> pl.DataFrame:
    """Every line of a customer order, with the columns of a result."""
    today = snapshot.planning_date
    opened = open_sales(snapshot)
    waiting = pl.concat([opened.due, opened.overdue]).select("order_id", "line", "open_quantity")
    rows = (
        snapshot.table("sales_orders")
        .join(waiting, on=["order_id", "line"], how="left")
        .with_columns(
            kind=pl.lit("sales"),
            is_open=pl.col("open_quantity").is_not_null(),
            open_quantity=pl.col("open_quantity").fill_null(0.0),
            due_on=pl.col("requested_on"),
            partner_id=pl.col("customer_id"),
        )
        .with_columns(
            is_overdue=pl.col("is_open") & (pl.col("due_on") < today),
            expected_on=pl.when("is_open").then(pl.coalesce("promised_on", "due_on")).otherwise("delivered_on"),
        )
        .with_columns(
            days_late=pl.when("is_overdue")
            .then((pl.lit(today) - pl.col("due_on")).dt.total_days())
            .otherwise((pl.col("expected_on") - pl.col("due_on")).dt.total_days())
            .clip(0)
            .fill_null(0)
        )
    )
    return _named(snapshot, rows, snapshot.table("customers").select(partner_id="customer_id", partner_name="name"))


def _named(snapshot: Snapshot, rows: pl.DataFrame, partners: pl.DataFrame) -> pl.DataFrame:
    items = snapshot.table("items").select("item_id", "unit", item_name="name")
    places = snapshot.table("locations").select("location_id", location_name="name")
    return (
        rows.join(items, on="item_id", how="left")
        .join(places, on="location_id", how="left")
        .join(partners, on="partner_id", how="left")
    )


def _line(row: dict[str, Any]) -> OrderLine:
    shown = {name: row[name] for name in OrderLine.model_fields if name != "order_line"}
    return OrderLine(**shown, order_line=row["line"])


SUPPLY_ASSUMPTIONS = (
    "An order comes on its best known day: estimate, else promise, else due date; an overdue one "
    f"{OVERDUE_DELAY_DAYS} days from today.",
)
SALES_ASSUMPTIONS = ("A customer order is late from the day after the one that the customer asked for.",)

TOOL = Tool(
    name="list_orders",
    summary="Which supply or customer orders are open, of whom, for where, when they come and how late that is.",
    arguments=ListOrders,
    result=Orders,
    run=list_orders,
    mandate="soe",
    utterances=forms_beside(__file__, "orders"),
)
