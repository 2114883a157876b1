"""Words of S&OP for what S&OE passed on to it: where the forecast stands, and what the policies say of a shortage."""

from collections.abc import Sequence

from ....evidence import CallRecord
from ...protocol import Agent, Request, Turn, Wording
from . import forecast
from .told import all_of, paragraphs

TO_DECIDE = "To be decided here: who is served from what there is, another source, or a changed plan or promise."


def words(turn: Turn, agent: Agent, request: Request, done: Sequence[CallRecord]) -> Wording:
    """Say where each forecast stands, and quote the policy on what stays short."""
    forecasts = [forecast.short_words(turn, told) for told in all_of(done, "forecast_demand")]
    quotes = [passages[0] for found in all_of(done, "search_policies") if (passages := found.each("passages"))]
    rule = [f"{TO_DECIDE} The policy ({quote.ref('', 'cite')}) says: {quote.ref('', 'quote')}" for quote in quotes]
    choices = tuple(choice for wording in forecasts for choice in wording.choices)
    return Wording(template=paragraphs(*(wording.template for wording in forecasts), *rule), choices=choices)
