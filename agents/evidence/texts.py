"""The numbers inside a text that a tool wrote, each with what covers it.

A text of a result is a receipt for the numbers in it, except for those that it only repeats: an argument that a
reasoner wrote, or words that people wrote into the ledger or a policy. A repeated argument needs another cover; the
words of people are quotations and stand in quotation marks.
"""

from collections.abc import Callable

from pydantic import JsonValue

from tools.results import value_at

from ..answers import Figure
from ..errors import EvidenceMissing
from .formats import write_text
from .identifiers import identifiers_of
from .numbers import NumberToken, numbers_in
from .records import CallRecord
from .sources import Sources
from .tracing import handed_over, place_of


def _always(_row: JsonValue) -> bool:
    return True


def _is_existing(row: JsonValue) -> bool:
    return isinstance(row, dict) and bool(row.get("existing"))


PEOPLES_WORDS: dict[tuple[str, str], Callable[[JsonValue], bool]] = {
    ("list_proposals", "title"): _always,
    ("list_proposals", "reason"): _always,
    ("list_proposals", "outcome"): _always,
    ("draft_proposal", "title"): _is_existing,
    ("draft_proposal", "actions"): _is_existing,
    ("forecast_demand", "reason"): _always,
}
"""Fields of results that repeat what somebody once wrote, by tool and name, and in which rows they do."""

_POLICYS_WORDS = frozenset({"quote", "heading", "title"})


def text_figures(value: str, path: str, record: CallRecord, sources: Sources) -> tuple[str, list[Figure]]:
    """Return a text as it is shown, and a figure for each number in it, with places within what is shown.

    Raises
    ------
    EvidenceMissing
        If it repeats a number of an argument that neither the person, nor a name, nor another result covers.
    """
    shown, source = write_text(value), "tool"
    tokens = [token for token in numbers_in(shown) if token.is_number]
    if not tokens:
        return shown, []
    known = identifiers_of(sources.snapshot)
    figure = Figure(text="", start=0, end=0, value=value, unit="", source="tool", tool_call=record.id, path=path)
    if _is_quotation(path, record):
        source = "citation"
        if not all(known.cover(shown, token) for token in tokens):
            shown = f"“{shown.replace('“', '‘').replace('”', '’')}”"
            tokens = [token for token in numbers_in(shown) if token.is_number]
    handed = handed_over(record, sources)
    asked = {token.plain for token in numbers_in(sources.said)}
    figures: list[Figure] = []
    for token in tokens:
        place = {"text": token.text, "start": token.start, "end": token.end}
        if known.cover(shown, token):
            figures.append(figure.model_copy(update={**place, "source": "identifier"}))
        elif source == "citation" or token.plain not in handed:
            figures.append(figure.model_copy(update={**place, "source": source}))
        elif token.plain in asked:
            own = {"source": "question", "value": token.text, "tool_call": None, "path": None}
            figures.append(figure.model_copy(update={**place, **own}))
        else:
            figures.append(figure.model_copy(update={**place, **_elsewhere(token, path, record, sources)}))
    return shown, figures


def _elsewhere(token: NumberToken, path: str, record: CallRecord, sources: Sources) -> dict[str, object]:
    found = place_of(token, sources, but=record.id)
    if found is None:
        raise EvidenceMissing(
            f"'{token.text}' in {record.id}:{path} only repeats an argument of the call and has no receipt.",
            "Refer to the result that the number comes from, or leave the text out.",
        )
    return {"value": found.value, "tool_call": found.call, "path": found.path}


def _is_quotation(path: str, record: CallRecord) -> bool:
    """Whether a text is a policy's, or was written by people and is kept in the ledger or the truth."""
    names = [step for step in path.split("/")[1:] if not step.isdigit()]
    leaf = names[-1] if names else ""
    row = value_at(record.document, path.rsplit(f"/{leaf}", 1)[0]) if leaf else None
    is_policys = leaf in _POLICYS_WORDS and isinstance(row, dict) and "policy" in row and "section" in row
    peoples = PEOPLES_WORDS.get((record.tool, leaf))
    return is_policys or (record.ok and peoples is not None and peoples(row))
