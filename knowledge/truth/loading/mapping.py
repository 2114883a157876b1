"""Mapping files: how rows of any file become rows of a table, in YAML.

    sources:
      - file: shipments_*.csv          # a name or a pattern; one file may feed several tables
        table: demand_history
        encoding: latin-1              # of a CSV, like delimiter; sheet: of a workbook
        filter:
          - {column: Quantity, above: 0}
        columns:
          date: {from: Delivered, format: "%d-%b-%y"}
          item_id: SKU
          location_id: {constant: WH-1}
          channel_id: {from: Country, translate: {France: EU}, otherwise: WORLD}
          quantity: {from: Cartons, decimal: ",", factor: 12}
        group:
          by: [date, item_id, location_id, channel_id]
          aggregate: {quantity: sum}
    ignore: [notes.csv]

A mapping is checked whole before any file is read; errors name its line.
"""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from ...errors import SourceUnreadable
from ..conform import Format, closest
from ..schema.columns import Kind
from ..tables import TABLES
from .sources import Reading

LARGEST = 2**63 - 1


def _countable(value: object) -> object:
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError("the number is too large; put quotes around an identifier")
    return value


Scalar = Annotated[str | int | float | bool, BeforeValidator(_countable)]
Aggregation = Literal["sum", "mean", "median", "min", "max", "first", "last", "count"]
OF_NUMBERS = ("sum", "mean", "median")
OF_ANYTHING = ("first", "last")
LONGEST_HOURS = 10 * 366 * 24.0


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=False)


class Among(_Strict):
    """Values of a column of another file in the same folder."""

    file: str = Field(pattern=r"^[^/\\\\]+\.(csv|parquet|xlsx)$")
    column: str


class Filter(_Strict):
    """Which rows to keep: those where the column meets every condition given."""

    column: str
    equals: Scalar | None = None
    one_of: list[Scalar] | None = None
    not_one_of: list[Scalar] | None = None
    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None
    starts_with: str | None = None
    not_starts_with: str | None = None
    present: bool | None = None
    among: Among | None = None
    upper: bool = False

    @model_validator(mode="after")
    def _has_a_condition(self) -> Self:
        given = (name for name in self.model_fields_set - {"column", "upper"} if getattr(self, name) is not None)
        if not any(given):
            raise ValueError("the filter has no condition")
        return self


class FactorBy(_Strict):
    """A factor that depends on another column, such as a unit of measure."""

    column: str
    factors: dict[str, float]


class ColumnRule(_Strict):
    """Where the value of a column comes from, and how it is written there."""

    source: str | None = Field(default=None, alias="from")
    constant: Scalar | None = None
    format: str | None = None
    decimal: str | None = Field(default=None, min_length=1, max_length=1)
    thousands: str | None = Field(default=None, min_length=1, max_length=1)
    drop_time: bool = False
    upper: bool = False
    translate: dict[str, Scalar] | None = None
    otherwise: Scalar | None = None
    factor: float | None = None
    factor_by: FactorBy | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.source is None) == (self.constant is None):
            raise ValueError("give either 'from' or 'constant'")
        if self.otherwise is not None and self.translate is None:
            raise ValueError("'otherwise' needs 'translate'")
        return self

    def as_format(self) -> Format:
        """Return how its texts are written."""
        plain = Format()
        return Format(
            self.format or plain.date_format, self.decimal or plain.decimal, self.thousands or "", self.drop_time
        )


def _short_form(value: Any) -> Any:
    return {"from": value} if isinstance(value, str) else value


def _each_once(names: list[str]) -> list[str]:
    for position, name in enumerate(names):
        if name in names[:position]:
            raise ValueError(f"it names the column '{name}' twice")
    return names


Names = Annotated[list[str], Field(min_length=1), AfterValidator(_each_once)]


class Reversals(_Strict):
    """Lines that take an earlier line back in full soon after; both are left out."""

    match: Names
    quantity: str
    time: str
    within_hours: float = Field(gt=0, le=LONGEST_HOURS)


class Group(_Strict):
    """Rows that agree in the columns of `by` become one."""

    by: Names
    aggregate: dict[str, Aggregation]

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        _each_once([*self.by, *self.aggregate])
        return self


