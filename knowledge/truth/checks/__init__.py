"""Every problem of rows that are to be published, in words.

`check` looks at all rows together with what is stored; `sift` keeps the rows that can be loaded without the bad ones,
and without those that refer to a bad one. Values are checked in `values.py`, keys in `keys.py`, references in
`references.py`, and what must hold between columns and rows in `rules.py`, `network.py` and `receipts.py`.
"""

from collections.abc import Callable, Mapping

import polars as pl

from ..problems import FILE, ROW, Problems
from ..tables import TABLES
from .keys import check_keys
from .network import check_network
from .receipts import check_receipts
from .references import check_references
from .rules import check_rules
from .values import check_values

Stored = Callable[[str], pl.LazyFrame]
"""Gives the stored rows of a table that will stay beside the incoming ones, in the table's own columns."""


def check(incoming: Mapping[str, pl.DataFrame], stored: Stored) -> Problems:
    """Return every problem of rows that are to be merged into what is stored.

    Parameters
    ----------
    incoming
        Rows by table, in the table's types (`conform`), with `FILE` and `ROW`. A row whose own values are bad still
        counts as a target of references, so that one bad item is not reported a thousand times.
    """
    problems = Problems()
    for name, rows in incoming.items():
        problems.extend(check_values(TABLES[name], rows))
        problems.extend(check_keys(TABLES[name], rows))
        problems.extend(check_rules(TABLES[name], rows))
    problems.extend(check_references(incoming, stored))
    problems.extend(check_network(incoming, stored))
    if "receipts" in incoming:
        problems.extend(check_receipts(incoming, stored))
    return problems


def sift(incoming: Mapping[str, pl.DataFrame], stored: Stored, problems: Problems) -> dict[str, pl.DataFrame]:
    """Return the rows that can be loaded; adds a problem for each row that refers to a bad one.

    Repeats until nothing is lost any more: leaving out an item leaves out its orders, and then their receipts.
    """
    good = {name: _without_bad(name, rows, problems) for name, rows in incoming.items()}
    while True:
        cascade = check_references(good, stored)
        if cascade.count() == 0:
            return good
        problems.extend(cascade)
        good = {name: _without_bad(name, rows, cascade) for name, rows in good.items()}


def _without_bad(name: str, rows: pl.DataFrame, problems: Problems) -> pl.DataFrame:
    bad = problems.bad_rows(name)
    if bad.is_empty():
        return rows
    bad = bad.cast({FILE: rows.schema[FILE], ROW: rows.schema[ROW]})
    return rows.join(bad, on=[FILE, ROW], how="anti", maintain_order="left")
