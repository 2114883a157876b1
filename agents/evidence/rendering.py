"""Put the numbers of results into a template and record the receipts."""

import re
from typing import cast

from pydantic import JsonValue

from knowledge.truth.snapshot import Snapshot
from tools.results import Unit, unit_at, value_at

from ..answers import Citation, Figure
from ..errors import EvidenceMissing
from .checking import check
from .formats import FORMAT_OF_UNIT, TEXT_FORMATS, cited_as, format_of, write_number, write_text
from .identifiers import identifiers_of, item_units
from .neighbours import Span
from .numbers import numbers_in
from .records import CallRecord
from .references import Reference, references_in
from .sources import Rendered, Sources
from .texts import text_figures
from .tracing import require_traced_operands

__all__ = ["Rendered", "Sources", "render", "render_pieces", "value_written"]

_GIVEN = re.compile(r"[A-Za-z]{1,4}-[0-9A-Za-z-]{1,40}")
"""Identifiers of proposals, exceptions and the like, which are not in the truth."""

_NUMBERED = re.compile(r"(?m)^([ \t]*)\d{1,3}[.)][ \t]+")


def render(template: str, sources: Sources) -> Rendered:
    """Return the text of a template with every number recorded; a numbered list becomes one of bullets.

    Raises
    ------
    EvidenceMissing
        If a reference leads nowhere or has a format that does not fit, if a number remains that nothing covers, or if
        the words around a figure say something else than its receipt does.
    """
    text, spans, figures, citations = render_pieces(_NUMBERED.sub(r"\1- ", template), sources)
    figures += check(text, spans, sources)
    return Rendered(text, tuple(sorted(figures, key=lambda figure: figure.start)), tuple(citations))


def render_pieces(template: str, sources: Sources) -> tuple[str, list[Span], list[Figure], list[Citation]]:
    """Return the text with its references replaced, where they stood, their figures and citations; not checked yet.

    Raises
    ------
    EvidenceMissing
        If a reference leads nowhere, has a format that does not fit, or gives no receipt.
    """
    pieces: list[str] = []
    figures: list[Figure] = []
    citations: list[Citation] = []
    spans: list[Span] = []
    length = position = 0
    for reference in references_in(template):
        literal = template[position : reference.start]
        shown, figure, inner, citation = _resolve(reference, sources)
        start = length + len(literal)
        length, position = start + len(shown), reference.end
        pieces += [literal, shown]
        spans.append(Span(start, length, figure, is_text=inner is not None))
        if inner is not None:
            figures += [one.model_copy(update={"start": start + one.start, "end": start + one.end}) for one in inner]
        elif numbers_in(shown):
            figures.append(figure.model_copy(update={"start": start, "end": length}))
        if citation is not None and citation not in citations:
            citations.append(citation)
    return "".join([*pieces, template[position:]]), spans, figures, citations


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


def _resolve(reference: Reference, sources: Sources) -> tuple[str, Figure, list[Figure] | None, Citation | None]:
    """What is shown, the figure of the whole, those of the numbers within a text, and the citation."""
    record = sources.calls.get(reference.call)
    if record is None:
        raise EvidenceMissing(f"There is no result {reference.call}.", "Refer to a call of this turn.")
    try:
        value = value_at(record.document, reference.path)
    except KeyError as error:
        raise EvidenceMissing(f"{reference.call} has nothing at {reference.path}.", "Refer to what it has.") from error
    if reference.format in ("cite", "quote"):
        shown, figure, citation = _cited(reference, value)
        return shown, figure, None, citation
    figure = Figure(
        text="",
        start=0,
        end=0,
        value="",
        unit="",
        source="tool",
        tool_call=reference.call,
        path=reference.path,
    )
    unit = None if isinstance(value, str | list) else _unit_at(record, reference.path, sources)
    signed, format_ = reference.format.endswith("+"), reference.format.rstrip("+") or format_of(value, unit)
    if isinstance(value, str) and format_ == "text":
        if _is_identifier(reference.path, value, sources):
            shown = write_text(value)
            return shown, figure.model_copy(update={"text": shown, "value": value, "source": "identifier"}), None, None
        shown, inner = text_figures(value, reference.path, record, sources)
        return shown, figure.model_copy(update={"text": shown, "value": value}), inner, None
    if isinstance(value, list) and format_ == "count":
        text, receipt, unit_name = f"{len(value):,}", float(len(value)), "count"
    elif isinstance(value, str) and format_ in TEXT_FORMATS:
        text, receipt, unit_name = _written(value, format_, reference), value, "date"
    elif isinstance(value, int | float) and not isinstance(value, bool) and format_ == FORMAT_OF_UNIT[unit]:
        if record.tool == "calculate":
            require_traced_operands(record, sources)
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
    return text, figure.model_copy(update={"text": text, "value": receipt, "unit": unit_name}), None, None


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


def _is_identifier(path: str, value: str, sources: Sources) -> bool:
    """Whether it is a name of the truth, or an identifier that the ledger or a tool gave."""
    leaf = path.rsplit("/", 1)[-1]
    if leaf.endswith(("_id", "name", "family", "subject")) or leaf.isdigit():
        return identifiers_of(sources.snapshot).knows(value) or (leaf.endswith("_id") and bool(_GIVEN.fullmatch(value)))
    return False


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
