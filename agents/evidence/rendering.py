"""Put the numbers of results into a template and record the receipts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic import JsonValue

from knowledge.truth.snapshot import Snapshot
from tools.results import Unit, unit_at, value_at

from ..answers import Citation, Figure
from ..errors import EvidenceMissing
from .checking import Span, check
from .formats import FORMAT_OF_UNIT, TEXT_FORMATS, cited_as, format_of, write_number, write_text
from .identifiers import identifiers_of, item_units
from .numbers import numbers_in
from .records import CallRecord
from .references import Reference, references_in


@dataclass(frozen=True)
class Sources:
    """What a text may rest on.

    Parameters
    ----------
    calls
        The calls of this turn by id.
    schema
        Gives the JSON schema of a tool's result.
    question
        What the person wrote; its numbers may be repeated.
    """

    calls: Mapping[str, CallRecord]
    schema: Callable[[str], dict[str, Any]]
    snapshot: Snapshot
    question: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text whose numbers all have receipts."""

    text: str
    figures: tuple[Figure, ...]
    citations: tuple[Citation, ...]


def render(template: str, sources: Sources) -> Rendered:
    """Return the text of a template with every number recorded.

    Raises
    ------
    EvidenceMissing
        If a reference leads nowhere or has a format that does not fit, or if a number remains that nothing covers.
    """
    pieces: list[str] = []
    figures: list[Figure] = []
    citations: list[Citation] = []
    spans: list[Span] = []
    length = position = 0
    for reference in references_in(template):
        literal = template[position : reference.start]
        shown, figure, citation = _resolve(reference, sources)
        start = length + len(literal)
        length, position = start + len(shown), reference.end
        pieces += [literal, shown]
        spans.append(Span(start, length, figure))
        if numbers_in(shown):
            figures.append(figure.model_copy(update={"start": start, "end": length}))
        if citation is not None and citation not in citations:
            citations.append(citation)
    text = "".join([*pieces, template[position:]])
    figures += check(text, spans, sources.question, identifiers_of(sources.snapshot), sources.calls.values())
    return Rendered(text, tuple(sorted(figures, key=lambda figure: figure.start)), tuple(citations))


def value_written(sources: Sources, call: str, path: str) -> float | str | None:
    """Return what a figure with that place would have as its value; `None` where nothing is there any more."""
    record = sources.calls.get(call)
    try:
        value = value_at(record.document, path) if record is not None else None
    except KeyError:
        return None
    if isinstance(value, list):
        return float(len(value))
    if isinstance(value, str):
        return value
    return float(value) if isinstance(value, int | float) else None


def _resolve(reference: Reference, sources: Sources) -> tuple[str, Figure, Citation | None]:
    record = sources.calls.get(reference.call)
    if record is None:
        raise EvidenceMissing(f"There is no result {reference.call}.", "Refer to a call of this turn.")
    try:
        value = value_at(record.document, reference.path)
    except KeyError as error:
        raise EvidenceMissing(f"{reference.call} has nothing at {reference.path}.", "Refer to what it has.") from error
    if reference.format in ("cite", "quote"):
        return _cited(reference, value)
    unit = None if isinstance(value, str | list) else _unit_at(record, reference.path, sources)
    signed, format_ = reference.format.endswith("+"), reference.format.rstrip("+") or format_of(value, unit)
    if isinstance(value, list) and format_ == "count":
        text, receipt, unit_name = f"{len(value):,}", float(len(value)), "count"
    elif isinstance(value, str) and format_ in TEXT_FORMATS:
        text, receipt, unit_name = _written(value, format_, reference), value, "" if format_ == "text" else "date"
    elif isinstance(value, int | float) and not isinstance(value, bool) and format_ == FORMAT_OF_UNIT[unit]:
        unit_name, precision = _unit_of(record.document, reference.path, sources.snapshot)
        currency = sources.snapshot.company.currency
        text = write_number(value, format_, unit_name=unit_name, precision=precision, currency=currency)
        text = f"+{text}" if signed and value > 0 else text
        receipt = float(value)
        unit_name = {"units": unit_name, "money": currency, "percent": "share"}.get(format_, unit or "")
    else:
        raise EvidenceMissing(
            f"{reference.call}:{reference.path} cannot be written as '{format_}'.",
            f"Its format is '{format_of(value, unit)}'.",
        )
    source = "identifier" if _is_identifier(reference.path, value) else "tool"
    figure = Figure(
        text=text,
        start=0,
        end=0,
        value=receipt,
        unit=unit_name,
        source=source,
        tool_call=reference.call,
        path=reference.path,
    )
    return text, figure, None


def _unit_at(record: CallRecord, path: str, sources: Sources) -> Unit | None:
    """The unit by the schema; a `value` whose unit depends on the computation has it in the field `unit` beside it."""
    unit = unit_at(sources.schema(record.tool), path)
    if unit is None and path.endswith("/value"):
        beside = cast(dict[str, JsonValue], value_at(record.document, path.removesuffix("/value"))).get("unit")
        unit = beside if isinstance(beside, str) and beside in FORMAT_OF_UNIT else None
    return unit


def _written(value: str, format_: str, reference: Reference) -> str:
    try:
        return TEXT_FORMATS[format_](value)
    except ValueError as error:
        raise EvidenceMissing(f"{reference.call}:{reference.path} is no {format_}.", "Write it as text.") from error


def _is_identifier(path: str, value: JsonValue) -> bool:
    return isinstance(value, str) and (path.rsplit("/", 1)[-1].endswith(("_id", "name", "family")))


def _cited(reference: Reference, value: JsonValue) -> tuple[str, Figure, Citation]:
    parts = {name: value.get(name) for name in ("policy", "section", "quote")} if isinstance(value, dict) else {}
    policy, section, quote = parts.get("policy"), parts.get("section"), parts.get("quote")
    if not (isinstance(policy, str) and isinstance(section, str) and isinstance(quote, str)):
        raise EvidenceMissing(f"{reference.call}:{reference.path} is no policy section.", "Cite a passage.")
    citation = Citation(policy=policy, section=section, quote=quote)
    if reference.format == "quote":
        shown, value_there, leaf = f"“{write_text(quote)}”", quote, "quote"
    else:
        shown, value_there, leaf = cited_as(policy, section), policy, "policy"
    figure = Figure(
        text=shown,
        start=0,
        end=0,
        value=value_there,
        unit="",
        source="citation",
        tool_call=reference.call,
        path=f"{reference.path}/{leaf}",
    )
    return shown, figure, citation


def _unit_of(document: JsonValue, path: str, snapshot: Snapshot) -> tuple[str, int | None]:
    """Return the base unit named nearest above the number, and the precision of the item named nearest."""
    above: list[dict[str, JsonValue]] = []
    node = document
    for step in path.split("/")[1:]:
        if isinstance(node, dict):
            above.append(node)
            node = node[step.replace("~1", "/").replace("~0", "~")]
        elif isinstance(node, list):
            node = node[int(step)]
    unit = next((d["unit"] for d in reversed(above) if isinstance(d.get("unit"), str)), None)
    item = next((d["item_id"] for d in reversed(above) if isinstance(d.get("item_id"), str)), None)
    known = item_units(snapshot).get(str(item)) if item is not None else None
    if known is None:
        return str(unit or "units"), None
    return str(unit or known[0]), known[1]
