"""The tables of the truth by name.

Quantities are in the item's base unit, money in the company currency unless the row names another, dates have no time.
The tables themselves are written down in `schema/`, a file a subject.
"""

from collections.abc import Mapping
from types import MappingProxyType

from .schema import company, history, network, people, plans, position
from .schema.columns import Table

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            *company.TABLES,
            *network.TABLES,
            *history.TABLES,
            *position.TABLES,
            *people.TABLES,
            *plans.TABLES,
        )
    }
)
"""Every table by name."""