class SourceRule(_Strict):
    """How the rows of one file, or of all that match a pattern, become rows of a table."""

    file: str
    table: str
    encoding: str = "utf-8"
    delimiter: str = Field(default=",", pattern=r"^[\t !#-~]$")
    sheet: str = ""
    drop_duplicates: bool = False
    reversals: Reversals | None = None
    filter: list[Filter] = Field(default_factory=list[Filter])
    columns: dict[str, Annotated[ColumnRule, BeforeValidator(_short_form)]]
    group: Group | None = None

    @model_validator(mode="after")
    def _fits_its_table(self) -> Self:
        if self.table not in TABLES:
            raise ValueError(f"there is no table '{self.table}'. {closest(self.table, TABLES)}".strip())
        table = TABLES[self.table]
        grouped = {*self.group.by, *self.group.aggregate} if self.group else set[str]()
        for name in (*self.columns, *sorted(grouped)):
            if name not in table.schema:
                guess = closest(name, list(table.schema))
                raise ValueError(f"the table '{self.table}' has no column '{name}'. {guess}".strip())
            if grouped and name not in grouped:
                raise ValueError(f"'group' says nothing about the column '{name}'")
        for name, rule in self.columns.items():
            if (rule.factor or rule.factor_by) and table.column(name).kind is not Kind.NUMBER:
                raise ValueError(f"the column '{name}' is not a number and can have no factor")
        for name, how in self.group.aggregate.items() if self.group else ():
            kind = table.column(name).kind
            numeric = kind in (Kind.NUMBER, Kind.WHOLE)
            if (how in OF_NUMBERS and not numeric) or (kind is Kind.QUANTILES and how not in OF_ANYTHING):
                raise ValueError(f"there is no {how} of the column '{name}', which holds a {kind.value}")
        return self

    @property
    def reading(self) -> Reading:
        """How its files are read."""
        return Reading(self.encoding, self.delimiter, self.sheet)

    @property
    def needs_whole_file(self) -> bool:
        """Whether rows can only be understood together with all others of the file."""
        return self.drop_duplicates or self.reversals is not None or self.group is not None


class Mapping(_Strict):
    """A mapping file."""

    description: str = ""
    sources: list[SourceRule] = Field(min_length=1)
    ignore: list[str] = Field(default_factory=list[str])


def read_mapping(path: Path) -> Mapping:
    """Read and check a mapping file.

    Raises
    ------
    SourceUnreadable
        If it cannot be read or is no mapping; names every error with its line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        _refuse_repeated_keys(path, root, set())
        content = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SourceUnreadable(
            f"The mapping '{path}' cannot be read: {error}", "It must be a YAML file in UTF-8."
        ) from error
    try:
        return Mapping.model_validate(content)
    except ValidationError as error:
        lines = [
            f"line {_line_of(root, one['loc'])}, {'.'.join(map(str, one['loc'])) or 'mapping'}: {one['msg']}"
            for one in error.errors()
        ]
        raise SourceUnreadable(
            f"The mapping '{path.name}' has {len(lines)} error(s): {'; '.join(lines)}.", "Correct the lines named."
        ) from error


def _refuse_repeated_keys(path: Path, node: yaml.Node | None, seen: set[int]) -> None:
    """Refuse a key that stands there twice, of which YAML would silently take the last."""
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    children: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in keys:
                raise SourceUnreadable(
                    f"The mapping '{path.name}' has an error: line {key.start_mark.line + 1}, "
                    f"the key '{key.value}' stands there twice.",
                    "Remove one of them.",
                )
            keys.add(str(key.value))
            children.append(value)
    elif isinstance(node, yaml.SequenceNode):
        children = list(node.value)
    for child in children:
        _refuse_repeated_keys(path, child, seen)


def _line_of(node: yaml.Node | None, way: tuple[str | int, ...]) -> int:
    """Return the line of what a way of keys and positions leads to, or of the last part of it that exists."""
    line = node.start_mark.line + 1 if node else 1
    for part in way:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == part), None)
            if found is None:
                return line
            line = found[0].start_mark.line + 1
            node = found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            item: yaml.Node = node.value[part]
            line = item.start_mark.line + 1
            node = item
        else:
            return line
    return line
