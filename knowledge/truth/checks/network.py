"""What must hold between rows: no cycles, one company, shares of at most the whole."""

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from ..problems import FILE, ROW, Problems
from ..tables import TABLES

SHARE_TOLERANCE = 1e-6

EDGES = (
    ("bill_of_materials", "parent_item", "component_item", "the item is needed to make itself"),
    ("items", "item_id", "replaced_by", "the item is in the end replaced by itself"),
    ("positions", "position_id", "reports_to", "the position in the end reports to itself"),
)
"""Tables whose rows lead from one thing to another and must never lead back, with the words for it."""

Rows = Mapping[str, pl.DataFrame]
Stored = Callable[[str], pl.LazyFrame]


def check_network(incoming: Rows, stored: Stored) -> Problems:
    """Return the problems between incoming rows and all rows that will stand beside them."""
    problems = Problems()
    for table, start, end, words in EDGES:
        if table in incoming:
            _check_cycles(table, start, end, words, _result(table, incoming, stored), problems)
    if "company" in incoming:
        _check_one_company(_result("company", incoming, stored), problems)
    if "sourcing" in incoming:
        _check_shares(_result("sourcing", incoming, stored), problems)
    return problems


def find_cycle(starts: list[str], ends: list[str]) -> list[str]:
    """Return one cycle of a graph as its nodes, the first repeated at the end; empty if there is none.

    >>> find_cycle(["a", "b"], ["b", "a"])
    ['a', 'b', 'a']
    """
    follow: dict[str, list[str]] = {}
    for start, end in zip(starts, ends, strict=True):
        follow.setdefault(start, []).append(end)
    done: set[str] = set()
    for root in follow:
        path: list[str] = [root]
        on_path = {root}
        branches = [iter(follow[root])]
        while branches:
            node = next(branches[-1], None)
            if node is None:
                branches.pop()
                done.add(path[-1])
                on_path.discard(path.pop())
            elif node in on_path:
                return [*path[path.index(node) :], node]
            elif node not in done and node in follow:
                path.append(node)
                on_path.add(node)
                branches.append(iter(follow[node]))
    return []


def _result(table: str, incoming: Rows, stored: Stored) -> pl.DataFrame:
    """Return all rows as they will be; those that stay have neither `FILE` nor `ROW`."""
    rows = incoming[table]
    kept = stored(table).join(rows.lazy(), on=TABLES[table].key, how="anti").collect()
    return pl.concat([rows, kept], how="diagonal_relaxed")


def _check_cycles(table: str, start: str, end: str, words: str, result: pl.DataFrame, problems: Problems) -> None:
    edges = result.filter(pl.col(start).is_not_null() & pl.col(end).is_not_null() & (pl.col(start) != pl.col(end)))
    if table == "bill_of_materials":
        _check_self(result, problems)
    if edges.is_empty():
        return
    nodes = pl.concat([edges[start], edges[end]]).unique().sort()
    tails = nodes.search_sorted(edges[start]).to_numpy()
    heads = nodes.search_sorted(edges[end]).to_numpy()
    graph = csr_array((np.ones(len(tails)), (tails, heads)), shape=(len(nodes), len(nodes)))
    _, part = connected_components(graph, directed=True, connection="strong")
    inside = edges.with_columns(pl.Series("_part", part[tails])).filter(pl.Series(part[tails] == part[heads]))
    for (_,), ring in inside.group_by("_part", maintain_order=True):
        way = " → ".join(find_cycle(ring[start].to_list(), ring[end].to_list()))
        problems.add_rows(
            ring.filter(pl.col(ROW).is_not_null()),
            table=table,
            column=end,
            kind="cycle",
            reason=f"This row is part of a cycle ({way}): {words}.",
            cure="Remove one row of the cycle.",
        )


def _check_self(bill: pl.DataFrame, problems: Problems) -> None:
    own = bill.filter((pl.col("parent_item") == pl.col("component_item")) & pl.col(ROW).is_not_null())
    reason, cure = "An item cannot be a component of itself.", "Name the component, or remove the row."
    problems.add_rows(own, table="bill_of_materials", column="component_item", kind="cycle", reason=reason, cure=cure)


def _check_one_company(result: pl.DataFrame, problems: Problems) -> None:
    if result.height > 1:
        names = ", ".join(sorted(result["company_id"].drop_nulls().to_list()))
        problems.add_rows(
            result.filter(pl.col(ROW).is_not_null()),
            table="company",
            column="company_id",
            kind="quantity",
            reason=f"There can be one company only, and there would be {result.height}: {names}.",
            cure="Use the identifier of the company that is there, or begin with an empty home folder.",
        )


def _check_shares(result: pl.DataFrame, problems: Problems) -> None:
    place = ["item_id", "location_id"]
    total = pl.col("share").sum().over(place)
    parallel = pl.col("valid_from").is_null().all().over(place) & pl.col("valid_to").is_null().all().over(place)
    over = result.with_columns(total.alias("_total")).filter(parallel & (total > 1 + SHARE_TOLERANCE))
    problems.add_rows(
        over.filter(pl.col(ROW).is_not_null()).with_columns(pl.col(FILE).fill_null("")),
        table="sourcing",
        column="share",
        kind="quantity",
        reason=pl.format("The shares of this item at this place add up to {}.", pl.col("_total").round(4)),
        cure="Give shares that add up to 1; a source of last resort has the share 0.",
        severity="warning",
    )
