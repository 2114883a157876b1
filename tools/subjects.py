"""Which item, place, family, channel or order a tool is asked about.

Only an exact identifier or an exact name counts, without regard to case; whatever else is given is refused with the
closest matches, because a tool that guesses its subject gives right numbers about the wrong thing. What lies outside
a person's scopes is refused in the same words as what does not exist.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypeVar

import polars as pl
from pydantic import Field, model_validator
from rapidfuzz import fuzz, process, utils

from knowledge.principal import Scope
from knowledge.truth.schema.columns import EVERY
from knowledge.truth.snapshot import Snapshot

from .errors import UnknownSubject
from .results import Arguments

EVERYTHING: tuple[Scope, ...] = (Scope(),)
"""The scopes of somebody who may see all of the business."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the table `items`."""

    item_id: str
    name: str
    family: str
    category: str | None
    unit: str
    unit_precision: int
    unit_cost: float
    unit_price: float | None
    volume_m3: float | None
    weight_kg: float | None
    shelf_life_days: int | None
    lifecycle: str
    launched_on: date | None
    replaced_by: str | None


@dataclass(frozen=True, slots=True)
class Location:
    """A row of the table `locations`."""

    location_id: str
    name: str
    kind: str
    region: str
    latitude: float | None
    longitude: float | None
    calendar_id: str | None


@dataclass(frozen=True, slots=True)
class Channel:
    """A row of the table `channels`."""

    channel_id: str
    name: str
    priority: int
    target_fill_rate: float
    shortage_mode: str
    patience_days: int | None
    shortage_cost_rate: float


@dataclass(frozen=True, slots=True, order=True)
class StockingPoint:
    """An item at a place."""

    item_id: str
    location_id: str


@dataclass(frozen=True, slots=True)
class Customer:
    """A row of the table `customers`."""

    customer_id: str
    name: str
    channel_id: str
    region: str
    priority: int


class Points(Arguments):
    """Arguments of a tool that looks at items at places; what is left out is not restricted."""

    item_id: str | None = Field(default=None, description="An item's identifier or exact name.")
    family: str | None = Field(default=None, description="A product family.")
    location_id: str | None = Field(default=None, description="A place's identifier or exact name.")

    @model_validator(mode="after")
    def _one_of_item_and_family(self) -> Self:
        if self.item_id is not None and self.family is not None:
            raise ValueError("give item_id or family, not both")
        return self

    @property
    def subject(self) -> str:
        """What is looked at, in words."""
        named = [text for text in (self.item_id, self.family, self.location_id) if text is not None]
        return " at ".join(named) if named else "the whole company"


class Subject(Points):
    """Arguments of a tool that looks at items at places in all channels or in one."""

    channel_id: str | None = Field(default=None, description="A sales channel's identifier or exact name.")


def find_item(snapshot: Snapshot, text: str, scopes: Sequence[Scope] = EVERYTHING) -> Item:
    """Return the item with that identifier or name.

    Raises
    ------
    UnknownSubject
        With the closest items that lie in the scopes.
    """
    rows = snapshot.table("items").filter(_family_seen(scopes))
    return _find("item", text, rows, "item_id", lambda row: Item(**row))


def find_location(snapshot: Snapshot, text: str, scopes: Sequence[Scope] = EVERYTHING) -> Location:
    """Return the place with that identifier or name; `UnknownSubject` with the closest ones otherwise."""
    rows = snapshot.table("locations").filter(_place_seen(scopes))
    return _find("place", text, rows, "location_id", lambda row: Location(**row))


def find_channel(snapshot: Snapshot, text: str) -> Channel:
    """Return the channel with that identifier or name; `UnknownSubject` with the closest ones otherwise."""
    return _find("channel", text, snapshot.table("channels"), "channel_id", lambda row: Channel(**row))


def find_customer(snapshot: Snapshot, text: str) -> Customer:
    """Return the customer with that identifier or name; `UnknownSubject` with the closest ones otherwise."""
    return _find("customer", text, snapshot.table("customers"), "customer_id", lambda row: Customer(**row))


def find_family(snapshot: Snapshot, text: str, scopes: Sequence[Scope] = EVERYTHING) -> str:
    """Return the family of that name as it is written in the items; `UnknownSubject` with the closest otherwise."""
    rows = snapshot.table("items").filter(_family_seen(scopes)).select("family").unique().sort("family")
    return _find("family", text, rows, "family", lambda row: str(row["family"]))


