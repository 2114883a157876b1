"""The truth: its versions, its rows, and rows merged into it."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, Field, JsonValue

from knowledge.canonical import canonical_digest
from knowledge.errors import UnknownTable
from knowledge.principal import Role
from knowledge.truth.manifest import TruthVersion
from knowledge.truth.tables import TABLES
from tools.errors import ArgumentsRefused

from ..auth import App, Signed, require
from ..errors import Forbidden, PreconditionMissing
from .bodies import Body

router = APIRouter(prefix="/truth", tags=["truth"])
MAX_ROWS = 10_000
MOST_OFFSET = 10**12
FLAT = "Each value is a text, a number, true, false, null or a list of numbers; docs/data.md has the columns."


class VersionView(BaseModel):
    """One version of the truth."""

    version: str
    parent: str | None
    planning_date: date | None
    cause: str
    author: str
    created_at: datetime


class TruthView(BaseModel):
    """The newest versions, newest first, and the tables with their rows at the newest."""

    head: str | None
    versions: list[VersionView]
    tables: dict[str, int]


class ColumnView(BaseModel):
    """A column of a table."""

    name: str
    kind: str
    unit: str
    required: bool


class RowsView(BaseModel):
    """Rows of a table at one version."""

    table: str
    truth_version: str
    columns: list[ColumnView]
    total: int
    rows: list[dict[str, Any]]


class NewRows(Body):
    """Rows to be merged by key."""

    rows: list[dict[str, JsonValue]] = Field(
        min_length=1,
        max_length=MAX_ROWS,
        examples=[[{"position_id": "soe_planner", "delegate": "lea", "valid_from": "2026-03-02"}]],
    )
    cause: str = Field(min_length=1, max_length=1000, examples=["corrected lead times of supplier S-03"])


class PublishedView(BaseModel):
    """The version that holds the rows, and whether it is new."""

    version: str
    created: bool
    changed: dict[str, int]


class LoadRequest(Body):
    """A folder of the machine that the server runs on."""

    folder: str = Field(min_length=1, examples=["/srv/erp/export"])
    mapping: str | None = Field(default=None, examples=["online_retail"])
    quarantine: bool = False


@router.get("")
def truth_versions(
    tandem: App, principal: Signed, limit: Annotated[int, Query(ge=1, le=1000)] = 20, before: str | None = None
) -> TruthView:
    """List versions of the truth."""
    del principal
    head = tandem.truth.head()
    tables: dict[str, int] = {}
    if head is not None:
        snapshot = tandem.truth.snapshot(head.version)
        tables = {name: snapshot.table(name).height for name in TABLES}
    versions = [_view(version) for version in tandem.truth.versions(limit, before)]
    return TruthView(head=head.version if head else None, versions=versions, tables=tables)


@router.post("/sample", status_code=HTTPStatus.CREATED)
def make_sample(tandem: App, principal: Signed) -> PublishedView:
    """Make the invented sample company in an empty installation, with its policies."""
    require(principal, Role.ADMIN)
    made = tandem.make_sample(author=principal.person_id)
    return PublishedView(version=made.version.version, created=made.created, changed=dict(made.changed))


@router.post("/loads")
def load_folder(body: LoadRequest, tandem: App, principal: Signed) -> dict[str, Any]:
    """Check and load a folder of files; for the operator, because it reads the server's own files."""
    require(principal, Role.ADMIN)
    if not principal.on_behalf_of:
        raise Forbidden("Only the operator of the home folder may load the server's files.", "Send rows instead.")
    return tandem.load(Path(body.folder), mapping=body.mapping, quarantine=body.quarantine, author=principal.person_id)


@router.get("/{table}")
def rows(
    table: str,
    tandem: App,
    principal: Signed,
    truth_version: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_ROWS)] = 100,
    offset: Annotated[int, Query(ge=0, le=MOST_OFFSET)] = 0,
    where: Annotated[list[str] | None, Query(description="Only rows like `item_id=A-104`; all of several.")] = None,
) -> RowsView:
    """Give the rows of a table in the order of its key, at the newest version or a named one."""
    del principal
    snapshot = tandem.truth.snapshot(truth_version)
    frame = snapshot.table(table)
    for condition in where or ():
        frame = frame.filter(_condition(table, condition))
    columns = [
        ColumnView(name=each.name, kind=each.kind.value, unit=each.unit, required=each.required)
        for each in TABLES[table].columns
    ]
    return RowsView(
        table=table,
        truth_version=snapshot.version,
        columns=columns,
        total=frame.height,
        rows=frame.slice(offset, limit).to_dicts(),
    )


@router.post("/{table}/rows")
def merge_rows(
    table: str,
    body: NewRows,
    tandem: App,
    principal: Signed,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> PublishedView:
    """Merge rows by key into a new version; any problem refuses all of them and says which row and why.

    The same Idempotency-Key with the same rows does nothing twice; with other rows it is refused.
    """
    require(principal, Role.ADMIN)
    if table not in TABLES:
        raise UnknownTable(f"There is no table '{table}'.", f"The tables are: {', '.join(sorted(TABLES))}.")
    if not idempotency_key:
        raise PreconditionMissing("The header Idempotency-Key is missing.", "Send a new one for each set of rows.")
    scope, digest = f"rows:{principal.person_id}", canonical_digest({"table": table, **body.model_dump()})
    tandem.ledger.recall(idempotency_key, scope, digest)
    published = tandem.publish_rows(
        {table: _frame(body.rows)},
        cause=body.cause,
        author=principal.person_id,
        idempotency_key=f"{scope}:{idempotency_key}",
    )
    tandem.ledger.remember(idempotency_key, scope, digest, published.version.version)
    return PublishedView(version=published.version.version, created=published.created, changed=dict(published.changed))


def _condition(table: str, condition: str) -> pl.Expr:
    name, separator, value = condition.partition("=")
    column = next((each for each in TABLES[table].columns if each.name == name), None)
    if not separator or column is None or isinstance(column.polars_type, pl.List):
        names = ", ".join(each.name for each in TABLES[table].columns)
        raise ArgumentsRefused(f"where: '{condition}' is no condition on {table}.", f"Write column=value of: {names}.")
    return pl.col(name).cast(pl.String) == value


def _frame(given: list[dict[str, JsonValue]]) -> pl.DataFrame:
    names = list(dict.fromkeys(name for row in given for name in row))
    columns: Mapping[str, list[str | None]] = {name: [_text(row.get(name)) for row in given] for name in names}
    return pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))


def _text(value: JsonValue) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if any(each is None or isinstance(each, list | dict) for each in value):
            raise ArgumentsRefused(f"rows: the list {json.dumps(value)} holds more than plain values.", FLAT)
        return ";".join(str(each) for each in value)
    if isinstance(value, dict):
        raise ArgumentsRefused(f"rows: the object {json.dumps(value)} is no value of a column.", FLAT)
    return str(value)


def _view(version: TruthVersion) -> VersionView:
    return VersionView(
        version=version.version,
        parent=version.parent,
        planning_date=version.planning_date,
        cause=version.cause,
        author=version.author,
        created_at=version.created_at,
    )
