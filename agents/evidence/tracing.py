"""Where a number that a reasoner handed to a tool comes from: the person's words, or a result.

A reasoner chooses arguments. A number that it invents there must not come back with the receipt of a computation, nor
enter a proposal, so operands of `calculate` and texts of arguments are traced to what the person wrote and to results.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from pydantic import JsonValue

from tools.results import unit_at

from ..errors import EvidenceMissing
from .identifiers import identifiers_of
from .numbers import NumberToken, numbers_in
from .records import CallRecord
from .said import values_in
from .sources import Sources, leaves

LEAST_DIGITS = 3
"""Digits that a rounded number must show to count as the number of a result; with fewer it must be equal."""

_PLAIN = frozenset({"share", "ratio", "count"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DIGITS = re.compile(r"[+-]?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number stands in a result."""

    call: str
    path: str
    value: float | str


def require_traced_operands(record: CallRecord, sources: Sources) -> None:
    """Make sure that a calculation works on numbers of the person or of results only.

    Raises
    ------
    EvidenceMissing
        If an operand of `calculate` comes from neither.
    """
    for operand in _operands(record):
        if not _is_traced(operand, record, sources):
            raise EvidenceMissing(
                f"{record.id} calculates with {operand['value']} ({operand['unit']}), which neither the question nor a "
                "result contains.",
                "Give calculate the numbers of results, or those that the person wrote.",
            )


def unreceipted_texts(arguments: dict[str, JsonValue], sources: Sources) -> list[str]:
    """Return the numbers in the texts of a call's arguments that neither the person nor a result nor a name covers.

    Parameters
    ----------
    arguments
        Of a call that will be kept and shown to people, such as the reason of a proposal.
    """
    known = identifiers_of(sources.snapshot)
    asked = {token.plain for token in numbers_in(sources.said)}
    missing: list[str] = []
    for _, text in leaves(arguments):
        if not isinstance(text, str) or _DATE.fullmatch(text) or known.knows(text):
            continue
        for token in numbers_in(text):
            if token.plain not in asked and not known.cover(text, token) and place_of(token, sources) is None:
                missing.append(token.text)
    return missing


def place_of(token: NumberToken, sources: Sources, but: str = "") -> Place | None:
    """Return where a number, as it is written, stands in a text or as a figure of a result.

    Parameters
    ----------
    but
        Id of the call whose result does not count.
    """
    for record in sources.calls.values():
        if not record.ok or record.id == but:
            continue
        handed = handed_over(record, sources)
        for path, value in leaves(record.document):
            if isinstance(value, str):
                if token.plain not in handed and any(one.plain == token.plain for one in _tokens(value, token)):
                    return Place(record.id, path, value)
            elif isinstance(value, int | float) and record.tool != "calculate" and _reads_as(token, value):
                return Place(record.id, path, float(value))
    return None


def handed_over(record: CallRecord, sources: Sources) -> frozenset[str]:
    """Return the numbers, plainly written, in texts that the call was given: in its result they prove nothing.

    Where the call failed, also its plain numbers count, for a problem repeats what was wrong.
    """
    known = identifiers_of(sources.snapshot)
    found: set[str] = set()
    for _, value in leaves(record.arguments):
        if isinstance(value, str) and not _DATE.fullmatch(value) and not known.knows(value):
            found |= {token.plain for token in numbers_in(value)}
        elif not record.ok and isinstance(value, int | float) and not isinstance(value, bool):
            found.add(f"{value:g}")
    return frozenset(found)


def _tokens(text: str, like: NumberToken) -> tuple[NumberToken, ...]:
    return numbers_in(text) if like.plain[:1] in text.casefold() else ()


def _reads_as(token: NumberToken, value: float) -> bool:
    digits = _DIGITS.fullmatch(token.plain.rstrip("%"))
    if digits is None or isinstance(value, bool):
        return False
    said = float(digits[0])
    return _rounds_to(value * 100, said, digits[0]) if token.plain.endswith("%") else _rounds_to(value, said, digits[0])


def _rounds_to(value: float, said: float, written: str) -> bool:
    if math.isclose(value, said, rel_tol=1e-9):
        return True
    decimals = len(written.partition(".")[2])
    significant = len(re.sub(r"\D", "", written).strip("0"))
    return significant >= LEAST_DIGITS and math.isclose(round(value, decimals), said, rel_tol=1e-9)


def _operands(record: CallRecord) -> list[dict[str, Any]]:
    given = record.arguments.get("operands")
    return cast(list[dict[str, Any]], given) if isinstance(given, list) else []


def _is_traced(operand: dict[str, Any], record: CallRecord, sources: Sources) -> bool:
    value = float(operand["value"])
    if any(math.isclose(value, said, rel_tol=1e-9) for said in values_in(sources.said)):
        return True
    if any(_is_figure(value, figure.value) for answer in sources.thread for figure in answer.figures):
        return True
    earlier = [other for other in sources.calls.values() if other.ok and other.id != record.id]
    return any(_holds(other, value, str(operand["unit"]), record, sources) for other in earlier)


def _is_figure(value: float, figure: float | str) -> bool:
    return not isinstance(figure, str) and _rounds_to(figure, value, _written(value))


def _holds(other: CallRecord, value: float, unit: str, record: CallRecord, sources: Sources) -> bool:
    if other.tool == "calculate":
        if _number(other) >= _number(record) or not all(_is_traced(one, other, sources) for one in _operands(other)):
            return False
        return any(_rounds_to(found, value, _written(value)) for _, found in _numbers(other.document))
    schema = sources.schema(other.tool)
    for path, found in _numbers(other.document):
        if _rounds_to(found, value, _written(value)) and _agree(unit_at(schema, path), unit):
            return True
    lists = (found for _, found in leaves(other.document) if isinstance(found, list))
    return unit in _PLAIN and any(len(found) == value for found in lists)


def _numbers(document: dict[str, JsonValue]) -> Iterator[tuple[str, float]]:
    for path, value in leaves(document):
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield path, float(value)


def _agree(unit: str | None, said: str) -> bool:
    if unit is None:
        return said in _PLAIN
    return unit == said or {unit, said} <= _PLAIN or (unit == "money" and said == "money per base unit")


def _written(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else repr(value)


def _number(record: CallRecord) -> int:
    return int(record.id[1:])