def find_supply_order(
    snapshot: Snapshot, order_id: str, line: int | None = None, scopes: Sequence[Scope] = EVERYTHING
) -> dict[str, Any]:
    """Return the row of a line of a purchase, production or transfer order; the line may be left out if there is one.

    Raises
    ------
    UnknownSubject
        With the closest orders, or with the order's lines where it has several.
    """
    return _find_line(snapshot, "supply_orders", "supply order", order_id, line, "to_location", scopes)


def supply_order_lines(
    snapshot: Snapshot, order_id: str, line: int | None = None, scopes: Sequence[Scope] = EVERYTHING
) -> list[dict[str, Any]]:
    """Return the rows of a supply order that the person may see: the line that is named, or all of them.

    Raises
    ------
    UnknownSubject
        With the closest orders, or with the order's lines where it has no such line.
    """
    if line is not None:
        return [find_supply_order(snapshot, order_id, line, scopes)]
    return _lines_of(snapshot, "supply_orders", "supply order", order_id, "to_location", scopes).to_dicts()


def find_sales_order(
    snapshot: Snapshot, order_id: str, line: int | None = None, scopes: Sequence[Scope] = EVERYTHING
) -> dict[str, Any]:
    """Return the row of a line of a customer order, like `find_supply_order`."""
    return _find_line(snapshot, "sales_orders", "customer order", order_id, line, "location_id", scopes)


def find_order(
    snapshot: Snapshot, order_id: str, line: int | None = None, scopes: Sequence[Scope] = EVERYTHING
) -> tuple[str, dict[str, Any]]:
    """Return the table (`supply_orders` or `sales_orders`) and the row of an order line of either kind."""
    if _is_sales_order(snapshot, order_id):
        return "sales_orders", find_sales_order(snapshot, order_id, line, scopes)
    return "supply_orders", find_supply_order(snapshot, order_id, line, scopes)


def find_order_id(snapshot: Snapshot, order_id: str, scopes: Sequence[Scope] = EVERYTHING) -> tuple[str, str]:
    """Return the table and the identifier of an order of either kind, as it is written there.

    Raises
    ------
    UnknownSubject
        With the closest orders that lie in the scopes.
    """
    if _is_sales_order(snapshot, order_id):
        rows = _lines_of(snapshot, "sales_orders", "customer order", order_id, "location_id", scopes)
        return "sales_orders", rows["order_id"][0]
    rows = _lines_of(snapshot, "supply_orders", "supply order", order_id, "to_location", scopes)
    return "supply_orders", rows["order_id"][0]


def _is_sales_order(snapshot: Snapshot, order_id: str) -> bool:
    is_known = [
        snapshot.table(table).filter(_folded("order_id") == order_id.strip().casefold()).height > 0
        for table in ("supply_orders", "sales_orders")
    ]
    return is_known == [False, True]


def visible_rows(
    snapshot: Snapshot, rows: pl.DataFrame, points: Points, scopes: Sequence[Scope] = EVERYTHING
) -> pl.DataFrame:
    """Return the rows of a table with `item_id` and `location_id` that are asked for and that the person may see.

    Raises
    ------
    UnknownSubject
        If one of the names does not exist.
    """
    items = snapshot.table("items").select("item_id", "family")
    places = snapshot.table("locations").select("location_id", "region")
    if points.item_id is not None:
        items = items.filter(pl.col("item_id") == find_item(snapshot, points.item_id, scopes).item_id)
    if points.family is not None:
        items = items.filter(pl.col("family") == find_family(snapshot, points.family, scopes))
    if points.location_id is not None:
        place = find_location(snapshot, points.location_id, scopes).location_id
        places = places.filter(pl.col("location_id") == place)
    known = rows.join(items, on="item_id").join(places, on="location_id")
    return known.filter(_point_seen(scopes)).drop("family", "region")


def stocking_points(
    snapshot: Snapshot,
    *,
    item_id: str | None = None,
    family: str | None = None,
    location_id: str | None = None,
    scopes: Sequence[Scope] = EVERYTHING,
) -> tuple[StockingPoint, ...]:
    """Return every item at a place that has a stock policy, stock, an agreed forecast or past demand, in order.

    Parameters
    ----------
    item_id, family, location_id
        Only these; identifiers or exact names. What is left out is not restricted.
    scopes
        What the person may see.

    Raises
    ------
    UnknownSubject
        If one of the names does not exist.
    """
    wanted = Points(item_id=item_id, family=family, location_id=location_id)
    seen = visible_rows(snapshot, _known_points(snapshot), wanted, scopes).sort("item_id", "location_id")
    return tuple(StockingPoint(*row) for row in seen.iter_rows())


def _known_points(snapshot: Snapshot) -> pl.DataFrame:
    keys = ["item_id", "location_id"]
    demand = snapshot.demand("week")
    past = pl.DataFrame(
        {"item_id": demand.item_ids.tolist(), "location_id": demand.location_ids.tolist()},
        schema={"item_id": pl.String, "location_id": pl.String},
    )
    tables = [snapshot.table(name).select(keys) for name in ("stock_policies", "stock", "forecasts")]
    return pl.concat([past, *tables]).unique()


def _family_seen(scopes: Sequence[Scope]) -> pl.Expr:
    return _any(pl.lit(scope.family == EVERY) | (pl.col("family") == scope.family) for scope in scopes)


def _place_seen(scopes: Sequence[Scope]) -> pl.Expr:
    return _any(
        pl.lit(scope.region == EVERY).or_(pl.col("region") == scope.region)
        & pl.lit(scope.location_id == EVERY).or_(pl.col("location_id") == scope.location_id)
        for scope in scopes
    )


def _point_seen(scopes: Sequence[Scope]) -> pl.Expr:
    return _any(_family_seen((scope,)) & _place_seen((scope,)) for scope in scopes)


def _any(conditions: Iterable[pl.Expr]) -> pl.Expr:
    return pl.any_horizontal(pl.lit(False), *conditions)


def _find(kind: str, text: str, rows: pl.DataFrame, key: str, build: Callable[[dict[str, Any]], Row]) -> Row:
    name = "name" if "name" in rows.columns else key
    wanted = text.strip()
    found = rows.clear()
    for column, value in ((pl.col(key), wanted), (_folded(key), wanted.casefold()), (_folded(name), wanted.casefold())):
        found = rows.filter(column == value)
        if found.height:
            break
    if found.height == 1:
        return build(found.row(0, named=True))
    if found.height:
        near = found.head(5)
        detail = f"{found.height} {kind}s are called '{text}'; only an identifier tells them apart."
    else:
        near = _closest(rows, key, name, wanted)
        detail = f"There is no {kind} '{text}'."
    ids, names = near[key].to_list(), near[name].to_list()
    shown = [i if i == n else f"{i} ({n})" for i, n in zip(ids, names, strict=True)]
    remedy = f"Did you mean {' or '.join(shown)}?" if shown else f"No {kind} has a similar name; check the spelling."
    raise UnknownSubject(detail, remedy, ids)


def _folded(column: str) -> pl.Expr:
    return pl.col(column).str.to_lowercase()


def _closest(rows: pl.DataFrame, key: str, name: str, text: str, limit: int = 3) -> pl.DataFrame:
    scores: dict[int, float] = {}
    for column in {key, name}:
        for _, score, place in process.extract(
            text,
            rows[column].to_list(),
            scorer=fuzz.WRatio,
            processor=utils.default_process,
            limit=limit,
            score_cutoff=50,
        ):
            scores[place] = max(score, scores.get(place, 0.0))
    return rows[sorted(scores, key=lambda place: (-scores[place], place))[:limit]]


def _lines_of(
    snapshot: Snapshot, table: str, kind: str, order_id: str, place: str, scopes: Sequence[Scope]
) -> pl.DataFrame:
    places = snapshot.table("locations").filter(_place_seen(scopes))["location_id"]
    items = snapshot.table("items").filter(_family_seen(scopes))["item_id"]
    rows = snapshot.table(table)
    rows = rows.filter(pl.col(place).is_in(places.implode()) & pl.col("item_id").is_in(items.implode()))
    orders = rows.select("order_id").unique().sort("order_id")
    identifier = _find(kind, order_id, orders, "order_id", lambda row: str(row["order_id"]))
    return rows.filter(pl.col("order_id") == identifier)


def _find_line(
    snapshot: Snapshot, table: str, kind: str, order_id: str, line: int | None, place: str, scopes: Sequence[Scope]
) -> dict[str, Any]:
    lines = _lines_of(snapshot, table, kind, order_id, place, scopes)
    identifier = lines["order_id"][0]
    wanted = lines if line is None else lines.filter(pl.col("line") == line)
    if wanted.height == 1:
        return wanted.row(0, named=True)
    numbers = ", ".join(str(number) for number in lines["line"].to_list())
    detail = (
        f"{kind.capitalize()} {identifier} has no line {line}."
        if line is not None
        else (f"{kind.capitalize()} {identifier} has {lines.height} lines.")
    )
    raise UnknownSubject(detail, f"Name one of its lines: {numbers}.", [identifier])
